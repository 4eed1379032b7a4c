"""The procedure at hand: put together from its folder, with its scenarios, ready to be tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from frontdoor.composition import practice
from frontdoor.contract.removing import Removals
from frontdoor.domain.practice import Practice
from frontdoor.domain.scenarios.form import Scenario
from frontdoor.domain.scenarios.reading import read_scenario
from frontdoor.layers import Composed, compose, compose_folder
from frontdoor.plugins import found
from frontdoor.procedure.language import SECTIONS
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.rulebook import OVERRIDES, Layer, Rulebook
from frontdoor.procedure.source import read_file


@dataclass(frozen=True)
class Subject:
    """A procedure in its folder; what cannot be put together raises when it is first asked for.

    `config` is the folder of the configuration, whose authorities it may build on; `cache` one
    where parsed files are kept.
    """

    folder: Path
    config: Path | None = None
    cache: Path | None = None

    @cached_property
    def composed(self) -> Composed:
        """Its layers, with its plugin where that is installed from this folder.

        Raises `PluginFault` or `MistakesFound`.
        """
        named = read_file(self.folder / "procedure.yaml", cache=self.cache).data
        name = named.get("procedure", "") if isinstance(named, dict) else ""
        if name in found():
            installed = compose(name, self.config, self.cache, overridden=False)
            if Path(installed.layers[-1].procedure.file).resolve().parent == self.folder.resolve():
                return installed
        return compose_folder(self.folder, self.config, self.cache)

    @cached_property
    def book(self) -> Rulebook:
        """The effective procedure. Raises `MistakesFound`."""
        return self.composed.rulebook()

    @cached_property
    def practice(self) -> Practice:
        """The same in practice. Raises `MistakesFound`."""
        return practice(self.book, self.composed.plugins)

    @property
    def own(self) -> Layer:
        """The layer that lies in this folder."""
        return next(one for one in reversed(self.composed.layers) if one.name != OVERRIDES)

    @cached_property
    def own_clauses(self) -> frozenset[str]:
        """The ids of the clauses of its own source."""
        data = self.own.clauses.data if self.own.clauses else None
        listed = data.get("clauses", ()) if isinstance(data, dict) else ()
        return frozenset(str(one.get("clause")) for one in listed if isinstance(one, dict))

    @property
    def scenario_files(self) -> tuple[Path, ...]:
        """The files of its scenarios, whether they can be read or not."""
        return tuple(sorted((self.folder / "scenarios").glob("*.yaml")))

    def scenario(self, file: Path) -> Scenario:
        """One of its scenarios. Raises `MistakesFound`."""
        source = read_file(file, cache=self.cache)
        return read_scenario(source, self.practice, lambda path: read_file(file.parent / path))

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Those that can be read; what is wrong with another is told where it is played."""
        read = []
        for file in self.scenario_files:
            with suppress(MistakesFound):
                read.append(self.scenario(file))
        return tuple(read)

    @cached_property
    def removals(self) -> Removals:
        """What its scenarios notice when rules are taken out. Raises `MistakesFound`."""
        return Removals(self)

    def cited(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Section, id and clauses of everything that cites clauses of its own source."""
        for section in SECTIONS:
            for id, item in self.book.section(section).items():
                clauses = tuple(
                    one for one in getattr(item, "clauses", ()) if one in self.own_clauses
                )
                if clauses:
                    yield section, id, clauses
