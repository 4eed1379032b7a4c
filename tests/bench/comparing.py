"""Exact differences: every pair of authorities, many editions against one, and how cost grows.

Run by itself (`python -m tests.bench.comparing`) it measures in its own process, so that the memory
it needs can be told, and prints JSON.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from math import prod
from pathlib import Path
from statistics import median
from tempfile import gettempdir
from time import process_time
from typing import Any

from frontdoor.compare.every_contact.differences import (
    ASPECTS,
    Differences,
    between,
    differences,
    responses_of,
)
from frontdoor.layers import compose
from frontdoor.procedure import language as lang
from frontdoor.procedure.phrases import Condition
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.settings import read_settings

ROUNDS = 5
"""Exact differences are worked out anew so many times; the median counts."""

SYNTHETIC = 150
"""Made-up authorities: edits of those there are."""


def table() -> str:
    """All measures as a table in Markdown."""
    words = [sys.executable, "-m", "tests.bench.comparing"]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    lines = ["| what | took | memory, at most | wanted |", "|---|---|---|---|"]
    lines += [
        f"| {one['what']} | {one['seconds']:.2f} s | {one['megabytes']:.0f} MB | {one['wanted']} |"
        for one in found
    ]
    return "\n".join(lines)


def _measures() -> Iterator[dict[str, Any]]:
    books = _books()
    for a, b in combinations(books, 2):
        seconds = []
        for _ in range(ROUNDS):
            gc.collect()
            began = process_time()
            found = between(books[a], books[b])
            pairs = sum(len(found.overview(aspect)) for aspect in ASPECTS)
            seconds.append(process_time() - began)
        what = (
            f"{books[a].name}, {books[b].name}: every aspect exactly, {pairs} pairs of answers "
            f"over {_combinations(found):.1e} combinations"
        )
        yield _took(what, process_time() - median(seconds), "1 s, 500 MB")
    for a, b in combinations(books, 2):
        began = process_time()
        told = sum(len(one.statements) for one in differences(books[a], books[b]))
        what = f"{books[a].name}, {books[b].name}: told in {told} statements with examples"
        yield _took(what, began, "")
    yield from _many(books)
    yield from _growing(books)


def _combinations(found: Differences) -> int:
    """How many combinations there are of the facts that either of the two asks for."""
    diagrams = found.diagrams
    every = (value for aspect in ASPECTS for value in found.values(aspect))
    asked = {fact for value in every for fact in diagrams.asked(value)}
    return prod(len(diagrams.facts[fact]) for fact in asked)


def _many(books: Mapping[str, Rulebook]) -> Iterator[dict[str, Any]]:
    """Many editions against one, sharing the diagrams of what they have in common."""
    one, *_ = books.values()
    chance = random.Random(1)
    others = [_edited(chance.choice(list(books.values())), chance) for _ in range(SYNTHETIC)]
    began = process_time()
    said, *edited = responses_of(one, *others)
    differ = 0
    for other in edited:
        found = Differences(said, other)
        differ += found.share(found.where()) > 0
    what = f"{SYNTHETIC} edits of them against {one.name}: where and how much ({differ} differ)"
    yield _took(what, began, "10 s")


def _growing(books: Mapping[str, Rulebook]) -> Iterator[dict[str, Any]]:
    """The same two procedures with more rules, and with more facts that these ask for."""
    a, b, *_ = sorted(books.values(), key=lambda book: len(book.routes))
    for times in (1, 2, 4):
        for facts in (0, 20, 40):
            one, other = _grown(a, times, facts), _grown(b, times, facts)
            began = process_time()
            between(one, other).overview(ASPECTS[0])
            rules = len(one.routes) + len(other.routes)
            what = f"first advice, with {rules} rules over {len(one.facts)} facts"
            yield _took(what, began, "")


def _took(what: str, began: float, wanted: str) -> dict[str, Any]:
    seconds = process_time() - began
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"what": what, "seconds": seconds, "megabytes": kilobytes / 1024, "wanted": wanted}


def _books() -> dict[str, Rulebook]:
    settings = read_settings()
    cache = Path(gettempdir()) / "frontdoor-bench"
    return {name: compose(name, settings.config, cache).rulebook() for name in settings.authorities}


def _edited(book: Rulebook, chance: random.Random) -> Rulebook:
    """A procedure with five edits to its routes: left out, moved, or with another outcome."""
    routes = list(book.routes.values())
    for _ in range(5):
        n = chance.randrange(len(routes) - 1)  # the last takes what is left, and stays
        match chance.choice(("out", "move", "outcome")):
            case "out":
                del routes[n]
            case "move":
                routes.insert(chance.randrange(len(routes) - 1), routes.pop(n))
            case _:
                outcome = chance.choice(list(book.outcomes))
                routes[n] = routes[n].model_copy(update={"outcome": outcome})
    return replace(book, routes={route.rule: route for route in routes})


def _grown(book: Rulebook, times: int, more: int) -> Rulebook:
    """A procedure with each rule several times over, the further ones for narrower conditions."""
    chance = random.Random(2)
    added = [
        lang.Fact(fact=f"more_{n}", name=f"More {n}", values=("not_known", "yes", "no"))
        for n in range(more)
    ]
    facts = {**book.facts, **{fact.fact: fact for fact in added}}
    routes: list[lang.Route] = []
    for route in book.routes.values():
        for copy in range(1, times):
            fact = chance.choice(list(facts.values()))
            extra = Condition(fact.fact, (chance.choice(fact.values),))
            narrower = tuple(
                (*box, extra) for box in route.when if fact.fact not in {one.fact for one in box}
            )
            outcome = chance.choice(list(book.outcomes))
            update = {"rule": f"{route.rule}_{copy}", "outcome": outcome, "when": narrower}
            if narrower:
                routes.append(route.model_copy(update=update))
        routes.append(route)
    return replace(book, facts=facts, routes={route.rule: route for route in routes})


if __name__ == "__main__":
    measures = []
    for one in _measures():
        print(f"{one['what']}: {one['seconds']:.2f} s", file=sys.stderr)
        measures.append(one)
    print(json.dumps(measures))
