"""Splits a published procedure into numbered clauses, so that nothing in it is overlooked.

Every word of the text lands in a clause or in a heading: what is of no use is for the author to
take out, not for this to leave out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

import msgspec

HEADING: Final = 90
"""Letters that a heading has at most."""

_BULLET = re.compile(r"\s*(?:[•·▪●○*–-]|\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)])\s+(?=\S)")
_NUMBERED = re.compile(r"\s*(?:\d{1,2}(?:\.\d{1,2})*\.?)\s+[A-Z]")
_TITLED = re.compile(r"\s*(?:chapter|section|appendix|part)\s+[\w.]+", re.IGNORECASE)
_ENDS = (".", ";", ":", ",", "?", "!")
_SENTENCE = re.compile(r"(?<=[.?!])[\"”’)]?\s+(?=[A-Z“\"(])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|No|Nos|St|Mr|Mrs|Ms|Dr|cf|para|s|ss|p|pp|vs|approx)|\b[A-Z])\.$"
)


class Drafted(msgspec.Struct, frozen=True):
    """A clause as it was found: its id, the heading it stands under, and its words."""

    id: str
    where: str
    text: str


class _Block(msgspec.Struct, frozen=True):
    kind: Literal["heading", "bullet", "text"]
    text: str


def draft_clauses(text: str, prefix: str) -> tuple[Drafted, ...]:
    """The clauses of a text, in its order, with ids such as `EXA-01`.

    A sentence is a clause; a list is one together with the words that lead into it.
    """
    found = list(_clauses(_joined(_blocks(text))))
    digits = max(2, len(str(len(found))))
    return tuple(
        Drafted(f"{prefix}-{number:0{digits}}", where, said)
        for number, (where, said) in enumerate(found, 1)
    )


def _blocks(text: str) -> Iterator[_Block]:
    """Headings, bullets and paragraphs; lines of a paragraph are put together."""
    lines: list[str] = []
    kind: Literal["bullet", "text"] = "text"

    def ended() -> Iterator[_Block]:
        if lines:
            said = " ".join(lines)
            lines.clear()
            yield _Block("heading" if kind == "text" and _is_heading(said) else kind, said)

    for line in text.replace("\r\n", "\n").replace("\f", "\n\n").split("\n"):
        said = " ".join(line.split())
        bullet = _BULLET.match(line)
        numbered = _NUMBERED.match(line) is not None and _is_heading(said)
        if not said or bullet or numbered or _ends_list(kind, lines, line):
            yield from ended()
        if numbered:
            yield _Block("heading", said)
        elif bullet:
            kind, lines = "bullet", [" ".join(line[bullet.end() :].split())]
        elif said:
            if not lines:
                kind = "text"
            lines.append(said)
    yield from ended()


def _ends_list(kind: str, lines: list[str], line: str) -> bool:
    """Whether a line is a paragraph again, after a list without an empty line between."""
    whole = kind == "bullet" and bool(lines) and lines[-1].endswith((".", ";"))
    return whole and line[:1].isupper()


def _is_heading(said: str) -> bool:
    """Whether a line by itself is a heading: short, and not a sentence."""
    if len(said) > HEADING or said.endswith(_ENDS):
        return False
    return bool(_NUMBERED.match(said) or _TITLED.match(said)) or said[:1].isupper()


def _is_sure(block: _Block) -> bool:
    """Whether a heading says so by its number, or a paragraph is none in any case."""
    if block.kind != "heading":
        return True
    return bool(_NUMBERED.match(block.text) or _TITLED.match(block.text))


def _joined(blocks: Iterable[_Block]) -> list[_Block]:
    """Paragraphs that a page was broken in the midst of, put together again."""
    whole: list[_Block] = []
    for block in blocks:
        before = whole[-1] if whole else None
        # Of a page that breaks off in the midst, the next line is no heading, whatever its capital.
        heads = before is None or before.kind != "text" or _is_sure(block)
        goes_on = block.kind != "bullet" and (block.text[:1].islower() or not heads)
        if before and goes_on and not before.text.endswith((".", ":", "?", "!")):
            text = f"{before.text} {block.text}"
            whole[-1] = _Block("bullet" if before.kind == "bullet" else "text", text)
        else:
            whole.append(block)
    return whole


def _clauses(blocks: Iterable[_Block]) -> Iterator[tuple[str, str]]:
    """Each clause with the heading that it stands under; a heading over nothing is one itself."""
    where, bare, lead, items = "", "", "", list[str]()

    def listed() -> Iterator[tuple[str, str]]:
        if lead or items:
            yield where, " ".join(part for part in (lead, "; ".join(items)) if part)

    for block in blocks:
        if block.kind == "bullet":
            items.append(block.text.rstrip(";,").strip())
            bare = ""
            continue
        yield from listed()
        lead, items = "", []
        if block.kind == "heading":
            if bare:
                yield where, bare
            where = bare = block.text
            continue
        bare = ""
        *sentences, last = list(_sentences(block.text))
        for sentence in sentences:
            yield where, sentence
        if last.endswith(":"):
            lead = last
        else:
            yield where, last
    yield from listed()
    if bare:
        yield where, bare


def _sentences(text: str) -> Iterator[str]:
    begun = ""
    for part in _SENTENCE.split(text):
        said = f"{begun} {part}".strip()
        if _ABBREVIATED.search(said):
            begun = said
        else:
            yield said
            begun = ""
    if begun:
        yield begun
