"""Documents come back as they came, are kept so, and go with a deleted duplicate."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError

from frontdoor.adapters.store import SqlStore
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Entry
from frontdoor.services.ports import Visit

Write = Callable[..., dict[str, Contact]]
Make = Callable[..., Entry]
Visiting = Callable[..., Visit]
Sql = Callable[..., list[Any]]

CONTENT = b"%PDF-1.7 an invented canary letter " * 3_000  # more than a page of the database


@pytest.fixture
def file(store: SqlStore, write: Write, follow: Make, visit: Visiting) -> Callable[..., Contact]:
    """Puts a document on a contact, as the use case does; gives the contact as it is then."""

    def filed(contact: Contact, id: str = "d1", content: bytes = CONTENT) -> Contact:
        said = {
            "document": id,
            "name": "letter.pdf",
            "media_type": "application/pdf",
            "size": len(content),
            "digest": sha256(content).hexdigest(),
            "kind": "letter",
            "source": "other",
        }
        after = write(follow(contact, "document_attached", said=said))[contact.id]
        with store.visit(visit()) as records:
            records.file(contact.id, id, content)
        return after

    return filed


def test_a_document_comes_back_as_it_came(
    store: SqlStore, write: Write, begin: Make, file: Callable[..., Contact], visit: Visiting
) -> None:
    """The same bytes, for the contact that they are on and for no other."""
    content = bytes(range(256)) * 100
    contact = file(write(begin("c1"))["c1"], content=content)
    write(begin("c2"))
    assert [(one.id, one.name, one.size) for one in contact.documents] == [
        ("d1", "letter.pdf", len(content))
    ]
    with store.visit(visit()) as records:
        assert records.content("c1", "d1") == content
        assert records.content("c2", "d1") is None
        assert records.content("c1", "d2") is None
    assert store.verify() == []


@pytest.mark.parametrize(
    "statement", ["UPDATE document SET content = 'x'", "DELETE FROM document"], ids=str.split
)
def test_a_document_is_kept_as_it_came(
    write: Write, begin: Make, file: Callable[..., Contact], sql: Sql, statement: str
) -> None:
    """The database itself refuses to change or delete a document of a contact that is there."""
    file(write(begin("c1"))["c1"])
    with pytest.raises(DatabaseError, match="kept as it came"):
        sql(statement)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE document SET content = 'x'", "the document d1 was changed"),
        ("DELETE FROM document", "the document d1 is gone"),
        ("UPDATE document SET id = 'd2'", "the document d1 is gone"),
        (
            "INSERT INTO document (id, contact, content) VALUES ('d0', 'c1', 'x')",
            "no entry names the document d0",
        ),
    ],
)
def test_verification_finds_documents_that_were_tampered_with(
    store: SqlStore,
    url: URL,
    write: Write,
    begin: Make,
    file: Callable[..., Contact],
    sql: Sql,
    statement: str,
    says: str,
) -> None:
    """Changed, taken away, put in another's place, or slipped in behind the journal's back."""
    file(write(begin("c1"))["c1"])
    sqlite = url.get_backend_name() == "sqlite"
    for name in ("is_not_changed", "is_not_deleted") if sqlite else ("is_kept",):
        sql(f"DROP TRIGGER document_{name}" + ("" if sqlite else " ON document"))
    assert store.verify() == []
    values = statement if sqlite else statement.replace("'x'", "'x'::bytea")
    sql(values)
    faults = store.verify()
    assert [(fault.contact, fault.kind) for fault in faults if fault.says == says] == [
        ("c1", "document")
    ]


def test_documents_go_with_a_deleted_duplicate(
    store: SqlStore,
    write: Write,
    begin: Make,
    follow: Make,
    file: Callable[..., Contact],
    visit: Visiting,
) -> None:
    """Once a duplicate is deleted its documents are gone, another's stay, and all is sound."""
    contact = file(write(begin("c1"))["c1"])
    file(write(begin("c2"))["c2"], "d2")
    contact = write(follow(contact, "deleted", said={"survivor": "c2"}))["c1"]
    assert contact.documents == ()
    with store.visit(visit()) as records:
        records.erase("c1")
    with store.visit(visit()) as records:
        assert records.content("c1", "d1") is None
        assert records.content("c2", "d2") == CONTENT
    assert store.verify() == []


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_no_byte_of_a_document_stays_in_the_files(
    store: SqlStore,
    url: URL,
    write: Write,
    begin: Make,
    follow: Make,
    file: Callable[..., Contact],
    visit: Visiting,
) -> None:
    """After its contact is erased neither the database's file nor its log holds any of it."""
    contact = file(write(begin("c1"))["c1"])
    folder = Path(str(url.database)).parent
    assert any(b"canary" in path.read_bytes() for path in folder.iterdir())
    write(follow(contact, "deleted", said={"survivor": "c2"}))
    with store.visit(visit()) as records:
        records.erase("c1")
    for path in folder.iterdir():
        assert b"canary" not in path.read_bytes(), path.name


def test_a_contact_that_was_moved_is_remembered_where_it_stood(
    store: SqlStore, write: Write, begin: Make, follow: Make, visit: Visiting
) -> None:
    """The child it stood on by mistake names it, until it is put back there or erased."""
    with store.visit(visit()) as records:
        for person in ("p1", "p2"):
            records.add_person(person, Child(name=f"Testchild {person}"))
    contact = write(begin("c1", person="p1"))["c1"]
    moves = {"was_person": "p1", "person": "p2", "child": {"name": "Testchild p2"}}
    contact = write(follow(contact, "child_corrected", said=moves))["c1"]
    assert contact.person == "p2"
    with store.visit(visit()) as records:
        assert [one.contact for one in records.moved_away("p1")] == ["c1"]
        assert records.moved_away("p2") == []
    back = {"was_person": "p2", "person": "p1", "child": {"name": "Testchild p1"}}
    contact = write(follow(contact, "child_corrected", said=back))["c1"]
    with store.visit(visit()) as records:
        assert records.moved_away("p1") == []
        assert [one.contact for one in records.moved_away("p2")] == ["c1"]
    write(follow(contact, "deleted", said={"survivor": "c9"}))
    with store.visit(visit()) as records:
        records.erase("c1")
        assert records.moved_away("p2") == []
        assert records.person("p1") is None
        assert records.person("p2") is None
