"""What is on record about users and requests stays, and is found again in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import URL, create_engine, text
from sqlalchemy.exc import DatabaseError

from frontdoor.adapters.store import SqlStore
from frontdoor.services.oversight import AccessQuery, Change, Fault, Verification
from frontdoor.services.ports import User, Visit

AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def visit(store: SqlStore, user: str, minutes: int, *seen: str) -> None:
    """A request so many minutes after the first."""
    with store.visit(Visit(user, "test", AT + timedelta(minutes=minutes))) as records:
        records.saw(seen)


def test_changes_come_back_and_the_latest_first(store: SqlStore) -> None:
    """Whatever was given and taken is told again, of all or of one."""
    changes = [
        Change(at=AT, by="boss", user="a", what="roles", given=("manager",), taken=("worker",)),
        Change(at=AT, by="", user="b", what="disabled"),
    ]
    with store.visit(Visit("boss", "test", AT)) as records:
        records.note(changes)
        records.note([])
    with store.visit(Visit("boss", "test", AT)) as records:
        assert records.changes() == changes[::-1]
        assert records.changes("a") == changes[:1]
        assert records.changes(limit=1) == changes[1:]


@pytest.mark.parametrize(
    "statement", ["UPDATE administration SET by = 'x'", "DELETE FROM administration"]
)
def test_nothing_of_a_change_can_be_altered(store: SqlStore, url: URL, statement: str) -> None:
    """Neither an alteration nor a deletion gets past the database."""
    change = Change(at=AT, by="boss", user="a", what="added", given=("A",))
    with store.visit(Visit("boss", "test", AT)) as records:
        records.note([change])
    engine = create_engine(url)
    with pytest.raises(DatabaseError, match="stays on record"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    with store.visit(Visit("boss", "test", AT)) as records:
        assert records.changes() == [change]


def test_a_refused_request_changes_nothing(store: SqlStore) -> None:
    """What was noted before a refusal is undone with the rest."""
    with store.visit(Visit("boss", "test", AT)) as records:
        records.note([Change(at=AT, by="boss", user="a", what="added")])
        records.refused("no")
    with store.visit(Visit("boss", "test", AT)) as records:
        assert records.changes() == []


def test_the_log_is_paged_by_time(store: SqlStore) -> None:
    """Pages follow each other, the latest first, by user and between two times."""
    for minute in range(7):
        visit(store, "a" if minute % 2 else "b", minute)
    with store.visit(Visit("", "read", AT, logged=False)) as records:
        first = records.accesses(AccessQuery(limit=4))
        second = records.accesses(AccessQuery(limit=4, after=first.after))
        lines = (*first.lines, *second.lines)
        assert [line.at.minute for line in lines] == [6, 5, 4, 3, 2, 1, 0]
        assert second.after is None
        of_a = records.accesses(AccessQuery(user="a"))
        assert [line.at.minute for line in of_a.lines] == [5, 3, 1]
        between = AccessQuery(since=AT + timedelta(minutes=2), until=AT + timedelta(minutes=4))
        assert [line.at.minute for line in records.accesses(between).lines] == [3, 2]


def test_who_saw_a_contact_is_found_stretch_by_stretch(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far back a line lies, going on comes to it, and to nothing that is only like it."""
    monkeypatch.setattr("frontdoor.adapters.oversight.LOOKED_THROUGH", 3)
    visit(store, "first", 0, "wanted")
    for minute in range(1, 8):
        visit(store, "other", minute, "elsewhere", "not-wanted")
    visit(store, "last", 8, "elsewhere", "wanted")
    found: list[str] = []
    query, stretches = AccessQuery(contact="wanted"), 0
    with store.visit(Visit("", "read", AT, logged=False)) as records:
        while True:
            page = records.accesses(query)
            found += [line.user for line in page.lines]
            stretches += 1
            if page.after is None:
                break
            query = AccessQuery(contact="wanted", after=page.after)
        assert records.accesses(AccessQuery(contact="want_d")).lines == ()
    assert found == ["last", "first"]
    assert stretches == 4


def test_when_each_user_last_asked(store: SqlStore) -> None:
    """The latest request of each; whoever never asked has none."""
    with store.visit(Visit("", "user.save", AT)) as records:
        for name in ("a", "b"):
            records.save_user(User(name=name, full_name=name, roles=frozenset()))
    visit(store, "a", 3)
    visit(store, "a", 5)
    with store.visit(Visit("", "read", AT, logged=False)) as records:
        assert records.last_asked() == {"a": AT + timedelta(minutes=5)}


def test_runs_of_the_verification_stay_and_the_last_anchored_one(store: SqlStore) -> None:
    """The latest come first, and behind them the last that was compared with an anchor."""

    def run(number: int, anchored: datetime | None = None) -> Verification:
        return Verification(
            id=str(number),
            by="boss",
            started=AT + timedelta(days=number),
            of=1,
            anchored=anchored,
            ended=AT + timedelta(days=number),
            faults=(Fault("a", 1, "said", "what was said was changed"),),
        )

    runs = [run(1, AT), run(2), run(3)]
    with store.visit(Visit("boss", "test", AT)) as records:
        for one in runs:
            records.save_verification(one)
    with store.visit(Visit("boss", "test", AT)) as records:
        assert records.verifications() == runs[::-1]
        assert records.verifications(limit=1) == [runs[2], runs[0]]


def test_durability_is_read_back(store: SqlStore) -> None:
    """What makes a commit last is told as the database has it, with its migration."""
    found = store.durability()
    lasting = found.settings.get("synchronous") or found.settings["synchronous_commit"]
    assert lasting in ("2", "on")
    assert found.size > 0
    assert found.migration
