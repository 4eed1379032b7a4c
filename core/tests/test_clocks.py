"""Clocks: deadlines worked by hand, their ledgers, and how they are told."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from frontdoor.adapters.bank_holidays import england_and_wales
from frontdoor.domain.clocks import (
    LONDON,
    BeyondCalendar,
    Calendar,
    ClockSettings,
    describe,
    in_words,
)
from frontdoor.domain.ledgers import Deadline, deadline
from frontdoor.procedure.timescales import Kind, Timescale, parse_timescale

CALENDAR = england_and_wales()
DEFAULT = ClockSettings()
TO_END_OF_DAY = ClockSettings(count_to_end_of_day=True)


def london(text: str) -> datetime:
    """`2026-01-02 15:30` in local time; where the time comes twice, `second` takes the later."""
    fold = text.endswith(" second")
    return datetime.fromisoformat(text.removesuffix(" second")).replace(tzinfo=LONDON, fold=fold)


def due(timescale: str, start: str, choice: ClockSettings = DEFAULT) -> datetime:
    """The deadline alone, from a start in local time."""
    moment = deadline(parse_timescale(timescale), london(start), CALENDAR, choice).due
    assert moment is not None
    assert moment.tzinfo is UTC
    return moment


def notes(worked: Deadline) -> list[tuple[str, bool, str]]:
    """The ledger as plain values."""
    return [(line.day.isoformat(), line.counted, line.note) for line in worked.ledger]


@pytest.mark.parametrize(
    ("start", "timescale", "expected"),
    [
        # A plain week. 5 January 2026 is a Monday.
        ("2026-01-05 09:00", "1 working day", "2026-01-06 09:00"),
        ("2026-01-05 09:00", "3 working days", "2026-01-08 09:00"),
        ("2026-01-07 09:00", "3 working days", "2026-01-12 09:00"),
        ("2026-01-05 09:00:07", "1 working day", "2026-01-06 09:00:07"),
        # Friday evening and the weekend.
        ("2026-01-02 15:30", "1 working day", "2026-01-05 15:30"),
        ("2026-01-02 23:59", "1 working day", "2026-01-05 23:59"),
        ("2026-01-03 00:00", "1 working day", "2026-01-06 00:00"),
        ("2026-01-03 22:00", "1 working day", "2026-01-06 00:00"),
        ("2026-01-04 22:00", "3 working days", "2026-01-08 00:00"),
        ("2026-01-02 17:00", "24 hours", "2026-01-03 17:00"),
        ("2026-01-02 17:00", "48 hours", "2026-01-04 17:00"),
        # The first moment of a working day: that day is the first, whole.
        ("2026-01-05 00:00", "1 working day", "2026-01-06 00:00"),
        ("2026-01-02 00:00", "1 working day", "2026-01-03 00:00"),
        ("2026-01-02 00:00", "2 working days", "2026-01-06 00:00"),
        # The eve of Easter: Good Friday is 3 April, Easter Monday 6 April.
        ("2026-04-02 16:45", "1 working day", "2026-04-07 16:45"),
        ("2026-04-03 16:45", "1 working day", "2026-04-08 00:00"),
        ("2026-04-02 16:45", "24 hours", "2026-04-03 16:45"),
        # Christmas 2026 is a Friday, Boxing Day is kept on Monday 28; New Year's Day is a Friday.
        ("2026-12-24 17:00", "1 working day", "2026-12-29 17:00"),
        ("2026-12-24 17:00", "3 working days", "2026-12-31 17:00"),
        ("2026-12-24 17:00", "4 working days", "2027-01-04 17:00"),
        ("2026-12-25 10:00", "1 working day", "2026-12-30 00:00"),
        ("2026-12-24 17:00", "2 weeks", "2027-01-07 17:00"),
        # The clocks go forward on Sunday 29 March 2026, at 1am.
        ("2026-03-27 15:30", "1 working day", "2026-03-30 15:30"),
        ("2026-03-28 15:30", "24 hours", "2026-03-29 16:30"),
        ("2026-03-29 00:30", "1 hour", "2026-03-29 02:30"),
        ("2026-03-29 00:45", "30 minutes", "2026-03-29 02:15"),
        ("2026-03-28 15:30", "1 day", "2026-03-29 15:30"),
        ("2026-03-28 01:30", "1 day", "2026-03-29 02:00"),  # 1:30am is not, that day
        ("2026-03-15 01:59:59", "2 weeks", "2026-03-29 02:00"),
        # They go back on Sunday 25 October 2026, at 2am.
        ("2026-10-23 15:30", "1 working day", "2026-10-26 15:30"),
        ("2026-10-24 15:30", "24 hours", "2026-10-25 14:30"),
        ("2026-10-25 01:30", "1 hour", "2026-10-25 01:30 second"),
        ("2026-10-25 01:30 second", "1 hour", "2026-10-25 02:30"),
        ("2026-10-24 01:30", "1 day", "2026-10-25 01:30"),  # the first of the two
        ("2026-10-25 01:30 second", "1 day", "2026-10-26 01:30"),
        ("2026-10-25 01:30 second", "53 weeks", "2027-10-31 01:30"),
        ("2026-10-25 01:30 second", "1 working day", "2026-10-27 00:00"),
        # Leap day.
        ("2024-02-28 10:00", "1 working day", "2024-02-29 10:00"),
        ("2024-02-29 10:00", "1 working day", "2024-03-01 10:00"),
        ("2028-02-28 10:00", "24 hours", "2028-02-29 10:00"),
        ("2028-02-28 10:00", "2 days", "2028-03-01 10:00"),
        ("2026-02-27 10:00", "1 working day", "2026-03-02 10:00"),
        # Immediately is 15 minutes, and a meeting is at 9:30am, unless a council says otherwise.
        ("2026-01-02 23:50", "immediately", "2026-01-03 00:05"),
        ("2026-01-05 08:00", "next meeting", "2026-01-06 09:30"),
        ("2026-01-02 08:00", "next meeting", "2026-01-05 09:30"),
        ("2026-04-02 08:00", "next meeting", "2026-04-07 09:30"),
        ("2026-03-27 08:00", "next meeting", "2026-03-30 09:30"),
    ],
)
def test_worked_by_hand(start: str, timescale: str, expected: str) -> None:
    """A deadline falls where a person with the calendar on the wall would put it."""
    assert due(timescale, start) == london(expected).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "timescale", "expected"),
    [
        ("2026-01-02 15:30", "1 working day", "2026-01-06 00:00"),
        ("2026-01-05 00:00", "1 working day", "2026-01-07 00:00"),
        ("2026-01-03 22:00", "1 working day", "2026-01-06 00:00"),
        ("2026-01-01 22:00", "1 working day", "2026-01-03 00:00"),
        ("2026-12-24 17:00", "3 working days", "2027-01-01 00:00"),
        ("2026-01-02 15:30", "24 hours", "2026-01-03 15:30"),
        ("2026-01-02 15:30", "1 day", "2026-01-03 15:30"),
    ],
)
def test_counting_to_the_end_of_the_day(start: str, timescale: str, expected: str) -> None:
    """Where a council chooses so, working days, and they alone, run to the end of the last one."""
    assert due(timescale, start, TO_END_OF_DAY) == london(expected).astimezone(UTC)


def test_not_stated_sets_no_deadline() -> None:
    """Where the source gives no time there is none, and the ledger says so."""
    start = london("2026-01-02 15:30")
    worked = deadline(parse_timescale("not stated"), start, CALENDAR, DEFAULT)
    assert worked.due is None
    assert worked.start == start
    assert notes(worked) == [
        (
            "2026-01-02",
            False,
            "started at 3:30pm; the source gives no time, so there is no deadline",
        )
    ]


@pytest.mark.parametrize("count", [1, 2])
def test_the_zone_of_the_start_makes_no_difference(count: int) -> None:
    """The same moment given in another zone ends at the same moment, though its date differs."""
    here = london("2026-07-03 23:30")  # Friday night here, Saturday there
    there = here.astimezone(timezone(timedelta(hours=9)))
    timescale = Timescale(Kind.WORKING_DAY, count)
    assert deadline(timescale, here, CALENDAR, DEFAULT) == deadline(
        timescale, there, CALENDAR, DEFAULT
    )


def test_the_ledger_tells_how_a_weekend_was_counted() -> None:
    """Each date from the start to the deadline stands in the ledger with what became of it."""
    worked = deadline(
        parse_timescale("2 working days"), london("2026-04-02 16:45"), CALENDAR, DEFAULT
    )
    assert notes(worked) == [
        ("2026-04-02", True, "started at 4:45pm; counted from then"),
        ("2026-04-03", False, "not counted: Good Friday"),
        ("2026-04-04", False, "not counted: Saturday"),
        ("2026-04-05", False, "not counted: Sunday"),
        ("2026-04-06", False, "not counted: Easter Monday"),
        ("2026-04-07", True, "working day 1 of 2, until 4:45pm"),
        ("2026-04-08", True, "working day 2 of 2, until 4:45pm: due then"),
    ]


@pytest.mark.parametrize(
    ("timescale", "start", "choice", "expected"),
    [
        (
            "1 working day",
            "2026-01-04 22:00",
            DEFAULT,
            [
                "started at 10pm; not counted: Sunday",
                "working day 1 of 1, to the end of the day: due then",
            ],
        ),
        (
            "1 working day",
            "2026-01-05 00:00",
            DEFAULT,
            ["started as the day began; working day 1 of 1, to the end of the day: due then"],
        ),
        (
            "1 working day",
            "2026-01-05 12:00",
            TO_END_OF_DAY,
            [
                (
                    "started at midday; "
                    "this council counts from the next working day, to the end of the last"
                ),
                "working day 1 of 1, to the end of the day: due then",
            ],
        ),
        (
            "24 hours",
            "2026-01-03 00:00",
            DEFAULT,
            [
                "started as the day began",
                "24 hours on the clock, through nights and weekends: due as the day begins",
            ],
        ),
        (
            "24 hours",
            "2026-03-28 15:30",
            DEFAULT,
            [
                "started at 3:30pm",
                (
                    "24 hours on the clock, through nights and weekends, "
                    "the change of the clocks on the way making no difference: due at 4:30pm"
                ),
            ],
        ),
        (
            "1 day",
            "2026-03-28 01:30",
            DEFAULT,
            [
                "started at 1:30am",
                (
                    "1 day by the calendar, weekends and bank holidays among them; "
                    "1:30am does not exist on this day, as the clocks go forward: due at 2am"
                ),
            ],
        ),
        (
            "immediately",
            "2026-01-02 15:30",
            ClockSettings(immediately_minutes=1),
            [
                "started at 3:30pm",
                "immediately is 1 minute by this council's setting: due at 3:31pm",
            ],
        ),
        (
            "next meeting",
            "2026-01-05 15:30",
            ClockSettings(meeting_days=(2,), meeting_time=time(14)),
            [
                "started at 3:30pm; the next meeting is on a later day",
                "no meeting: not on a Tuesday, by this council's setting",
                "the next meeting, by this council's setting at 2pm: due then",
            ],
        ),
    ],
)
def test_the_ledger_says_it_in_plain_words(
    timescale: str, start: str, choice: ClockSettings, expected: list[str]
) -> None:
    """Settings are shown as the council's, changes of the clock are told, midnights are clear."""
    worked = deadline(parse_timescale(timescale), london(start), CALENDAR, choice)
    assert [line.note for line in worked.ledger] == expected


