"""Exports of tables: all that was said comes back, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdoor.compare.exports import (
    CELL_LIMIT,
    CELL_LINES,
    CONTINUED,
    FORMATS,
    SHEET_NAME_LIMIT,
    plain,
    to_csv,
    to_json,
    to_markdown,
    to_xlsx,
    worded,
)
from frontdoor.compare.tables import STANDINGS, Entry, Row, Table

PAYLOADS = (
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '  =HYPERLINK("http://example.org")',
    "\uff1d1+1",
    "=cmd|' /C calc'!A0",
    "a\x00b\x1b[31mc\x7f\x9b\u202e",
    "half a pair \ud800",
    "_x0041_",
    "http://example.org",
    "internal:Sheet1!A1",
    "<script>alert(1)</script>",
    "a|b\\|c",
    "line\r\nline\u2028line",
    "`code` **bold** [link](javascript:alert(1)) ![x](y)",
    "'marked before",
    "",
)
TEXTS = st.sampled_from(PAYLOADS) | st.text(max_size=30)
ENTRIES = st.builds(
    Entry,
    says=TEXTS | st.integers(-(10**6), 10**6) | st.floats(),
    cites=st.sampled_from([(), ("EXA-01",), ("EXA-01", "EXA-02")]),
    rule=st.sampled_from(["", "decision"]),
    standing=st.sampled_from(sorted(STANDINGS)),
    note=TEXTS,
)
CELLS = st.lists(ENTRIES, max_size=3).map(tuple)
TABLES = st.builds(
    Table,
    name=TEXTS,
    title=TEXTS,
    columns=st.tuples(st.just("Aspect"), TEXTS, TEXTS),
    rows=st.lists(st.builds(Row, TEXTS, st.tuples(CELLS, CELLS), st.booleans()), max_size=3).map(
        tuple
    ),
)
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
few = settings(max_examples=60, deadline=None)


def table_of(*cells: Entry, heading: str = "Heading", name: str = "small") -> Table:
    """A table with one row of these cells."""
    columns = ("Aspect", *(f"Authority {n}" for n in range(len(cells))))
    return Table(name, "Small", columns, (Row(heading, tuple((cell,) for cell in cells)),))


def in_words(table: Table) -> list[list[str]]:
    """What a spreadsheet is to hold, every value as text."""
    return [
        list(map(plain, table.columns)),
        *(
            [plain(row.heading), *("\n".join(map(worded, cell)) for cell in row.cells)]
            for row in table.rows
        ),
    ]


def read_csv(data: bytes) -> list[list[str]]:
    """A CSV file as a spreadsheet reads it, the mark for text taken off."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    return [list(row) for row in rows]


def unmarked(cell: str) -> str:
    """A cell without the mark that says that it is text, where there is one."""
    formula = re.match(r"'(\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|[\t\n])", cell)
    return cell[1:] if formula else cell


def sheets(data: bytes) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Each sheet of a workbook: its name, its XML, and its cells as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        shared = [
            "".join(text.text or "" for text in item.iter(f"{SPREADSHEET}t"))
            for item in ElementTree.fromstring(  # made by ourselves
                file.read("xl/sharedStrings.xml")
                if "xl/sharedStrings.xml" in file.namelist()
                else b"<sst/>"
            )
        ]
        book = ElementTree.fromstring(file.read("xl/workbook.xml"))
        for number, sheet in enumerate(book.iter(f"{SPREADSHEET}sheet"), start=1):
            xml = file.read(f"xl/worksheets/sheet{number}.xml").decode()
            rows = ElementTree.fromstring(xml).iter(f"{SPREADSHEET}row")
            yield (
                sheet.attrib["name"],
                xml,
                [[_value(cell, shared) for cell in row.iter(f"{SPREADSHEET}c")] for row in rows],
            )


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    value = cell.findtext(f"{SPREADSHEET}v") or ""
    if cell.get("t") != "s":
        return value
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), shared[int(value)])


def same(read: str, meant: str) -> bool:
    """Whether a cell came back: as the same text, or as the same number."""
    return read == meant or (bool(meant) and float(read) == float(meant))


@few
@given(TABLES)
def test_csv_gives_back_what_was_said_and_no_formula(table: Table) -> None:
    """Every cell of a CSV file comes back whole, and none begins as a formula does."""
    read = read_csv(to_csv([table]))
    for cells, meant in zip(read, in_words(table), strict=True):
        assert [unmarked(cell) for cell in cells] == meant or all(map(same, cells, meant))
        for cell in cells:
            if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", cell):
                assert not re.match(r"\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|[\t\r\n]", cell)


@few
@given(TABLES)
def test_a_workbook_gives_back_what_was_said_and_holds_no_formula_or_link(table: Table) -> None:
    """Every cell of a workbook comes back whole, written as text or as a number."""
    ((_, xml, cells),) = sheets(to_xlsx([table]))
    assert "<f" not in xml
    assert "hyperlink" not in xml
    assert set(re.findall(r' t="(\w+)"', xml)) <= {"s"}
    for row, meant in zip(cells, in_words(table), strict=True):
        assert all(map(same, row, meant))


