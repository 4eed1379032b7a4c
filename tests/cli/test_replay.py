"""Replaying past contacts from the command line, and making the files that are replayed."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from frontdoor.compare.replay.reading import read_contacts
from frontdoor.composition import open_authority
from frontdoor.demo import fill
from frontdoor.domain.answer import answer
from frontdoor.services.authority import Authority
from frontdoor.settings import read_settings

if TYPE_CHECKING:
    from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def contacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small file of contacts."""
    file = tmp_path_factory.mktemp("contacts") / "contacts.csv"
    lines = ["2025-03-03 10:00,concern,significant_harm,met"] * 3 + ["2025-03-08 22:00,advice,,"]
    file.write_text("\n".join(["received,purpose,need,threshold", *lines, ""]))
    return file


def test_a_year_can_be_made_up_and_replayed(run: Run, tmp_path: Path) -> None:
    """A made-up year is written, replayed under authorities in the order named, and printed."""
    year = tmp_path / "year.parquet"
    made = run("year", "--contacts", "800", "--seed", "4", "-o", year)
    assert (made.exit_code, made.stderr) == (0, f"800 made-up contacts are in {year}.\n")
    replayed = run("replay", year, "--under", "york,generic")
    assert (replayed.exit_code, replayed.stderr) == (0, "")
    assert "What 800 contacts would come to, compared with City of York\n" in replayed.stdout
    assert "City of York: contacts by team\n" in replayed.stdout
    assert "2024-04-01" not in replayed.stdout
    assert max(map(len, replayed.stdout.splitlines())) <= 100
    assert list(tmp_path.iterdir()) == [year]


def test_what_only_some_ask_is_left_out_for_the_others(run: Run, contacts: Path) -> None:
    """A fact of one authority is used there; that it is left out elsewhere is said."""
    result = run("replay", contacts, "--under", "generic,hertfordshire", "--format", "json")
    assert result.stderr == (
        "Generic (national model) does not ask about threshold: left out there.\n"
    )
    tables = {table["name"]: table for table in json.loads(result.stdout)}
    (row,) = tables["moves_to_hertfordshire"]["rows"][-1:]
    assert row["cells"][-1][0]["says"] == 3


def test_all_that_is_wrong_with_a_file_is_told(run: Run, tmp_path: Path) -> None:
    """Mistakes in a file end the command; nothing is printed, nothing written."""
    file = tmp_path / "contacts.csv"
    file.write_text("received,need\n2025-03-03 10:00,hgih\nlast week,low\n")
    result = run("replay", file, "-o", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.split(" found")[0] for line in result.stderr.splitlines()] == [
        f"{file}:2: need:",
        f"{file}:3: received:",
    ]
    assert not (tmp_path / "out").exists()


def test_an_authority_or_folder_that_is_not_there_is_told(run: Run, contacts: Path) -> None:
    """Every procedure that cannot be used is named."""
    result = run("replay", contacts, "--under", "yorc,generic,./nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Did you mean 'york'?" in result.stderr
    assert "./nowhere cannot be used" in result.stderr


def test_a_procedure_in_a_folder_is_told_from_the_one_in_force(run: Run, contacts: Path) -> None:
    """A procedure can be replayed against a draft of itself, of the same name."""
    folder = "plugins/york/frontdoor_york"
    words = ("--ignore", "threshold", "--format", "json")
    result = run("replay", contacts, "--under", f"york,{folder}", *words)
    outcomes = json.loads(result.stdout)[0]
    assert f"City of York ({folder}): contacts" in outcomes["columns"]
    assert not any(row["differs"] for row in outcomes["rows"])


def test_tables_and_charts_are_written(run: Run, contacts: Path, tmp_path: Path) -> None:
    """With a folder all tables are files, and there are charts without scripts or outside links."""
    folder = tmp_path / "out"
    words = ("--ignore", "threshold", "-o", folder)
    result = run("replay", contacts, "--under", "generic,york", *words)
    assert result.stderr.endswith(f"tables and charts, are in {folder}.\n")
    files = {file.name for file in folder.iterdir()}
    assert {"tables.json", "tables.xlsx", "outcomes.csv", "outcomes.svg"} <= files
    assert "workload_by_day_city_of_york.svg" in files
    assert not [name for name in files if name.startswith(".")]
    for file in folder.glob("*.svg"):
        root = ET.parse(file).getroot()  # our own file
        assert not [one for one in root.iter() if one.tag.endswith(("script", "image", "foreign"))]
        links = {v for one in root.iter() for k, v in one.attrib.items() if k.endswith("href")}
        assert not links
        assert "url(" not in file.read_text()
        assert "@import" not in file.read_text()
        assert root.get("aria-label")
    shown = " ".join(ET.parse(folder / "outcomes.svg").getroot().itertext())
    assert "City of York 75.0%" in shown


def test_colours_of_charts_stand_out() -> None:
    """Every colour of a chart has a contrast of at least 4.5 to white."""
    from frontdoor.compare.replay.charts import COLOURS

    def luminance(colour: str) -> float:
        parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in COLOURS)


