"""The command `diff`: for which contacts procedures differ, as people see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frontdoor.cli import COULD_NOT_RUN, FOUND_SOMETHING

if TYPE_CHECKING:
    from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
YORK = ROOT / "plugins" / "york" / "frontdoor_york"


def test_two_authorities_differ_with_clauses_and_examples(run: Run) -> None:
    """Each difference says of which contacts it is, what each says with clauses, and an example."""
    result = run("diff", "york", "hertfordshire", "--aspect", "meaning")
    assert result.exit_code == FOUND_SOMETHING
    words = " ".join(result.stdout.split())
    assert "What is advised first" in words
    assert "Where Hertfordshire has referral" in words
    assert "City of York: further enquiry (YOR-" in words
    assert "For example: Level of need: high" in words


def test_each_example_shows_its_difference(run: Run, tmp_path: Path) -> None:
    """`route` takes the case file of each statement, and gives the two answers that it names."""
    folder = tmp_path / "cases"
    aspects = ("--aspect", "meaning", "--aspect", "deadline")
    told = run("diff", "york", "hertfordshire", *aspects, "--format", "json", "--examples", folder)
    [meaning, _] = json.loads(told.stdout)["aspects"]
    authorities = ("--authority", "york", "--authority", "hertfordshire")
    for number, one in enumerate(meaning["statements"], 1):
        case = folder / f"meaning-{number:03}.yaml"
        routed = run("route", case, *authorities, "--format", "json")
        assert routed.exit_code == 0
        answers = {answer["authority"]: answer["meaning"] for answer in json.loads(routed.stdout)}
        assert [answers["york"]] == one["a"]["value"]
        assert [answers["hertfordshire"]] == one["b"]["value"]
    written = {file.name.partition("-")[0] for file in folder.iterdir()}
    assert written == {"meaning", "deadline"}


def test_a_procedure_does_not_differ_from_itself(run: Run) -> None:
    """A folder and the installed plugin of it say the same, so the command ends with 0."""
    result = run("diff", "york@plugin", YORK)
    assert result.exit_code == 0
    assert result.stdout.count("They do not differ.") == 6


def test_what_a_council_chose_is_told_rule_by_rule(run: Run, tmp_path: Path) -> None:
    """Against the plugin alone, an override shows as a changed rule and as what it means."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "frontdoor.yaml").write_text((ROOT / "config" / "frontdoor.yaml").read_text())
    (config / "york.yaml").write_text(
        "changes:\n"
        "  - rule: next_days_meeting\n"
        "    within: 24 hours\n"
        "    because: The council decides within a day.\n"
    )
    result = run("--config", config, "diff", "york@plugin", "york", "--aspect", "deadline")
    words = " ".join(result.stdout.split())
    assert result.exit_code == FOUND_SOMETHING
    assert "next_days_meeting" in words
    assert "The council decides within a day." in words
    assert "City of York: next meeting" in words
    assert "City of York: 24 hours" in words


def test_an_edition_that_was_in_force_can_be_compared(run: Run) -> None:
    """What was served is kept, is listed, and is compared by the beginning of its digest."""
    assert "has not been served yet" in run("editions", "york").stdout
    person = ("sam", "--full-name", "Sam Example", "--password", "a long enough password")
    assert run("users", "add", "york", *person, "--role", "advice_worker").exit_code == 0
    [kept] = json.loads(run("editions", "york", "--format", "json").stdout)
    result = run("diff", f"york@{kept['digest'][:12]}", "york", "--aspect", "meaning")
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("diff", "york", "nowhere"), "nowhere"),
        (("diff", "york@0000", "york"), "No edition of it begins with '0000'"),
        (("diff", "york", ROOT / "plugins"), "no procedure.yaml"),
        (("diff", "york", "leicester", "--format", "xlsx"), "give the file with -o"),
    ],
)
def test_what_cannot_be_compared_is_said(
    run: Run, words: tuple[str | Path, ...], says: str
) -> None:
    """A name, folder or edition that there is not ends the command with 2 and a way forward."""
    result = run(*words)
    assert result.exit_code == COULD_NOT_RUN
    assert says in result.output


def test_differences_are_written_to_a_file(run: Run, tmp_path: Path) -> None:
    """With -o every form is a whole file; the workbook too."""
    for form, name in (("csv", "d.csv"), ("markdown", "d.md"), ("xlsx", "d.xlsx")):
        file = tmp_path / name
        run("diff", "york", "hertfordshire", "--aspect", "meaning", "--format", form, "-o", file)
        assert file.stat().st_size > 500
