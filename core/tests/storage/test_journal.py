"""The journal shows tampering, cannot be changed, and gives up what was said when it must."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import URL, create_engine
from sqlalchemy.exc import DatabaseError

from frontdoor.adapters import journal
from frontdoor.adapters.journal import Row, chained, digest_of, link_of, verify
from frontdoor.adapters.store import SqlStore
from frontdoor.domain.apply import apply, replay
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Entry
from frontdoor.services.oversight import Head
from frontdoor.services.ports import Visit

Write = Callable[..., dict[str, Contact]]
Make = Callable[..., Entry]
Visiting = Callable[..., Visit]
Sql = Callable[..., list[Any]]

CANARY = "CANARY-7f3a of an invented child"

ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture
def rows(begin: Make, follow: Make) -> list[Row]:
    """Two sound chains of four entries each."""
    chains: list[Row] = []
    for id in ("a", "b"):
        entries = [begin(id)]
        for number in range(3):
            entries.append(follow(replay(entries), said={"text": f"invented {number}"}))
        chains += chained(entries)
    return chains


def anchors(rows: list[Row]) -> dict[str, Head]:
    """The heads of chains, as they are noted outside the database."""
    return {row.contact: Head(row.sequence, row.link) for row in rows}


def rebuilt(rows: list[Row]) -> list[Row]:
    """The same rows with every digest and link worked out anew, as a careful forger would."""
    made: list[Row] = []
    for row in rows:
        previous = made[-1].link if made and made[-1].contact == row.contact else journal.START
        digest = digest_of(row.said or "", row.salt or "")
        made.append(replace(row, digest=digest, link=link_of(previous, digest, row.body)))
    return made


def second(rows: list[Row], **changes: Any) -> list[Row]:
    """The same rows with the second of them changed."""
    return [rows[0], replace(rows[1], **changes), *rows[2:]]


def closed_up(rows: list[Row]) -> list[Row]:
    """The second entry removed, the later ones numbered and chained anew."""
    later = [replace(row, sequence=row.sequence - 1) for row in rows[2:4]]
    return rebuilt([rows[0], *later, *rows[4:]])


def swapped(rows: list[Row]) -> list[Row]:
    """The second and the third entry in each other's place."""
    return [rows[0], replace(rows[2], sequence=2), replace(rows[1], sequence=3), *rows[3:]]


FORGED = '{"text":"forged"}'
Tamper = Callable[[list[Row]], list[Row]]

SEEN_BY_THE_CHAIN: dict[str, tuple[Tamper, str]] = {
    "said changed": (lambda rows: second(rows, said=FORGED), "said"),
    "salt changed": (lambda rows: second(rows, salt="0" * 32), "said"),
    "said changed with its digest": (
        lambda rows: second(rows, said=FORGED, digest=digest_of(FORGED, rows[1].salt or "")),
        "link",
    ),
    "another author": (
        lambda rows: second(rows, body=rows[1].body.replace("anna", "carl")),
        "link",
    ),
    "another time": (lambda rows: second(rows, body=rows[1].body.replace("2026", "2025")), "link"),
    "first entry removed": (lambda rows: rows[1:], "missing"),
    "entry removed": (lambda rows: [*rows[:1], *rows[2:]], "missing"),
    "entry removed and closed up": (closed_up, "misplaced"),
    "entries swapped": (swapped, "link"),
    "entry moved to another contact": (
        lambda rows: [*rows[:7], replace(rows[3], contact="b")],
        "link",
    ),
    "entry repeated": (lambda rows: [*rows[:2], *rows[1:]], "missing"),
    "said taken out": (lambda rows: second(rows, said=None, salt=None), "erased"),
    "entry made unreadable": (lambda rows: rebuilt(second(rows, body="{")), "unreadable"),
}
SEEN_BY_AN_ANCHOR: dict[str, tuple[Tamper, str]] = {
    "tail cut": (lambda rows: rows[:-1], "cut"),
    "whole contact removed": (lambda rows: rows[:4], "cut"),
    "chain built anew": (lambda rows: rebuilt(second(rows, said=FORGED)), "rebuilt"),
    "end of a chain built anew": (
        lambda rows: rebuilt([*rows[:-1], replace(rows[-1], said=FORGED)]),
        "rebuilt",
    ),
}


def test_sound_journal_has_no_fault(rows: list[Row]) -> None:
    """No false alarm: neither with the latest anchor nor with one from earlier."""
    assert verify(rows) == []
    assert verify(rows, anchors(rows)) == []
    assert verify(rows, anchors([rows[1], rows[6]])) == []


@pytest.mark.parametrize(("tamper", "kind"), SEEN_BY_THE_CHAIN.values(), ids=SEEN_BY_THE_CHAIN)
def test_chain_shows_tampering(rows: list[Row], tamper: Tamper, kind: str) -> None:
    """A changed, removed, moved or added entry is found by the chain alone."""
    assert kind in {fault.kind for fault in verify(tamper(rows))}


