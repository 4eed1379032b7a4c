"""Contacts that someone has begun to take: kept at every step, seen by their author alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import uuid4

from msgspec.structs import replace

from frontdoor.domain import commands as cmd
from frontdoor.domain.permission import Refused
from frontdoor.domain.receiving import NotRecorded, receive
from frontdoor.services.authority import Authority, now
from frontdoor.services.draft_records import Draft, Fields
from frontdoor.services.ports import Records, User, Visit
from frontdoor.services.receipts import Receipt, given_before, once
from frontdoor.services.take_contact import new_id, take_contact

BLANK_KEPT: Final = timedelta(days=1)
"""How long a draft stays into which nothing was typed."""


class NoSuchDraft(LookupError):
    """This user has no such draft: it was recorded or discarded, or it grew too old."""


def begin_draft(authority: Authority, user: User) -> Draft:
    """Begin to take a contact: a call that comes now, of which nothing is known yet."""
    authority.actor(user)
    moment = now()
    draft = Draft(id=uuid4().hex, user=user.name, version=1, begun=moment, saved=moment)
    with authority.store.visit(Visit(user.name, "draft.begin", moment)) as records:
        records.add_draft(draft)
    return draft


def own_drafts(authority: Authority, user: User) -> list[Draft]:
    """What this user has begun and neither recorded nor discarded; blank ones apart."""
    authority.actor(user)
    with authority.store.visit(Visit(user.name, "draft.list", now())) as records:
        return drafts_of(authority, records, user)


def drafts_of(authority: Authority, records: Records, user: User) -> list[Draft]:
    """The same within another request; drafts of anyone that are too old are erased by it."""
    authority.erase_old_drafts(records)
    found = records.drafts(user.name)
    for draft in found:
        if not draft.fields and now() - draft.saved > BLANK_KEPT:
            records.erase_draft(user.name, draft.id)
    return [draft for draft in found if draft.fields]


def read_draft(authority: Authority, user: User, draft: str) -> Draft:
    """A draft of the user's own. Raises `NoSuchDraft`."""
    authority.actor(user)
    with authority.store.visit(Visit(user.name, "draft.read", now())) as records:
        return _own(records, user, draft)


def save_draft(
    authority: Authority, user: User, draft: str, change: Callable[[Draft], Fields]
) -> Draft:
    """Change what a draft holds; what this replaces is noted in `before`.

    `change` gives the whole of its fields, of what they are at this moment; what it raises leaves
    the draft as it was. Raises `NoSuchDraft`, and `Conflict` where two savings met.
    """
    authority.actor(user)
    moment = now()
    with authority.store.visit(Visit(user.name, "draft.save", moment)) as records:
        kept = _own(records, user, draft)
        fields = change(kept)
        if fields == kept.fields:
            return kept
        names = kept.fields.keys() | fields.keys()
        before = {
            name: kept.fields.get(name, [])
            for name in sorted(names)
            if kept.fields.get(name) != fields.get(name)
        }
        saved = replace(kept, version=kept.version + 1, saved=moment, fields=fields, before=before)
        records.change_draft(saved)
        return saved


def _own(records: Records, user: User, draft: str) -> Draft:
    found = records.draft(user.name, draft)
    if found is None:
        raise NoSuchDraft(draft)
    return found


def fields_before(draft: Draft) -> Fields:
    """What a draft held before it was last saved."""
    return {name: was for name, was in {**draft.fields, **draft.before}.items() if was}


def discard_draft(authority: Authority, user: User, draft: str) -> None:
    """Erase a draft, with every byte of its text. Raises `NoSuchDraft`."""
    authority.actor(user)
    with authority.store.visit(Visit(user.name, "draft.discard", now())) as records:
        if not records.erase_draft(user.name, draft):
            raise NoSuchDraft(draft)


def what_recording_does(
    authority: Authority, user: User, command: cmd.Receive
) -> Refused | NotRecorded | None:
    """Why a call cannot be recorded as it is, or that nothing would be; None where it can."""
    result = receive(command, authority.actor(user), authority.practice, now(), new_id)
    return result if isinstance(result, Refused | NotRecorded) else None


def record_draft(
    authority: Authority, user: User, draft: str, version: int, command: cmd.Receive
) -> Receipt | Refused:
    """Receive the call of a draft that was read at `version`, once; the draft is then erased.

    Where the procedure records nothing of it, the draft is erased all the same. Raises
    `NoSuchDraft`, and `Conflict` where the draft was changed meanwhile.
    """
    taken = take_contact(authority, user, command, once(draft), draft=(draft, version))
    if isinstance(taken, Receipt) and not taken.written:
        discard_draft(authority, user, draft)
    return taken


def recorded_before(authority: Authority, user: User, draft: str) -> Receipt:
    """What came of a draft that was recorded. Raises `NoSuchDraft` where none was."""
    with authority.store.visit(Visit(user.name, "draft.read", now())) as records:
        for verb in ("receive", "consult"):
            before = given_before(records, user.name, f"contact.{verb}", once(draft))
            if before is not None:
                records.saw(written.id for written in before.written)
                return before
        records.refused("no such draft")
    raise NoSuchDraft(draft)
