"""The dashboard's numbers as tables, as its pages and its downloads have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.compare.words.kinds import standing_of
from frontdoor.domain.clocks import LONDON
from frontdoor.procedure.language import Task as TaskRule
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.timescales import Kind, Timescale
from frontdoor.procedure.vocabulary import MEANINGS, RANK
from frontdoor.services.dashboard import Figures, monday_of, mondays
from frontdoor.services.measures import Audited, Dimension, TaskState
from frontdoor.web.pages.wording import Wording, words

NOT_DECIDED: Final = "Not decided yet"
NO_TEAM: Final = "No team yet"

CONVERSIONS: Final = (
    ("Referral or more", "referral"),
    ("Assessment or more", "specialist_assessment"),
    ("Section 47 enquiry or immediate protection", "section_47_enquiry"),
)
"""What contacts are converted to, each with the meaning at which it begins."""

STATES: Final[dict[TaskState, str]] = {
    "in_time": "Done in time",
    "late": "Late",
    "let_go": "Waived or ended otherwise",
    "running": "Running",
    "overdue": "Overdue",
}
SHARE: Final = "Per cent in time"

Cell = str | float | Entry | None
Key = TypeVar("Key")


def tables(found: Figures, w: Wording, audits: Mapping[str, str]) -> dict[str, Table]:
    """Every table of a dashboard by its name; `audits` are the titles of samples."""
    made = [
        _weeks(found),
        _by_week(found, w),
        *(_facts(found, w, name, title) for name, title in _FACTS),
        _outcomes(found, w),
        _meanings(found),
        _conversion(found),
        _timescales(found, w),
        _time_by_week(found),
        _time_by_team(found, w),
        _teams(found, w),
        _in_hand(found, w),
        *(_audits(title, id, found.audits[id]) for id, title in audits.items()),
    ]
    return {table.name: table for table in made}


_FACTS: Final[tuple[tuple[Dimension, str], ...]] = (
    ("referrer", "Who made contact"),
    ("channel", "How contact was made"),
    ("purpose", "What contacts were for"),
)


def _table(
    name: str, title: str, columns: Sequence[str], rows: Iterable[tuple[Cell, ...]]
) -> Table:
    made = [
        Row(str(heading), tuple(() if one is None else (_entry(one),) for one in cells))
        for heading, *cells in rows
    ]
    return Table(name, title, tuple(columns), tuple(made))


def _entry(cell: str | float | Entry) -> Entry:
    return cell if isinstance(cell, Entry) else Entry(cell)


def per_cent(part: float, whole: float) -> float | None:
    """A share in per cent, to one place; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


# volumes


def _weeks(found: Figures) -> Table:
    received, again = _received(found), Counter(map(monday_of, found.again))
    decided = _at_least(found, 0)
    reached = [_at_least(found, RANK[meaning]) for _, meaning in CONVERSIONS]
    columns = ("Week from", "Contacts", "Repeat within 12 months", "Decided")

    def line(heading: str, of: Iterable[date]) -> tuple[Cell, ...]:
        weeks = list(of)
        counts = (received, again, decided, *reached)
        return heading, *(sum(count[week] for week in weeks) for count in counts)

    rows = [line(_day(week), [week]) for week in mondays(found.span)]
    rows.append(line("All", mondays(found.span)))
    names = (name for name, _ in CONVERSIONS)
    return _table("weeks", "Contacts by week", (*columns, *names), rows)


def _received(found: Figures) -> Counter[date]:
    weeks: Counter[date] = Counter()
    for day, _, contacts in found.of["referrer"]:
        weeks[monday_of(day)] += contacts
    return weeks


def _at_least(found: Figures, rank: int) -> Counter[date]:
    weeks: Counter[date] = Counter()
    for one in found.reached:
        if one.rank >= rank:
            weeks[monday_of(one.day)] += one.contacts
    return weeks


def _by_week(found: Figures, w: Wording) -> Table:
    kinds = _counted(found.of["referrer"])
    weeks: Counter[tuple[date, str | None]] = Counter()
    for day, value, contacts in found.of["referrer"]:
        weeks[monday_of(day), value] += contacts
    rows: list[tuple[Cell, ...]] = [
        (_day(week), *(weeks[week, kind] for kind in kinds)) for week in mondays(found.span)
    ]
    columns = ("Week from", *(w.value(kind or "") for kind in kinds))
    return _table("weeks_referrer", "Who made contact, by week", columns, rows)


def _counted(daily: Iterable[tuple[date, str | None, int]]) -> dict[str | None, int]:
    """How many contacts have each value, those of most contacts first."""
    found: Counter[str | None] = Counter()
    for _, value, contacts in daily:
        found[value] += contacts
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0] or "")))


def _facts(found: Figures, w: Wording, name: Dimension, title: str) -> Table:
    rows = [
        (w.value(value or ""), contacts, per_cent(contacts, found.contacts))
        for value, contacts in _counted(found.of[name]).items()
    ]
    heading = w.fact(name)
    return _table(name, title, (heading, "Contacts", "Per cent"), rows)


# outcomes


def _outcomes(found: Figures, w: Wording) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for outcome, contacts in _counted(found.of["outcome"]).items():
        known = w.book.outcomes.get(outcome or "")
        rows.append(
            (
                w.outcome(outcome) if outcome else NOT_DECIDED,
                Entry(words(known.meaning), cites=known.clauses) if known else None,
                contacts,
                per_cent(contacts, found.contacts),
            )
        )
    columns = ("Outcome in force", "What it means for the child", "Contacts", "Per cent")
    return _table("outcomes", "Outcomes", columns, rows)


