"""Routing a contact: the full answer, and the bare table, against zen-engine and an if/elif chain.

Everything that is asked gets the same contacts in the same round, and no contact is asked twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from frontdoor.domain.answer import answer
from frontdoor.domain.practice import Practice
from tests.bench.chain import chain_of
from tests.bench.contacts import RECEIVED, contacts
from tests.bench.measuring import Measure, side_by_side
from tests.bench.zen import columns_of, engine_of

ROUNDS = 30
CONTACTS = 250
"""How many in a round."""


def measure(practice: Practice) -> list[Measure]:
    """The measures of one authority. Raises `AssertionError` where the peers take another rule."""
    procedure, name = practice.procedure, practice.book.name
    engine, chain = engine_of(practice.book), chain_of(practice.book)
    _check_that_they_agree(practice)

    def ours(values: dict[str, str]) -> object:
        return answer(practice, procedure.facts(values), RECEIVED)

    def zen(values: dict[str, str]) -> object:
        return engine.evaluate("routes", values)

    times = side_by_side(
        {
            "answer": ours,
            "zen": zen,
            "zen, less": zen,
            "advise": procedure.advise,
            "chain": chain,
        },
        _rounds(practice),
    )
    fast = "zen-engine, static loader"
    return [
        Measure(f"{name}: full answer", times["answer"], times["zen"], fast, "1 or more"),
        Measure(
            f"{name}: full answer", times["answer"], times["zen, less"], f"{fast}, fewer facts", ""
        ),
        Measure(f"{name}: bare table", times["advise"], times["zen"], fast, "25 or more"),
        Measure(
            f"{name}: bare table", times["advise"], times["chain"], "if/elif chain", "1.2 or more"
        ),
    ]


def _rounds(practice: Practice) -> Iterator[Mapping[str, Sequence[Any]]]:
    source = contacts(practice, seed=1)
    columns = columns_of(practice.book)
    for _ in range(ROUNDS):
        every = list(islice(source, CONTACTS))
        yield {
            "answer": every,
            "zen": every,
            "zen, less": [{fact: values[fact] for fact in columns} for values in every],
            "advise": [practice.procedure.facts(values) for values in every],
            "chain": every,
        }


def _check_that_they_agree(practice: Practice) -> None:
    engine, chain = engine_of(practice.book), chain_of(practice.book)
    for values in islice(contacts(practice, seed=2), 500):
        taken = practice.procedure.advise(practice.procedure.facts(values)).rule
        zen = engine.evaluate("routes", values)["result"]["rule"]
        found = {taken, zen, chain(values)}
        assert len(found) == 1, f"{practice.book.name}: {found} for {values}"
