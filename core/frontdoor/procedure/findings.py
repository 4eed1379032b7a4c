"""What a proof finds, and what every proof asks of a rulebook."""

from __future__ import annotations

from dataclasses import dataclass

from frontdoor.procedure.boxes import Box
from frontdoor.procedure.mistakes import Place
from frontdoor.procedure.regions import Regions
from frontdoor.procedure.rulebook import Rulebook


@dataclass(frozen=True)
class Finding:
    """Something a procedure gets wrong: which rule, where, and facts of a contact that show it."""

    rule: str
    place: Place
    says: str
    facts: dict[str, str] | None = None

    def __str__(self) -> str:
        shown = ""
        if self.facts is not None:
            facts = ", ".join(f"{fact}: {value}" for fact, value in self.facts.items())
            shown = f" For example: {facts or 'any contact'}."
        return f"{self.place}: {self.rule}: {self.says}{shown}"

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
    """A rulebook with its space of facts, and whether rules leave anything of it over."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.regions = Regions(book)
        self.space = self.regions.space

    def example(self, box: Box) -> dict[str, str]:
        """Facts that show a box: as usual where that is allowed, those that are not usual named."""
        usual = {fact.fact: fact.default for fact in self.book.facts.values()}
        point = self.space.point(box, usual)
        return {fact: value for fact, value in point.items() if value != usual[fact]}

    def left(self, region: list[Box], covers: list[Box]) -> Box | None:
        """A part of a region that no cover touches and that there can be; None if there is none."""
        for box in region:
            part = self.space.uncovered(box, covers, self.regions.impossible)
            if part is not None:
                return part
        return None
