"""Diagrams give what asking every combination of facts one by one would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdoor.procedure.diagrams import Diagram, Diagrams

FACTS = {
    "colour": ("red", "green", "blue"),
    "old": ("no", "yes"),
    "shape": ("round", "square", "flat"),
    "size": ("small", "large"),
}
Point = Mapping[str, str]
POINTS: list[Point] = [dict(zip(FACTS, point, strict=True)) for point in product(*FACTS.values())]
"""Every combination of facts."""

Meant = frozenset[int]
"""The numbers of the points of which a condition holds."""

boxes = st.fixed_dictionaries(
    {},
    optional={
        fact: st.lists(st.sampled_from(values), max_size=3, unique=True)
        for fact, values in FACTS.items()
    },
)
conditions = st.recursive(
    boxes,
    lambda inner: st.tuples(st.sampled_from(("both", "either", "without")), inner, inner),
    max_leaves=6,
)
"""Conditions of all shapes, as they are put together from boxes."""

thorough = settings(max_examples=60, deadline=None)


def meant(condition: Any) -> Meant:
    """The points of which a condition holds, found by asking each."""
    if isinstance(condition, dict):
        return frozenset(
            n
            for n, point in enumerate(POINTS)
            if all(point[fact] in values for fact, values in condition.items())
        )
    how, a, b = condition
    one, two = meant(a), meant(b)
    return {"both": one & two, "either": one | two, "without": one - two}[how]


def made(diagrams: Diagrams, condition: Any) -> Diagram:
    """The same condition as a diagram."""
    if isinstance(condition, dict):
        return diagrams.box(condition)
    how, a, b = condition
    one, two = made(diagrams, a), made(diagrams, b)
    combine: Callable[[Diagram, Diagram], Diagram] = getattr(diagrams, how)
    return combine(one, two)


def points_of(diagrams: Diagrams, condition: Diagram) -> Meant:
    """The points of which a diagram says yes."""
    return frozenset(n for n, point in enumerate(POINTS) if diagrams.result(condition, point))


@thorough
@given(conditions, conditions)
def test_a_condition_holds_where_each_of_its_points_says_so(a: Any, b: Any) -> None:
    """Boxes, both, either, without, opposite, any and all hold just where they are meant to."""
    diagrams = Diagrams(FACTS)
    one, two = made(diagrams, a), made(diagrams, b)
    every = frozenset(range(len(POINTS)))
    assert points_of(diagrams, one) == meant(a)
    assert points_of(diagrams, diagrams.opposite(one)) == every - meant(a)
    assert points_of(diagrams, diagrams.any([one, two])) == meant(a) | meant(b)
    assert points_of(diagrams, diagrams.all([one, two])) == meant(a) & meant(b)
    assert (diagrams.any([]), diagrams.all([])) == (diagrams.no, diagrams.yes)


@thorough
@given(conditions, conditions)
def test_equal_conditions_are_one_number(a: Any, b: Any) -> None:
    """Two diagrams are the same number exactly where the conditions hold of the same points."""
    diagrams = Diagrams(FACTS)
    one, two = made(diagrams, a), made(diagrams, b)
    assert (one == two) == (meant(a) == meant(b))
    assert (one == diagrams.no) == (not meant(a))
    assert (one == diagrams.yes) == (len(meant(a)) == len(POINTS))


@thorough
@given(st.lists(conditions, min_size=1, max_size=4))
def test_a_table_gives_the_result_beside_the_first_that_holds(table: list[Any]) -> None:
    """Of each point a table has the first condition's result, or none; `results` has where."""
    diagrams = Diagrams(FACTS)
    found = diagrams.first([(made(diagrams, one), n) for n, one in enumerate(table)], "none")
    expected = {
        at: next((n for n, one in enumerate(table) if at in meant(one)), "none")
        for at in range(len(POINTS))
    }
    assert {at: diagrams.result(found, point) for at, point in enumerate(POINTS)} == expected
    where = {result: points_of(diagrams, one) for result, one in diagrams.results(found).items()}
    assert where == {
        result: frozenset(at for at, one in expected.items() if one == result)
        for result in set(expected.values())
    }


@thorough
@given(conditions, conditions, conditions)
def test_results_are_chosen_changed_and_put_together(a: Any, b: Any, c: Any) -> None:
    """`where`, `each` and `together` do to functions what they would do at every point."""
    diagrams = Diagrams(FACTS)
    one = diagrams.where(made(diagrams, a), diagrams.always("a"), diagrams.always("b"))
    two = diagrams.where(made(diagrams, b), one, diagrams.always(3))
    twice = diagrams.each(lambda result: (result, result), two)
    both = diagrams.together(lambda x, y, z: f"{x}{y}{z}", one, two, made(diagrams, c))
    for at, point in enumerate(POINTS):
        first = "a" if at in meant(a) else "b"
        second = first if at in meant(b) else 3
        assert diagrams.result(two, point) == second
        assert diagrams.result(twice, point) == (second, second)
        assert diagrams.result(both, point) == f"{first}{second}{at in meant(c)}"


