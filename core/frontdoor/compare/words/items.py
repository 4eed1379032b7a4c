"""The items of a procedure in words: each in short, and what each of its keys says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from pydantic import BaseModel

from frontdoor.compare.words.conditions import condition_text, listed, value_words
from frontdoor.compare.words.naming import (
    event_text,
    need_text,
    outcomes_text,
    stages_text,
    who_text,
)
from frontdoor.procedure import language as lang
from frontdoor.procedure.phrases import Act, Event, Who
from frontdoor.procedure.rulebook import Rulebook

NOTHING: Final = "nothing"
"""What a key says that is left out."""

_SAYS: Final = ("ask", "look", "says", "because", "value", "matter", "title", "name", "silent")
"""Keys of which the first that an item has says in short what it is."""


def in_short(book: Rulebook, item: Any) -> str:
    """What an item is, in a line: its name, or what it says, asks, refuses or advises."""
    if isinstance(item, lang.Route):
        when = condition_text(book, item.when)
        return f"{outcomes_text(book, (item.outcome,))}, where: {when}"
    if isinstance(item, lang.Reaction):
        return f"{event_text(book, item.on)}: {item.command}, {value_words(item.across)}"
    if isinstance(item, lang.Disclosure):
        return f"{value_words(item.holds_back)}: {item.because}"
    if isinstance(item, lang.Feedback):
        return f"{value_words(item.to)}: {listed(item.tells)}"
    if isinstance(item, lang.Statement) and item.as_:
        return f"As in {item.as_}: {listed([value_words(topic) for topic in item.about])}"
    return next(str(said) for said in (getattr(item, key, None) for key in _SAYS) if said)


def key_text(book: Rulebook, key: str, value: Any) -> str:
    """What a key of an item says, in words; `nothing` where it says nothing."""
    if value is None or value == ():
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if key == "when":
        return condition_text(book, value)
    if isinstance(value, Who):
        return who_text(book, (value,))
    if isinstance(value, Event):
        return event_text(book, value)
    if isinstance(value, Act):
        return str(value)
    if isinstance(value, BaseModel):
        return _reading(book, value)
    if key in _NAMED:
        return _NAMED[key](book, (value,) if isinstance(value, str) else value)
    if isinstance(value, tuple):
        return "; ".join(key_text(book, "", one) for one in value)
    return str(value)


def _reading(book: Rulebook, reading: BaseModel) -> str:
    """A reading: what it says, and then its other keys."""
    said = dict(reading)
    others = [
        f"{value_words(key)}: {key_text(book, key, value)}"
        for key, value in said.items()
        if key not in ("reading", "says", "cites") and value is not None
    ]
    cites = ", ".join(said["cites"])
    return " ".join((f"{said['reading']}:", said["says"], *others, f"({cites})"))


def _destinations(book: Rulebook, ids: Iterable[str]) -> str:
    """Destinations by name; of feedback, to whom it goes."""
    known = book.destinations
    return listed([known[id].name if id in known else value_words(id) for id in ids])


def _needs(book: Rulebook, needs: Iterable[str]) -> str:
    return listed([need_text(book, need) for need in needs])


def _words(_: Rulebook, ids: Iterable[str]) -> str:
    return listed([value_words(id) for id in ids])


_NAMED: Final[dict[str, Callable[[Rulebook, Any], str]]] = {
    **dict.fromkeys(("outcome", "also", "outcomes", "advised"), outcomes_text),
    **dict.fromkeys(("stage", "at"), stages_text),
    **dict.fromkeys(("needs", "unless"), _needs),
    **dict.fromkeys(("by", "if_away", "decided_by", "who", "waived_by"), who_text),
    **dict.fromkeys(("values", "default", "kind", "meaning", "below", "purpose", "from"), _words),
    **dict.fromkeys(("holds_back", "linked", "across", "about", "group"), _words),
    "cites": lambda _, ids: ", ".join(ids),
    "to": _destinations,
}
"""How the words of these keys are written out."""
