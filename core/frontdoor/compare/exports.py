"""Tables as CSV, XLSX, Markdown and JSON: safe to open, and with nothing cut silently.

Their text comes from procedures, which anyone may write, and is opened by programs that run what
looks like a formula, stumble over control characters, or cut what is too long for a cell. So:

- in CSV, text that a spreadsheet would take for a formula begins with an apostrophe, which is the
  spreadsheets' own mark for text; the file begins with a byte order mark, for without one Excel
  reads UTF-8 as the machine's old code page and spoils every dash and quotation mark;
- in XLSX every text is written as text, never as a formula or a link;
- in both, what is too long for a cell of a spreadsheet goes on in the row below, which says so;
- in all but JSON, control characters become their pictures (␀, ␛), and line ends are of one kind.

JSON keeps the structure and every character; the others show `text (CITE-01) [source silent]`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Final, NamedTuple

import msgspec

from frontdoor.compare.tables import STANDINGS, Entry, Row, Table

CELL_LIMIT: Final = 32_767
"""Characters that a cell of a spreadsheet can hold, in units of UTF-16."""

CELL_LINES: Final = 250
"""Lines that it can hold: Excel takes 253."""

SHEET_NAME_LIMIT: Final = 31
CONTINUED: Final = "(continued)"

_FORMULA = re.compile(r"\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|[\t\n]")
"""How a text begins that a spreadsheet may take for a formula; full-width signs are such, too."""

_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_UNSEEN = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"},
    0x7F: 0x2421,
    **dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), 0xFFFD),
    # These turn the direction of writing, so that one text looks like another.
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD),
}
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~&$]")


def plain(text: str) -> str:
    """A text in which everything can be seen: control characters as pictures, one line end."""
    return _LINE_ENDS.sub("\n", text).translate(_UNSEEN)


def worded(entry: Entry) -> str:
    """An entry in words, as in `24 hours: Decide (EXA-01) [source silent] Only where …`."""
    standing = STANDINGS[entry.standing]
    parts = (
        str(entry.says),
        f"({', '.join(entry.cites)})" if entry.cites else "",
        f"[{standing}]" if standing else "",
        entry.note,
    )
    return plain(" ".join(part for part in parts if part))


# JSON


def to_json(tables: Sequence[Table]) -> bytes:
    """A list of the tables as they are, every entry with its clauses, rule and standing."""
    # What is no Unicode (half of a pair) is written as an escape, which JSON allows.
    values = msgspec.to_builtins(tables, enc_hook=str)
    text = json.dumps(_finite(values), indent=2, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _finite(value: object) -> object:
    """Plain values, numbers that JSON does not know as text."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return str(value) if isinstance(value, float) and not isfinite(value) else value


# Markdown


def to_markdown(tables: Sequence[Table]) -> bytes:
    """Each table under its title; entries of a cell stand under each other."""
    parts = []
    for table in tables:
        heads = [_escaped(column) or " " for column in table.columns]
        lines = [f"## {_escaped(table.title)}", "", _line(heads), _line(["---"] * len(heads))]
        for row in table.rows:
            cells = ("<br>".join(_escaped(worded(one)) for one in cell) for cell in row.cells)
            lines.append(_line([_escaped(row.heading), *cells]))
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts).encode()


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """A text on one line, with nothing in it that Markdown or HTML would read."""
    return _MARKDOWN.sub(r"\\\g<0>", plain(text)).replace("\n", "<br>")


# CSV and XLSX

Value = str | int | float


def _cell(entries: Sequence[Entry]) -> Value:
    """What a cell of a spreadsheet holds: a number where there is no more than one, else text."""
    if len(entries) == 1 and entries[0] == Entry(entries[0].says):
        says = entries[0].says
        if isinstance(says, int | float) and isfinite(says):
            return says
    return "\n".join(map(worded, entries))


def _grid(table: Table) -> Iterator[list[Value]]:
    """The rows of a table for a spreadsheet, what is too long for a cell in rows of their own."""
    yield [plain(one) for one in (table.columns[0] or table.title, *table.columns[1:])]
    for row in table.rows:
        yield from _fitting(row)


def _fitting(row: Row) -> Iterator[list[Value]]:
    heading = plain(row.heading)
    first, *others = (_pieces(value) for value in (heading, *map(_cell, row.cells)))
    for number in range(max(len(first), *map(len, others), 1)):
        begun = first[number] if number < len(first) else f"{heading[:100]} {CONTINUED}"
        yield [begun, *(one[number] if number < len(one) else "" for one in others)]


def _pieces(value: Value) -> list[Value]:
    """A value as one or more that each fit into a cell, together all of it."""
    if not isinstance(value, str):
        return [value]
    pieces: list[Value] = []
    begun, units, lines = 0, 0, 1
    for at, sign in enumerate(value):
        units += 1 if ord(sign) < 0x10000 else 2
        lines += sign == "\n"
        if units > CELL_LIMIT - 1 or lines > CELL_LINES:  # one is kept for an apostrophe
            pieces.append(value[begun:at])
            begun, units, lines = at, 1 if ord(sign) < 0x10000 else 2, 1
    return [*pieces, value[begun:]]


def to_csv(tables: Sequence[Table]) -> bytes:
    """The tables under each other, their titles in a first column where there are several.

    The header is repeated where the columns are other ones.
    """
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    before: tuple[str, ...] = ()
    for table in tables:
        grid = _grid(table)
        head = next(grid)
        if len(tables) == 1:
            write(map(_safe, head))
        elif table.columns != before:
            write(map(_safe, ("Table", table.columns[0], *head[1:])))
        before = table.columns
        for values in grid:
            write(map(_safe, values if len(tables) == 1 else (plain(table.title), *values)))
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Value) -> Value:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def to_xlsx(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet for each table, headings fixed, text wrapped."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    # The same tables make the same file.
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
    names: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.name, names))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, max(len(table.columns) - 1, 1), 60)
        for y, values in enumerate(_grid(table)):
            for x, value in enumerate(values):
                look = wrapped if x and y else bold
                if isinstance(value, str):
                    sheet.write_string(y, x, value, look)
                else:
                    sheet.write_number(y, x, value, look)
    if not tables:
        book.add_worksheet()
    book.close()
    return out.getvalue()


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that a sheet may have and no other has."""
    clean = re.sub(r"[^\w -]", "_", plain(name))[:SHEET_NAME_LIMIT].strip() or "table"
    number, unique = 1, clean
    while unique.casefold() in {*taken, "history"}:
        number += 1
        unique = f"{clean[: SHEET_NAME_LIMIT - len(str(number)) - 1]} {number}"
    taken.add(unique.casefold())
    return unique


class Format(NamedTuple):
    """A form in which tables leave: what makes it, what it is called on the web, a file's end."""

    write: Callable[[Sequence[Table]], bytes]
    media_type: str
    suffix: str


FORMATS: Final = {
    "csv": Format(to_csv, "text/csv; charset=utf-8", ".csv"),
    "xlsx": Format(
        to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"
    ),
    "markdown": Format(to_markdown, "text/markdown; charset=utf-8", ".md"),
    "json": Format(to_json, "application/json", ".json"),
}
"""Every form by its name."""
