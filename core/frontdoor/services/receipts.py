"""What comes of a command, and how the same request twice comes to the same, once."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from frontdoor.domain.answer import Answer
from frontdoor.services.ports import KeptAnswer, Records


class Written(msgspec.Struct, frozen=True):
    """A contact that a command changed or began, and its version afterwards."""

    id: str
    reference: str
    version: int
    stage: str


class Receipt(msgspec.Struct, frozen=True):
    """What a command did: the contacts it wrote, the first of them the one it was about.

    For a call of which nothing is recorded, `written` is empty and `advice` says what to say.
    """

    written: tuple[Written, ...]
    advice: tuple[Answer, ...] = ()


class Once(msgspec.Struct, frozen=True):
    """An idempotency key with a digest of the request it was sent with."""

    key: str
    request: str


class KeyReused(Exception):
    """The same idempotency key came with another request."""


def once(key: str, *parts: Any) -> Once:
    """A key together with what was asked for under it."""
    return Once(key, hashlib.sha256(msgspec.json.encode(parts)).hexdigest())


def given_before(records: Records, user: str, operation: str, asked: Once | None) -> Receipt | None:
    """The receipt given before for the same request. Raises `KeyReused` where it was another."""
    if asked is None:
        return None
    kept = records.kept_answer(user, operation, asked.key)
    if kept is None:
        return None
    if kept.request != asked.request:
        raise KeyReused(asked.key)
    return msgspec.json.decode(kept.body, type=Receipt)


def kept(asked: Once, receipt: Receipt) -> KeptAnswer:
    """A receipt in the form in which it is kept under its key."""
    return KeptAnswer(asked.request, 200, msgspec.json.encode(receipt).decode())