@few
@given(TABLES)
def test_markdown_holds_nothing_that_is_read_as_more_than_text(table: Table) -> None:
    """What Markdown and HTML would read is escaped; a row has as many cells as its header."""
    text = to_markdown([table]).decode()
    assert not re.search(r"(?<!\\)<(?!br>)", text)
    title, _, *rows = text.removesuffix("\n").split("\n")
    assert re.sub(r"\\(.)", r"\1", title.replace("<br>", "\n")) == f"## {plain(table.title)}"
    for row, meant in zip([rows[0], *rows[2:]], in_words(table), strict=True):
        cells = re.split(r"(?<!\\)(?:\\\\)*\|", row)[1:-1]
        assert len(cells) == len(meant)
        read = [re.sub(r"\\(.)", r"\1", cell.replace("<br>", "\n")) for cell in row_cells(row)]
        assert [cell.strip() for cell in read] == [cell.strip() for cell in meant]


def row_cells(row: str) -> list[str]:
    """The cells of a row of Markdown, still escaped."""
    return re.findall(r"\| ((?:\\.|[^|\\])*) (?=\|)", row)


@few
@given(st.lists(TABLES, max_size=2))
def test_json_keeps_every_character_and_the_structure(made: list[Table]) -> None:
    """JSON gives back the same tables; what is no number in JSON is given as text."""
    read = json.loads(to_json(made))
    meant = json.loads(json.dumps(msgspec.to_builtins(made)), parse_constant=_as_text)
    assert read == meant


def _as_text(constant: str) -> str:
    return {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}[constant]


@pytest.mark.parametrize("form", ["csv", "xlsx", "markdown"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_control_character_gets_out(form: str, payload: str) -> None:
    """Control characters stand as their pictures in what people open."""
    data = FORMATS[form].write([table_of(Entry(payload), heading=payload)])
    text = (
        " ".join(cell for _, _, rows in sheets(data) for row in rows for cell in row)
        if form == "xlsx"
        else data.decode("utf-8-sig").replace("\r\n", "\n")
    )
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe]", text)
    if "\x1b" in payload:
        assert "a␀b␛[31mc␡" in text.replace("\\", "")


@pytest.mark.parametrize(
    "text",
    [
        "=" * 70_000,
        "\U0001f469" * 40_000,
        "\n".join(["word"] * 1_000),
        "x" * CELL_LIMIT,
        "y" * (CELL_LIMIT - 1),
    ],
)
def test_what_is_too_long_for_a_cell_goes_on_below(text: str) -> None:
    """No cell is longer than a spreadsheet takes, nothing is lost, and what goes on says so."""
    table = table_of(Entry(text), Entry("beside"), heading="Long")
    ((_, _, in_sheet),) = sheets(to_xlsx([table]))
    for rows in (read_csv(to_csv([table])), in_sheet):
        cells = [row[1] for row in rows[1:]]
        assert all(len(cell.encode("utf-16-le")) // 2 <= CELL_LIMIT for cell in cells)
        assert all(cell.count("\n") < CELL_LINES + 1 for cell in cells)
        assert "".join(map(unmarked, cells)) == text
        assert [row[0] for row in rows[1:]] == ["Long"] + [f"Long {CONTINUED}"] * (len(cells) - 1)
        assert [row[2] for row in rows[1:]] == ["beside"] + [""] * (len(cells) - 1)


def test_numbers_stay_numbers() -> None:
    """A cell that is a number alone can be counted with; one with clauses is text."""
    table = table_of(Entry(-3), Entry(2.5), Entry(7, ("EXA-01",)))
    ((_, xml, _),) = sheets(to_xlsx([table]))
    assert re.findall(r'<c r="[BCD]2" s="[0-9]+"( t="s")?>', xml) == ["", "", ' t="s"']
    assert read_csv(to_csv([table]))[1][1:] == ["-3", "2.5", "7 (EXA-01)"]


def test_an_entry_in_words_has_clauses_standing_and_note() -> None:
    """Clauses stand in brackets, then where it comes from, then what stands beside it."""
    entry = Entry("24 hours", ("EXA-01", "EXA-02"), "decision", "as_generic", "By Duty.")
    assert worded(entry) == "24 hours (EXA-01, EXA-02) [as generic] By Duty."
    assert worded(Entry("24 hours")) == "24 hours"
    assert worded(Entry("Nothing on hours.", standing="silent")) == (
        "Nothing on hours. [source silent]"
    )


def test_several_tables_in_one_csv_file_name_themselves() -> None:
    """Tables under each other have their titles first, and one header where columns are alike."""
    one, two = table_of(Entry("a")), table_of(Entry("b"))
    other = table_of(Entry("c"), Entry("d"))
    assert read_csv(to_csv([one, two, other])) == [
        ["Table", "Aspect", "Authority 0"],
        ["Small", "Heading", "a"],
        ["Small", "Heading", "b"],
        ["Table", "Aspect", "Authority 0", "Authority 1"],
        ["Small", "Heading", "c", "d"],
    ]
    assert to_csv([one]).startswith(b"\xef\xbb\xbfAspect,")


def test_sheets_have_names_that_spreadsheets_take() -> None:
    """Sheets are told apart, whatever their tables are called."""
    names = ["small", "SMALL", "[x]:*?/\\", "", "history", "n" * 40, "n" * 41, "'a'"]
    made = to_xlsx([table_of(Entry("a"), name=name) for name in names])
    found = [name for name, _, _ in sheets(made)]
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= SHEET_NAME_LIMIT for name in found)
    assert not any(re.search(r"[\[\]:*?/\\']", name) for name in found)
    assert "history" not in found


def test_the_same_tables_make_the_same_file() -> None:
    """An export depends on nothing but its tables, so that files can be compared."""
    table = table_of(Entry("a", ("EXA-01",)))
    for form in FORMATS.values():
        assert form.write([table]) == form.write([table])
    assert next(iter(sheets(to_xlsx([]))))[2] == []
