"""Draws the numbers of a table as bars below one another, each with its name and its value.

One colour alone: what a bar is, and how long, is written beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from frontdoor.compare.flowcharts.drawing import (
    LINE,
    SIZE,
    WIDTH,
    Canvas,
    Chart,
    Span,
    Stroke,
    length,
    wrap,
)
from frontdoor.compare.tables import Table

FILL: Final = "#1d70b8"
"""Blue of the GOV.UK Design System, with a contrast of 5.2 to white."""

NAMES: Final = 300
"""Units across for the names."""

_BETWEEN: Final = 8
_GAP: Final = 10


class Bar(NamedTuple):
    """A bar: whose it is, how much it is, and how that is said."""

    name: str
    much: float
    says: str


def bars(table: Table, shown: Sequence[Bar], about: str, most: float = 0) -> Chart:
    """A chart of a table; the longest bar is `most`, or the greatest there is.

    `about` is a sentence on what it shows, for those who cannot see it.
    """
    canvas = Canvas()
    top = canvas.heading(table.title, [about])
    breaks = [top]
    values = max((length(bar.says) for bar in shown), default=0)
    room = WIDTH - NAMES - 2 * _GAP - values
    longest = max([most, *(bar.much for bar in shown)]) or 1
    for bar in shown:
        name = wrap([Span(bar.name)], NAMES)
        height = max(len(name), 1) * LINE
        canvas.lines(0, top, name)
        middle, wide = top + height / 2, max(room * bar.much / longest, 0)
        if wide:
            box = (NAMES + _GAP, middle - SIZE / 2 - 1, wide, SIZE + 2.0)
            canvas.box(*box, Stroke(thick=0.5, fill=FILL))
        foot = middle + SIZE / 2 - 2
        canvas.text(NAMES + 2 * _GAP + wide, foot, (Span(bar.says),))
        top += height + _BETWEEN
        breaks.append(top)
    return canvas.chart(table.name, table.title, about, top + _GAP, breaks, [table])
