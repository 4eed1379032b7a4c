"""Boxes answer exactly as listing every point does, and where points cannot be listed."""

import random
from collections.abc import Sequence
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.procedure.boxes import Box, Space, contains, intersect

Point = tuple[str, ...]


@st.composite
def spaces(draw: st.DrawFn) -> Space:
    """Spaces small enough to list."""
    counts = draw(st.lists(st.integers(2, 4), min_size=1, max_size=5))
    return Space({f"fact_{k}": [f"v{v}" for v in range(n)] for k, n in enumerate(counts)})


def boxes_of(space: Space) -> st.SearchStrategy[Box]:
    """Boxes of a space, the whole of it among them."""
    condition = {
        fact: st.lists(st.sampled_from(values), min_size=1, unique=True)
        for fact, values in space.facts.items()
    }
    return st.fixed_dictionaries({}, optional=condition).map(space.box)


@st.composite
def spaces_with_boxes(draw: st.DrawFn, most: int = 8) -> tuple[Space, list[Box]]:
    """A space with at least two boxes."""
    space = draw(spaces())
    return space, draw(st.lists(boxes_of(space), min_size=2, max_size=most))


@st.composite
def spaces_with_regions(draw: st.DrawFn) -> tuple[Space, list[Box], list[Box]]:
    """A space with two regions, either of which may be empty."""
    space = draw(spaces())
    region = st.lists(boxes_of(space), max_size=6)
    return space, draw(region), draw(region)


def listed(space: Space, region: Sequence[Box]) -> set[Point]:
    """Every point of the region, by listing the whole space."""
    limits = [space.conditions(box) for box in region]
    return {
        point
        for point in product(*space.facts.values())
        if any(
            all(
                value in allowed.get(fact, (value,))
                for fact, value in zip(space.facts, point, strict=True)
            )
            for allowed in limits
        )
    }


def overlap(boxes: Sequence[Box]) -> bool:
    """Whether any two of the boxes meet."""
    return any(intersect(a, b) for k, a in enumerate(boxes) for b in boxes[:k])


SMALL = Space(
    {
        "need": ["low", "moderate", "high", "not known"],
        "protection_needed_now": ["yes", "no", "not known"],
        "channel": ["any"],
    }
)


def test_a_box_reads_back_in_the_order_of_the_space() -> None:
    """A box gives back its conditions in the space's order, without those that say nothing."""
    box = SMALL.box(
        {
            "channel": ["any"],
            "protection_needed_now": {"no", "yes"},
            "need": ["high", "low", "high"],
        }
    )
    assert list(SMALL.conditions(box).items()) == [
        ("need", ("low", "high")),
        ("protection_needed_now", ("yes", "no")),
    ]
    assert SMALL.box({"need": SMALL.facts["need"]}) == SMALL.everything


def test_all_mistakes_in_a_box_are_named_at_once() -> None:
    """Unknown facts, unknown values, empty conditions and bare strings are refused together."""
    with pytest.raises(ValueError, match="unknown fact 'nede'") as refused:
        SMALL.box(
            {
                "nede": ["low"],
                "need": ["low", "huge"],
                "protection_needed_now": [],
                "channel": "any",
            }
        )
    message = str(refused.value)
    assert "unknown fact 'nede': did you mean 'need'?" in message
    assert "'need' has no value 'huge': it has 'low', 'moderate'" in message
    assert "'protection_needed_now': no value allowed; name some of 'yes'" in message
    assert "'channel': give a list of values, not the string 'any'" in message


def test_all_mistakes_in_a_space_are_named_at_once() -> None:
    """A fact without values, with one twice, or with a string for its values is refused."""
    with pytest.raises(ValueError, match="'a' has no values") as refused:
        Space({"a": [], "b": ["x", "y", "x"], "c": "yes", "d": ["fine"]})
    message = str(refused.value)
    assert "'b' has 'x' more than once" in message
    assert "'c': give a list of values, not the string 'yes'" in message
    assert "'d'" not in message


def test_a_point_takes_what_is_preferred_where_the_box_allows_it() -> None:
    """A point takes the preferred values that its box allows, and the first allowed elsewhere."""
    box = SMALL.box({"need": ["moderate", "high"]})
    assert SMALL.point(box) == {
        "need": "moderate",
        "protection_needed_now": "yes",
        "channel": "any",
    }
    prefer = dict.fromkeys(SMALL.facts, "not known")
    assert SMALL.point(box, prefer) == {
        "need": "moderate",
        "protection_needed_now": "not known",
        "channel": "any",
    }
    assert SMALL.point(box, {"need": "high"})["need"] == "high"


