"""The command `frontdoor show`: a procedure with all its layers, in its own language."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from frontdoor.procedure.source import read_text
from tests import borchester

if TYPE_CHECKING:
    from tests.cli.conftest import Run

CHANGE = """\
changes:
  - rule: disposal
    because: the city gives itself four hours
    within: 4 hours
    silent: it does not say so
    without: from, note
"""


@pytest.mark.parametrize("authority", ["generic", "york", "leicester", "hertfordshire"])
def test_what_is_shown_is_written_in_the_language(run: Run, authority: str) -> None:
    """Read as a file it has every item, under its section and with every word."""
    shown = read_text(run("show", authority).stdout, "shown.yaml").data
    items = json.loads(run("show", authority, "--format", "json").stdout)
    routes = {
        stage: [{**one, "stage": stage} for one in listed]
        for stage, listed in shown["routes"].items()
    }
    shown["routes"] = [one for listed in routes.values() for one in listed]
    for section, listed in shown.items():
        said = [one["says"] for one in items if one["section"] == section]
        assert sorted(listed, key=str) == sorted(said, key=str), section
    assert sum(map(len, shown.values())) == len(items) > 200


def test_an_item_is_shown_with_what_became_of_it(run: Run, tmp_path: Path) -> None:
    """One rule by its id, as it is with the change, and before it its layer and the reason."""
    folder = borchester.write_in(tmp_path / "borchester", CHANGE)
    assert run("show", folder, "disposal").stdout == (
        "tasks:\n"
        "  # generic\n"
        "  # changed by borchester: the city gives itself four hours\n"
        "  - rule: disposal\n"
        "    name: Decide on the disposal of the referral\n"
        "    purpose: decision\n"
        "    on: stage referral\n"
        "    who: practice_supervisor, manager\n"
        "    within: 4 hours\n"
        "    until: stage decided, closed\n"
        "    silent: it does not say so\n\n"
        "# Nothing names disposal.\n"
    )


ROUTE = """\
routes:
  received:
    - rule: late
      when:
        - homeless: yes
      outcome: find_out_more
      to: duty
      decided_by: duty_worker
      silent: it does not say so
"""


def test_each_stage_has_its_routes_together(run: Run, tmp_path: Path) -> None:
    """Those that a later layer adds stand with the others of their stage, after these."""
    folder = borchester.write_in(tmp_path / "borchester", ROUTE)
    shown = read_text(run("show", folder, "routes").stdout, "shown.yaml").data["routes"]
    assert [one["rule"] for one in shown["received"]][-1] == "late"
    assert len(shown) > 1


def test_what_names_an_id_is_listed_after_it(run: Run) -> None:
    """Wherever a condition stands, and not where a text for people has its word."""
    shown = run("show", "generic", "danger").stdout
    (told,) = re.findall(r"^# (danger .*)", re.sub(r"\n  +", " ", shown), re.MULTILINE)
    assert told == (
        "danger is named by: conditions significant_harm; "
        "routes danger_in_open_case, danger_now, dispose_danger_in_open_case, dispose_danger; "
        "tasks act_now"
    )


def test_what_is_not_there_is_told_with_the_likely_name(run: Run) -> None:
    """Every word that is neither a section nor an id is named at once."""
    result = run("show", "generic", "stagse", "disposl")
    assert result.exit_code == 2
    assert "'stagse' is no section and no id here. Did you mean 'stages'?" in result.output
    assert "'disposl' is no section and no id here. Did you mean 'disposal'?" in result.output
