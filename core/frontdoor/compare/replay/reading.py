"""Reads a file of past contacts: facts and times of receipt, and nothing about anybody.

Every mistake is found before any is told, with the row, the column, what stands there and what
was expected. Rows of a CSV file are counted as its lines are, the heading being the first.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from frontdoor.compare.replay.conditions import impossible
from frontdoor.compare.replay.routing import RECEIVED
from frontdoor.domain.clocks import LONDON, Calendar, describe_day
from frontdoor.procedure import language as lang
from frontdoor.procedure.mistakes import (
    Mistake,
    MistakesFound,
    Place,
    did_you_mean,
    nearest,
    quoted,
)
from frontdoor.procedure.rulebook import Rulebook

if TYPE_CHECKING:
    import polars as pl

LARGEST: Final = 20_000_000
"""Contacts in a file, at most: as many as there are in England in six years."""

WIDEST: Final = 500
"""Columns in a file, at most."""

TOLD: Final = 20
"""Rows whose mistakes are told; of more, how many."""

ROW: Final = "frontdoor row"
"""The column for the number of a row, from 0; with a space in it, as no fact has."""


@dataclass(frozen=True)
class PastContacts:
    """Contacts as `routing.routed` takes them, and for each rulebook the facts it does not ask."""

    contacts: pl.DataFrame
    left_out: tuple[tuple[str, ...], ...]


def read_contacts(
    path: Path, books: Sequence[Rulebook], calendar: Calendar, ignore: Collection[str] = ()
) -> PastContacts:
    """Read the contacts in a CSV or Parquet file, to be routed under these authorities.

    Its columns are `received` and facts of any of them; those in `ignore` are passed over. An empty
    cell is what is not known. Raises `MistakesFound` with all that is wrong, and `OSError`.
    """
    import polars as pl

    file = _File(path)
    facts = _facts(books)
    try:
        rows = file.rows()
        names = rows.collect_schema().names()
        file.stop(_wrong_columns(file, names, books, ignore))
        columns = [name for name in names if name != ROW and name not in ignore]
        read = _Read(rows.select(columns), facts, calendar)
        typed = read.rows.head(LARGEST + 1).collect(engine="streaming")
        if len(typed) > LARGEST:
            file.refuse(f"more than {LARGEST:,} contacts", "fewer", "Split the file.")
        if typed.is_empty():
            file.refuse("no contacts", "one or more rows under the heading")
        bad = typed[_BAD].arg_true()
        if len(bad):
            first = bad.head(TOLD).to_list()
            found = rows.filter(pl.col(ROW).is_in(first)).collect()
            mistakes = [
                file.mistake(
                    name, row[ROW], quoted(row[name] or ""), *read.expected(name, row[name])
                )
                for row, as_read in zip(
                    found.iter_rows(named=True), typed[first].iter_rows(named=True), strict=True
                )
                for name in columns
                if as_read[name] is None and (row[name] not in (None, "") or name == RECEIVED)
            ]
            file.stop(mistakes, len(bad))
    except pl.exceptions.PolarsError as error:
        raise MistakesFound([file.unreadable(error)]) from error
    contacts = typed.select(columns)
    file.stop(*_cannot_be(file, contacts, books))
    facts_said = [name for name in columns if name != RECEIVED]
    left_out = tuple(tuple(one for one in facts_said if one not in book.facts) for book in books)
    return PastContacts(contacts, left_out)


_BAD: Final = "frontdoor bad"
_MEANT: Final = "frontdoor meant "


class _File:
    """A file as it is told of."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            start = file.read(4)
        self._is_parquet = start == b"PAR1"
        if not start:
            self.refuse("nothing", "a heading with the names of columns, then contacts")
        if start.startswith((b"PK\x03", b"\xd0\xcf")):
            self.refuse("a spreadsheet", "CSV or Parquet", "Save it as CSV (UTF-8).")
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            self.refuse("text in UTF-16", "text in UTF-8", "Save it as CSV (UTF-8).")

    def rows(self) -> pl.LazyFrame:
        """The rows with their numbers; what is CSV is text."""
        import polars as pl

        if self._is_parquet:
            return pl.scan_parquet(self._path, row_index_name=ROW, glob=False)
        try:
            heading = next(self._lines())
        except (UnicodeDecodeError, csv.Error):
            self.refuse("what is no text in UTF-8", "CSV or Parquet", "Save it as CSV (UTF-8).")
        for separator, name in ((";", "semicolons"), ("\t", "tabs")):
            if len(heading) == 1 and separator in heading[0]:
                self.refuse(f"columns parted by {name}", "by commas")
        if twice := {name for name in heading if heading.count(name) > 1}:
            self.refuse(f"the column '{min(twice)}' twice", "each column once")
        return pl.scan_csv(self._path, infer_schema=False, row_index_name=ROW, glob=False)

    def mistake(
        self, column: str, row: int | None, found: str, expected: str, advice: str = ""
    ) -> Mistake:
        """A mistake in a column, in the row with this number where it is in one."""
        line = 0 if row is None else row + (1 if self._is_parquet else 2)
        return Mistake(Place(str(self._path), line), column, found, expected, advice)

    def refuse(self, found: str, expected: str, advice: str = "") -> NoReturn:
        """Raise `MistakesFound` for the file as a whole."""
        raise MistakesFound([self.mistake("", None, found, expected, advice)])

    def stop(self, mistakes: list[Mistake], rows: int = 0) -> None:
        """Raise `MistakesFound` where there are any; `rows` are all that have one."""
        if rows > TOLD:
            found = f"mistakes in {rows:,} rows, of which the first {TOLD} are told"
            mistakes = [self.mistake("", None, found, "none"), *mistakes]
        if mistakes:
            raise MistakesFound(mistakes)

    def unreadable(self, error: Exception) -> Mistake:
        """What is wrong with a file that polars does not read."""
        if not self._is_parquet:
            lines = self._lines()
            width = len(next(lines))
            try:
                for number, line in enumerate(lines):
                    if len(line) > width:
                        found = f"{len(line)} cells"
                        return self.mistake("", number, found, f"{width}, as in the heading")
            except (UnicodeDecodeError, csv.Error):
                advice = "Save it as CSV (UTF-8)."
                return self.mistake("", None, "what is no text in UTF-8", "text", advice)
        kind = "Parquet" if self._is_parquet else "CSV"
        says = str(error).splitlines()[0]
        return self.mistake("", None, f"what cannot be read ({says})", kind)

    def _lines(self) -> Iterator[list[str]]:
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)


