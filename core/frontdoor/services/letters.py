"""Letters about a contact: to whom one may be written, a draft of one, one as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import msgspec

from frontdoor.domain import letters
from frontdoor.domain.contact import Contact, Letter
from frontdoor.domain.entries import Actor
from frontdoor.domain.letter_wording import LetterDraft, readers_of, receiving_team, wording
from frontdoor.domain.permission import Permitted, Reason, ask_of, permit
from frontdoor.domain.practice import Practice
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority, now
from frontdoor.services.held_back import shown
from frontdoor.services.ports import User, Visit
from frontdoor.services.restricted import require_open


class NoSuchLetter(LookupError):
    """The contact has no letter with this id."""


class Reader(msgspec.Struct, frozen=True):
    """Someone to whom a letter may be thought of.

    `due` is whether and when they are to be told: None where nothing says so, else the name of the
    task and its deadline. `stands` are the reasons why nobody may write to them now.
    """

    reader: str
    due: tuple[str, datetime | None] | None
    stands: tuple[Reason, ...]


class Correspondence(msgspec.Struct, frozen=True):
    """A contact as this person may see it, and the readers of letters about it."""

    contact: Contact
    readers: tuple[Reader, ...]


class ToWrite(msgspec.Struct, frozen=True):
    """A letter to be written or changed: the procedure's draft of it, and what stands there now.

    `refused` is why this person cannot write it.
    """

    contact: Contact
    draft: LetterDraft
    letter: Letter | None
    refused: tuple[Reason, ...]


class OneLetter(msgspec.Struct, frozen=True):
    """A letter as it stands, and what may be done with it by whoever reads it.

    `not_approved` and `not_sent` are the reasons why they may not; empty where they may. Until it
    may leave at all it is a `draft`. `whom` is who is told where it is the team that has the
    contact now. `colour` is for the paper.
    """

    contact: Contact
    letter: Letter
    not_changed: tuple[Reason, ...]
    not_approved: tuple[Reason, ...]
    not_sent: tuple[Reason, ...]
    seen_first: bool
    draft: bool
    whom: str
    colour: str


def correspondence(authority: Authority, user: User, contact: str) -> Correspondence:
    """The readers of letters about a contact. Raises `NoSuchContact`, or `Restricted`."""
    with _opened(authority, user, contact, "letter.list") as (practice, found, seen, _):
        return Correspondence(
            seen,
            tuple(
                Reader(reader, _due(found, reader), tuple(letters.barred(practice, found, reader)))
                for reader in readers_of(practice, found)
            ),
        )


def to_write(
    authority: Authority, user: User, contact: str, to: str, letter: str | None = None
) -> ToWrite:
    """The draft of a letter to a reader; with `letter`, for one that is there.

    Raises `NoSuchContact`, `NoSuchLetter` (for a reader to whom none can be written as well), or
    `Restricted`.
    """
    with _opened(authority, user, contact, "letter.draft") as (practice, found, seen, actor):
        before = found.letters.get(letter) if letter else None
        reader = before.to if before else to
        if (letter and before is None) or reader not in readers_of(practice, found):
            raise NoSuchLetter(letter or to)
        return ToWrite(
            contact=seen,
            draft=wording(practice, seen, reader, actor, now()),
            letter=seen.letters.get(letter) if letter else None,
            refused=tuple(_refused(practice, found, actor, "draft_letter", reader)),
        )


def read_letter(
    authority: Authority, user: User, contact: str, letter: str, operation: str = "letter.read"
) -> OneLetter:
    """A letter as it stands. Raises `NoSuchContact`, `NoSuchLetter`, or `Restricted`."""
    with _opened(authority, user, contact, operation) as (practice, found, seen, actor):
        if letter not in found.letters:
            raise NoSuchLetter(letter)
        one = found.letters[letter]
        whom = receiving_team(practice, found) if one.to == letters.RECEIVING_TEAM else ""
        verb, detail = ("notify", whom) if whom else ("feed_back", one.to)
        not_sent = letters.not_to_be_sent(practice, found, letter, one.to)
        colour = practice.book.settings.get("brand_colour")
        return OneLetter(
            contact=seen,
            letter=seen.letters[letter],
            not_changed=tuple(_refused(practice, found, actor, "draft_letter", one.to)),
            not_approved=tuple(_refused(practice, found, actor, "approve_letter", None, one.by)),
            not_sent=(*not_sent, *_refused(practice, found, actor, verb, detail)),
            draft=bool(not_sent) and not one.sent,
            seen_first=letters.needs_approval(practice, one.to),
            whom=whom,
            colour=colour.value if colour else "#000000",
        )


@contextmanager
def _opened(
    authority: Authority, user: User, contact: str, operation: str
) -> Iterator[tuple[Practice, Contact, Contact, Actor]]:
    """A contact on record with its procedure, as this person may see it, and they as who acts.

    An edition from before there were letters has no wording: it is taken from the one in force.
    """
    actor = authority.actor(user)
    moment = now()
    with authority.store.visit(Visit(user.name, operation, moment)) as records:
        found = records.contact(contact)
        if found is None or found.deleted:
            raise NoSuchContact(contact)
        require_open(records, found, user.name, moment)
        practice = authority.practice_under(found.edition, records)
        if not practice.book.letters:
            practice = authority.practice
        yield practice, found, shown(practice, found, actor, moment), actor


def _due(contact: Contact, reader: str) -> tuple[str, datetime | None] | None:
    until = f"fed_back {reader}"
    return next(((task.name, task.due) for task in contact.running if until in task.until), None)


def _refused(
    practice: Practice,
    contact: Contact,
    actor: Actor,
    verb: str,
    detail: str | None,
    writer: str | None = None,
) -> list[Reason]:
    ask = ask_of(practice, contact, verb, detail, now())
    ask = msgspec.structs.replace(ask, proposer=writer, reason="to be given")
    permitted = permit(practice, ask, actor)
    return [] if isinstance(permitted, Permitted) else list(permitted.reasons)
