"""`frontdoor route`: what procedures advise for a contact in a case file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from frontdoor.layers import compose
from frontdoor.procedure.vocabulary import MEANINGS

if TYPE_CHECKING:
    from tests.cli.conftest import Command, Run

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "examples" / "cases").glob("*.yaml"))
FOUR = ("generic", "leicester", "york", "hertfordshire")

CASE = """case: A worry
received: 2026-03-10 10:40
channel: telephone
referrer:
  kind: public
facts:
  purpose: concern
  need: moderate
"""


def answers(run: Run, *words: str | Path) -> dict[str, Any]:
    """The answers of `route --format json`, by authority."""
    result = run("route", *words, "--format", "json")
    assert result.exit_code == 0, result.output
    return {one["authority"]: one for one in json.loads(result.stdout)}


def test_there_are_the_case_studies_and_two_cases_for_each() -> None:
    """The examples hold the three case studies and two typical cases for each authority."""
    names = [case.stem for case in CASES]
    assert {"case-study-a", "case-study-b", "case-study-c"} <= set(names)
    for authority in FOUR:
        assert sum(name.startswith(f"{authority}-") for name in names) >= 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_case_has_a_whole_answer_under_every_authority(run: Run, case: Path) -> None:
    """Each authority answers each case with every field, in the common vocabulary."""
    given = answers(run, case)
    assert tuple(given) == FOUR
    for one in given.values():
        assert one["outcome"]
        assert isinstance(one["also"], list)
        assert one["meaning"] in MEANINGS
        assert one["destination"]
        assert one["decided_by"]
        assert one["due"] is None or datetime.fromisoformat(one["due"]).utcoffset() is not None
        assert one["rules"]
        assert isinstance(one["cites"], list)
        for task in one["tasks"]:
            assert task.keys() >= {"id", "who", "due", "cites"}
            assert task["due"] is None or datetime.fromisoformat(task["due"]).tzinfo
        for matter in one["readings"]:
            assert len(matter["readings"]) >= 2
            assert sum(reading["taken"] for reading in matter["readings"]) == 1
    dues = [one["due"] for one in given.values()]
    assert any(dues)


@cache
def register(name: str, var: Path) -> frozenset[str]:
    """The ids of an authority's clauses."""
    return frozenset(compose(name, cache=var / "cache").rulebook().clauses)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_what_is_cited_is_a_clause_of_that_authority(run: Run, var: Path, case: Path) -> None:
    """Every clause that an answer names is in the authority's own register."""
    for name, one in answers(run, case).items():
        known = register(name, var)
        cited = {*one["cites"], *(cite for task in one["tasks"] for cite in task["cites"])}
        cited |= {c for m in one["readings"] for r in m["readings"] for c in r["cites"]}
        assert cited <= known


@pytest.mark.parametrize("letter", "ab")
@pytest.mark.parametrize("authority", FOUR)
def test_a_suspected_crime_is_told_to_the_police_at_once(
    run: Run, letter: str, authority: str
) -> None:
    """Case studies A and B have a task that tells the police, due within the hour."""
    case = ROOT / f"examples/cases/case-study-{letter}.yaml"
    one = answers(run, case, "--authority", authority)[authority]
    (police,) = (task for task in one["tasks"] if "police" in task["id"] and task["due"])
    received = datetime.fromisoformat("2026-03-10T10:40+00:00")
    if letter == "b":
        received = datetime.fromisoformat("2026-03-14T21:50+00:00")
    assert received <= datetime.fromisoformat(police["due"]) <= received + timedelta(hours=1)


def test_case_study_a_is_referred_at_once_in_leicester(run: Run) -> None:
    """A is a referral with a strategy discussion, within 4 hours; the parents need not be told."""
    one = answers(run, ROOT / "examples/cases/case-study-a.yaml", "-a", "leicester")["leicester"]
    assert one["meaning"] == "referral"
    assert "strategy_discussion" in one["also"]
    assert one["due"] == "2026-03-10T14:40:00+00:00"
    assert "LEI-31" in one["cites"]
    assert any("LEI-39" in notice["cites"] for notice in one["notices"])


