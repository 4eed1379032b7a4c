"""Draws boxes down a page, with what leads from one to another as lanes at their right.

All that leads to one box runs in one lane, as trains on one track, so that there are at most as
many lanes as boxes, however much leads there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from frontdoor.compare.flowcharts.drawing import LINE, WIDTH, Canvas, Line, Span, Stroke, wrap

Mark = Literal["", "added", "removed", "changed"]
"""What became of something between two editions."""

STROKES: Final[dict[Mark, Stroke]] = {
    "": Stroke(),
    "added": Stroke(thick=3.5),
    "removed": Stroke(dashes="6 4"),
    "changed": Stroke(thick=2.5, dashes="2 3"),
}
"""How the line of each is drawn; the word stands beside it."""

_EDGE, _PAD, _GAP, _APART = 2, 7, 13, 13


class Way(msgspec.Struct, frozen=True):
    """Paragraphs within a box; with `to`, an arrow from there to the box of that id."""

    says: tuple[tuple[Span, ...], ...]
    to: str = ""
    mark: Mark = ""


class Box(msgspec.Struct, frozen=True):
    """A box with its heading, words beside that, and what leads from it.

    `kind` is drawn as its border: `ends` double, `waits` dashed, both with round corners.
    """

    id: str
    title: str
    beside: str
    ways: tuple[Way, ...]
    kind: Literal["", "ends", "waits"] = ""
    mark: Mark = ""


class _Placed(msgspec.Struct):
    """A box with the height of everything in it; `heights` are those of its ways."""

    box: Box
    top: float
    title: list[Line]
    ways: list[list[Line]]

    @property
    def head(self) -> float:
        return len(self.title) * LINE + _PAD

    @property
    def heights(self) -> list[float]:
        return [len(lines) * LINE + _PAD for lines in self.ways]

    @property
    def height(self) -> float:
        return self.head + sum(self.heights)

    def middles(self) -> list[float]:
        """The middle of each way."""
        middles, y = [], self.top + self.head
        for height in self.heights:
            middles.append(y + height / 2)
            y += height
        return middles


class _Lane(msgspec.Struct):
    """What leads to one box in one manner: from where, and where it comes in."""

    to: str
    mark: Mark
    starts: list[float]
    end: float = 0.0
    track: int = 0

    @property
    def span(self) -> tuple[float, float]:
        return min(*self.starts, self.end), max(*self.starts, self.end)


def draw_boxes(canvas: Canvas, boxes: Sequence[Box], top: float) -> tuple[float, list[float]]:
    """Draw boxes below one another from `top`: where they end, and the gaps between them."""
    tracks = 0
    while True:  # what stands narrower stands lower, and may need another track
        width = WIDTH - 2 * _EDGE - _APART * (tracks + 1)
        placed = _place(boxes, top, width)
        lanes = _lanes(placed)
        needed = _tracks(lanes)
        if needed <= tracks:
            break
        tracks = needed
    for lane in lanes:
        _draw_lane(canvas, lane, _EDGE + width)
    for one in placed:
        _draw_box(canvas, one, width)
    return placed[-1].top + placed[-1].height + _EDGE, [one.top - _GAP / 2 for one in placed[1:]]


def _place(boxes: Sequence[Box], top: float, width: float) -> list[_Placed]:
    placed = []
    for box in boxes:
        title = wrap(_title(box), width - 2 * _PAD)
        ways = [
            [line for said in way.says for line in wrap(said, width - 2 * _PAD)] for way in box.ways
        ]
        placed.append(_Placed(box, top, title, ways))
        top += placed[-1].height + _GAP
    return placed


def _title(box: Box) -> list[Span]:
    beside = "; ".join(filter(None, (box.mark.upper(), box.beside)))
    return [Span(box.title, bold=True), *([Span(f"({beside})")] if beside else [])]


def _lanes(placed: Sequence[_Placed]) -> list[_Lane]:
    lanes: dict[tuple[str, Mark], _Lane] = {}
    for one in placed:
        for way, y in zip(one.box.ways, one.middles(), strict=True):
            if way.to:
                lane = lanes.setdefault((way.to, way.mark), _Lane(way.to, way.mark, []))
                lane.starts.append(y)
    for one in placed:
        ending = [lane for lane in lanes.values() if lane.to == one.box.id]
        for at, lane in enumerate(ending, start=1):
            lane.end = one.top + at * one.head / (len(ending) + 1)
    return list(lanes.values())


def _tracks(lanes: list[_Lane]) -> int:
    """Give each lane a track on which no other meets it, the short ones innermost; how many."""
    lanes.sort(key=lambda lane: (lane.span[1] - lane.span[0], lane.end))
    taken: list[list[tuple[float, float]]] = []
    for lane in lanes:
        low, high = lane.span
        free = (
            at
            for at, spans in enumerate(taken)
            if all(high + LINE < top or foot + LINE < low for top, foot in spans)
        )
        lane.track = next(free, len(taken))
        if lane.track == len(taken):
            taken.append([])
        taken[lane.track].append((low, high))
    return len(taken)


def _draw_lane(canvas: Canvas, lane: _Lane, edge: float) -> None:
    x = edge + _APART * (lane.track + 1.5)
    stroke = STROKES[lane.mark]
    low, high = lane.span
    for y in lane.starts:
        canvas.rule([(edge, y), (x, y)], stroke)
    canvas.rule([(x, low), (x, high)], stroke)
    canvas.arrow([(x, lane.end), (edge + 2, lane.end)], stroke)
    for y in (*lane.starts, lane.end):
        if low < y < high:
            canvas.dot(x, y)


def _draw_box(canvas: Canvas, one: _Placed, width: float) -> None:
    kind, mark = one.box.kind, one.box.mark
    dashes = STROKES[mark].dashes or ("9 4" if kind == "waits" else "")
    corner = 10 if kind else 0
    stroke = STROKES[mark]._replace(dashes=dashes, corner=corner)
    canvas.box(_EDGE, one.top, width, one.height, stroke)
    if kind == "ends":
        inner = Stroke(thick=1, corner=8)
        canvas.box(_EDGE + 3, one.top + 3, width - 6, one.height - 6, inner)
    canvas.lines(_EDGE + _PAD, one.top + 3, one.title)
    y = one.top + one.head
    for lines, height in zip(one.ways, one.heights, strict=True):
        canvas.rule([(_EDGE + _PAD, y), (_EDGE + width - _PAD, y)], Stroke(thick=0.5))
        canvas.lines(_EDGE + _PAD, y + 3, lines)
        y += height
