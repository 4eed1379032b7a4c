"""Compiles the conditions of a rulebook to plain Python, so that asking them costs next to nothing.

The facts of a contact become a frozen struct with one field a fact; a route table becomes one
function of chained comparisons; the conditions of a section in which every match counts become one
function that lists the matches. The source of these functions holds only names and values that the
rulebook's own reading has checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook

Facts = Any
"""A struct with one field for each fact of the rulebook; made by `Compiler.facts`."""


class UnknownFacts(ValueError):
    """Facts were given that the procedure does not know; `problems` maps each to what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(f"{fact}: {what}" for fact, what in self.problems.items()))


class Compiler:
    """Makes facts and functions over them for one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.struct = msgspec.defstruct(
            "Facts",
            [(name, str, fact.default) for name, fact in book.facts.items()],
            frozen=True,
        )
        self._values = {name: frozenset(fact.values) for name, fact in book.facts.items()}

    def facts(self, values: Mapping[str, str]) -> Facts:
        """The facts of a contact; those not given have their default. Raises `UnknownFacts`."""
        problems = {
            name: "is no fact of this procedure"
            if name not in self._values
            else f"'{value}' is not one of {', '.join(self.book.facts[name].values)}"
            for name, value in values.items()
            if value not in self._values.get(name, ())
        }
        if problems:
            raise UnknownFacts(problems)
        return self.struct(**values)

    def first(self, whens: Sequence[When]) -> Callable[[Facts], int]:
        """A function from facts to the index of the first condition that holds, or -1."""
        code = _Code(self.book)
        lines = [f"    if {code.any_of(when)}:\n        return {n}" for n, when in enumerate(whens)]
        return code.function([*lines, "    return -1"])

    def every(self, whens: Sequence[When]) -> Callable[[Facts], list[int]]:
        """A function from facts to the indices of all conditions that hold, in order."""
        code = _Code(self.book)
        lines = ["    found = []"]
        for n, when in enumerate(whens):
            lines.append(f"    if {code.any_of(when)}:\n        found.append({n})")
        return code.function([*lines, "    return found"])


class _Code:
    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.constants: dict[str, frozenset[str]] = {}

    def function(self, lines: Iterable[str]) -> Callable[[Facts], Any]:
        source = "def asked(f):\n" + "\n".join(lines) + "\n"
        scope: dict[str, Any] = dict(self.constants)
        exec(compile(source, f"<rules of {self.book.authority}>", "exec"), scope)  # noqa: S102 - see the module's text
        asked: Callable[[Facts], Any] = scope["asked"]
        return asked

    def any_of(self, when: When) -> str:
        return " or ".join(self._box(box) for box in when)

    def _box(self, box: Sequence[Condition]) -> str:
        terms = [self._condition(condition) for condition in box]
        return "(" + " and ".join(terms) + ")" if terms else "True"

    def _condition(self, condition: Condition) -> str:
        fact, values, negated = condition
        if fact not in self.book.facts:
            wanted = {(value == "yes") != negated for value in values}
            if len(wanted) == 2:
                return "True"
            inner = f"({self.any_of(self.book.conditions[fact].when)})"
            return inner if wanted.pop() else f"not {inner}"
        allowed = [v for v in self.book.facts[fact].values if (v in values) != negated]
        refused = [v for v in self.book.facts[fact].values if v not in allowed]
        if len(allowed) == 1:
            return f"f.{fact} == {allowed[0]!r}"
        if not refused:
            return "True"
        if len(refused) == 1:
            return f"f.{fact} != {refused[0]!r}"
        name = f"V{len(self.constants)}"
        self.constants[name] = frozenset(allowed)
        return f"f.{fact} in {name}"