@pytest.mark.parametrize(("tamper", "kind"), SEEN_BY_AN_ANCHOR.values(), ids=SEEN_BY_AN_ANCHOR)
def test_anchor_shows_what_a_chain_cannot(rows: list[Row], tamper: Tamper, kind: str) -> None:
    """A cut end and a chain built anew pass the chain alone, and are found with an anchor."""
    noted = anchors(rows)
    tampered = tamper(rows)
    assert verify(tampered) == []
    assert {fault.kind for fault in verify(tampered, noted)} == {kind}


def test_same_words_have_another_digest_each_time(begin: Make) -> None:
    """What was said cannot be guessed from its digest, for each has a salt of its own."""
    first, second = chained([begin("a")]), chained([begin("a")])
    assert first[0].said == second[0].said
    assert first[0].digest != second[0].digest


def test_written_journal_verifies(
    store: SqlStore, write: Write, begin: Make, follow: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the store wrote is sound, over several pages of contacts, with its own heads too.

    Page by page it is told how far it is.
    """
    monkeypatch.setattr("frontdoor.adapters.store.PAGE", 2)
    for number in range(5):
        contact = write(begin(f"c{number}"))[f"c{number}"]
        write(follow(contact), replace(follow(contact), sequence=3))
    assert {head.sequence for head in store.heads().values()} == {3}
    told: list[int] = []
    assert store.verify(store.heads(), lambda verified, _: told.append(verified)) == []
    assert told == [2, 4, 5]


UNGUARD = {
    "sqlite": ("DROP TRIGGER entry_is_not_changed", "DROP TRIGGER entry_is_not_deleted"),
    "postgresql": ("ALTER TABLE entry DISABLE TRIGGER ALL",),
}


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE entry SET said = '{}' WHERE sequence = 2", "said"),
        ("UPDATE entry SET body = replace(body, 'anna', 'carl') WHERE sequence = 2", "link"),
        ("DELETE FROM entry WHERE sequence = 3", "cut"),
        ("UPDATE contact SET state = replace(state, 'Invented', 'Forged')", "state"),
        ("UPDATE contact SET version = 2", "rebuilt"),
    ],
)
def test_tampering_in_the_database_is_found(
    store: SqlStore,
    write: Write,
    begin: Make,
    follow: Make,
    url: URL,
    sql: Sql,
    statement: str,
    kind: str,
) -> None:
    """Someone with the database's password and no anchor leaves traces, in a contact's row too."""
    contact = write(begin("a"))["a"]
    write(follow(contact), replace(follow(contact), sequence=3))
    for unguard in UNGUARD[url.get_backend_name()]:
        sql(unguard)
    sql(statement)
    assert kind in {fault.kind for fault in store.verify()}


def test_cut_contact_is_found_with_an_anchor(
    store: SqlStore, write: Write, begin: Make, follow: Make, url: URL, sql: Sql
) -> None:
    """Even where the contact's row was cut to fit, or went altogether, the anchor tells."""
    kept = write(begin("a"), begin("b"))["a"]
    noted = store.heads()
    write(follow(kept))
    assert store.verify(noted) == []
    later = store.heads()
    for unguard in UNGUARD[url.get_backend_name()]:
        sql(unguard)
    sql("DELETE FROM entry WHERE contact = 'b'")
    sql("DELETE FROM mark WHERE contact = 'b'")
    sql("DELETE FROM contact WHERE id = 'b'")
    assert store.verify() == []
    assert [(fault.contact, fault.kind) for fault in store.verify(later)] == [("b", "cut")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET said = '{}'",
        "UPDATE entry SET said = NULL",
        "UPDATE entry SET said = NULL, salt = NULL, body = '{}'",
        "UPDATE entry SET said = NULL, salt = NULL, link = digest",
        "UPDATE entry SET said = NULL, salt = NULL, sequence = 9",
        "UPDATE entry SET body = body || ' '",
        "DELETE FROM entry",
    ],
)
def test_journal_refuses_change(
    store: SqlStore, write: Write, begin: Make, sql: Sql, statement: str
) -> None:
    """The database itself refuses to change or remove an entry."""
    write(begin("a"))
    with pytest.raises(DatabaseError, match="the journal is append-only"):
        sql(statement)
    assert store.verify(store.heads()) == []


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_empty_the_journal(write: Write, begin: Make, sql: Sql) -> None:
    """`TRUNCATE`, which PostgreSQL has, is refused as well."""
    write(begin("a"))
    with pytest.raises(DatabaseError, match="the journal is append-only"):
        sql("TRUNCATE entry")


def duplicate(store: SqlStore, visit: Visiting, write: Write, begin: Make, follow: Make) -> None:
    """A contact `gone`, full of the canary, deleted as the duplicate of `left`."""
    with store.visit(visit()) as records:
        records.add_person("p1", Child(name=CANARY))
        records.add_person("p2", Child(name=CANARY))
    child = {"name": CANARY, "school": CANARY}
    first = begin("gone", name=CANARY, child=child, what_happened=CANARY, person="p1")
    contact = write(first, begin("left"))["gone"]
    linked = {"this": "gone", "other": "left"}
    for kind, detail, said in (
        ("linked", "duplicate_of", linked),
        ("amended", None, {"person": "p2"}),
        ("answered", "sleeps", {"text": CANARY * 200}),  # long enough for overflow pages
        ("checked", "case_system", {"text": CANARY}),
        ("information_added", None, {"text": CANARY}),
        ("proposed", None, {"outcome": "referral", "rationale": CANARY}),
        ("authorised", None, {"outcome": "referral", "meaning": "referral", "rationale": CANARY}),
        ("assigned", None, {"user": "ben.example"}),
        ("deleted", None, {"survivor": "left", "reason": CANARY}),
    ):
        contact = write(follow(contact, kind, detail, said))["gone"]


