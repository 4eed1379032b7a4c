"""Replaying a national year, the whole process, against polars reading the file and grouping it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from tests.bench.measuring import Measure
from tests.bench.starting import FRONTDOOR, ROOT

CONTACTS = 3_000_000

FLOOR = """
import sys
import polars as pl

contacts = pl.read_parquet(sys.argv[1])
contacts.group_by(pl.exclude("received")).len()
"""


def measure(authorities: Sequence[str]) -> list[Measure]:
    """The replay of a year under all these authorities, and how much memory it takes at most."""
    with tempfile.TemporaryDirectory() as folder:
        year = Path(folder, "year.parquet")
        _run(FRONTDOOR, "year", "--contacts", str(CONTACTS), "-o", str(year))
        ours, memory = _run(FRONTDOOR, "replay", str(year), "--under", ",".join(authorities))
        floor, _ = _run(sys.executable, "-c", FLOOR, str(year))
    what = (
        f"Replay of {CONTACTS:,} contacts, {len(authorities)} authorities, "
        f"in {memory / 2**20:,.0f} MB"
    )
    against = "polars, reading and grouping once"
    return [Measure(what, ours, floor, against, "60 s, 2 GB or less")]


def _run(*words: str) -> tuple[float, float]:
    """Seconds on the clock that a process takes, and bytes of memory that it holds at most."""
    began = perf_counter()
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    return perf_counter() - began, used.ru_maxrss * 1024
