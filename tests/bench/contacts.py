"""Invented contacts as facts: never the same twice, and about as likely as at a front door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import msgspec

from frontdoor.domain.practice import Practice
from frontdoor.procedure.language import Fact

RECEIVED = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)
"""A Friday afternoon, so that working days are counted over a weekend."""

LIKELY = {
    "purpose": {"concern": 12, "advice": 2, "information_request": 2, "assessment_requested": 2},
    "need": {"low": 4, "moderate": 4, "high": 3, "significant_harm": 2},
    "protection_needed_now": {"no": 12, "yes": 1},
    "crime_suspected": {"no": 6, "yes": 1},
    "case": {"new": 5, "closed": 2, "open": 1},
    "in_area": {"yes": 20, "no": 1},
    "child_identified": {"yes": 10, "no": 1},
}
"""How often each value comes, for the facts that are known of most contacts; others: once."""

USUAL = frozenset(
    {*LIKELY, "referrer", "channel", "consent", "parents_informed", "age_band", "anonymity"}
)


def contacts(practice: Practice, seed: int) -> Iterator[dict[str, str]]:
    """Every fact of one contact after another, all of them possible and no two the same."""
    random = Random(seed)
    facts = list(practice.book.facts.values())
    seen = set()
    while True:
        said = {fact.fact: _value(random, fact) for fact in facts if _is_known(random, fact)}
        given = practice.procedure.facts(said)
        every: dict[str, str] = msgspec.structs.asdict(given)
        key = tuple(every.values())
        if key not in seen and not practice.procedure.impossible(given):
            seen.add(key)
            yield every


def _is_known(random: Random, fact: Fact) -> bool:
    return random.random() < (0.85 if fact.fact in USUAL else 0.06)


def _value(random: Random, fact: Fact) -> str:
    weights = LIKELY.get(fact.fact, {})
    values = [value for value in fact.values if value != fact.default] or list(fact.values)
    return random.choices(values, [weights.get(value, 1) for value in values])[0]
