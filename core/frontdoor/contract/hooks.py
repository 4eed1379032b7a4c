"""Asks a plugin's hooks as the service does, and watches what they do."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import current_thread
from time import perf_counter
from typing import Any, Final

from frontdoor.contract.subject import Subject
from frontdoor.plugins import PluginFault

ASKED: Final = 200
"""How many contacts of all kinds a hook is asked about, twice each."""

LONGEST: Final = 0.05
"""Seconds that an answer may take on average; every contact that is taken waits for it."""

_BEGAN: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
_CODE: Final = frozenset({".py", ".pyc", ".so", ".pyd"})
_REACHING: Final = ("open", "socket.", "sqlite3.", "subprocess.", "os.system", "os.remove")


class Watch:
    """Notes what plugins reach for outside themselves while they answer.

    Python's audit hooks cannot be taken away again: there is one, which notes only while it is on.
    """

    def __init__(self) -> None:
        self.on = False
        self.reached: set[str] = set()
        sys.addaudithook(self._note)

    def _note(self, event: str, args: tuple[Any, ...]) -> None:
        # The guard asks hooks on threads of their own, which bear the plugin's name.
        if not self.on or not current_thread().name.startswith("plugin "):
            return
        if event.startswith(_REACHING) and not _is_code(event, args):
            self.reached.add(f"{event}({', '.join(map(str, args[:1]))})")


def _is_code(event: str, args: tuple[Any, ...]) -> bool:
    """Whether this is Python reading a module that is imported only now."""
    if event != "open" or not args or not isinstance(args[0], str):
        return False
    return Path(args[0]).suffix in _CODE


_watch: Watch | None = None


def watch() -> Watch:
    """The one watch of this process."""
    global _watch
    _watch = _watch or Watch()
    return _watch


def contacts(subject: Subject, count: int = ASKED) -> Iterator[tuple[dict[str, str], datetime]]:
    """Facts of contacts of every kind, and when each came; always the same ones."""
    any_of = Random(1)  # noqa: S311 - for variety, not for secrets
    facts = [fact for fact in subject.book.facts.values() if not fact.derived]
    for number in range(count):
        said = {one.fact: any_of.choice(one.values) for one in facts}
        yield said, _BEGAN + timedelta(hours=7 * number)


def faults(subject: Subject) -> Iterator[str]:
    """What a plugin's hooks do that they must not, in sentences; nothing for one without hooks."""
    plugins, book = subject.composed.plugins, subject.book
    try:
        first, second = (plugins.work_lists(book) for _ in range(2))
        if first != second:
            yield "`work_lists` gave other lists when it was asked again."
        if plugins.derive:
            yield from _derived(subject)
    except PluginFault as fault:
        yield str(fault)


def _derived(subject: Subject) -> Iterator[str]:
    asked = list(contacts(subject))
    watching = watch()
    watching.reached.clear()
    watching.on = True
    began = perf_counter()
    try:
        first = [_answer(subject, facts, at) for facts, at in asked]
        again = [_answer(subject, facts, at) for facts, at in reversed(asked)]
    finally:
        watching.on = False
    took = (perf_counter() - began) / (2 * len(asked))
    for (facts, at), one, other in zip(asked, first, reversed(again), strict=True):
        if one != other:
            known = {fact: value for fact, value in facts.items() if value != "not_known"}
            yield (
                f"`derived_facts` gave {one} and then {other} for the same contact, received "
                f"{at.isoformat()} with {known}. It must rest on nothing but what it is given."
            )
            break
    if took > LONGEST:
        yield f"`derived_facts` takes {took:.2f} seconds an answer; at most {LONGEST} will do."
    if watching.reached:
        reached = ", ".join(sorted(watching.reached))
        yield f"`derived_facts` reaches outside itself: {reached}. It may only reckon."


def _answer(subject: Subject, facts: Mapping[str, str], at: datetime) -> dict[str, str]:
    derived: dict[str, str] = {}
    for derive in subject.practice.derive:
        derived.update(derive(facts, at))
    return derived
