"""Lists of contacts, and how many there are to work on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from frontdoor.adapters.store import SqlStore
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Entry
from frontdoor.services.ports import Query, Visit, Workload

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Write = Callable[..., dict[str, Contact]]
Make = Callable[..., Entry]
Visiting = Callable[..., Visit]


def test_those_due_first_come_first(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """Contacts come by deadline, then by id, those without one last; no page loses any."""
    dues = [48, None, 24, 24, None, 1, 72]
    write(*(begin(f"c{number}", due=due) for number, due in enumerate(dues)))
    expected = ["c5", "c2", "c3", "c0", "c6", "c1", "c4"]
    for limit in (1, 2, 3, 7, 50):
        found: list[str] = []
        after = None
        while True:
            with store.visit(visit()) as records:
                lines = records.lines(Query(limit=limit, after=after))
            found += [line.id for line in lines[:limit]]
            if len(lines) <= limit:
                break
            after = (lines[limit - 1].next_due, lines[limit - 1].id)
        assert found == expected


def test_line_says_what_a_list_shows(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """A line has the child, the stage, the deadline, who holds it and the outcome."""
    child = {"name": "Testchild Placeholder", "date_of_birth": "2021-05-04"}
    contact = write(begin("c1", child=child))["c1"]
    contact = write(follow(contact, "assigned", said={"user": "ben.example"}, holding_team="team"))[
        "c1"
    ]
    said = {"outcome": "referral", "meaning": "referral", "also": []}
    write(follow(contact, "authorised", said=said, stage="decided"))
    with store.visit(visit()) as records:
        (line,) = records.lines(Query())
    assert (line.id, line.reference, line.child, line.born) == (
        "c1",
        "REF-C1",
        "Testchild Placeholder",
        date(2021, 5, 4),
    )
    assert (line.stage, line.received, line.next_due, line.version) == (
        "decided",
        NOW,
        NOW + timedelta(hours=24),
        3,
    )
    assert (line.holding_team, line.assigned_to, line.outcome) == (
        "team",
        "ben.example",
        "referral",
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"zoe", "max", "odd"}),
        ({"state": "closed"}, {"done"}),
        ({"state": "all"}, {"zoe", "max", "odd", "done"}),
        ({"state": "all", "stages": frozenset({"closed", "on_agenda"})}, {"max", "done"}),
        ({"holding_team": "team"}, {"max"}),
        ({"holding_teams": frozenset({"team", "other"})}, {"max"}),
        ({"holding_teams": frozenset()}, set()),
        ({"due_before": NOW + timedelta(hours=25)}, {"zoe", "odd"}),
        ({"among": frozenset({"zoe", "p1"}), "state": "all"}, {"zoe", "done"}),
        ({"assigned_to": "ben.example"}, {"max"}),
        ({"assigned_to": "nobody"}, set()),
        ({"text": "zoe"}, {"zoe"}),
        ({"text": " ZOË  plac"}, {"zoe"}),
        ({"text": "%"}, set()),
        ({"text": "_"}, set()),
        ({"text": "ref-ma"}, {"max"}),
        ({"text": "o'sample"}, {"odd"}),
        ({"text": "placeholder zoe"}, {"zoe"}),
        ({"text": "samp"}, {"odd", "max"}),
        ({"text": "ample"}, set()),
        ({"received_from": NOW + timedelta(days=1)}, {"max"}),
        ({"received_to": NOW + timedelta(days=1)}, {"zoe", "odd"}),
    ],
)
def test_lists_hold_what_was_asked_for(
    store: SqlStore,
    write: Write,
    begin: Make,
    follow: Make,
    visit: Visiting,
    asked: dict[str, Any],
    expected: set[str],
) -> None:
    """Each part of a query narrows the list to what it names."""
    write(begin("zoe", name="Zoë Placeholder"), begin("odd", name="Per%cent_ O'Sample"))
    with store.visit(visit()) as records:
        records.add_person("p1", Child(name="Done Sample"))
    write(begin("done", name="Done Sample", stage="closed", person="p1"))
    contact = write(begin("max", name="Max Sample", happened=NOW + timedelta(days=1)))["max"]
    write(
        follow(
            contact,
            "assigned",
            said={"user": "ben.example"},
            holding_team="team",
            stage="on_agenda",
        )
    )
    with store.visit(visit()) as records:
        assert {line.id for line in records.lines(Query(**asked))} == expected


def moved_on(write: Write, begin: Make, follow: Make) -> None:
    """Contacts that are on an agenda, have gone on from it after one hour, or never were on it."""
    for name in ("on", "gone", "never"):
        contact = write(begin(name, what_happened='Typed: {"stage on_agenda": "now"} on_agenda'))
        stages = {"on": ["on_agenda"], "gone": ["on_agenda", "decided"], "never": ["decided"]}[name]
        for stage in stages:
            contact = write(follow(contact[name], "transferred", stage=stage))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"gone"}),
        ({"moved_from": NOW + timedelta(hours=2)}, {"gone"}),
        ({"moved_from": NOW + timedelta(hours=2, minutes=1)}, set()),
        ({"left": frozenset({"decided"})}, set()),
        ({"left": frozenset({"on_agenda", "decided"})}, set()),
        ({"left": frozenset({"on%agenda"})}, set()),
        ({"left": frozenset(), "moved_from": NOW + timedelta(hours=1)}, {"on", "gone", "never"}),
    ],
)
def test_what_has_left_a_stage_is_found_by_when_it_moved(
    store: SqlStore,
    write: Write,
    begin: Make,
    follow: Make,
    visit: Visiting,
    asked: dict[str, Any],
    expected: set[str],
) -> None:
    """Only what was at one of the stages and is no longer, whatever its texts hold."""
    moved_on(write, begin, follow)
    query = Query(**{"state": "all", "left": frozenset({"on_agenda"}), **asked})
    with store.visit(visit()) as records:
        assert {line.id for line in records.lines(query)} == expected


def test_deleted_contacts_are_neither_listed_nor_counted(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """A deleted duplicate is in no list and no count."""
    gone, _, _ = write(begin("gone"), begin("left"), begin("done", stage="closed")).values()
    write(follow(gone, "deleted", said={"survivor": "left"}))
    with store.visit(visit()) as records:
        assert {line.id for line in records.lines(Query(state="all"))} == {"left", "done"}
        assert records.counts() == {"received": 1, "closed": 1}


def test_the_latest_come_first_where_that_is_asked_for(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """Contacts come by when they moved, the last first, then by id; no page loses any."""
    for number, hours in enumerate((1, 5, 3, 3, 2)):
        write(begin(f"c{number}", happened=NOW + timedelta(hours=hours), stage="closed"))
    for limit in (1, 2, 50):
        found: list[str] = []
        after = None
        while True:
            query = Query(state="closed", latest_first=True, limit=limit, after=after)
            with store.visit(visit()) as records:
                lines = records.lines(query)
            found += [line.id for line in lines[:limit]]
            if len(lines) <= limit:
                break
            after = (lines[limit - 1].moved, lines[limit - 1].id)
        assert found == ["c1", "c3", "c2", "c4", "c0"]


def test_the_workload_says_whose_contacts_are_open_and_late(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """By stage: how many are open, how many a user's teams hold and how many are theirs."""
    write(begin("done", stage="closed"), begin("never", due=None))
    for name, due, team, user in (
        ("a", 1, "team", "anna.example"),
        ("b", 48, "team", "ben.example"),
        ("c", 1, "other", "ben.example"),
    ):
        contact = write(begin(name, due=due, stage="on_agenda"))[name]
        write(follow(contact, "assigned", said={"user": user}, holding_team=team))
    later = NOW + timedelta(hours=24)
    with store.visit(visit()) as records:
        loads = {one.stage: one for one in records.workload("ben.example", ["team"], later)}
        nobody = records.workload("nobody", [], later)
    assert loads == {
        "received": Workload("received", 1, 0, 0, 0, 0, 0),
        "on_agenda": Workload("on_agenda", 3, 2, 2, 1, 2, 1),
    }
    assert [(one.all, one.team, one.mine) for one in nobody] in (
        [(1, 0, 0), (3, 0, 0)],
        [(3, 0, 0), (1, 0, 0)],
    )


def test_a_sample_is_always_the_same_one_in_so_many(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """A sample takes its share of contacts by their ids, and the same ones each time."""
    write(*(begin(f"{number:02x}{'0' * 30}") for number in range(0, 256, 4)))
    with store.visit(visit()) as records:
        sampled = [line.id for line in records.lines(Query(one_in=4))]
        assert sampled == [line.id for line in records.lines(Query(one_in=4))]
    assert sorted(sampled) == [f"{number:02x}{'0' * 30}" for number in range(0, 64, 4)]


def test_a_list_can_name_the_outcomes(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """A list of some outcomes holds only the contacts that were decided so."""
    first, _ = write(begin("first"), begin("second")).values()
    said = {"outcome": "advice", "meaning": "information_and_advice", "also": []}
    write(follow(first, "authorised", said=said, stage="closed"))
    with store.visit(visit()) as records:
        query = Query(state="all", outcomes=frozenset({"advice"}))
        assert [line.id for line in records.lines(query)] == ["first"]