def test_a_bank_holiday_announced_after_the_start_moves_the_deadline() -> None:
    """Worked again with the day that was announced, the deadline is later and says why."""
    start, timescale = london("2026-06-18 15:30"), parse_timescale("1 working day")
    before = deadline(timescale, start, CALENDAR, DEFAULT)
    announced = england_and_wales({date(2026, 6, 19): "An invented jubilee"})
    after = deadline(timescale, start, announced, DEFAULT)
    assert before.due == london("2026-06-19 15:30")
    assert after.due == london("2026-06-22 15:30")
    assert ("2026-06-19", False, "not counted: An invented jubilee") in notes(after)


def test_beyond_the_calendar_nothing_is_guessed() -> None:
    """A count that would pass the last known day is refused, naming the day and what to do."""
    small = Calendar(CALENDAR.holidays, CALENDAR.first, date(2028, 12, 31))
    with pytest.raises(BeyondCalendar, match="Monday 1 January 2029 is a working day") as refused:
        deadline(parse_timescale("1 working day"), london("2028-12-29 15:30"), small, DEFAULT)
    assert refused.value.day == date(2029, 1, 1)
    assert "to Sunday 31 December 2028" in str(refused.value)
    assert "update the package govuk-bank-holidays" in str(refused.value)


@pytest.mark.parametrize("timescale", ["1 working day", "next meeting"])
def test_before_the_calendar_nothing_is_guessed(timescale: str) -> None:
    """A start before the first known day is refused as well, as a date to be checked."""
    with pytest.raises(BeyondCalendar, match=r"Check the date\.$"):
        due(timescale, "2011-12-29 15:30")


