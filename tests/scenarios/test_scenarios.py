"""The scenarios of the documentation come as they expect."""

from __future__ import annotations

import re

import pytest

from frontdoor.domain.scenarios.running import run_scenario
from frontdoor.procedure.source import read_text

from .practices import ROOT, practice_of, read

DOCUMENT = ROOT / "docs" / "scenarios.md"
EXAMPLES = re.findall(r"^```yaml\n(scenario:.*?)^```", DOCUMENT.read_text(), re.M | re.S)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_of_the_documentation_comes_as_it_expects(number: int) -> None:
    """Each whole scenario in docs/scenarios.md can be played as it stands."""
    source = read_text(EXAMPLES[number], DOCUMENT.name)
    authority = source.data["authority"]
    differences = run_scenario(read(source, DOCUMENT.parent, authority), practice_of(authority))
    assert not differences, "\n" + "\n".join(map(str, differences))


def test_the_documentation_shows_whole_scenarios() -> None:
    """There are examples in docs/scenarios.md to be played."""
    assert len(EXAMPLES) >= 2
