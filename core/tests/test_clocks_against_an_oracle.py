"""Clocks: generated deadlines agree with an oracle that counts otherwise."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

import holidays
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from frontdoor.adapters.bank_holidays import england_and_wales
from frontdoor.domain.clocks import LONDON, BeyondCalendar, Calendar, ClockSettings
from frontdoor.domain.ledgers import deadline
from frontdoor.procedure.timescales import Kind, Timescale

CALENDAR = england_and_wales()
DEFAULT = ClockSettings()

# The oracle. It knows no time zone database and no list of bank holidays: the clocks change at 1am
# UTC on the last Sundays of March and October, the bank holidays are worked out by rule by another
# package, and working time is walked through hour by hour.

BY_RULE = holidays.country_holidays("GB", subdiv="ENG", years=range(2011, 2031))
HOUR = timedelta(hours=1)


def clock_change(year: int, month: int) -> datetime:
    """When the clocks change: at 1am UTC on the last Sunday of the month."""
    last = date(year, month, 31)
    return datetime(year, month, 31 - last.isoweekday() % 7, 1, tzinfo=UTC)


def wall_clock(moment: datetime) -> datetime:
    """The local time of a moment in UTC, without a zone."""
    summer = clock_change(moment.year, 3) <= moment < clock_change(moment.year, 10)
    return moment.replace(tzinfo=None) + summer * HOUR


def first_moment_at(wall: datetime) -> datetime:
    """The first moment with that local time; the clock change where there is none."""
    for moment in (wall.replace(tzinfo=UTC) - HOUR, wall.replace(tzinfo=UTC)):
        if wall_clock(moment) == wall:
            return moment
    return clock_change(wall.year, 3)


def works(day: date) -> bool:
    """Whether a date is a working day."""
    return day.isoweekday() <= 5 and day not in BY_RULE


def oracle(timescale: Timescale, start: datetime, choice: ClockSettings) -> datetime | None:
    """The deadline, arrived at in another way."""
    moment, count = start.astimezone(UTC), timescale.count
    wall = wall_clock(moment)
    match timescale.kind:
        case Kind.NOT_STATED:
            return None
        case Kind.IMMEDIATELY | Kind.MINUTE | Kind.HOUR:
            minutes = {Kind.MINUTE: count, Kind.HOUR: 60 * count}
            seconds = 60 * minutes.get(timescale.kind, choice.immediately_minutes)
            epoch = datetime(1970, 1, 1, tzinfo=UTC)
            return epoch + ((moment - epoch) + timedelta(0, seconds))
        case Kind.DAY | Kind.WEEK:
            return first_moment_at(
                wall + timedelta(count * (7 if timescale.kind is Kind.WEEK else 1))
            )
        case Kind.NEXT_MEETING:
            meeting = wall
            while not (
                meeting.date() > wall.date()
                and works(meeting.date())
                and meeting.weekday() in choice.meeting_days
            ):
                meeting += timedelta(1)
            return first_moment_at(datetime.combine(meeting, choice.meeting_time))
        case Kind.WORKING_DAY if choice.count_to_end_of_day:
            ends = (wall.date() + timedelta(days) for days in range(1, 999))
            working = [next(day for day in ends if works(day)) for _ in range(count)]
            return first_moment_at(datetime.combine(working[-1] + timedelta(1), time()))
    left = count * 24 * HOUR
    while True:
        next_hour = moment.replace(minute=0, second=0, microsecond=0) + HOUR
        if works(wall_clock(moment).date()):
            if left <= next_hour - moment:
                return moment + left
            left -= next_hour - moment
        moment = next_hour


ZONES: list[tzinfo] = [UTC, LONDON, timezone(timedelta(hours=9)), timezone(timedelta(hours=-11))]
# Days around which mistakes would show: bank holidays, clock changes and leap days.
SPECIAL = sorted(
    {day for day in BY_RULE if 2012 < day.year < 2028}
    | {clock_change(year, month).date() for year in range(2013, 2028) for month in (3, 10)}
    | {date(2016, 2, 29), date(2020, 2, 29), date(2024, 2, 29)}
)
TIMES = st.sampled_from([time(), time(0, 30), time(1), time(1, 30), time(15, 30), time(23, 59, 59)])


@st.composite
def starts(draw: st.DrawFn) -> datetime:
    """Any moment, in any zone; every other one near a day on which mistakes would show."""
    if draw(st.booleans()):
        wall = draw(st.datetimes(datetime(2012, 1, 2), datetime(2028, 6, 1)))  # noqa: DTZ001 - a wall clock has no zone
    else:
        day = draw(st.sampled_from(SPECIAL)) + timedelta(draw(st.integers(-4, 2)))
        wall = datetime.combine(day, draw(TIMES | st.times()))
    zone = draw(st.sampled_from(ZONES))
    moment = wall.replace(tzinfo=LONDON, fold=draw(st.integers(0, 1)))
    return moment.astimezone(UTC).astimezone(zone)


WORKING_DAYS = st.builds(Timescale, st.just(Kind.WORKING_DAY), st.integers(1, 12))
TIMESCALES = st.one_of(
    WORKING_DAYS,
    WORKING_DAYS,
    st.builds(Timescale, st.just(Kind.MINUTE), st.integers(1, 120)),
    st.builds(Timescale, st.just(Kind.HOUR), st.integers(1, 240)),
    st.builds(Timescale, st.just(Kind.DAY), st.integers(1, 45)),
    st.builds(Timescale, st.just(Kind.WEEK), st.integers(1, 26)),
    st.sampled_from(
        [Timescale(kind) for kind in (Kind.IMMEDIATELY, Kind.NEXT_MEETING, Kind.NOT_STATED)]
    ),
)
CHOICES = st.builds(
    ClockSettings,
    immediately_minutes=st.integers(1, 60),
    meeting_time=st.times(time(6), time(22)),
    meeting_days=st.sets(st.integers(0, 4), min_size=1).map(tuple),
    count_to_end_of_day=st.booleans(),
)


def agrees_with_the_oracle(timescale: Timescale, start: datetime, choice: ClockSettings) -> None:
    """The deadline is the oracle's, and the ledger is whole."""
    worked = deadline(timescale, start, CALENDAR, choice)
    assert worked.due == oracle(timescale, start, choice)
    assert worked.start == start.astimezone(UTC)
    ledger = worked.ledger
    assert ledger[0].day == wall_clock(start.astimezone(UTC)).date()
    if timescale.kind is Kind.WORKING_DAY:
        days = [line.day for line in ledger]
        assert days == [days[0] + timedelta(number) for number in range(len(days))]
        assert all(works(line.day) for line in ledger if line.counted)
        assert all(not works(line.day) for line in ledger[1:] if not line.counted)
        assert (
            sum(line.note.count(f" of {timescale.count}, ") for line in ledger) == timescale.count
        )
    if worked.due is not None:
        last_moment = worked.due - timedelta(microseconds=1)
        assert ledger[-1].day in (wall_clock(last_moment).date(), wall_clock(worked.due).date())


