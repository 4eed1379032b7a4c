"""See that the journal is as it was written; what was found, and when, stays on record."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Thread
from typing import Final
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from frontdoor.services.authority import Authority, now
from frontdoor.services.oversight import Fault, Head, Verification
from frontdoor.services.ports import User, Visit

log = logging.getLogger("frontdoor.journal")

KEPT: Final = 500
"""How many of the faults of a run stay on record; all are counted."""

QUICK: Final = 3.0
"""Seconds that someone who starts a run waits for its end; a longer one goes on without them."""

_BETWEEN: Final = timedelta(seconds=2)
_SILENT: Final = timedelta(minutes=2)


class Anchor(msgspec.Struct, frozen=True):
    """The heads of an authority's journal at a moment, as they are kept outside its database."""

    authority: str
    at: datetime
    heads: dict[str, Head]


class NotAnAnchor(Exception):
    """A file that is no anchor of this authority; the message says why."""


def read_anchor(content: bytes, authority: str) -> Anchor:
    """An anchor from a file's content. Raises `NotAnAnchor`."""
    try:
        anchor = msgspec.json.decode(content, type=Anchor)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAnAnchor(f"no anchor that can be read: {error}") from error
    if anchor.authority != authority:
        raise NotAnAnchor(f"an anchor of {anchor.authority}, not of {authority}")
    return anchor


def anchor_now(authority: Authority, by: str) -> Anchor:
    """Where each contact's journal ends now, to be kept where nobody who keeps the records can."""
    with authority.store.visit(Visit(by, "journal.anchor", now())):
        pass
    return Anchor(authority.name, now(), authority.store.heads())


def verify_journal(
    authority: Authority, by: str, anchor: Anchor | None = None
) -> tuple[Verification, list[Fault]]:
    """Verify every journal, and what was anchored if that is given; every fault is given."""
    run = _begun(authority, by, anchor)
    return _run(authority, run, anchor.heads if anchor else None)


def start_verification(authority: Authority, asks: User, anchor: Anchor | None = None) -> None:
    """Begin to verify every journal; a run that takes long goes on when this has come back."""
    authority.check_administers(asks)
    run = _begun(authority, asks.name, anchor)

    def go() -> None:
        try:
            _run(authority, run, anchor.heads if anchor else None)
        except Exception as error:
            log.error("%s: a verification broke off: %s", authority.name, type(error).__name__)
            with suppress(Exception):  # where even that cannot be kept, its silence tells
                _keep(authority, replace(run, ended=now(), broken_off=type(error).__name__))

    thread = Thread(target=go, name=f"verification {authority.name}", daemon=True)
    thread.start()
    thread.join(QUICK)


def verifications(authority: Authority, asks: User) -> tuple[list[Verification], dict[str, str]]:
    """The latest runs, the latest first, and the references of contacts with faults in the first.

    A run that has not been heard of for long, for its process ended, is shown as broken off.
    """
    authority.check_administers(asks)
    moment = now()
    with authority.store.visit(Visit(asks.name, "journal.verifications", moment)) as records:
        runs = records.verifications()
        faults = runs[0].faults if runs else ()
        references = records.references(fault.contact for fault in faults)
    shown = [
        replace(run, ended=run.heard or run.started, broken_off="the service was started again")
        if run.ended is None and moment - (run.heard or run.started) > _SILENT
        else run
        for run in runs
    ]
    return shown, references


def _begun(authority: Authority, by: str, anchor: Anchor | None) -> Verification:
    moment = now()
    run = Verification(
        id=uuid4().hex,
        by=by,
        started=moment,
        of=0,
        anchored=anchor.at if anchor else None,
    )
    with authority.store.visit(Visit(by, "journal.verify", moment)) as records:
        run = replace(run, of=records.how_many())
        records.save_verification(run)
    return run


def _run(
    authority: Authority, run: Verification, heads: Mapping[str, Head] | None
) -> tuple[Verification, list[Fault]]:
    told = run.started

    def going_on(contacts: int, faults: list[Fault]) -> None:
        nonlocal run, told
        run = replace(run, contacts=contacts, found=len(faults), heard=now())
        if now() - told > _BETWEEN:
            told = now()
            _keep(authority, run)

    faults = authority.store.verify(heads, going_on)
    run = replace(run, ended=now(), found=len(faults), faults=tuple(faults[:KEPT]))
    _keep(authority, run)
    return run, faults


def _keep(authority: Authority, run: Verification) -> None:
    visit = Visit(run.by, "journal.verify", now(), logged=False)
    with authority.store.visit(visit) as records:
        records.save_verification(run)
