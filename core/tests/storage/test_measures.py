"""What is counted of contacts and tasks, on each kind of database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from frontdoor.adapters.store import SqlStore
from frontdoor.domain.contact import Contact, TaskEnd
from frontdoor.domain.entries import Entry
from frontdoor.services.measures import InHand, Span
from frontdoor.services.ports import Query, Visit

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = NOW.date()
Write = Callable[..., dict[str, Contact]]
Make = Callable[..., Entry]
Visiting = Callable[..., Visit]
HOUR = timedelta(hours=1)


def told(store: SqlStore, visit: Visit, span: Span, at: datetime) -> dict[str, Any]:
    """Everything that is counted of a period."""
    with store.visit(visit) as records:
        return {
            "need": sorted(records.daily(span, "referrer")),
            "reached": sorted(records.reached(span, {"referral": 7, "advice": 2}, {"early": 3})),
            "again": sorted(records.again(span)),
            "rules": sorted(records.task_tallies(span, at)),
            "teams": sorted(records.team_tallies(span, at), key=str),
            "medians": records.medians(span),
            "in_hand": sorted(records.in_hand(span.team, at), key=str),
        }


def test_contacts_and_tasks_are_counted_as_they_stand(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """By day, by the most that was decided, by how each task ended; deleted ones are none."""
    made = write(
        begin("late", facts={"referrer": "family"}),
        begin("kept", happened=NOW + HOUR),
        begin("gone"),
        begin("runs", due=48, happened=NOW + timedelta(days=1)),
        begin("before", happened=NOW - timedelta(days=30)),
    )

    def ended(id: str, kind: str, hours: int, **said: Any) -> Entry:
        ends = (TaskEnd("decision", "decided"),)
        return replace(follow(made[id], kind, said=said, ends=ends), happened=NOW + hours * HOUR)

    said = {"outcome": "advice", "meaning": "information_and_advice", "also": ["referral"]}
    write(
        ended("late", "authorised", 30, **said),
        ended("kept", "information_added", 3),
        ended("gone", "deleted", 40),
        follow(made["runs"], "transferred", holding_team="team"),
    )
    at = NOW + timedelta(days=5)
    found = told(store, visit(), Span(DAY, DAY + timedelta(days=1)), at)
    assert found == {
        "need": [(DAY, "family", 1), (DAY, "not_known", 1), (date(2026, 3, 3), "not_known", 1)],
        "reached": [(DAY, 7, 1)],
        "again": [],
        "rules": [
            (DAY, "decision", "in_time", 1),
            (DAY, "decision", "late", 2),
            (date(2026, 3, 3), "decision", "overdue", 1),
        ],
        "teams": [
            ("team", "overdue", 1),
            (None, "in_time", 1),
            (None, "late", 2),
        ],
        "medians": {"decision": 30 * 3600.0},
        "in_hand": found["in_hand"],
    }
    (team,) = told(store, visit(), Span(DAY, DAY + timedelta(days=1), "team"), at)["in_hand"]
    assert team == InHand("team", "received", 1, 1, 1, NOW + timedelta(days=1))
    of_team = told(store, visit(), Span(DAY, date(2026, 3, 9), "team"), NOW + timedelta(days=2))
    assert of_team["rules"] == [(date(2026, 3, 3), "decision", "running", 1)]
    assert of_team["need"] == [(date(2026, 3, 3), "not_known", 1)]
    assert of_team["medians"] == {}


def test_the_one_before_is_the_last_about_the_same_person(
    store: SqlStore, write: Write, begin: Make, visit: Visiting, sql: Callable[..., list[Any]]
) -> None:
    """Of each contact of a period, however long before it that was within a year and its period."""
    sql("INSERT INTO person SELECT 'p', '{}' WHERE 1 = 1")
    days = (400, 300, 20, 0)
    write(*(begin(f"c{n}", person="p", happened=NOW - timedelta(days=n)) for n in days))
    with store.visit(visit()) as records:
        found = records.again(Span(DAY - timedelta(days=30), DAY))
    on = [DAY - timedelta(days=n) for n in days]
    assert sorted(found) == [(on[2], on[1]), (on[3], on[2])]


def test_lists_by_what_is_owed_and_by_what_presses(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """Only contacts on which such a task runs; those in danger before what is due first."""
    made = write(
        begin("calm", due=1, facts={"protection_needed_now": "no"}),
        begin("danger", due=90, facts={"protection_needed_now": "yes"}),
        begin("harm", due=None, facts={"need": "significant_harm", "protection_needed_now": "no"}),
        begin("unasked", due=2, facts={}),
    )
    with store.visit(visit()) as records:
        pressing = records.lines(Query(most_urgent_first=True))
        assert [line.id for line in pressing] == ["danger", "harm", "unasked", "calm"]
        assert records.lines(Query(owes=frozenset({"feedback"}))) == []
    write(follow(made["calm"], "authorised", ends=(TaskEnd("decision", "authorised"),)))
    with store.visit(visit()) as records:
        owing = records.lines(Query(owes=frozenset({"decision"}), state="all"))
    assert {line.id for line in owing} == {"danger", "harm", "unasked"}
