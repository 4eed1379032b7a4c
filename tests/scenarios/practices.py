"""The authorities' procedures as published, and the scenarios that lie beside them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from frontdoor.composition import practice
from frontdoor.domain.practice import Practice
from frontdoor.domain.scenarios.form import Scenario
from frontdoor.domain.scenarios.reading import read_scenario
from frontdoor.layers import Composed, compose
from frontdoor.procedure.source import Source, read_file

ROOT = Path(__file__).parents[2]
AUTHORITIES = tuple(sorted(path.name for path in (ROOT / "plugins").iterdir() if path.is_dir()))


@cache
def composed(authority: str) -> Composed:
    """The layers of an authority's procedure, without what a council chooses."""
    return compose(authority)


@cache
def practice_of(authority: str) -> Practice:
    """An authority's procedure in practice, made once."""
    return practice(composed(authority).rulebook(), composed(authority).plugins)


def files_of(authority: str) -> list[Path]:
    """An authority's own scenarios."""
    folder = ROOT / "plugins" / authority / f"frontdoor_{authority}" / "scenarios"
    return sorted(folder.glob("*.yaml"))


def read(source: Source, folder: Path, authority: str) -> Scenario:
    """A scenario of an authority; its case files are looked for from `folder`."""
    return read_scenario(source, practice_of(authority), lambda path: read_file(folder / path))
