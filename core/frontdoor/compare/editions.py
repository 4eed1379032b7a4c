"""What changed from one rulebook to another, rule by rule: two editions, or what was built on one.

Items are told apart by their ids, so that any two rulebooks compare; between those of one lineage
the reasons that their layers give stand beside what they changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, Final, Literal

import msgspec

from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.compare.words.conditions import value_words
from frontdoor.compare.words.items import in_short, key_text
from frontdoor.procedure import language as lang
from frontdoor.procedure.rulebook import OVERRIDES, Origin, Rulebook
from frontdoor.procedure.running import chosen

What = Literal["added", "removed", "changed", "moved"]

SECTIONS: Final = (*lang.SECTIONS, "sources", "clauses")
"""The sections that are compared, in the order in which they are told; then `choices`."""

_TITLES: Final = {
    "conditions": "Named condition",
    "impossible": "What cannot be",
    "facts": "Fact",
    "bars": "Bar",
    "checks": "Check",
    "disclosure": "Disclosure",
    "feedback": "Feedback",
    "letters": "Wording of letters",
    "choices": "Reading followed",
    "settings": "Setting",
}


class KeyChange(msgspec.Struct, frozen=True):
    """What became of one thing that an item says, in words; `key` as it stands in the file.

    The key `order` tells of an item that is asked in another place than before.
    """

    key: str
    before: str
    after: str


class Side(msgspec.Struct, frozen=True):
    """An item on one side: in short, its clauses, and where it was said and changed."""

    says: str
    cites: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """As `file:line:column`."""


class Change(msgspec.Struct, frozen=True):
    """What became of one item; a side that does not have it is None.

    `moved` is what changed in its place alone. `because` has the reasons that the layers of the
    later rulebook give.
    """

    section: str
    id: str
    what: What
    before: Side | None
    after: Side | None
    keys: tuple[KeyChange, ...] = ()
    because: tuple[str, ...] = ()


def changes(before: Rulebook, after: Rulebook) -> tuple[Change, ...]:
    """Everything that differs from one rulebook to the other, section by section.

    In each, first what was taken out, then what is there now in its order.
    """
    every = (change for name in SECTIONS for change in _of_section(before, after, name))
    return (*every, *_choices(before, after))


def _of_section(before: Rulebook, after: Rulebook, section: str) -> Iterator[Change]:
    old, new = _items(before, section), _items(after, section)
    moved = _moved(old, new) if section in ("stages", "routes") else {}
    for id, item in old.items():
        if id not in new:
            removals = [one for one in after.removals if (one.section, one.id) == (section, id)]
            side = _side(before, section, id, item)
            why = tuple(one.because for one in removals)
            yield Change(section, id, "removed", side, None, (), why)
    for id, item in new.items():
        side = _side(after, section, id, item)
        if id not in old:
            yield Change(section, id, "added", None, side)
            continue
        keys = tuple(_keys(before, after, old[id], item))
        if keys or id in moved:
            what: What = "changed" if keys else "moved"
            ours = after.origins.get((section, id))
            theirs = before.origins.get((section, id))
            why = tuple(because for _, because in _changed(ours)[len(_changed(theirs)) :])
            was = _side(before, section, id, old[id])
            yield Change(section, id, what, was, side, (*keys, *moved.get(id, ())), why)


def _choices(before: Rulebook, after: Rulebook) -> Iterator[Change]:
    """Rules of both of which another reading is followed; what else changed is told elsewhere."""
    for section in ("routes", "steps", "tasks"):
        old, new = before.section(section), after.section(section)
        for id in (id for id in new if id in old):
            if before.choices.get(id) != after.choices.get(id):
                key = KeyChange("reading", _followed(before, old[id]), _followed(after, new[id]))
                sides = _side(before, section, id, old[id]), _side(after, section, id, new[id])
                by = after.origins[section, id].chosen
                why = (by[1],) if by and by[1] else ()
                yield Change("choices", id, "changed", *sides, (key,), why)


def _followed(book: Rulebook, rule: Any) -> str:
    if isinstance(rule, lang.Task) and rule.rule not in book.choices:
        return "the one that ends first"
    return str(chosen(book, rule).says)


def _changed(origin: Origin | None) -> tuple[tuple[str, str], ...]:
    return origin.changed if origin else ()


def _items(book: Rulebook, section: str) -> Mapping[str, Any]:
    if section in lang.SECTIONS:
        return book.section(section)
    items: Mapping[str, Any] = getattr(book, section)
    return items


def _side(book: Rulebook, section: str, id: str, item: Any) -> Side:
    origin = book.origins.get((section, id))
    places = (origin.place, *origin.changed_at) if origin else ()
    cites: tuple[str, ...] = getattr(item, "clauses", ())
    return Side(in_short(book, item), cites, tuple(map(str, places)))


def _keys(before: Rulebook, after: Rulebook, old: Any, new: Any) -> Iterator[KeyChange]:
    for name, field in type(new).model_fields.items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            key = field.alias or name
            yield KeyChange(key, key_text(before, key, was), key_text(after, key, now))


def _moved(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[KeyChange, ...]]:
    """Items that are asked before or after others than before; routes within their stage."""
    moved: dict[str, tuple[KeyChange, ...]] = {}
    groups = dict.fromkeys(map(_group, new.values()))
    for group in groups:
        first = [id for id, item in old.items() if _group(item) == group]
        second = [id for id, item in new.items() if _group(item) == group]
        both = [id for id in first if id in second]
        then = [id for id in second if id in first]
        blocks = SequenceMatcher(None, both, then, autojunk=False).get_matching_blocks()
        stayed = {id for block in blocks for id in both[block.a : block.a + block.size]}
        for id in then:
            if id not in stayed:
                moved[id] = (KeyChange("order", _after(first, id), _after(second, id)),)
    return moved


def _group(item: Any) -> str:
    return item.stage if isinstance(item, lang.Route) else ""


def _after(order: list[str], id: str) -> str:
    at = order.index(id)
    return f"after {order[at - 1]}" if at else "first"


def changes_table(before: Rulebook, after: Rulebook) -> Table:
    """The same as a table: a row for each item that came or went, and for each key that changed."""
    rows = [row for change in changes(before, after) for row in _rows(change)]
    columns = ("Item", "What became of it", called(before), called(after), "Why", "Where")
    title = f"What changed from {called(before)} to {called(after)}"
    return Table("changes", title, columns, tuple(rows))


def called(book: Rulebook) -> str:
    """A rulebook as people call it; the council's own choices are a further edition."""
    chosen = ", with the council's own choices" if OVERRIDES in book.layers else ""
    return f"{book.name}, {book.edition}{chosen}"


def _rows(change: Change) -> Iterator[Row]:
    heading = f"{title_of(change.section)} {change.id}"
    why = tuple(Entry(because) for because in change.because)
    sides = [side for side in (change.before, change.after) if side]
    places = dict.fromkeys(place for side in sides for place in side.places)
    where = tuple(map(Entry, places))
    if not change.keys:
        became = (Entry(change.what, rule=change.id),)
        said = (_entries(change.before, change.id), _entries(change.after, change.id))
        yield Row(heading, (became, *said, why, where), differs=True)
    for key in change.keys:
        what = "moved" if key.key == "order" else f"changed: {value_words(key.key)}"
        cells = tuple(
            (Entry(says, side.cites if side else (), change.id),)
            for says, side in ((key.before, change.before), (key.after, change.after))
        )
        yield Row(heading, ((Entry(what, rule=change.id),), *cells, why, where), differs=True)


def _entries(side: Side | None, id: str) -> tuple[Entry, ...]:
    return (Entry(side.says, side.cites, id),) if side else ()


def title_of(section: str) -> str:
    """What one item of a section is called: `Route`."""
    return _TITLES.get(section) or section.removesuffix("s").capitalize()
