"""`frontdoor compare`: procedures side by side, in every form that they leave in."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.cli.conftest import FOUR, ROOT

from frontdoor.compare.side_by_side.tables import NAMES

if TYPE_CHECKING:
    from tests.cli.conftest import Run

EXAMPLE = ROOT / "tests" / "authorities" / "example"


def test_all_that_are_switched_on_stand_side_by_side(run: Run) -> None:
    """Without a name all authorities are compared, aspect by aspect, on lines short enough."""
    result = run("compare")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "Timescales\n\nTime to decide on a contact (differs)\n  Generic" in result.stdout
    assert "- 1 working day: Decide on the type of response (HER-02)" in result.stdout
    assert "(source silent)" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_aspects_and_differences_can_be_chosen(run: Run) -> None:
    """Only the aspects named are printed, and with the switch only rows that differ."""
    every = run("compare", "york", "hertfordshire", "--aspect", "timescales")
    fewer = run("compare", "york", "hertfordshire", "--aspect", "timescales", "--differences")
    for result in (every, fewer):
        assert result.exit_code == 0
        assert result.stdout.startswith("Timescales\n")
        assert "Stages" not in result.stdout
        assert "Generic" not in result.stdout
        assert "\nAcknowledgement (differs)\n" in result.stdout
    assert "\nTelling the police\n" in every.stdout
    assert "Telling the police" not in fewer.stdout


def test_a_procedure_beside_itself_does_not_differ(run: Run) -> None:
    """Where nothing differs, the switch leaves a word that says so."""
    result = run("compare", EXAMPLE, "--differences")
    assert (result.exit_code, result.stdout) == (0, "They do not differ.\n")


def test_a_folder_with_a_procedure_can_be_compared(run: Run) -> None:
    """A procedure in a folder, not installed, stands beside an authority."""
    result = run("compare", EXAMPLE, "generic", "--aspect", "entry", "--format", "json")
    (table,) = json.loads(result.stdout)
    assert table["columns"] == ["Aspect", "Example County Council", "Generic (national model)"]
    (entry,) = table["rows"][0]["cells"][0]
    assert entry == {
        "says": "Telephone the contact centre.",
        "cites": ["EXA-01"],
        "rule": "telephone",
        "standing": "said",
        "note": "",
    }


@pytest.mark.parametrize("form", ["csv", "markdown", "json", "xlsx", "text"])
def test_every_form_can_be_written_to_a_file(run: Run, tmp_path: Path, form: str) -> None:
    """Each form goes whole into a file, and standard output stays empty."""
    file = tmp_path / "compared"
    result = run("compare", "--aspect", "stages", "--format", form, "-o", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"The comparison is in {file}.\n"
    data = file.read_bytes()
    if form == "xlsx":
        assert "xl/worksheets/sheet1.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    elif form == "csv":
        header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        assert len(header) == len(FOUR) + 1
        assert [row[0] for row in rows] == ["Begins", "On the way", "Waits for a meeting", "Ends"]
    else:
        assert b"Initial contact" in data


def test_csv_on_standard_output_begins_as_excel_needs_it(run: Run) -> None:
    """What is piped into a file is the same as what is written to one."""
    result = run("compare", "york", "--aspect", "settings", "--format", "csv")
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfAspect,City of York\r\n")


def test_a_procedure_that_cannot_be_used_is_named_and_the_others_are_compared(
    run: Run, tmp_path: Path
) -> None:
    """What is wrong with one is told on standard error, with the exit code 2."""
    (tmp_path / "procedure.yaml").write_text("name: Nothing more\n", "utf-8")
    result = run("compare", "york", tmp_path, "nowhere", "--aspect", "entry")
    assert result.exit_code == 2
    assert "City of York" in result.stdout
    assert f"{tmp_path} cannot be used:" in result.stderr
    assert "nowhere cannot be used:" in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--aspect", "timescale"], "No aspect 'timescale'. Did you mean 'timescales'?"),
        (["--aspect", "zzz", "--aspect", "stage"], f"Known: {', '.join(NAMES)}."),
        (["--format", "xlsx"], "give the file with -o"),
        (["--format", "pdf"], "'pdf' is not one of"),
        (["--picture", "a.svg"], "--picture goes with --case"),
        (["--case", "a.yaml", "--differences"], "--case goes with"),
        (["--case", "a.yaml", "--format", "csv"], "--case goes with"),
    ],
)
def test_what_does_not_go_together_is_said(run: Run, words: list[str], says: str) -> None:
    """Wrong words are told with what would do, before anything is read: exit code 2."""
    result = run("compare", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in " ".join(result.stderr.split())


def test_a_file_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    """Where the file cannot be written, it is said why."""
    file = tmp_path / "no" / "such" / "folder.csv"
    result = run("compare", "york", "--aspect", "stages", "--format", "csv", "-o", file)
    assert result.exit_code == 2
    assert f"{file} cannot be written: No such file or directory." in result.stderr


def test_a_case_is_handed_over(run: Run) -> None:
    """With a case file the authorities named are asked about the case."""
    case = ROOT / "examples" / "cases" / "case-study-a.yaml"
    result = run("compare", "york", "generic", "--case", case)
    assert result.exit_code == 0
    assert "City of York" in result.stdout
    assert "Leicester" not in result.stdout
