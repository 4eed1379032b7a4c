"""The items of all layers as their files say them: added, changed, removed, chosen among."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from frontdoor.procedure import language as lang
from frontdoor.procedure.explaining import explain
from frontdoor.procedure.mistakes import Mistake, Mistakes, Place, did_you_mean, quoted
from frontdoor.procedure.rulebook import BASE, Layer, Origin, Removal
from frontdoor.procedure.source import Keys, Source, entries_of, key_of

_SECTION_OF_KEY = {key: name for name, (key, _) in lang.SECTIONS.items() if key != "rule"}
_TOP = (*lang.HEADER, *lang.SECTIONS, *lang.LAYERING)

_SOURCES = ("cites", "silent", "safeguard")
_SAYS_NOTHING = ("name", "note", "hint", "without")
"""Keys by which a rule does not come to say something else."""

NEEDED_SECTIONS: Final = frozenset({"facts", "conditions", "settings"})
"""Sections of the base of which nothing can be removed: the product itself asks for them."""


@dataclass
class Item:
    """An item as its files say it: `fields` in their words, and where each was `said`."""

    section: str
    id: str
    fields: dict[str, Any]
    said: dict[str, tuple[Source, Keys]]
    layer: str
    place: Place
    changed: list[tuple[str, str]] = field(default_factory=list)
    changed_at: list[Place] = field(default_factory=list)
    set_by: dict[str, str] = field(default_factory=dict)
    chosen: tuple[str, str] | None = None

    @property
    def origin(self) -> Origin:
        """Where it was said, and who changed it since."""
        changed, at = tuple(self.changed), tuple(self.changed_at)
        return Origin(self.layer, self.place, changed, at, self.set_by, self.chosen)


class Assembly:
    """Raw items of all layers by section and id, before they are read as language values."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes
        self.items: dict[tuple[str, str], Item] = {}
        self.header: dict[str, str] = {}
        self.removals: list[Removal] = []
        self.choices: dict[str, str] = {}

    @property
    def ids(self) -> dict[str, set[str]]:
        """The ids of each section, those of items that could not be read included."""
        ids: dict[str, set[str]] = {name: set() for name in lang.SECTIONS}
        for section, id in self.items:
            ids[section].add(id)
        return ids

    def where(self, section: str, id: str, *keys: str | int) -> tuple[Place, str]:
        """The place of a key of an item, and that key's dotted path."""
        item = self.items[section, id]
        source, path = item.said.get(str(keys[0]) if keys else "", item.said[""])
        for key in keys[1:]:
            if (*path, key) in source.marks:
                path = (*path, key)
            elif not isinstance(key, int):
                break  # a list may be written on one line: it has no places of its own
        return source.place(path), key_of(path)

    def add(self, layer: Layer) -> None:
        """Add what a layer says to those below it."""
        source = layer.procedure
        if not isinstance(source.data, dict):
            self.mistakes.add(
                source.mistake(
                    (),
                    quoted(source.data) if source.data else "an empty file",
                    "sections, such as `stages:` and `steps:`",
                )
            )
            return
        before = set(self.items)
        for key, value in source.data.items():
            if key in lang.HEADER:
                if isinstance(value, str) and value:
                    self.header[key] = value
                else:
                    self.mistakes.add(source.mistake((key,), quoted(value), "one line of text"))
            elif key not in _TOP:
                self.mistakes.add(
                    source.mistake(
                        (key,),
                        f"an unknown key '{key}'",
                        "a section of the language",
                        did_you_mean(key, _TOP) or f"Known: {', '.join(_TOP)}.",
                    )
                )
        for section in lang.SECTIONS:
            if section in source.data:
                self._add_section(layer, section, source.data[section], before)
        for key, act in (
            ("changes", self._change),
            ("removes", self._remove),
            ("choices", self._choose),
        ):
            for path, entry in entries_of(source, (key,), source.data.get(key, ""), self.mistakes):
                act(layer, path, entry, before)

    def _add_section(
        self, layer: Layer, section: str, value: Any, before: set[tuple[str, str]]
    ) -> None:
        source = layer.procedure
        if section != "routes":
            for path, entry in entries_of(source, (section,), value, self.mistakes):
                self._add_item(layer, section, path, entry, {}, before)
            return
        if not isinstance(value, dict):
            self.mistakes.add(
                source.mistake(
                    (section,), quoted(value), "the id of a stage, and under it its routes"
                )
            )
            return
        for stage, routes in value.items():
            for path, entry in entries_of(source, (section, stage), routes, self.mistakes):
                self._add_item(layer, section, path, entry, {"stage": stage}, before)

    def _add_item(
        self,
        layer: Layer,
        section: str,
        path: Keys,
        entry: dict[str, Any],
        extra: dict[str, str],
        earlier: set[tuple[str, str]],
    ) -> None:
        source = layer.procedure
        key, _ = lang.SECTIONS[section]
        id = entry.get(key)
        if not isinstance(id, str) or not id:
            self.mistakes.add(
                source.mistake(path, f"no `{key}:`", f"`{key}:` with an id of its own")
            )
            return
        for taken in self._named(section, id):
            same = self.items[taken]
            advice = (
                f"It comes from {same.layer}: to alter it, use `changes:` with `because:`."
                if taken in earlier
                else f"The first is at {same.place}. Give one of them another id."
            )
            self.mistakes.add(
                source.mistake((*path, key), f"'{id}' a second time", "an id used once", advice)
            )
            return
        fields = {k: v for k, v in entry.items() if k != "before"} | extra
        said: dict[str, tuple[Source, Keys]] = {k: (source, (*path, k)) for k in entry}
        said[""] = (source, path)
        item = Item(section, id, fields, said, layer.name, source.place(path))
        ahead_of = entry.get("before")
        if ahead_of is None:
            self.items[section, id] = item
        elif (section, str(ahead_of)) in self.items:
            self._insert(item, ahead_of)
        else:
            known = [i for s, i in self.items if s == section]
            self.mistakes.add(
                source.mistake(
                    (*path, "before"),
                    quoted(ahead_of),
                    f"an id in {section}",
                    did_you_mean(str(ahead_of), known),
                )
            )

    def _insert(self, item: Item, ahead_of: str) -> None:
        order: dict[tuple[str, str], Item] = {}
        for taken, other in self.items.items():
            if taken == (item.section, ahead_of):
                order[item.section, item.id] = item
            order[taken] = other
        self.items = order

    def _named(self, section: str, id: str) -> list[tuple[str, str]]:
        """Items with this id: rules share one set of ids, every other section has its own."""
        sections = lang.RULE_SECTIONS if section in lang.RULE_SECTIONS else {section}
        return [(s, id) for s in sections if (s, id) in self.items]

    def _target(
        self, layer: Layer, path: Keys, entry: dict[str, Any], before: set[tuple[str, str]]
    ) -> Item | None:
        source = layer.procedure
        key = "rule" if "rule" in entry else next((k for k in entry if k in _SECTION_OF_KEY), "")
        id = entry.get(key)
        if not key or not isinstance(id, str):
            self.mistakes.add(
                source.mistake(
                    path, "no id", "`rule:` (or `outcome:`, `role:`, …) with the id meant"
                )
            )
            return None
        section = next(iter(lang.RULE_SECTIONS)) if key == "rule" else _SECTION_OF_KEY[key]
        named = [taken for taken in self._named(section, id) if taken in before]
        if not named:
            sections = lang.RULE_SECTIONS if key == "rule" else {section}
            known = [i for s, i in before if s in sections]
            others = [lang.SECTIONS[s][0] for s, i in before if i == id]
            elsewhere = f"Write `{others[0]}: {id}`." if others else ""
            self.mistakes.add(
                source.mistake(
                    (*path, key),
                    f"'{id}'",
                    f"{_a(key)} of a layer below this one",
                    elsewhere or did_you_mean(id, known),
                )
            )
            return None
        because = entry.get("because")
        if not isinstance(because, str) or not because:
            self.mistakes.add(
                source.mistake(
                    (*path, "because") if because else path,
                    quoted(because) if because else "no `because:`",
                    "`because:` with the reason for it, in one line of text",
                )
            )
            return None
        return self.items[named[0]]

    def _change(
        self, layer: Layer, path: Keys, entry: dict[str, Any], before: set[tuple[str, str]]
    ) -> None:
        item = self._target(layer, path, entry, before)
        if item is None:
            return
        key, model = lang.SECTIONS[item.section]
        known = {f.alias or name for name, f in model.model_fields.items()}
        self._keep_source(layer, path, entry, item)
        if any(name in entry for name in _SOURCES):
            item.fields.pop("note", None)  # it was said of the clauses that stood there
        for name in self._left_out(layer.procedure, path, entry, known):
            item.fields.pop(name, None)
        for name, value in entry.items():
            if name in (key, "because", "without"):
                continue
            if name not in known:
                self._unknown_key(layer.procedure, (*path, name), f"a key of {item.section}", known)
                continue
            if name in _SOURCES:
                for other in _SOURCES:
                    if other not in entry:
                        item.fields.pop(other, None)
            if name == "within":
                item.fields.pop("readings", None)
            if name == "readings":
                item.fields.pop("within", None)
            item.fields[name] = value
            item.said[name] = (layer.procedure, (*path, name))
            item.set_by[name] = layer.name
        item.changed.append((layer.name, str(entry["because"])))
        item.changed_at.append(layer.procedure.place(path))

    def _keep_source(self, layer: Layer, path: Keys, entry: dict[str, Any], item: Item) -> None:
        """Refuse to let other clauses stand behind what they do not say.

        A layer without clauses is what a council chooses for itself, and is shown as that.
        """
        key, _ = lang.SECTIONS[item.section]
        altered = [k for k in entry if k not in (key, "because", *_SOURCES, *_SAYS_NOTHING)]
        if layer.clauses is None or not altered or "cites" not in item.fields:
            return
        if not any(name in entry for name in _SOURCES):
            self.mistakes.add(
                layer.procedure.mistake(
                    path,
                    f"`{altered[0]}:` changed, and no source for it",
                    "`cites:`, `silent:` or `safeguard:` beside it",
                    f"The clauses that {item.layer} cites do not say what this says now.",
                )
            )

    def _left_out(
        self, source: Source, path: Keys, entry: dict[str, Any], known: set[str]
    ) -> list[str]:
        """The keys that a change takes away."""
        said = entry.get("without", [])
        names = [one.strip() for one in said.split(",")] if isinstance(said, str) else said
        for name in names:
            if name not in known or name in entry:
                expected = "a key of the item that the change does not set itself"
                self.mistakes.add(source.mistake((*path, "without"), quoted(name), expected))
        return list(names)

    def _remove(
        self, layer: Layer, path: Keys, entry: dict[str, Any], before: set[tuple[str, str]]
    ) -> None:
        item = self._target(layer, path, entry, before)
        if item is not None:
            key, _ = lang.SECTIONS[item.section]
            for name in set(entry) - {key, "because"}:
                self._unknown_key(layer.procedure, (*path, name), f"{key} and because", ())
            if item.section in NEEDED_SECTIONS and item.layer == BASE:
                self.mistakes.add(
                    layer.procedure.mistake(
                        (*path, key),
                        f"'{item.id}'",
                        "something that can be removed",
                        "Every procedure stands on this one; use `changes:` to alter it.",
                    )
                )
                return
            del self.items[item.section, item.id]
            because, place = str(entry["because"]), layer.procedure.place(path)
            self.removals.append(Removal(item.section, item.id, layer.name, because, place))

    def _choose(
        self, layer: Layer, path: Keys, entry: dict[str, Any], before: set[tuple[str, str]]
    ) -> None:
        del before
        source = layer.procedure
        for name in set(entry) - {"rule", "reading", "because"}:
            self._unknown_key(source, (*path, name), "rule, reading and because", ())
        for name in ("rule", "reading"):
            if not isinstance(entry.get(name), str) or not entry[name]:
                self.mistakes.add(
                    source.mistake(path, f"no `{name}:`", f"`{name}:` with the id of a {name}")
                )
                return
        item = next((self.items[t] for t in self._named("routes", entry["rule"])), None)
        readings = item.fields.get("readings") if item else None
        if item is None or not isinstance(readings, list):
            known = [id for (s, id), i in self.items.items() if i.fields.get("readings")]
            self.mistakes.add(
                source.mistake(
                    (*path, "rule"),
                    f"'{entry['rule']}'",
                    "a rule with readings",
                    did_you_mean(entry["rule"], known),
                )
            )
            return
        names = [str(reading.get("reading")) for reading in readings if isinstance(reading, dict)]
        if entry["reading"] not in names:
            self.mistakes.add(
                source.mistake(
                    (*path, "reading"),
                    f"'{entry['reading']}'",
                    f"a reading of {item.id}",
                    did_you_mean(entry["reading"], names),
                )
            )
            return
        self.choices[item.id] = entry["reading"]
        item.chosen = (layer.name, str(entry.get("because", "")))

    def _unknown_key(self, source: Source, path: Keys, expected: str, known: Iterable[str]) -> None:
        name = str(path[-1])
        self.mistakes.add(
            source.mistake(path, f"an unknown key '{name}'", expected, did_you_mean(name, known))
        )

    def read_items(self) -> dict[str, dict[str, Any]]:
        """Every item that can be read, by section and id; mistakes for the others."""
        sections: dict[str, dict[str, Any]] = {name: {} for name in lang.SECTIONS}
        for (section, id), item in self.items.items():
            _, model = lang.SECTIONS[section]
            try:
                sections[section][id] = model.model_validate(item.fields)
            except ValidationError as error:
                self._explain(item, model, error)
        return sections

    def _explain(self, item: Item, model: type[lang.Part], error: ValidationError) -> None:
        for problem in error.errors():
            loc = problem["loc"]
            place, key = self.where(item.section, item.id, *loc)
            found, expected, advice = explain(problem, model)
            self.mistakes.add(Mistake(place, key, found, expected, advice))


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
