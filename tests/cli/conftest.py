"""The command `frontdoor`, run in this process or as people run it, on a folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from frontdoor.cli import main

ROOT = Path(__file__).parents[2]
FOUR = ("generic", "leicester", "york", "hertfordshire")

Run = Callable[..., Result]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(var: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a deployment of the four, with databases of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FRONTDOOR_")}
    return kept | {
        "FRONTDOOR_CONFIG": str(ROOT / "config"),
        "FRONTDOOR_VAR": str(var),
        "FRONTDOOR_DATABASE_URL": f"sqlite:///{tmp_path}/{{authority}}.sqlite",
    }


@pytest.fixture
def run(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, from the project's own folder."""
    monkeypatch.chdir(ROOT)
    for key in os.environ:
        if key.startswith("FRONTDOOR_"):
            monkeypatch.delenv(key)

    def run(*words: str | Path, **variables: str | None) -> Result:
        result = CliRunner(env=environment | variables).invoke(main, [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture
def command(environment: dict[str, str]) -> Command:
    """Run the command as people run it: the program itself, from the project's own folder."""
    program = Path(sys.executable).with_name("frontdoor")

    def command(*words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *map(str, words)],
            cwd=ROOT,
            env=environment | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )

    return command


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Write a case file and give its path."""

    def write(text: str) -> Path:
        path = tmp_path / "case.yaml"
        path.write_text(text, "utf-8")
        return path

    return write
