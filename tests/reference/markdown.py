"""The parts that pages of the reference are put together from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MADE = (
    "*Made from the code by `make reference`. To change what is said here, change it there, and "
    "make it anew.*"
)


def page(title: str, *parts: str) -> str:
    """A page: its title, where it comes from, its parts."""
    return "\n\n".join((f"# {title}", MADE, *(part.strip("\n") for part in parts))) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; what stands in a cell is put on one line."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """A word of a file, as it is written there."""
    return f"`{text}`"


def words(known: Iterable[str]) -> str:
    """Words of a file, in a row."""
    return ", ".join(map(code, known))


def link(text: str) -> str:
    """A link to a heading of the same page."""
    return f"[{text}](#{anchor(text)})"


def anchor(heading: str) -> str:
    """The anchor of a heading, as GitHub and the built documentation make it."""
    return re.sub(r"[^a-z0-9_ -]", "", heading.lower()).replace(" ", "-")


def one_line(text: str) -> str:
    """Sentences without line breaks."""
    return " ".join(text.split())
