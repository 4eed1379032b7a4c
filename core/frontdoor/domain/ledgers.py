"""Ledgers: how a deadline was counted, one line for each local date that matters to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import msgspec

from frontdoor.domain.clocks import (
    LONDON,
    WEEKDAYS,
    Calendar,
    ClockSettings,
    clock,
    clock_time,
    counted,
    in_utc,
)
from frontdoor.procedure.timescales import Kind, Timescale

_DAY = timedelta(days=1)
_MIDNIGHT = time()


class LedgerLine(msgspec.Struct, frozen=True):
    """One local date of a count: whether it counted, and how or why not."""

    day: date
    counted: bool
    note: str


class Deadline(msgspec.Struct, frozen=True):
    """When something is due and how that was counted; both moments are in UTC.

    `due` is None where the source gives no time. The ledger begins with the date of the start and
    ends with that of the deadline.
    """

    due: datetime | None
    start: datetime
    ledger: tuple[LedgerLine, ...]


def deadline(
    timescale: Timescale, start: datetime, calendar: Calendar, settings: ClockSettings
) -> Deadline:
    """Work out when `timescale`, running from `start` (aware, in any zone), ends, and show how.

    Raises `BeyondCalendar` as a `clock` does, and `ValueError` as `in_utc` does.
    """
    start = in_utc(start)
    due = clock(timescale, calendar, settings)(start)
    local = start.astimezone(LONDON)
    if due is None:
        note = f"{_started(local)}; the source gives no time, so there is no deadline"
        return Deadline(None, start, (LedgerLine(local.date(), False, note),))
    count = _Count(timescale, local, due.astimezone(LONDON), calendar, settings)
    return Deadline(due, start, tuple(_LEDGERS[timescale.kind](count)))


class _Count(NamedTuple):
    """What was counted, from a start to its end, both local."""

    timescale: Timescale
    start: datetime
    ends: datetime
    calendar: Calendar
    settings: ClockSettings


def _on_the_clock(count: _Count) -> list[LedgerLine]:
    timescale = count.timescale
    if timescale.kind is Kind.HOUR:
        note = f"{timescale} on the clock, through nights and weekends"
    elif timescale.kind is Kind.MINUTE:
        note = f"{timescale} on the clock"
    else:
        minutes = counted(count.settings.immediately_minutes, "minute")
        note = f"immediately is {minutes} by this council's setting"
    if count.ends.utcoffset() != count.start.utcoffset():
        note = f"{note}, the change of the clocks on the way making no difference"
    return _from_start_to_end(count, note)


def _by_the_calendar(count: _Count) -> list[LedgerLine]:
    wished = count.start.time().replace(fold=0)
    note = f"{count.timescale} by the calendar, weekends and bank holidays among them"
    if count.ends.time() != wished:
        never = clock_time(datetime.combine(count.ends.date(), wished))
        note = f"{note}; {never} does not exist on this day, as the clocks go forward"
    return _from_start_to_end(count, note)


def _from_start_to_end(count: _Count, note: str) -> list[LedgerLine]:
    begins = count.ends.time() == _MIDNIGHT
    due = "due as the day begins" if begins else f"due at {clock_time(count.ends)}"
    return [
        LedgerLine(count.start.date(), True, _started(count.start)),
        LedgerLine(count.ends.date(), True, f"{note}: {due}"),
    ]


def _working_days(count: _Count) -> list[LedgerLine]:
    day, days = count.start.date(), count.timescale.count
    ledger: list[LedgerLine] = []
    started = _started(count.start)
    why_not = count.calendar.why_not(day)
    if why_not is not None:
        ledger.append(LedgerLine(day, False, f"{started}; not counted: {why_not}"))
    elif count.settings.count_to_end_of_day:
        note = f"{started}; this council counts from the next working day, to the end of the last"
        ledger.append(LedgerLine(day, False, note))
    elif count.start.time() == _MIDNIGHT:
        day -= _DAY
    else:
        ledger.append(LedgerLine(day, True, f"{started}; counted from then"))
    whole = count.ends.time() == _MIDNIGHT
    until = "to the end of the day" if whole else f"until {clock_time(count.start)}"
    number = 0
    while number < days:
        day += _DAY
        why_not = count.calendar.why_not(day)
        if why_not is not None:
            ledger.append(LedgerLine(day, False, f"not counted: {why_not}"))
            continue
        number += 1
        note = f"working day {number} of {days}, {until}"
        if not ledger:
            note = f"{started}; {note}"
        if number == days:
            note = f"{note}: due then"
        ledger.append(LedgerLine(day, True, note))
    return ledger


def _next_meeting(count: _Count) -> list[LedgerLine]:
    day = count.start.date()
    note = f"{_started(count.start)}; the next meeting is on a later day"
    ledger = [LedgerLine(day, False, note)]
    while (day := day + _DAY) < count.ends.date():
        why_not = count.calendar.why_not(day)
        why_not = why_not or f"not on a {WEEKDAYS[day.weekday()]}, by this council's setting"
        ledger.append(LedgerLine(day, False, f"no meeting: {why_not}"))
    note = f"the next meeting, by this council's setting at {clock_time(count.ends)}"
    ledger.append(LedgerLine(day, True, f"{note}: due then"))
    return ledger


_LEDGERS: dict[Kind, Callable[[_Count], list[LedgerLine]]] = {
    Kind.IMMEDIATELY: _on_the_clock,
    Kind.MINUTE: _on_the_clock,
    Kind.HOUR: _on_the_clock,
    Kind.WORKING_DAY: _working_days,
    Kind.DAY: _by_the_calendar,
    Kind.WEEK: _by_the_calendar,
    Kind.NEXT_MEETING: _next_meeting,
}


def _started(local: datetime) -> str:
    if local.time() == _MIDNIGHT:
        return "started as the day began"
    return f"started at {clock_time(local)}"
