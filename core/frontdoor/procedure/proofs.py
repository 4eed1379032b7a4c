"""Proves of a rulebook, for every possible contact, that it holds; or shows one where it does not.

All is computed on diagrams, with the impossible left out: no sampling, no listing of contacts.
"""

from __future__ import annotations

from frontdoor.procedure.conditions import Conditions
from frontdoor.procedure.endings import Endings
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.idle import Idle
from frontdoor.procedure.routing import Routing
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.safeguards import Safeguards
from frontdoor.procedure.ways import Ways


def prove(book: Rulebook) -> list[Finding]:
    """Everything that does not hold for every possible contact; empty where all does."""
    ways = Ways(book, Conditions(book))
    proofs = (Routing(ways), Idle(ways), Endings(ways), Safeguards(ways))
    return [finding for proof in proofs for finding in proof.findings()]


__all__ = ["Finding", "prove"]
