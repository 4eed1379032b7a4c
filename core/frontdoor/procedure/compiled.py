"""Compiles the conditions of a rulebook to plain Python, so that asking them costs next to nothing.

The facts of a contact become a frozen struct with one field a fact; a route table becomes one
function of chained comparisons; the conditions of a section in which every match counts become one
function that lists the matches. What these functions give is made beforehand. Their source holds
only names and values that the rulebook's own reading has checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar

import msgspec

from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook

Key = TypeVar("Key")
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
        one_of: Any = Literal
        self.struct = msgspec.defstruct(
            "Facts",
            [(name, one_of[fact.values], fact.default) for name, fact in book.facts.items()],
            frozen=True,
            forbid_unknown_fields=True,
        )

    def facts(self, values: Mapping[str, str]) -> Facts:
        """The facts of a contact; those not given have their default. Raises `UnknownFacts`."""
        try:
            return msgspec.convert(values, self.struct)
        except msgspec.ValidationError:
            raise UnknownFacts(dict(self._problems(values))) from None

    def _problems(self, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for name, value in values.items():
            if name not in self.book.facts:
                yield name, "is no fact of this procedure"
            elif value not in (known := self.book.facts[name].values):
                yield name, f"'{value}' is not one of {', '.join(known)}"

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

    def looked_up(
        self, tables: Sequence[tuple[Sequence[str], Table[tuple[str, ...], Value]]]
    ) -> Callable[[Facts], tuple[Value, ...]]:
        """A function from facts to what tables hold, each under the values of what it asks for.

        That is facts and named conditions, of which the values are `yes` and `no`.
        """
        code = _Code(self.book)
        found = [f"{code.constant(table)}[{code.values(asks)}], " for asks, table in tables]
        code.line(f"return ({''.join(found)})")
        return code.function()


class Table(dict[Key, Value]):
    """What was made of each key, made when it is first asked for.

    All is forgotten when it gets too much, as facts may be combined in very many ways.
    """

    LARGEST = 2_000

    def __init__(self, make: Callable[[Key], Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Value:
        if len(self) >= self.LARGEST:
            self.clear()
        made = self[key] = self._make(key)
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
        self._said: set[str] = set()

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

    def values(self, names: Sequence[str]) -> str:
        """A tuple of the values of facts, and of `yes` or `no` for named conditions."""
        return f"({''.join(self._value(name) + ', ' for name in names)})"

    def _value(self, name: str) -> str:
        if name in self.book.facts:
            return f"f.{name}"
        said = f"{self._holds(name)}_said"
        if said not in self._said:
            self._said.add(said)
            self.line(f"{said} = 'yes' if {self._holds(name)} else 'no'")
        return said

    def _box(self, box: Sequence[Condition]) -> str:
        terms = [self._condition(condition) for condition in box]
        return "(" + " and ".join(terms) + ")" if terms else "True"

    def _condition(self, condition: Condition) -> str:
        fact, values, negated = condition
        if fact not in self.book.facts:
            wanted = {(value == "yes") != negated for value in values}
            if len(wanted) == 2:
                return str(not negated)
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
