"""The command `frontdoor clauses draft`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

TEXT = "1. Contacts\n\nThe duty worker decides within 24 hours.\n"


def test_a_draft_is_written_and_nothing_over_it(run: Run, tmp_path: Path) -> None:
    """Clauses and worksheet are written once; a second time both files are named and kept."""
    text = tmp_path / "procedure.txt"
    text.write_text(TEXT, "utf-8")
    words = ("clauses", "draft", text, "--prefix", "BOR", "-o", tmp_path / "new")
    result = run(*words)
    assert result.exit_code == 0
    assert "1 clauses" in result.output
    drafted = (tmp_path / "new" / "clauses.yaml").read_text("utf-8")
    assert "BOR-01" in drafted
    assert "within 24 hours" in (tmp_path / "new" / "worksheet.md").read_text("utf-8")
    again = run(*words)
    assert again.exit_code == 2
    assert "would be written over" in again.output
    assert (tmp_path / "new" / "clauses.yaml").read_text("utf-8") == drafted


@pytest.mark.parametrize(
    ("content", "prefix", "says"),
    [
        (b"", "BOR", "there is no text in it"),
        (b"\xff\xfe", "BOR", "is not text in UTF-8"),
        (TEXT.encode(), "bor1", "is no prefix for ids"),
        (b"a" * 2_000_001, "BOR", "longer than 2,000,000 bytes"),
    ],
)
def test_what_cannot_be_drafted_is_told(
    run: Run, tmp_path: Path, content: bytes, prefix: str, says: str
) -> None:
    """An empty, a foreign or an endless file and a bad prefix say what to do; nothing is left."""
    text = tmp_path / "procedure.txt"
    text.write_bytes(content)
    result = run("clauses", "draft", text, "--prefix", prefix, "-o", tmp_path / "new")
    assert result.exit_code == 2
    assert says in result.output
    assert not (tmp_path / "new").exists()
