"""A procedure in practice: with a calendar, the settings of its clocks, and its derived facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, TypeVar

from frontdoor.domain.clocks import LONDON, Calendar, Clock, ClockSettings, clock
from frontdoor.domain.ledgers import Deadline, deadline
from frontdoor.procedure.compiled import Facts, UnknownFacts
from frontdoor.procedure.mistakes import Mistake, MistakesFound
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import Procedure
from frontdoor.procedure.timescales import Timescale

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Read = TypeVar("Read")

Derive = Callable[[Mapping[str, str], datetime], Mapping[str, str]]
"""A plugin's derived facts: from the facts so far and the time of receipt, to values of its own."""


@dataclass(frozen=True)
class Practice:
    """An effective procedure with all that it needs to run on a contact.

    `opens` and `closes` are the local office hours; `derive` works out facts that data cannot.
    """

    procedure: Procedure
    calendar: Calendar
    clocks: ClockSettings
    opens: time
    closes: time
    derive: tuple[Derive, ...] = field(default=())

    @cached_property
    def prepared(self) -> dict[tuple[str | None, str], Any]:
        """What `answer` keeps ready for each stage and route."""
        return {}

    @property
    def book(self) -> Rulebook:
        """The procedure as data."""
        return self.procedure.book

    def clock(self, timescale: Timescale) -> Clock:
        """What works out when a time of the procedure ends; for the same time the very same."""
        if timescale not in self._clocks:
            self._clocks[timescale] = clock(timescale, self.calendar, self.clocks)
        return self._clocks[timescale]

    @cached_property
    def _clocks(self) -> dict[Timescale, Clock]:
        return {}

    def deadline(self, timescale: Timescale, start: datetime) -> Deadline:
        """When a time of the procedure ends that runs from `start`, with its ledger."""
        return deadline(timescale, start, self.calendar, self.clocks)

    def facts(
        self,
        said: Mapping[str, str],
        received: datetime,
        *,
        born: date | None = None,
        expected: date | None = None,
    ) -> Facts:
        """All facts of a contact: those said, and those that follow from them.

        The age follows from a date of birth (or an expected one), out of hours from the time of
        receipt. Raises `UnknownFacts` for facts or values that the procedure does not have.
        """
        values = dict(said)
        local = received.astimezone(LONDON)
        values["out_of_hours"] = "yes" if self.is_out_of_hours(local) else "no"
        age = age_band(born, expected, local.date())
        if age:
            values["age_band"] = age
        for derive in self.derive:
            values.update(derive(values, received))
        return self.procedure.facts(values)

    def is_out_of_hours(self, local: datetime) -> bool:
        """Whether a local time lies outside the office hours of a working day."""
        in_hours = self.opens <= local.time() < self.closes
        return not (in_hours and self.calendar.is_working_day(local.date()))


def age_band(born: date | None, expected: date | None, on: date) -> str | None:
    """The value of the fact `age_band` on a date, or None where neither date is known."""
    if born is None:
        return "unborn" if expected is not None else None
    if born > on:
        return "unborn"
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    for below, band in ((1, "under_1"), (5, "1_to_4"), (10, "5_to_9"), (16, "10_to_15")):
        if years < below:
            return band
    return "16_or_17" if years < 18 else "18_or_over"


def clock_settings(book: Rulebook) -> tuple[ClockSettings, time, time]:
    """The clocks' settings and the office hours from a rulebook's `settings:` section.

    Raises `MistakesFound` naming each setting that cannot be used.
    """
    mistakes: list[Mistake] = []

    def value(name: str, read: Callable[[str], Read], expected: str) -> Read | None:
        text = book.settings[name].value
        try:
            return read(text)
        except (ValueError, KeyError):
            place = book.place("settings", name)
            mistakes.append(Mistake(place, f"settings.{name}", f"'{text}'", expected))
            return None

    minutes = value("immediately_minutes", int, "a number of minutes")
    at = value("meeting_time", time.fromisoformat, "a time such as 09:30")
    days = value("meeting_days", _weekdays, "days such as monday, wednesday")
    yes_no = {"yes": True, "no": False}.__getitem__
    to_end = value("count_to_end_of_day", yes_no, "yes or no")
    opens = value("office_opens", time.fromisoformat, "a time such as 09:00")
    closes = value("office_closes", time.fromisoformat, "a time such as 17:00")
    if (
        minutes is not None
        and at is not None
        and days is not None
        and to_end is not None
        and opens is not None
        and closes is not None
    ):
        try:
            return ClockSettings(minutes, at, days, to_end), opens, closes
        except ValueError as error:
            place = book.place("settings", "immediately_minutes")
            mistakes.append(Mistake(place, "settings", str(error), "settings within their bounds"))
    raise MistakesFound(mistakes)


def _weekdays(text: str) -> tuple[int, ...]:
    return tuple(DAYS.index(day.strip()) for day in text.split(","))


__all__ = ["Practice", "UnknownFacts", "age_band", "clock_settings"]
