"""One case asked of several authorities: of each only what it knows, so that all can answer.

A fact, or a value of one, that an authority does not know and another does is left out for it,
which is said. What nobody knows is a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from frontdoor.domain.answer import Answer, answer, in_full
from frontdoor.domain.case import Case
from frontdoor.domain.clocks import BeyondCalendar
from frontdoor.domain.commands import Receive
from frontdoor.domain.facts import facts_of_call
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.mistakes import did_you_mean, nearest
from frontdoor.procedure.source import Keys

Known = Mapping[str, frozenset[str]]
"""Facts with the values that any of some authorities has for them."""


class Wrong(msgspec.Struct, frozen=True, order=True):
    """What of a case cannot be used: the way to it in the case, and what there should be."""

    path: Keys
    found: str
    expected: str
    advice: str = ""


class CannotBeAsked(Exception):
    """A case that an authority cannot be asked about; `wrong` holds all that stands in the way."""

    def __init__(self, wrong: Iterable[Wrong]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("; ".join(f"{one.found}: expected {one.expected}" for one in self.wrong))


class AskedOfChild(msgspec.Struct, frozen=True):
    """What was answered for one child, or for the whole call where no child is named."""

    child: str
    facts: Facts
    answer: Answer


class Asked(msgspec.Struct, frozen=True):
    """What one authority answered; `left_out` are the facts that only others know."""

    practice: Practice
    children: tuple[AskedOfChild, ...]
    left_out: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The authority's name for people."""
        return self.practice.book.name

    @property
    def note(self) -> str:
        """That facts were left out here, in a sentence; empty where none were."""
        if not self.left_out:
            return ""
        authority, facts = self.practice.book.authority, ", ".join(self.left_out)
        return f"{authority} does not ask about {facts}: left out there."


def case_of(facts: Mapping[str, str], received: datetime, title: str = "") -> Case:
    """A case of plain facts about one child, who is named unless `child_identified` says not.

    Raises pydantic's `ValidationError` for facts and values that are no words, or a time of receipt
    outside the years that a contact can be of.
    """
    call = Receive(facts={"child_identified": "yes", **facts}, happened=received)
    return Case(title, call, received)


def known_to(practices: Iterable[Practice]) -> Known:
    """Every fact that any of these authorities has, with every value that one of them has."""
    known: dict[str, frozenset[str]] = {}
    for one in practices:
        for name, fact in one.book.facts.items():
            known[name] = known.get(name, frozenset()).union(fact.values)
    return known


def is_known(case: Case, known: Known) -> bool:
    """Whether all that a case says is among facts and values that are known."""
    return all(fact in known and value in known[fact] for _, fact, value in _said(case.call))


def ask(practice: Practice, case: Case, known: Known) -> Asked:
    """Ask an authority about every child of a case, leaving out what only others know.

    `known` is what any of the authorities knows. Raises `CannotBeAsked`, and whatever an
    authority's derived facts raise.
    """
    call = case.call
    lacks = {
        (fact, value)
        for _, fact, value in _said(call)
        if value in known.get(fact, ()) and not _has(practice, fact, value)
    }
    call = call.model_copy(
        update={
            "facts": _without(call.facts, lacks),
            "concerns": tuple(one for one in call.concerns if (one, "yes") not in lacks),
            "circumstances": tuple(one for one in call.circumstances if (one, "yes") not in lacks),
            "children": tuple(
                child.model_copy(update={"facts": _without(child.facts, lacks)})
                for child in call.children
            ),
        }
    )
    children, wrong = [], list(_not_known(practice, call))
    if wrong:
        raise CannotBeAsked(wrong)
    for index, child in enumerate(call.children or (None,)):
        try:
            facts, reasons = facts_of_call(
                practice, call, child, case.received, f"/children/{index}" if child else ""
            )
            wrong += [_of_reason(reason) for reason in reasons]
            if facts is not None and not reasons:
                given = answer(practice, facts, case.received)
                name = (child.name if child else "") or f"child {index + 1}"
                children.append(AskedOfChild(name, facts, in_full(practice, facts, given)))
        except BeyondCalendar as error:
            found = f"'{case.received:%Y-%m-%d %H:%M}'"
            expected = "a time whose bank holidays are known"
            wrong.append(Wrong(("received",), found, expected, str(error)))
    if wrong:
        raise CannotBeAsked(wrong)
    return Asked(practice, tuple(children), tuple(sorted({fact for fact, _ in lacks})))


def _has(practice: Practice, fact: str, value: str) -> bool:
    known = practice.book.facts.get(fact)
    return known is not None and value in known.values


def _said(call: Receive) -> Iterator[tuple[Keys, str, str]]:
    """Every fact that a call says in so many words, with its value and where it stands."""
    for fact, value in call.facts.items():
        yield ("facts", fact), fact, value
    if call.channel != "not_known":
        yield ("channel",), "channel", call.channel
    for index, child in enumerate(call.children):
        for fact, value in child.facts.items():
            yield ("children", index, "facts", fact), fact, value
    for group in ("concerns", "circumstances"):
        for index, name in enumerate(getattr(call, group)):
            yield (group, index), name, "yes"


def _without(facts: Mapping[str, str], lacks: set[tuple[str, str]]) -> dict[str, str]:
    return {fact: value for fact, value in facts.items() if (fact, value) not in lacks}


def _not_known(practice: Practice, call: Receive) -> Iterator[Wrong]:
    """Facts and values that the procedure does not have, each with the nearest that it has."""
    every = practice.book.facts
    for path, fact, value in _said(call):
        if path[0] in ("concerns", "circumstances"):
            group = str(path[0]).removesuffix("s")
            known = [one.fact for one in every.values() if one.group == group]
            if fact not in known:
                yield Wrong(path, f"'{fact}'", f"a {group}", did_you_mean(fact, known))
        elif fact not in every:
            near = did_you_mean(fact, every)
            yield Wrong(path, f"an unknown fact '{fact}'", "a fact of the procedure", near)
        elif value not in every[fact].values:
            values = every[fact].values
            expected = f"one of {', '.join(values)}"
            yield Wrong(path, f"'{value}'", expected, nearest(value, values))


def _of_reason(reason: Reason) -> Wrong:
    """A reason why facts cannot be."""
    path: Keys = tuple(
        int(part) if part.isdigit() else part
        for part in reason.pointer.strip("/").split("/")
        if part
    )
    found = f"facts that cannot be together ({reason.says.rstrip('.')})"
    return Wrong(path, found, "facts that can", reason.instead)
