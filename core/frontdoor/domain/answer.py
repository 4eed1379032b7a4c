"""The full answer to a contact: what is advised and why, by when, what must be done and asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

import msgspec
from msgspec.structs import replace

from frontdoor.domain import tasks as clockwork
from frontdoor.domain.clocks import in_utc
from frontdoor.domain.contact import Task
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.phrases import ALWAYS
from frontdoor.procedure.running import Advice, WhyNot, chosen


class Asked(msgspec.Struct, frozen=True):
    """A question, check or notice that applies, with its clauses."""

    id: str
    says: str
    part: str
    cites: tuple[str, ...]


class ReadingShown(msgspec.Struct, frozen=True):
    """One way to read a matter; `taken` is the one in force, `due` its deadline if it sets one."""

    reading: str
    says: str
    cites: tuple[str, ...]
    taken: bool
    due: datetime | None = None


class MatterShown(msgspec.Struct, frozen=True):
    """A matter on which the sources differ, with all its readings."""

    rule: str
    matter: str
    readings: tuple[ReadingShown, ...]


class Answer(msgspec.Struct, frozen=True):
    """What a procedure says of a contact at a stage.

    `rules` are the route taken and the notices that go with it, `cites` their clauses; `due` is
    the earliest time by which the contact itself must be decided (UTC), or None where no time is
    given; `also` are outcomes that hold together with the leading one. The ledgers of tasks, and
    `questions` and `checks`, what is to be asked and looked up, are added by `in_full`.
    """

    authority: str
    edition: str
    stage: str
    outcome: str
    also: tuple[str, ...]
    meaning: str
    destination: str
    decided_by: tuple[str, ...]
    due: datetime | None
    rules: tuple[str, ...]
    cites: tuple[str, ...]
    tasks: tuple[Task, ...]
    notices: tuple[Asked, ...]
    readings: tuple[MatterShown, ...]
    why_not: tuple[WhyNot, ...]
    questions: tuple[Asked, ...] = ()
    checks: tuple[Asked, ...] = ()


LEADING_ON = ("propose", "authorise", "transfer")
"""Commands that lead to what is advised; where their sources differ, an answer shows it."""


def answer(
    practice: Practice, facts: Facts, received: datetime, stage: str | None = None
) -> Answer:
    """Ask a procedure about a contact with these facts, received at `received` (aware).

    Raises `BeyondCalendar` where a deadline lies beyond the known bank holidays.
    """
    procedure = practice.procedure
    advice = procedure.advise(facts, stage)
    prepared: _Prepared | None = practice.prepared.get((stage, advice.rule))
    if prepared is None:
        prepared = practice.prepared[stage, advice.rule] = _Prepared(practice, stage, advice)
    received = in_utc(received)
    dues = clockwork.Dues(received, {"received": received})
    started = tuple([one.start(one.rule, dues) for one in prepared.tasks(facts)])
    notices = prepared.notices(facts)
    rules, cites = [advice.rule], [*advice.cites]
    for notice in notices:
        rules.append(notice.id)
        cites += notice.cites
    decisions = [t.due for t in started if t.purpose == "decision" and t.due]
    return Answer(
        authority=procedure.book.authority,
        edition=procedure.book.digest,
        stage=prepared.stage,
        outcome=advice.outcome,
        also=advice.also,
        meaning=advice.meaning,
        destination=advice.destination,
        decided_by=advice.decided_by,
        due=min(decisions) if decisions else None,
        rules=tuple(rules),
        cites=tuple(dict.fromkeys(cites)),
        tasks=started,
        notices=tuple(notices),
        readings=(
            *prepared.of_route,
            *[_of_task(task) for task in started if task.readings],
            *prepared.matters(facts),
        ),
        why_not=procedure.why_not(facts, advice),
    )


def in_full(practice: Practice, facts: Facts, given: Answer) -> Answer:
    """An answer to these facts with the ledger of each task, and with what to ask and look up."""
    procedure = practice.procedure
    return replace(
        given,
        tasks=tuple(
            replace(task, ledger=clockwork.ledger(practice, task, {"received": task.started}))
            for task in given.tasks
        ),
        questions=tuple(
            Asked(q.rule, q.ask, q.part, q.clauses) for q in procedure.questions(facts)
        ),
        checks=tuple(Asked(c.rule, c.look, "", c.clauses) for c in procedure.checks(facts)),
    )


def is_unrecorded(advice: Advice | Answer) -> bool:
    """Whether the procedure records nothing of a contact: then there is nothing to do by a time."""
    return advice.meaning == "not_recorded" and not advice.also


class _Prepared:
    """All of an answer that hangs on its route alone, and what asks the facts for the rest.

    Whatever can be shown is made beforehand, once for each route at a stage.
    """

    def __init__(self, practice: Practice, stage: str | None, advice: Advice) -> None:
        procedure, book = practice.procedure, practice.book
        self.stage = here = stage or book.first_stage
        route = book.routes[advice.rule]
        self.of_route = tuple(_shown(practice, route, book.outcomes[route.outcome].name))
        self.tasks = procedure.every(
            [(rule, clockwork.Starter(practice, rule)) for rule in _begun(practice, here, advice)]
        )
        self.notices = procedure.every(
            [
                (rule, Asked(rule.rule, rule.says, rule.to, rule.clauses))
                for rule in book.notices.values()
                if not rule.at or here in procedure.stages(rule.at)
            ]
        )
        # A matter that always stands is about the service as a whole, not about this contact.
        matters: list[tuple[lang.Matter | lang.Step, str]] = [
            (matter, matter.matter) for matter in book.matters.values() if matter.when != ALWAYS
        ]
        matters += [
            (step, step.name)
            for step in book.steps.values()
            if step.command.verb in LEADING_ON
            and here in procedure.stages(step.at)
            and _leads_to(step, advice)
        ]
        self.matters = procedure.every(
            [(rule, shown) for rule, name in matters for shown in _shown(practice, rule, name)]
        )


def _begun(practice: Practice, here: str, advice: Advice) -> Iterator[lang.Task]:
    """The rules of tasks that begin with a contact received at this stage, so advised."""
    if is_unrecorded(advice):
        return
    events = clockwork.events_of("received", None, here, final=False)
    for rule in practice.book.tasks.values():
        if (
            any(clockwork.matches(event, events) for event in rule.on)
            and (not rule.advised or {advice.outcome, *advice.also}.intersection(rule.advised))
            and not rule.outcomes
        ):
            yield rule


def _leads_to(step: lang.Step, advice: Advice) -> bool:
    """Whether a step may lead to an outcome that is advised, or else to where it leads."""
    of_readings = (reading.outcomes or () for reading in step.readings)
    outcomes = {*step.outcomes, *step.also, *chain.from_iterable(of_readings)}
    if outcomes:
        return not outcomes.isdisjoint((advice.outcome, *advice.also))
    return step.command.verb != "transfer" or step.to in (None, advice.destination)


def _shown(
    practice: Practice, rule: lang.Route | lang.Matter | lang.Step, matter: str
) -> Iterator[MatterShown]:
    """A rule's readings, where it has any."""
    taken = chosen(practice.book, rule)
    if rule.readings:
        readings = tuple(
            ReadingShown(r.reading, r.says, r.cites, r is taken) for r in rule.readings
        )
        yield MatterShown(rule.rule, matter, readings)


def _of_task(task: Task) -> MatterShown:
    """The readings of a task, each with its deadline."""
    return MatterShown(
        task.rule,
        task.name,
        tuple(
            [
                ReadingShown(r.reading, r.says, r.cites, r.reading == task.reading, r.due)
                for r in task.readings
            ]
        ),
    )
