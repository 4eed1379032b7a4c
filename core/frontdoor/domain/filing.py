"""Documents on a contact: what is filed, of what kinds, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdoor.domain import commands as cmd
from frontdoor.domain.clocks import describe
from frontdoor.domain.contact import Contact
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice
from frontdoor.domain.writing import Draft, Drafted, no_such

KINDS: Final = {
    "referral_form": "Referral form",
    "letter": "Letter",
    "email": "Email",
    "report": "Report or assessment",
    "picture": "Photograph or scan",
    "other": "Something else",
}
"""What a document can be."""

SOURCES: Final = {
    "referrer": "From whoever made the contact, or it names them",
    "other": "From someone else, and it does not name them",
    "us": "We wrote it, and it does not name them",
}
"""Whose a document is: what comes from the referrer is held back where they may not be named."""


def attach(
    records: Mapping[str, Contact], contact: Contact, command: cmd.Attach, practice: Practice
) -> Drafted:
    """That a document was filed; the same bytes are filed once on a contact."""
    del records, practice
    if command.kind not in KINDS:
        return [no_such("kind of document", command.kind, KINDS, "/kind")]
    same = next((one for one in contact.documents if one.digest == command.digest), None)
    if same is not None:
        return [
            Reason(
                "conflict",
                f"This document is here already: it was attached by {same.by} and came "
                f"{describe(same.received)}.",
                "Open it from the contact.",
                pointer="/file",
            )
        ]
    names = ("document", "name", "media_type", "size", "digest", "kind", "source")
    return Draft("document_attached", None, {name: getattr(command, name) for name in names})
