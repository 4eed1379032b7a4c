"""Every scenario of every authority, and those of the documentation, come as they expect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from frontdoor.domain.scenarios.running import run_scenario
from frontdoor.procedure.source import read_file, read_text

from .practices import AUTHORITIES, ROOT, files_of, practice_of, read

FILES = [(authority, file) for authority in AUTHORITIES for file in files_of(authority)]
DOCUMENT = ROOT / "docs" / "scenarios.md"
EXAMPLES = re.findall(r"^```yaml\n(scenario:.*?)^```", DOCUMENT.read_text(), re.M | re.S)


@pytest.mark.parametrize(
    ("authority", "file"), FILES, ids=[f"{authority}-{file.stem}" for authority, file in FILES]
)
def test_a_scenario_comes_as_it_expects(authority: str, file: Path) -> None:
    """What a plugin's scenario expects comes, under the procedure as published."""
    scenario = read(read_file(file), file.parent, authority)
    assert scenario.authority == authority
    assert scenario.shows, "a scenario of a plugin claims the clauses that it shows"
    differences = run_scenario(scenario, practice_of(authority))
    assert not differences, "\n" + "\n".join(map(str, differences))


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
