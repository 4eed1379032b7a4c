"""Routes a whole file of contacts at once, with the same answers as `domain.answer.answer`.

Conditions are asked of columns, not of contacts. Contacts that take the same route and start the
same tasks go the same *way*; one contact of each way is then asked in full, and what it is told
holds for all others, but for the times.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from frontdoor.compare.replay.conditions import coded, holds
from frontdoor.domain import tasks as clockwork
from frontdoor.domain.answer import Answer, answer
from frontdoor.domain.clocks import LONDON
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.rulebook import Rulebook

if TYPE_CHECKING:
    import polars as pl

RECEIVED = "received"
OUT_OF_HOURS = "out_of_hours"

WORD = 60
"""How many tasks are noted in one number, a bit each."""


@dataclass(frozen=True)
class Routed:
    """Contacts under one procedure: the ways that they go, and for each contact which one.

    `ways` are the answers to one contact of each way; their times are that contact's own.
    """

    practice: Practice
    ways: tuple[Answer, ...]
    way: pl.Series

    def of_ways(self, name: str, values: Iterable[int]) -> pl.Series:
        """For each contact the number that its way has among `values`."""
        import polars as pl

        return pl.Series(name, list(values), pl.UInt16).gather(self.way)


def routed(contacts: pl.DataFrame, practice: Practice) -> Routed:
    """Route contacts under a procedure.

    `contacts` has `received` (UTC, whole minutes) and a column of `pl.Enum` for each fact that is
    known of any, with all of its values; null is the default, and facts of others do no harm.
    """
    import polars as pl

    book = practice.book
    contacts = contacts.select(RECEIVED, *(one for one in contacts.columns if one in book.facts))
    contacts = contacts.with_columns(_derived(contacts, practice))
    routes, tasks = book.routes_at(book.first_stage), _begun_by_receipt(book)
    columns, codes = coded(
        contacts, book, [one.when for one in routes] + [one.when for one in tasks]
    )
    taken = pl.coalesce(
        pl.when(holds(route.when, codes)).then(pl.lit(number, pl.UInt16))
        for number, route in enumerate(routes)
    )
    bits = [
        holds(task.when, codes).cast(pl.UInt64) * (1 << number % WORD)
        for number, task in enumerate(tasks)
    ]
    started = [reduce(or_, bits[first : first + WORD]) for first in range(0, len(bits), WORD)]
    found = (
        columns.with_columns(taken.alias("#0"))
        .with_columns(one.alias(f"#{number}") for number, one in enumerate(started, start=1))
        .select(f"#{number}" for number in range(len(started) + 1))
        .collect()
    )
    ways = (
        found.with_row_index("contact")
        .group_by(found.columns)
        .agg(pl.col("contact").min())
        .sort("contact")
        .with_row_index("way")
    )
    way = found.join(ways, on=found.columns, how="left", maintain_order="left")["way"]
    return Routed(
        practice,
        tuple(_answered(practice, contacts.row(one, named=True)) for one in ways["contact"]),
        way.cast(pl.UInt16) if len(ways) < 1 << 16 else way,
    )


def _begun_by_receipt(book: Rulebook) -> list[lang.Task]:
    events = clockwork.events_of(RECEIVED, None, book.first_stage, final=False)
    return [
        task
        for task in book.tasks.values()
        if any(clockwork.matches(event, events) for event in task.on) and not task.outcomes
    ]


def _answered(practice: Practice, contact: dict[str, Any]) -> Answer:
    return answer(practice, _facts(practice, contact), contact[RECEIVED])


def _facts(practice: Practice, contact: dict[str, Any]) -> Facts:
    said = {
        fact: value for fact, value in contact.items() if fact != RECEIVED and value is not None
    }
    return practice.facts(said, contact[RECEIVED])


def _derived(contacts: pl.DataFrame, practice: Practice) -> list[pl.Series]:
    """The facts that follow from others: whether it is out of hours, and what plugins derive."""
    import polars as pl

    names = {fact.fact: pl.Enum(fact.values) for fact in practice.book.facts.values()}
    if practice.derive:  # Python, one contact after another
        derived = [one.fact for one in practice.book.facts.values() if one.derived]
        found = [_facts(practice, contact) for contact in contacts.iter_rows(named=True)]
        return [
            pl.Series(one, [getattr(facts, one) for facts in found], names[one]) for one in derived
        ]
    local = contacts[RECEIVED].dt.convert_time_zone(str(LONDON))
    days = local.dt.date()
    working = [day for day in days.unique() if practice.calendar.is_working_day(day)]
    open_then = local.dt.time().is_between(practice.opens, practice.closes, closed="left")
    out = ~(open_then & days.is_in(working))
    words = pl.Series(["no", "yes"], dtype=names[OUT_OF_HOURS])
    return [words.gather(out.cast(pl.UInt32)).alias(OUT_OF_HOURS)]
