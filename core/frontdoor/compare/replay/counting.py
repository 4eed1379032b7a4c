"""What would change: contacts routed under several procedures, counted into tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from frontdoor.compare.replay.deadlines import CONTACTS, DUE, Ends, decisions
from frontdoor.compare.replay.routing import RECEIVED, Routed, routed
from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.compare.words.conditions import listed, value_words
from frontdoor.compare.words.kinds import kinds_of
from frontdoor.domain.answer import Answer
from frontdoor.domain.clocks import LONDON, WEEKDAYS, describe_day
from frontdoor.domain.practice import Practice
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.vocabulary import MEANINGS, ROLE_KINDS

if TYPE_CHECKING:
    import polars as pl

OUTCOMES: Final = "outcomes"
PER_CENT: Final = ": per cent"
BY_DAY: Final = "workload_by_day_"
"""How the names of tables by day begin; that of the procedure follows."""

NO_TIME: Final = "No time stated"
WITHIN: Final = (
    ("Within an hour", 1),
    ("Within 4 hours", 4),
    ("Within 24 hours", 24),
    ("Within 2 days", 48),
    ("Within 3 days", 72),
    ("Within a week", 168),
)
"""Hours from receipt to a deadline, on the clock; what is later is counted apart."""

LATER: Final = "Later than a week"

Value = str | int | float


def replay(
    contacts: pl.DataFrame,
    practices: Mapping[str, Practice],
    advance: Callable[[], object] = lambda: None,
) -> tuple[Table, ...]:
    """Route contacts under each procedure and count what comes of them.

    `contacts` as for `routing.routed`, at least one; `practices` by the names that tables show, the
    first being what others are compared with. `advance` is called twice for each procedure. Raises
    `BeyondCalendar` where a deadline lies beyond the known bank holidays.
    """
    days = contacts[RECEIVED].dt.convert_time_zone(str(LONDON)).dt.date().alias("day")
    ends = Ends(contacts[RECEIVED])
    under: list[_Under] = []
    for name, practice in practices.items():
        ways = routed(contacts, practice)
        advance()
        under.append(_Under(name, contacts[RECEIVED], days, ways, ends))
        advance()
    return (
        _outcomes(under),
        *(_workload(one) for one in under),
        _within(under),
        _due_by_day(under),
        _due_by_hour(under),
        _tasks(under),
        *(_moves(under[0], other) for other in under[1:]),
        *(_by_day(one) for one in under),
    )


class _Under:
    """What comes of contacts under one procedure, counted in every way that a table needs."""

    def __init__(
        self, name: str, received: pl.Series, days: pl.Series, ways: Routed, ends: Ends
    ) -> None:
        import polars as pl

        self.name, self.practice, self.book = name, ways.practice, ways.practice.book
        self.slug = "_".join(re.findall("[a-z0-9]+", name.lower()))
        self.all = len(received)
        found = ways.way.value_counts(name=CONTACTS).iter_rows()
        self.ways: list[tuple[Answer, int]] = [(ways.ways[way], count) for way, count in found]
        self.meaning = ways.of_ways("meaning", (MEANINGS.index(way.meaning) for way in ways.ways))
        self.meanings = self.count(lambda way: [way.meaning])
        destinations = list(dict.fromkeys(way.destination for way in ways.ways))
        to = ways.of_ways("to", (destinations.index(way.destination) for way in ways.ways))
        by_day = pl.DataFrame([to, days]).group_by("to", "day").len(CONTACTS)
        self.by_day: dict[str, dict[date, int]] = {destination: {} for destination in destinations}
        for number, day, count in by_day.iter_rows():
            self.by_day[destinations[number]][day] = count
        found_on: list[date] = sorted(days.unique())
        first, last = found_on[0], found_on[-1]
        self.days = [first + timedelta(n) for n in range((last - first).days + 1)]
        self.decisions = decisions(received, ways, ends)

    def count(self, of: Callable[[Answer], Iterable[str]]) -> Counter[str]:
        """How many contacts there are of each of the things that `of` finds in an answer."""
        counted: Counter[str] = Counter()
        for way, contacts in self.ways:
            for one in of(way):
                counted[one] += contacts
        return counted

    def teams(self) -> list[str]:
        """Destinations with contacts, those with most first."""
        return sorted(self.by_day, key=lambda one: (-sum(self.by_day[one].values()), one))

    def due(self, of: pl.Expr) -> Counter[object]:
        """How many decisions have which value of an expression over `received` and `due`."""
        import polars as pl

        found = self.decisions.group_by(of.alias("value")).agg(pl.col(CONTACTS).sum())
        return Counter(dict(found.iter_rows()))


def _row(heading: str, values: Sequence[Value], differs: bool = False) -> Row:
    return Row(heading, tuple((Entry(value),) for value in values), differs)


def _share(count: int, of: int) -> float:
    return round(100 * count / of, 2)


def _side_by_side(
    name: str, title: str, first: str, counts: Mapping[str, Counter[str]], headings: Iterable[str]
) -> Table:
    """One number for each authority in each row."""
    rows = []
    for heading in headings:
        values = [counted[heading] for counted in counts.values()]
        rows.append(_row(heading, values, len(set(values)) > 1))
    return Table(name, title, (first, *counts), tuple(rows))


def _outcomes(under: Sequence[_Under]) -> Table:
    leader = under[0]
    columns = ["What it means"]
    for one in under:
        columns += [f"{one.name}: contacts", f"{one.name}{PER_CENT}"]
        if one is not leader:
            columns.append(f"{one.name}: more or fewer")
    rows = []
    for meaning in MEANINGS:
        counts = [one.meanings[meaning] for one in under]
        values: list[Value] = []
        for one, count in zip(under, counts, strict=True):
            values += [count, _share(count, one.all)]
            if one is not leader:
                values.append(count - counts[0])
        if any(counts):
            rows.append(_row(value_words(meaning), values, len(set(counts)) > 1))
    title = f"What {leader.all:,} contacts would come to, compared with {leader.name}"
    return Table(OUTCOMES, title, tuple(columns), tuple(rows))


def _workload(one: _Under) -> Table:
    working = {day for day in one.days if one.practice.calendar.is_working_day(day)}
    rows = []
    for team in one.teams():
        by_day, destination = one.by_day[team], one.book.destinations[team]
        busiest = min(by_day, key=lambda day: (-by_day[day], day))
        on_working_days = sum(count for day, count in by_day.items() if day in working)
        rows.append(
            _row(
                destination.name,
                [
                    sum(by_day.values()),
                    round(on_working_days / len(working), 1) if working else 0.0,
                    by_day[busiest],
                    describe_day(busiest),
                    value_words(destination.kind),
                ],
            )
        )
    columns = (
        "Where contacts go first",
        "Contacts",
        "On an average working day",
        "On the busiest day",
        "Which day that is",
        "Kind",
    )
    title = f"{one.name}: contacts by team"
    return Table(f"workload_{one.slug}", title, columns, tuple(rows))


def _by_day(one: _Under) -> Table:
    teams = one.teams()
    rows = [
        _row(f"{day:%Y-%m-%d}", [one.by_day[team].get(day, 0) for team in teams])
        for day in one.days
    ]
    return Table(
        f"{BY_DAY}{one.slug}",
        f"{one.name}: contacts by team and day",
        ("Day", *(one.book.destinations[team].name for team in teams)),
        tuple(rows),
    )


def _within(under: Sequence[_Under]) -> Table:
    import polars as pl

    span = pl.col(DUE) - pl.col(RECEIVED)
    band = pl.coalesce(
        *(pl.when(span <= timedelta(hours=hours)).then(pl.lit(words)) for words, hours in WITHIN),
        pl.when(span.is_null()).then(pl.lit(NO_TIME)),
        pl.lit(LATER),
    )
    counts = [one.due(band) for one in under]
    rows = []
    for words in (*(words for words, _ in WITHIN), LATER, NO_TIME):
        found = [count[words] for count in counts]
        values: list[Value] = []
        for one, count in zip(under, found, strict=True):
            values += [count, _share(count, one.all)]
        rows.append(_row(words, values, len(set(found)) > 1))
    columns = [f"{one.name}{what}" for one in under for what in (": contacts", PER_CENT)]
    title = "Time from receipt to the deadline of the decision"
    return Table("time_to_decide", title, ("Time", *columns), tuple(rows))


def _local_due() -> pl.Expr:
    """The local moment at which a deadline is counted: midnight is the end of the day before."""
    import polars as pl

    return pl.col(DUE).dt.convert_time_zone(str(LONDON)).dt.offset_by("-1m")


def _due_by_day(under: Sequence[_Under]) -> Table:
    free = "Week-ends and bank holidays"
    counts: dict[str, Counter[str]] = {}
    for one in under:
        counted = counts[one.name] = Counter[str]()
        for day, contacts in one.due(_local_due().dt.date()).items():
            if not isinstance(day, date):
                counted[NO_TIME] += contacts
                continue
            counted[WEEKDAYS[day.weekday()]] += contacts
            if day.weekday() > 4 or day in one.practice.calendar.holidays:
                counted[free] += contacts
    return _side_by_side(
        "decisions_due_by_day",
        "Decisions due by day of the week",
        "Day",
        counts,
        (*WEEKDAYS, free, NO_TIME),
    )


def _due_by_hour(under: Sequence[_Under]) -> Table:
    hours = [f"{hour:02}:00 to {(hour + 1) % 24:02}:00" for hour in range(24)]
    counts: dict[str, Counter[str]] = {}
    for one in under:
        counted = counts[one.name] = Counter[str]()
        for hour, contacts in one.due(_local_due().dt.hour()).items():
            counted[hours[hour] if isinstance(hour, int) else NO_TIME] += contacts
    return _side_by_side(
        "decisions_due_by_hour",
        "Decisions due by hour of the day",
        "Hour",
        counts,
        (*hours, NO_TIME),
    )


def _tasks(under: Sequence[_Under]) -> Table:
    counts = {one.name: one.count(partial(_kinds, one.book)) for one in under}
    every = sum(counts.values(), Counter())
    return _side_by_side(
        "tasks",
        "Tasks that begin with the contact, by the kind of role that may do them",
        "Kind of role",
        counts,
        sorted(every, key=lambda kind: (-every[kind], kind)),
    )


def _kinds(book: Rulebook, way: Answer) -> Iterator[str]:
    """For each task that begins, the kinds of role that may do it."""
    for task in way.tasks:
        found = kinds_of(book, task.who)
        yield listed([value_words(kind) for kind in ROLE_KINDS if kind in found], "or")


def _moves(leader: _Under, other: _Under) -> Table:
    import polars as pl

    pairs = pl.DataFrame([leader.meaning.alias("from"), other.meaning.alias("to")])
    found = {(a, b): count for a, b, count in pairs.group_by("from", "to").len().iter_rows()}
    to = sorted({b for _, b in found})
    rows = [
        _row(
            value_words(MEANINGS[a]),
            [found.get((a, b), 0) for b in to],
            any(b != a for of, b in found if of == a),
        )
        for a in sorted({a for a, _ in found})
    ]
    return Table(
        f"moves_to_{other.slug}",
        f"From what contacts come to under {leader.name} to what they come to under {other.name}",
        (
            f"Under {leader.name}",
            *(f"{other.name}: {value_words(MEANINGS[meaning])}" for meaning in to),
        ),
        tuple(rows),
    )
