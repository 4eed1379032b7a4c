"""The rulebook: an effective procedure as data, every item of every layer put together.

A layer is a file: the base that every procedure stands on, a procedure that others build on, a
plugin's own, a council's overrides. `layering` puts them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.mistakes import Place
from frontdoor.procedure.phrases import Who
from frontdoor.procedure.source import Source

BASE: Final = "base"
"""The name of the layer that every procedure stands on."""

OVERRIDES: Final = "overrides"
"""The name of the layer of what a council chooses."""


@dataclass(frozen=True)
class Layer:
    """One file of a procedure: `name` as shown (base, a plugin, overrides), text and clauses."""

    name: str
    procedure: Source
    clauses: Source | None = None


@dataclass(frozen=True)
class Origin:
    """Where an item was said, by which layer, and who changed it since, why and where.

    `set_by` has for each key that a later layer said the name of the last that did; `chosen` the
    layer that chose among its readings, and why, where one did.
    """

    layer: str
    place: Place
    changed: tuple[tuple[str, str], ...] = ()
    changed_at: tuple[Place, ...] = ()
    set_by: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, str] | None = None

    def layer_of(self, key: str) -> str:
        """The layer that said what a key of the item says now."""
        return self.set_by.get(key, self.layer)


@dataclass(frozen=True)
class Removal:
    """An item of an earlier layer that a later one took out, why and where."""

    section: str
    id: str
    layer: str
    because: str
    place: Place = field(default=Place(""), compare=False)


@dataclass(frozen=True)
class Rulebook:
    """An effective procedure as data: every item of every section by id, in order."""

    authority: str
    name: str
    edition: str
    layers: tuple[str, ...]
    digest: str
    facts: Mapping[str, lang.Fact]
    conditions: Mapping[str, lang.NamedCondition]
    impossible: Mapping[str, lang.Impossible]
    stages: Mapping[str, lang.Stage]
    roles: Mapping[str, lang.Role]
    destinations: Mapping[str, lang.Destination]
    outcomes: Mapping[str, lang.Outcome]
    records: Mapping[str, lang.RecordKind]
    routes: Mapping[str, lang.Route]
    steps: Mapping[str, lang.Step]
    bars: Mapping[str, lang.Bar]
    tasks: Mapping[str, lang.Task]
    questions: Mapping[str, lang.Question]
    checks: Mapping[str, lang.Check]
    notices: Mapping[str, lang.Notice]
    disclosure: Mapping[str, lang.Disclosure]
    feedback: Mapping[str, lang.Feedback]
    letters: Mapping[str, lang.Letter]
    reactions: Mapping[str, lang.Reaction]
    matters: Mapping[str, lang.Matter]
    statements: Mapping[str, lang.Statement]
    settings: Mapping[str, lang.Setting]
    clauses: Mapping[str, lang.Clause]
    sources: Mapping[str, lang.ClauseSource]
    choices: Mapping[str, str]
    """Rule id -> the reading that the council chose."""
    origins: Mapping[tuple[str, str], Origin] = field(repr=False)
    removals: tuple[Removal, ...] = ()
    file: str = field(default="", repr=False, compare=False)
    """The file that is the authority's own."""

    def section(self, name: str) -> Mapping[str, Any]:
        """The items of a section of `lang.SECTIONS` by id."""
        items: Mapping[str, Any] = getattr(self, name)
        return items

    def place(self, section: str, id: str) -> Place:
        """The file and line where an item was said."""
        return self.origins[section, id].place

    @property
    def first_stage(self) -> str:
        """Where a received contact begins."""
        return next(iter(self.stages))

    def routes_at(self, stage: str) -> tuple[lang.Route, ...]:
        """The routes asked at a stage, in order: its own, else those for any stage."""
        own = tuple(route for route in self.routes.values() if route.stage == stage)
        return own or tuple(route for route in self.routes.values() if route.stage == "any")

    def stages_named(self, names: Iterable[str]) -> tuple[str, ...]:
        """Stage names with `open` (not final), `final` and `any` spelled out; `start` is none."""
        wanted: list[str] = []
        for name in names:
            for stage in self.stages.values():
                if name in ("any", stage.stage) or (
                    name in ("open", "final") and stage.final == (name == "final")
                ):
                    wanted.append(stage.stage)
        return tuple(dict.fromkeys(wanted))

    def roles_named(self, whos: Iterable[Who]) -> frozenset[str]:
        """Role ids with `anyone` and `every <kind>` spelled out."""
        wanted: set[str] = set()
        for who in whos:
            for role in self.roles.values():
                if (
                    who.role == role.role
                    or who.role == f"every {role.kind}"
                    or (who.role == "anyone" and role.kind not in vocabulary.OUTSIDE)
                ):
                    wanted.add(role.role)
        return frozenset(wanted)
