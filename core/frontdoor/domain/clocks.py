"""Clocks: from a start and a timescale to when something is due.

Everything is worked in Europe/London and kept in UTC. How a deadline was counted, day by day, is
shown by `ledgers`.

- *Minutes* and *hours* run on the clock, through nights and weekends and over a clock change.
- *Days* and *weeks* are days of the calendar: the same clock time on a later date.
- A *working day* is a whole local date, midnight to midnight, Monday to Friday, not a bank holiday.
  Within n working days is n such days of working time: Friday 3:30pm and one is Monday 3:30pm;
  Saturday 10pm and one is the end of Monday, kept as the midnight with which Monday ends.
- The clocks change in the night to a Sunday, so only *days* and *weeks* can end at a clock time
  that does not exist that day (they then end as the clocks go forward) or comes twice (the first).
  A start is taken as the moment it is; a zone's own `fold` tells two such moments apart.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

from frontdoor.procedure.timescales import (
    EARLIEST_MEETING_HOUR,
    LATEST_MEETING_HOUR,
    LONGEST_IMMEDIATELY,
    Kind,
    Timescale,
)

LONDON = ZoneInfo("Europe/London")

_DAY = timedelta(days=1)
_MIDNIGHT = time()
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class BeyondCalendar(Exception):
    """A date whose bank holidays are not known, so that working days cannot be counted over it."""

    def __init__(self, day: date, first: date, last: date) -> None:
        self.day, self.first, self.last = day, first, last
        super().__init__(
            f"It is not known whether {describe_day(day)} is a working day: the calendar of bank "
            f"holidays runs from {describe_day(first)} to {describe_day(last)}. "
            + (
                "Check the date."
                if day < first
                else "Check the date; if it is right, update the package govuk-bank-holidays."
            )
        )


@dataclass(frozen=True)
class Calendar:
    """The bank holidays from `first` to `last`, each date with the name of its day."""

    holidays: Mapping[date, str] = field(hash=False)
    first: date
    last: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "holidays", MappingProxyType(dict(self.holidays)))

    def why_not(self, day: date) -> str | None:
        """Why `day` is no working day (`Saturday`, `Good Friday`), or None where it is one.

        Raises `BeyondCalendar` for a date that the calendar does not cover.
        """
        if not self.first <= day <= self.last:
            raise BeyondCalendar(day, self.first, self.last)
        name = self.holidays.get(day)
        if name is not None:
            return name
        weekday = day.weekday()
        return WEEKDAYS[weekday] if weekday > 4 else None

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is Monday to Friday and no bank holiday. Raises `BeyondCalendar`."""
        return day in self._numbers or self.why_not(day) is None

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`th working day after `day`. Raises `BeyondCalendar`."""
        number = self._numbers.get(day)
        if number is None:
            if day < self.first - _DAY:
                raise BeyondCalendar(day + _DAY, self.first, self.last)
            number = bisect_right(self._working_days, day) - 1
        if number + count >= len(self._working_days):
            raise BeyondCalendar(max(day, self.last) + _DAY, self.first, self.last)
        return self._working_days[number + count]

    @cached_property
    def _working_days(self) -> list[date]:
        every = map(date.fromordinal, range(self.first.toordinal(), self.last.toordinal() + 1))
        return [day for day in every if day.weekday() < 5 and day not in self.holidays]

    @cached_property
    def _numbers(self) -> dict[date, int]:
        return {day: number for number, day in enumerate(self._working_days)}


@dataclass(frozen=True)
class ClockSettings:
    """What sources leave open and a council chooses; never passed off as the source's own rule.

    `meeting_time` is local; `meeting_days` are weekdays, Monday 0 to Friday 4, and no meeting is
    held on a bank holiday. With `count_to_end_of_day`, n working days end with the nth working day
    after the date of the start. Raises `ValueError` for a choice outside its bounds.
    """

    immediately_minutes: int = 15
    meeting_time: time = time(9, 30)
    meeting_days: tuple[int, ...] = (0, 1, 2, 3, 4)
    count_to_end_of_day: bool = False

    def __post_init__(self) -> None:
        wrong = []
        if not 1 <= self.immediately_minutes <= LONGEST_IMMEDIATELY:
            wrong.append(
                f"immediately_minutes: found {self.immediately_minutes}; "
                f"expected 1 to {LONGEST_IMMEDIATELY}"
            )
        earliest, latest = time(EARLIEST_MEETING_HOUR), time(LATEST_MEETING_HOUR)
        if self.meeting_time.tzinfo or not earliest <= self.meeting_time <= latest:
            wrong.append(
                f"meeting_time: found {self.meeting_time}; "
                f"expected a local time from {earliest:%H:%M} to {latest:%H:%M}"
            )
        if not self.meeting_days or not set(self.meeting_days) <= set(range(5)):
            wrong.append(
                f"meeting_days: found {self.meeting_days}; "
                "expected one or more of 0 (Monday) to 4 (Friday)"
            )
        if wrong:
            raise ValueError("; ".join(wrong))


Clock = Callable[[datetime], datetime | None]
"""From a start in UTC (see `in_utc`) to when something is due in UTC; None: no time is given."""


@cache
def clock(timescale: Timescale, calendar: Calendar, settings: ClockSettings) -> Clock:
    """What works out when `timescale` ends; for the same of all three the very same.

    It raises `BeyondCalendar` where working days or meetings would be counted over a date that the
    calendar does not cover.
    """
    return _CLOCKS[timescale.kind](timescale, calendar, settings)


def in_utc(start: datetime) -> datetime:
    """A moment from which a clock can run. Raises `ValueError` for one without a zone or reason."""
    if start.tzinfo is UTC and 1900 <= start.year <= 9000:
        return start
    if start.utcoffset() is None:
        raise ValueError(f"found the start {start}, without a zone; expected one with its offset")
    if not 1900 <= start.year <= 9000:
        raise ValueError(f"found a start in the year {start.year}; expected one from 1900 to 9000")
    return start.astimezone(UTC)


def describe(moment: datetime, *, begins: bool = False) -> str:
    """An aware moment for people, in local time: `Monday 5 January 2026 at 3:30pm`.

    Midnight is `the end of Monday 5 January 2026`, as a deadline means it, or, where something
    `begins` with it, `the start of Tuesday 6 January 2026`.
    """
    local = moment.astimezone(LONDON)
    if local.time() != _MIDNIGHT:
        return f"{describe_day(local.date())} at {clock_time(local)}"
    if begins:
        return f"the start of {describe_day(local.date())}"
    return f"the end of {describe_day(local.date() - _DAY)}"


def describe_day(day: date) -> str:
    """A date for people: `Monday 5 January 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def in_words(due: datetime, now: datetime) -> str:
    """How far off a deadline is: `in 3 hours`, `overdue by 2 days`; both moments aware.

    Whole units, rounded down, so that nobody is promised more time than there is: minutes up to two
    hours, hours up to two days.
    """
    # In UTC: within one zone Python compares wall clocks, and mistakes an hour that comes twice.
    left = due.astimezone(UTC) - now.astimezone(UTC)
    minutes = abs(left) // timedelta(minutes=1)
    if minutes >= 2 * 1440:
        span = f"{minutes // 1440} days"
    elif minutes >= 2 * 60:
        span = f"{minutes // 60} hours"
    elif minutes:
        span = counted(minutes, "minute")
    else:
        span = "less than a minute"
    return f"overdue by {span}" if left < timedelta() else f"in {span}"


