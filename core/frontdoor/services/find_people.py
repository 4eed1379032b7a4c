"""Find children on record: whether a child is known, a search, a child with earlier contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

import msgspec

from frontdoor.domain.clocks import LONDON
from frontdoor.domain.contact import Adult, Child
from frontdoor.domain.likeness import (
    Kind,
    Known,
    Mark,
    Resemblance,
    Strength,
    like,
    marks,
    resemblance,
    words,
)
from frontdoor.domain.restricting import RESTRICTED
from frontdoor.domain.searching import Asked, read
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority, now
from frontdoor.services.filed import MovedAway
from frontdoor.services.ports import Line, Query, Records, User, Visit

MOST_MATCHES: Final = 20
MOST_FOUND: Final = 100
"""How many a search finds; whoever finds more searches more closely."""

_MOST_WEIGHED: Final = 500
_MOST_CONTACTS: Final = 500


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A child on record who may be the one, why, and their contacts, latest first.

    `person` is None for a contact about nobody named. Of a restricted record there are no contacts,
    and who the child is is held back.
    """

    person: str | None
    child: Child
    reasons: tuple[str, ...]
    strength: Strength
    contacts: tuple[Line, ...]


class Search(msgspec.Struct, frozen=True):
    """What a search was read as, and what it found; `after` leads to the next page, if any."""

    asked: Asked
    matches: tuple[Match, ...]
    many: int
    after: str | None


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """A child as the latest contact has them, with every contact about them, latest first.

    `names` are others under which they are on record.
    """

    id: str
    child: Child
    adults: tuple[Adult, ...]
    names: tuple[str, ...]
    contacts: tuple[Line, ...]
    restricted: bool
    moved_away: tuple[MovedAway, ...] = ()
    """Contacts that stood on this child by mistake."""


def find_people(
    authority: Authority, user: User, child: Child, adults: Sequence[Adult] = ()
) -> list[Match]:
    """Children on record who may be this one, the likeliest first, at most `MOST_MATCHES`.

    A restricted record is among them only where it is surely the same child, so that a new contact
    is put where it belongs; who it is stays held back.
    """
    authority.actor(user)
    with authority.store.visit(Visit(user.name, "person.find", now())) as records:
        found = []
        for known, why in _weighed(records, child, adults):
            if known.person is None or why.strength is None:
                continue
            if known.shut:
                if why.strength == "strong":
                    held = Resemblance(("Said to be the same child",), why.weight, "strong")
                    found.append((known, held))
                continue
            found.append((known, _compared(child, known, why)))
        return _matches(records, _best(found)[:MOST_MATCHES])


def search(
    authority: Authority, user: User, text: str, after: str | None = None, limit: int = 20
) -> Search:
    """Find children and contacts by whatever was typed: the next `limit` after one found before.

    A restricted record is found by its reference alone.
    """
    authority.actor(user)
    moment = now()
    asked = read(text, moment.astimezone(LONDON).date())
    with authority.store.visit(Visit(user.name, "person.search", moment)) as records:
        named = Resemblance(("Its reference",), 100, "strong")
        found = [(known, named) for known in records.found_as(asked.reference)]
        found += [one for one in _weighed(records, asked.child, asked.adults) if not one[0].shut]
        found += [one for one in _of_adults(records, asked.child.name) if not one[0].shut]
        best = _best(found)[:MOST_FOUND]
        keys = [_key(known) for known, _ in best]
        begin = keys.index(after) + 1 if after in keys else 0
        shown = best[begin : begin + limit]
        more = keys[begin + limit - 1] if len(keys) > begin + limit else None
        matches = _matches(records, shown, asked.reference)
        return Search(asked, tuple(matches), len(best), more)


def read_person(authority: Authority, user: User, person: str) -> PersonView:
    """A child with every contact about them. Raises `NoSuchContact`."""
    authority.actor(user)
    with authority.store.visit(Visit(user.name, "person.read", now())) as records:
        found = records.person(person)
        moved = tuple(records.moved_away(person)) if found is not None else ()
        if found is None or not (found.contacts or moved):
            raise NoSuchContact(person)
        if not found.contacts:
            return PersonView(
                id=person,
                child=found.child,
                adults=(),
                names=(),
                contacts=(),
                restricted=False,
                moved_away=moved,
            )
        lines = _lines(records, {person})[person]
        if found.restricted:
            return PersonView(
                id=person,
                child=found.child,
                adults=(),
                names=(),
                contacts=tuple(lines),
                restricted=True,
            )
        latest = records.contact(next(line.id for line in lines if not line.restricted))
        if latest is None:
            raise NoSuchContact(person)
        names = dict.fromkeys(line.child for line in lines if line.child and not line.restricted)
        return PersonView(
            id=person,
            child=latest.child,
            adults=latest.adults,
            names=tuple(name for name in names if name != latest.child.name),
            contacts=tuple(lines),
            restricted=False,
            moved_away=moved,
        )


