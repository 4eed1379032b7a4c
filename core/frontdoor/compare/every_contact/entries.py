"""What a procedure says of one aspect, as a first-match table with as few entries as can be."""

from __future__ import annotations

from typing import NamedTuple

from frontdoor.compare.every_contact.responses import Responses, Value
from frontdoor.procedure.diagrams import Diagram


class Entry(NamedTuple):
    """Rules that say the same: the value, their ids, and where they apply.

    A rule of which something else decides what is said is `shared` between entries, each with the
    part where it says the value.
    """

    value: Value
    rules: tuple[str, ...]
    applies: Diagram
    shared: bool


def first_match(side: Responses, values: Diagram, possible: Diagram) -> list[Entry]:
    """The routes for a received contact, those together that say the same of an aspect.

    `values` is what the procedure says of the aspect. A rule joins an earlier entry that says the
    same where no entry between the two would notice.
    """
    diagrams = side.diagrams
    table: list[Entry] = []
    left = possible
    for route in side.routes(side.book.first_stage):
        applies = side.applies[route.rule]
        takes = diagrams.both(applies, left)
        left = diagrams.without(left, applies)
        said = diagrams.results(values, takes)
        for value, here in said.items():
            shared = len(said) > 1
            _add(side, table, Entry(value, (route.rule,), here if shared else applies, shared))
    return table


def _add(side: Responses, table: list[Entry], new: Entry) -> None:
    diagrams = side.diagrams
    for n in reversed(range(len(table))):
        entry = table[n]
        if (entry.value, entry.shared) == (new.value, new.shared):
            applies = diagrams.either(entry.applies, new.applies)
            table[n] = Entry(entry.value, (*entry.rules, *new.rules), applies, entry.shared)
            return
        if not diagrams.apart(new.applies, entry.applies):
            break
    table.append(new)
