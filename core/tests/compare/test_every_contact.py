"""Differences over every contact, against asking both procedures at every single point."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from frontdoor.compare.every_contact.differences import (
    ASPECTS,
    Aspect,
    Statement,
    between,
)

from .random_pairs import Pair, pairs, route_at, says

BY_ASPECT = pytest.mark.parametrize("aspect", ASPECTS, ids=[aspect.id for aspect in ASPECTS])


@BY_ASPECT
@given(pair=pairs())
@settings(max_examples=25, deadline=None)
def test_each_contact_of_which_they_differ_has_one_statement(aspect: Aspect, pair: Pair) -> None:
    """Exactly one statement holds of a contact that they answer differently, none of another."""
    found = between(pair.a, pair.b).of(aspect)
    for point in pair.points():
        x, y = says(pair.a, aspect.id, point), says(pair.b, aspect.id, point)
        told = [one for one in found.statements if is_of(pair, aspect, one, point)]
        assert [(one.a.value, one.b.value) for one in told] == ([(x, y)] if x != y else [])


@BY_ASPECT
@given(pair=pairs())
@settings(max_examples=10, deadline=None)
def test_shares_count_the_contacts(aspect: Aspect, pair: Pair) -> None:
    """The share of a statement is how many contacts it is of, among all there can be."""
    found = between(pair.a, pair.b).of(aspect)
    points = list(pair.points())
    for one in found.statements:
        of = [point for point in points if is_of(pair, aspect, one, point)]
        assert one.share == pytest.approx(len(of) / len(points))
    assert found.share == pytest.approx(sum(one.share for one in found.statements))


@BY_ASPECT
@given(pair=pairs())
@settings(max_examples=10, deadline=None)
def test_an_example_is_of_its_statement_and_as_usual_as_can_be(aspect: Aspect, pair: Pair) -> None:
    """The example shows the difference, and no other contact departs less from the usual."""
    facts = {**pair.b.facts, **pair.a.facts}
    usual = {fact: one.default for fact, one in facts.items()}
    for one in between(pair.a, pair.b).of(aspect).statements:
        assert is_of(pair, aspect, one, {**usual, **one.example})
        departures = [
            sum(value != usual[fact] for fact, value in point.items())
            for point in pair.points()
            if is_of(pair, aspect, one, point)
        ]
        assert len(one.example) == min(departures)


@given(pair=pairs())
@settings(max_examples=10, deadline=None)
def test_rules_named_are_those_that_say_it(pair: Pair) -> None:
    """Each statement names just the rules that its contacts come to."""
    meaning = ASPECTS[0]
    for one in between(pair.a, pair.b).of(meaning).statements:
        points = [point for point in pair.points() if is_of(pair, meaning, one, point)]
        for said, book in ((one.a, pair.a), (one.b, pair.b)):
            assert set(said.rules) == {route_at(book, "begun", point).rule for point in points}


@given(pair=pairs())
@settings(max_examples=10, deadline=None)
def test_the_overview_has_the_values_that_meet(pair: Pair) -> None:
    """The quick overview and the statements tell of the same values and shares."""
    for aspect in ASPECTS:
        found = between(pair.a, pair.b)
        shares: dict[object, float] = {}
        for one in found.of(aspect).statements:
            values = (one.a.value, one.b.value)
            shares[values] = shares.get(values, 0) + one.share
        assert {
            (one.a, one.b): pytest.approx(one.share) for one in found.overview(aspect)
        } == shares


@given(pair=pairs())
@settings(max_examples=8, deadline=None)
def test_a_procedure_does_not_differ_from_itself(pair: Pair) -> None:
    """There is nothing to tell of a procedure and its copy."""
    found = between(pair.a, pair.a)
    assert not any(found.of(aspect).statements for aspect in ASPECTS)
    assert found.where() == found.diagrams.no


def is_of(pair: Pair, aspect: Aspect, one: Statement, point: Mapping[str, str]) -> bool:
    """Whether a contact is one of those that a statement is of, read as it is written."""
    mine, others = (pair.a, pair.b) if one.given == "a" else (pair.b, pair.a)
    value = one.a.value if one.given == "a" else one.b.value
    if says(mine, aspect.id, point) != value:
        return False
    if one.comes_to:
        return route_at(others, "begun", point).rule in one.comes_to
    return any(
        all(any(point[fact] in values for fact, values in any_of) for any_of in alternative)
        for alternative in one.conditions
    )
