"""The command `flowchart`: a picture in a file, or what it shows in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_the_command_draws_an_authority_into_a_file(run: Run, tmp_path: Path) -> None:
    """With -o the picture of the way of a contact is written as an SVG, and named."""
    file = tmp_path / "york.svg"
    result = run("flowchart", "york", "-o", file)
    assert result.exit_code == 0
    assert result.stderr == f"The way of a contact: City of York is in {file}.\n"
    picture = file.read_text("utf-8")
    assert picture.startswith("<svg ")
    assert ">The way of a contact: City of York</title>" in picture


def test_the_command_tells_it_in_words(run: Run) -> None:
    """Without -o the tables beside the picture are printed: for whoever cannot see it."""
    result = run("flowchart", "plugins/york/frontdoor_york", "--stage", "on_agenda")
    assert result.exit_code == 0
    assert "What is advised at Enquiry, for the daily meeting: City of York" in result.stdout
    assert "Enquiry: brokered support at Tier 2" in result.stdout


def test_the_command_shows_what_a_council_changed(run: Run, tmp_path: Path) -> None:
    """An override shows against the plugin alone, with its reason and its place."""
    (tmp_path / "frontdoor.yaml").write_text("authorities: york\n", "utf-8")
    overrides = tmp_path / "york.yaml"
    overrides.write_text(
        "changes:\n  - rule: answer_request\n    because: they sit in the room\n"
        "    within: 30 minutes\n",
        "utf-8",
    )
    words = ("--config", tmp_path, "flowchart", "york", "--against", "plugins/york/frontdoor_york")
    told = re.sub(r"\s+", " ", run(*words).stdout)
    assert "Task answer_request (differs)" in told
    assert "changed: within" in told
    assert "immediately (YOR-16, YOR-20)" in told
    assert "30 minutes (YOR-16, YOR-20)" in told
    assert "they sit in the room" in told
    assert f"{overrides}:2:5" in told
    picture = run(*words, "-o", "-").stdout
    assert "To decide, 30 minutes:" in picture
    assert ">BEFORE: To decide, immediately:" in picture


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["yrk"], "yrk cannot be used:\nThere is no plugin for 'yrk'. Did you mean 'york'?"),
        (["docs"], "docs cannot be used:\nthere is no procedure.yaml here, nor"),
        (["york", "--stage", "recieved"], "only at received, awaiting_decision"),
        (["york", "--stage", "received", "--against", "generic"], "not both"),
        (["york", "-o", "no/such/folder/x.svg"], "cannot be written: No such file or directory"),
    ],
)
def test_what_the_command_cannot_do_is_said(run: Run, words: list[str], says: str) -> None:
    """A word that is not known, or a file that cannot be written: why, and what to do; code 2."""
    result = run("flowchart", *words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert not result.stdout
