"""What a file of overrides would do, before it is put in force.

Proofs and comparisons over every contact can take long, and a text that was made to can take very
long. So they run in a process of their own, which is given the text, is told how long it may take,
and writes nothing: what it has found by then is what is told.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

import msgspec

from frontdoor.compare.tables import Table
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.mistakes import Mistake, MistakesFound
from frontdoor.procedure.rulebook import Layer
from frontdoor.services.ports import LayerText

SECONDS: Final = 20
"""How long a preview may take, all of it."""

MOST_MEMORY: Final = 2_000_000_000
MOST_TOLD: Final = 200
"""Mistakes, changes and statements of each aspect that are told; all are counted."""

NOW: Final = "the procedure in force"
THEN: Final = "this file"

_turn = BoundedSemaphore(1)


class Busy(Exception):
    """Someone else's preview is being worked out."""


class Asked(msgspec.Struct, frozen=True):
    """What is asked of the other process: whose procedure, what is in force, the new overrides."""

    authority: str
    in_force: tuple[LayerText, ...]
    text: str
    file: str
    cache: str


class Preview(msgspec.Struct, frozen=True):
    """What a file of overrides would do, as far as it was worked out.

    With `mistakes` it could not be read, and there is nothing else. `changes` is against what is in
    force; `findings` are what would not hold of the procedure; `differences` has a table for each
    aspect in which contacts would be answered differently. `steps` has what was worked out:
    changes, findings, blamed, differences. `untold` counts mistakes that are left out.
    """

    mistakes: tuple[Mistake, ...] = ()
    untold: int = 0
    changes: Table | None = None
    findings: tuple[Finding, ...] = ()
    differences: tuple[Table, ...] = ()
    steps: tuple[str, ...] = ()


def preview(asked: Asked, seconds: float = SECONDS) -> Preview:
    """Work out a preview in another process, for so many seconds. Raises `Busy`."""
    if not _turn.acquire(timeout=seconds):
        raise Busy
    try:
        return _in_another_process(asked, seconds)
    finally:
        _turn.release()


def _in_another_process(asked: Asked, seconds: float) -> Preview:
    command = [sys.executable, "-P", "-m", "frontdoor.previewing", str(round(seconds) + 1)]
    with subprocess.Popen(  # noqa: S603 - our own module, and nothing of what was sent
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            out, _ = process.communicate(msgspec.json.encode(asked), timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
    found = Preview()
    for line in out.split(b"\n")[:-1]:  # what follows the last line end was broken off
        found = msgspec.json.decode(line, type=Preview)
    return found


def worked_out(asked: Asked) -> Iterator[Preview]:
    """The preview step by step, what takes longest last; each is all that is known by then."""
    # Here, for the process that only asks needs none of it.
    from frontdoor.compare.editions import changes_table
    from frontdoor.compare.every_contact.differences import ASPECTS, differences
    from frontdoor.compare.every_contact.telling import difference_table
    from frontdoor.composition import book_of_texts
    from frontdoor.domain.practice import clock_settings
    from frontdoor.layers import compose
    from frontdoor.procedure.blame import prove_layers
    from frontdoor.procedure.layering import load
    from frontdoor.procedure.proofs import prove
    from frontdoor.procedure.rulebook import OVERRIDES
    from frontdoor.procedure.source import read_text

    cache = Path(asked.cache)
    try:
        overrides = Layer(OVERRIDES, read_text(asked.text, asked.file))
        layers = (*compose(asked.authority, None, cache).layers, overrides)
        book = load(layers)
        clock_settings(book)
    except MistakesFound as found:
        yield Preview(_first(found.mistakes), max(0, len(found.mistakes) - MOST_TOLD))
        return
    # Called by what they are here: both have the name of the authority.
    now = replace(book_of_texts(asked.in_force, cache), name=NOW)
    then = replace(book, name=THEN)
    changed = msgspec.structs.replace(changes_table(now, then), title="What it changes")
    told = Preview(changes=_cut(changed, 2), steps=("changes",))
    yield told
    findings = tuple(prove(book))
    told = msgspec.structs.replace(told, findings=findings, steps=("changes", "findings"))
    yield told
    if findings:
        blamed = tuple(prove_layers(layers))
        yield msgspec.structs.replace(told, findings=blamed, steps=(*told.steps, "blamed"))
        return
    tables = tuple(
        _cut(difference_table(now, then, one), 1)
        for one in differences(now, then, ASPECTS)
        if one.statements
    )
    yield msgspec.structs.replace(told, differences=tables, steps=(*told.steps, "differences"))


def _first(mistakes: Sequence[Mistake]) -> tuple[Mistake, ...]:
    return tuple(mistakes[:MOST_TOLD])


def _cut(table: Table, at: int) -> Table:
    """The first rows of a table that has both sides in the columns from `at`."""
    heads = (*table.columns[:at], "In force now", "With this file", *table.columns[at + 2 :])
    return msgspec.structs.replace(table, columns=heads, rows=table.rows[:MOST_TOLD])


def main() -> None:
    """Read what is asked from standard input and write each step as a line, within the limits."""
    with suppress(ImportError):  # not every system has limits
        import resource

        seconds = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000_000, 50_000_000))
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Asked)
    for told in worked_out(asked):
        sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
