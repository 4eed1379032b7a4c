"""What is advised at a stage as a flowchart: rule by rule from above, until one applies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from frontdoor.compare.flowcharts.drawing import (
    LINE,
    WIDTH,
    Canvas,
    Chart,
    Line,
    Span,
    Stroke,
    wrap,
)
from frontdoor.compare.flowcharts.way import drawn_from, source
from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.compare.words.conditions import ALWAYS, condition_text, condition_words, terms_text
from frontdoor.compare.words.kinds import who_names
from frontdoor.compare.words.naming import outcomes_text, source_text
from frontdoor.procedure import language as lang
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import Advice, advice_of, chosen

_EDGE, _PAD, _GAP = 2.0, 8.0, 26.0

_ASKED: Final = 296.0
"""Width of what is asked; what follows stands at the right."""

_YES: Final = 50.0
"""Width between the two, for a `yes`."""

Says = Sequence[tuple[Span, ...]]
"""Paragraphs."""


def stages_with_routes(book: Rulebook) -> tuple[str, ...]:
    """The stages at which the procedure advises anything; `any` are those without routes."""
    named = {route.stage for route in book.routes.values()}
    return tuple(stage for stage in (*book.stages, "any") if stage in named)


def response_at(book: Rulebook, stage: str) -> Chart:
    """The routes of a stage as a flowchart. Raises `KeyError` for a stage without routes."""
    routes = _routes(book, stage)
    if not routes:
        raise KeyError(stage)
    title = f"{_what(book, stage)}: {book.name}"
    canvas = Canvas()
    top = canvas.heading(title, (*drawn_from(book), "The first question answered yes settles it."))
    breaks = []
    for number, (route, advice) in enumerate(routes, start=1):
        asked = _question(book, route)
        foot = _draw(canvas, top, number, asked, _answer(book, route, advice), number < len(routes))
        top = foot + _GAP
        breaks.append(top - 1.5)
    about = (
        f"{len(routes)} questions in the order in which they are asked. Each leads by yes to an "
        "outcome, with who decides on it, and by no to the next. The table says the same in words."
    )
    name = f"response-{book.authority}-{stage.replace('_', '-')}"
    tables = (response_table(book, stage),)
    return canvas.chart(name, title, about, top - _GAP + _EDGE, breaks[:-1], tables)


def _routes(book: Rulebook, stage: str) -> list[tuple[lang.Route, Advice]]:
    """The routes of a stage in order, with what each advises under the reading in force."""
    routes = [route for route in book.routes.values() if route.stage == stage]
    return [(route, advice_of(book, route)) for route in routes]


def _what(book: Rulebook, stage: str) -> str:
    if stage == book.first_stage:
        return "The first response"
    return f"What is advised at {book.stages[stage].name if stage in book.stages else 'any stage'}"


def _question(book: Rulebook, route: lang.Route) -> Says:
    """Alternatives below one another; nothing where the rule always applies."""
    alternatives = condition_words(book, route.when)
    if not all(alternatives):
        return []
    first, *others = map(terms_text, alternatives)
    return [(Span(first),), *((Span("or", bold=True), Span(other)) for other in others)]


def _answer(book: Rulebook, route: lang.Route, advice: Advice) -> Says:
    also = f"with {outcomes_text(book, advice.also)}" if advice.also else ""
    to = f"to {book.destinations[advice.destination].name};"
    by = f"decided by {who_names(book, advice.decided_by)} ({source_text(route)})"
    differ = _reading(book, route)
    return [
        (Span(outcomes_text(book, (advice.outcome,)), bold=True), Span(also)),
        (Span(to), Span(by)),
        *([(Span(differ),)] if differ else []),
    ]


def _reading(book: Rulebook, route: lang.Route) -> str:
    """Which of several readings is followed, where the clauses of a route differ."""
    reading = chosen(book, route)
    return f"The sources differ; followed here: {reading.says}" if reading else ""


def _draw(
    canvas: Canvas, top: float, number: int, question: Says, answer: Says, more: bool
) -> float:
    """Draw a question with its answer, and that `more` follow; gives back where it ends."""
    first, *others = question or [(Span("Otherwise"),)]
    left = _lines([(Span(f"{number}.", bold=True), *first), *others], _ASKED)
    x = _EDGE + _ASKED + _YES
    right = _lines(answer, WIDTH - _EDGE - x)
    height = max(len(left), len(right)) * LINE + _PAD
    middle = top + height / 2
    canvas.box(_EDGE, top, _ASKED, height, Stroke(corner=10))
    canvas.box(x, top, WIDTH - _EDGE - x, height, Stroke(thick=2.5))
    canvas.lines(_EDGE + _PAD, middle - len(left) * LINE / 2, left)
    canvas.lines(x + _PAD, middle - len(right) * LINE / 2, right)
    canvas.arrow([(_EDGE + _ASKED, middle), (x - 2, middle)], Stroke())
    if question:
        canvas.text(_EDGE + _ASKED + 12, middle - 5, (Span("yes", bold=True),))
    if more:
        down, foot = _EDGE + 40, top + height
        canvas.arrow([(down, foot), (down, foot + _GAP - 1)], Stroke())
        canvas.text(down + 8, foot + 17, (Span("no", bold=True),))
    return top + height


def _lines(says: Says, width: float) -> list[Line]:
    return [line for said in says for line in wrap(said, width - 2 * _PAD)]


def response_table(book: Rulebook, stage: str) -> Table:
    """The routes of a stage in order: when, outcome, destination, who decides, source."""
    rows = []
    for number, (route, advice) in enumerate(_routes(book, stage), start=1):
        when = condition_text(book, route.when)
        says = (
            "otherwise" if when == ALWAYS else when,
            outcomes_text(book, (advice.outcome, *advice.also)),
            book.destinations[advice.destination].name,
            who_names(book, advice.decided_by),
        )
        differ = _reading(book, route)
        sources = (source(book, "routes", route.rule), *((Entry(differ),) if differ else ()))
        rows.append(Row(f"Rule {number}", (*((Entry(said),) for said in says), sources)))
    columns = ("In order", "When", "Outcome", "To", "Decided by", "Source")
    title = f"{_what(book, stage)}: {book.name}"
    return Table(f"response-{stage.replace('_', '-')}", title, columns, tuple(rows))
