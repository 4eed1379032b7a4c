"""The base and the fictional authority as layers, and layers written in a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.rulebook import Layer, Rulebook
from frontdoor.procedure.source import Source, read_file, read_text

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "tests" / "authorities" / "example"

CHANGE = "changes:\n  - rule: {}\n    because: to plant a fault\n"
REMOVE = "removes:\n  - rule: {}\n    because: to plant a fault\n"


@cache
def base() -> Layer:
    """What every procedure stands on."""
    file = ROOT / "core" / "frontdoor" / "procedure" / "base.yaml"
    return Layer("base", read_file(file, shown_as="base.yaml"))


@cache
def example() -> Layer:
    """The fictional authority's own layer."""
    return Layer(
        "example",
        read_file(EXAMPLE / "procedure.yaml", shown_as="example/procedure.yaml"),
        read_file(EXAMPLE / "clauses.yaml", shown_as="example/clauses.yaml"),
    )


def written(text: str, name: str = "more.yaml") -> Source:
    """YAML as it stands in a test, its common indentation taken off."""
    return read_text(dedent(text).lstrip("\n"), name)


def over_example(*texts: str) -> Rulebook:
    """The fictional authority with further layers over it, the last one uppermost."""
    layers = [Layer(f"more{n}", written(text)) for n, text in enumerate(texts, start=1)]
    return load([base(), example(), *layers])


def refused(*texts: str) -> list[str]:
    """Every mistake in further layers over the fictional authority, as it is told."""
    with pytest.raises(MistakesFound) as caught:
        over_example(*texts)
    return [str(mistake) for mistake in caught.value.mistakes]


NEW_STAGE = """
    stages:
      - stage: on_hold
        name: On hold
    steps:
      - rule: hold
        command: transfer
        name: Put on hold
        at: received
        by: team_manager
        stage: on_hold
        cites: EXA-05
      - rule: let_go
        command: transfer
        name: Take up again
        at: on_hold
        by: team_manager
        stage: received
        cites: EXA-05
"""
"""A stage that overrides add to the example authority, with steps to it and back."""
