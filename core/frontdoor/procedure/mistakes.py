"""Mistakes in files that people write: where, what was found, what was expected, what to do.

Whoever writes a procedure, a config or a case file is told of every mistake at once, each with its
file, line, column and key, in words that say how to mend it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, order=True)
class Place:
    """Where in a file something stands; line and column count from 1, 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return (
            f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        )


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing that is wrong in a file.

    `key` is the dotted path of keys to it (`routes.received[2].when`), `found` what stands there,
    `expected` what should, `advice` what to do about it.
    """

    place: Place
    key: str
    found: str
    expected: str
    advice: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: {self.key}: " if self.key else f"{self.place}: "
        text = f"{where}found {self.found}; expected {self.expected}"
        return f"{text}. {self.advice}" if self.advice else f"{text}."

    def as_json(self) -> dict[str, object]:
        """The mistake as plain values, for `--format json`."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "key": self.key,
            "found": self.found,
            "expected": self.expected,
            "advice": self.advice,
        }


class MistakesFound(Exception):
    """A file cannot be used; `mistakes` holds everything that is wrong with it, in file order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class Expected(ValueError):
    """A value that cannot be read: what was expected, what to do, what was found if not that."""

    def __init__(self, expected: str, advice: str = "", found: str = "") -> None:
        self.expected, self.advice, self.found = expected, advice, found
        super().__init__(f"expected {expected}" + (f". {advice}" if advice else ""))


@dataclass
class Mistakes:
    """Collects mistakes while a file is read, so that all can be told at once."""

    found: list[Mistake] = field(default_factory=list)

    def add(self, mistake: Mistake) -> None:
        """Keep a mistake for later."""
        self.found.append(mistake)

    def __bool__(self) -> bool:
        return bool(self.found)

    def __iter__(self) -> Iterator[Mistake]:
        return iter(self.found)

    def stop_if_any(self) -> None:
        """Raise `MistakesFound` with all that was collected, if anything was."""
        if self.found:
            raise MistakesFound(self.found)


LANGUAGE: Final = "docs/procedure-language.md"
REFERENCE: Final = "docs/reference/language.md"

_HEADINGS: Final = {
    "steps": "steps",
    "tasks": "tasks",
    "statements": "statements-and-silence",
    "letters": "letters",
    "conditions": "conditions",
    "changes": "building-on-another-procedure",
    "removes": "building-on-another-procedure",
    "choices": "building-on-another-procedure",
    "extends": "building-on-another-procedure",
    "procedure": "the-top",
    "name": "the-top",
    "edition": "the-top",
}
_WITHIN: Final = {
    "when": "conditions",
    "readings": "readings",
    "cites": "where-a-rule-comes-from",
    "silent": "where-a-rule-comes-from",
    "safeguard": "where-a-rule-comes-from",
}


def read_more(mistakes: Iterable[Mistake]) -> tuple[str, ...]:
    """Where the documentation says more on mistakes in a procedure or its clauses, each once."""
    return tuple(dict.fromkeys(map(_told_at, mistakes)))


def _told_at(mistake: Mistake) -> str:
    from frontdoor.procedure.language import SECTIONS  # which needs this module itself

    if mistake.place.file.endswith("clauses.yaml"):
        return f"{LANGUAGE}#clausesyaml"
    first, *rest = re.split(r"\.|\[\d+\]\.?", mistake.key)
    within = next((_WITHIN[key] for key in rest if key in _WITHIN), None)
    heading = within or _HEADINGS.get(first)
    if heading is None and first in SECTIONS:
        return f"{REFERENCE}#{first}"
    return f"{LANGUAGE}#{heading or 'the-sections'}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?` for the nearest known word, or the list where it is short, or nothing."""
    choices = sorted(set(known))
    near = nearest(word, choices)
    if near:
        return near
    if choices and len(choices) <= 24:
        return f"Known here: {', '.join(choices)}."
    return ""


def nearest(word: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?` for the nearest known word, or nothing where none is near."""
    near = difflib.get_close_matches(word[:100], sorted(set(known)), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else ""


def quoted(value: Any) -> str:
    """A value as it was found, told apart from nothing, a list, and keys with values."""
    if isinstance(value, dict):
        return f"keys and values ({short(value)})" if value else "nothing"
    if isinstance(value, list | tuple):
        return f"a list ({short(', '.join(map(str, value)))})" if value else "an empty list"
    return f"'{short(value)}'" if str(value).strip() else "nothing"


def short(value: Any) -> str:
    """A value as it is shown in a message: on one line, of at most 60 characters."""
    text = str(value) if not isinstance(value, dict) else ", ".join(map(str, value))
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "…"
