"""That a procedure was proved is remembered, so that a restart need not prove it again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from frontdoor.composition import DoesNotHold, sound_practice
from frontdoor.plugins import Plugins

from .layers import over_example


def test_a_proof_is_remembered_by_what_was_proved(tmp_path: Path) -> None:
    """What has the digest of a procedure that held is not proved again; anything else is."""
    cache = tmp_path / "var" / "cache"
    book = over_example()
    sound_practice(book, Plugins(), cache)
    without_tasks = replace(book, tasks={})
    sound_practice(without_tasks, Plugins(), cache)
    with pytest.raises(DoesNotHold):
        sound_practice(replace(without_tasks, digest="another"), Plugins(), cache)
    with pytest.raises(DoesNotHold):
        sound_practice(without_tasks, Plugins(), tmp_path / "elsewhere")


def test_a_procedure_that_does_not_hold_is_refused_every_time(tmp_path: Path) -> None:
    """Only that a procedure holds is remembered."""
    broken = replace(over_example(), tasks={})
    for _ in range(2):
        with pytest.raises(DoesNotHold):
            sound_practice(broken, Plugins(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_a_place_to_remember_it_is_proved_each_time(tmp_path: Path) -> None:
    """A cache that cannot be written costs time, and nothing else."""
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("")
    book = over_example()
    assert sound_practice(book, Plugins(), in_the_way).book is book
