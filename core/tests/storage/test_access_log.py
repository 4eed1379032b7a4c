"""Each visit leaves one line in the access log, or gives out nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

from frontdoor.adapters.store import SqlStore
from frontdoor.domain.apply import replay
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Entry
from frontdoor.services.ports import KeptAnswer, PlainFacts, Query, Unavailable, Visit

Write = Callable[..., dict[str, Contact]]
Make = Callable[..., Entry]
Visiting = Callable[..., Visit]
Sql = Callable[..., list[Any]]

CANARY = "CANARY-91c2 of an invented child"


def lines(sql: Sql, operation: str) -> list[tuple[Any, ...]]:
    """The lines of an operation: who, why, with what result and detail, and which records."""
    rows = sql(
        'SELECT "user", reason, result, detail, seen FROM access WHERE operation = :o ORDER BY id',
        o=operation,
    )

    return [(*row[:4], json.loads(row[4]) if isinstance(row[4], str) else row[4]) for row in rows]


def test_visit_leaves_one_line(
    store: SqlStore, write: Write, begin: Make, visit: Visiting, sql: Sql
) -> None:
    """Who did what, why, and which records were read, once each in the order of reading."""
    write(begin("a"), begin("b"), begin("c"), begin("d", stage="closed"))
    with store.visit(visit("contact.read", reason="a complaint")) as records:
        records.contact("b")
        records.entries("b")
        records.contact("nobody")
        records.locked(["a"])
        records.saw(["c"])
    assert lines(sql, "contact.read") == [
        ("anna.example", "a complaint", "ok", "", ["b", "a", "c"])
    ]


def test_lists_people_and_writes_are_named(
    store: SqlStore, begin: Make, visit: Visiting, sql: Sql
) -> None:
    """Contacts listed and written and people found are in the line; one not shown is not."""
    with store.visit(visit("write")) as records:
        records.add_person("p1", Child(name="Testchild", nhs_number="9990000018"))
        entries = [begin("a", due=1), begin("b", due=2), begin("c", due=3)]
        records.append(entries, {entry.contact: replay([entry]) for entry in entries})
    with store.visit(visit("list")) as records:
        assert len(records.lines(Query(limit=2))) == 3
    with store.visit(visit("find")) as records:
        records.person("p1")
    assert lines(sql, "write")[0][4] == ["p1", "a", "b", "c"]
    assert lines(sql, "list")[0][4] == ["a", "b"]
    assert lines(sql, "find")[0][4] == ["p1"]


def test_refusal_leaves_its_line_and_nothing_else(
    store: SqlStore, write: Write, begin: Make, visit: Visiting, sql: Sql
) -> None:
    """What was written before a refusal is undone; the line says why, even if the block raises."""
    write(begin("a"))
    with store.visit(visit("refused")) as records:
        records.contact("a")
        records.append([begin("b")], {"b": replay([begin("b")])})
        records.refused("the role may not")

    def refuse_and_raise() -> None:
        with store.visit(visit("raised")) as records:
            records.refused("no such contact")
            raise LookupError

    with pytest.raises(LookupError):
        refuse_and_raise()
    assert lines(sql, "refused") == [
        ("anna.example", "", "refused", "the role may not", ["a", "b"])
    ]
    assert lines(sql, "raised") == [("anna.example", "", "refused", "no such contact", [])]
    assert list(store.heads()) == ["a"]


def test_failure_leaves_its_line_and_nothing_else(
    store: SqlStore, write: Write, begin: Make, visit: Visiting, sql: Sql
) -> None:
    """Where the block raises all is undone, and the line names the kind of error, not its text."""
    write(begin("a"))

    def fail() -> None:
        with store.visit(visit("failed")) as records:
            records.contact("a")
            records.append([begin("b")], {"b": replay([begin("b")])})
            records.keep_answer("u", "o", "k", KeptAnswer("d", 200, "b"), visit().at)
            raise RuntimeError(CANARY)

    with pytest.raises(RuntimeError):
        fail()
    assert lines(sql, "failed") == [("anna.example", "", "failed", "RuntimeError", ["a", "b"])]
    assert list(store.heads()) == ["a"]
    with store.visit(visit()) as records:
        assert records.kept_answer("u", "o", "k") is None


def test_consultation_leaves_no_trace(
    store: SqlStore, begin: Make, visit: Visiting, url: URL, sql: Sql
) -> None:
    """No line, no contact, no kept answer, and on SQLite no byte of it in any file."""

    def consult(error: Exception | None) -> None:
        with store.visit(visit("consult", reason=CANARY)) as records:
            entry = begin("x", name=CANARY, what_happened=CANARY * 5000)
            records.append([entry], {"x": replay([entry])})
            records.keep_answer("u", "o", "k", KeptAnswer("d", 200, CANARY), visit().at)
            records.leave_no_trace()
            if error is not None:
                raise error
            records.append([entry], {"x": replay([entry])})

    consult(None)
    with pytest.raises(RuntimeError):
        consult(RuntimeError(CANARY))
    assert lines(sql, "consult") == []
    assert store.heads() == {}
    if url.get_backend_name() == "sqlite":
        files = [path for path in Path(url.database or "").parent.iterdir() if path.is_file()]
        assert not any(CANARY.encode() in path.read_bytes() for path in files)


def test_visit_that_is_part_of_another_leaves_no_line(
    store: SqlStore, visit: Visiting, sql: Sql
) -> None:
    """A visit that is not logged writes what it writes, without a line, whether or not it fails."""
    with store.visit(visit("who", logged=False)) as records:
        records.keep_answer("u", "o", "k", KeptAnswer("d", 200, "b"), visit().at)
    with pytest.raises(RuntimeError), store.visit(visit("who", logged=False)):
        raise RuntimeError
    assert lines(sql, "who") == []
    with store.visit(visit()) as records:
        assert records.kept_answer("u", "o", "k") is not None


def test_without_the_access_log_nothing_is_given_out_or_written(
    store: SqlStore, write: Write, begin: Make, visit: Visiting, sql: Sql
) -> None:
    """Where the line cannot be written the visit raises, and what it wrote is undone."""
    write(begin("a"))
    sql("DROP TABLE access")

    def read() -> Contact | None:
        with store.visit(visit()) as records:
            return records.contact("a")

    with pytest.raises(Unavailable):
        read()
    with pytest.raises(Unavailable), store.visit(visit()) as records:
        records.append([begin("b")], {"b": replay([begin("b")])})
    assert list(store.heads()) == ["a"]


def test_plain_facts_have_nothing_else_and_name_their_contacts(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting, sql: Sql
) -> None:
    """Facts come with times alone, deleted duplicates left out; the line names whose they are."""
    made = write(begin("a"), begin("b", name=CANARY, facts={"need": "high"}), begin("gone"))
    write(follow(made["gone"], "deleted", said={"survivor": "a"}))
    with store.visit(visit("contact.export")) as records:
        found = list(records.plain_facts())
    received = made["a"].received
    assert sorted(found, key=str) == [
        PlainFacts(received, {"need": "high"}),
        PlainFacts(received, {"need": "low"}),
    ]
    assert CANARY not in str(found)
    assert [sorted(line[-1]) for line in lines(sql, "contact.export")] == [["a", "b"]]
