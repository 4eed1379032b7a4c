"""Give several contacts to someone at once: at the end of a shift, or from a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact, Note
from frontdoor.domain.decide import Decided, decide
from frontdoor.domain.entries import Actor
from frontdoor.domain.permission import Reason, Refused
from frontdoor.domain.restricting import is_open_to
from frontdoor.services.authority import Authority, now
from frontdoor.services.colleagues import works_here
from frontdoor.services.held_back import shown
from frontdoor.services.ports import KeptAnswer, Line, Query, Records, User, Visit
from frontdoor.services.receipts import KeyReused, Once, Receipt, Written
from frontdoor.services.restricted import require_open
from frontdoor.services.take_contact import write

MOST = 100
"""How many contacts are given away at once."""


class Given(msgspec.Struct, frozen=True):
    """A contact to give to someone, at the version that was read, with a note of its own."""

    contact: str
    version: int
    note: str = ""


class NotGiven(msgspec.Struct, frozen=True):
    """A contact that was not given to anyone, and why."""

    contact: str
    reference: str
    why: str


class HandedOver(msgspec.Struct, frozen=True):
    """What came of it: the contacts that are someone else's now, and those that are not."""

    written: tuple[Written, ...]
    left: tuple[NotGiven, ...]


def work_of(authority: Authority, user: User, of: str) -> list[Line]:
    """The open contacts that someone has, those due first first."""
    return _listed(authority, user, Query(assigned_to=of, limit=MOST))


def these(authority: Authority, user: User, ids: Sequence[str]) -> list[Line]:
    """Those of these contacts that are open or closed, but there; those due first first."""
    return _listed(authority, user, Query(among=frozenset(ids), state="all", limit=MOST))


def _listed(authority: Authority, user: User, query: Query) -> list[Line]:
    authority.actor(user)
    with authority.store.visit(Visit(user.name, "contact.list", now())) as records:
        return records.lines(query)[: query.limit]


def hand_over(
    authority: Authority,
    user: User,
    given: Sequence[Given],
    to: str | None,
    note: str,
    asked: Once,
) -> HandedOver | Refused:
    """Give contacts to a user, or with None to whoever is there in the team that holds each.

    Each gets an entry of its own, with its own note or else the one for all. What may not be given
    is left as it is and told of; the rest goes. Once under each idempotency key; raises
    `KeyReused`. Refused as a whole where nobody here signs in as `to`.
    """
    actor = authority.actor(user)
    moment = now()
    visit = Visit(user.name, "contact.hand_over", moment)
    with authority.store.visit(visit) as records:
        before = records.kept_answer(user.name, visit.operation, asked.key)
        if before is not None:
            if before.request != asked.request:
                raise KeyReused(asked.key)
            return msgspec.json.decode(before.body, type=HandedOver)
        if to is not None and not works_here(authority, records.user(to)):
            says = "Nobody who works here signs in so."
            records.refused(says)
            return Refused((Reason("invalid", says, "Choose someone else.", pointer="/to"),))
        known = records.locked(one.contact for one in given)
        done: list[Written] = []
        left: list[NotGiven] = []
        for one in given:
            result = _given(authority, records, known, one, to, one.note or note, actor)
            if isinstance(result, Receipt):
                done += result.written
            else:
                left.append(result)
        receipt = HandedOver(tuple(done), tuple(left))
        answer = KeptAnswer(asked.request, 200, msgspec.json.encode(receipt).decode())
        records.keep_answer(user.name, visit.operation, asked.key, answer, moment)
        return receipt


def _given(
    authority: Authority,
    records: Records,
    known: dict[str, Contact],
    one: Given,
    to: str | None,
    note: str,
    actor: Actor,
) -> Receipt | NotGiven:
    moment = now()
    contact = known.get(one.contact)
    if contact is None:
        return NotGiven(one.contact, "", "There is no such contact.")
    if not is_open_to(contact, actor.user, moment):
        why = "It is restricted. Open it first, saying why."
        return NotGiven(contact.id, contact.reference, why)
    require_open(records, contact, actor.user, moment)  # the access log has the reason
    if contact.version != one.version:
        why = "Someone changed it meanwhile. Look at it, then give it away."
        return NotGiven(contact.id, contact.reference, why)
    command = cmd.Assign(user=to or "", to_team=to is None, note=note)
    practice = authority.practice_under(contact.edition, records)
    result = decide(known, contact.id, command, actor, practice, moment)
    if isinstance(result, Decided):
        return write(records, result.entries, known)
    why = " ".join(f"{reason.says} {reason.instead}".strip() for reason in result.reasons)
    return NotGiven(contact.id, contact.reference, why)


def notes_for(
    authority: Authority, records: Records, user: User, lines: Sequence[Line]
) -> Mapping[str, Note]:
    """The notes with which contacts of a list were handed over to a user, as they may see them."""
    moment = now()
    actor = Actor(user.name, user.roles & authority.book.roles.keys(), user.teams)
    found = {}
    for line in lines:
        contact = records.contact(line.id) if line.handed_over else None
        if contact is not None and contact.assigned_to in (user.name, None):
            practice = authority.practice_under(contact.edition, records)
            note = shown(practice, contact, actor, moment).handover
            if note is not None:
                found[line.id] = note
    return found