def test_a_file_is_csv_or_parquet_by_its_name(run: Run, tmp_path: Path) -> None:
    """A name that says neither is refused before anything is done."""
    result = run("year", "-o", tmp_path / "year.xls")
    assert result.exit_code == 2
    assert "does not end with .csv or .parquet" in result.stderr


def test_where_nothing_can_be_written_it_is_said(run: Run, tmp_path: Path) -> None:
    """A folder that is not there is told of, gently."""
    result = run("year", "--contacts", "10", "-o", tmp_path / "no" / "year.csv")
    assert result.exit_code == 2
    assert "cannot be written: " in result.stderr


def test_ctrl_c_leaves_nothing_half_written(environment: dict[str, str], tmp_path: Path) -> None:
    """A command that is interrupted leaves no file, not even a part of one."""
    process = subprocess.Popen(
        [Path(sys.executable).with_name("frontdoor"), "year", "-o", tmp_path / "year.csv"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
    )
    time.sleep(2.5)
    assert process.poll() is None, "too quick to be interrupted"
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert told.strip() == b"Aborted!"
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_replayed_as_its_contacts_were_answered(
    run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    """What is exported is routed as the contacts were; there are no names in it; it is logged."""
    url = environment["FRONTDOOR_DATABASE_URL"]
    settings = read_settings(
        ROOT / "config", database_url=url, var=Path(environment["FRONTDOOR_VAR"])
    )
    authority = open_authority(settings, "generic")
    assert isinstance(authority, Authority)
    fill(authority, ROOT / "examples" / "cases")
    authority.store.close()
    file = tmp_path / "contacts.csv"
    result = run("export", "generic", "--reason", "A test", "-o", file)
    assert result.exit_code == 0
    assert re.match(r"The facts and times of \d+ contacts are in ", result.stderr)
    assert "publish no small numbers" in " ".join(result.stderr.split())
    with create_engine(url.format(authority="generic")).connect() as connection:
        kept = connection.execute(text("select state from contact where not deleted")).scalars()
        states = [json.loads(one) for one in kept]
        seen, reason = connection.execute(
            text("select seen, reason from access where operation = 'contact.export'")
        ).one()
    assert (sorted(json.loads(seen)), reason) == (sorted(one["id"] for one in states), "A test")
    written = file.read_text()
    for state in states:
        for secret in (state["id"], state["reference"], state["child"].get("name", "")):
            assert not secret or secret not in written
    book, calendar = authority.book, authority.practice.calendar
    past = read_contacts(file, [book], calendar).contacts
    answered = []
    for row in past.iter_rows(named=True):
        received = row.pop("received")
        facts = authority.practice.facts({f: v for f, v in row.items() if v}, received)
        answered.append(answer(authority.practice, facts, received).outcome)
    assert sorted(answered) == sorted(one["advice"]["outcome"] for one in states)
    assert run("replay", file, "--under", "generic").exit_code == 0
