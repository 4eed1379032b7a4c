"""Children known to the authority, each with one record and their contacts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

import msgspec
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, and_, case, delete, func, insert, intersect, or_, select

from frontdoor.adapters.request import Request
from frontdoor.adapters.tables import ContactRow, MarkRow, MovedRow, PersonRow
from frontdoor.domain.contact import Adult, Child, Contact, Note
from frontdoor.domain.likeness import Kind, Known, Mark, marks
from frontdoor.domain.restricting import RESTRICTED, is_open_to
from frontdoor.services.ports import Person


class _Said(msgspec.Struct):
    """Of a contact as it is kept, what tells whom it is about; the rest is passed over."""

    id: str
    reference: str
    child: Child
    person: str | None = None
    adults: tuple[Adult, ...] = ()


_child = msgspec.json.Decoder(Child)
_contact = msgspec.json.Decoder(Contact)
_known = msgspec.json.Decoder(_Said)


class PeopleRecords(Request):
    """Children, found again and taken up. Whoever was found is named in the access log."""

    def names(self, kind: Kind) -> list[str]:
        """Every word of the marks of a kind, once each: the names that are on record."""
        # From each word straight to the next along the key: there are far fewer than marks.
        first = select(func.min(MarkRow.word).label("word")).where(MarkRow.kind == kind)
        word = first.cte("names", recursive=True)
        following = select(func.min(MarkRow.word)).where(
            MarkRow.kind == kind, MarkRow.word > word.c.word
        )
        rest = select(following.scalar_subquery()).where(word.c.word.is_not(None))
        word = word.union_all(rest)
        return list(self._connection.scalars(select(word.c.word).where(word.c.word.is_not(None))))

    def found_by(self, *groups: Collection[Mark], limit: int) -> list[Known]:
        """Contacts that have of each of the groups at least one mark, the latest received first.

        Nobody is named in the access log yet: say `saw` of those who are shown.
        """
        if not all(groups):
            return []
        ids = [
            select(MarkRow.contact).where(
                or_(
                    *(
                        and_(MarkRow.kind == kind, MarkRow.word.in_([mark.word for mark in same]))
                        for kind, same in groupby(sorted(group), lambda mark: mark.kind)
                    )
                )
            )
            for group in groups
        ]
        return self._known(ContactRow.id.in_(intersect(*ids) if ids[1:] else ids[0]), limit)

    def found_as(self, reference: str) -> list[Known]:
        """The contact with this reference, if there is one."""
        return self._known(ContactRow.reference == reference, 1)

    def _known(self, wanted: ColumnElement[bool], limit: int) -> list[Known]:
        found = []
        for row in self._connection.execute(
            select(ContactRow.state, ContactRow.restricted)
            .where(wanted, ContactRow.deleted.is_(False))
            .order_by(ContactRow.received.desc(), ContactRow.id)
            .limit(limit)
        ):
            shut = row.restricted and self._is_shut(row.state)
            found.append(Known(**asdict(_known.decode(row.state)), shut=shut))
        return found

    def _is_shut(self, state: str) -> bool:
        return not is_open_to(_contact.decode(state), self._visit.user, self._visit.at)

    def person(self, id: str) -> Person | None:
        """A person by id."""
        child = self._connection.scalar(select(PersonRow.child).where(PersonRow.id == id))
        return None if child is None else self._people({id: child})[0]

    def _people(self, children: Mapping[str, str]) -> list[Person]:
        if not children:
            return []
        contacts: dict[str, list[str]] = {id: [] for id in children}
        restricted: dict[str, bool] = {}
        held = case((ContactRow.restricted, ContactRow.state)).label("held")
        for row in self._connection.execute(
            select(ContactRow.id, ContactRow.person, held)
            .where(ContactRow.person.in_(children))
            .order_by(ContactRow.received.desc(), ContactRow.id.desc())
        ):
            contacts[row.person].append(row.id)
            if row.held is not None:
                shut = self._is_shut(row.held)
                restricted[row.person] = restricted.get(row.person, True) and shut
        self.saw(children)
        return [
            Person(
                id=id,
                child=Child(name=RESTRICTED) if restricted.get(id) else _child.decode(child),
                contacts=tuple(contacts[id]),
                restricted=restricted.get(id, False),
            )
            for id, child in children.items()
        ]

    def restriction_of(self, person: str) -> Note | None:
        """Why a child's records are restricted and since when, if they are."""
        state = self._connection.scalar(
            select(ContactRow.state)
            .where(ContactRow.person == person, ContactRow.restricted)
            .limit(1)
        )
        return None if state is None else _contact.decode(state).restricted

    def add_person(self, id: str, child: Child) -> None:
        """Take up a child who was not known."""
        row = {"id": id, "child": msgspec.json.encode(child).decode()}
        self._add(PersonRow, [row])
        self.saw([id])

    def _mark_anew(self, before: Contact | None, after: Contact) -> None:
        """Let a changed contact be found by what it now says; a deleted one is found by nothing.

        Without knowing how it was `before`, its marks are written anew whatever has changed.
        """
        if before is None or (before.child, before.adults) != (after.child, after.adults):
            self._connection.execute(delete(MarkRow).where(MarkRow.contact == after.id))
            self._add_marks([after])

    def _add_marks(self, contacts: Iterable[Contact]) -> None:
        """Let contacts be found that have just begun."""
        rows = [
            {"kind": mark.kind, "word": mark.word, "contact": contact.id}
            for contact in contacts
            for mark in sorted(marks(contact.child, contact.adults))
        ]
        if rows:
            self._connection.execute(insert(MarkRow), rows)

    def _forget_people(self, ids: set[str]) -> None:
        """Forget those of these children of whom there is no contact, nor was by mistake."""
        known = select(ContactRow.id).where(ContactRow.person == PersonRow.id).exists()
        moved = select(MovedRow.contact).where(MovedRow.person == PersonRow.id).exists()
        forgotten = delete(PersonRow).where(PersonRow.id.in_(ids), ~known, ~moved)
        self._connection.execute(forgotten)