def test_erased_contact_is_a_tombstone(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """After erasing, nothing is said, the chain holds, and what is left says it was deleted."""
    duplicate(store, visit, write, begin, follow)
    noted = store.heads()
    with store.visit(visit()) as records:
        before = records.contact("gone")
        records.erase("gone")
    with store.visit(visit()) as records:
        entries, contact = records.entries("gone"), records.contact("gone")
        assert [records.person(id) for id in ("p1", "p2")] == [None, None]
    assert before is not None
    assert before == contact
    assert len(entries) == 10
    assert all(entry.said == {} for entry in entries)
    tombstone = replay(entries)
    assert (tombstone.deleted, tombstone.version, tombstone.stage) == (True, 10, before.stage)
    assert (tombstone.tasks, tombstone.received) == (before.tasks, before.received)
    assert before.reference == "REF-GONE"
    assert before.linked("duplicate_of") == ["left"]
    assert store.verify(noted) == []


def test_only_deleted_contacts_are_erased(
    store: SqlStore, write: Write, begin: Make, visit: Visiting
) -> None:
    """A contact that was not deleted, or is not there, keeps what was said."""
    write(begin("a"))
    for id in ("a", "nobody"):
        with pytest.raises(ValueError, match="was not deleted"), store.visit(visit()) as records:
            records.erase(id)
    with store.visit(visit()) as records:
        assert records.entries("a")[0].said["what_happened"] == "Invented."


def test_child_of_another_contact_stays_known(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """Erasing a duplicate leaves the child's record where the survivor is about the same child."""
    with store.visit(visit()) as records:
        records.add_person("p1", Child(name="Testchild Placeholder"))
    gone = write(begin("gone", person="p1"), begin("left", person="p1"))["gone"]
    write(follow(gone, "deleted", said={"survivor": "left"}))
    with store.visit(visit()) as records:
        records.erase("gone")
    with store.visit(visit()) as records:
        person = records.person("p1")
    assert person is not None
    assert person.contacts == ("left",)


def bytes_of(url: URL) -> bytes:
    """Everything that a SQLite database has on the disk."""
    file = Path(url.database or "")
    return b"".join(path.read_bytes() for path in file.parent.iterdir() if path.is_file())


@ON_SQLITE
def test_erasing_leaves_nothing_in_the_files(
    url: URL, store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """Deleted and erased in one visit, nothing of the text is in the file, -wal or -shm."""
    duplicate(store, visit, write, begin, follow)
    assert CANARY.encode() in bytes_of(url)
    with store.visit(visit()) as records:
        records.erase("gone")
    left = bytes_of(url)
    assert CANARY.encode() not in left
    assert CANARY.casefold().replace("-", " ").encode() not in left
    assert b"REF-GONE" in left


@ON_SQLITE
def test_erased_text_goes_once_a_reader_lets_go(
    url: URL, store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """While another process reads, the log cannot be emptied; it is after the next visit."""
    duplicate(store, visit, write, begin, follow)
    other = create_engine(url)
    with other.connect() as reading:
        reading.exec_driver_sql("BEGIN")
        reading.exec_driver_sql("SELECT count(*) FROM entry").all()
        with store._engine.connect() as connection:
            dbapi: Any = connection.connection.driver_connection
            dbapi.execute("PRAGMA busy_timeout = 50")  # the reader never lets go meanwhile
        with store.visit(visit()) as records:
            records.erase("gone")
        assert CANARY.encode() in bytes_of(url)
    other.dispose()
    with store.visit(visit()):
        pass
    assert CANARY.encode() not in bytes_of(url)


@ON_SQLITE
def test_store_opened_after_a_kill_empties_the_log(
    url: URL,
    store: SqlStore,
    write: Write,
    begin: Make,
    follow: Make,
    visit: Visiting,
    open_store: Callable[[URL], SqlStore],
) -> None:
    """Erased text that a killed process left in the log is gone once a store is opened."""
    duplicate(store, visit, write, begin, follow)
    with store.visit(visit()) as records:
        records.erase("gone")
        records.erased = False  # killed between the commit and the emptying of the log
    assert CANARY.encode() in bytes_of(url)
    open_store(url)
    assert CANARY.encode() not in bytes_of(url)


def test_apply_ignores_erased_entries(begin: Make, follow: Make) -> None:
    """An entry with nothing said changes the version and the stage, and nothing else."""
    contact = replay([begin("a")])
    after = apply(contact, replace(follow(contact, "assigned"), said={}, stage="agenda"))
    assert (after.version, after.stage, after.assigned_to) == (2, "agenda", None)
