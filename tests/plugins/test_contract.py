"""What `pytest` says in the folder of a procedure, with no code of its author's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.borchester import CLAUSES, FOUR_HOURS, PROCEDURE, SECOND_CLAUSE, write_in

from frontdoor.contract.hooks import faults
from frontdoor.contract.subject import Subject

from .conftest import Install

pytest_plugins = ["pytester"]

SCENARIO = """\
scenario: What anyone may read
shows: BOR-01
authority: borchester
contact:
  received: 2026-03-10 11:20
  channel: telephone
  facts:
    purpose: advice
steps:
  - who: duty_worker
    does: receive
    expect:
      statements:
        hours: Day and night
"""


def write_on(file: Path, text: str) -> None:
    """Go on with a file."""
    file.write_text(file.read_text("utf-8") + text, "utf-8")


@pytest.fixture
def borchester(pytester: pytest.Pytester) -> Path:
    """The folder of a procedure that keeps every promise."""
    folder = write_in(pytester.path / "borchester")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "hours.yaml").write_text(SCENARIO, "utf-8")
    return folder


@pytest.fixture
def tried(pytester: pytest.Pytester, borchester: Path, var: Path) -> Callable[[], pytest.RunResult]:
    """Runs `pytest` on it; what is parsed is kept where the other tests keep it.

    The pages, which take half a minute, have a test of their own.
    """
    chosen = ("-o", f"cache_dir={var.parents[1]}", "-o", "frontdoor_pages=false")
    return lambda: pytester.runpytest_inprocess(borchester, *chosen)


Tried = Callable[[], pytest.RunResult]


def test_a_folder_that_keeps_every_promise(tried: Tried) -> None:
    """Every promise and every scenario is a test; how far the author is stands at the end."""
    result = tried()
    result.assert_outcomes(passed=9)
    said = "borchester: slots answered: 50 of 50 (1 said, 49 as in another, 0 silent); "
    shown = "clauses with a rule: 1 of 1; clauses shown by a scenario: 1 of 1"
    result.stdout.fnmatch_lines([said + shown])


def test_each_broken_promise_is_told_in_its_own_words(tried: Tried, borchester: Path) -> None:
    """A scenario that no rule's absence would change, and a clause that none shows, are named."""
    (borchester / "scenarios" / "hours.yaml").write_text(
        SCENARIO.replace("statements:\n        hours: Day and night", "stage: received"), "utf-8"
    )
    text = CLAUSES + "  - clause: BOR-02\n    source: BP\n    where: '2'\n    says: More.\n"
    (borchester / "clauses.yaml").write_text(text + "    status: modelled\n", "utf-8")
    result = tried()
    result.assert_outcomes(passed=5, failed=4)
    result.stdout.fnmatch_lines(
        [
            "*BOR-02 is modelled, and no rule cites it: More.",
            "*BOR-02: no scenario shows it. Write one with `shows: BOR-02`.",
            "*procedure.yaml:10:5: day_and_night: without this rule no scenario*",
            "*hours.yaml:2:1: BOR-01: it comes the same without any one of the rules*",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_clause_that_a_scenario_only_claims_is_named(tried: Tried, borchester: Path) -> None:
    """A scenario under `shows:` of which a clause's rules make no difference says so."""
    write_on(borchester / "procedure.yaml", FOUR_HOURS)
    write_on(borchester / "clauses.yaml", SECOND_CLAUSE)
    scenario = borchester / "scenarios" / "hours.yaml"
    scenario.write_text(SCENARIO.replace("BOR-01", "BOR-01, BOR-02"), "utf-8")
    result = tried()
    result.stdout.fnmatch_lines(["*hours.yaml:2:1: BOR-02: it comes the same without any one of*"])


def test_a_scenario_that_cannot_be_read_is_told_once(tried: Tried, borchester: Path) -> None:
    """What is wrong with its file stands under its own name, and under no promise besides."""
    write_on(borchester / "scenarios" / "hours.yaml", "colour: red\n")
    told, _, _ = tried().stdout.str().partition("short test summary")
    assert told.count("found an unknown key 'colour'") == 1


def test_a_change_needs_a_source_of_its_own(tried: Tried, borchester: Path) -> None:
    """Clauses of the procedure below do not stand behind what a change makes of their rule."""
    write_on(borchester / "procedure.yaml", FOUR_HOURS.replace("    cites: BOR-02\n", ""))
    result = tried()
    result.assert_outcomes(failed=1, skipped=8)
    result.stdout.fnmatch_lines(["*changes[[]1]: found `within:` changed, and no source for it*"])


def test_a_file_that_cannot_be_read_is_told_once_in_full(tried: Tried, borchester: Path) -> None:
    """Mistakes stand with line and key, and never as a traceback."""
    (borchester / "procedure.yaml").write_text(PROCEDURE + "stagse:\n", "utf-8")
    result = tried()
    result.assert_outcomes(failed=1, skipped=8)
    result.stdout.fnmatch_lines(["*procedure.yaml:*: stagse: found an unknown key 'stagse'*"])
    assert "Traceback" not in result.stdout.str()


FORGETFUL = """
    from pathlib import Path
    from frontdoor import hookimpl

    asked = []

    @hookimpl
    def procedure():
        return Path(__file__).parent

    @hookimpl
    def derived_facts(facts, received):
        asked.append(received)
        return {"meeting_today": "yes" if len(asked) % 3 else "no"}
"""

PRYING = """
    from pathlib import Path
    from frontdoor import hookimpl

    @hookimpl
    def procedure():
        return Path(__file__).parent

    @hookimpl
    def derived_facts(facts, received):
        Path(__file__).with_name("procedure.yaml").read_text()
        return {"meeting_today": "no"}
"""


@pytest.mark.parametrize(
    ("code", "says"),
    [(FORGETFUL, "for the same contact"), (PRYING, "reaches outside itself: open(")],
)
def test_a_hook_that_does_what_it_must_not_is_found(install: Install, code: str, says: str) -> None:
    """One that answers otherwise when asked again, or opens files, is named with what it did."""
    folder = install("weekly", code)
    [fault] = faults(Subject(folder))
    assert says in fault


def test_a_sound_hook_has_no_faults(install: Install) -> None:
    """The plugin of the fictional authority is asked about contacts of all kinds."""
    assert not list(faults(Subject(install("weekly"))))