@pytest.mark.parametrize("timescale", ["immediately", "24 hours", "10 days", "2 weeks"])
def test_what_needs_no_bank_holidays_runs_on_beyond_the_calendar(timescale: str) -> None:
    """The police are told at once in any year: hours and plain days need no bank holidays."""
    assert due(timescale, "2050-07-02 15:30") > london("2050-07-02 15:30")


def test_the_last_known_day_is_still_counted() -> None:
    """A count that ends with the last known working day stands."""
    calendar = Calendar(CALENDAR.holidays, date(2026, 1, 1), date(2026, 1, 9))
    worked = deadline(
        parse_timescale("5 working days"), london("2026-01-05 00:00"), calendar, DEFAULT
    )
    assert worked.due == london("2026-01-10 00:00")


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (datetime(2026, 1, 2, 15, 30), "without a zone"),  # noqa: DTZ001 - what is to be refused
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))), "in the year 1;"),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), "in the year 9999;"),
    ],
)
@pytest.mark.parametrize("timescale", ["1 hour", "1 working day", "not stated"])
def test_an_impossible_start_is_refused(start: datetime, message: str, timescale: str) -> None:
    """A start without a zone, or out of all reason, is refused in words, whatever runs from it."""
    with pytest.raises(ValueError, match=message):
        deadline(parse_timescale(timescale), start, CALENDAR, DEFAULT)


