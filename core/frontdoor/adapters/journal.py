"""The journal's chain: each entry's link covers the entry, what was said, and the link before it.

What was said enters by a salted digest, so that it can be erased without breaking the chain and
cannot be guessed from what is left. A chain alone does not show that its end was cut off or that it
was built anew; its heads, kept outside the database, do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import groupby
from secrets import token_hex

import msgspec
from msgspec.structs import replace

from frontdoor.domain.entries import Entry
from frontdoor.services.oversight import Fault, FaultKind, Head

START = "0" * 64
"""What stands for the link before the first."""

SALT_BYTES = 16

_encoder = msgspec.json.Encoder()
_entry = msgspec.json.Decoder(Entry)
_said = msgspec.json.Decoder(dict)


class Row(msgspec.Struct, frozen=True):
    """An entry as it is kept; `said` and `salt` are None once they are erased. Digests are hex."""

    contact: str
    sequence: int
    body: str
    said: str | None
    salt: str | None
    digest: str
    link: str

    @property
    def entry(self) -> Entry:
        """The entry; nothing is said in it where that was erased."""
        entry = _entry.decode(self.body)
        return replace(entry, said=_said.decode(self.said)) if self.said else entry


def digest_of(said: str, salt: str) -> str:
    """The salted digest of what was said."""
    return sha256(salt.encode() + said.encode()).hexdigest()


def link_of(previous: str, digest: str, body: str) -> str:
    """The link of an entry; the first two have a fixed length, so that nothing can be shifted."""
    return sha256(previous.encode() + digest.encode() + body.encode()).hexdigest()


def chained(entries: Iterable[Entry], head: str = START) -> list[Row]:
    """One contact's new entries as rows, each with a fresh salt, going on from `head`."""
    rows = []
    for entry in entries:
        body = _encoder.encode(replace(entry, said={})).decode()
        said = _encoder.encode(entry.said).decode()
        salt = token_hex(SALT_BYTES)
        digest = digest_of(said, salt)
        head = link_of(head, digest, body)
        rows.append(Row(entry.contact, entry.sequence, body, said, salt, digest, head))
    return rows


def verify(rows: Iterable[Row], anchored: Mapping[str, Head] | None = None) -> list[Fault]:
    """Every fault in a journal, in the order of its rows; none where it is sound.

    The rows of a contact come together, by sequence. `anchored` are heads noted earlier:
    without them a cut end or a chain built anew stays unseen.
    """
    left = dict(anchored or {})
    faults: list[Fault] = []
    for contact, chain in groupby(rows, key=lambda row: row.contact):
        faults += _verify_chain(contact, list(chain), left.pop(contact, None))
    faults += [
        Fault(contact, head.sequence, "cut", "the whole journal of this contact is gone")
        for contact, head in sorted(left.items())
    ]
    return faults


def _verify_chain(contact: str, rows: list[Row], anchor: Head | None) -> list[Fault]:
    faults: list[Fault] = []
    previous, expected = START, 1

    def add(row: Row, kind: FaultKind, says: str) -> None:
        faults.append(Fault(contact, row.sequence, kind, says))

    deleted = False
    for row in rows:
        if row.sequence != expected:
            add(row, "missing", f"entry {expected} should come here")
        if link_of(previous, row.digest, row.body) != row.link:
            add(row, "link", "the entry, or the one before it, was changed")
        if row.said is not None and digest_of(row.said, row.salt or "") != row.digest:
            add(row, "said", "what was said was changed")
        try:
            entry = row.entry
        except msgspec.DecodeError:
            add(row, "unreadable", "the entry cannot be read")
        else:
            deleted = deleted or entry.kind == "deleted"
            if (entry.contact, entry.sequence) != (contact, row.sequence):
                add(row, "misplaced", f"this is entry {entry.sequence} of {entry.contact}")
        previous, expected = row.link, row.sequence + 1
    if not deleted:
        for row in rows:
            if row.said is None:
                add(row, "erased", "what was said is gone, yet the contact was not deleted")
    if anchor is not None:
        faults += _verify_anchor(contact, rows, anchor)
    return faults


def _verify_anchor(contact: str, rows: list[Row], anchor: Head) -> list[Fault]:
    if rows[-1].sequence < anchor.sequence:
        says = f"entries {rows[-1].sequence + 1} to {anchor.sequence} are gone"
        return [Fault(contact, anchor.sequence, "cut", says)]
    at = next((row for row in rows if row.sequence == anchor.sequence), None)
    if at is not None and at.link != anchor.link:
        says = "the chain up to here was built anew"
        return [Fault(contact, anchor.sequence, "rebuilt", says)]
    return []
