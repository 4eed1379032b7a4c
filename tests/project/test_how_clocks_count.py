"""Every date in the explanation of clocks is what the clocks come to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from tests.documentation import DOCS

from frontdoor.adapters.bank_holidays import england_and_wales
from frontdoor.composition import practice
from frontdoor.domain.clocks import LONDON, ClockSettings, clock, describe, describe_day
from frontdoor.domain.ledgers import deadline
from frontdoor.domain.practice import Practice
from frontdoor.layers import compose
from frontdoor.procedure.timescales import parse_timescale

TEXT = (DOCS / "why" / "how-clocks-count.md").read_text("utf-8")
PLAIN, TO_THE_END = ClockSettings(), ClockSettings(count_to_end_of_day=True)
ENDING = TEXT.index("`count_to_end_of_day`"), TEXT.index("## After closing time")
"""Where the examples stand of a council that has working days end with the day."""

MOMENT = r"([A-Z]\w+day \d+ \w+ \d{4} at \d+:\d\d[ap]m)"
DUE = [
    (begins, within, due, TO_THE_END if ENDING[0] < row.start() < ENDING[1] else PLAIN)
    for row in re.finditer(rf"^\| {MOMENT} \| ([^|]+) \| ([^|]+) \| [^|]*\|$", TEXT, re.MULTILINE)
    for begins, within, due in [row.groups()]
]
HOURS = re.findall(rf"^\| {MOMENT} \| (yes|no) \|$", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def generic(var: Path) -> Practice:
    """A procedure that leaves the office hours as every procedure has them."""
    return practice(compose("generic", cache=var / "cache").rulebook())


def moment(said: str) -> datetime:
    """A local moment as the page says it, on the day of the week that it says."""
    read = datetime.strptime(said, "%A %d %B %Y at %I:%M%p").replace(tzinfo=LONDON)
    assert said.startswith(f"{read:%A}"), said
    return read


def test_every_row_is_read() -> None:
    """No row of the page's tables is left untried."""
    rows = re.findall(r"^\| [A-Z]\w+day ", TEXT, re.MULTILINE)
    assert len(rows) == len(DUE) + len(HOURS)
    assert [settings for *_, settings in DUE].count(TO_THE_END) == 2


@pytest.mark.parametrize(("begins", "within", "due", "settings"), DUE)
def test_each_deadline_is_as_the_page_says(
    begins: str, within: str, due: str, settings: ClockSettings
) -> None:
    """What begins then and has this long is due when the page says."""
    counts = clock(parse_timescale(within), england_and_wales(), settings)
    ends = counts(moment(begins).astimezone(UTC))
    assert ends is not None
    assert describe(ends) == due


def test_the_ledger_is_as_the_page_shows_it() -> None:
    """How a deadline was counted stands there in the words that people see."""
    (shown,) = re.findall(r"```text\n(.*?)```", TEXT, re.DOTALL)
    begins = moment("Thursday 2 April 2026 at 4:45pm")
    counted = deadline(parse_timescale("1 working day"), begins, england_and_wales(), PLAIN)
    lines = [f"{describe_day(line.day)}: {line.note}\n" for line in counted.ledger]
    assert shown == "".join(lines)


@pytest.mark.parametrize(("received", "out"), HOURS)
def test_office_hours_are_as_the_page_says(generic: Practice, received: str, out: str) -> None:
    """Whether a moment is out of hours, with the settings that every procedure begins with."""
    assert (generic.opens, generic.closes) == (time(9), time(17))
    assert generic.facts({}, moment(received)).out_of_hours == out


def test_what_the_page_says_of_two_times_holds_for_every_start() -> None:
    """24 hours never end after one working day; of 48 hours it depends."""
    day = parse_timescale("1 working day")
    assert parse_timescale("24 hours").never_later_than(day) is True
    assert parse_timescale("48 hours").never_later_than(day) is None
