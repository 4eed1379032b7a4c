"""A database of before is brought up to date: nothing is lost, all that was added filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, column, create_engine, insert, table, text

from frontdoor.adapters.migrate import commands, upgrade
from frontdoor.adapters.store import SqlStore
from frontdoor.domain.contact import Contact, TaskEnd
from frontdoor.domain.entries import Entry
from frontdoor.services.ports import Query, Visit

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Write = Callable[..., dict[str, Contact]]
Make = Callable[..., Entry]
Visiting = Callable[..., Visit]

FIRST = ("id", "reference", "stage", "closed", "deleted", "received", "due_by", "child", "version")
"""Columns of a contact that there were from the first, and still are."""


def take_back(url: URL, revision: str) -> None:
    """Make the database empty, with the tables of an earlier revision."""
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").unlink()
    else:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
    commands(url).upgrade(revision)


def test_contacts_of_the_first_database_are_found_and_listed_as_ever(
    store: SqlStore,
    url: URL,
    open_store: Callable[[URL], SqlStore],
    write: Write,
    begin: Make,
    follow: Make,
    visit: Visiting,
    sql: Callable[..., list[Any]],
) -> None:
    """When each came to its stage, and by what it is found, is worked out as the store would."""
    child = {"name": "Zoë O'Sample", "date_of_birth": "2019-08-07", "nhs_number": "999 000 0018"}
    adults = [{"name": "Jo Sample", "telephone": "01632 960001"}]
    contact = write(begin("gone", child=child, adults=adults))["gone"]
    contact = write(follow(contact, "transferred", stage="on_agenda"))["gone"]
    said = {"outcome": "referral", "meaning": "referral", "also": ["early_help"]}
    ends = (TaskEnd("decision", "authorised"),)
    write(
        follow(contact, "authorised", said=said, stage="decided", ends=ends),
        begin("there", due=None, facts={"need": "significant_harm", "referrer": "family"}),
    )
    kept = (
        "SELECT id, moved, next_task FROM contact ORDER BY id",
        "SELECT * FROM mark ORDER BY 1, 2, 3",
        "SELECT * FROM measure ORDER BY contact",
        "SELECT * FROM decided ORDER BY contact, outcome",
        "SELECT * FROM task ORDER BY contact, id",
    )
    before = [[tuple(row) for row in sql(query)] for query in kept]
    columns = (*FIRST, "head", "state")
    rows = [tuple(row) for row in sql(f"SELECT {', '.join(columns)} FROM contact")]
    store.close()
    take_back(url, "2026_11_22")
    engine = create_engine(url)
    with engine.begin() as connection:
        old = table("contact", *map(column, (*columns, "folded")))
        connection.execute(
            insert(old), [{**dict(zip(columns, row, strict=True)), "folded": "x"} for row in rows]
        )
    engine.dispose()
    upgrade(url)
    assert [[tuple(row) for row in sql(query)] for query in kept] == before
    query = Query(state="all", moved_from=NOW + timedelta(hours=2))
    with open_store(url).visit(visit()) as records:
        assert {line.id for line in records.lines(query)} == {"gone"}