class _Read:
    """The rows of a file as they are meant: in `rows`, with `_BAD` where a value has no meaning.

    Such a value is null in it, as is one that is not given.
    """

    def __init__(
        self, rows: pl.LazyFrame, facts: Mapping[str, tuple[str, ...]], calendar: Calendar
    ) -> None:
        import polars as pl

        self._facts, self._calendar = facts, calendar
        meant, missing = [], []
        for name, dtype in rows.collect_schema().items():
            if name == RECEIVED:
                meant.append(self._received(dtype).alias(_MEANT + name))
                missing.append(pl.col(_MEANT + name).is_null())
                continue
            is_text = not isinstance(dtype, pl.Enum | pl.Categorical)
            given = pl.col(name).cast(pl.String) if is_text else pl.col(name)
            meant.append(given.cast(pl.Enum(facts[name]), strict=False).alias(_MEANT + name))
            said = given != "" if is_text else given.is_not_null()
            missing.append(pl.col(_MEANT + name).is_null() & said)
        self.rows = rows.with_columns(meant).select(
            *(pl.col(_MEANT + name).alias(name) for name in rows.collect_schema()),
            pl.any_horizontal(missing).alias(_BAD),
        )

    def _received(self, dtype: pl.DataType) -> pl.Expr:
        """The time in UTC, in whole minutes; null beyond the calendar."""
        import polars as pl

        if isinstance(dtype, pl.Datetime):
            times = [pl.col(RECEIVED).cast(pl.Datetime("ms", dtype.time_zone))]
        else:
            text = pl.col(RECEIVED).cast(pl.String).str.strip_chars()
            text = text.str.replace(r"^(\S{10})[Tt ](\d\d:\d\d)(:\d\d([.]\d+)?)?", "$1 $2")
            text = text.str.replace("[Zz]$", "+00:00")
            times = [
                text.str.to_datetime("%Y-%m-%d %H:%M", strict=False, time_unit="ms"),
                text.str.to_datetime(
                    "%Y-%m-%d %H:%M%z", strict=False, time_unit="ms", time_zone="UTC"
                ),
            ]
        is_local = not isinstance(dtype, pl.Datetime) or dtype.time_zone is None
        if is_local:
            times[0] = times[0].dt.replace_time_zone(
                str(LONDON), ambiguous="earliest", non_existent="null"
            )
        utc = pl.coalesce(time.dt.convert_time_zone("UTC") for time in times).dt.truncate("1m")
        day = utc.dt.convert_time_zone(str(LONDON)).dt.date()
        return pl.when(day.is_between(self._calendar.first, self._calendar.last)).then(utc)

    def expected(self, name: str, found: Any) -> tuple[str, str]:
        """What is expected in a column, and advice to whoever wrote something else there."""
        if name != RECEIVED:
            values = self._facts[name]
            return f"one of {', '.join(values)}, or nothing", nearest(str(found), values)
        expected = "a local time such as 2025-03-28 15:30 that there was, or one with its offset"
        first, last = self._calendar.first, self._calendar.last
        try:
            is_known = first <= datetime.fromisoformat(str(found)).date() <= last
        except ValueError:
            return expected, ""
        known = f"Bank holidays are known from {describe_day(first)} to {describe_day(last)}."
        return expected, "" if is_known else known