def test_case_study_b_calls_the_police_in_leicester(run: Run) -> None:
    """B begins with protection now, on a Saturday night: clock hours run on."""
    one = answers(run, ROOT / "examples/cases/case-study-b.yaml", "-a", "leicester")["leicester"]
    assert one["due"] == "2026-03-15T01:50:00+00:00"
    assert any(notice["id"] == "emergency_first" for notice in one["notices"])
    assert any("protection" in also for also in one["also"])


def test_case_study_c_waits_for_the_school_to_meet_the_parents_in_leicester(run: Run) -> None:
    """C is not recorded: the school speaks with the parents first, and nothing is due."""
    one = answers(run, ROOT / "examples/cases/case-study-c.yaml", "-a", "leicester")["leicester"]
    assert one["meaning"] == "not_recorded"
    assert one["due"] is None
    assert one["tasks"] == []
    assert any("LEI-73" in notice["cites"] for notice in one["notices"])


def test_authorities_are_answered_in_the_order_asked(run: Run) -> None:
    """Each authority named is asked once, in the order in which they were named."""
    asked = answers(run, CASES[0], "-a", "york", "-a", "generic", "-a", "york")
    assert tuple(asked) == ("york", "generic")


def test_why_names_what_kept_each_route_before_from_applying(run: Run) -> None:
    """With --why each route before the one taken is there with the fact that failed."""
    case = ROOT / "examples/cases/case-study-c.yaml"
    told = run("route", case, "-a", "york", "--why")
    assert "not, because:" in told.stdout
    before = answers(run, case, "-a", "york")["york"]["why_not"]
    assert before
    for one in before:
        assert one["failed"]
        assert f"    - {one['rule']}: {one['failed'][0]['fact']} is " in told.stdout


def test_text_for_people_names_deciders_times_and_clauses(command: Command) -> None:
    """Without --format the answer is in words, on lines of at most 100 characters."""
    done = command("route", "examples/cases/case-study-a.yaml", "-a", "york")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "received Tuesday 10 March 2026 at 10:40am" in done.stdout
    assert "\nCity of York\n  Referral: stepped up to the Assessment Team" in done.stdout
    assert "Tell the police: Advice Worker, by Tuesday 10 March 2026 at 10:55am (YOR-23)" in (
        done.stdout
    )
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_each_child_of_a_call_is_answered_and_the_gravest_leads(
    run: Run, written: Callable[[str], Path]
) -> None:
    """Of several children each has an answer; at the top is that of the one in most need."""
    case = written(
        CASE + "children:\n  - name: Ada Example\n  - name: Bo Example\n    facts:\n"
        "      need: significant_harm\n      protection_needed_now: no\n"
    )
    one = answers(run, case, "-a", "generic")["generic"]
    assert [child["child"] for child in one["children"]] == ["Ada Example", "Bo Example"]
    assert one["rules"] == one["children"][1]["rules"] != one["children"][0]["rules"]
    told = run("route", case, "-a", "generic").stdout
    assert "Generic (national model): Ada Example\n" in told
    assert "Generic (national model): Bo Example\n" in told


def test_what_only_another_authority_asks_is_left_out_and_said(
    run: Run, written: Callable[[str], Path]
) -> None:
    """A fact or a concern of one authority's own is left out for the others, on standard error."""
    plain = answers(run, written(CASE))
    case = written(CASE + "  threshold: met\nconcerns: would_go_on\n")
    result = run("route", case, "--format", "json")
    assert result.exit_code == 0
    given = {one["authority"]: one for one in json.loads(result.stdout)}
    assert given["york"] == plain["york"]
    assert given["hertfordshire"] != plain["hertfordshire"]
    assert "york does not ask about threshold, would_go_on: left out there." in result.stderr
    assert "leicester does not ask about threshold: left out there." in result.stderr
    alone = run("route", case, "--format", "json", "-a", "york")
    assert json.loads(alone.stdout) == [plain["york"]]
    assert "left out there." in alone.stderr
