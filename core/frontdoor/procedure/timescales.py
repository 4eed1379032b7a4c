"""Timescales: how long a source gives for something, in the words of whoever writes a procedure.

They are read, written back and compared here without a calendar; what moment one comes to, from a
given start, is worked out by `frontdoor.domain.clocks`.
"""

from __future__ import annotations

import math
import re
from enum import StrEnum

import msgspec

FORMS = (
    "immediately, 30 minutes, 24 hours, 1 working day, 3 working days, 10 days, 2 weeks, "
    "next meeting, not stated"
)
"""An example of each form, for messages; a count is a whole number from 1 to 999."""

LONGEST_IMMEDIATELY = 60
"""Minutes; a council chooses how long *immediately* may take, but no longer than this."""

EARLIEST_MEETING_HOUR = 6
LATEST_MEETING_HOUR = 22
"""Hours of the local day between which a council's meeting may be set."""

LONGEST_BREAK = 5
"""Days in a row without a working day, at most: four over Easter and some Christmases, and one
more that may be announced. Comparing needs a bound, for it looks at no calendar."""


class Kind(StrEnum):
    """What a timescale counts, or that it counts nothing; the value is the word in the file."""

    IMMEDIATELY = "immediately"
    MINUTE = "minute"
    HOUR = "hour"
    WORKING_DAY = "working day"
    DAY = "day"
    WEEK = "week"
    NEXT_MEETING = "next meeting"
    NOT_STATED = "not stated"


class Timescale(msgspec.Struct, frozen=True):
    """How long a source gives; `str()` gives back the text that was read.

    `count` is a number of `kind`, 0 for the three kinds that count nothing. *Days* and *weeks* are
    days of the calendar; *next meeting* is the first on a later local date than the start; *not
    stated* means that there is a task but no deadline.
    """

    kind: Kind
    count: int = 0

    def __str__(self) -> str:
        if self.kind in _UNCOUNTED:
            return self.kind.value
        return f"{self.count} {self.kind.value}{'' if self.count == 1 else 's'}"

    def never_later_than(self, other: Timescale) -> bool | None:
        """Compare two timescales that start together, for every start and every council's settings.

        True where this one never ends after `other`; False where it never ends before it, and
        sometimes or always after; None where it depends on the start or the settings, where it
        cannot be told without a calendar, or where either is not stated.
        """
        if Kind.NOT_STATED in (self.kind, other.kind):
            return None
        if self.kind is other.kind:
            return self.count <= other.count
        span = _days if self.kind in _BY_DATE and other.kind in _BY_DATE else _minutes
        (shortest, longest), (other_shortest, other_longest) = span(self), span(other)
        if longest <= other_shortest:
            return True
        return False if other_longest <= shortest else None


def parse_timescale(text: str) -> Timescale:
    """Read a timescale as a procedure gives it, such as `3 working days`.

    Raises `ValueError`, saying what was found and which forms there are, for anything else.
    """
    timescale = _read(text)
    if timescale is not None:
        return timescale
    found = repr(text) if len(text) <= 60 else f"{text[:60]!r} and more"
    meant = _meant(text)
    advice = f". Did you mean '{meant}'?" if meant else ""
    raise ValueError(f"found {found}; expected a timescale such as: {FORMS}{advice}")


_UNCOUNTED = frozenset({Kind.IMMEDIATELY, Kind.NEXT_MEETING, Kind.NOT_STATED})
_BY_DATE = frozenset({Kind.WORKING_DAY, Kind.DAY, Kind.WEEK})
_PLAIN = {kind.value: Timescale(kind) for kind in sorted(_UNCOUNTED)}
_COUNTED = re.compile(r"([1-9][0-9]{0,2}) (minute|hour|working day|day|week)s?")


def _read(text: str) -> Timescale | None:
    match = _COUNTED.fullmatch(text)
    if match is None:
        return _PLAIN.get(text)
    timescale = Timescale(Kind(match[2]), int(match[1]))
    return timescale if str(timescale) == text else None


def _meant(text: str) -> Timescale | None:
    """What a near miss was to say: other capitals, spaces or hyphens, `1 hours`, `within 1 day`."""
    plain = " ".join(re.split(r"[\s_-]+", text[:60].casefold())).strip().removeprefix("within ")
    return _read(plain) or _read(f"{plain}s") or _read(plain.removesuffix("s"))


def _days(timescale: Timescale) -> tuple[float, float]:
    """The least and the most days of the calendar that it can take, for a kind in `_BY_DATE`."""
    count = timescale.count
    if timescale.kind is Kind.DAY:
        return count, count
    if timescale.kind is Kind.WEEK:
        return 7 * count, 7 * count
    # The least is from the first moment of a Monday; the most begins each day with the longest
    # break, and may then run on to the end of the day.
    return count + 2 * ((count - 1) // 5), count * (LONGEST_BREAK + 1) + 1


def _minutes(timescale: Timescale) -> tuple[float, float]:
    """The least and the most minutes that it can take, a change of the clocks on the way or not."""
    if timescale.kind is Kind.MINUTE:
        return timescale.count, timescale.count
    if timescale.kind is Kind.HOUR:
        return 60 * timescale.count, 60 * timescale.count
    if timescale.kind is Kind.IMMEDIATELY:
        return 1, LONGEST_IMMEDIATELY
    if timescale.kind is Kind.NEXT_MEETING:
        return 60 * EARLIEST_MEETING_HOUR, math.inf
    shortest, longest = _days(timescale)
    # The clocks change in the night to a Sunday: a week of working days may end before it.
    within_a_week = timescale.kind is Kind.WORKING_DAY and timescale.count <= 5
    return 1440 * shortest - (0 if within_a_week else 60), 1440 * longest + 60
