"""`frontdoor journal`: whether the record is as it was written, as its keepers see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from frontdoor.cli import COULD_NOT_RUN, FOUND_SOMETHING
from frontdoor.composition import open_authority
from frontdoor.demo import fill
from frontdoor.services.authority import Authority
from frontdoor.settings import read_settings

if TYPE_CHECKING:
    from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(environment: dict[str, str]) -> str:
    """The address of a database with some contacts in it."""
    address = environment["FRONTDOOR_DATABASE_URL"]
    settings = read_settings(
        ROOT / "config", database_url=address, var=Path(environment["FRONTDOOR_VAR"])
    )
    authority = open_authority(settings, "generic")
    assert isinstance(authority, Authority)
    fill(authority, ROOT / "examples" / "cases")
    authority.store.close()
    return address.format(authority="generic")


def change(url: str, sql: str) -> None:
    """Change the database behind everybody's back, past what keeps the journal append-only."""
    guards = text("select name from sqlite_master where type = 'trigger'")
    with create_engine(url).begin() as connection:
        for guard in connection.execute(guards).scalars().all():
            connection.execute(text(f"drop trigger {guard}"))
        assert connection.execute(text(sql)).rowcount > 0


def test_a_record_that_nobody_touched_is_as_it_was_written(
    run: Run, url: str, tmp_path: Path
) -> None:
    """Verified by itself and against its anchor, an honest journal has no fault."""
    anchor = tmp_path / "anchor.json"
    assert run("journal", "anchor", "generic", "-o", anchor).exit_code == 0
    assert run("journal", "verify", "generic").exit_code == 0
    result = run("journal", "verify", "generic", "--anchor", anchor)
    assert result.exit_code == 0
    assert "are as they were written, and hold what was anchored" in result.stdout


def test_a_changed_entry_is_found(run: Run, url: str) -> None:
    """An entry that was changed in the database is named, with exit code 1."""
    change(url, "update entry set body = replace(body, 'received', 'receivee') where sequence = 1")
    result = run("journal", "verify", "generic", "--format", "json")
    assert result.exit_code == FOUND_SOMETHING
    assert {fault["kind"] for fault in json.loads(result.stdout)} >= {"link"}


def test_a_contact_that_is_gone_is_found_by_the_anchor_alone(
    run: Run, url: str, tmp_path: Path
) -> None:
    """Without a trace in the database, what was anchored still shows that a contact is gone."""
    anchor = tmp_path / "anchor.json"
    run("journal", "anchor", "generic", "-o", anchor)
    gone = next(iter(json.loads(anchor.read_text())["heads"]))
    for table, key in (("entry", "contact"), ("contact", "id")):
        change(url, f"delete from {table} where {key} = '{gone}'")
    assert run("journal", "verify", "generic").exit_code == 0
    result = run("journal", "verify", "generic", "--anchor", anchor)
    assert result.exit_code == FOUND_SOMETHING
    assert f"{gone}, entry" in result.stdout
    assert "the whole journal of this contact is gone" in result.stdout


def test_a_file_that_is_no_anchor_of_it_is_refused(run: Run, url: str, tmp_path: Path) -> None:
    """Another authority's anchor, or any other file, ends the command with what it is."""
    anchor = tmp_path / "anchor.json"
    run("journal", "anchor", "generic", "-o", anchor)
    other = run("journal", "verify", "york", "--anchor", anchor)
    assert other.exit_code == COULD_NOT_RUN
    assert "is an anchor of generic, not of york" in other.stderr
    anchor.write_text("{}")
    broken = run("journal", "verify", "generic", "--anchor", anchor)
    assert broken.exit_code == COULD_NOT_RUN
    assert "is no anchor that can be read" in broken.stderr