def _facts(books: Sequence[Rulebook]) -> dict[str, tuple[str, ...]]:
    """The facts that can be said, with those values that all who ask it know."""
    every: dict[str, lang.Fact] = {}
    for book in books:
        every = {**book.facts, **every}
    return {
        name: tuple(
            value
            for value in fact.values
            if all(value in book.facts[name].values for book in books if name in book.facts)
        )
        for name, fact in every.items()
        if not fact.derived
    }


def _wrong_columns(
    file: _File, names: Sequence[str], books: Sequence[Rulebook], ignore: Collection[str]
) -> list[Mistake]:
    known = {RECEIVED, *_facts(books)}
    derived = {fact.fact for book in books for fact in book.facts.values() if fact.derived}
    wrong = []
    if len(names) > WIDEST:
        file.refuse(f"{len(names):,} columns", f"at most {WIDEST}")
    for name in sorted(set(ignore).difference(names)):
        near = did_you_mean(name, names)
        wrong.append(file.mistake("--ignore", None, f"'{name}'", "a column of the file", near))
    for name in names:
        if name in known or name in ignore or name == ROW:
            continue
        without = f"Take the column out, or pass it over with --ignore {name}"
        if name in derived:
            found, expected, near = "a fact that follows from others", "facts that are asked", ""
        else:
            found, near = "a column that is no fact", nearest(name, known)
            expected = "facts alone: no names, addresses or notes"
        advice = f"{near} {without}.".strip()
        wrong.append(file.mistake(name or "(no name)", None, found, expected, advice))
    if RECEIVED not in names or RECEIVED in ignore:
        wrong.append(file.mistake(RECEIVED, None, "no such column", "the times of receipt"))
    return wrong


def _cannot_be(
    file: _File, contacts: pl.DataFrame, books: Sequence[Rulebook]
) -> tuple[list[Mistake], int]:
    """A mistake for each of the first rows whose facts cannot be together, and how many do so."""
    found: dict[int, str] = {}
    for book in books:
        for name, holds in impossible(contacts, book).to_dict().items():
            found |= dict.fromkeys(holds.arg_true(), book.impossible[name].because)
    mistakes = [
        file.mistake(
            "", row, f"facts that cannot be together ({found[row].rstrip('.')})", "facts that can"
        )
        for row in sorted(found)[:TOLD]
    ]
    return mistakes, len(found)