@thorough
@given(conditions, conditions, conditions)
def test_results_within_a_condition(a: Any, b: Any, within: Any) -> None:
    """Within a condition only results that come there are named, and only there."""
    diagrams = Diagrams(FACTS)
    table = [(made(diagrams, a), "a"), (made(diagrams, b), "b")]
    found = diagrams.results(diagrams.first(table), within=made(diagrams, within))
    for result, inside in (
        ("a", meant(a)),
        ("b", meant(b) - meant(a)),
        (None, frozenset(range(len(POINTS))) - meant(a) - meant(b)),
    ):
        region = found.get(result, diagrams.no)
        assert points_of(diagrams, region) == inside & meant(within)
        assert (result in found) == bool(inside & meant(within))


@thorough
@given(conditions)
def test_conditions_are_counted(condition: Any) -> None:
    """The size of a condition is the number of its points."""
    diagrams = Diagrams(FACTS)
    assert diagrams.size(made(diagrams, condition)) == len(meant(condition))


def test_conditions_are_counted_beyond_all_listing() -> None:
    """A hundred facts have more combinations than can be listed, and are counted exactly."""
    diagrams = Diagrams({f"f{n}": ("a", "b", "c") for n in range(100)})
    some = diagrams.either(diagrams.box({"f3": "a"}), diagrams.box({"f97": ("a", "b")}))
    assert diagrams.size(some) == 3**98 * (9 - 2)


@thorough
@given(conditions, st.fixed_dictionaries({fact: st.sampled_from(v) for fact, v in FACTS.items()}))
def test_the_nearest_departs_least_from_what_is_usual(condition: Any, usual: Point) -> None:
    """The example of a condition meets it, and no other that does departs in fewer facts."""
    diagrams = Diagrams(FACTS)
    found = diagrams.nearest(made(diagrams, condition), usual)
    inside = [POINTS[at] for at in meant(condition)]
    if found is None:
        assert inside == []
        return
    assert found in inside

    def departures(point: Point) -> int:
        return sum(value != usual[fact] for fact, value in point.items())

    assert departures(found) == min(map(departures, inside))


@thorough
@given(conditions, st.lists(st.sampled_from(sorted(FACTS)), unique=True))
def test_facts_that_may_be_chosen(condition: Any, free: list[str]) -> None:
    """A condition can be made to hold where one of its points differs in the free facts alone."""
    diagrams = Diagrams(FACTS)
    inside = [POINTS[at] for at in meant(condition)]
    expected = {
        at
        for at, point in enumerate(POINTS)
        if any(all(one[f] == point[f] for f in FACTS if f not in free) for one in inside)
    }
    assert points_of(diagrams, diagrams.whatever(free, made(diagrams, condition))) == expected


@thorough
@given(conditions)
def test_only_facts_that_make_a_difference_are_asked(condition: Any) -> None:
    """`asked` names the facts of which some value changes the answer, in the order of asking."""
    diagrams = Diagrams(FACTS)
    inside = meant(condition)
    matters = [
        fact
        for fact in FACTS
        if any(
            (POINTS.index({**point, fact: value}) in inside) != (at in inside)
            for at, point in enumerate(POINTS)
            for value in FACTS[fact]
        )
    ]
    assert diagrams.asked(made(diagrams, condition)) == tuple(matters)


@thorough
@given(conditions, conditions)
def test_a_fact_asked_first_puts_a_function_together_again(a: Any, b: Any) -> None:
    """What functions are under each value of the fact asked first is what they are."""
    diagrams = Diagrams(FACTS)
    one, two = made(diagrams, a), made(diagrams, b)
    if {one, two} <= {diagrams.no, diagrams.yes}:
        return
    fact, unders = diagrams.asking_first(one, two)
    assert fact == min({*diagrams.asked(one), *diagrams.asked(two)}, key=list(FACTS).index), (
        "the fact that comes first of all that are asked"
    )
    for condition, under in zip((one, two), unders, strict=True):
        for value, part in zip(FACTS[fact], under, strict=True):
            here = diagrams.box({fact: [value]})
            assert diagrams.both(here, condition) == diagrams.both(here, part)
        assert diagrams.asking(fact, under) == condition


def test_the_parts_of_a_diagram_come_in_the_order_of_asking() -> None:
    """A diagram is the first of its parts, and yes and no are the last of them."""
    diagrams = Diagrams(FACTS)
    condition = diagrams.box({"colour": ["red"], "size": ["large"]})
    first, second, *last = diagrams.parts(condition)
    assert first == condition
    assert second == diagrams.box({"size": ["large"]})
    assert sorted(last) == sorted([diagrams.no, diagrams.yes])


def test_results_that_are_equal_to_python_are_not_one() -> None:
    """`True` and `1` are two results, as are `False` and `0`."""
    diagrams = Diagrams(FACTS)
    assert diagrams.always(1) != diagrams.yes
    assert diagrams.always(0) != diagrams.no


@pytest.mark.parametrize(
    ("box", "error"), [({"weight": ["heavy"]}, KeyError), ({"size": ["huge"]}, ValueError)]
)
def test_a_box_of_what_is_not_there_is_refused(
    box: dict[str, list[str]], error: type[Exception]
) -> None:
    """Facts and values that the diagrams do not have are errors."""
    with pytest.raises(error):
        Diagrams(FACTS).box(box)
