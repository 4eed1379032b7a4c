"""Drafts: kept with a version, seen by their author alone, erased so that nothing is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import URL

from frontdoor.adapters.store import SqlStore
from frontdoor.services.draft_records import Draft
from frontdoor.services.ports import Conflict, Visit

from .conftest import NOW

TEXT = "Invented canary \0 \ud7ff ' \U0001f4a5"


@pytest.fixture
def draft() -> Draft:
    """A draft of Anna's, with text that databases find hard to hold."""
    fields = {"what_happened": [TEXT], "concerns": ["neglect", "domestic_abuse"], "blank": [""]}
    return Draft(id="a" * 32, user="anna.example", version=1, begun=NOW, saved=NOW, fields=fields)


def test_a_draft_comes_back_as_it_was_kept(
    store: SqlStore, visit: Callable[..., Visit], draft: Draft
) -> None:
    """Every field is there, whatever was typed; its next version takes its place."""
    with store.visit(visit()) as records:
        records.add_draft(draft)
    after = replace(draft, version=2, fields={"x": ["y"]}, before=draft.fields)
    with store.visit(visit()) as records:
        assert records.draft("anna.example", draft.id) == draft
        records.change_draft(after)
    with store.visit(visit()) as records:
        assert records.drafts("anna.example") == [after]


def test_a_draft_is_its_authors_own(
    store: SqlStore, visit: Callable[..., Visit], draft: Draft
) -> None:
    """Nobody else reads, lists or erases it."""
    with store.visit(visit()) as records:
        records.add_draft(draft)
    with store.visit(visit()) as records:
        assert records.draft("ben.example", draft.id) is None
        assert records.drafts("ben.example") == []
        assert not records.erase_draft("ben.example", draft.id)
    with store.visit(visit()) as records:
        assert records.drafts("anna.example") == [draft]


def test_a_version_is_written_once(
    store: SqlStore, visit: Callable[..., Visit], draft: Draft
) -> None:
    """Of two who change the same version the second is refused, and so is erasing an old one."""
    with store.visit(visit()) as records:
        records.add_draft(draft)
    with store.visit(visit()) as records:
        records.change_draft(replace(draft, version=2))
    changes: list[Callable[[Any], Any]] = [
        lambda records: records.change_draft(replace(draft, version=2)),
        lambda records: records.erase_draft("anna.example", draft.id, 1),
        lambda records: records.add_draft(draft),
    ]
    for change in changes:
        with pytest.raises(Conflict), store.visit(visit()) as records:
            change(records)
    with store.visit(visit()) as records:
        assert records.erase_draft("anna.example", draft.id, 2)
        assert not records.erase_draft("anna.example", draft.id)


def test_old_drafts_and_sealed_forms_are_erased(
    store: SqlStore, visit: Callable[..., Visit], draft: Draft
) -> None:
    """What was saved before a time goes, of whomever; what was saved at it or later stays."""
    later = NOW + timedelta(seconds=1)
    with store.visit(visit()) as records:
        records.add_draft(draft)
        records.add_draft(replace(draft, id="b" * 32, user="ben.example"))
        records.add_draft(replace(draft, id="c" * 32, saved=later))
        records.keep_sealed("one", "sealed", NOW)
        records.keep_sealed("two", "sealed", NOW)
        records.keep_sealed("two", "sealed anew", later)
    with store.visit(visit()) as records:
        records.erase_drafts_before(later)
        records.erase_sealed_before(later)
    with store.visit(visit()) as records:
        assert [one.id for one in records.drafts("anna.example")] == ["c" * 32]
        assert records.drafts("ben.example") == []
        assert records.sealed("one") is None
        assert records.sealed("two") == ("sealed anew", later)
        assert records.count_sealed() == 1
        assert records.erase_sealed("two")
        assert not records.erase_sealed("two")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_nothing_is_left_of_what_was_erased(
    store: SqlStore, url: URL, visit: Callable[..., Visit], draft: Draft
) -> None:
    """No version of a draft is left in the database's files, earlier ones included."""

    def left() -> list[Path]:
        folder = Path(url.database or "").parent
        return [file for file in folder.iterdir() if b"Invented canary" in file.read_bytes()]

    with store.visit(visit()) as records:
        records.add_draft(draft)
    for version in range(2, 6):
        fields = {"what_happened": [f"{TEXT} {version} " * 500]}
        with store.visit(visit()) as records:
            records.change_draft(replace(draft, version=version, fields=fields))
    assert left()
    with store.visit(visit()) as records:
        assert records.erase_draft("anna.example", draft.id)
    assert left() == []


def test_what_was_refused_or_undone_erases_nothing(
    store: SqlStore, visit: Callable[..., Visit], draft: Draft
) -> None:
    """A request that leaves no trace leaves the draft as it was."""
    with store.visit(visit()) as records:
        records.add_draft(draft)
    undo: list[Callable[[Any], None]] = [
        lambda records: records.refused("no"),
        lambda records: records.leave_no_trace(),
    ]
    for end in undo:
        with store.visit(visit()) as records:
            records.erase_draft("anna.example", draft.id)
            end(records)
    with store.visit(visit()) as records:
        assert records.drafts("anna.example") == [draft]
