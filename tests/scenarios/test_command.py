"""The command `frontdoor scenario`, and what `frontdoor clauses` says of scenarios."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from frontdoor.cli import main

from .practices import ROOT, files_of

BROKERED = files_of("york")[0]

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, var: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with York alone switched on, and nothing of this machine's own."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "frontdoor.yaml").write_text(f"authorities: york\nvar: {var}\n")
    monkeypatch.chdir(ROOT)
    return lambda *words: CliRunner().invoke(main, ["--config", str(config), *map(str, words)])


def test_every_scenario_of_what_is_switched_on_is_played(run: Run) -> None:
    """Without a file all of an authority's own scenarios are played."""
    result = run("scenario")
    count = len(files_of("york"))
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == f"{count} of {count} as expected."


def test_a_difference_is_printed_with_its_line(run: Run, tmp_path: Path) -> None:
    """What came otherwise stands with its place, what was expected and what came; exit 1."""
    file = tmp_path / "other.yaml"
    text = BROKERED.read_text().replace("advised: enquiry", "advised: step_up")
    line = text.partition("advised: step_up")[0].count("\n") + 1
    file.write_text(text)
    result = run("scenario", file)
    assert result.exit_code == 1
    assert f"{file}:{line}:" in result.output
    assert "advised: expected step_up" in result.output
    assert "came enquiry" in result.output
    (plain,) = json.loads(run("scenario", tmp_path / "other.yaml", "--format", "json").output)
    (difference,) = plain["differences"]
    assert difference["line"] == line
    assert (difference["expected"], difference["came"]) == ("step_up", "enquiry")


def test_mistakes_are_told_and_nothing_is_played(run: Run, tmp_path: Path) -> None:
    """A file that cannot be used ends with 2, and so does an authority that is not installed."""
    (tmp_path / "wrong.yaml").write_text(BROKERED.read_text().replace("moderate", "modest"))
    (tmp_path / "where.yaml").write_text(BROKERED.read_text().replace(": york", ": yrok"))
    result = run("scenario", tmp_path)
    assert result.exit_code == 2
    assert "modest" in result.output
    assert "Did you mean 'york'?" in result.output
    assert "0 of 2 as expected." in result.output


def test_a_folder_without_scenarios_is_told(run: Run, tmp_path: Path) -> None:
    """There must be something to play."""
    result = run("scenario", tmp_path / "config" / "..")
    assert result.exit_code == 2
    assert "there is no scenario here" in result.output


def test_a_procedure_that_is_not_installed_has_scenarios_beside_it(
    run: Run, tmp_path: Path
) -> None:
    """Whoever writes a new council's procedure can try scenarios before it is a plugin."""
    folder = tmp_path / "example"
    shutil.copytree(ROOT / "tests" / "authorities" / "example", folder)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "one.yaml").write_text(
        "scenario: A worry\n"
        "authority: example\n"
        "contact:\n"
        "  received: 2026-03-06 15:30\n"
        "steps:\n"
        "  - who: call_adviser\n"
        "    does: receive\n"
        "    expect:\n"
        "      stage: received\n"
    )
    result = run("scenario", folder)
    assert result.exit_code == 0, result.output
    assert "1 of 1 as expected." in result.output


def test_clauses_say_which_scenarios_show_them(run: Run) -> None:
    """Each clause has the files that claim it."""
    clauses: list[dict[str, Any]] = json.loads(run("clauses", "york", "--format", "json").output)
    shown = {clause["id"]: clause["scenarios"] for clause in clauses}
    assert str(BROKERED.relative_to(ROOT)) in shown["YOR-13"]
    assert "scenarios:" in run("clauses", "york").output