def _meanings(found: Figures) -> Table:
    reached: Counter[int] = Counter()
    for one in found.reached:
        reached[one.rank] += one.contacts
    waiting = found.contacts - sum(reached.values())
    rows = [
        (words(MEANINGS[rank]), reached[rank], per_cent(reached[rank], found.contacts))
        for rank in sorted(reached, reverse=True)
    ]
    if waiting:
        rows.append((NOT_DECIDED, waiting, per_cent(waiting, found.contacts)))
    columns = ("The most that was decided", "Contacts", "Per cent")
    return _table("meanings", "The most that was decided on each contact", columns, rows)


def _conversion(found: Figures) -> Table:
    decided = sum(one.contacts for one in found.reached)
    rows = []
    for name, meaning in CONVERSIONS:
        reached = _at_least(found, RANK[meaning]).total()
        share = per_cent(reached, found.contacts)
        rows.append((name, reached, share, per_cent(reached, decided)))
    columns = ("Converted to", "Contacts", "Per cent of all", "Per cent of those decided")
    return _table("conversion", "Conversion", columns, rows)


# timeliness


def _timescales(found: Figures, w: Wording) -> Table:
    states = _states((one.rule, one.state, one.tasks) for one in found.by_rule)
    timed = [id for id, rule in w.book.tasks.items() if _times(rule)]
    ids = [*timed, *sorted(states.keys() - set(timed))]
    names = Counter(map(w.task, ids))
    rows = [
        (
            w.task(id) if names[w.task(id)] == 1 else f"{w.task(id)} ({words(id).lower()})",
            _timescale(w.book, id),
            *_in_states(states.get(id, Counter())),
            _hours(found.medians.get(id)),
        )
        for id in ids
    ]
    columns = ("Task", "Within", *STATES.values(), SHARE, "Half took at most, hours")
    return _table("timescales", "Each timescale of the procedure", columns, rows)


def _timescale(book: Rulebook, task: str) -> Cell:
    """How long a task may take, with the clauses or whose rule it is."""
    rule = book.tasks.get(task)
    if rule is None:
        return "As an earlier edition of the procedure had it"
    standing = standing_of(book, "tasks", task)
    says = " or ".join(dict.fromkeys(map(str, _times(rule))))
    return Entry(says, cites=rule.clauses, rule=task, standing=standing)


def _times(rule: TaskRule) -> list[Timescale]:
    """The times that a task's rule gives, of which there may be none."""
    every = [rule.within, *(reading.within for reading in rule.readings)]
    return [one for one in every if one is not None and one.kind is not Kind.NOT_STATED]


def _time_by_week(found: Figures) -> Table:
    states = _states((monday_of(one.day), one.state, one.tasks) for one in found.by_rule)
    rows = [(_day(week), *_in_states(states.get(week, Counter()))) for week in mondays(found.span)]
    columns = ("Week from", *STATES.values(), SHARE)
    return _table("timeliness_weeks", "All timescales together, by week", columns, rows)


def _time_by_team(found: Figures, w: Wording) -> Table:
    states = _states((one.team, one.state, one.tasks) for one in found.by_team)
    rows = [
        (_team(w, team), *_in_states(states[team]))
        for team in sorted(states, key=lambda team: _team(w, team))
    ]
    columns = ("Team that holds it now", *STATES.values(), SHARE)
    return _table("timeliness_teams", "All timescales together, by team", columns, rows)


def _states(tasks: Iterable[tuple[Key, TaskState, int]]) -> dict[Key, Counter[TaskState]]:
    found: dict[Key, Counter[TaskState]] = {}
    for value, state, many in tasks:
        found.setdefault(value, Counter())[state] += many
    return found


def _in_states(of: Counter[TaskState]) -> tuple[Cell, ...]:
    """How many stand so, and the share in time of all that were done or should have been."""
    due = of["in_time"] + of["late"] + of["overdue"]
    return *(of[state] for state in STATES), per_cent(of["in_time"], due)


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 3600, 1)


# teams and what is in hand


def _teams(found: Figures, w: Wording) -> Table:
    teams = _counted(found.of["team"])
    rows = [
        (_team(w, team), contacts, per_cent(contacts, found.contacts))
        for team, contacts in teams.items()
    ]
    columns = ("Team that holds it now", "Contacts", "Per cent")
    return _table("teams", "Contacts of the period by team", columns, rows)


def _in_hand(found: Figures, w: Wording) -> Table:
    stages = list(w.book.stages)
    held = sorted(
        found.in_hand,
        key=lambda one: (
            _team(w, one.team),
            stages.index(one.stage) if one.stage in stages else len(stages),
        ),
    )
    rows = [
        (
            _team(w, one.team),
            w.stage(one.stage),
            one.contacts,
            one.unassigned,
            one.overdue,
            _day(one.oldest.astimezone(LONDON).date()),
            (found.at - one.oldest).days,
        )
        for one in held
    ]
    columns = (
        *("Team", "Stage", "Open now", "Nobody’s", "Overdue"),
        *("Oldest received", "Days since then"),
    )
    return _table("in_hand", "Work in hand", columns, rows)


def _team(w: Wording, team: str | None) -> str:
    return w.place(team) if team else NO_TEAM


def _audits(title: str, id: str, sample: Sequence[Audited]) -> Table:
    months = Counter((one.day.year, one.day.month) for one in sample)
    done = Counter((one.day.year, one.day.month) for one in sample if one.done)
    rows = [
        (f"{date(*month, 1):%B %Y}", many, done[month], per_cent(done[month], many))
        for month, many in sorted(months.items())
    ]
    columns = ("Received in", "In the sample", "Audited", "Per cent")
    return _table(f"audit_{id}", title, columns, rows)
