"""An authority's records within one transaction, and what of them the access log will name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from frontdoor.adapters import journal
from frontdoor.adapters.likeness import alike, digits, folded
from frontdoor.adapters.lists import line, listed
from frontdoor.adapters.tables import (
    NEVER,
    AccessRow,
    ContactRow,
    EditionRow,
    EntryRow,
    KeptAnswerRow,
    PersonRow,
    Row,
    SessionRow,
    Table,
    UserRow,
)
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.entries import Entry
from frontdoor.services.ports import (
    Conflict,
    KeptAnswer,
    LayerText,
    Line,
    Person,
    Query,
    Session,
    User,
    Visit,
)

_json = msgspec.json.Encoder()
_contact = msgspec.json.Decoder(Contact)
_child = msgspec.json.Decoder(Child)
_layers = msgspec.json.Decoder(tuple[LayerText, ...])


class SqlRecords:
    """Implements `Records` on one connection; `SqlStore.visit` begins and ends it.

    `erased` tells the store that text was taken out, which SQLite's log still holds.
    """

    def __init__(
        self, connection: Connection, visit: Visit, is_final: Callable[[str], bool]
    ) -> None:
        self.erased = False
        self._connection = connection
        self._visit = visit
        self._is_final = is_final
        self._heads: dict[str, journal.Head] = {}
        self._seen: dict[str, None] = {}
        self._result: Literal["ok", "refused"] | None = "ok"
        self._why = ""

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
        for id, version, head, state in self._connection.execute(rows):
            self._heads[id] = journal.Head(version, head)
            found[id] = _contact.decode(state)
        self.saw(found)
        return found

    def entries(self, contact: str) -> list[Entry]:
        """A contact's journal, first entry first. Entries of erased contacts have nothing said."""
        rows = self._connection.execute(
            select(*EntryRow.__table__.c)
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
        by_contact = sorted(entries, key=lambda entry: (entry.contact, entry.sequence))
        chains = {
            id: list(chain) for id, chain in groupby(by_contact, key=lambda entry: entry.contact)
        }
        self.saw(chains)
        self._find_heads([id for id, chain in chains.items() if chain[0].sequence > 1])
        rows: list[journal.Row] = []
        begun: list[Row] = []
        for id, chain in chains.items():
            before = self._heads.get(id, _NOTHING)
            if chain[0].sequence != before.sequence + 1:
                raise Conflict(f"{id} is at version {before.sequence}")
            rows += journal.chained(chain, before.link)
            head = self._heads[id] = journal.Head(chain[-1].sequence, rows[-1].link)
            row = self._row(after[id], head)
            if before is _NOTHING:
                begun.append(row)
            else:
                self._change(id, before.sequence, row)
        try:
            if begun:
                self._connection.execute(insert(ContactRow), begun)
            if rows:
                self._connection.execute(
                    insert(EntryRow), [msgspec.structs.asdict(r) for r in rows]
                )
        except IntegrityError as error:
            raise _conflict(error) from error

    def _find_heads(self, ids: Iterable[str]) -> None:
        unknown = [id for id in ids if id not in self._heads]
        if unknown:
            rows = select(ContactRow.id, ContactRow.version, ContactRow.head)
            for id, version, head in self._connection.execute(
                rows.where(ContactRow.id.in_(unknown))
            ):
                self._heads[id] = journal.Head(version, head)

    def _change(self, id: str, expected: int, row: Row) -> None:
        if row["deleted"]:
            del row["person"]  # who the child was is known until the contact is erased
        changed = self._connection.execute(
            update(ContactRow)
            .where(ContactRow.id == id, ContactRow.version == expected)
            .values(row)
        )
        if changed.rowcount != 1:
            raise Conflict(f"{id} is no longer at version {expected}")

    def _row(self, contact: Contact, head: journal.Head) -> Row:
        return {
            "id": contact.id,
            "reference": contact.reference,
            "stage": contact.stage,
            "closed": self._is_final(contact.stage),
            "deleted": contact.deleted,
            "received": contact.received,
            "due_by": contact.next_due or NEVER,
            "holding_team": contact.holding_team,
            "assigned_to": contact.assigned_to,
            "child": contact.child.name,
            "folded": folded(contact.child.name),
            "born": contact.child.date_of_birth,
            "outcome": contact.decision.outcome if contact.decision else None,
            "person": contact.person,
            "version": head.sequence,
            "head": head.link,
            "state": _json.encode(contact).decode(),
        }

    def erase(self, contact: str) -> None:
        """Take out the payloads of a deleted contact's entries; their digests stay in the chain.

        With them go the record of a child of whom no other contact is known, and answers kept
        under idempotency keys that name the contact. Raises `ValueError` unless it was deleted.
        """
        person, deleted = self._connection.execute(
            select(ContactRow.person, ContactRow.deleted).where(ContactRow.id == contact)
        ).one_or_none() or (None, False)
        if not deleted:
            raise ValueError(f"the contact {contact} was not deleted; only then is it erased")
        self.saw([contact])
        self.erased = True
        self._connection.execute(
            update(EntryRow).where(EntryRow.contact == contact).values(said=None, salt=None)
        )
        self._connection.execute(
            update(KeptAnswerRow)
            .where(KeptAnswerRow.body.contains(contact, autoescape=True))
            .values(body="")
        )
        if person is not None:
            self._connection.execute(
                update(ContactRow).where(ContactRow.id == contact).values(person=None)
            )
            others = select(ContactRow.id).where(ContactRow.person == person)
            self._connection.execute(
                delete(PersonRow).where(PersonRow.id == person, ~others.exists())
            )

    # lists

    def lines(self, query: Query) -> list[Line]:
        """The contacts that a query asks for, one more than its limit where there are more."""
        found = [line(row) for row in self._connection.execute(listed(query))]
        self.saw(one.id for one in found[: query.limit])
        return found

    def counts(self) -> dict[str, int]:
        """How many contacts, deleted ones apart, are at each stage."""
        rows = self._connection.execute(
            select(ContactRow.stage, func.count())
            .where(ContactRow.deleted.is_(False))
            .group_by(ContactRow.stage)
        )
        return {stage: count for stage, count in rows}

    # people

    def possible_people(self, child: Child) -> list[Person]:
        """People who may be this child: same NHS number, or same date of birth and a like name."""
        number, name = digits(child.nhs_number), folded(child.name)
        same = []
        if number:
            same.append(PersonRow.nhs_number == number)
        if child.date_of_birth and name:
            same.append(PersonRow.born == child.date_of_birth)
        if not same:
            return []
        rows = self._connection.execute(select(PersonRow).where(or_(*same)).order_by(PersonRow.id))
        return self._people(
            {
                row.id: row.child
                for row in rows
                if (number and row.nhs_number == number) or alike(row.folded, name)
            }
        )

    def person(self, id: str) -> Person | None:
        """A person by id."""
        rows = self._connection.execute(
            select(PersonRow.id, PersonRow.child).where(PersonRow.id == id)
        )
        people = self._people({id: child for id, child in rows})
        return people[0] if people else None

    def _people(self, children: Mapping[str, str]) -> list[Person]:
        if not children:
            return []
        contacts: dict[str, list[str]] = {id: [] for id in children}
        for id, person in self._connection.execute(
            select(ContactRow.id, ContactRow.person)
            .where(ContactRow.person.in_(children), ContactRow.deleted.is_(False))
            .order_by(ContactRow.received.desc(), ContactRow.id.desc())
        ):
            contacts[person].append(id)
        self.saw(children)
        return [
            Person(id=id, child=_child.decode(child), contacts=tuple(contacts[id]))
            for id, child in children.items()
        ]

    def add_person(self, id: str, child: Child) -> None:
        """Take up a child who was not known."""
        row = {
            "id": id,
            "child": _json.encode(child).decode(),
            "folded": folded(child.name),
            "born": child.date_of_birth,
            "nhs_number": digits(child.nhs_number) or None,
        }
        self._connection.execute(insert(PersonRow), row)
        self.saw([id])

    # editions of the procedure

    def edition(self, digest: str) -> tuple[LayerText, ...] | None:
        """The layers of an edition of the procedure."""
        kept = self._connection.scalar(select(EditionRow.layers).where(EditionRow.digest == digest))
        return None if kept is None else _layers.decode(kept)

    def keep_edition(self, digest: str, layers: Sequence[LayerText], at: datetime) -> None:
        """Keep an edition, unless it is kept already."""
        row = {"digest": digest, "kept": at, "layers": _json.encode(tuple(layers)).decode()}
        self._connection.execute(self._insert(EditionRow).values(row).on_conflict_do_nothing())

    # users and their sessions

    def user(self, name: str) -> User | None:
        """A user by sign-in name; locked before sign-in, so that guesses at once are all counted."""
        rows = select(UserRow.__table__).where(UserRow.name == name)
        row = self._connection.execute(
            rows if self._visit.user else rows.with_for_update()
        ).one_or_none()
        return _user(row) if row else None

    def users(self) -> list[User]:
        """Every user, by name."""
        rows = self._connection.execute(select(UserRow.__table__).order_by(UserRow.name))
        return [_user(row) for row in rows]

    def save_user(self, user: User) -> None:
        """Add a user, or change one."""
        self._save(
            UserRow,
            ["name"],
            {
                **msgspec.structs.asdict(user),
                "roles": sorted(user.roles),
                "teams": sorted(user.teams),
            },
        )

    def session(self, token: str) -> Session | None:
        """A session by its token's digest."""
        row = self._connection.execute(
            select(SessionRow.__table__).where(SessionRow.token == token)
        ).one_or_none()
        return Session(**row._asdict()) if row else None

    def save_session(self, session: Session) -> None:
        """Start a session, or note that it was used."""
        self._save(SessionRow, ["token"], msgspec.structs.asdict(session))

    def end_sessions(self, *, token: str | None = None, user: str | None = None) -> None:
        """End one session, or all of a user's."""
        self._connection.execute(
            delete(SessionRow).where(or_(SessionRow.token == token, SessionRow.user == user))
        )

    # idempotency

    def kept_answer(self, user: str, operation: str, key: str) -> KeptAnswer | None:
        """The answer given before under an idempotency key."""
        row = self._connection.execute(
            select(KeptAnswerRow.request, KeptAnswerRow.status, KeptAnswerRow.body).where(
                KeptAnswerRow.user == user,
                KeptAnswerRow.operation == operation,
                KeptAnswerRow.key == key,
            )
        ).one_or_none()
        return KeptAnswer(*row) if row else None

    def keep_answer(
        self, user: str, operation: str, key: str, answer: KeptAnswer, at: datetime
    ) -> None:
        """Keep an answer in the same transaction as what it did. Raises `Conflict` if one is kept."""
        row = {"user": user, "operation": operation, "key": key, "kept": at}
        try:
            self._connection.execute(
                insert(KeptAnswerRow), {**row, **msgspec.structs.asdict(answer)}
            )
        except IntegrityError as error:
            raise _conflict(error) from error

    # this request

    def saw(self, ids: Iterable[str]) -> None:
        """Name contacts in this request's line of the access log."""
        self._seen.update(dict.fromkeys(ids))

    def refused(self, why: str) -> None:
        """Undo what this request wrote so far, and note in the access log that it was refused."""
        self._undo()
        self._result, self._why = "refused", why

    def leave_no_trace(self) -> None:
        """Undo everything, and write no line in the access log either."""
        self._undo()
        self._result = None

    def _undo(self) -> None:
        self._connection.rollback()
        self._heads.clear()
        self.erased = False

    def write_line(self, error: BaseException | None = None) -> None:
        """Write this request's line of the access log; `error` is what ended it, if it failed."""
        if self._result is None:
            self._connection.rollback()
            return
        failed = error is not None and self._result == "ok"
        row = {
            "at": self._visit.at,
            "user": self._visit.user,
            "operation": self._visit.operation,
            "reason": self._visit.reason,
            "seen": list(self._seen),
            "result": "failed" if failed else self._result,
            "detail": type(error).__name__ if failed else self._why,
        }
        self._connection.execute(insert(AccessRow), row)

    # statements

    def _insert(self, table: type[Table]) -> Any:
        return _INSERT[self._connection.dialect.name](table)

    def _save(self, table: type[Table], key: list[str], row: Row) -> None:
        changed = {name: value for name, value in row.items() if name not in key}
        statement = self._insert(table).values(row)
        self._connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_NOTHING = journal.Head(0, journal.START)
_WHOLE = (ContactRow.id, ContactRow.version, ContactRow.head, ContactRow.state)


def _user(row: Any) -> User:
    return User(**{**row._asdict(), "roles": frozenset(row.roles), "teams": frozenset(row.teams)})


def _conflict(error: IntegrityError) -> Exception:
    """`Conflict` for a key that is taken already; any other broken constraint as it is."""
    taken = getattr(error.orig, "sqlstate", None) == "23505" or getattr(
        error.orig, "sqlite_errorname", None
    ) in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")
    return Conflict("another change came first") if taken else error
