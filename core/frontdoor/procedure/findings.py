"""What a proof finds, and what every proof asks of a rulebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from frontdoor.procedure.conditions import Conditions
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.mistakes import Place
from frontdoor.procedure.rulebook import Rulebook


@dataclass(frozen=True)
class Finding:
    """Something a procedure gets wrong: which rule, where, and facts of a contact that show it.

    `facts` are those that are not as usual; None where no one contact shows it.
    """

    rule: str
    place: Place
    says: str
    facts: dict[str, str] | None = None

    @property
    def text(self) -> str:
        """Where it is, which rule and what is wrong, without the contact that shows it."""
        return f"{self.place}: {self.rule}: {self.says}"

    def __str__(self) -> str:
        if self.facts is None:
            return self.text
        facts = ", ".join(f"{fact}: {value}" for fact, value in self.facts.items())
        return f"{self.text} For example: {facts or 'any contact'}."

    def as_json(self) -> dict[str, object]:
        """The finding as plain values, for `--format json`."""
        return {
            "rule": self.rule,
            "file": self.place.file,
            "line": self.place.line,
            "says": self.says,
            "facts": self.facts,
        }


class Proof:
    """A rulebook with the conditions of its rules as diagrams, over the contacts there can be."""

    def __init__(self, book: Rulebook, conditions: Conditions) -> None:
        self.book = book
        self.conditions = conditions
        self.diagrams = conditions.diagrams
        self.possible = self.diagrams.opposite(conditions.impossible)
        self._usual = {fact.fact: fact.default for fact in book.facts.values()}

    def either_of(self, **facts: Iterable[str]) -> Diagram:
        """Where at least one of these facts has one of these values."""
        either = [self.conditions.box({fact: values}) for fact, values in facts.items()]
        return self.diagrams.any(either)

    def finding(
        self, section: str, id: str, says: str, shown: Diagram | None = None, rule: str = ""
    ) -> Finding:
        """A finding about an item, with the most usual of the contacts that show it."""
        facts = None
        if shown is not None:
            point = self.diagrams.nearest(shown, self._usual) or {}
            facts = {fact: value for fact, value in point.items() if value != self._usual[fact]}
        origin = self.book.origins[section, id]
        place = (origin.place, *origin.changed_at)[-1]
        return Finding(rule or id, place, says, facts)
