"""Documents: attach one to a contact, and open one."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Document
from frontdoor.domain.decide import decide
from frontdoor.domain.permission import Reason, Refused
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority, now
from frontdoor.services.file_types import NotTaken, clean_name, type_of
from frontdoor.services.held_back import shown
from frontdoor.services.ports import User, Visit
from frontdoor.services.receipts import Once, Receipt, given_before, kept
from frontdoor.services.restricted import practice_for, require_open
from frontdoor.services.take_contact import new_id, write


class Limits(NamedTuple):
    """How large a document, and all documents of one contact together, may be, in bytes."""

    document: int
    contact: int


class Arrived(msgspec.Struct, frozen=True):
    """A file as it was sent, what someone says of it, and when it came, if not just now."""

    name: str
    content: bytes
    kind: cmd.Word
    source: str
    happened: datetime | None = None


class Opened(NamedTuple):
    """A document with its bytes."""

    document: Document
    content: bytes


class NoSuchDocument(LookupError):
    """No document with this id is on the contact."""


HIDDEN: Final = Reason(
    "role",
    "This document comes from whoever made the contact, or names them; your role may not see them.",
    "Ask a manager.",
)
TAMPERED: Final = Reason(
    "conflict",
    "This document is no longer as it was attached, so it is not given out.",
    "Tell whoever runs this service: verifying the journal shows what happened.",
)


def attach_document(
    authority: Authority,
    user: User,
    contact: str,
    arrived: Arrived,
    limits: Limits,
    asked: Once | None = None,
) -> Receipt | Refused:
    """Attach a document, once under each idempotency key.

    It takes nothing away from what others write meanwhile, so no version is asked for. Raises
    `NoSuchContact`, or `Restricted`.
    """
    actor = authority.actor(user)
    moment = now()
    visit = Visit(user.name, "contact.attach", moment)
    with authority.store.visit(visit) as records:
        before = given_before(records, user.name, visit.operation, asked)
        if before is not None:
            records.saw(written.id for written in before.written)
            return before
        known = records.locked([contact])
        subject = known.get(contact)
        if subject is None:
            raise NoSuchContact(contact)
        require_open(records, subject, user.name, moment)
        held = sum(one.size for one in subject.documents)
        command = _command(arrived, limits, held)
        if isinstance(command, Refused):
            records.refused(command.reasons[0].says)
            return command
        practice = practice_for(authority, records, subject, command)
        result = decide(known, contact, command, actor, practice, moment)
        if isinstance(result, Refused):
            records.refused(result.reasons[0].says)
            return result
        receipt = write(records, result.entries, known)
        records.file(contact, command.document, arrived.content)
        if asked is not None:
            records.keep_answer(user.name, visit.operation, asked.key, kept(asked, receipt), moment)
        return receipt


def _command(arrived: Arrived, limits: Limits, held: int) -> cmd.Attach | Refused:
    size = len(arrived.content)
    reason = ""
    try:
        media_type = type_of(arrived.content)
    except NotTaken as error:
        reason, media_type = str(error), ""
    if size > limits.document:
        reason = f"The file must be smaller than {size_in_words(limits.document)}"
    elif held + size > limits.contact:
        most = size_in_words(limits.contact)
        reason = f"All documents of a contact together must be smaller than {most}"
    if reason:
        return Refused((Reason("invalid", f"{reason}.", pointer="/file"),))
    return cmd.Attach.model_validate(
        {
            "happened": arrived.happened,
            "document": new_id(),
            "name": clean_name(arrived.name, media_type),
            "media_type": media_type,
            "size": size,
            "digest": hashlib.sha256(arrived.content).hexdigest(),
            "kind": arrived.kind,
            "source": arrived.source,
        }
    )


def open_document(
    authority: Authority, user: User, contact: str, document: str
) -> Opened | Refused:
    """A document with its bytes, as whoever asks may see it; the access log names its contact.

    Bytes that are not those that were attached are not given out. Raises `NoSuchContact`,
    `NoSuchDocument`, or `Restricted`.
    """
    actor = authority.actor(user)
    moment = now()
    with authority.store.visit(Visit(user.name, "document.read", moment)) as records:
        subject = records.contact(contact)
        if subject is None:
            raise NoSuchContact(contact)
        require_open(records, subject, user.name, moment)
        practice = authority.practice_under(subject.edition, records)
        seen = shown(practice, subject, actor, moment)
        found = next((one for one in seen.documents if one.id == document), None)
        if found is None:
            raise NoSuchDocument(document)
        if found.held_back:
            records.refused(HIDDEN.says)
            return Refused((HIDDEN,))
        content = records.content(contact, document)
        if content is None or hashlib.sha256(content).hexdigest() != found.digest:
            records.refused(TAMPERED.says)
            return Refused((TAMPERED,))
        return Opened(found, content)


def size_in_words(size: int) -> str:
    """A number of bytes as people say it: 10 MB, 12 KB."""
    for bytes_, unit in ((1_000_000, "MB"), (1_000, "KB")):
        if size >= bytes_:
            return f"{size / bytes_:.3g} {unit}"
    return f"{size} bytes"
