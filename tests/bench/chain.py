"""The peer for the bare table: the same rules as one if/elif chain over a dict, as by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook


def chain_of(book: Rulebook) -> Callable[[dict[str, str]], str | None]:
    """From a dict of facts to the rule of the first route that applies at the first stage."""
    routes = [route for route in book.routes.values() if route.stage == book.first_stage]
    lines: list[str] = []
    for route in routes:
        lines.append(f"    {'elif' if lines else 'if'} {_any_of(book, route.when)}:")
        lines.append(f"        return {route.rule!r}")
    scope: dict[str, Any] = {}
    exec("def chain(c):\n" + "\n".join(lines) + "\n", scope)  # our own rules, read and checked
    chain: Callable[[dict[str, str]], str | None] = scope["chain"]
    return chain


def _any_of(book: Rulebook, when: When) -> str:
    return " or ".join(
        "(" + (" and ".join(_condition(book, one) for one in box) or "True") + ")" for box in when
    )


def _condition(book: Rulebook, condition: Condition) -> str:
    fact, values, negated = condition
    if fact not in book.facts:
        named = f"({_any_of(book, book.conditions[fact].when)})"
        return named if ("yes" in values) != negated else f"not {named}"
    if len(values) == 1:
        return f"c[{fact!r}] {'!=' if negated else '=='} {values[0]!r}"
    return f"c[{fact!r}] {'not in' if negated else 'in'} {values!r}"
