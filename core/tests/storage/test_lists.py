"""Lists of contacts, and finding a child who is known already."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import URL

from frontdoor.adapters.migrate import upgrade
from frontdoor.adapters.store import SqlStore
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Entry
from frontdoor.services.ports import Query, Visit

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
        ({"assigned_to": "ben.example"}, {"max"}),
        ({"assigned_to": "nobody"}, set()),
        ({"text": "zoe"}, {"zoe"}),
        ({"text": " ZOË  plac"}, {"zoe"}),
        ({"text": "%"}, set()),
        ({"text": "_"}, set()),
        ({"text": "ref-ma"}, {"max"}),
        ({"text": "o'sample"}, {"odd"}),
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
    write(begin("done", name="Done Sample", stage="closed"))
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


def test_contacts_of_before_are_given_the_time_at_which_they_moved(
    store: SqlStore,
    url: URL,
    write: Write,
    begin: Make,
    follow: Make,
    visit: Visiting,
    sql: Callable[..., list[Any]],
) -> None:
    """An upgrade works out for each contact when it came to its stage, as the store would have."""
    moved_on(write, begin, follow)
    kept = "SELECT id, moved FROM contact ORDER BY id"
    before = [tuple(row) for row in sql(kept)]
    sql("DROP INDEX ix_contact_moved")
    sql("ALTER TABLE contact DROP COLUMN moved")
    sql("UPDATE migrated SET version_num = '2026_11_22'")
    upgrade(url)
    assert [tuple(row) for row in sql(kept)] == before
    query = Query(state="all", moved_from=NOW + timedelta(hours=2))
    with store.visit(visit()) as records:
        assert {line.id for line in records.lines(query)} == {"gone"}


def test_deleted_contacts_are_neither_listed_nor_counted(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """A deleted duplicate is in no list and no count."""
    gone, _, _ = write(begin("gone"), begin("left"), begin("done", stage="closed")).values()
    write(follow(gone, "deleted", said={"survivor": "left"}))
    with store.visit(visit()) as records:
        assert {line.id for line in records.lines(Query(state="all"))} == {"left", "done"}
        assert records.counts() == {"received": 1, "closed": 1}


def test_people_who_may_be_this_child(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """A child is found by NHS number, or by date of birth and a like name together."""
    born = date(2019, 8, 7)
    known = {
        "p1": Child(name="Testchild Placeholder", date_of_birth=born, nhs_number="999 000 0018"),
        "p2": Child(name="Somebody Else", date_of_birth=born),
        "p3": Child(name="Testchild Placeholder", date_of_birth=date(2011, 1, 1)),
        "p4": Child(name="", date_of_birth=born),
    }
    with store.visit(visit()) as records:
        for id, child in known.items():
            records.add_person(id, child)
    write(
        begin("c1", person="p1"),
        begin("c2", person="p1", happened=NOW + timedelta(days=2)),
        begin("c3", person="p2"),
    )

    def found(child: Child) -> list[str]:
        with store.visit(visit()) as records:
            return [person.id for person in records.possible_people(child)]

    assert found(Child(name="Anyone", nhs_number="9990000018")) == ["p1"]
    assert found(Child(name="placeholder, TESTCHÏLD", date_of_birth=born)) == ["p1"]
    assert found(Child(name="Testchyld Placehoulder", date_of_birth=born)) == ["p1"]
    assert found(Child(name="Somebody", date_of_birth=born)) == ["p2"]
    assert found(Child(name="Testchild Placeholder")) == []
    assert found(Child(date_of_birth=born)) == []
    with store.visit(visit()) as records:
        person = records.person("p1")
        assert person is not None
        assert (person.child, person.contacts) == (known["p1"], ("c2", "c1"))
        assert records.person("nobody") is None


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