@given(spaces_with_boxes(most=2))
def test_intersect_and_contains_agree_with_listing(given_: tuple[Space, list[Box]]) -> None:
    """Two boxes meet, contain and equal each other exactly as their sets of points do."""
    space, (a, b) = given_
    in_a, in_b = listed(space, [a]), listed(space, [b])
    met = intersect(a, b)
    assert listed(space, [met] if met else []) == in_a & in_b
    assert contains(a, b) == (in_b <= in_a)
    assert (a == b) == (in_a == in_b)
    if met:
        assert contains(a, met)
        assert contains(b, met)
        assert hash(met) == hash(intersect(b, a))


@given(spaces_with_regions())
def test_subtract_leaves_exactly_the_rest(given_: tuple[Space, list[Box], list[Box]]) -> None:
    """What is left after subtracting is the difference of the points, in separate boxes."""
    space, region, away = given_
    left = space.subtract(region, away)
    assert listed(space, left) == listed(space, region) - listed(space, away)
    assert not overlap(left)


@given(spaces_with_regions(), st.data())
def test_uncovered_finds_a_part_exactly_when_there_is_one(
    given_: tuple[Space, list[Box], list[Box]], data: st.DataObject
) -> None:
    """None means that all is covered; a part found is inside, untouched and not to be widened."""
    space, covers, impossible = given_
    box = data.draw(boxes_of(space))
    rest = listed(space, [box]) - listed(space, covers) - listed(space, impossible)
    found = space.uncovered(box, covers, impossible)
    assert (found is None) == (not rest)
    if found is None:
        return
    assert listed(space, [found]) <= rest
    allowed = space.conditions(found)
    for fact, values in allowed.items():
        for value in set(space.facts[fact]) - set(values):
            wider = space.box({**allowed, fact: [*values, value]})
            assert not listed(space, [wider]) <= rest


@given(spaces(), st.data())
def test_a_space_cut_up_is_covered_until_one_piece_is_missing(
    space: Space, data: st.DataObject
) -> None:
    """Pieces that make up the whole space leave nothing over, and all but one leave that one."""
    pieces = [space.everything]
    for fact in data.draw(st.lists(st.sampled_from(list(space.facts)), max_size=6)):
        at = data.draw(st.integers(0, len(pieces) - 1))
        values = space.conditions(pieces[at]).get(fact, space.facts[fact])
        limits = space.conditions(pieces.pop(at))
        pieces += [space.box({**limits, fact: [value]}) for value in values]
    assert space.uncovered(space.everything, pieces) is None
    missing = pieces.pop(data.draw(st.integers(0, len(pieces) - 1)))
    assert space.uncovered(space.everything, pieces) == missing
    assert space.uncovered(space.everything, pieces, impossible=[missing]) is None


@given(spaces_with_boxes())
def test_disjoint_and_size_agree_with_listing(given_: tuple[Space, list[Box]]) -> None:
    """Separate boxes hold the region's points, and its size counts each point once."""
    space, region = given_
    points = listed(space, region)
    separate = space.disjoint(region)
    assert listed(space, separate) == points
    assert not overlap(separate)
    assert space.size(region) == len(points) == sum(space.size([box]) for box in separate)


@given(spaces_with_boxes())
def test_merge_keeps_the_points_and_leaves_nothing_to_join(
    given_: tuple[Space, list[Box]],
) -> None:
    """Merged boxes hold the same points; no two could be joined, and none lies in another."""
    space, region = given_
    merged = space.merge(region)
    assert listed(space, merged) == listed(space, region)
    assert len(merged) <= len(set(region))
    for k, a in enumerate(merged):
        for b in merged[:k]:
            assert not contains(a, b)
            assert not contains(b, a)
            in_a, in_b = space.conditions(a), space.conditions(b)
            differing = [f for f in space.facts if in_a.get(f) != in_b.get(f)]
            assert len(differing) > 1
    assert not overlap(space.merge(space.disjoint(region)))


def test_a_box_inside_another_on_the_same_facts_is_dropped() -> None:
    """Of two boxes that limit the same facts, the one inside the other goes."""
    space = Space({"a": ("1", "2", "3"), "b": ("1", "2", "3")})
    wide = space.box({"a": ("1", "2"), "b": ("1", "2")})
    narrow = space.box({"a": ("1",), "b": ("1",)})
    assert space.merge([narrow, wide]) == [wide]


