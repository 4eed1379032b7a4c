"""Tries a procedure again whenever one of its files is saved, and serves the workplace on it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from frontdoor.contract.trial import Trial, Tried
from frontdoor.domain.clocks import LONDON

WATCHED: Final = (".yaml", ".py")
LOOK: Final = 0.5
"""Seconds between two looks at the files."""
LONGEST: Final = 120.0
"""Seconds that a trial may take."""


class State(msgspec.Struct, frozen=True):
    """What is shown: the latest trial, the how manieth it is, and when it was."""

    number: int
    trial: Trial
    at: datetime


def saved(folder: Path) -> dict[Path, int]:
    """When each file of a procedure was last saved, in nanoseconds."""
    files = (one for one in folder.rglob("*") if one.suffix in WATCHED and one.is_file())
    return {one: one.stat().st_mtime_ns for one in sorted(files)}


def changes(folder: Path) -> Iterator[None]:
    """One for now, at once, and one each time that a file of the folder was saved since."""
    before: dict[Path, int] | None = None
    while True:
        try:
            now = saved(folder)
        except OSError:  # a file that an editor is just putting in the place of another
            now = before or {}
        if now != before:
            before = now
            yield
        time.sleep(LOOK)


def tried(folder: Path, config: Path) -> Trial:
    """The trial of a procedure, in a process of its own; what ends that process is found too."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "frontdoor.contract", str(folder), str(config)],
            capture_output=True,
            timeout=LONGEST,
            check=False,
        )
        if done.returncode == 0:
            return msgspec.json.decode(done.stdout, type=Trial)
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        why = last or f"it ended with {done.returncode}"
    except subprocess.TimeoutExpired:
        why = f"it took more than {LONGEST:g} seconds"
    except msgspec.MsgspecError:
        why = "a hook printed something in the place of an answer"
    return Trial((Tried("runs", "The procedure can be tried.", (f"It could not be: {why}.",)),))


def local(now: datetime) -> str:
    """A time as the console shows it."""
    return f"{now.astimezone(LONDON):%H:%M:%S}"
