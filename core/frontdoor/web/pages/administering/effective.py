"""A procedure as it is in force, value by value: what each says, and which layer said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from frontdoor.compare.editions import title_of
from frontdoor.compare.words.conditions import value_words
from frontdoor.compare.words.items import in_short, key_text
from frontdoor.procedure import language as lang
from frontdoor.procedure.mistakes import Place
from frontdoor.procedure.rulebook import BASE, OVERRIDES, Origin, Rulebook

MOST_FOUND: Final = 100
"""Items that a search over all sections shows; whoever finds more searches more closely."""

_SOURCES: Final = ("cites", "silent", "safeguard")


class Value(NamedTuple):
    """What a key of an item says, in words, and the layer that set it."""

    key: str
    says: str
    layer: str


class Reason(NamedTuple):
    """Why a later layer changed an item, and where."""

    layer: str
    because: str
    place: Place


class Choice(NamedTuple):
    """Which of an item's readings is followed: by which layer's choice, and why."""

    reading: str
    layer: str
    because: str


class Item(NamedTuple):
    """An item of the procedure in force.

    `cites` are the clauses behind it; where there are none, `silent` says why the source has
    nothing, or `safeguard` from which guidance it comes.
    """

    section: str
    id: str
    title: str
    says: str
    layer: str
    place: Place
    values: tuple[Value, ...]
    changed: tuple[Reason, ...]
    chosen: Choice | None
    cites: tuple[str, ...]
    silent: str
    safeguard: str


def layer_words(layer: str) -> str:
    """A layer as people know it."""
    known = {BASE: "base of every procedure", OVERRIDES: "the council’s own choices"}
    return known.get(layer, f"procedure “{layer}”")


def place_words(place: Place) -> str:
    """Where something stands, by its file and folder: the layers name the whole way there."""
    return str(replace(place, file="/".join(Path(place.file).parts[-2:])))


def sections_of(book: Rulebook) -> list[tuple[str, str, int]]:
    """Each section that has items: its id, its name, and how many."""
    counted = [(name, value_words(name), len(book.section(name))) for name in lang.SECTIONS]
    return [(id, name[:1].upper() + name[1:], count) for id, name, count in counted if count]


def items_of(book: Rulebook, section: str, words: str = "") -> list[Item]:
    """The items of a section, or of all where none is named, in which each of the words stands."""
    sections = [section] if section else list(lang.SECTIONS)
    wanted = words.casefold().split()
    found = (_item(book, name, id) for name in sections for id in book.section(name))
    return [item for item in found if all(word in _text(item) for word in wanted)]


def _text(item: Item) -> str:
    values = (f"{value.key} {value.says}" for value in item.values)
    said = (item.id, item.title, item.says, *item.cites, item.silent, item.safeguard, *values)
    return " ".join(said).casefold()


def _item(book: Rulebook, section: str, id: str) -> Item:
    item = book.section(section)[id]
    origin = book.origins[section, id]
    reading = book.choices.get(id)
    by, because = origin.chosen or ("", "")
    return Item(
        section,
        id,
        title_of(section),
        in_short(book, item),
        origin.layer,
        origin.place,
        tuple(_values(book, section, item, origin)),
        tuple(
            Reason(layer, why, place)
            for (layer, why), place in zip(origin.changed, origin.changed_at, strict=True)
        ),
        Choice(reading, by, because) if reading else None,
        tuple(getattr(item, "clauses", ())),
        getattr(item, "silent", None) or "",
        getattr(item, "safeguard", None) or "",
    )


def _values(book: Rulebook, section: str, item: Any, origin: Origin) -> Iterator[Value]:
    id_key, model = lang.SECTIONS[section]
    for name, field in model.model_fields.items():
        key, value = field.alias or name, getattr(item, name)
        is_set = key in origin.set_by or value not in (None, (), field.default)
        if is_set and key != id_key and key not in _SOURCES:
            yield Value(key, key_text(book, key, value), origin.layer_of(key))
