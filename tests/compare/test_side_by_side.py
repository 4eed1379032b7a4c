"""The four procedures side by side: what people ask of them, each answer as in the rulebook."""

from __future__ import annotations

from functools import cache

import pytest

from frontdoor.compare.side_by_side.tables import NAMES, side_by_side
from frontdoor.compare.tables import STANDINGS, Entry, Row, Table
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.vocabulary import CIRCUMSTANCES, MEANINGS, TOPICS

from ..scenarios.practices import practice_of

FOUR = ("generic", "leicester", "york", "hertfordshire")


def book(authority: str) -> Rulebook:
    """An authority's rulebook as published, without what a council chooses."""
    return practice_of(authority).book


@cache
def tables() -> dict[str, Table]:
    """Every table of the four, by name."""
    return {table.name: table for table in side_by_side([book(name) for name in FOUR])}


def row(table: str, heading: str) -> Row:
    """One row of one table."""
    (found,) = (one for one in tables()[table].rows if one.heading == heading)
    return found


def cell(table: str, heading: str, authority: str) -> tuple[Entry, ...]:
    """What one authority says there."""
    return row(table, heading).cells[FOUR.index(authority)]


def times(authority: str) -> list[tuple[str, tuple[str, ...]]]:
    """How long an authority has to decide on a contact, with the clauses, as the page has it."""
    found = cell("timescales", "Time to decide on a contact", authority)
    return [(str(entry.says).partition(":")[0], entry.cites) for entry in found]


def test_how_long_each_authority_has_to_decide_stands_in_one_row() -> None:
    """The times of the four to decide on a contact, each with its clauses, at a glance."""
    assert times("generic") == [
        ("24 hours", ("GEN-02",)),
        ("no time stated", ("GEN-12", "GEN-17")),
        ("1 working day (from received)", ("GEN-12", "GEN-13")),
    ]
    assert times("leicester") == [
        ("24 hours", ("LEI-30", "LEI-37", "LEI-47")),
        ("1 working day", ("LEI-10", "LEI-20")),
        ("4 hours", ("LEI-31",)),
        ("3 working days", ("LEI-45",)),
    ]
    assert times("hertfordshire") == [
        ("1 working day", ("HER-02",)),
        ("1 working day", ("HER-16", "HER-20")),
    ]
    york = dict(times("york"))
    assert york["immediately"] == ("YOR-20", "YOR-30")
    assert york["next meeting (from received)"] == ("YOR-09", "YOR-10", "YOR-12", "YOR-20")
    assert row("timescales", "Time to decide on a contact").differs


@pytest.mark.parametrize("authority", FOUR)
def test_every_time_shown_is_one_of_the_rulebook_with_its_clauses(authority: str) -> None:
    """Each task and each of its readings stands in a row, with the rulebook's time and clauses."""
    rulebook = book(authority)
    shown = {
        (entry.rule, str(entry.says).partition(": ")[0].partition(" (from")[0], entry.cites)
        for one in tables()["timescales"].rows
        for entry in one.cells[FOUR.index(authority)]
        if entry.rule in rulebook.tasks
    }
    meant = {
        (task.rule, str(within), cites)
        for task in rulebook.tasks.values()
        for within, cites in (
            [(task.within, task.cites)]
            if task.within
            else [(reading.within, reading.cites) for reading in task.readings]
        )
    }
    stated = {(rule, said.replace("no time stated", "not stated"), c) for rule, said, c in shown}
    assert stated == meant


def test_who_may_give_less_than_asked_can_be_found() -> None:
    """For each authority it is said who may decide on less than a referral, and on what."""
    heading = "Less than a referral, where an assessment was asked for: who, and what"
    said = {
        name: {
            role: set(lesser.split("; "))
            for entry in cell("lesser", heading, name)
            for role, _, lesser in [str(entry.says).partition(": ")]
            if "Only with" not in entry.note and entry.standing == "said"
        }
        for name in FOUR
    }
    assert said["york"]["Advice Worker"] == {"information and advice", "to allocated worker"}
    assert "no further action" in said["york"]["Advice Team Manager"]
    assert said["leicester"]["DAS social worker"] == {"to allocated worker"}
    assert "no further action" in said["leicester"]["DAS team manager"]
    assert said["hertfordshire"]["Customer Service Centre adviser"] == {"further enquiry"}
    assert "no further action" not in said["generic"]["Duty worker"]
    for roles in said.values():
        assert any("manager" in role.lower() for role in roles)


