"""Draws pictures of text, boxes and arrows as SVG that stands within a page or alone.

Nothing that is drawn needs a style sheet, a script, a font or a file from elsewhere, so that the
strictest content security policy shows it all. Text stays text. Lengths are in units of which an
A4 page has 760 across within its margins; what stands in 13 of them is then printed in 9 point.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

from frontdoor.compare.tables import Table

WIDTH: Final = 760
"""Units across a picture."""

PAGE: Final = 1075
"""Units down an A4 page of that width."""

SIZE: Final = 13
"""Units of the text."""

LINE: Final = 17
"""Units from one line of text to the next."""

INK, PAPER = "#0b0c0c", "#ffffff"
"""Black and white of the GOV.UK Design System; nothing is told by a colour."""

_NARROW, _WIDE = frozenset(" .,:;'’|!()[]ijlftrI-/"), frozenset("mwMW@%–—…")
_UNWRITTEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Chart(msgspec.Struct, frozen=True):
    """A drawing with a name for files, a title and a sentence about it for people.

    `svg` is the whole of it; `pages` the same cut into pieces that each fit on an A4 page, and that
    stand below one another without a seam. `tables` say all that it shows, for those who cannot
    see it.
    """

    name: str
    title: str
    about: str
    svg: str
    pages: tuple[str, ...]
    tables: tuple[Table, ...]


class Span(NamedTuple):
    """Some words of a line."""

    text: str
    bold: bool = False


Line = tuple[Span, ...]


def length(text: str, size: float = SIZE, bold: bool = False) -> float:
    """About how many units a text takes in Arial, rather too many than too few."""
    ems = sum(
        0.3 if one in _NARROW else 0.89 if one in _WIDE else 0.68 if one.isupper() else 0.55
        for one in text
    )
    return ems * size * (1.06 if bold else 1.0)


def wrap(spans: Iterable[Span], width: float, size: float = SIZE) -> list[Line]:
    """Lines of at most `width` units; a word that is longer stands alone on its line."""
    lines: list[list[Span]] = [[]]
    left = width
    for span in spans:
        for word in span.text.split():
            for piece in _pieces(word, width, size, span.bold):
                needs = length(f"{piece} ", size, span.bold)
                if needs > left + length(" ", size) and lines[-1]:
                    lines.append([])
                    left = width
                lines[-1].append(Span(piece, span.bold))
                left -= needs
    return [_joined(line) for line in lines if line]


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word, cut where it would not fit on a line of its own."""
    most = max(1, int(width / (0.9 * size)))
    if length(word, size, bold) <= width:
        return [word]
    return [word[at : at + most] for at in range(0, len(word), most)]


def _joined(line: Sequence[Span]) -> Line:
    """Neighbours that are written alike as one span."""
    joined: list[Span] = []
    for span in line:
        if joined and joined[-1].bold == span.bold:
            joined[-1] = Span(f"{joined[-1].text} {span.text}", span.bold)
        else:
            joined.append(span)
    return tuple(joined)


class Stroke(NamedTuple):
    """How a line is drawn: how thick, with which dashes (`6 4`); of a box, what fills it too."""

    thick: float = 1.5
    dashes: str = ""
    fill: str = PAPER
    corner: float = 0

    def __str__(self) -> str:
        dashes = f' stroke-dasharray="{self.dashes}"' if self.dashes else ""
        return f'stroke="{INK}" stroke-width="{self.thick:g}"{dashes}'


