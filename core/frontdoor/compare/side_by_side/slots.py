"""What every procedure has to answer: said by its own source, taken as another has it, or silent.

Each topic of the side-by-side tables is a slot. One that nobody has answered is neither of the
three: nothing is known of it, and a procedure with such a slot is not put to work.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from frontdoor.compare.side_by_side.aspects import TABLES
from frontdoor.compare.side_by_side.aspects.telling import stated
from frontdoor.compare.side_by_side.voice import Aspect, Voice
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.mistakes import Place
from frontdoor.procedure.rulebook import OVERRIDES, Rulebook

Answer = Literal["said", "as_generic", "silent", "unanswered"]

OPEN: Final = frozenset({"time_for_other"})
"""Topics that are no matter of their own: what falls under no other."""


class Slot(msgspec.Struct, frozen=True):
    """Something that a procedure has to answer.

    `table` and `heading` say what it is for people; `rules` are the ids of what answers it.
    """

    topic: str
    table: str
    heading: str
    answer: Answer
    rules: tuple[str, ...]


def slots(book: Rulebook) -> tuple[Slot, ...]:
    """Every slot with the answer that a procedure has for it."""
    voice = Voice(book)
    return tuple(
        Slot(aspect.topic, title, aspect.heading, *_answer(voice, aspect))
        for title, aspect in _wanted()
    )


def every_slot() -> tuple[tuple[str, str, str], ...]:
    """The topic of every slot, with its table and its heading."""
    return tuple((aspect.topic, title, aspect.heading) for title, aspect in _wanted())


def _wanted() -> tuple[tuple[str, Aspect], ...]:
    """For each topic the first row that is about it, with the title of its table."""
    found: dict[str, tuple[str, Aspect]] = {}
    for title, aspects in TABLES.values():
        for aspect in aspects:
            if aspect.topic and aspect.topic not in OPEN:
                found.setdefault(aspect.topic, (title, aspect))
    return tuple(found.values())


def _answer(voice: Voice, aspect: Aspect) -> tuple[Answer, tuple[str, ...]]:
    own_rules = _own_rules(voice.book)
    entries = [one.entry for one in (*aspect.find(voice), *stated(voice, aspect.topic))]
    own = [entry for entry in entries if entry.rule in own_rules]
    if own:
        answer: Answer = "said" if any(one.standing == "said" for one in own) else "silent"
        return answer, tuple(dict.fromkeys(entry.rule for entry in own))
    for id, statement in voice.book.statements.items():
        if not statement.is_about(aspect.topic):
            continue
        if statement.as_:
            return "as_generic", (id,)
        if id in own_rules and statement.silent:
            return "silent", (id,)
    return "unanswered", ()


def _own_rules(book: Rulebook) -> frozenset[str]:
    """The ids of all that a procedure says itself, or changed of what it builds on."""
    own = {_own_layer(book), OVERRIDES}
    return frozenset(
        id
        for (_, id), origin in book.origins.items()
        if own & {origin.layer, *(layer for layer, _ in origin.changed)}
    )


def _own_layer(book: Rulebook) -> str:
    return next(name for name in reversed(book.layers) if name != OVERRIDES)


def unanswered(book: Rulebook) -> Iterator[Finding]:
    """A finding for each slot that a procedure does not answer, and for each clause in draft."""
    layer, file = _own_layer(book), Place(book.file)
    below = book.layers[1 : book.layers.index(layer)]
    instead = f", or `as: {below[-1]}`" if below else ""
    for slot in slots(book):
        if slot.answer == "unanswered":
            yield Finding(
                slot.topic,
                file,
                f"Nothing answers '{slot.heading}' ({slot.table}). Add a rule that does, or under "
                f"`statements:` one `about: {slot.topic}` with `says:`, with `silent:` where the "
                f"source has nothing{instead}.",
            )
    for id, clause in book.clauses.items():
        if clause.status == "draft":
            says = (
                "Nobody has decided yet what becomes of this clause. Say so in its `status:`: "
                "modelled, guidance, silent or conflict."
            )
            yield Finding(id, book.origins["clauses", id].place, says)
