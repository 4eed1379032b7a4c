"""When decisions on a whole file of contacts are due, as `domain.answer.answer` works it out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from frontdoor.compare.replay.routing import RECEIVED, Routed
from frontdoor.domain.answer import Answer
from frontdoor.domain.clocks import Clock
from frontdoor.domain.practice import Practice
from frontdoor.domain.tasks import Starter

if TYPE_CHECKING:
    import polars as pl

DUE = "due"
CONTACTS = "contacts"


class Ends:
    """When clocks end that start as contacts are received, each worked out once.

    `received` has the times of receipt in UTC, in whole minutes.
    """

    def __init__(self, received: pl.Series) -> None:
        self.received = received.unique()
        self._moments = [datetime.fromtimestamp(one, UTC) for one in self.received.dt.epoch("s")]
        self._ends: dict[Clock, pl.Series] = {}

    def of(self, clock: Clock) -> pl.Series:
        """When a clock ends for each time of receipt, null for never. Raises `BeyondCalendar`."""
        import polars as pl

        if clock not in self._ends:
            ends = map(clock, self._moments)
            thousandths = [end and int(end.timestamp()) * 1000 for end in ends]
            name, dtype = f"end {len(self._ends)}", self.received.dtype
            self._ends[clock] = pl.Series(name, thousandths, pl.Int64).cast(dtype)
        return self._ends[clock]


def decisions(received: pl.Series, routed: Routed, ends: Ends) -> pl.DataFrame:
    """How many contacts have their decision due when: `received`, `due` (null: never), `contacts`.

    `received` are the times of the contacts that were routed. Raises `BeyondCalendar`.
    """
    import polars as pl

    kinds: dict[tuple[str, ...], int] = {}
    of_ways = [kinds.setdefault(_deciding(way), len(kinds)) for way in routed.ways]
    columns: dict[str, pl.Series] = {}
    earliest = [_earliest(routed.practice, tasks, ends, columns) for tasks in kinds]
    return (
        pl.LazyFrame([received, routed.of_ways("kind", of_ways)])
        .group_by("kind", RECEIVED)
        .agg(pl.len().alias(CONTACTS))
        .join(pl.LazyFrame([ends.received, *columns.values()]), on=RECEIVED)
        .with_columns(
            pl.coalesce(
                pl.when(pl.col("kind") == number).then(due) for number, due in enumerate(earliest)
            ).alias(DUE)
        )
        .group_by(RECEIVED, DUE)
        .agg(pl.col(CONTACTS).sum())
        .collect()
    )


def _deciding(way: Answer) -> tuple[str, ...]:
    return tuple(task.rule for task in way.tasks if task.purpose == "decision")


def _earliest(
    practice: Practice, tasks: tuple[str, ...], ends: Ends, columns: dict[str, pl.Series]
) -> pl.Expr:
    """The earliest deadline of some tasks, over `columns`, to which it adds what it needs."""
    import polars as pl

    dues = []
    for task in tasks:
        starter = Starter(practice, practice.book.tasks[task])
        readings: list[pl.Expr] = []
        for clock, origin in starter.clocks:
            if origin in (None, RECEIVED):
                end = ends.of(clock)
                columns[end.name] = end
                readings.append(pl.col(end.name))
            else:  # an entry that is still to come
                readings.append(pl.lit(None, ends.received.dtype))
        chosen = starter.chosen
        dues.append(pl.min_horizontal(readings) if chosen is None else readings[chosen])
    return pl.min_horizontal(dues) if dues else pl.lit(None, ends.received.dtype)
