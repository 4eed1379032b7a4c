"""Procedures side by side: what each authority says on each aspect, with the clauses behind it.

An authority that says nothing on an aspect gets one of three answers, and no other: its source is
silent, which a `silent` statement in its procedure says; there is none, where the list is whole
(of outcomes, of steps); or it is not modelled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from msgspec.structs import replace

from frontdoor.compare.side_by_side.aspects import TABLES
from frontdoor.compare.side_by_side.aspects.telling import stated
from frontdoor.compare.side_by_side.voice import Aspect, Found, Voice, sentence
from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.procedure.rulebook import Rulebook

NAMES = tuple(TABLES)
"""The names of the tables, in their order."""


def side_by_side(books: Sequence[Rulebook], names: Iterable[str] = NAMES) -> tuple[Table, ...]:
    """Tables of aspects, a column for each authority; `names` are those of the tables wanted.

    A row differs where what the authorities say differs in the common vocabulary (meanings, kinds
    of role and destination, times), and where there is no common word, in what is said.
    """
    voices = [Voice(book) for book in books]
    columns = ("Aspect", *_headings(books))
    tables = []
    for name in names:
        title, aspects = TABLES[name]
        rows = tuple(_row(aspect, voices) for aspect in aspects)
        tables.append(Table(name, title, columns, rows))
    return tuple(tables)


def _headings(books: Sequence[Rulebook]) -> list[str]:
    """A heading for each authority; editions of one authority are told apart."""
    times = Counter(book.name for book in books)
    return [
        book.name if times[book.name] == 1 else f"{book.name}, {book.edition}" for book in books
    ]


def _row(aspect: Aspect, voices: Sequence[Voice]) -> Row:
    cells, means = zip(*(_cell(aspect, voice) for voice in voices), strict=True)
    return Row(aspect.heading, cells, len(set(means)) > 1)


def _cell(aspect: Aspect, voice: Voice) -> tuple[tuple[Entry, ...], Hashable]:
    found = list(aspect.find(voice)) or list(stated(voice, aspect.topic))
    silences = _silences(aspect.topic, voice)
    if found:
        # What another procedure has goes on where this one's source is silent: both are told.
        theirs = all(one.entry.standing == "as_generic" for one in found)
        own = [entry for entry in silences if theirs and entry.standing == "silent"]
        return (*own, *_together(found)), frozenset(one.means for one in found)
    if silences:
        return silences, "silent"
    return (Entry(aspect.nothing, standing="none" if aspect.whole else "not_modelled"),), "nothing"


def _silences(topic: str, voice: Voice) -> tuple[Entry, ...]:
    """What is said of a source's silence on a topic: its own words first, the most particular."""
    silent: dict[tuple[bool, bool], list[Entry]] = {}
    for id, statement in voice.book.statements.items():
        if topic and statement.is_about(topic) and statement.silent and not statement.says:
            entry, _ = voice.found("statements", id, sentence(statement.silent), "silent")
            another = entry.standing == "as_generic", topic not in statement.about
            silent.setdefault(another, []).append(replace(entry, note=""))
    return tuple(silent[min(silent)]) if silent else ()


def _together(found: Iterable[Found]) -> tuple[Entry, ...]:
    """What is said, in order; what several rules say in the same words stands once."""
    entries: dict[tuple[Hashable, ...], Entry] = {}
    for entry, _ in found:
        key = (entry.says, entry.standing, entry.note)
        said = entries.get(key, entry)
        entries[key] = replace(said, cites=tuple(dict.fromkeys((*said.cites, *entry.cites))))
    return tuple(entries.values())