class Canvas:
    """A picture while it is drawn, from the upper left corner, `WIDTH` units wide."""

    def __init__(self) -> None:
        self._drawn: list[tuple[float, float, str]] = []
        """Upper and lower edge of each element, and the element."""

    def text(self, x: float, y: float, line: Line, size: float = SIZE, end: bool = False) -> None:
        """A line of text with its foot at `y`, that begins, or with `end` ends, at `x`."""
        spans = []
        for at, span in enumerate(line):
            said = _plain(span.text + (" " if at < len(line) - 1 else ""))
            spans.append(f'<tspan font-weight="bold">{said}</tspan>' if span.bold else said)
        anchor = ' text-anchor="end"' if end else ""
        self._add(
            (y - size, y),
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}"{anchor}>{"".join(spans)}</text>',
        )

    def lines(self, x: float, top: float, lines: Iterable[Line]) -> float:
        """Lines of text below one another; gives back where the next would begin."""
        for line in lines:
            self.text(x, top + SIZE, line)
            top += LINE
        return top

    def heading(self, title: str, notes: Iterable[str]) -> float:
        """A title and what is to be known of the picture, at its top; gives back where they end."""
        top = 4.0
        for line in wrap([Span(title, bold=True)], WIDTH - 4, 18):
            self.text(2, top + 18, line, 18)
            top += 24
        for note in notes:
            top = self.lines(2, top, wrap([Span(note)], WIDTH - 4))
        return top + 8

    def box(self, x: float, y: float, width: float, height: float, stroke: Stroke) -> None:
        """A box with its upper left corner at `x` and `y`."""
        self._add(
            (y, y + height),
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
            f'rx="{stroke.corner:g}" fill="{stroke.fill}" {stroke}/>',
        )

    def rule(self, points: Sequence[tuple[float, float]], stroke: Stroke) -> None:
        """A line through points."""
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        heights = [y for _, y in points]
        self._add((min(heights), max(heights)), f'<polyline points="{path}" fill="none" {stroke}/>')

    def arrow(self, points: Sequence[tuple[float, float]], stroke: Stroke) -> None:
        """A line through points with a head at its end."""
        self.rule(points, stroke)
        (x0, y0), (x, y) = points[-2:]
        far = math.hypot(x - x0, y - y0) or 1.0
        east, south = (x - x0) / far, (y - y0) / far
        corners = [
            (x, y),
            (x - 10 * east - 5 * south, y - 10 * south + 5 * east),
            (x - 10 * east + 5 * south, y - 10 * south - 5 * east),
        ]
        head = " ".join(f"{x:.4g},{y:.6g}" for x, y in corners)
        self._add((y - 5, y + 5), f'<polygon points="{head}" fill="{INK}"/>')

    def dot(self, x: float, y: float) -> None:
        """A dot, where lines join that else would only cross."""
        self._add((y, y), f'<circle cx="{x:g}" cy="{y:g}" r="3.5" fill="{INK}"/>')

    def _add(self, edges: tuple[float, float], element: str) -> None:
        self._drawn.append((*edges, element))

    def chart(
        self,
        name: str,
        title: str,
        about: str,
        height: float,
        breaks: Sequence[float],
        tables: Iterable[Table],
    ) -> Chart:
        """What was drawn, `height` units high, with the heights at which a page may end.

        `name` must differ among the charts of one page.
        """
        ends = _page_ends(breaks, height)
        pages = tuple(
            self._svg(f"{name}-{n}", f"{title} (page {n} of {len(ends)})", about, low, high)
            for n, (low, high) in enumerate(pairwise((0.0, *ends)), start=1)
        )
        whole = self._svg(name, title, about, 0, height)
        return Chart(name, title, about, whole, pages if len(ends) > 1 else (whole,), tuple(tables))

    def _svg(self, name: str, title: str, about: str, low: float, high: float) -> str:
        inside = [element for top, foot, element in self._drawn if top <= high and foot >= low]
        height = f"{high - low:g}"
        root = (
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'aria-labelledby="title-{name} about-{name}" width="{WIDTH}" height="{height}" '
            f'viewBox="0 {low:g} {WIDTH} {height}">'
        )
        parts = (
            root,
            f'<title id="title-{name}">{_plain(title)}</title>',
            f'<desc id="about-{name}">{_plain(about)}</desc>',
            f'<rect y="{low:g}" width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
            f'<g font-family="Arial, Helvetica, sans-serif" fill="{INK}">',
            *inside,
            "</g>",
            "</svg>",
        )
        return "\n".join(parts) + "\n"


def _page_ends(breaks: Sequence[float], height: float) -> list[float]:
    """Where each page ends, as late as it may; a piece higher than a page has one of its own."""
    ends: list[float] = []
    start = 0.0
    for at, after in pairwise((*breaks, height)):
        if after - start > PAGE:
            ends.append(at)
            start = at
    return [*ends, height]


def _plain(text: str) -> str:
    """Text as it may stand in XML; what may not stand there at all is shown as not readable."""
    return escape(_UNWRITTEN.sub("\ufffd", text))
