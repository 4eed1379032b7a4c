"""Children known to the authority, each with one record and their contacts."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from sqlalchemy import delete, or_, select

from frontdoor.adapters.likeness import alike, digits, folded
from frontdoor.adapters.request import Request
from frontdoor.adapters.tables import ContactRow, PersonRow
from frontdoor.domain.contact import Child
from frontdoor.services.ports import Person

_child = msgspec.json.Decoder(Child)


class PeopleRecords(Request):
    """Children, found again and taken up. Whoever was found is named in the access log."""

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
        rows = self._connection.execute(
            select(PersonRow.__table__).where(or_(*same)).order_by(PersonRow.id)
        )
        return self._people(
            {
                row.id: row.child
                for row in rows
                if (number and row.nhs_number == number) or alike(row.folded, name)
            }
        )

    def person(self, id: str) -> Person | None:
        """A person by id."""
        child = self._connection.scalar(select(PersonRow.child).where(PersonRow.id == id))
        return None if child is None else self._people({id: child})[0]

    def _people(self, children: Mapping[str, str]) -> list[Person]:
        if not children:
            return []
        contacts: dict[str, list[str]] = {id: [] for id in children}
        for row in self._connection.execute(
            select(ContactRow.id, ContactRow.person)
            .where(ContactRow.person.in_(children))
            .order_by(ContactRow.received.desc(), ContactRow.id.desc())
        ):
            contacts[row.person].append(row.id)
        self.saw(children)
        return [
            Person(id=id, child=_child.decode(child), contacts=tuple(contacts[id]))
            for id, child in children.items()
        ]

    def add_person(self, id: str, child: Child) -> None:
        """Take up a child who was not known."""
        row = {
            "id": id,
            "child": msgspec.json.encode(child).decode(),
            "folded": folded(child.name),
            "born": child.date_of_birth,
            "nhs_number": digits(child.nhs_number) or None,
        }
        self._add(PersonRow, [row])
        self.saw([id])

    def _forget_people(self, ids: set[str]) -> None:
        """Forget those of these children of whom there is no contact any more."""
        known = select(ContactRow.id).where(ContactRow.person == PersonRow.id).exists()
        self._connection.execute(delete(PersonRow).where(PersonRow.id.in_(ids), ~known))
