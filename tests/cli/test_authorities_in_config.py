"""An authority whose procedure lies in the configuration, without a plugin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import borchester

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with an authority of its own beside the generic one."""
    folder = tmp_path / "config"
    borchester.write_in(
        folder / "authorities" / "borchester", borchester.FOUR_HOURS, borchester.SECOND_CLAUSE
    )
    (folder / "frontdoor.yaml").write_text("authorities: borchester, generic\n", "utf-8")
    return folder


def test_a_folder_in_the_configuration_is_an_authority(run: Run, config: Path) -> None:
    """What lies there is checked and listed as any other, on top of what it builds on."""
    assert run("--config", config, "check").exit_code == 0
    listed = run("--config", config, "authorities")
    assert "borchester: Borchester City Council, March 2026 (39 clauses" in listed.output


def test_what_it_does_otherwise_is_shown_rule_by_rule(run: Run, config: Path) -> None:
    """Against what it builds on, each change stands with its reason."""
    result = run("--config", config, "diff", "generic", "borchester", "--aspect", "deadline")
    assert "the city gives itself four hours" in result.output
    assert "Day and night" in result.output
    assert result.exit_code == 1


def test_what_nobody_has_answered_keeps_it_off(run: Run, config: Path) -> None:
    """Without a word on all else, each slot that it leaves open is named."""
    file = config / "authorities" / "borchester" / "procedure.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("about: all_else", "about: offer"), "utf-8")
    result = run("--config", config, "check", "borchester")
    assert result.exit_code == 1
    assert "threshold_document: Nothing answers 'Threshold document'" in result.output
    assert "`as: generic`" in result.output


def test_a_name_that_a_plugin_has_is_refused(run: Run, config: Path) -> None:
    """A folder and a plugin for one authority: both are named, and what to do."""
    (config / "authorities" / "borchester").rename(config / "authorities" / "york")
    result = run("--config", config, "check", "york")
    assert result.exit_code == 2
    assert "Two procedures claim the authority 'york'" in result.output
    assert "frontdoor-york" in result.output


def test_a_folder_that_is_not_switched_on_is_named(run: Run, config: Path) -> None:
    """A folder for no authority that is switched on says so, with the likely name."""
    (config / "authorities" / "borchestre").mkdir()
    result = run("--config", config, "check")
    assert "no authority 'borchestre' is switched on. Did you mean 'borchester'?" in result.output


def test_the_whole_contract_is_tried_from_the_command_line_too(run: Run, config: Path) -> None:
    """Beside the proofs, clauses without a scenario are named, and how far the author is."""
    result = run("--config", config, "check", "borchester", "--whole")
    assert result.exit_code == 1
    assert "claimed: BOR-01: no scenario shows it." in result.output
    assert "clauses shown by a scenario: 0 of 2" in result.output


def test_what_is_not_proved_and_what_is_not_shown_are_told_together(run: Run, config: Path) -> None:
    """An open slot does not hide that a clause has no scenario: all is told at once."""
    file = config / "authorities" / "borchester" / "procedure.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("about: all_else", "about: offer"), "utf-8")
    result = run("--config", config, "check", "borchester", "--whole")
    assert result.exit_code == 1
    assert "Nothing answers 'Threshold document'" in result.output
    assert "claimed: BOR-01: no scenario shows it." in result.output
    assert "Nothing answers 'Threshold document'" not in result.output.partition("claimed: ")[2]