def test_a_join_that_makes_another_possible_is_followed_up() -> None:
    """A join on a later fact is followed by the join on an earlier fact that it opens."""
    space = Space({"a": ["0", "1"], "b": ["0", "1"]})
    parts = [{"a": ["0"], "b": ["0"]}, {"a": ["0"], "b": ["1"]}, {"a": ["1"]}]
    assert space.merge([space.box(part) for part in parts]) == [space.everything]


def test_covers_that_come_up_again_in_another_part_are_counted_by_that_part() -> None:
    """The same covers leave over different counts where other covers took values away."""
    space = Space({"a": ["0", "1", "2"], **{fact: ["0", "1"] for fact in "bcde"}})
    pairs = ["ab", "dc", "de"]
    region = [space.box({fact: ["0"] for fact in pair}) for pair in pairs]
    region.append(space.box({"d": ["0"], "a": ["2"]}))
    assert space.size(region) == len(listed(space, region))


def test_an_empty_region_holds_nothing() -> None:
    """A region of no boxes has no points, covers nothing and merges to nothing."""
    assert SMALL.size([]) == 0
    assert SMALL.size([SMALL.everything]) == 12
    assert SMALL.uncovered(SMALL.everything, []) == SMALL.everything
    assert SMALL.merge([]) == SMALL.disjoint([]) == SMALL.subtract([], [SMALL.everything]) == []


def random_box(space: Space, chance: random.Random, most: int = 5) -> Box:
    """A box of one to `most` conditions, each with some of the values of its fact."""
    facts = chance.sample(list(space.facts), chance.randint(1, most))
    return space.box(
        {
            fact: chance.sample(space.facts[fact], chance.randint(1, len(space.facts[fact]) - 1))
            for fact in facts
        }
    )


def large_space(chance: random.Random) -> Space:
    """Sixty facts of 2 to 15 values."""
    return Space({f"fact_{k}": [f"v{v}" for v in range(chance.randint(2, 15))] for k in range(60)})


@pytest.mark.parametrize("seed", range(3))
def test_dead_rules_are_found_in_a_large_space(seed: int) -> None:
    """Of 100 first-match rules over 60 facts, each is proved dead or has a contact of its own."""
    chance = random.Random(seed)
    space = large_space(chance)
    rules = [random_box(space, chance) for _ in range(90)]
    planted = []
    for k in range(5):
        earlier = rules[20 + k]
        narrower = intersect(earlier, random_box(space, chance))
        planted.append(narrower or earlier)
        # Dead only by two rules together: each takes a part of the values of one fact.
        fact, values = next(iter(space.facts.items()))
        cut = {**space.conditions(random_box(space, chance)), fact: values}
        rules[40 + k] = space.box({**cut, fact: values[:1]})
        rules[60 + k] = space.box({**cut, fact: values[1:]})
        planted.append(space.box(cut))
    rules += planted

    shown = [space.uncovered(rule, rules[:k]) for k, rule in enumerate(rules)]

    assert shown[90:] == [None] * 10
    assert sum(found is not None for found in shown) > 50
    for k, found in enumerate(shown):
        if found is not None:
            assert contains(rules[k], found)
            assert not any(intersect(found, earlier) for earlier in rules[:k])
            alone = space.box({f: [v] for f, v in space.point(found).items()})
            assert next(n for n, rule in enumerate(rules) if contains(rule, alone)) == k
        else:
            allowed = {**space.facts, **space.conditions(rules[k])}
            for _ in range(20):
                alone = space.box({f: [chance.choice(v)] for f, v in allowed.items()})
                assert any(contains(earlier, alone) for earlier in rules[:k])


def test_sizes_in_a_large_space_are_exact() -> None:
    """Sizes past 10**20 are exact: inclusion and exclusion agree, and parts add up."""
    chance = random.Random(7)
    space = large_space(chance)
    whole = prod(len(values) for values in space.facts.values())
    assert whole > 10**20
    assert space.size([space.everything]) == whole
    region = [random_box(space, chance) for _ in range(8)]
    expected = 0
    for chosen in range(1, 1 << len(region)):
        common: Box | None = space.everything
        for k, box in enumerate(region):
            if chosen >> k & 1 and common is not None:
                common = intersect(common, box)
        if common is not None:
            limits = space.conditions(common)
            points = prod(len(limits.get(f, values)) for f, values in space.facts.items())
            expected += points if chosen.bit_count() % 2 else -points
    assert space.size(region) == expected
    rest = space.subtract([space.everything], region)
    assert space.size(region) + sum(space.size([box]) for box in rest) == whole
