"""Puts the layers of a procedure together into one rulebook, or says all that is wrong.

A later layer adds items, changes them (`changes:`, field by field), removes them (`removes:`) or
chooses among their readings (`choices:`), each change and removal with its reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from frontdoor.procedure.assembly import Assembly, Item
from frontdoor.procedure.clauses import read_clauses
from frontdoor.procedure.mistakes import Mistakes
from frontdoor.procedure.references import check_references
from frontdoor.procedure.rulebook import OVERRIDES, Layer, Rulebook


def load(layers: Sequence[Layer]) -> Rulebook:
    """Put `layers` together, first the base. Raises `MistakesFound` with all that is wrong."""
    mistakes = Mistakes()
    assembly = Assembly(mistakes)
    for layer in layers:
        assembly.add(layer)
    sections = assembly.read_items()
    clauses, sources, clause_origins = read_clauses(layers, mistakes)
    header = assembly.header
    last = layers[-1].procedure
    for key in ("procedure", "name", "edition"):
        if key not in header:
            mistakes.add(
                last.mistake(
                    (), f"no `{key}:` at the top", f"`{key}:` with the {_HEADER_SAYS[key]}"
                )
            )
    rulebook = Rulebook(
        authority=header.get("procedure", ""),
        name=header.get("name", ""),
        edition=header.get("edition", ""),
        layers=tuple(layer.name for layer in layers),
        digest=_digest(layers),
        clauses=clauses,
        sources=sources,
        choices=assembly.choices,
        origins={
            **{(item.section, item.id): item.origin for item in assembly.items.values()},
            **clause_origins,
        },
        removals=tuple(assembly.removals),
        file=next(one.procedure.file for one in reversed(layers) if one.name != OVERRIDES),
        **sections,
    )
    check_references(rulebook, assembly.where, mistakes, assembly.ids)
    mistakes.stop_if_any()
    return rulebook


_HEADER_SAYS = {
    "procedure": "authority's short name, as in its configuration",
    "name": "authority's name as people know it",
    "edition": "date or version of the published procedure",
}


def _digest(layers: Sequence[Layer]) -> str:
    parts = [
        f"{layer.name}:{layer.procedure.digest}:{layer.clauses.digest if layer.clauses else ''}"
        for layer in layers
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def effective(layers: Sequence[Layer]) -> tuple[Item, ...]:
    """Every item that `layers` come to together, in the words of their files and in their order.

    Raises `MistakesFound`.
    """
    load(layers)
    assembly = Assembly(Mistakes())
    for layer in layers:
        assembly.add(layer)
    return tuple(assembly.items.values())