def test_a_setting_out_of_bounds_is_refused_with_all_that_is_wrong() -> None:
    """Every setting that cannot be is named at once, each with what was expected."""
    with pytest.raises(ValueError, match="immediately_minutes: found 0") as refused:
        ClockSettings(immediately_minutes=0, meeting_time=time(3), meeting_days=(5,))
    assert "meeting_time: found 03:00:00; expected a local time from 06:00" in str(refused.value)
    assert "meeting_days: found (5,); expected one or more of 0 (Monday)" in str(refused.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"immediately_minutes": 61},
        {"meeting_time": time(22, 1)},
        {"meeting_time": time(9, 30, tzinfo=UTC)},
        {"meeting_days": ()},
        {"meeting_days": (0, -1)},
    ],
)
def test_each_bound_of_a_setting_holds(wrong: dict[str, object]) -> None:
    """What lies just outside the bounds that comparisons rely on cannot be set."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ClockSettings(**wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_a_calendar_does_not_change_with_what_it_was_made_from() -> None:
    """Bank holidays added to the mapping afterwards do not slip into a calendar."""
    days = {date(2026, 4, 3): "Good Friday"}
    calendar = Calendar(days, date(2026, 1, 1), date(2026, 12, 31))
    days[date(2026, 4, 7)] = "Slipped in"
    assert calendar.is_working_day(date(2026, 4, 7))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-01-05 15:30", "Monday 5 January 2026 at 3:30pm"),
        ("2026-01-05 09:00", "Monday 5 January 2026 at 9am"),
        ("2026-07-06 12:00", "Monday 6 July 2026 at midday"),
        ("2026-07-06 12:05", "Monday 6 July 2026 at 12:05pm"),
        ("2026-07-06 00:05", "Monday 6 July 2026 at 12:05am"),
        ("2026-07-06 00:00:09", "Monday 6 July 2026 at 12:00am"),
        ("2026-01-06 00:00", "the end of Monday 5 January 2026"),
        ("2027-01-01 00:00", "the end of Thursday 31 December 2026"),
        ("2026-10-25 01:30", "Sunday 25 October 2026 at 1:30am (before the clocks go back)"),
        ("2026-10-25 01:30 second", "Sunday 25 October 2026 at 1:30am (after the clocks go back)"),
        ("2026-10-26 01:30", "Monday 26 October 2026 at 1:30am"),
    ],
)
def test_a_moment_is_described_as_people_say_it(moment: str, words: str) -> None:
    """A moment kept in UTC is told in local time, and no two moments read the same."""
    assert describe(london(moment).astimezone(UTC)) == words


def test_midnight_may_begin_something() -> None:
    """What begins at midnight begins the day that follows, rather than ending the one before."""
    midnight = london("2026-01-06 00:00")
    assert describe(midnight, begins=True) == "the start of Tuesday 6 January 2026"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "in less than a minute"),
        (59, "in less than a minute"),
        (60, "in 1 minute"),
        (119 * 60 + 59, "in 119 minutes"),
        (3 * 3600 - 1, "in 2 hours"),
        (3 * 3600, "in 3 hours"),
        (48 * 3600 - 1, "in 47 hours"),
        (48 * 3600, "in 2 days"),
        (-1, "overdue by less than a minute"),
        (-60, "overdue by 1 minute"),
        (-49 * 3600, "overdue by 2 days"),
    ],
)
def test_how_far_off_is_told_in_words(seconds: int, words: str) -> None:
    """Time left is never rounded up, and what is overdue says so from the first second."""
    now = london("2026-03-28 15:30")
    assert in_words(now.astimezone(UTC) + timedelta(seconds=seconds), now) == words


def test_how_far_off_is_told_right_in_the_hour_that_comes_twice() -> None:
    """As the clocks go back, what is due at the first 1:30am is overdue by the second 1:15am."""
    first, second = london("2026-10-25 01:30"), london("2026-10-25 01:15 second")
    assert in_words(first, second) == "overdue by 45 minutes"
    assert in_words(second, first) == "in 45 minutes"
