"""Compiles the conditions of a rulebook to plain Python, so that asking them costs next to nothing.

The facts of a contact become a frozen struct with one field a fact; a route table becomes one
function of chained comparisons; the conditions of a section in which every match counts become one
function that lists the matches. What these functions give is made beforehand. Their source holds
only names and values that the rulebook's own reading has checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook

Value = TypeVar("Value")

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

    def first(
        self, whens: Sequence[When], values: Sequence[Value]
    ) -> Callable[[Facts], Value | None]:
        """A function from facts to the value of the first condition that holds, or None."""
        code = _Code(self.book)
        for when, value in zip(whens, values, strict=True):
            code.line(f"if {code.any_of(when)}: return {code.constant(value)}")
        code.line("return None")
        return code.function()

    def every(
        self, whens: Sequence[When], values: Sequence[Value]
    ) -> Callable[[Facts], list[Value]]:
        """A function from facts to the values of all conditions that hold, in order."""
        code = _Code(self.book)
        code.line("found = []")
        for when, value in zip(whens, values, strict=True):
            code.line(f"if {code.any_of(when)}: found.append({code.constant(value)})")
        code.line("return found")
        return code.function()

    def looked_up(self, tables: Sequence[Table[Value]]) -> Callable[[Facts], tuple[Value, ...]]:
        """A function from facts to what each table holds for the values that it asks for."""
        code = _Code(self.book)
        found = [
            f"{code.constant(table)}[{''.join(code.value(name) + ',' for name in table.asks)}], "
            for table in tables
        ]
        code.line(f"return ({''.join(found)})")
        return code.function()


class Table(dict[tuple[str, ...], Value]):
    """What `make` makes of the values of some facts and named conditions, each made once.

    `asks` names them; a named condition is `yes` or `no`. What was made is forgotten when it gets
    too much, as facts may be combined in very many ways.
    """

    LARGEST = 2_000

    def __init__(self, asks: tuple[str, ...], make: Callable[[Mapping[str, str]], Value]) -> None:
        super().__init__()
        self.asks = asks
        self._make = make

    def __missing__(self, values: tuple[str, ...]) -> Value:
        if len(self) >= self.LARGEST:
            self.clear()
        made = self[values] = self._make(dict(zip(self.asks, values, strict=True)))
        return made


class _Code:
    """A function over facts as it is written, line by line.

    A named condition is worked out before the first line that needs it, once.
    """

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._lines: list[str] = []
        self._constants: dict[str, Any] = {}
        self._named: dict[str, str] = {}

    def line(self, text: str) -> None:
        self._lines.append(f"    {text}\n")

    def constant(self, value: Any) -> str:
        name = f"V{len(self._constants)}"
        self._constants[name] = value
        return name

    def function(self) -> Callable[[Facts], Any]:
        source = "def asked(f):\n" + "".join(self._lines)
        scope: dict[str, Any] = self._constants
        exec(compile(source, f"<rules of {self.book.authority}>", "exec"), scope)  # noqa: S102 - see the module's text
        asked: Callable[[Facts], Any] = scope["asked"]
        return asked

    def any_of(self, when: When) -> str:
        return " or ".join(self._box(box) for box in when)

    def value(self, name: str) -> str:
        """The value of a fact, or `yes` or `no` for a named condition."""
        return (
            f"f.{name}" if name in self.book.facts else f"('yes' if {self._holds(name)} else 'no')"
        )

    def _box(self, box: Sequence[Condition]) -> str:
        terms = [self._condition(condition) for condition in box]
        return "(" + " and ".join(terms) + ")" if terms else "True"

    def _condition(self, condition: Condition) -> str:
        fact, values, negated = condition
        if fact not in self.book.facts:
            wanted = {(value == "yes") != negated for value in values}
            if len(wanted) == 2:
                return "True"
            return self._holds(fact) if wanted.pop() else f"not {self._holds(fact)}"
        allowed = [v for v in self.book.facts[fact].values if (v in values) != negated]
        refused = [v for v in self.book.facts[fact].values if v not in allowed]
        if len(allowed) == 1:
            return f"f.{fact} == {allowed[0]!r}"
        if not refused:
            return "True"
        if len(refused) == 1:
            return f"f.{fact} != {refused[0]!r}"
        return f"f.{fact} in {self.constant(frozenset(allowed))}"

    def _holds(self, name: str) -> str:
        if name not in self._named:
            holds = self.any_of(self.book.conditions[name].when)
            self._named[name] = f"c{len(self._named)}"
            self.line(f"{self._named[name]} = {holds}")
        return self._named[name]
