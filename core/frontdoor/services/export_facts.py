"""Take the facts of all contacts out, to replay them elsewhere; nothing else of them."""

from __future__ import annotations

from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import PlainFacts, Visit


def export_facts(authority: Authority, reason: str) -> list[PlainFacts]:
    """The facts and times of all contacts, by time; `reason` stands in the access log."""
    with authority.store.visit(Visit("", "contact.export", now(), reason)) as records:
        return sorted(records.plain_facts(), key=lambda one: one.received)
