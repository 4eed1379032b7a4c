"""What the dashboard needs from outside: numbers of contacts and tasks, counted by the database.

Nothing here has a name, a text or the id of a contact.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

import msgspec

if TYPE_CHECKING:
    from frontdoor.services.ports import Query

Dimension = Literal["referrer", "channel", "purpose", "team", "outcome"]
"""By what contacts are counted: facts of the call, who holds them now, the decision in force."""

TaskState = Literal["in_time", "late", "let_go", "running", "overdue"]
"""How a task ended (see `Task.result`), or how one that runs stands."""


class Span(msgspec.Struct, frozen=True):
    """A period from one local date to another, both within it; of one team's contacts, or all."""

    first: date
    last: date
    team: str | None = None


class Daily(NamedTuple):
    """How many contacts of a day have a value; None where there is none yet."""

    day: date
    value: str | None
    contacts: int


class Reached(NamedTuple):
    """How many contacts of a day came to a rank of meaning, and to none above it."""

    day: date
    rank: int
    contacts: int


class TaskTally(NamedTuple):
    """How many tasks of a rule that began on a day stand so."""

    day: date
    rule: str
    state: TaskState
    tasks: int


class TeamTally(NamedTuple):
    """How many tasks stand so of the contacts that a team holds."""

    team: str | None
    state: TaskState
    tasks: int


class InHand(NamedTuple):
    """The open contacts of a team at a stage: how many, of which nobody's, of which overdue."""

    team: str | None
    stage: str
    contacts: int
    unassigned: int
    overdue: int
    oldest: datetime


class Audited(NamedTuple):
    """A contact of a sample: the local date of its receipt, and whether it was audited."""

    day: date
    done: bool


def year_before(day: date) -> date:
    """The same date a year earlier; of 29 February the 28th."""
    leaps = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leaps else day.day)


class MeasureRecords(Protocol):
    """Numbers of an authority's contacts within one transaction.

    Deleted duplicates are no contacts; of them only the deadlines count that were missed on them.
    """

    def daily(self, span: Span, by: Dimension) -> list[Daily]:
        """The contacts received in a period, by day and one value."""

    def reached(
        self, span: Span, ranks: Mapping[str, int], others: Mapping[str, int]
    ) -> list[Reached]:
        """The contacts received in a period, by day and the greatest of all that was decided.

        `ranks` are those of outcomes, `others` those of meanings, for outcomes that are not known.
        """

    def again(self, span: Span) -> list[tuple[date, date]]:
        """The contacts of a period about a child who had one before: its day, and that one's."""

    def task_tallies(self, span: Span, at: datetime) -> list[TaskTally]:
        """The tasks with a deadline that began in a period, by day and rule; `at` is now."""

    def team_tallies(self, span: Span, at: datetime) -> list[TeamTally]:
        """The same by who holds their contacts."""

    def medians(self, span: Span) -> dict[str, float]:
        """Seconds that half of the tasks with a deadline took at most, by rule."""

    def in_hand(self, team: str | None, at: datetime) -> list[InHand]:
        """The contacts that are open now, by team and stage; `at` is the present."""

    def audited(self, query: Query, record: str) -> list[Audited]:
        """Which contacts of a sample have a record, by when they were received."""
