"""The way of a contact as a flowchart, drawn from the rules that run.

Nothing is drawn that a rule does not say, and no picture is kept anywhere: where a source has a
chart of its own, or only names one, this is what its rules come to. `responses` draws what is
advised at each stage, `difference_charts` what became of the way between two editions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from frontdoor.compare.flowcharts.drawing import Canvas, Chart, Span
from frontdoor.compare.flowcharts.lanes import Box, Mark, Way, draw_boxes
from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.compare.words.conditions import condition_text, listed
from frontdoor.compare.words.kinds import standing_of
from frontdoor.compare.words.naming import (
    NO_TIME,
    need_text,
    source_text,
    stages_text,
    time_text,
    who_text,
)
from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import chosen

START: Final = "start"
"""Before there is a contact."""

SHARED: Final = 3
"""From so many stages on, a step stands once for all of them."""

_ELSEWHERE: Final = "And, as at other stages (see the end):"

_BEGIN: Final = frozenset({"receive", "reopen", "copy"})
"""Commands after which a contact stands at the first stage where their step names none."""


class Move(msgspec.Struct, frozen=True):
    """Steps of a rulebook that lead from the same stages, `START` among them, to the same stage."""

    book: Rulebook
    sources: tuple[str, ...]
    target: str
    steps: tuple[lang.Step, ...]
    mark: Mark = ""


class Standing(msgspec.Struct, frozen=True):
    """A stage of a rulebook, and what it says of the time to decide there."""

    book: Rulebook
    stage: lang.Stage
    times: tuple[Way, ...]
    mark: Mark = ""


def leads_to(book: Rulebook, step: lang.Step) -> str | None:
    """The stage to which a step leads, or None where it leaves a contact where it is."""
    return step.stage or (book.first_stage if step.command.verb in _BEGIN else None)


def arrows(book: Rulebook) -> dict[tuple[str, str, str], None]:
    """Every change of stage that a step makes: the step, from where (`START` too), to where."""
    found: dict[tuple[str, str, str], None] = {}
    for step in book.steps.values():
        target = leads_to(book, step)
        # A copy is another contact: this one stays where it is.
        if target and step.command.verb != "copy":
            before = (START,) if START in step.at else ()
            for stage in (*before, *book.stages_named(step.at)):
                if stage != target:
                    found[step.rule, stage, target] = None
    return found


def moves(book: Rulebook, some: Iterable[tuple[str, str, str]], mark: Mark = "") -> list[Move]:
    """Changes of stage by the same steps from the same stages to the same one, gathered."""
    from_where: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule, stage, target in some:
        from_where[rule, target].append(stage)
    alike: dict[tuple[tuple[str, ...], str], list[lang.Step]] = defaultdict(list)
    for (rule, target), sources in from_where.items():
        alike[tuple(sources), target].append(book.steps[rule])
    return [Move(book, sources, to, tuple(steps), mark) for (sources, to), steps in alike.items()]


def decision_tasks(book: Rulebook) -> dict[str, list[lang.Task]]:
    """The decisions to be made in time, by the stage at which their clocks start."""
    verb_of = {kind: verb for verb, kind in vocabulary.VERBS.items()}
    at: dict[str, list[lang.Task]] = defaultdict(list)
    for task in book.tasks.values():
        if task.purpose != "decision":
            continue
        stages = {event.detail for event in task.on if event.kind == "stage"}
        verbs = {verb_of[event.kind] for event in task.on if event.kind in verb_of}
        stages |= {leads_to(book, s) for s in book.steps.values() if s.command.verb in verbs}
        for stage in [stage for stage in book.stages if stage in stages] or [book.first_stage]:
            at[stage].append(task)
    return at


def way_of_a_contact(book: Rulebook) -> Chart:
    """The stages of a contact, what leads from each to the next, by whom, and times to decide."""
    canvas = Canvas()
    title = f"The way of a contact: {book.name}"
    top = canvas.heading(title, drawn_from(book))
    standing = [Standing(book, stage, times(book, id)) for id, stage in book.stages.items()]
    height, breaks = draw_boxes(canvas, boxes(standing, moves(book, arrows(book))), top)
    about = (
        f"{len(book.stages)} stages, from {book.stages[book.first_stage].name} on, and the steps "
        "that lead from one to another. The tables say the same in words."
    )
    tables = (stages_table(book), steps_table(book))
    return canvas.chart(f"way-{book.authority}", title, about, height, breaks, tables)


def drawn_from(book: Rulebook) -> list[str]:
    """That a chart is drawn from the rules of an edition, and what the source says of a chart."""
    said = [f"Drawn from the rules that run. Edition: {book.edition}"]
    for one in book.statements.values():
        if "flowchart" in one.about and one.says:
            said.append(f"Of a chart in the source: {one.says} ({source_text(one)})")
    return said


def boxes(standing: Sequence[Standing], every: Sequence[Move]) -> list[Box]:
    """The stages as boxes: first how a contact begins, last what leads on from many of them."""
    names = {one.stage.stage: one.stage.name for one in standing}
    shared = [move for move in every if len(move.sources) >= SHARED]
    begin = [_way(names, move) for move in every if START in move.sources]
    drawn = [Box(START, "A contact is made", "", tuple(begin))]
    for one in standing:
        id = one.stage.stage
        ways = list(one.times)
        ways += _together(names, [m for m in every if id in m.sources and m not in shared])
        also = [
            f"{step.name} ({move.mark})" if move.mark else step.name
            for move in shared
            if id in move.sources
            for step in move.steps
        ]
        if also:
            ways.append(Way(((Span(_ELSEWHERE), Span("; ".join(also))),)))
        kind: Literal["", "ends", "waits"] = (
            "ends" if one.stage.final else "waits" if one.stage.waits else ""
        )
        drawn.append(Box(id, one.stage.name, _beside(one), tuple(ways), kind, one.mark))
    if shared:
        gathered = _together(names, shared, shared=True)
        drawn.append(Box("several", "At several stages, as said above", "", tuple(gathered)))
    return drawn


def _at_any(move: Move) -> str:
    """The stages of a step that is possible at many, where they can be said in short."""
    said = stages_text(move.book, move.sources)
    return f"At {said}:" if said.startswith("any ") else ""


def _together(names: dict[str, str], some: Sequence[Move], shared: bool = False) -> list[Way]:
    """What leads to the same stage in the same manner; of `shared` moves, from where if short."""
    alike: dict[tuple[str, str, Mark], list[Move]] = defaultdict(list)
    for move in some:
        alike[_at_any(move) if shared else "", move.target, move.mark].append(move)
    return [
        _way(names, Move(of[0].book, (), to, tuple(s for m in of for s in m.steps), mark), said)
        for (said, to, mark), of in alike.items()
    ]


def _way(names: dict[str, str], move: Move, first: str = "") -> Way:
    by: dict[str, list[str]] = defaultdict(list)
    for step in move.steps:
        by[who_of(move.book, step)].append(step.name)
    lines = [(Span("; ".join(steps)), Span(f"– {who}")) for who, steps in by.items()]
    to = (Span(move.mark.upper(), bold=True), Span(first), Span(f"→ {names[move.target]}:", True))
    return Way(((*to, *lines[0]), *lines[1:]), move.target, move.mark)


def who_of(book: Rulebook, step: lang.Step) -> str:
    """Who may take a step, under the reading in force."""
    reading = chosen(book, step)
    return who_text(book, (reading and reading.by) or step.by)


def times(book: Rulebook, stage: str) -> tuple[Way, ...]:
    """What there is to decide in time at a stage, by the time, what has none last."""
    by_time: dict[str, list[str]] = defaultdict(list)
    for task in decision_tasks(book).get(stage, ()):
        by_time[time_text(book, task)].append(task.name)
    said = tuple(
        (Span(f"To decide, {time}:", bold=True), Span("; ".join(names)))
        for time, names in sorted(by_time.items(), key=lambda one: one[0] == NO_TIME)
    )
    return (Way(said),) if said else ()


def _beside(one: Standing) -> str:
    said = []
    if one.stage.stage == one.book.first_stage:
        said.append("here every contact begins")
    if one.stage.final:
        said.append("final: here it ends")
    if one.stage.waits:
        said.append("here it waits for a meeting")
    return "; ".join(said)


def stages_table(book: Rulebook) -> Table:
    """Every stage: what kind it is, and by when a decision is due there."""
    tasks = decision_tasks(book)
    rows = []
    for id, stage in book.stages.items():
        kind = _beside(Standing(book, stage, ())) or "on the way"
        due = [
            source(book, "tasks", task.rule, f"{task.name}: {time_text(book, task)}")
            for task in tasks.get(id, ())
        ]
        rows.append(Row(stage.name, ((Entry(kind),), tuple(due))))
    columns = ("Stage", "What it is", "To decide in time")
    return Table("stages", f"Stages of a contact: {book.name}", columns, tuple(rows))


def steps_table(book: Rulebook) -> Table:
    """Every step that leads from one stage to another, with its conditions and its clauses."""
    rows = []
    for move in moves(book, arrows(book)):
        for step in move.steps:
            reading = chosen(book, step)
            needs = reading.needs if reading and reading.needs is not None else step.needs
            begins = START in move.sources
            says = (
                "before there is a contact" if begins else stages_text(book, move.sources),
                book.stages[move.target].name,
                who_of(book, step),
                condition_text(book, step.when),
                listed([need_text(book, need) for need in needs]),
            )
            cells = tuple((Entry(said),) if said else () for said in says)
            rows.append(Row(step.name, (*cells, (source(book, "steps", step.rule),))))
    columns = ("What is done", "At", "Leads to", "By", "Where", "Needs first", "Source")
    return Table("steps", f"What leads on: {book.name}", columns, tuple(rows))


def source(book: Rulebook, section: str, id: str, says: str = "") -> Entry:
    """What is said of a rule, or where it comes from, with its clauses and its id."""
    item = book.section(section)[id]
    return Entry(says or source_text(item), item.clauses, id, standing_of(book, section, id))
