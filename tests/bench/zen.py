"""The peer for routing: an authority's route table as a zen-engine decision table."""

from __future__ import annotations

import json

import zen

from frontdoor.procedure.conditions import Conditions
from frontdoor.procedure.covers import Covers
from frontdoor.procedure.language import Route
from frontdoor.procedure.rulebook import Rulebook

Box = dict[str, tuple[str, ...]]
"""Facts with the values that one row of the table allows."""


def engine_of(book: Rulebook) -> zen.ZenEngine:
    """A zen engine with its static loader, its fast path, holding the first stage's routes."""
    return zen.ZenEngine({"loader": {"type": "static", "content": {"routes": _table(book)}}})


def columns_of(book: Rulebook) -> list[str]:
    """The facts that the table asks for."""
    return sorted({fact for _, box in _rows(book) for fact in box})


def _rows(book: Rulebook) -> list[tuple[Route, Box]]:
    """The table's rows: each route's condition in as few boxes as will do, in order."""
    conditions = Conditions(book)
    covers = Covers(conditions.diagrams)
    return [
        (route, dict(box))
        for route in book.routes.values()
        if route.stage == book.first_stage
        for here in [conditions.of(route.when)]
        for box in covers.boxes(here, here) or ()
    ]


def _table(book: Rulebook) -> dict[str, object]:
    facts = columns_of(book)
    inputs = [{"id": fact, "name": fact, "field": fact} for fact in facts]
    rules = []
    for number, (route, box) in enumerate(_rows(book)):
        cells = {
            fact: ", ".join(json.dumps(value) for value in box.get(fact, ())) for fact in facts
        }
        rules.append({"_id": f"row{number}", **cells, "rule": json.dumps(route.rule)})
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
