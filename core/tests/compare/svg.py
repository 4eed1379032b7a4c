"""What a picture says, and whether the strictest content security policy shows all of it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from frontdoor.compare.flowcharts.drawing import Chart

SVG = "{http://www.w3.org/2000/svg}"

_KNOWN = {
    "svg": {"role", "aria-labelledby", "width", "height", "viewBox"},
    "title": {"id"},
    "desc": {"id"},
    "g": {"font-family", "fill"},
    "rect": {"x", "y", "width", "height", "rx", "fill", "stroke", "stroke-width"}
    | {"stroke-dasharray"},
    "polyline": {"points", "fill", "stroke", "stroke-width", "stroke-dasharray"},
    "polygon": {"points", "fill"},
    "circle": {"cx", "cy", "r", "fill"},
    "text": {"x", "y", "font-size"},
    "tspan": {"font-weight"},
}
"""Every element that is drawn, with its attributes: none of them styles, runs or fetches."""


def drawn(svg: str) -> Xml.Element:
    """A picture as XML, checked: only what is known is in it, it is named, its ids are its own."""
    root = Xml.fromstring(svg)
    ids = []
    for element in root.iter():
        name = element.tag.removeprefix(SVG)
        assert set(element.attrib) <= _KNOWN[name], name
        assert not any("url(" in value for value in element.attrib.values())
        ids += [element.attrib[key] for key in element.attrib if key == "id"]
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"].split() == ids
    assert all(root.findtext(f"{SVG}{name}") for name in ("title", "desc"))
    return root


def text_of(svg: str) -> str:
    """All text of a picture, on one line, as it is read from above."""
    lines = ["".join(text.itertext()) for text in drawn(svg).iter(f"{SVG}text")]
    return flat(" ".join(lines))


def flat(text: str) -> str:
    """A text without regard to where its lines end."""
    return re.sub(r"\s+", " ", text).strip()


def outside(svg: str) -> list[Xml.Element]:
    """What is drawn left or right of the picture."""
    root = drawn(svg)
    width = float(root.attrib["width"])
    return [
        element
        for element in root.iter()
        for x in map(float, re.findall(r"(?:^|\s)(-?[\d.]+),", element.attrib.get("points", "")))
        if not -1 <= x <= width
    ]


def pages_say_all(chart: Chart) -> bool:
    """Whether the pages of a chart say together what the whole says, line by line."""
    return _lines(chart.svg) == set().union(*map(_lines, chart.pages))


def _lines(svg: str) -> set[str]:
    return {"".join(line.itertext()) for line in drawn(svg).iter(f"{SVG}text")}
