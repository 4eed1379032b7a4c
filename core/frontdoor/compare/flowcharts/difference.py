"""Charts of a difference: the way of a contact in two editions, and what two procedures come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from frontdoor.compare.editions import called, changes_table
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
from frontdoor.compare.flowcharts.lanes import Mark, Way, draw_boxes
from frontdoor.compare.flowcharts.way import Move, Standing, arrows, boxes, moves, times
from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.compare.words.conditions import value_words
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import chosen
from frontdoor.procedure.vocabulary import RANK

_LEGEND: Final = (
    "Thick lines: added. Dashed lines: removed. Dotted lines: changed. The word stands beside each."
)


def way_between(before: Rulebook, after: Rulebook) -> Chart:
    """The way of a contact in both editions, with what was added, removed or changed marked."""
    canvas = Canvas()
    title = f"What became of the way of a contact: {after.name}"
    compared = f"Drawn from the rules that run. From {called(before)} to {called(after)}."
    top = canvas.heading(title, (compared, _LEGEND))
    height, breaks = draw_boxes(canvas, boxes(_stages(before, after), _moves(before, after)), top)
    about = (
        "The stages of a contact in both, and the steps that lead from one to another; what was "
        "added, removed or changed is marked so. The table names every change of every rule."
    )
    tables = (changes_table(before, after),)
    return canvas.chart(f"changes-{after.authority}", title, about, height, breaks, tables)


def _stages(before: Rulebook, after: Rulebook) -> list[Standing]:
    """The stages of both, each one that was removed behind the one that it followed."""
    found = []
    for id, stage in after.stages.items():
        mark: Mark = "added"
        if id in before.stages:
            mark = "" if before.stages[id] == stage else "changed"
        found.append(Standing(after, stage, _times(before, after, id, mark), mark))
    previous = ""
    for id, stage in before.stages.items():
        if id not in after.stages:
            at = [one.stage.stage for one in found].index(previous) + 1 if previous else 0
            found.insert(at, Standing(before, stage, times(before, id), "removed"))
        previous = id
    return found


def _times(before: Rulebook, after: Rulebook, stage: str, mark: Mark) -> tuple[Way, ...]:
    """What there is to decide in time, and what there was where that is something else."""
    was, now = times(before, stage), times(after, stage)
    if was == now or mark == "added":
        return now
    said = [says for way in now for says in way.says]
    said += [(Span("BEFORE:", bold=True), *says) for way in was for says in way.says]
    return (Way(tuple(said)),)


def _moves(before: Rulebook, after: Rulebook) -> list[Move]:
    """What leads on in both, marked by what became of it."""
    old, new = arrows(before), arrows(after)
    marks: dict[Mark, list[tuple[str, str, str]]] = {"": [], "changed": [], "added": []}
    for arrow in new:
        same = arrow in old and _unchanged(before, after, arrow[0])
        marks["added" if arrow not in old else "" if same else "changed"].append(arrow)
    removed = [arrow for arrow in old if arrow not in new]
    now = [move for mark, some in marks.items() for move in moves(after, some, mark)]
    return [*now, *moves(before, removed, "removed")]


def _unchanged(before: Rulebook, after: Rulebook, rule: str) -> bool:
    was, now = before.steps[rule], after.steps[rule]
    return was == now and chosen(before, was) == chosen(after, now)


_MEANINGS_LEGEND: Final = (
    "Drawn from the rules that run. Each arrow stands for contacts that there can be; it is thick "
    "where the two come to something else, thin where they come to the same."
)


class Meeting(NamedTuple):
    """That some contacts come to one meaning under one procedure and to another under another.

    `share` is the part of contacts, 0 to 1, of which that is so, or 0 where it is not known;
    `label` says which those are, in short.
    """

    meaning_a: str
    meaning_b: str
    share: float
    label: str


_LEFT: Final = 470.0
_RIGHT: Final = 560.0
_PAD, _EDGE, _GAP = 8.0, 2.0, 14.0


def meanings_between(name: str, first: str, second: str, pairs: Iterable[Meeting]) -> Chart:
    """What contacts come to under two procedures: an arrow for each pair of meanings that occurs.

    `name` is the chart's own; `first` and `second` are what people call the procedures.
    """
    ordered = sorted(pairs, key=lambda one: (RANK[one.meaning_a], RANK[one.meaning_b]))
    canvas = Canvas()
    title = f"What the same contacts come to: {first} and {second}"
    top = canvas.heading(title, (_MEANINGS_LEGEND,))
    canvas.text(_EDGE, top + 14, (Span(first, bold=True),), 15)
    canvas.text(_RIGHT, top + 14, (Span(second, bold=True),), 15)
    top += 26
    ways, feet = _left(canvas, top, ordered)
    right = _right(canvas, top, feet[-1] if feet else top, ordered)
    for one, y in zip(ordered, ways, strict=True):
        thick = 1.0 if one.meaning_a == one.meaning_b else 2.5
        upper, lower = right[one.meaning_b]
        canvas.arrow([(_LEFT, y), (_RIGHT - 2, (upper + lower) / 2)], Stroke(thick=thick))
    height = max((top, *feet, *(lower for _, lower in right.values()))) + _EDGE
    gaps = [foot + _GAP / 2 for foot in feet[:-1]]
    breaks = [y for y in gaps if not any(upper <= y <= lower for upper, lower in right.values())]
    about = (
        f"At the left what contacts come to under {first}, at the right under {second}, with an "
        "arrow for each pair that some contact meets. The table says the same in words."
    )
    tables = (_table(name, title, first, second, ordered),)
    return canvas.chart(name, title, about, height, breaks, tables)


def _says(meaning: str) -> str:
    words = value_words(meaning)
    return words[:1].upper() + words[1:]


def _share(one: Meeting) -> str:
    """A share as people read it: what is little is said to be little, never none."""
    if not one.share:
        return ""
    return f"{one.share:.0%}" if one.share >= 0.01 else "under 1%"


def _left(canvas: Canvas, top: float, pairs: Sequence[Meeting]) -> tuple[list[float], list[float]]:
    """Draw the left meanings with what leads from each: the heights of these, the boxes' feet."""
    ways: list[float] = []
    feet: list[float] = []
    for meaning in dict.fromkeys(one.meaning_a for one in pairs):
        own = [one for one in pairs if one.meaning_a == meaning]
        said = [_line(one) for one in own]
        height = LINE + _PAD + sum(len(lines) * LINE + _PAD for lines in said)
        canvas.box(_EDGE, top, _LEFT - _EDGE, height, Stroke())
        canvas.lines(_EDGE + _PAD, top + 3, [(Span(_says(meaning), bold=True),)])
        y = top + LINE + _PAD
        for lines in said:
            canvas.rule([(_EDGE + _PAD, y), (_LEFT - _PAD, y)], Stroke(thick=0.5))
            canvas.lines(_EDGE + _PAD, y + 3, lines)
            ways.append(y + (len(lines) * LINE + _PAD) / 2)
            y += len(lines) * LINE + _PAD
        feet.append(top + height)
        top += height + _GAP
    return ways, feet


