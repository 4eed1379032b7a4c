"""What the YAML parser found wrong, in words for whoever wrote the file."""

from __future__ import annotations

import re
from typing import Any

from frontdoor.procedure.mistakes import Mistake, Place

_WORDS: tuple[tuple[str, str, str, str, bool], ...] = (
    (
        r"duplicate key (?P<what>'.*')",
        "the key {what} a second time",
        "each key once",
        "Put the two together, or take one of them out.",
        False,
    ),
    (
        r"anchor",
        "an anchor (&)",
        "everything written out where it stands",
        "Put quotes around text that begins with &.",
        False,
    ),
    (
        r"undefined alias",
        "an alias (*)",
        "everything written out where it stands",
        "Put quotes around text that begins with *.",
        False,
    ),
    (
        r"tag",
        "a tag (!)",
        "plain text: what it means is known from its key",
        "Put quotes around text that begins with !.",
        False,
    ),
    (
        r"JSONesque",
        "brackets ([ ] or { })",
        "a list written `a, b` or with dashes, and each key on a line of its own",
        "Put quotes around text that begins with a bracket.",
        False,
    ),
    (
        r"'\\t'",
        "a tab",
        "spaces at the beginning of a line",
        "Replace each tab by two spaces.",
        False,
    ),
    (
        r"another document",
        "a second document (---)",
        "one document in a file",
        "Take out the line ---.",
        False,
    ),
    (
        r"end of stream",
        "a quotation mark that is never closed",
        "text between two quotation marks",
        "Close it, or take it out.",
        True,
    ),
    (
        r"could not find expected ':'",
        "a line without a colon",
        "a key, a colon, and a value",
        "Where it goes on with the line above, indent it more than that.",
        True,
    ),
    (
        r"mapping values are not allowed",
        "a second colon in the line",
        "quotes around text that holds a colon and a space",
        "Or it is a key: then indent it as the keys beside it.",
        False,
    ),
    (
        r"block end",
        "a line that does not begin where the lines beside it do",
        "the same number of spaces before keys, or dashes, that belong together",
        "",
        False,
    ),
)
"""What the parser says; found, expected, advice in words; whether it began before that place."""


def in_words(error: Any, name: str) -> Mistake:
    """The mistake that the parser's `error` stands for; `name` is that of the file."""
    text = " ".join(f"{error.problem or ''} {error.context or ''}".split())
    for pattern, found, expected, advice, began_before in _WORDS:
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            marks = (error.context_mark, error.problem_mark)
            mark = marks[0 if began_before else 1] or marks[0] or marks[1]
            found = found.replace("{what}", match.groupdict().get("what", ""))
            return Mistake(_place(mark, name), "", found, expected, advice)
    place = _place(error.problem_mark or error.context_mark, name)
    return Mistake(
        place,
        "",
        f"something that cannot be read ({text})",
        "keys, lists with dashes, and text",
        "Put quotes around text with special characters.",
    )


def _place(mark: Any, name: str) -> Place:
    return Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
