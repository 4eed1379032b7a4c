"""How an authority is: its database, its journal's last verification, its editions."""

from __future__ import annotations

from datetime import datetime

import msgspec

from frontdoor.services.authority import Authority, now
from frontdoor.services.oversight import Durability, Verification
from frontdoor.services.ports import User, Visit


class Health(msgspec.Struct, frozen=True):
    """The database as it is now, how many contacts it holds, and the verifications that ended."""

    database: Durability
    contacts: int
    verified: Verification | None
    anchored: Verification | None


def health(authority: Authority, asks: User) -> Health:
    """How the authority is now."""
    authority.check_administers(asks)
    with authority.store.visit(Visit(asks.name, "authority.health", now())) as records:
        ended = [run for run in records.verifications() if run.ended and not run.broken_off]
        contacts = records.how_many()
    return Health(
        authority.store.durability(),
        contacts,
        next(iter(ended), None),
        next((run for run in ended if run.anchored), None),
    )


def editions_in_force(authority: Authority, asks: User) -> list[tuple[str, datetime]]:
    """The digest of each edition of the procedure and since when it was in force last."""
    authority.check_administers(asks)
    with authority.store.visit(Visit(asks.name, "procedure.read", now())) as records:
        return records.editions()


def note_preview(authority: Authority, asks: User) -> None:
    """Note that someone tries what other overrides would do; the text is not kept."""
    authority.check_administers(asks)
    with authority.store.visit(Visit(asks.name, "procedure.preview", now())):
        pass
