"""`frontdoor authorities`, `check` and `clauses` on the procedures as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command, Run

ROOT = Path(__file__).parents[2]
FOUR = ("generic", "leicester", "york", "hertfordshire")
REGISTERS = {
    "leicester": [f"LEI-{n:02}" for n in (*range(1, 23), *range(30, 85))],
    "york": [f"YOR-{n:02}" for n in range(1, 36)],
    "hertfordshire": [f"HER-{n:02}" for n in range(1, 33)],
    "generic": [f"GEN-{n:02}" for n in range(1, 38)],
}


def test_authorities_are_listed_with_the_state_of_their_procedures(run: Run) -> None:
    """Each authority has its name, edition, layers and digest, and no problem."""
    result = run("authorities", "--format", "json")
    assert result.exit_code == 0
    listed = json.loads(result.stdout)
    assert [one["authority"] for one in listed] == list(FOUR)
    for one in listed:
        assert one["problem"] is None
        assert one["clauses"] == len(REGISTERS[one["authority"]])
        assert one["rules"] > 50
        assert one["layers"][0] == "base"
        assert len(one["digest"]) == 64
    told = run("authorities").stdout.splitlines()
    assert [line.partition(":")[0] for line in told] == list(FOUR)


def test_check_holds_for_all_four(command: Command) -> None:
    """Each of the four procedures holds for every possible contact."""
    done = command("check")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        f"{name}: holds for every possible contact." for name in FOUR
    ]


@pytest.mark.parametrize(
    "what",
    ["york", "plugins/york/frontdoor_york", "plugins/york/frontdoor_york/procedure.yaml"],
)
def test_check_takes_an_authority_a_folder_or_a_file(run: Run, what: str) -> None:
    """An authority's name, the folder of its procedure and the file lead to the same."""
    result = run("check", what, "--format", "json")
    assert result.exit_code == 0
    (one,) = json.loads(result.stdout)
    assert one["findings"] == one["mistakes"] == []
    assert one["problem"] is None


def test_check_finds_the_procedures_in_the_folders_of_a_folder(run: Run) -> None:
    """A distribution's folder stands for the procedure in it; several things are each told."""
    result = run("check", "plugins/york", "plugins/generic")
    assert result.exit_code == 0
    assert result.stdout.count(": holds for every possible contact.") == 2


@pytest.mark.parametrize("form", ["text", "json"])
def test_check_could_not_run_on_what_is_not_there(run: Run, form: str) -> None:
    """A folder without a procedure and an unknown name are named on standard error, exit code 2."""
    result = run("check", "no/such/folder", "examples", "yorc", "york", "--format", form)
    assert result.exit_code == 2
    assert "no/such/folder: there is no procedure.yaml here, nor in a folder in it." in (
        result.stderr
    )
    assert "examples: there is no procedure.yaml here" in result.stderr
    assert "yorc: There is no plugin for 'yorc'. Did you mean 'york'?" in result.stderr
    if form == "json":
        assert [one["checked"] for one in json.loads(result.stdout)][-1] == "york"
    else:
        assert result.stdout == "york: holds for every possible contact.\n"


OVERRIDES = """\
removes:
  - rule: police
    because: to plant a fault
changes:
  - rule: close_stepped_up
    because: to plant a fault
    by: every partner
"""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A configuration in which York's overrides have two faults."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "frontdoor.yaml").write_text("authorities: york\n", encoding="utf-8")
    (config / "york.yaml").write_text(OVERRIDES, encoding="utf-8")
    return config


def test_check_shows_a_case_file_of_what_does_not_hold(command: Command, faulty: Path) -> None:
    """Each finding names the overrides' own line; under it stands a case file, indented."""
    done = command("--config", str(faulty), "check", "york")
    assert done.returncode == 1
    assert done.stdout.startswith("york: ")
    untold = done.stdout.partition(f"  {faulty}/york.yaml:2:5: tasks: ")[2]
    assert untold.startswith("where a crime is suspected no task tells the police")
    case = untold.partition("\n")[2].partition("\n\n")[0].splitlines()
    assert case[0].startswith('    case: "City of York, tasks: where a crime is suspected')
    assert case[1:] == [
        "    received: 2026-03-06 10:00",
        "    children:",
        "      - name: Sam Example",
        "    facts:",
        "      crime_suspected: yes",
    ]
    assert f"  {faulty}/york.yaml:5:5: close_stepped_up: nobody can ever take this" in done.stdout


def test_check_gives_the_same_as_json(run: Run, faulty: Path) -> None:
    """In JSON each finding has its rule, file and line, and the text of its case file or null."""
    result = run("--config", str(faulty), "check", "york", "--format", "json")
    assert result.exit_code == 1
    (one,) = json.loads(result.stdout)
    found = {finding["rule"]: finding for finding in one["findings"]}
    assert found["tasks"]["facts"] == {"crime_suspected": "yes"}
    assert found["tasks"]["case"].endswith("  crime_suspected: yes\n")
    assert (found["tasks"]["file"], found["tasks"]["line"]) == (f"{faulty}/york.yaml", 2)
    assert found["close_stepped_up"]["case"] is None


def test_counter_examples_are_case_files_that_route_takes(
    run: Run, faulty: Path, tmp_path: Path
) -> None:
    """`--examples` writes a file for each example; the command `route` accepts every one."""
    folder = tmp_path / "counter" / "examples"
    result = run("--config", str(faulty), "check", "york", "--examples", str(folder))
    assert result.exit_code == 1
    files = sorted(folder.iterdir())
    assert f"{len(files)} case files are in {folder}." in result.stderr
    assert "york-tasks.1.yaml" in [file.name for file in files]
    for file in files:
        routed = run("--config", str(faulty), "route", str(file), "-a", "york", "--format", "json")
        assert routed.exit_code == 0, file.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_named(run: Run, faulty: Path, tmp_path: Path) -> None:
    """Where examples cannot be written, that is said, and the exit code is 2."""
    in_the_way = tmp_path / "file"
    in_the_way.write_text("", encoding="utf-8")
    result = run("--config", str(faulty), "check", "york", "--examples", str(in_the_way / "more"))
    assert result.exit_code == 2
    assert f"{in_the_way / 'more'} cannot be written: " in result.stderr


@pytest.mark.parametrize("authority", FOUR)
def test_clauses_are_those_of_the_register(run: Run, authority: str) -> None:
    """Every clause of the sources is there with what it says and what became of it."""
    result = run("clauses", authority, "--format", "json")
    assert result.exit_code == 0
    listed = json.loads(result.stdout)
    assert [one["id"] for one in listed] == REGISTERS[authority]
    for one in listed:
        assert one["authority"] == authority
        assert one["says"]
        assert one["where"]
        assert one["status"] in ("modelled", "guidance", "silent", "conflict")
        if one["status"] in ("guidance", "silent"):
            assert one["why"]


def test_clauses_in_words_name_the_rules_that_cite_them(command: Command) -> None:
    """In words each clause stands with its source, its status and its rules."""
    done = command("clauses", "york")
    assert done.returncode == 0
    clause = done.stdout.partition("\nYOR-23 ")[2].partition("\nYOR-24 ")[0]
    assert "modelled" in clause
    assert "    rules: police" in clause
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_clauses_of_an_unknown_authority(run: Run) -> None:
    """An unknown authority is named on standard error, with those that are installed."""
    result = run("clauses", "narnia", "--format", "json")
    assert result.exit_code == 2
    assert json.loads(result.stdout) == []
    assert "Installed: generic, hertfordshire, leicester, york." in result.stderr
