"""The full answer to a contact: what is advised and why, by when, what must be done and asked."""

from __future__ import annotations

from datetime import datetime

import msgspec

from frontdoor.domain import tasks as clockwork
from frontdoor.domain.contact import Task
from frontdoor.domain.practice import Practice
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
    given; `also` are outcomes that hold together with the leading one.
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
    questions: tuple[Asked, ...]
    checks: tuple[Asked, ...]
    readings: tuple[MatterShown, ...]
    why_not: tuple[WhyNot, ...]


def answer(
    practice: Practice, facts: Facts, received: datetime, stage: str | None = None
) -> Answer:
    """Ask a procedure about a contact with these facts, received at `received` (aware)."""
    procedure, book = practice.procedure, practice.book
    here = stage or book.first_stage
    advice = procedure.advise(facts, here)
    started: tuple[Task, ...] = ()
    if not is_unrecorded(advice):
        started = clockwork.starting(
            practice,
            facts,
            clockwork.events_of("received", None, here, final=False),
            received,
            advised=(advice.outcome, *advice.also),
            decided=(),
            moments={"received": received},
            tasks={},
        )
    notices = procedure.notices(facts, here)
    rules = (advice.rule, *(notice.rule for notice in notices))
    cites = [*advice.cites, *(cite for notice in notices for cite in notice.clauses)]
    return Answer(
        authority=book.authority,
        edition=book.digest,
        stage=here,
        outcome=advice.outcome,
        also=advice.also,
        meaning=advice.meaning,
        destination=advice.destination,
        decided_by=advice.decided_by,
        due=min((t.due for t in started if t.purpose == "decision" and t.due), default=None),
        rules=rules,
        cites=tuple(dict.fromkeys(cites)),
        tasks=started,
        notices=tuple(Asked(n.rule, n.says, n.to, n.clauses) for n in notices),
        questions=tuple(
            Asked(q.rule, q.ask, q.part, q.clauses) for q in procedure.questions(facts)
        ),
        checks=tuple(Asked(c.rule, c.look, "", c.clauses) for c in procedure.checks(facts)),
        readings=tuple(_matters(practice, facts, advice.rule, started)),
        why_not=tuple(procedure.why_not(facts, advice)),
    )


def is_unrecorded(advice: Advice) -> bool:
    """Whether the procedure records nothing of a contact: then there is nothing to do by a time."""
    return advice.meaning == "not_recorded" and not advice.also


def _matters(
    practice: Practice, facts: Facts, route: str, started: tuple[Task, ...]
) -> list[MatterShown]:
    book = practice.book
    shown = []
    taken_route = book.routes[route]
    if taken_route.readings:
        reading = chosen(book, taken_route)
        shown.append(
            MatterShown(
                route,
                book.outcomes[taken_route.outcome].name,
                tuple(
                    ReadingShown(r.reading, r.says, r.cites, r is reading)
                    for r in taken_route.readings
                ),
            )
        )
    for task in started:
        if task.readings:
            shown.append(
                MatterShown(
                    task.rule,
                    task.name,
                    tuple(
                        ReadingShown(r.reading, r.says, r.cites, r.reading == task.reading, r.due)
                        for r in task.readings
                    ),
                )
            )
    for matter in practice.procedure.matters(facts):
        if matter.when == ALWAYS:
            continue  # about the service as a whole, not about this contact
        reading = chosen(book, matter)
        shown.append(
            MatterShown(
                matter.rule,
                matter.matter,
                tuple(
                    ReadingShown(r.reading, r.says, r.cites, r is reading) for r in matter.readings
                ),
            )
        )
    return shown
