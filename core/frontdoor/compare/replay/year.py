"""A year of contacts that nobody made, as like a real one as published figures allow.

All that it goes by stands in `figures.csv`: for each fact the weights of its values, where need be
given the values of facts before it, each with whether it was published or is assumed, and why.
Facts that an authority adds to those of every authority are left as not known.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import reduce
from itertools import accumulate, count, groupby, pairwise
from operator import and_, or_
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

import msgspec

from frontdoor.compare.replay.conditions import impossible
from frontdoor.compare.replay.routing import RECEIVED
from frontdoor.domain.clocks import LONDON, Calendar
from frontdoor.domain.practice import DAYS
from frontdoor.procedure.rulebook import Rulebook

if TYPE_CHECKING:
    import polars as pl

FIGURES: Final = Path(__file__).with_name("figures.csv")
SOURCE: Final = "source"
"""Who a contact comes from, which many figures hang on; no fact of any procedure."""

SLOTS: Final = 100_000
"""Values are drawn with a precision of one in so many."""


Given = tuple[tuple[str, tuple[str, ...]], ...]
"""Facts, each with the values of which it has one."""


_Pools: TypeAlias = "dict[str, list[tuple[Given, pl.Series]]]"


class Figure(msgspec.Struct, frozen=True):
    """How often a fact has a value (`weight`, against its others) where `given` holds.

    `given` has for facts drawn before it the values that it is for; empty: for all contacts. Of two
    that are for the same contacts the later one counts.
    """

    fact: str
    given: Given
    value: str
    weight: float
    basis: Literal["published", "assumed"]
    why: str


def figures() -> tuple[Figure, ...]:
    """All that a made-up year goes by, in the order in which facts are drawn."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        msgspec.convert({**row, "given": _given(row["given"])}, Figure, strict=False)
        for row in rows
    )


def _given(text: str) -> list[tuple[str, list[str]]]:
    terms = (term.partition("=") for term in text.split("&") if term)
    return [(fact, values.split("|")) for fact, _, values in terms]


def contacts_in_a_year() -> int:
    """How many contacts there are in England in a year, as published."""
    return next(int(figure.weight) for figure in figures() if figure.fact == "contacts")


def year(
    books: Sequence[Rulebook], calendar: Calendar, contacts: int, *, ending: int, seed: int
) -> pl.DataFrame:
    """Make up so many contacts, received in the year that ends on 31 March of `ending`.

    Gives them as `routing.routed` takes them, by time of receipt, with `source` beside; none is
    what one of `books` calls impossible. The same `seed` gives the same contacts. Raises
    `BeyondCalendar` where the year is not all in the calendar.
    """
    pools = _pools(books[0], calendar, ending)
    seeds = count(seed * 1_000_003)
    made = _possible(_drawn(pools, contacts, seeds), books)
    while missing := contacts - len(made):
        made = made.vstack(_possible(_drawn(pools, missing, seeds), books))
    return made.sort(RECEIVED)


def _possible(made: pl.DataFrame, books: Sequence[Rulebook]) -> pl.DataFrame:
    import polars as pl

    seen = set()
    for book in books:
        rules = tuple(rule.when for rule in book.impossible.values())
        if rules not in seen:
            seen.add(rules)
            cannot_be = impossible(made, book).select(pl.any_horizontal(pl.all())).to_series()
            made = made.filter(~cannot_be)
    return made


def _drawn(pools: _Pools, many: int, seeds: Iterator[int]) -> pl.DataFrame:
    """So many contacts, impossible ones among them."""
    import polars as pl

    def numbers(below: int) -> pl.Series:
        every = pl.int_range(below, dtype=pl.UInt32, eager=True)
        return every.sample(many, with_replacement=True, seed=next(seeds))

    made = pl.DataFrame([numbers(60).alias("minute")])
    for name, groups in pools.items():
        slots = numbers(SLOTS)
        drawn: pl.Expr = pl.lit(groups[0][1].gather(slots))
        for given, pool in groups[1:]:
            terms = (reduce(or_, (pl.col(fact) == one for one in of)) for fact, of in given)
            drawn = pl.when(reduce(and_, terms)).then(pool.gather(slots)).otherwise(drawn)
        made = made.with_columns(drawn.alias(name))
    local = pl.col("day").cast(pl.Datetime("ms")) + pl.duration(hours="hour", minutes="minute")
    # In the hour that the clocks skip, the local clock shows what UTC has.
    received = local.dt.replace_time_zone(str(LONDON), ambiguous="earliest", non_existent="null")
    received = received.dt.convert_time_zone("UTC").fill_null(local.dt.replace_time_zone("UTC"))
    return made.select(received.alias(RECEIVED), pl.exclude("day", "hour", "minute"))


def _pools(book: Rulebook, calendar: Calendar, ending: int) -> _Pools:
    """For each thing to draw, and for those contacts for which it differs, a pool to draw from.

    A value stands in it as often as is its weight. Instead of weekday and month there is the day;
    the default of a fact is null.
    """
    import polars as pl

    groups: dict[str, list[tuple[Given, dict[str, float]]]] = {}
    for (name, given), rows in groupby(figures(), key=lambda one: (one.fact, one.given)):
        weights = {figure.value: figure.weight for figure in rows}
        groups.setdefault(name, []).append((given, weights))
    del groups["contacts"]
    [(_, months)] = groups.pop("month")
    first = date(ending - 1, 4, 1)
    days = [first + timedelta(n) for n in range((date(ending, 4, 1) - first).days)]
    pools: _Pools = {}
    for name, of in groups.items():
        for given, weights in of:
            if name == "weekday":
                busy = [_busy(day, weights, calendar) * months[str(day.month)] for day in days]
                pool = _pool("day", days, busy, pl.Date())
            elif name == "hour":
                pool = _pool(name, list(map(int, weights)), list(weights.values()), pl.Int8())
            else:
                fact = book.facts.get(name)
                values = [None if fact and one == fact.default else one for one in weights]
                words = fact.values if fact else list(of[0][1])
                pool = _pool(name, values, list(weights.values()), pl.Enum(words))
            pools.setdefault(pool.name, []).append((given, pool))
    return pools


def _busy(day: date, weights: dict[str, float], calendar: Calendar) -> float:
    is_holiday = day.weekday() < 5 and not calendar.is_working_day(day)
    return weights[DAYS[6 if is_holiday else day.weekday()]]


def _pool(name: str, values: list[Any], weights: list[float], dtype: pl.DataType) -> pl.Series:
    """`SLOTS` values, of each as many as its weight is of all."""
    import polars as pl

    ends = [round(SLOTS * part / sum(weights)) for part in accumulate(weights)]
    times = [end - start for start, end in pairwise([0, *ends])]
    return (
        pl.DataFrame([pl.Series(name, values, dtype), pl.Series("times", times, pl.UInt32)])
        .select(pl.col(name).repeat_by("times").explode())
        .to_series()
    )
