"""`frontdoor check` on real procedures with one thing broken in each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PLUGINS = Path(__file__).parents[2] / "plugins"


class Broken(NamedTuple):
    """One change to a procedure's text: what stood there, what stands there now, what is said.

    `line` is a part of the line at which the mistake is told, in the text as changed.
    """

    old: str
    new: str
    line: str
    says: tuple[str, ...]
    of: str = "york"


POLICE = """  - rule: police
    name: Tell the police
    purpose: tell_police
    on: received, amended
    when:
      - crime_indicated: yes
    who: advice_worker
    within: immediately
    until: notified police
    outlives: closed
    cites: YOR-23
"""
WORKER = """    purpose: tell_worker
    on: received, amended
"""

MISTAKES = {
    "unknown clause": Broken(
        POLICE,
        POLICE.replace("YOR-23", "YOR-93"),
        "cites: YOR-93",
        ("cites", "'YOR-93'", "clauses.yaml"),
    ),
    "unknown role": Broken(
        POLICE,
        POLICE.replace("advice_worker", "advise_worker"),
        "who: advise_worker",
        (".who", "'advise_worker'", "Did you mean 'advice_worker'?"),
    ),
    "rule without a source": Broken(
        POLICE,
        POLICE.replace("    cites: YOR-23\n", ""),
        "rule: police\n",
        ("tasks[", "cites", "silent", "safeguard"),
    ),
    "duplicate id": Broken(
        "  - rule: tell_allocated_worker_more\n",
        "  - rule: tell_allocated_worker\n",
        "",
        (".rule: found 'tell_allocated_worker' a second time", "an id used once", "The first is"),
    ),
    "tab": Broken(
        POLICE,
        POLICE.replace("    who: ", "\twho: "),
        "\twho: ",
        ("found a tab", "expected spaces", "Replace each tab by two spaces."),
    ),
    "unknown key": Broken(
        POLICE,
        POLICE.replace("outlives: ", "outlive: "),
        "outlive: closed",
        ("tasks[", ".outlive: found an unknown key 'outlive'", "Did you mean 'outlives'?"),
    ),
    "unknown fact": Broken(
        POLICE,
        POLICE.replace("crime_indicated", "crime_indicatd"),
        "crime_indicatd: yes",
        ("'crime_indicatd'", "Did you mean 'crime_indicated'?"),
    ),
    "time in words": Broken(
        POLICE,
        POLICE.replace("immediately", "at once"),
        "within: at once",
        (".within: found 'at once'", "immediately"),
    ),
}
FINDINGS = {
    "police task removed": Broken(
        POLICE,
        POLICE.replace("tell_police", "information"),
        "stage: received\n",
        ("where a crime is suspected no task tells the police", "crime_suspected: yes"),
    ),
    "police task that ends with the contact": Broken(
        POLICE,
        POLICE.replace("    outlives: closed\n", ""),
        "rule: police\n",
        ("no task tells the police", "outliving the closing"),
    ),
    "police task that is not for every crime": Broken(
        POLICE,
        POLICE.replace("crime_indicated: yes", "crime_indicated: yes\n        in_area: yes"),
        "rule: police\n",
        ("no task tells the police", "crime_suspected: yes"),
    ),
    "worker of an open case not told": Broken(
        WORKER,
        WORKER.replace("received, amended", "amended"),
        "rule: tell_allocated_worker\n",
        ("no task tells the allocated worker", "case: open"),
    ),
    "no route for the rest": Broken(
        "    - rule: not_yet_weighed\n",
        "    - rule: not_yet_weighed\n      when:\n        - in_area: yes\n",
        "rule: not_yet_weighed\n",
        ("no route at the stage received takes every contact", "Add one after this."),
    ),
    "dead route": Broken(
        "    - rule: supported_escalating\n      when:\n        - need: high\n",
        "    - rule: supported_escalating\n      when:\n        - need: significant_harm\n",
        "rule: supported_escalating\n",
        ("this route can never be taken", "supported_harm", "takes every contact"),
    ),
    "task that cannot end": Broken(
        POLICE,
        POLICE.replace("notified police", "redirected"),
        "rule: police\n",
        ("this task can never be ended", "nobody can write `redirected`"),
    ),
    "stage without a way out": Broken(
        "    at: decided\n    needs: ",
        "    at: received\n    needs: ",
        "stage: decided\n",
        ("a contact here has no way to an end", "name: Sam Example"),
        of="generic",
    ),
}


def checked(run: Run, folder: Path) -> dict[str, Any]:
    """What `check --format json` finds in a folder."""
    result = run("check", folder, "--format", "json")
    assert result.exit_code == 1
    (one,) = json.loads(result.stdout)
    assert one["problem"] is None
    found: dict[str, Any] = one
    return found


def copied(change: Broken, to: Path) -> Path:
    """A copy of the procedure with the change made, in the folder `to`."""
    folder = PLUGINS / change.of / f"frontdoor_{change.of}"
    text = (folder / "procedure.yaml").read_text("utf-8")
    assert text.count(change.old) == 1
    to.mkdir()
    (to / "procedure.yaml").write_text(text.replace(change.old, change.new), "utf-8")
    (to / "clauses.yaml").write_bytes((folder / "clauses.yaml").read_bytes())
    return to


def place_of(folder: Path, line: str) -> str:
    """The file and line where a part of a line stands."""
    text = (folder / "procedure.yaml").read_text("utf-8")
    return f"{folder / 'procedure.yaml'}:{text[: text.index(line)].count(chr(10)) + 1}:"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(run: Run, tmp_path: Path, mistake: str) -> None:
    """File, line, key, what was found, what was expected; once in words and once as JSON."""
    change = MISTAKES[mistake]
    folder = copied(change, tmp_path / "copy")
    result = run("check", folder)
    assert result.exit_code == 1
    (told,) = [line for line in result.stdout.splitlines() if "; expected " in line]
    if change.line:
        assert place_of(folder, change.line) in told
    for part in ("found ", *change.says):
        assert part in told
    (one,) = checked(run, folder)["mistakes"]
    for part in ("found", "expected", "advice"):
        assert one[part] in told
    assert one["line"] > 0


@pytest.mark.parametrize("finding", FINDINGS)
def test_what_does_not_hold_is_told_with_an_example(run: Run, tmp_path: Path, finding: str) -> None:
    """The rule and its place, what is wrong, and facts of a contact that show it."""
    change = FINDINGS[finding]
    folder = copied(change, tmp_path / "copy")
    result = run("check", folder)
    assert result.exit_code == 1
    assert " found.\n" in result.stdout
    place = place_of(folder, change.line)
    told = [
        (one["says"], f"{one['says']} {one['case']}")
        for one in checked(run, folder)["findings"]
        if f"{one['file']}:{one['line']}:" == place
    ]
    assert any(
        all(part in whole for part in change.says) and says in result.stdout for says, whole in told
    ), result.stdout


@pytest.mark.parametrize(
    ("finding", "taken"),
    [("no route for the rest", "not_yet_weighed"), ("police task removed", "police")],
)
def test_an_example_is_a_contact_that_the_whole_procedure_takes(
    run: Run, tmp_path: Path, finding: str, taken: str
) -> None:
    """The facts shown can be written into a case file, and there meet the rule that was broken."""
    found = checked(run, copied(FINDINGS[finding], tmp_path / "copy"))["findings"]
    facts = next(one["facts"] for one in found if one["facts"] is not None)
    case = tmp_path / "case.yaml"
    lines = "".join(f"  {fact}: {value}\n" for fact, value in facts.items())
    case.write_text(f"case: Shown\nreceived: 2026-03-10 10:40\nfacts:\n{lines}", "utf-8")
    result = run("route", case, "-a", "york", "--format", "json")
    assert result.exit_code == 0, result.output
    (answer,) = json.loads(result.stdout)
    assert taken in {*answer["rules"], *(task["id"] for task in answer["tasks"])}


def test_several_mistakes_are_told_at_once(run: Run, tmp_path: Path) -> None:
    """Mistakes in different parts of a file and in both files are told together, in their order."""
    folder = copied(MISTAKES["unknown clause"], tmp_path / "copy")
    for file, old, new in (
        ("procedure.yaml", MISTAKES["duplicate id"].old, MISTAKES["duplicate id"].new),
        ("clauses.yaml", "status: silent\n", "status: silence\n"),
    ):
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    found = checked(run, folder)["mistakes"]
    assert Path(found[0]["file"]).name == "clauses.yaml"
    assert {"'YOR-93'", "'tell_allocated_worker' a second time"} <= {one["found"] for one in found}
    assert found == sorted(found, key=lambda one: (one["file"], one["line"]))