def ordered_as_compared(
    one: Timescale, other: Timescale, start: datetime, choice: ClockSettings
) -> None:
    """The deadlines come in the order that comparing their timescales gives."""
    first = deadline(one, start, CALENDAR, choice).due
    second = deadline(other, start, CALENDAR, choice).due
    never_later = one.never_later_than(other)
    if first is None or second is None:
        assert never_later is None
    elif never_later is not None:
        assert first <= second if never_later else first >= second


FEW = settings(max_examples=300, deadline=None)
MANY = settings(max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(TIMESCALES, starts(), CHOICES)
@example(Timescale(Kind.WORKING_DAY, 1), datetime(2026, 1, 5, tzinfo=LONDON), DEFAULT)
@example(Timescale(Kind.DAY, 1), datetime(2026, 3, 28, 1, 30, tzinfo=LONDON), DEFAULT)
@FEW
def test_deadlines_agree_with_the_oracle(
    timescale: Timescale, start: datetime, choice: ClockSettings
) -> None:
    """Any deadline is the one that walking through the working time arrives at."""
    agrees_with_the_oracle(timescale, start, choice)


@pytest.mark.faults
@given(TIMESCALES, starts(), CHOICES)
@MANY
def test_twenty_thousand_deadlines_agree_with_the_oracle(
    timescale: Timescale, start: datetime, choice: ClockSettings
) -> None:
    """Of twenty thousand deadlines not one differs from the oracle's."""
    agrees_with_the_oracle(timescale, start, choice)


@given(TIMESCALES, TIMESCALES, starts(), CHOICES)
@FEW
def test_deadlines_come_in_the_order_that_comparing_says(
    one: Timescale, other: Timescale, start: datetime, choice: ClockSettings
) -> None:
    """What compares as never later never is, for any start and any council's settings."""
    ordered_as_compared(one, other, start, choice)


@pytest.mark.faults
@given(TIMESCALES, TIMESCALES, starts(), CHOICES)
@MANY
def test_twenty_thousand_pairs_come_in_the_order_that_comparing_says(
    one: Timescale, other: Timescale, start: datetime, choice: ClockSettings
) -> None:
    """Of twenty thousand pairs not one comes in another order than comparing says."""
    ordered_as_compared(one, other, start, choice)


@given(TIMESCALES, starts(), starts(), CHOICES)
@FEW
def test_a_later_start_never_ends_earlier(
    timescale: Timescale, one: datetime, other: datetime, choice: ClockSettings
) -> None:
    """Deadlines keep the order of their starts: receiving a contact later gains nothing over it."""
    earlier, later = sorted((one.astimezone(UTC), other.astimezone(UTC)))
    first = deadline(timescale, earlier, CALENDAR, choice).due
    second = deadline(timescale, later, CALENDAR, choice).due
    assert first is None or second is None or first <= second


@settings(deadline=None)
@given(st.dates(date(2019, 12, 20), date(2021, 1, 10)), st.integers(1, 300))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    """The nth working day after a date is found by looking at each; beyond the calendar is told."""
    small = Calendar(CALENDAR.holidays, date(2020, 1, 1), date(2020, 12, 31))
    left, at = count, day
    try:
        while left:
            at += timedelta(days=1)
            left -= small.is_working_day(at)
    except BeyondCalendar as expected:
        with pytest.raises(BeyondCalendar, match=re.escape(str(expected))):
            small.working_day_after(day, count)
    else:
        assert small.working_day_after(day, count) == at