def _on_the_clock(timescale: Timescale, _calendar: Calendar, settings: ClockSettings) -> Clock:
    if timescale.kind is Kind.HOUR:
        span = timedelta(hours=timescale.count)
    elif timescale.kind is Kind.MINUTE:
        span = timedelta(minutes=timescale.count)
    else:
        span = timedelta(minutes=settings.immediately_minutes)
    return lambda start: start + span


def _by_the_calendar(timescale: Timescale, _calendar: Calendar, _settings: ClockSettings) -> Clock:
    span = timedelta(days=timescale.count * (7 if timescale.kind is Kind.WEEK else 1))

    def due(start: datetime) -> datetime:
        local = start.astimezone(LONDON)
        return _at(local.date() + span, local.time().replace(fold=0))

    return due


def _working_days(timescale: Timescale, calendar: Calendar, settings: ClockSettings) -> Clock:
    def due(start: datetime) -> datetime:
        local = start.astimezone(LONDON)
        day, clock = local.date(), local.time()
        if not calendar.is_working_day(day) or settings.count_to_end_of_day:
            clock = _MIDNIGHT
        elif clock == _MIDNIGHT:
            day -= _DAY  # the whole of the start's own date is the first working day
        last = calendar.working_day_after(day, timescale.count)
        return _at(last + _DAY if clock == _MIDNIGHT else last, clock)

    return due


def _next_meeting(_timescale: Timescale, calendar: Calendar, settings: ClockSettings) -> Clock:
    def due(start: datetime) -> datetime:
        day = calendar.working_day_after(start.astimezone(LONDON).date(), 1)
        while day.weekday() not in settings.meeting_days:
            day = calendar.working_day_after(day, 1)
        return _at(day, settings.meeting_time)

    return due


def _without_a_time(_timescale: Timescale, _calendar: Calendar, _settings: ClockSettings) -> Clock:
    return lambda _start: None


_CLOCKS: dict[Kind, Callable[[Timescale, Calendar, ClockSettings], Clock]] = {
    Kind.IMMEDIATELY: _on_the_clock,
    Kind.MINUTE: _on_the_clock,
    Kind.HOUR: _on_the_clock,
    Kind.WORKING_DAY: _working_days,
    Kind.DAY: _by_the_calendar,
    Kind.WEEK: _by_the_calendar,
    Kind.NEXT_MEETING: _next_meeting,
    Kind.NOT_STATED: _without_a_time,
}


def _at(day: date, clock: time) -> datetime:
    """A local clock time in UTC: the first where it comes twice, the change where it never does."""
    wished = datetime.combine(day, clock, LONDON)
    moment = wished.astimezone(UTC)
    if day.weekday() == 6 and moment.astimezone(LONDON).time() != clock:
        # The clocks go forward on a Sunday at a full hour, in UTC as in local time.
        return moment.replace(minute=0, second=0, microsecond=0)
    return moment


def clock_time(local: datetime) -> str:
    """`3:30pm`, `3pm`, `midday`; in the hour that comes twice, which of the two."""
    hour, minute = local.hour, local.minute
    if hour == 12 and not minute:
        return "midday"
    # Seconds past midnight are 12:00am: `12am` would be taken for midnight, or for midday.
    minutes = f":{minute:02}" if minute or not hour else ""
    text = f"{hour % 12 or 12}{minutes}{'am' if hour < 12 else 'pm'}"
    if hour == 1:
        other = local.replace(fold=1 - local.fold)
        if other.utcoffset() != local.utcoffset():
            return f"{text} ({'after' if local.fold else 'before'} the clocks go back)"
    return text


def counted(count: int, unit: str) -> str:
    """`1 minute`, `2 minutes`."""
    return f"{count} {unit}{'' if count == 1 else 's'}"
