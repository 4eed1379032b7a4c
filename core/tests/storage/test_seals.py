"""Texts sealed with a key that is in no database."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.adapters.seals import KeySeals, kept_key
from frontdoor.services.authority import Closed

SEALS = KeySeals(lambda: "a key for tests alone")


@given(text=st.text(), of=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_opens_as_what_it_is_alone(text: str, of: str) -> None:
    """A text comes back whole, never sealed twice alike, and opens as nothing else."""
    sealed = SEALS.sealed(text, of)
    assert SEALS.opened(sealed, of) == text
    assert SEALS.sealed(text, of) != sealed
    assert SEALS.opened(sealed, f"{of}x") is None
    assert KeySeals(lambda: "another key").opened(sealed, of) is None


@given(sealed=st.text() | st.binary().map(bytes.hex), at=st.integers(0, 40))
def test_what_was_not_sealed_does_not_open(sealed: str, at: int) -> None:
    """Anything else, and a sealed text with one letter changed, gives nothing and no error."""
    assert SEALS.opened(sealed, "x") is None
    good = SEALS.sealed("invented", "x")
    other = "A" if good[at] != "A" else "B"
    assert SEALS.opened(good[:at] + other + good[at + 1 :], "x") is None
    assert SEALS.opened(good[:at], "x") is None


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    """However many ask for it at the same time, all get the one key, which no one else can read."""
    file = tmp_path / "var" / "secret.key"
    found: list[str] = []
    threads = [Thread(target=lambda: found.append(kept_key(file))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found[0]) >= 43
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_key_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    """Where no key can be made or read, whoever runs the service is told what to give instead."""
    (tmp_path / "secret.key").mkdir()
    with pytest.raises(Closed, match="FRONTDOOR_SECRET_KEY"):
        kept_key(tmp_path / "secret.key")
