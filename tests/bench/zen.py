"""The peer for routing: an authority's route table as a zen-engine decision table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import product

import zen

from frontdoor.procedure.language import Route
from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook

Box = dict[str, tuple[str, ...]]
"""Facts with the values that one row of the table allows."""


def engine_of(book: Rulebook) -> zen.ZenEngine:
    """A zen engine with its static loader, its fast path, holding the first stage's routes."""
    return zen.ZenEngine({"loader": {"type": "static", "content": {"routes": _table(book)}}})


def columns_of(book: Rulebook) -> list[str]:
    """The facts that the table asks for."""
    return sorted({fact for route in _routes(book) for box in _boxes(book, route) for fact in box})


def _routes(book: Rulebook) -> list[Route]:
    return [route for route in book.routes.values() if route.stage == book.first_stage]


def _boxes(book: Rulebook, route: Route) -> list[Box]:
    """The rows of a route: its condition with named conditions spelled out, none inside another."""
    rows: list[Box] = []
    for box in sorted(_any_of(book, route.when), key=len):
        if not any(_is_inside(box, row) for row in rows):
            rows.append(box)
    return rows


def _is_inside(box: Box, row: Box) -> bool:
    return all(fact in box and set(box[fact]) <= set(values) for fact, values in row.items())


def _any_of(book: Rulebook, when: When) -> Iterator[Box]:
    for conditions in when:
        yield from _met(product(*(_ways_to(book, one) for one in conditions)))


def _ways_to(book: Rulebook, condition: Condition) -> list[Box]:
    fact, values, negated = condition
    if fact in book.facts:
        allowed = tuple(v for v in book.facts[fact].values if (v in values) != negated)
        return [{fact: allowed}] if allowed else []
    if (values == ("yes",)) != negated:
        return list(_any_of(book, book.conditions[fact].when))
    # It does not hold where of each of its boxes at least one line fails.
    failing = [
        [way for one in box for way in _ways_to(book, one._replace(negated=not one.negated))]
        for box in book.conditions[fact].when
    ]
    return list(_met(product(*failing)))


def _met(choices: Iterable[tuple[Box, ...]]) -> Iterator[Box]:
    """What all boxes of a choice allow together, where that is anything."""
    for boxes in choices:
        met: Box = {}
        for fact, values in (item for box in boxes for item in box.items()):
            met[fact] = tuple(v for v in met.get(fact, values) if v in values)
        if all(met.values()):
            yield met


def _table(book: Rulebook) -> dict[str, object]:
    facts = columns_of(book)
    inputs = [{"id": fact, "name": fact, "field": fact} for fact in facts]
    rules = []
    for route in _routes(book):
        for number, box in enumerate(_boxes(book, route)):
            cells = {
                fact: ", ".join(json.dumps(value) for value in box.get(fact, ())) for fact in facts
            }
            rules.append({"_id": f"{route.rule}{number}", **cells, "rule": json.dumps(route.rule)})
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "table",
                "type": "decisionTableNode",
                "name": "table",
                "position": {"x": 1, "y": 0},
                "content": {
                    "hitPolicy": "first",
                    "inputs": inputs,
                    "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
                    "rules": rules,
                },
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }
