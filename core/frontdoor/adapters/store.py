"""An authority's database: one transaction for each request, with its line in the access log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from threading import Event

import msgspec
from sqlalchemy import URL, Connection, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from frontdoor.adapters import journal
from frontdoor.adapters.database import check, durability, empty_log, engine_for
from frontdoor.adapters.filed import CONTENT
from frontdoor.adapters.records import SqlRecords
from frontdoor.adapters.tables import ContactRow, DocumentRow, EntryRow
from frontdoor.domain.apply import replay
from frontdoor.domain.contact import Contact
from frontdoor.services.oversight import Durability, Fault, Head
from frontdoor.services.ports import Unavailable, Visit

PAGE = 200
"""How many contacts are verified at a time, each page in a transaction of its own."""

_contact = msgspec.json.Decoder(Contact)


class SqlStore:
    """Implements `Store` on SQLite or PostgreSQL.

    `is_final` says of a stage whether it is the end of a contact under the authority's procedure.
    Raises `UnsafeDatabase` where the database would not keep what it is given. The tables must be
    there already: see `migrate`.
    """

    def __init__(self, url: URL | str, is_final: Callable[[str], bool]) -> None:
        self._engine = engine_for(url)
        self._is_final = is_final
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._log_holds_erased = Event()
        try:
            check(self._engine)
        except BaseException:
            self.close()
            raise
        if self._sqlite:
            with self._engine.connect() as connection:
                self._empty_log(connection)  # a process that was killed may have left erased text

    @contextmanager
    def visit(self, visit: Visit) -> Iterator[SqlRecords]:
        """One transaction for one request; see `Store.visit`."""
        try:
            with self._visit(visit) as records:
                yield records
        except (OperationalError, ProgrammingError) as error:
            raise Unavailable(type(error).__name__) from error

    @contextmanager
    def _visit(self, visit: Visit) -> Iterator[SqlRecords]:
        with self._engine.connect() as connection:
            records = SqlRecords(connection, visit, self._is_final)
            try:
                yield records
                records.write_line()
                connection.commit()
            except BaseException as error:
                connection.rollback()
                records.write_line(error)
                connection.commit()
                raise
            if self._sqlite and (records.erased or self._log_holds_erased.is_set()):
                self._empty_log(connection)

    def _empty_log(self, connection: Connection) -> None:
        if empty_log(connection):
            self._log_holds_erased.clear()
        else:
            self._log_holds_erased.set()  # another process reads from it: after the next commit

    def heads(self) -> dict[str, Head]:
        """The head of each contact's chain, to be anchored outside the database."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(ContactRow.id, ContactRow.version, ContactRow.head))
            return {id: Head(version, head) for id, version, head in rows}

    def verify(
        self,
        anchored: Mapping[str, Head] | None = None,
        going_on: Callable[[int, list[Fault]], None] | None = None,
    ) -> list[Fault]:
        """Every fault of the journal, and every contact that is not what its journal makes of it.

        `anchored` are heads noted earlier and kept elsewhere. `going_on` is told after each page,
        outside any transaction, how many contacts were verified and what was found so far.
        """
        elsewhere = dict(anchored or {})
        faults: list[Fault] = []
        after, verified = "", 0
        while page := self._page(after):
            after = page[-1][0].id
            for contact, head, rows, digests in page:
                own = journal.verify(rows, {contact.id: head})
                noted = elsewhere.pop(contact.id, None)
                if noted is not None:
                    since = journal.verify(rows, {contact.id: noted})
                    own += [fault for fault in since if fault not in own]
                faults += own or [*_not_replayed(contact, rows), *_not_filed(contact, digests)]
            verified += len(page)
            if going_on is not None:
                going_on(verified, faults)
        return faults + journal.verify((), elsewhere)

    def _page(self, after: str) -> list[tuple[Contact, Head, list[journal.Row], dict[str, str]]]:
        """Some contacts with their chains and documents' digests, as of one moment, by id."""
        contacts = (
            select(ContactRow.id, ContactRow.version, ContactRow.head, ContactRow.state)
            .where(ContactRow.id > after)
            .order_by(ContactRow.id)
            .limit(PAGE)
        )
        with self._engine.connect().execution_options(isolation_level="SERIALIZABLE") as reading:
            found = reading.execute(contacts).all()
            chains: dict[str, list[journal.Row]] = {row.id: [] for row in found}
            entries = select(EntryRow.__table__).where(EntryRow.contact.in_(chains))
            for row in reading.execute(entries.order_by(EntryRow.contact, EntryRow.sequence)):
                chains[row.contact].append(journal.Row(*row))
            filed: dict[str, dict[str, str]] = {row.id: {} for row in found}
            documents = select(DocumentRow.id, DocumentRow.contact, CONTENT)
            documents = documents.where(DocumentRow.contact.in_(filed))
            for row in reading.execute(documents.execution_options(yield_per=1)):
                filed[row.contact][row.id] = sha256(row.content).hexdigest()
        return [
            (
                _contact.decode(row.state),
                Head(row.version, row.head),
                chains[row.id],
                filed[row.id],
            )
            for row in found
        ]

    def durability(self) -> Durability:
        """How the database keeps what it is given, read back from it now."""
        return durability(self._engine)

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


def _not_replayed(contact: Contact, rows: list[journal.Row]) -> list[Fault]:
    """Where a contact's row is not what its sound journal makes of it."""
    made = replay(row.entry for row in rows)
    erased = any(row.said is None for row in rows)
    if (made.version, made.deleted) == (contact.version, contact.deleted) and (
        erased or made == contact
    ):
        return []
    says = "the contact is not what its journal makes of it"
    return [Fault(contact.id, contact.version, "state", says)]


def _not_filed(contact: Contact, digests: dict[str, str]) -> list[Fault]:
    """Where a contact's documents, by their digests, are not those that its journal names."""
    left = dict(digests)
    faults = []
    for one in contact.documents:
        found = left.pop(one.id, None)
        if found != one.digest:
            says = f"the document {one.id} " + ("was changed" if found else "is gone")
            faults.append(Fault(contact.id, contact.version, "document", says))
    faults += [
        Fault(contact.id, contact.version, "document", f"no entry names the document {id}")
        for id in sorted(left)
    ]
    return faults
