"""Who decides in a procedure, who may authorise what, and within what time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from frontdoor.compare.side_by_side.voice import Aspect, Facts, Found, Voice, words
from frontdoor.compare.tables import Entry, Standing
from frontdoor.compare.words.conditions import value_words
from frontdoor.compare.words.kinds import TASKS_FOR
from frontdoor.compare.words.naming import event_text, outcomes_text
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.language import Bar, Role, Route, Step, Task
from frontdoor.procedure.phrases import Event
from frontdoor.procedure.running import chosen
from frontdoor.procedure.timescales import Timescale
from frontdoor.procedure.vocabulary import MEANINGS, RANK

DECIDING: Final = ("authorise", "close", "carry_outcome")
"""Commands that decide on an outcome."""


# who decides at first


def _at_first(voice: Voice, meaning: str) -> Iterator[Found]:
    """Who decides where this is advised when a contact is taken."""
    for route in voice.first_routes:
        followed = chosen(voice.book, route)
        outcome = (followed and followed.outcome) or route.outcome
        whos = (followed and followed.decided_by) or route.decided_by
        if voice.meaning(outcome) == meaning:
            kinds = voice.kinds(whos)
            yield voice.found("routes", route.rule, voice.names(whos), kinds)


def _takes(voice: Voice) -> Iterator[Found]:
    for step in voice.book.steps.values():
        if step.command.verb == "receive":
            yield _taken_by(voice, step)


def _taken_by(voice: Voice, step: Step, *notes: str) -> Found:
    """Who may take a step."""
    whos = voice.by(step)
    return voice.found("steps", step.rule, voice.names(whos), voice.kinds(whos), *notes)


DECIDERS: Final = (
    Aspect("Takes the contact", _takes, whole=True, nothing="No step takes one"),
    *(
        Aspect(
            f"Decides at first on: {value_words(meaning)}",
            partial(_at_first, meaning=meaning),
            whole=True,
            nothing="Not advised at first",
        )
        for meaning in MEANINGS
    ),
)


# who authorises


def _deciding(voice: Voice) -> Iterator[tuple[Step, tuple[str, ...]]]:
    """Each step that decides, with the outcomes that it may decide on.

    An `authorise` that names none permits every one; a `close` then only ends what was decided.
    """
    for step in voice.book.steps.values():
        if step.command.verb in DECIDING:
            followed = chosen(voice.book, step)
            outcomes = (followed and followed.outcomes) or step.outcomes
            every = tuple(voice.book.outcomes) if step.command.verb == "authorise" else ()
            yield step, outcomes or every


def _authorises(voice: Voice, meaning: str) -> Iterator[Found]:
    """Who may decide on outcomes of this meaning; on those that only go with others, by those."""
    wanted = {id for id, one in voice.book.outcomes.items() if one.meaning == meaning}
    leading = [step for step, outcomes in _deciding(voice) if wanted & {*outcomes}]
    beside = [step for step, _ in _deciding(voice) if wanted & {*step.also}]
    for step in leading or beside:
        notes = [] if leading else ["Only beside another outcome"]
        if step.second_person:
            notes.append(SECOND)
        if step.if_away:
            notes.append(f"When they are away: {voice.names(step.if_away)}")
        yield _taken_by(voice, step, *notes)
        for reading in step.readings:
            if reading.by and reading != chosen(voice.book, step):
                other = f"Another reading: {voice.names(reading.by)}"
                yield voice.found(
                    "steps", step.rule, other, voice.kinds(reading.by), cites=reading.cites
                )


def _second_person(voice: Voice) -> Iterator[Found]:
    for step, outcomes in _deciding(voice):
        if step.second_person:
            says = f"On {outcomes_text(voice.book, outcomes)}"
            yield voice.found("steps", step.rule, says, "second person")


def _away(voice: Voice) -> Iterator[Found]:
    for step, _ in _deciding(voice):
        if step.if_away:
            whos = step.if_away
            yield voice.found("steps", step.rule, voice.names(whos), voice.kinds(whos))


AUTHORISERS: Final = (
    *(
        Aspect(
            words(meaning),
            partial(_authorises, meaning=meaning),
            whole=True,
            nothing="No outcome of this meaning is decided on",
        )
        for meaning in MEANINGS
    ),
    Aspect(
        "A second person decides",
        _second_person,
        "second_person",
        whole=True,
        nothing="No step asks for one",
    ),
    Aspect(
        "When those who decide are away",
        _away,
        "deciders_away",
        whole=True,
        nothing="No step says so",
    ),
)


# a lesser outcome

SECOND: Final = "Not the one who proposed it."
LIFTED: Final = "Only with what lifts a bar, such as a manager's reasons."


def _lesser(voice: Voice, asked: Facts | None = None) -> Iterator[Found]:
    """For each role, on what it may decide that is less than advised.

    With the facts `asked`, on what is less than a referral for contacts that have them. Only where
    a step permits it and no bar forbids it, exactly.
    """
    taken = list(_lesser_steps(voice, asked))
    for role in voice.book.roles.values():
        for note in ("", LIFTED):
            grouped: dict[Standing, list[tuple[Step, str]]] = {}
            for step, meaning, lifts in taken:
                if lifts == note and role.role in voice.book.roles_named(voice.by(step)):
                    grouped.setdefault(voice.standing(step.rule), []).append((step, meaning))
            every = frozenset(meaning for steps in grouped.values() for _, meaning in steps)
            for standing, steps in grouped.items():
                entry = _lesser_of(role, standing, steps, note)
                yield Found(entry, (role.kind, every, note))


def _lesser_of(role: Role, standing: Standing, steps: list[tuple[Step, str]], note: str) -> Entry:
    meanings = {meaning for _, meaning in steps}
    lesser = "; ".join(value_words(one) for one in MEANINGS if one in meanings)
    cites = dict.fromkeys(cite for step, _ in steps for cite in step.clauses)
    second = SECOND if all(step.second_person for step, _ in steps) else ""
    rule = steps[0][0].rule
    return Entry(f"{role.name}: {lesser}", tuple(cites), rule, standing, f"{second} {note}".strip())


def _lesser_steps(voice: Voice, asked: Facts | None) -> Iterator[tuple[Step, str, str]]:
    """Each step with a lesser meaning on which it may decide, and what first has to be lifted."""
    diagrams = voice.conditions.diagrams
    for step, outcomes in _deciding(voice):
        for outcome in outcomes if step.command.verb != "carry_outcome" else ():
            rank = RANK[voice.meaning(outcome)]
            if asked is None:
                lesser = _more(voice, step, rank)
            else:
                below = rank < RANK["referral"] and voice.knows(asked)
                lesser = voice.conditions.box(asked) if below else diagrams.no
            region = diagrams.both(voice.where(step.when), lesser)
            for note, lifted in (("", False), (LIFTED, True)):
                if _left(voice, step, outcome, region, lifted) != diagrams.no:
                    yield step, voice.meaning(outcome), note
                    break


def _more(voice: Voice, step: Step, rank: int) -> Diagram:
    """Where more than a meaning of this rank is advised, at any stage at which a step is taken."""
    more = voice.conditions.diagrams.no
    for stage in voice.book.stages_named(step.at):
        more = voice.conditions.diagrams.either(more, _more_at(voice, _routes(voice, stage), rank))
    return more


def _more_at(voice: Voice, routes: Iterable[Route], rank: int) -> Diagram:
    diagrams = voice.conditions.diagrams
    table = []
    for route in routes:
        followed = chosen(voice.book, route)
        outcome = (followed and followed.outcome) or route.outcome
        table.append((voice.conditions.of(route.when), RANK[voice.meaning(outcome)] > rank))
    return diagrams.first(table, otherwise=False)


def _routes(voice: Voice, stage: str) -> tuple[Route, ...]:
    """What is advised at a stage; where nothing is, at the nearest stage before it."""
    seen, todo = {stage}, [stage]
    while todo:
        here = todo.pop(0)
        if routes := voice.book.routes_at(here):
            return routes
        for step in voice.book.steps.values():
            if step.stage == here:
                before = [one for one in voice.book.stages_named(step.at) if one not in seen]
                seen |= {*before}
                todo += before
    return voice.first_routes


def _left(voice: Voice, step: Step, outcome: str, region: Diagram, lifted: bool) -> Diagram:
    """What bars leave of a region; `lifted` of those bars only that nothing can lift."""
    diagrams = voice.conditions.diagrams
    for bar in voice.book.bars.values():
        if not (lifted and bar.unless) and _bars(voice, bar, step, outcome):
            region = diagrams.without(region, voice.conditions.of(bar.when))
    return region


def _bars(voice: Voice, bar: Bar, step: Step, outcome: str) -> bool:
    """Whether a bar keeps all who may take a step from an outcome, wherever they take it."""
    named = voice.book.stages_named
    return (
        any(act.verb == step.command.verb and not act.detail for act in bar.refuses)
        and not (bar.by or bar.overdue or bar.linked)
        and (not bar.at or {*named(step.at)} <= {*named(bar.at)})
        and (not bar.waiting or bool(step.stage and voice.book.stages[step.stage].waits))
        and (not bar.outcomes or outcome in bar.outcomes)
        and (bar.below is None or RANK[voice.meaning(outcome)] < RANK[bar.below])
    )


def _in_danger(voice: Voice) -> Iterator[Found]:
    """Who may lift the bars that keep less than something from a child, and with what."""
    for bar in voice.book.bars.values():
        if not bar.below:
            continue
        for need in bar.unless:
            whos = [
                who
                for step in voice.book.steps.values()
                if step.command.verb == "record" and step.command.detail == need
                for who in step.by
            ]
            name = voice.book.records[need].name if need in voice.book.records else need
            says = f"{voice.names(whos)}, with: {name}"
            less = f"For less than this: {value_words(bar.below)}"
            kinds = voice.kinds(whos)
            yield voice.found("bars", bar.rule, says, kinds, less, bar.because, voice.only(bar))


LESSER: Final = (
    Aspect(
        "Less than the procedure advises: who, and what",
        _lesser,
        whole=True,
        nothing="No step permits it",
    ),
    Aspect(
        "Less than a referral, where an assessment was asked for: who, and what",
        partial(_lesser, asked={"purpose": ("assessment_requested",)}),
        whole=True,
        nothing="No step permits it",
    ),
    Aspect(
        "Less, where the child may need protection: who, and with what",
        _in_danger,
        whole=True,
        nothing="No bar can be lifted",
    ),
)


# timescales


def _times(task: Task) -> Iterator[tuple[Timescale, Event | None, tuple[str, ...], str]]:
    """Each time of a task: how long, from when on, the clauses, and what its reading says."""
    if task.within is not None:
        yield task.within, task.from_, task.cites, ""
    for reading in task.readings:
        yield reading.within, reading.from_ or task.from_, reading.cites, reading.says


def _starts(task: Task) -> bool:
    """Whether a task is part of deciding on a contact when it comes in."""
    return any(event.kind == "received" for event in (*task.on, task.from_) if event)


def _due(voice: Voice, purpose: str, first: bool | None = None) -> Iterator[Found]:
    """The times of the tasks of a purpose; of deciding, those that run from receipt, or others."""
    tasks = [task for task in voice.book.tasks.values() if task.purpose == purpose]
    for task in tasks:
        if first is not None and _starts(task) != first:
            continue
        choice = voice.book.choices.get(task.rule)
        taken = chosen(voice.book, task).reading if choice else None
        for index, (within, start, cites, reading) in enumerate(_times(task)):
            said = "no time stated" if str(within) == "not stated" else str(within)
            since = f" (from {event_text(voice.book, start)})" if start else ""
            says = f"{said}{since}: {task.name}"
            notes = [voice.only(task), reading]
            if task.readings and not choice:
                notes.append("The clauses differ; of several times the earliest drives")
            elif choice and task.readings[index].reading == taken:
                notes.append("The council follows this reading")
            elif choice:
                notes.append("Another reading, which the council does not follow")
            notes.append(f"By {voice.names(task.who)}")
            yield voice.found("tasks", task.rule, says, str(within), *notes, cites=cites)


TIMESCALES: Final = (
    Aspect(
        "Time to decide on a contact",
        partial(_due, purpose="decision", first=True),
        "time_for_decision",
    ),
    Aspect(
        "Time to decide, after other events",
        partial(_due, purpose="decision", first=False),
        nothing="No other task of this kind",
        whole=True,
    ),
    *(
        Aspect(
            heading,
            partial(_due, purpose=purpose),
            f"time_for_{purpose}",
            nothing="No task of this kind",
            whole=True,
        )
        for purpose, heading in TASKS_FOR.items()
        if purpose != "decision"
    ),
)
