"""What someone had typed when their session ended: carried, sealed, through signing in again.

Nothing of it is kept here: the page holds it, and it opens for the one who typed it alone.
"""

from __future__ import annotations

import msgspec

from frontdoor.services.authority import Authority
from frontdoor.services.ports import User
from frontdoor.services.sign_in import whose_form


class Typed(msgspec.Struct, frozen=True):
    """The fields of a form, and the names of the files that were sent with it, which are lost."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()


_typed = msgspec.json.Decoder(Typed)


def keep_text(authority: Authority, csrf: str, typed: Typed) -> str | None:
    """What was typed, sealed for the one in whose session its form was made.

    `csrf` is the form's own token; None where it was no form of ours.
    """
    user = whose_form(authority, csrf)
    if user is None:
        return None
    return authority.seals.sealed(msgspec.json.encode(typed).decode(), _of(authority, user))


def kept_text(authority: Authority, user: User, kept: str) -> Typed | None:
    """What this user had typed; None where it was someone else."""
    text = authority.seals.opened(kept, _of(authority, user.name))
    return None if text is None else _typed.decode(text)


def _of(authority: Authority, user: str) -> str:
    return f"typed {authority.name} {user}"
