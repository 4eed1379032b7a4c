"""`frontdoor compare --case`: one case under several authorities."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command, Run

ROOT = Path(__file__).parents[2]
FRIDAY = ROOT / "examples" / "cases" / "leicester-homeless-friday.yaml"
TWO_CHILDREN = ROOT / "examples" / "cases" / "hertfordshire-high-need.yaml"
FOUR = ["generic", "leicester", "york", "hertfordshire"]


def test_it_says_for_each_row_what_each_authority_does(command: Command) -> None:
    """In words, on lines of at most 100 characters: what differs, and the clauses behind it."""
    done = command("compare", "--case", FRIDAY)
    assert done.returncode == 0
    assert done.stderr == ""
    assert "received Friday 6 March 2026 at 6:20pm" in done.stdout
    assert "To be decided by (differs)\n" in done.stdout
    assert "  City of York\n    - Monday 9 March 2026 at 9:30am (next meeting; " in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


@pytest.mark.parametrize("case", [FRIDAY, TWO_CHILDREN], ids=lambda case: case.stem)
def test_deadlines_and_meanings_are_those_of_route(run: Run, case: Path) -> None:
    """Each child is compared, in the order of the call, with the answers that `route` gives."""
    result = run("compare", "--case", case, "--format", "json")
    assert result.exit_code == 0, result.output
    compared = json.loads(result.stdout)
    routed = json.loads(run("route", case, "--format", "json").stdout)
    assert compared["authorities"] == FOUR == [one["authority"] for one in routed]
    for number, child in enumerate(compared["children"]):
        rows = {row["heading"]: row for row in child["answers"]["rows"]}
        answers = [one.get("children", [one])[number] for one in routed]
        meanings = {one["meaning"] for one in answers}
        dues = {one["due"] for one in answers}
        assert rows["What is advised"]["differs"] == (len(meanings) > 1)
        assert rows["To be decided by"]["differs"] == (len(dues) > 1)
        for one, cell in zip(answers, rows["Where it goes"]["cells"], strict=True):
            assert cell[0]["rule"] == one["rules"][0]


def test_authorities_stand_in_the_order_asked_and_a_folder_may_be_one(run: Run) -> None:
    """Whoever is named is compared, also a procedure that lies in a folder."""
    folder = "tests/authorities/example"
    result = run("compare", "york", folder, "generic", "--case", FRIDAY, "--format", "json")
    assert json.loads(result.stdout)["authorities"] == ["york", "example", "generic"]


def test_the_deadlines_are_drawn_for_each_child(run: Run, tmp_path: Path) -> None:
    """A picture for one child has the name that was given, those of several a number as well."""
    one = run("compare", "--case", FRIDAY, "--picture", tmp_path / "due.svg")
    assert one.exit_code == 0
    assert f"The deadlines are drawn in {tmp_path / 'due.svg'}." in one.stderr
    assert run("compare", "--case", TWO_CHILDREN, "--picture", tmp_path / "two.svg").exit_code == 0
    assert sorted(file.name for file in tmp_path.glob("*.svg")) == [
        "due.svg",
        "two-1.svg",
        "two-2.svg",
    ]
    for file in tmp_path.glob("*.svg"):
        assert ET.parse(file).getroot().tag.endswith("svg")


def test_what_cannot_be_done_is_told_and_the_rest_is_shown(run: Run, tmp_path: Path) -> None:
    """A picture that cannot be written and an authority that is not there end with code 2."""
    nowhere = run("compare", "--case", FRIDAY, "--picture", tmp_path / "none" / "due.svg")
    assert nowhere.exit_code == 2
    assert f"{tmp_path / 'none' / 'due.svg'} cannot be written: No such file" in nowhere.stderr
    assert "What is advised" in nowhere.stdout
    stranger = run("compare", "york", "yorc", "--case", FRIDAY)
    assert stranger.exit_code == 2
    assert "City of York" in stranger.stdout
    assert "yorc cannot be used" in stranger.stderr


def test_a_wrong_case_file_is_told_as_route_tells_it(run: Run, tmp_path: Path) -> None:
    """Mistakes have the same words, places and exit code under both commands."""
    case = tmp_path / "case.yaml"
    case.write_text("case: A worry\nreceived: 2026-03-10 10:40\nfacts:\n  neeed: high\n", "utf-8")
    compared, routed = run("compare", "--case", case), run("route", case)
    assert compared.exit_code == routed.exit_code == 2
    assert compared.stderr == routed.stderr
    assert "Did you mean 'need'?" in compared.stderr


def test_what_is_left_out_is_said_as_route_says_it(run: Run, tmp_path: Path) -> None:
    """A fact of one authority's own is left out for the others, under both commands alike."""
    case = tmp_path / "case.yaml"
    case.write_text(
        "case: A worry\nreceived: 2026-03-10 10:40\nfacts:\n  threshold: met\n", "utf-8"
    )
    compared, routed = run("compare", "--case", case, "york"), run("route", case, "-a", "york")
    assert (
        compared.stderr == routed.stderr == "york does not ask about threshold: left out there.\n"
    )
