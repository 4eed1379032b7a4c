"""What is written comes back, on both databases, and nothing is lost or doubled between writers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from frontdoor.adapters.store import SqlStore
from frontdoor.domain.apply import apply, replay
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Entry
from frontdoor.procedure.running import Advice
from frontdoor.services.ports import (
    Conflict,
    KeptAnswer,
    LayerText,
    Session,
    User,
    Visit,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Write = Callable[..., dict[str, Contact]]
Make = Callable[..., Entry]
Visiting = Callable[..., Visit]


def test_contact_comes_back_as_it_was_written(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """A contact and its entries come back equal, with every kind of value and strange letters."""
    advice = Advice("harm", "referral", (), "referral", "team", ("manager",), ("TST-2",))
    first = begin(
        "c1",
        name="Zoë O'Placeholder \U0001f9f8 \u0000 100%_",
        child={"name": "Zoë \u0000", "date_of_birth": "2020-02-29"},
        referrer={"kind": "professional", "wants_anonymity": True},
        checks={"case_system": "nothing found"},
    )
    first = replace(first, advice=advice, happened=NOW.astimezone(ZoneInfo("Europe/London")))
    written = write(first)["c1"]
    second = follow(written, "answered", "sleeps", {"text": "In a shoe, with 2 cats."})
    written = write(second)["c1"]
    with store.visit(visit()) as records:
        assert records.contact("c1") == written
        assert records.locked(["c1", "nobody"]) == {"c1": written}
        assert records.entries("c1") == [first, second]
        assert replay(records.entries("c1")) == written
        assert records.contact("nobody") is None
        assert records.entries("nobody") == []
        assert records.contact("c1\u0000") is None


def test_times_come_back_in_utc(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """A time given in summer time is the same moment afterwards, in UTC."""
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    write(begin("c1", happened=summer))
    with store.visit(visit()) as records:
        records.save_user(User(name="u", full_name="U", roles=frozenset(), locked_until=summer))
        user = records.user("u")
    assert user is not None
    assert user.locked_until == datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert user.locked_until.tzinfo is UTC


def test_stale_change_is_a_conflict(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """A change to a contact that has changed since it was read is refused as a whole."""
    read = write(begin("c1"))["c1"]
    write(follow(read))
    late = follow(read, said={"text": "too late"})
    with pytest.raises(Conflict, match="at version 2"), store.visit(visit()) as records:
        records.append([begin("c2"), late], {"c1": apply(read, late), "c2": replay([begin("c2")])})
    with store.visit(visit()) as records:
        assert len(records.entries("c1")) == 2
        assert records.contact("c2") is None


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_change_that_comes_between_reading_and_writing_is_a_conflict(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """Where visits run side by side, one that read without locking notices what came between."""
    write(begin("c1"))

    def read_and_change() -> None:
        with store.visit(visit()) as records:
            read = records.contact("c1")
            assert read is not None
            write(follow(read))
            entry = follow(read, said={"text": "too late"})
            records.append([entry], {"c1": apply(read, entry)})

    with pytest.raises(Conflict, match="no longer at version 1"):
        read_and_change()
    assert store.heads()["c1"].sequence == 2


def test_contact_that_is_there_cannot_be_begun_again(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """The same id or the same reference twice is a conflict."""
    write(begin("c1"))
    again = begin("c1")
    namesake = begin("c2", reference="REF-C1")
    for entry in (again, namesake):
        with pytest.raises(Conflict), store.visit(visit()) as records:
            records.append([entry], {entry.contact: replay([entry])})
    assert len(store.heads()) == 1


def test_of_two_writers_at_once_one_wins(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """Two threads that read the same version and change it at once: one change, one conflict."""
    for number in range(10):
        read = write(begin(f"c{number}"))[f"c{number}"]
        start = threading.Barrier(2)

        def change(text: str, read: Contact = read, start: threading.Barrier = start) -> str | None:
            entry = follow(read, said={"text": text})
            start.wait()
            try:
                with store.visit(visit()) as records:
                    records.append([entry], {read.id: apply(read, entry)})
            except Conflict:
                return None
            return text

        with ThreadPoolExecutor(2) as pool:
            kept = [text for text in pool.map(change, ("left", "right")) if text]
        with store.visit(visit()) as records:
            entries = records.entries(read.id)
        assert [entry.said["text"] for entry in entries[1:]] == kept
        assert len(kept) == 1


def test_locked_contacts_are_not_changed_by_others(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """Whoever locks contacts first finishes first: threads that lock and change lose no update."""
    write(begin("a"), begin("b"))

    def change(order: list[str]) -> None:
        for _ in range(10):
            with store.visit(visit()) as records:
                after = records.locked(order)
                entries = [follow(contact) for contact in after.values()]
                records.append(entries, {e.contact: apply(after[e.contact], e) for e in entries})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, (["a", "b"], ["b", "a"]) * 2))
    assert [head.sequence for head in store.heads().values()] == [41, 41]


@pytest.mark.parametrize("requests", [200, pytest.param(1000, marks=pytest.mark.faults)])
def test_one_key_has_one_effect(
    store: SqlStore, begin: Make, visit: Visiting, requests: int
) -> None:
    """Many requests at once under one idempotency key make one contact, and all get its answer."""

    def ask(number: int) -> str:
        while True:
            try:
                with store.visit(visit("contact.receive")) as records:
                    kept = records.kept_answer("anna.example", "contact.receive", "key-1")
                    if kept is not None:
                        return kept.body
                    entry = begin(f"c{number}")
                    records.append([entry], {entry.contact: replay([entry])})
                    answer = KeptAnswer("digest", 201, entry.contact)
                    records.keep_answer("anna.example", "contact.receive", "key-1", answer, NOW)
                    return answer.body
            except Conflict:
                continue

    with ThreadPoolExecutor(requests) as pool:
        answers = set(pool.map(ask, range(requests)))
    assert len(answers) == 1
    assert set(store.heads()) == answers


def test_keys_are_apart_by_user_and_operation(store: SqlStore, visit: Visiting) -> None:
    """The same key of another user or for another operation has its own answer."""
    for user, operation in (("a", "x"), ("a", "y"), ("b", "x")):
        with store.visit(visit()) as records:
            assert records.kept_answer(user, operation, "k") is None
            records.keep_answer(user, operation, "k", KeptAnswer("d", 200, user + operation), NOW)
    with store.visit(visit()) as records:
        assert records.kept_answer("a", "y", "k") == KeptAnswer("d", 200, "ay")


def test_few_statements_for_each_write(
    store: SqlStore, begin: Make, follow: Make, visit: Visiting
) -> None:
    """Receiving a child takes six statements and a command four, the access line among them.

    Three are for the contact, its journal and that line, the others for what is found and counted.
    """
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    entry = begin("c1")
    with store.visit(visit()) as records:
        records.append([entry], {"c1": replay([entry])})
    event.listen(store._engine, "before_cursor_execute", note)
    entry = begin("c2")
    with store.visit(visit()) as records:
        records.append([entry], {"c2": replay([entry])})
    received = [one.split()[0] for one in statements if not one.startswith("BEGIN")]
    assert received == ["INSERT"] * 6
    statements.clear()
    with store.visit(visit()) as records:
        before = records.locked(["c2"])["c2"]
        entry = follow(before)
        records.append([entry], {"c2": apply(before, entry)})
    done = [one.split()[0] for one in statements if not one.startswith("BEGIN")]
    assert done == ["SELECT", "UPDATE", "INSERT", "INSERT"]


def test_editions_are_kept_once(store: SqlStore, visit: Visiting) -> None:
    """An edition comes back whole; kept again, the first stays."""
    layers = (LayerText("base", "base.yaml", "a: ü\n"), LayerText("own", "p", "b", "c", "d"))
    with store.visit(visit()) as records:
        records.keep_edition("d1", layers, NOW)
        records.keep_edition("d1", layers[:1], NOW)
        assert records.edition("d1") == layers
        assert records.edition("d2") is None


def test_the_latest_edition_is_the_one_that_came_into_force_last(
    store: SqlStore, visit: Visiting
) -> None:
    """An edition that comes into force again is the latest, though another was first kept later."""
    first, second = (LayerText("base", "base.yaml", text) for text in ("a: b\n", "a: c\n"))
    with store.visit(visit()) as records:
        assert records.latest_edition() is None
        for days, (digest, layer) in enumerate((("d1", first), ("d2", second), ("d1", first))):
            records.keep_edition(digest, (layer,), NOW + timedelta(days=days))
            assert records.latest_edition() == (layer,)


def test_users_come_back_and_change(store: SqlStore, visit: Visiting) -> None:
    """A user is added, changed and listed by name."""
    user = User(name="b", full_name="B", roles=frozenset({"manager", "worker"}), password="hash")
    changed = replace(user, failures=3, locked_until=NOW, teams=frozenset({"t"}), disabled=True)
    other = User(name="a", full_name="A", roles=frozenset())
    with store.visit(visit()) as records:
        records.save_user(user)
        records.save_user(other)
        assert records.user("b") == user
        records.save_user(changed)
        assert records.user("b") == changed
        assert records.user("nobody") is None
        assert records.users() == [other, changed]


def test_guesses_at_once_are_all_counted(store: SqlStore, visit: Visiting) -> None:
    """Failures of sign-in that come at the same time are each counted."""
    with store.visit(visit()) as records:
        records.save_user(User(name="u", full_name="U", roles=frozenset()))

    def guess(_: int) -> None:
        with store.visit(visit("session.start", user="u")) as records:
            user = records.user("u")
            assert user is not None
            records.save_user(replace(user, failures=user.failures + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(guess, range(40)))
    with store.visit(visit()) as records:
        user = records.user("u")
    assert user is not None
    assert user.failures == 40


def test_sessions_begin_are_used_and_end(store: SqlStore, visit: Visiting) -> None:
    """A session is found by its token's digest until it, or all of its user's, are ended."""
    with store.visit(visit()) as records:
        for name in ("u", "v"):
            records.save_user(User(name=name, full_name=name, roles=frozenset()))
        sessions = [
            Session(token=token, user=user, csrf="c", started=NOW, seen=NOW)
            for token, user in (("t1", "u"), ("t2", "u"), ("t3", "u"), ("t4", "v"))
        ]
        for session in sessions:
            records.save_session(session)
        used = replace(sessions[0], seen=NOW + timedelta(minutes=5))
        records.session_used(used.token, used.seen)
        assert records.session("t1") == used
        records.end_sessions(token="t1")
        records.session_used("t1", NOW)
        assert records.session("t1") is None
        assert records.session("t2") == sessions[1]
        records.end_sessions(user="u")
        assert [records.session(f"t{n}") for n in (2, 3, 4)] == [None, None, sessions[3]]
        records.end_sessions()
        assert records.session("t4") == sessions[3]
