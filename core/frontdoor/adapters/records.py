"""An authority's records within one transaction: contacts, their journal, lists, editions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Connection, Select, func, select, update

from frontdoor.adapters import journal
from frontdoor.adapters.draft_records import SqlDraftRecords
from frontdoor.adapters.filed import SqlFiledRecords
from frontdoor.adapters.lists import line, listed, workload
from frontdoor.adapters.measures import MeasuredRecords
from frontdoor.adapters.oversight import OversightRecords
from frontdoor.adapters.people import PeopleRecords
from frontdoor.adapters.sign_in import SignInRecords
from frontdoor.adapters.tables import (
    NEVER,
    ContactRow,
    EditionRow,
    EntryRow,
    Row,
)
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Entry
from frontdoor.services.oversight import Head
from frontdoor.services.ports import Conflict, LayerText, Line, PlainFacts, Query, Visit, Workload

_WHOLE = (ContactRow.id, ContactRow.version, ContactRow.head, ContactRow.state)
_NOTHING = Head(0, journal.START)

_json = msgspec.json.Encoder()
_contact = msgspec.json.Decoder(Contact)
_plain_facts = msgspec.json.Decoder(PlainFacts)
_layers = msgspec.json.Decoder(tuple[LayerText, ...])


class SqlRecords(
    PeopleRecords,
    SignInRecords,
    SqlDraftRecords,
    OversightRecords,
    MeasuredRecords,
    SqlFiledRecords,
):
    """Implements `Records` on one connection.

    `erased` tells the store that text was taken out, which SQLite's log still holds.
    """

    def __init__(
        self, connection: Connection, visit: Visit, is_final: Callable[[str], bool]
    ) -> None:
        super().__init__(connection, visit)
        self.erased = False
        self._is_final = is_final
        self._heads: dict[str, Head] = {}
        self._read: dict[str, Contact] = {}

    def _undo(self) -> None:
        super()._undo()
        self._heads.clear()
        self._read.clear()
        self.erased = False

    # contacts and their journal

    def contact(self, id: str) -> Contact | None:
        """The contact with this id, which is then named in the access log."""
        return self._contacts(select(*_WHOLE).where(ContactRow.id == id)).get(id)

    def locked(self, ids: Iterable[str]) -> dict[str, Contact]:
        """These contacts, locked for change in the order of their ids; unknown ids are left out."""
        rows = select(*_WHOLE).where(ContactRow.id.in_(set(ids)))
        return self._contacts(rows.order_by(ContactRow.id).with_for_update())

    def _contacts(self, rows: Select[Any]) -> dict[str, Contact]:
        found = {}
        for row in self._connection.execute(rows):
            self._heads[row.id] = Head(row.version, row.head)
            found[row.id] = _contact.decode(row.state)
        self._read.update(found)
        self.saw(found)
        return found

    def plain_facts(self) -> Iterator[PlainFacts]:
        """The facts of every contact, deleted ones apart, each then named in the access log."""
        rows = select(ContactRow.id, ContactRow.state).where(ContactRow.deleted.is_(False))
        for row in self._connection.execute(rows.execution_options(yield_per=1_000)):
            self.saw([row.id])
            yield _plain_facts.decode(row.state)

    def entries(self, contact: str) -> list[Entry]:
        """A contact's journal, first entry first. Entries of erased contacts have nothing said."""
        rows = self._connection.execute(
            select(EntryRow.__table__)
            .where(EntryRow.contact == contact)
            .order_by(EntryRow.sequence)
        )
        entries = [journal.Row(*row).entry for row in rows]
        self.saw([contact] if entries else [])
        return entries

    def append(self, entries: Sequence[Entry], after: Mapping[str, Contact]) -> None:
        """Write entries to the journal, and the contacts as they are `after` them.

        Raises `Conflict` where another change came between.
        """
        in_order = sorted(entries, key=lambda entry: (entry.contact, entry.sequence))
        chains = {id: list(chain) for id, chain in groupby(in_order, lambda entry: entry.contact)}
        self._find_heads(id for id, chain in chains.items() if chain[0].sequence > 1)
        rows: list[journal.Row] = []
        begun: list[Row] = []
        for id, chain in chains.items():
            before = self._heads.get(id, _NOTHING)
            if chain[0].sequence != before.sequence + 1:
                raise Conflict(f"the contact {id} is at version {before.sequence}")
            rows += journal.chained(chain, before.link)
            head = self._heads[id] = Head(chain[-1].sequence, rows[-1].link)
            row = self._row(after[id], head)
            if before is _NOTHING:
                begun.append(row)
            else:
                self._change(id, before, row)
                self._mark_anew(self._read.get(id), after[id])
        if begun:
            self._add(ContactRow, begun)
            self._add_marks(after[row["id"]] for row in begun)
        if rows:
            self._add(EntryRow, [asdict(row) for row in rows])
        self._measure(chains, self._read, after)
        self._note_moves(entries)
        self._read.update((id, after[id]) for id in chains)
        self.saw(chains)

    def _find_heads(self, ids: Iterable[str]) -> None:
        unknown = [id for id in ids if id not in self._heads]
        if unknown:
            rows = select(ContactRow.id, ContactRow.version, ContactRow.head)
            for row in self._connection.execute(rows.where(ContactRow.id.in_(unknown))):
                self._heads[row.id] = Head(row.version, row.head)

    def _change(self, id: str, before: Head, row: Row) -> None:
        changed = self._connection.execute(
            update(ContactRow)
            .where(ContactRow.id == id, ContactRow.version == before.sequence)
            .values(row)
        )
        if changed.rowcount != 1:
            raise Conflict(f"the contact {id} is no longer at version {before.sequence}")

    def _row(self, contact: Contact, head: Head) -> Row:
        return {
            "id": contact.id,
            "reference": contact.reference,
            "stage": contact.stage,
            "closed": self._is_final(contact.stage),
            "deleted": contact.deleted,
            "received": contact.received,
            "moved": contact.moved,
            "due_by": contact.next_due or NEVER,
            "next_task": contact.running[0].name if contact.next_due else "",
            "holding_team": contact.holding_team,
            "assigned_to": contact.assigned_to,
            "handed_over": contact.handover is not None,
            "child": contact.child.name,
            "born": contact.child.date_of_birth,
            "outcome": contact.decision.outcome if contact.decision else None,
            "restricted": contact.restricted is not None,
            "person": contact.person,
            "version": head.sequence,
            "head": head.link,
            "state": _json.encode(contact).decode(),
        }

    def erase(self, contact: str) -> None:
        """Take out the payloads of a deleted contact's entries; their digests stay in the chain.

        With them go the records of children whom this contact named and no other contact knows.
        Raises `ValueError` unless the contact was deleted.
        """
        entries = self.entries(contact)
        if not any(entry.kind == "deleted" for entry in entries):
            raise ValueError(f"the contact {contact} was not deleted; only then is it erased")
        self._connection.execute(
            update(EntryRow).where(EntryRow.contact == contact).values(said=None, salt=None)
        )
        self._erase_filed(contact)
        self._forget_people({entry.said["person"] for entry in entries if "person" in entry.said})
        self.erased = True

    # lists

    def lines(self, query: Query) -> list[Line]:
        """The contacts that a query asks for, one more than its limit where there are more."""
        found = [line(row, self._visit) for row in self._connection.execute(listed(query))]
        self.saw(one.id for one in found[: query.limit])
        return found

    def counts(self) -> dict[str, int]:
        """How many contacts, deleted ones apart, are at each stage."""
        rows = self._connection.execute(
            select(ContactRow.stage, func.count().label("contacts"))
            .where(ContactRow.deleted.is_(False))
            .group_by(ContactRow.stage)
        )
        return {row.stage: row.contacts for row in rows}

    def workload(self, user: str, teams: Collection[str], at: datetime) -> list[Workload]:
        """How many open contacts are at each stage, whose they are, and what is late at a time."""
        rows = self._connection.execute(workload(user, frozenset(teams)), {"now": at})
        return [Workload(**row._asdict()) for row in rows]

    # editions of the procedure

    def edition(self, digest: str) -> tuple[LayerText, ...] | None:
        """The layers of an edition of the procedure."""
        kept = self._connection.scalar(select(EditionRow.layers).where(EditionRow.digest == digest))
        return None if kept is None else _layers.decode(kept)

    def keep_edition(self, digest: str, layers: Sequence[LayerText], at: datetime) -> None:
        """Keep an edition, unless it is kept already, and note that it came into force `at`."""
        row = {"digest": digest, "kept": at, "layers": _json.encode(tuple(layers)).decode()}
        self._upsert(EditionRow, row, change=False)
        self._connection.execute(
            update(EditionRow).where(EditionRow.digest == digest).values(kept=at)
        )

    def editions(self) -> list[tuple[str, datetime]]:
        """The digest of each edition and when it came into force last, the latest first."""
        kept = select(EditionRow.digest, EditionRow.kept).order_by(EditionRow.kept.desc())
        return [(row.digest, row.kept) for row in self._connection.execute(kept)]

    def latest_edition(self) -> tuple[LayerText, ...] | None:
        """The layers of the edition that came into force last; None where there was none yet."""
        kept = self._connection.scalar(
            select(EditionRow.layers).order_by(EditionRow.kept.desc()).limit(1)
        )
        return None if kept is None else _layers.decode(kept)