def _weighed(
    records: Records, child: Child, adults: Sequence[Adult]
) -> list[tuple[Known, Resemblance]]:
    """Every contact of which something speaks for its being about this child."""
    wanted = marks(child, adults)
    of = {kind: [mark for mark in wanted if mark.kind == kind] for kind in _KINDS}
    candidates: dict[str, Known] = {}

    def take(*groups: Iterable[Mark]) -> None:
        found = records.found_by(*map(list, groups), limit=_MOST_WEIGHED)
        candidates.update((known.id, known) for known in found)

    for kind in ("nhs", "telephone", "address"):
        if of[kind]:
            take(of[kind])
    named = words(child.name)
    near = _near(records, "child", named)
    if of["born"]:
        take(of["born"], *([list(chain(*near))] if named else []))
    if named:
        take(*([Mark("child", word)] for word in named))
        take(*near)
    return [
        (known, why)
        for known in candidates.values()
        if (why := resemblance(child, adults, known)) is not None
    ]


_KINDS: Final[tuple[Kind, ...]] = ("child", "adult", "born", "nhs", "telephone", "address")


def _near(records: Records, kind: Kind, named: Sequence[str]) -> list[list[Mark]]:
    """For each word of a name the marks that are spelt much like it."""
    vocabulary = records.names(kind) if named else []
    return [[Mark(kind, one) for one in like(word, vocabulary)] for word in named]


def _of_adults(records: Records, name: str) -> list[tuple[Known, Resemblance]]:
    """Contacts in whose household there is an adult of a like name."""
    near = _near(records, "adult", words(name))
    if not near:
        return []
    asked = Adult(name=name)
    found = records.found_by(*near, limit=_MOST_WEIGHED)
    return [
        (known, why)
        for known in found
        if (why := resemblance(Child(), (asked,), known)) is not None
    ]


def _compared(child: Child, known: Known, why: Resemblance) -> Resemblance:
    """The same, saying too what there was nothing to compare by."""
    if why.strength != "weak" or (child.date_of_birth and known.child.date_of_birth):
        return why
    return why._replace(reasons=(*why.reasons, "No date of birth to compare"))


def _key(known: Known) -> str:
    return known.person or known.id


def _best(found: Iterable[tuple[Known, Resemblance]]) -> list[tuple[Known, Resemblance]]:
    """For each child the contact that speaks most for them, the likeliest child first."""
    best: dict[str, tuple[Known, Resemblance]] = {}
    for known, why in found:
        before = best.get(_key(known))
        if before is None or why.weight > before[1].weight:
            best[_key(known)] = (known, why)
    return sorted(best.values(), key=lambda one: (-one[1].weight, _key(one[0])))


def _matches(
    records: Records, found: Sequence[tuple[Known, Resemblance]], named: str = ""
) -> list[Match]:
    """What was found with its contacts, which are then named in the access log.

    Of a restricted record there is that contact alone whose reference was `named`.
    """
    lines = _lines(records, {_key(known) for known, _ in found})
    return [
        Match(
            person=known.person,
            child=Child(name=RESTRICTED) if known.shut else known.child,
            reasons=why.reasons,
            strength=why.strength or "weak",
            contacts=tuple(
                line for line in lines[_key(known)] if not known.shut or line.reference == named
            ),
        )
        for known, why in found
    ]


def _lines(records: Records, keys: set[str]) -> dict[str, list[Line]]:
    """The contacts of each of these people, or each of these contacts; the latest first."""
    lines: dict[str, list[Line]] = {key: [] for key in keys}
    if keys:
        query = Query(among=frozenset(keys), state="all", latest_first=True, limit=_MOST_CONTACTS)
        for line in records.lines(query)[:_MOST_CONTACTS]:
            lines[line.person if line.person in lines else line.id].append(line)
    for of_one in lines.values():
        of_one.sort(key=lambda line: (line.received, line.id), reverse=True)
    return lines
