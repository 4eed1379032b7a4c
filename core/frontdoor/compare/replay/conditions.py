"""Conditions of a procedure asked of columns: each is one expression over the codes of values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook

if TYPE_CHECKING:
    import polars as pl

Codes = Mapping[str, Mapping[str, int]]
"""For each fact the number that stands for each of its values."""


def coded(
    contacts: pl.DataFrame, book: Rulebook, whens: Iterable[When]
) -> tuple[pl.LazyFrame, Codes]:
    """Columns for all that some conditions ask for: facts as codes, named conditions as they hold.

    `contacts` has at least one column, among them a `pl.Enum` of all values for each fact that is
    known of any contact; null is the default, as is a fact without a column.
    """
    import polars as pl

    whens = list(whens)
    codes: dict[str, dict[str, int]] = {}
    columns = []
    for fact in dict.fromkeys(_facts(book, whens)):
        known = contacts.schema.get(fact)
        words = known.categories if isinstance(known, pl.Enum) else book.facts[fact].values
        codes[fact] = {value: code for code, value in enumerate(words)}
        default = pl.lit(codes[fact][book.facts[fact].default], pl.UInt8)
        given = pl.col(fact).to_physical().fill_null(default) if known is not None else default
        columns.append(given.alias(fact))
    asked = contacts.lazy().with_columns(*columns)
    for name in dict.fromkeys(_named(book, whens)):
        asked = asked.with_columns(holds(book.conditions[name].when, codes).alias(name))
    return asked, codes


def holds(when: When, codes: Codes) -> pl.Expr:
    """Whether a condition holds, over the columns that `coded` gives."""
    import polars as pl

    true = pl.lit(True)
    return reduce(
        or_, (reduce(and_, (_condition(one, codes) for one in box), true) for box in when)
    )


def impossible(contacts: pl.DataFrame, book: Rulebook) -> pl.DataFrame:
    """For each rule of what cannot be a column: whether a contact is such a one."""
    columns, codes = coded(contacts, book, (rule.when for rule in book.impossible.values()))
    return columns.select(
        holds(rule.when, codes).alias(name) for name, rule in book.impossible.items()
    ).collect()


def _condition(condition: Condition, codes: Codes) -> pl.Expr:
    import polars as pl

    name, values, negated = condition
    column = pl.col(name)
    if name in codes:
        found = reduce(or_, (column == codes[name][value] for value in values))
    else:
        found = reduce(or_, (column if value == "yes" else ~column for value in values))
    return ~found if negated else found


def _named(book: Rulebook, whens: Iterable[When]) -> Iterator[str]:
    """The named conditions that are asked for, each after those that it asks for itself."""
    for condition in _conditions(whens):
        if condition.fact in book.conditions:
            yield from _named(book, [book.conditions[condition.fact].when])
            yield condition.fact


def _facts(book: Rulebook, whens: Iterable[When]) -> Iterator[str]:
    for condition in _conditions(whens):
        if condition.fact in book.facts:
            yield condition.fact
        else:
            yield from _facts(book, [book.conditions[condition.fact].when])


def _conditions(whens: Iterable[When]) -> Iterator[Condition]:
    for when in whens:
        for box in when:
            yield from box
