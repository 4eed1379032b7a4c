"""The dashboard: what came in, from whom, what became of it, in what time, and what is in hand.

Everything is counted over all contacts; nobody is named, and no text is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, get_args

import msgspec

from frontdoor.domain.clocks import LONDON
from frontdoor.hookspecs import WorkList
from frontdoor.procedure.vocabulary import RANK
from frontdoor.services.authority import Authority, now
from frontdoor.services.measures import (
    Audited,
    Daily,
    Dimension,
    InHand,
    Reached,
    Span,
    TaskTally,
    TeamTally,
    year_before,
)
from frontdoor.services.ports import Query, Records, User, Visit
from frontdoor.services.read_contact import of_work_list

WEEKS: Final = 12
"""How many weeks the dashboard shows unless others are chosen: this one and those before it."""

_DAY = timedelta(days=1)


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of a period, as the database counts them; `at` is when.

    `of` are the contacts received, by day and each dimension; `reached` the greatest rank of
    meaning that was ever decided on each; `again` those about a child who had one within twelve
    months before. Tasks are those that began in the period and have a deadline; `medians` in
    seconds, by rule. `in_hand` is of now, whatever the period. `audits` are samples.
    """

    span: Span
    at: datetime
    of: Mapping[Dimension, Sequence[Daily]]
    reached: Sequence[Reached]
    again: Sequence[date]
    by_rule: Sequence[TaskTally]
    by_team: Sequence[TeamTally]
    medians: Mapping[str, float]
    in_hand: Sequence[InHand]
    audits: Mapping[str, Sequence[Audited]]

    @property
    def contacts(self) -> int:
        """How many contacts were received."""
        return sum(daily.contacts for daily in self.of["referrer"])


def last_weeks(weeks: int = WEEKS) -> Span:
    """So many weeks, Monday to Sunday in local time, with the present one as the last."""
    monday = monday_of(now().astimezone(LONDON).date())
    return Span(monday - timedelta(weeks=weeks - 1), monday + 6 * _DAY)


def monday_of(day: date) -> date:
    """The Monday of a date's week."""
    return day - day.weekday() * _DAY


def mondays(span: Span) -> list[date]:
    """The Monday of each week of a period, the first and last of which may be cut short."""
    first = monday_of(span.first)
    return [first + timedelta(weeks=n) for n in range((span.last - first).days // 7 + 1)]


def dashboard(authority: Authority, user: User, span: Span) -> Figures:
    """The numbers of a period, for anyone with a role at the authority."""
    authority.actor(user)
    moment = now()
    ranks = {id: RANK[outcome.meaning] for id, outcome in authority.book.outcomes.items()}
    with authority.store.visit(Visit(user.name, "dashboard.read", moment)) as records:
        dimensions: tuple[Dimension, ...] = get_args(Dimension)
        return Figures(
            span=span,
            at=moment,
            of={by: records.daily(span, by) for by in dimensions},
            reached=records.reached(span, ranks, RANK),
            again=[day for day, before in records.again(span) if before >= year_before(day)],
            by_rule=records.task_tallies(span, moment),
            by_team=records.team_tallies(span, moment),
            medians=records.medians(span),
            in_hand=records.in_hand(span.team, moment),
            audits={
                one.id: _audited(authority, records, one, span)
                for one in authority.work_lists
                if one.audit
            },
        )


def _audited(
    authority: Authority, records: Records, work_list: WorkList, span: Span
) -> list[Audited]:
    query = of_work_list(authority, Query(holding_team=span.team), work_list.id)
    query = msgspec.structs.replace(
        query,
        received_from=datetime.combine(span.first, time(), LONDON),
        received_to=datetime.combine(span.last + _DAY, time(), LONDON),
    )
    return records.audited(query, work_list.audit)