def test_a_young_person_without_a_home() -> None:
    """What each has on homeless young people: a rule, the manager's decision, or silence."""
    heading = "Homeless young people"
    first = {name: cell("circumstances", heading, name)[0] for name in FOUR}
    assert (first["leicester"].standing, first["leicester"].cites) == ("said", ("LEI-50",))
    assert (first["generic"].standing, first["generic"].rule) == (
        "silent",
        "circumstances_not_covered",
    )
    for name in ("york", "hertfordshire"):
        assert (first[name].standing, first[name].rule) == ("silent", "no_special_circumstances")


def test_every_cell_says_something_and_where_it_comes_from() -> None:
    """No cell is empty; what is said has clauses; silence and nothing have none."""
    assert tuple(tables()) == NAMES
    clauses = {clause for name in FOUR for clause in book(name).clauses}
    for table in tables().values():
        assert len(table.columns) == len(FOUR) + 1
        for one in table.rows:
            assert len(one.cells) == len(FOUR)
            for said in one.cells:
                assert said
                for entry in said:
                    assert entry.standing in STANDINGS
                    assert entry.says != ""
                    assert set(entry.cites) <= clauses
                    assert not (entry.cites and entry.standing in ("none", "not_modelled"))


def test_clauses_of_one_authority_never_stand_under_another() -> None:
    """Each column cites the clauses of its own procedure alone."""
    for table in tables().values():
        for one in table.rows:
            for name, said in zip(FOUR, one.cells, strict=True):
                for entry in said:
                    assert set(entry.cites) <= set(book(name).clauses), (table.name, one.heading)


def test_what_is_said_cites_a_clause() -> None:
    """But for the edition and what stages and destinations lead to, what is said has its clause."""
    without = {
        (table.name, one.heading)
        for table in tables().values()
        if table.name not in ("stages", "destinations")
        for one in table.rows
        for said in one.cells
        for entry in said
        if entry.standing == "said" and not entry.cites
    }
    assert without <= {("source", "Edition")}


def test_nothing_is_left_unsaid() -> None:
    """Of each of the four everything is said, or known to be silent."""
    left = {
        (one.heading, FOUR[index])
        for table in tables().values()
        for one in table.rows
        for index, said in enumerate(one.cells)
        if said[0].standing == "not_modelled"
    }
    assert not left


def test_each_meaning_has_its_row_and_says_what_is_lost() -> None:
    """The outcomes of all four stand by their meaning; a loss is said beside the outcome."""
    assert [one.heading.lower().replace(" ", "_") for one in tables()["outcomes"].rows] == list(
        MEANINGS
    )
    (enquiry, *_) = cell("outcomes", "Further enquiry", "york")
    assert "waits for the meeting" in enquiry.note
    shown = {
        entry.rule for one in tables()["outcomes"].rows for said in one.cells for entry in said
    }
    assert shown - {""} == {outcome for name in FOUR for outcome in book(name).outcomes}


def test_the_switch_leaves_rows_that_differ_and_only_those() -> None:
    """With differences only, telling the police is left out: all four do so immediately."""
    timescales = tables()["timescales"]
    assert not row("timescales", "Telling the police").differs
    left = [one.heading for one in timescales.differences().rows]
    assert "Telling the police" not in left
    assert "Acknowledgement" in left
    alone = side_by_side([book("york"), book("york")])
    assert all(table.differences().rows == () for table in alone)


@pytest.mark.parametrize("authority", FOUR)
def test_a_silent_statement_is_on_what_no_rule_has(authority: str) -> None:
    """Each silence of a procedure is shown in some row: none is on what a rule has something on."""
    statements = book(authority).statements.values()
    silent = {one.rule for one in statements if one.silent and not one.says}
    shown = {
        entry.rule
        for table in tables().values()
        for one in table.rows
        for entry in one.cells[FOUR.index(authority)]
        if entry.standing == "silent"
    }
    assert silent <= shown


def test_special_circumstances_are_facts_of_every_procedure() -> None:
    """The topics of special circumstances are facts that every procedure knows, by those names."""
    for name in FOUR:
        group = {
            fact.fact
            for fact in book(name).facts.values()
            if fact.group == "circumstance"
            and book(name).origins["facts", fact.fact].layer == "base"
        }
        assert group == set(CIRCUMSTANCES)
    assert set(CIRCUMSTANCES) < set(TOPICS)