def _line(one: Meeting) -> list[Line]:
    same = "the same" if one.meaning_a == one.meaning_b else _says(one.meaning_b)
    said = ", ".join(filter(None, (_share(one), one.label)))
    return wrap((Span(f"→ {same}:", bold=True), Span(said)), _LEFT - _EDGE - 2 * _PAD)


def _right(
    canvas: Canvas, top: float, foot: float, pairs: Sequence[Meeting]
) -> dict[str, tuple[float, float]]:
    """Draw the right meanings, spread over the height of the left: the edges of each box."""
    meanings = sorted({one.meaning_b for one in pairs}, key=RANK.__getitem__)
    says = {one: wrap([Span(_says(one), bold=True)], WIDTH - _RIGHT - 3 * _PAD) for one in meanings}
    heights = {one: len(lines) * LINE + _PAD for one, lines in says.items()}
    spare = foot - top - sum(heights.values())
    gap = max(_GAP, spare / max(1, len(meanings)))
    edges = {}
    y = top + gap / 2
    for meaning, lines in says.items():
        canvas.box(_RIGHT, y, WIDTH - _RIGHT - _EDGE, heights[meaning], Stroke())
        canvas.lines(_RIGHT + _PAD, y + 3, lines)
        edges[meaning] = y, y + heights[meaning]
        y += heights[meaning] + gap
    return edges


def _table(name: str, title: str, first: str, second: str, pairs: Sequence[Meeting]) -> Table:
    rows = tuple(
        Row(
            _says(one.meaning_a),
            tuple(
                (Entry(said),) if said else ()
                for said in (_says(one.meaning_b), _share(one), one.label)
            ),
            one.meaning_a != one.meaning_b,
        )
        for one in pairs
    )
    return Table(name, title, (first, second, "Share of contacts", "Which contacts"), rows)
