"""What the command says of itself, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command, Run

TOP = (
    *("authorities", "route", "check", "clauses", "scenario", "compare", "diff", "editions"),
    *("flowchart", "replay", "year", "export", "site", "serve", "demo", "users", "journal", "db"),
)
COMMANDS = (
    *(*TOP, "users add", "users list", "users disable", "users enable", "users link"),
    "users reset-second-factor",
    *("journal anchor", "journal verify", "db upgrade"),
)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command_has_an_example_that_names_it(run: Run, name: str) -> None:
    """The help of a command says what it does and shows a line that can be typed."""
    result = run(*name.split(), "--help")
    assert result.exit_code == 0
    _, _, shown = result.stdout.partition("\n  Example")
    assert f"    frontdoor {name}" in shown
    assert "\\b" not in result.stdout


def test_help_lists_every_command_with_what_it_does(command: Command) -> None:
    """The main help names each command, shows examples and tells the exit codes."""
    result = command("--help")
    assert result.returncode == 0
    for name in TOP:
        assert f"\n  {name} " in result.stdout
    assert "frontdoor route examples/cases/case-study-a.yaml\n" in result.stdout
    assert "Exit codes: 0 " in result.stdout


def test_help_needs_no_part_of_the_product() -> None:
    """The main help is answered without reading what only commands need, so that it is quick."""
    script = (
        "import sys; from frontdoor.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "slow = {'pydantic', 'litestar', 'sqlalchemy', 'strictyaml', 'frontdoor.composition'}\n"
        "print('slow:', sorted(slow & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.endswith("slow: []\n")


def test_version(command: Command) -> None:
    """The command tells its version."""
    assert command("--version").stdout == "frontdoor, version 0.1.0\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["rout"], "No such command 'rout'"),
        (["route"], "Missing argument 'CASE'"),
        (["route", "a.yaml", "b.yaml"], "unexpected extra argument"),
        (["check", "--format", "xml"], "'xml' is not one of 'text', 'json'"),
        (["route", "--autority", "york"], "No such option"),
        (["serve", "--port", "70000"], "70000 is not in the range"),
        (["demo", "--port", "http"], "'http' is not a valid integer"),
    ],
)
def test_usage_errors_go_to_standard_error(run: Run, words: list[str], says: str) -> None:
    """What is typed wrongly is told on standard error, with the way to the help: exit code 2."""
    result = run(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert "--help' for help" in result.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes as on Unix")
@pytest.mark.parametrize("words", [["clauses"], ["clauses", "--format", "json"], ["--help"]])
def test_a_closed_pipe_is_no_error_to_look_at(
    environment: dict[str, str], words: list[str]
) -> None:
    """Where the reader of the output went away, the command ends without a word."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [Path(sys.executable).with_name("frontdoor"), *words],
        stdout=write,
        stderr=subprocess.PIPE,
        env=environment,
        check=False,
        timeout=30,
    )
    os.close(write)
    assert done.stderr == b""
    assert done.returncode in (0, 1)
