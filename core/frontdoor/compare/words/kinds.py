"""What an authority calls things, with the common words that compare it beside its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from frontdoor.compare.tables import Standing
from frontdoor.compare.words.conditions import value_words
from frontdoor.compare.words.naming import who_text
from frontdoor.procedure.phrases import Who
from frontdoor.procedure.rulebook import OVERRIDES, Rulebook

TASKS_FOR: Final = {
    "decision": "Decisions",
    "acknowledgement": "Acknowledgement",
    "feedback": "Feedback",
    "tell_family": "Telling the family",
    "tell_police": "Telling the police",
    "tell_worker": "Telling the allocated worker",
    "allocation": "Allocation",
    "assessment": "Assessment",
    "strategy_discussion": "Strategy discussions",
    "enquiry": "Enquiries",
    "meeting": "Meetings",
    "information": "Information",
    "checks": "Checks",
    "record": "Records",
    "support": "Support",
    "review": "Reviews",
    "other": "Other tasks",
}
"""What tasks of each purpose are for, as headings, in order."""


def outcome_words(book: Rulebook, id: str) -> str:
    """An outcome's name and what it means for the child: `Enquiry noted (further enquiry)`."""
    outcome = book.outcomes[id]
    meaning = value_words(outcome.meaning)
    return outcome.name if outcome.name.lower() == meaning else f"{outcome.name} ({meaning})"


def destination_words(book: Rulebook, id: str) -> str:
    """A destination's name and its kind."""
    destination = book.destinations[id]
    return _beside(destination.name, destination.kind)


def who_words(book: Rulebook, who: str) -> str:
    """Who may do something, as a rule has it, with the kind of role."""
    role = book.roles.get(_who(who).role)
    return _beside(who_names(book, [who]), role.kind) if role else who_names(book, [who])


def who_names(book: Rulebook, whos: Iterable[str]) -> str:
    """The same by name alone, `or` between several."""
    return who_text(book, map(_who, whos))


def kinds_of(book: Rulebook, whos: Iterable[str]) -> frozenset[str]:
    """The kinds of role that these are."""
    return frozenset(book.roles[role].kind for role in book.roles_named(map(_who, whos)))


def standing_of(book: Rulebook, section: str, id: str) -> Standing:
    """Where an item of a procedure comes from."""
    item: Any = book.section(section)[id]
    origin = book.origins[section, id]
    last = -2 if book.layers[-1] == OVERRIDES else -1
    if origin.layer in book.layers[1:last] and not origin.changed:
        return "as_generic"
    if getattr(item, "silent", None):
        return "silent"
    ours = getattr(item, "safeguard", None) and not item.clauses
    return "safeguard" if ours else "said"


def _beside(name: str, common: str) -> str:
    """A name with the common word after it, unless it says as much itself."""
    word = value_words(common)
    return name if word in name.lower() else f"{name} ({word})"


def _who(text: str) -> Who:
    role, of, _ = text.partition(" of ")
    return Who(role, bool(of))
