"""Forms that a professional saves before sending them, sealed so that only they can open them.

What is saved is encrypted with a key made of a secret that is given out once and never kept:
neither staff nor a reader of the database can open it, and if its reference is lost it stays shut.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final

import msgspec

from frontdoor.domain.receiving import ALPHABET
from frontdoor.services.authority import Authority, now
from frontdoor.services.draft_records import Fields
from frontdoor.services.ports import Visit

LENGTH: Final = 20
"""Letters and digits of a reference: 100 bits, at five each, drawn at random."""

MOST: Final = 2_000
"""How many forms an authority keeps at once: nobody signs in to save one."""

LONGEST: Final = 100_000
"""Characters of a form that can be saved."""

_PAGE: Final = 4_096
"""Lengths are rounded up to this, so that they tell nothing of what was typed."""

_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})


class CannotSave(Exception):
    """The form is too long, or too many are kept already."""


class SavedForm(msgspec.Struct, frozen=True):
    """A saved form: what was typed, the page it was left on, and how long it is kept.

    `reference` opens it again; `new` is whether it was given out just now.
    """

    reference: str
    until: datetime
    fields: Fields = {}
    step: str = ""
    new: bool = False


class _Inside(msgspec.Struct):
    fields: Fields
    step: str


def save_form(authority: Authority, fields: Fields, step: str, reference: str = "") -> SavedForm:
    """Save a form under its reference, or a new one where it has none yet. Raises `CannotSave`."""
    inside = msgspec.json.encode(_Inside(fields, step)).decode()
    if len(inside) > LONGEST:
        raise CannotSave
    moment = now()
    secret = _read(reference)
    with authority.store.visit(Visit("", "form.save", moment)) as records:
        authority.erase_old_drafts(records)
        kept = secret and records.sealed(_id(authority, secret))
        if not kept:
            if records.count_sealed() >= MOST:
                raise CannotSave
            secret = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH)).upper()
        id = _id(authority, secret)
        records.keep_sealed(id, _sealed(authority, secret, inside), moment)
    until = moment + authority.referrals_kept
    return SavedForm(written(secret), until, fields, step, new=not kept)


def open_form(authority: Authority, reference: str) -> SavedForm | None:
    """The form that was saved under a reference, or None: there is none, or none any more."""
    secret = _read(reference)
    with authority.store.visit(Visit("", "form.open", now())) as records:
        authority.erase_old_drafts(records)
        kept = records.sealed(_id(authority, secret)) if secret else None
        if kept is None:
            return None
        inside = _opened(authority, secret, kept[0])
        until = kept[1] + authority.referrals_kept
    return SavedForm(written(secret), until, inside.fields, inside.step)


def delete_form(authority: Authority, reference: str) -> bool:
    """Erase the form that was saved under a reference; whether there was one."""
    id = sealed_under(authority, reference)
    with authority.store.visit(Visit("", "form.delete", now())) as records:
        return bool(id) and records.erase_sealed(id)


def sealed_under(authority: Authority, reference: str) -> str:
    """By what the database knows the form with a reference, from which nothing can be opened."""
    secret = _read(reference)
    return _id(authority, secret) if secret else ""


def written(secret: str) -> str:
    """A secret as people write it down, in groups of four."""
    return "-".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _read(reference: str) -> str:
    """The secret of a reference as someone wrote it down; empty where it cannot be one."""
    letters = "".join(one for one in reference.upper() if one.isalnum()).translate(_READ_AS)
    known = len(letters) == LENGTH and set(letters) <= set(ALPHABET.upper())
    return letters if known else ""


def _derived(authority: Authority, secret: str, use: str) -> bytes:
    return hmac.digest(secret.encode(), f"front door {use} {authority.name}".encode(), "sha256")


def _id(authority: Authority, secret: str) -> str:
    return _derived(authority, secret, "draft id").hex()


def _sealed(authority: Authority, secret: str, text: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    plain = text.encode()
    plain = plain.ljust(-(-len(plain) // _PAGE) * _PAGE)
    nonce = secrets.token_bytes(12)
    about = _id(authority, secret).encode()
    sealed = AESGCM(_derived(authority, secret, "draft key")).encrypt(nonce, plain, about)
    return base64.b64encode(nonce + sealed).decode()


def _opened(authority: Authority, secret: str, sealed: str) -> _Inside:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = base64.b64decode(sealed)
    about = _id(authority, secret).encode()
    key = AESGCM(_derived(authority, secret, "draft key"))
    return msgspec.json.decode(key.decrypt(data[:12], data[12:], about), type=_Inside)
