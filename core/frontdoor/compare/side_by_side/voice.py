"""One authority's rulebook, read for comparing: what it says on a matter, in the common words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

from frontdoor.compare.tables import Entry, Standing
from frontdoor.compare.words.conditions import ALWAYS as AT_ANY_TIME
from frontdoor.compare.words.conditions import condition_text, value_words
from frontdoor.compare.words.kinds import standing_of
from frontdoor.compare.words.naming import who_text
from frontdoor.procedure.conditions import Conditions
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.language import Route, Step
from frontdoor.procedure.phrases import ALWAYS, When, Who
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import chosen

Facts = Mapping[str, Sequence[str]]
"""Facts, each with the values of it that are meant."""


class Found(NamedTuple):
    """One thing that an authority says, and what it comes to in the common words."""

    entry: Entry
    means: Hashable


class Aspect(NamedTuple):
    """One row of a table: its heading, and how to find what an authority says on it.

    Where nothing is found, a silent statement about `topic` is looked for. `nothing` is what is
    said otherwise; `whole` where what is looked through is a whole list, so that there is none.
    """

    heading: str
    find: Callable[[Voice], Iterable[Found]]
    topic: str = ""
    nothing: str = "Nothing is modelled"
    whole: bool = False


class Voice:
    """What one authority's rulebook says, as entries of a table."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._where: dict[When, Diagram] = {}
        self._only: dict[tuple[When, Diagram], bool] = {}

    def found(
        self,
        section: str,
        id: str,
        says: str | int,
        means: Hashable,
        *notes: str,
        cites: Iterable[str] | None = None,
    ) -> Found:
        """What an item of the rulebook says, with where it comes from and what stands beside it.

        `cites` are other clauses than the item's own; it may be of a kind that has none.
        """
        item: Any = self.book.section(section)[id]
        why = (getattr(item, key, None) for key in ("silent", "safeguard", "note"))
        told = [sentence(text) for text in (*notes, *why) if text]
        clauses = tuple(getattr(item, "clauses", ()) if cites is None else dict.fromkeys(cites))
        entry = Entry(says, clauses, id, standing_of(self.book, section, id), " ".join(told))
        return Found(entry, means)

    def each(
        self,
        section: str,
        says: Callable[[Any], str],
        means: Callable[[Any], Hashable],
        where: Callable[[Any], bool] = lambda _: True,
    ) -> Iterator[Found]:
        """What each item of a section says, where one is wanted, with when it applies."""
        for id, item in self.book.section(section).items():
            if where(item):
                yield self.found(section, id, says(item), means(item), self.only(item))

    def only(self, item: Any) -> str:
        """When an item applies, in a sentence; nothing where that is always."""
        text = condition_text(self.book, item.when)
        return "" if text == AT_ANY_TIME else f"Only where: {text}"

    def kinds(self, whos: Iterable[Who]) -> frozenset[str]:
        """The kinds of the roles named."""
        return frozenset(self.book.roles[role].kind for role in self.book.roles_named(whos))

    def names(self, whos: Sequence[Who]) -> str:
        """Roles by the names that this authority has for them, `every` kind spelled out."""
        spelled: dict[Who, None] = {}
        for who in whos:
            every = self.book.roles_named([who]) if who.role.startswith("every ") else ()
            named = [Who(role) for role in self.book.roles if role in every]
            spelled |= dict.fromkeys(named if every else [] if " " in who.role else [who])
        return who_text(self.book, spelled)

    def by(self, step: Step) -> tuple[Who, ...]:
        """Who may take a step, by the reading that is followed."""
        followed = chosen(self.book, step)
        return (followed and followed.by) or step.by

    def standing(self, rule: str) -> Standing:
        """Where a step comes from."""
        return standing_of(self.book, "steps", rule)

    # conditions

    @cached_property
    def conditions(self) -> Conditions:
        """The rulebook's conditions, to compute with."""
        return Conditions(self.book)

    @cached_property
    def possible(self) -> Diagram:
        """Every contact that there can be."""
        return self.conditions.diagrams.opposite(self.conditions.impossible)

    def where(self, when: When) -> Diagram:
        """The contacts that there can be for which a condition holds."""
        if when not in self._where:
            holds = self.conditions.of(when)
            self._where[when] = self.conditions.diagrams.both(self.possible, holds)
        return self._where[when]

    def within(self, boxes: Iterable[Facts]) -> Diagram:
        """The contacts in any of the boxes that the rulebook knows."""
        known = (self.conditions.box(box) for box in boxes if self.knows(box))
        return self.conditions.diagrams.any(known)

    def only_within(self, item: Any, within: Diagram, here: Diagram | None = None) -> bool:
        """Whether an item applies to some contacts, and to none but those `within`.

        To some of those `here`, where that is given.
        """
        key = (item.when, within)
        diagrams = self.conditions.diagrams
        if key not in self._only:
            beyond = diagrams.without(self.where(item.when), within)
            self._only[key] = item.when != ALWAYS and beyond == diagrams.no
        if not self._only[key]:
            return False
        some = self.where(item.when)
        return (some if here is None else diagrams.both(some, here)) != diagrams.no

    def knows(self, facts: Facts) -> bool:
        """Whether the rulebook has all these facts, with these values."""
        return all(
            fact in self.book.facts and set(values) <= set(self.book.facts[fact].values)
            for fact, values in facts.items()
        )

    # routes

    @cached_property
    def first_routes(self) -> tuple[Route, ...]:
        """What is advised when a contact is taken."""
        return self.book.routes_at(self.book.first_stage)

    def advised(self, facts: Mapping[str, str]) -> Route | None:
        """The route for a contact of which no more is known than these facts.

        None where the rulebook does not know one of them, or has no route.
        """
        if not self.knows({fact: (value,) for fact, value in facts.items()}):
            return None
        usual = {fact.fact: fact.default for fact in self.book.facts.values()}
        diagrams = self.conditions.diagrams
        holds = partial(diagrams.result, facts={**usual, **facts})
        return next((r for r in self.first_routes if holds(self.conditions.of(r.when))), None)

    def meaning(self, outcome: str) -> str:
        """What an outcome means, in the common vocabulary."""
        return self.book.outcomes[outcome].meaning


def sentence(text: str) -> str:
    """A text as a sentence: with a capital, and a full stop at the end."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ".?!" else ".")


def words(id: str) -> str:
    """A common word as a heading: `other_service` is `Other service`."""
    text = value_words(id)
    return text[:1].upper() + text[1:]
