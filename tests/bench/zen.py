"""The peer for routing: an authority's route table as a zen-engine decision table."""

from __future__ import annotations

import json

import zen

from frontdoor.procedure.language import Route
from frontdoor.procedure.regions import Regions
from frontdoor.procedure.rulebook import Rulebook


def engine_of(book: Rulebook) -> zen.ZenEngine:
    """A zen engine with its static loader, its fast path, holding the first stage's routes."""
    return zen.ZenEngine({"loader": {"type": "static", "content": {"routes": _table(book)}}})


def columns_of(book: Rulebook) -> list[str]:
    """The facts that the table asks for."""
    regions = Regions(book)
    return sorted(
        {
            fact
            for route in _routes(book)
            for box in regions.of(route.when)
            for fact in regions.space.conditions(box)
        }
    )


def _routes(book: Rulebook) -> list[Route]:
    return [route for route in book.routes.values() if route.stage == book.first_stage]


def _table(book: Rulebook) -> dict[str, object]:
    regions = Regions(book)
    facts = columns_of(book)
    inputs = [{"id": fact, "name": fact, "field": fact} for fact in facts]
    rules = []
    for route in _routes(book):
        for number, box in enumerate(regions.of(route.when)):
            conditions = regions.space.conditions(box)
            cells = {
                fact: ", ".join(json.dumps(value) for value in conditions.get(fact, ()))
                for fact in facts
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
