"""What the commands say of a council's overrides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

CASE = Path(__file__).parents[2] / "examples" / "cases" / "case-study-a.yaml"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with York alone."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "frontdoor.yaml").write_text("authorities: york\n", "utf-8")
    return folder


def test_check_finds_an_override_that_breaks_a_safeguard(run: Run, config: Path) -> None:
    """A council cannot do without telling the police: told with an example, exit code 1."""
    (config / "york.yaml").write_text(
        "removes:\n  - rule: police\n    because: they ring us\n", "utf-8"
    )
    result = run("--config", config, "check")
    assert result.exit_code == 1
    assert "where a crime is suspected no task tells the police" in result.stdout
    assert "facts:\n      crime_suspected: yes\n" in result.stdout


def test_check_names_the_mistakes_of_an_override(run: Run, config: Path) -> None:
    """Mistakes in an override are told with the council's own file, line and key."""
    (config / "york.yaml").write_text(
        "changes:\n  - rule: polise\n    because: x\n    within: 1 hour\n"
        "choices:\n  - rule: police\n    reading: later\n",
        "utf-8",
    )
    result = run("--config", config, "check", "york", "--format", "json")
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)[0]["mistakes"]
    assert (first["file"], first["line"]) == (str(config / "york.yaml"), 2)
    assert first["advice"] == "Did you mean 'police'?"
    assert (second["key"], second["found"]) == ("choices[1].rule", "'police'")


def test_route_asks_the_procedure_as_overridden(run: Run, config: Path) -> None:
    """What a council changed is what its authority answers."""
    (config / "york.yaml").write_text(
        "changes:\n  - setting: immediately_minutes\n    because: ours\n    value: 5\n", "utf-8"
    )
    (one,) = json.loads(run("--config", config, "route", CASE, "--format", "json").stdout)
    assert one["due"] == "2026-03-10T10:45:00+00:00"


def test_route_under_an_override_that_cannot_be_used(run: Run, config: Path) -> None:
    """The mistakes are told, and there is no answer that the council did not mean."""
    (config / "york.yaml").write_text("chnages:\n", "utf-8")
    result = run("--config", config, "route", CASE, "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout) == []
    assert "york cannot be used:\n" in result.stderr
    assert "york.yaml:1:1: chnages: found an unknown key 'chnages'" in result.stderr
    assert "Did you mean 'changes'?" in result.stderr


def test_overrides_for_nobody_are_named(run: Run, config: Path) -> None:
    """A file whose name is no authority's changes nothing, and that is said."""
    (config / "yrok.yaml").write_text("removes:\n", "utf-8")
    result = run("--config", config, "check")
    assert result.exit_code == 0
    assert result.stderr == (
        f"{config / 'yrok.yaml'} changes nothing: no authority 'yrok' is switched on. "
        "Did you mean 'york'?\n"
    )
