"""Conditions: compiled, as diagrams, and asked line by line, they say the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from frontdoor.procedure.compiled import Compiler, UnknownFacts
from frontdoor.procedure.conditions import Conditions
from frontdoor.procedure.phrases import When
from frontdoor.procedure.proofs import prove
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import NoRoute, Procedure

from .layers import over_example
from .small import POINTS, Small, holds, possible, procedures

thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def conditions(book: Rulebook) -> list[When]:
    """The conditions of a procedure's routes and notices, and its named ones."""
    return [
        *(route.when for route in book.routes.values()),
        *(notice.when for notice in book.notices.values()),
        *(named.when for named in book.conditions.values()),
    ]


@thorough
@given(procedures())
def test_compiled_conditions_are_those_that_are_written(small: Small) -> None:
    """The first and every condition that holds are the same compiled as read line by line."""
    book = small.book
    whens = conditions(book)
    compiler = Compiler(book)
    first = compiler.first(whens, range(len(whens)))
    every = compiler.every(whens, range(len(whens)))
    for point in POINTS:
        facts = compiler.facts(point)
        expected = [n for n, when in enumerate(whens) if holds(book, when, point)]
        assert every(facts) == expected
        assert first(facts) == (expected[0] if expected else None)


@thorough
@given(procedures())
def test_diagrams_hold_exactly_where_conditions_hold(small: Small) -> None:
    """A diagram says yes of a point just where the condition holds of it."""
    book = small.book
    conditions_of = Conditions(book)
    diagrams = conditions_of.diagrams
    usual = {fact.fact: fact.default for fact in book.facts.values()}
    for when in conditions(book):
        diagram = conditions_of.of(when)
        for point in POINTS:
            says = diagrams.result(diagram, {**usual, **point})
            assert says == holds(book, when, point), (when, point)
    can_be = list(possible(book))
    for point in POINTS:
        assert diagrams.result(conditions_of.impossible, {**usual, **point}) == (
            point not in can_be
        )


@thorough
@given(procedures())
def test_the_route_taken_is_the_first_that_applies(small: Small) -> None:
    """Advice is that of the first route that holds; why-not has every route before it, no other."""
    book = small.book
    procedure = Procedure(book)
    routes = list(book.routes.values())
    for point in POINTS:
        facts = procedure.facts(point)
        applying = [route.rule for route in routes if holds(book, route.when, point)]
        if not applying:
            with pytest.raises(NoRoute):
                procedure.advise(facts)
            continue
        advice = procedure.advise(facts)
        assert advice.rule == applying[0]
        before = procedure.why_not(facts, advice)
        assert [one.rule for one in before] == [
            r.rule for r in routes[: routes.index(book.routes[advice.rule])]
        ]
        for one in before:
            assert one.failed, "a route that did not apply failed in something"
            for fact, actual, _ in one.failed:
                if fact in point:
                    assert actual == point[fact]


@thorough
@given(procedures())
def test_impossible_facts_are_named(small: Small) -> None:
    """A contact has impossible facts just where one of the combinations holds of it."""
    book = small.book
    procedure = Procedure(book)
    can_be = list(possible(book))
    for point in POINTS:
        assert (not procedure.impossible(procedure.facts(point))) == (point in can_be)


def test_facts_that_are_not_there_are_all_named() -> None:
    """Every unknown fact and every unknown value is named at once, with what there is."""
    procedure = Procedure(over_example())
    with pytest.raises(UnknownFacts) as caught:
        procedure.facts({"need": "huge", "consnt": "given", "case": "open"})
    assert caught.value.problems == {
        "need": "'huge' is not one of not_known, low, moderate, high, significant_harm",
        "consnt": "is no fact of this procedure",
    }


def test_a_condition_may_rest_on_many_others() -> None:
    """Conditions that double at each step are worked out once each: a chain of forty is quick."""
    chain = "conditions:\n  - condition: c0\n    name: C\n    when:\n      - need: high\n"
    for n in range(1, 40):
        chain += (
            f"  - condition: c{n}\n    name: C\n    when:\n"
            f"      - c{n - 1}: yes\n        case: open\n      - c{n - 1}: yes\n"
        )
    chain += "notices:\n  - rule: extra\n    says: So.\n    silent: so\n    when:\n"
    chain += "      - c39: yes\n"
    book = over_example(chain)
    assert prove(book) == []
    procedure = Procedure(book)
    assert procedure.holds("c39", procedure.facts({"need": "high"}))
    assert not procedure.holds("c39", procedure.facts({"need": "low"}))
