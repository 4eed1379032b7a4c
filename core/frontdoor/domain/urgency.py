"""What must be dealt with first, as far as the facts that every authority shares can say it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final


class Urgency(IntEnum):
    """How soon someone must look at a contact; the least comes first."""

    PROTECTION_NOW = 0
    HARM_OR_CRIME = 1
    NOT_KNOWN = 2
    OTHER = 3


SAYS: Final = {
    Urgency.PROTECTION_NOW: "Needs protection now",
    Urgency.HARM_OR_CRIME: "Significant harm or a crime suspected",
    Urgency.NOT_KNOWN: "Not known whether protection is needed now",
    Urgency.OTHER: "",
}
"""Each in words; nothing is said of what does not press."""


def urgency(facts: Mapping[str, str]) -> Urgency:
    """How soon a contact with these facts must be looked at, whatever its procedure advises.

    `facts` may leave out those that are not known. What is used are facts of `base.yaml`.
    """
    protection = facts.get("protection_needed_now", "not_known")
    if "yes" in (
        protection,
        facts.get("police_protection"),
        facts.get("emergency_protection_order"),
    ):
        return Urgency.PROTECTION_NOW
    if facts.get("need") == "significant_harm" or facts.get("crime_suspected") == "yes":
        return Urgency.HARM_OR_CRIME
    return Urgency.NOT_KNOWN if protection == "not_known" else Urgency.OTHER
