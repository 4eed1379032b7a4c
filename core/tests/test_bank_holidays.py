"""The bank holidays of England and Wales, against the package's own reading and another package."""

from __future__ import annotations

import socket
import subprocess
import sys
from datetime import date, timedelta

import holidays
import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from frontdoor.adapters.bank_holidays import england_and_wales
from frontdoor.domain.clocks import Calendar
from frontdoor.procedure.timescales import LONGEST_BREAK


def every_day(calendar: Calendar) -> list[date]:
    """Each date of the calendar, in order."""
    span = (calendar.last - calendar.first).days
    return [calendar.first + timedelta(days=days) for days in range(span + 1)]


def test_the_calendar_covers_the_years_known_in_full() -> None:
    """The calendar begins and ends with whole years, each with all its bank holidays."""
    calendar = england_and_wales()
    assert calendar.first == date(2012, 1, 1)
    assert calendar.last >= date(2028, 12, 31)
    assert (calendar.last.month, calendar.last.day) == (12, 31)
    for year in range(calendar.first.year, calendar.last.year + 1):
        assert date(year, 12, 25) in calendar.holidays or date(year, 12, 25).weekday() > 4


def test_each_day_is_as_another_package_has_it() -> None:
    """Day for day, working days agree with those that the `holidays` package works out by rule."""
    calendar = england_and_wales()
    years = range(calendar.first.year, calendar.last.year + 1)
    other = holidays.country_holidays("GB", subdiv="ENG", years=years)
    for day in every_day(calendar):
        assert calendar.is_working_day(day) is (day.weekday() < 5 and day not in other), day


def test_the_data_is_what_the_package_itself_reads() -> None:
    """Reading the file past the package's class loses no day."""
    own = BankHolidays(use_cached_holidays=True).get_holidays(BankHolidays.ENGLAND_AND_WALES)
    assert set(england_and_wales().holidays) == {event["date"] for event in own}


def test_a_day_says_why_it_is_no_working_day() -> None:
    """The name of the day is given as people know it, a substitute day as such."""
    calendar = england_and_wales()
    assert calendar.why_not(date(2026, 4, 3)) == "Good Friday"
    assert calendar.why_not(date(2026, 4, 4)) == "Saturday"
    assert calendar.why_not(date(2026, 12, 28)) == "Boxing Day (substitute day)"
    assert calendar.why_not(date(2026, 4, 7)) is None


def test_a_bank_holiday_announced_later_is_added() -> None:
    """A day announced since counts as a bank holiday, and lengthens the calendar by nothing."""
    announced = {date(2026, 6, 19): "An invented jubilee", date(2040, 1, 2): "Far off"}
    calendar = england_and_wales(announced)
    assert calendar.why_not(date(2026, 6, 19)) == "An invented jubilee"
    assert calendar.last == england_and_wales().last
    assert england_and_wales().is_working_day(date(2026, 6, 19))


def test_the_calendar_is_built_once() -> None:
    """Asked again, with the same announced days in any order, the same calendar comes back."""
    first, second = date(2026, 6, 19), date(2027, 6, 18)
    assert england_and_wales() is england_and_wales({})
    one = england_and_wales({first: "A", second: "B"})
    assert one is england_and_wales({second: "B", first: "A"})


def test_no_break_is_longer_than_comparisons_allow() -> None:
    """In no known year are there more days in a row without a working day than is taken for most.

    One day to spare is left for a bank holiday that is announced later.
    """
    calendar = england_and_wales()
    longest = run = 0
    for day in every_day(calendar):
        run = 0 if calendar.is_working_day(day) else run + 1
        longest = max(longest, run)
    assert longest == LONGEST_BREAK - 1


def test_the_network_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The calendar is built with no way to the network, and without loading a client for it."""

    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    assert england_and_wales({date(2026, 6, 26): "Built anew"}).last.month == 12
    loaded = (
        "import sys; from frontdoor.adapters.bank_holidays import england_and_wales as calendar; "
        "calendar(); sys.exit('requests' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
