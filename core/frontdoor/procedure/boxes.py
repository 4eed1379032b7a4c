"""Boxes: exact reasoning about every possible contact without listing them.

A *space* is an ordered list of facts, each with finitely many values. Sixty facts make more
than 10**20 points, so nothing here ever walks through points. It works on *boxes* instead. A
box is a conjunction: for some facts it says which values are allowed, and leaves the rest free.
A *region* is a union of boxes, given as a sequence of them; they may overlap.

Every question asked of a procedure is one question in the end: *what of this box do these
covers leave over?* A rule is dead where the rules before it leave nothing of it over; a contact
has no route where the routes leave something of the whole space over. The question is answered
by splitting, as a solver for propositional logic does (Davis, Putnam, Logemann, Loveland):

1. Narrow. A cover that does not meet the box is dropped. A condition that holds all over the
   box is struck from its cover. A cover with none left contains the box: nothing is left over.
   A cover with one left cuts its values off the box, with no need to split. Repeat.
2. Take apart. Covers that share no fact are independent: each group is answered by itself. One
   group that leaves nothing over settles the whole, and counts are multiplied.
3. Split. Take a cover with the fewest conditions left, and in it the fact that most covers
   name; answer for the half of the box where that condition fails, then where it holds. To
   count, take the fact that most covers name, and split it into the values they tell apart.

Nothing left over is thus a proof, never a search that gave up. The work can grow exponentially
where covers are made to be hard; a procedure's, of a few conditions each, are not.

A box holds positions, not names, so it means something only together with its own space.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import prod
from types import MappingProxyType

Conditions = tuple[tuple[int, int], ...]
"""(index of a fact, bits of its allowed values), by rising index; bit 0 is the first value."""


@dataclass(frozen=True, slots=True)
class Box:
    """A conjunction of conditions; facts not named are free. Make one with `Space.box`.

    Two boxes of one space are equal exactly when they hold the same points.
    """

    masks: Conditions


def intersect(a: Box, b: Box) -> Box | None:
    """The points that are in both boxes, or None if there are none."""
    both = dict(a.masks)
    for fact, mask in b.masks:
        both[fact] = met = both.get(fact, mask) & mask
        if not met:
            return None
    return Box(tuple(sorted(both.items())))


def contains(outer: Box, inner: Box) -> bool:
    """Whether every point of `inner` is in `outer`."""
    limits = dict(inner.masks)
    return all(fact in limits and not limits[fact] & ~mask for fact, mask in outer.masks)


class Space:
    """The facts of a procedure with their values, and what can be asked of boxes over them."""

    def __init__(self, facts: Mapping[str, Sequence[str]]) -> None:
        """Take facts and values in their order.

        Raises ValueError, naming each fact concerned, where a fact has no values, has a value
        twice, or has a string in place of a sequence.
        """
        self.facts: Mapping[str, tuple[str, ...]] = MappingProxyType(
            {fact: tuple(values) for fact, values in facts.items()}
        )
        mistakes = []
        for fact, values in facts.items():
            if isinstance(values, str):
                mistakes.append(f"fact {fact!r}: give a list of values, not the string {values!r}")
            elif not values:
                mistakes.append(f"fact {fact!r} has no values: give at least one")
            elif twice := [value for value, times in Counter(values).items() if times > 1]:
                mistakes.append(f"fact {fact!r} has {_listed(twice)} more than once")
        if mistakes:
            raise ValueError("; ".join(mistakes))
        self._names = tuple(self.facts)
        self._index = {fact: index for index, fact in enumerate(self._names)}
        self._bits = {
            fact: {value: 1 << place for place, value in enumerate(values)}
            for fact, values in self.facts.items()
        }
        self._full = [(1 << len(values)) - 1 for values in self.facts.values()]
        self.everything = Box(())

    def box(self, conditions: Mapping[str, Iterable[str]]) -> Box:
        """The box where each named fact has one of the values given for it.

        A condition that lists all values of its fact says nothing and is dropped. Raises
        ValueError, with all mistakes at once, for an unknown fact or value, and for a condition
        without values, which could never hold.
        """
        mistakes: list[str] = []
        masks = []
        for fact, wanted in conditions.items():
            if fact not in self._index:
                near = get_close_matches(fact, self._names, n=1)
                hint = f": did you mean {near[0]!r}?" if near else ""
                mistakes.append(f"unknown fact {fact!r}{hint}")
                continue
            bits, values = self._bits[fact], self.facts[fact]
            named = [] if isinstance(wanted, str) else list(dict.fromkeys(wanted))
            if isinstance(wanted, str):
                mistakes.append(f"fact {fact!r}: give a list of values, not the string {wanted!r}")
            elif not named:
                mistakes.append(f"fact {fact!r}: no value allowed; name some of {_listed(values)}")
            elif unknown := [value for value in named if value not in bits]:
                mistakes.append(
                    f"fact {fact!r} has no value {_listed(unknown)}: it has {_listed(values)}"
                )
            elif len(named) < len(values):
                masks.append((self._index[fact], sum(bits[value] for value in named)))
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return Box(tuple(sorted(masks)))

    def conditions(self, box: Box) -> dict[str, tuple[str, ...]]:
        """The box in words: each fact that it limits, with its allowed values, in order."""
        return {
            fact: tuple(value for value, bit in self._bits[fact].items() if bit & mask)
            for fact, mask in ((self._names[index], mask) for index, mask in box.masks)
        }

    def point(self, box: Box, prefer: Mapping[str, str] | None = None) -> dict[str, str]:
        """One point of the box: a value for every fact of the space.

        A fact takes its preferred value where the box allows that one, else the first that the
        box allows.
        """
        limits = self.conditions(box)
        wanted = prefer or {}
        chosen = {}
        for fact, values in self.facts.items():
            allowed = limits.get(fact, values)
            chosen[fact] = wanted[fact] if wanted.get(fact) in allowed else allowed[0]
        return chosen

    def size(self, region: Sequence[Box]) -> int:
        """How many points are in the region, exactly; where boxes overlap, counted once."""
        covers = [box.masks for box in region]
        named = {fact for cover in covers for fact, _ in cover}
        inside = prod(self._full[fact].bit_count() for fact in named)
        others = prod(mask.bit_count() for mask in self._full) // inside
        return others * (inside - _count_left(list(self._full), covers, {}))

    def uncovered(
        self, box: Box, covers: Sequence[Box], impossible: Sequence[Box] = ()
    ) -> Box | None:
        """A part of `box` that no box of `covers` or `impossible` touches.

        None is the proof that there is none. The part found is as wide as it can be: no further
        value can be allowed for any one of its facts.
        """
        avoid = [other.masks for other in (*covers, *impossible)]
        start = self._live(box)
        found = _find_left(list(start), avoid)
        return None if found is None else self._box(_widened(found, start, avoid))

    def subtract(self, region: Sequence[Box], away: Sequence[Box]) -> list[Box]:
        """The points of `region` that are not in `away`, as boxes that do not overlap."""
        taken = [box.masks for box in away]
        left = []
        for box in region:
            left += [self._box(live) for live in _all_left(self._live(box), taken)]
            taken.append(box.masks)
        return left

    def disjoint(self, region: Sequence[Box]) -> list[Box]:
        """The same points as boxes that do not overlap, earlier boxes kept in preference."""
        return self.subtract(region, ())

    def merge(self, region: Sequence[Box]) -> list[Box]:
        """The same points in fewer boxes, to be read by people.

        Boxes that differ in one fact are joined and boxes inside another are dropped, until
        nothing changes. Boxes that did not overlap before do not overlap after.
        """
        boxes = {box.masks for box in region}
        before: set[Conditions] = set()
        while boxes != before:
            before = boxes
            for fact in sorted({fact for masks in boxes for fact, _ in masks}):
                boxes = self._joined(boxes, fact)
        widest_first = sorted(boxes, key=lambda masks: (len(masks), -_values(masks), masks))
        kept: list[Box] = []
        for box in map(Box, widest_first):
            if not any(contains(other, box) for other in kept):
                kept.append(box)
        return kept

    def _joined(self, boxes: Iterable[Conditions], fact: int) -> set[Conditions]:
        """The boxes, those joined that are alike in all but one fact."""
        alike: dict[Conditions, int] = {}
        for masks in boxes:
            rest = tuple(condition for condition in masks if condition[0] != fact)
            own = next((mask for index, mask in masks if index == fact), self._full[fact])
            alike[rest] = alike.get(rest, 0) | own
        return {
            rest if mask == self._full[fact] else tuple(sorted((*rest, (fact, mask))))
            for rest, mask in alike.items()
        }

    def _live(self, box: Box) -> list[int]:
        """The allowed values of every fact, as bits by index."""
        live = list(self._full)
        for fact, mask in box.masks:
            live[fact] = mask
        return live

    def _box(self, live: Sequence[int]) -> Box:
        return Box(
            tuple((fact, mask) for fact, mask in enumerate(live) if mask != self._full[fact])
        )


def _values(conditions: Conditions) -> int:
    """How many values the conditions allow: of two on the same facts, the wider allows more."""
    return sum(mask.bit_count() for _, mask in conditions)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(repr(value) for value in values)


def _narrowed(live: list[int], covers: Iterable[Conditions]) -> list[Conditions] | None:
    """Step 1: the covers that still bite, each without the conditions that hold anyway.

    Cuts `live` in place. None if nothing of it is left over.
    """
    while True:
        biting: dict[Conditions, None] = {}
        cut = False
        for cover in covers:
            left = []
            for fact, mask in cover:
                met = live[fact] & mask
                if not met:
                    break
                if met != live[fact]:
                    left.append((fact, met))
            else:
                if not left:
                    return None
                if len(left) == 1:
                    fact, met = left[0]
                    live[fact] &= ~met
                    cut = True
                else:
                    biting[tuple(left)] = None
        if not cut:
            return list(biting)
        covers = biting


def _groups(covers: Iterable[Conditions]) -> list[list[Conditions]]:
    """Step 2: the covers in groups that share no fact, the smallest group first."""
    groups: list[tuple[int, list[Conditions]]] = []
    for cover in covers:
        facts, members = sum(1 << fact for fact, _ in cover), [cover]
        apart = []
        for group in groups:
            if group[0] & facts:
                facts, members = facts | group[0], group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (facts, members)]
    return sorted((members for _, members in groups), key=len)


def _halves(live: Sequence[int], covers: Sequence[Conditions]) -> Iterator[list[int]]:
    """Step 3: the two halves of `live`, the one that avoids a cover at a stroke first."""
    named = Counter(fact for cover in covers for fact, _ in cover)
    shortest: Conditions = min(covers, key=len)
    fact, mask = max(shortest, key=lambda condition: named[condition[0]])
    for part in (live[fact] & ~mask, live[fact] & mask):
        half = list(live)
        half[fact] = part
        yield half


def _parts(live: Sequence[int], covers: Sequence[Conditions]) -> Iterator[list[int]]:
    """Step 3 for counting: `live` by values of one fact, those together that no cover parts."""
    named = Counter(fact for cover in covers for fact, _ in cover)
    chosen = max(named, key=lambda fact: named[fact])
    together = [live[chosen]]
    for mask in {mask for cover in covers for fact, mask in cover if fact == chosen}:
        together = [met for bits in together for met in (bits & mask, bits & ~mask) if met]
    for bits in together:
        part = list(live)
        part[chosen] = bits
        yield part


def _find_left(live: list[int], covers: Iterable[Conditions]) -> list[int] | None:
    """A part of `live` that no cover touches, or None if there is none."""
    biting = _narrowed(live, covers)
    if biting is None:
        return None
    for group in _groups(_contested(live, biting)):
        halves = _halves(live, group)
        found = next(filter(None, (_find_left(half, group) for half in halves)), None)
        if found is None:
            return None
        live = found
    return live


def _contested(live: list[int], covers: list[Conditions]) -> list[Conditions]:
    """The covers not avoided by taking, of each fact, values that no cover names.

    Cuts `live` to such values: where they do not avoid all covers, no others would.
    """
    while True:
        named: dict[int, int] = {}
        for cover in covers:
            for fact, mask in cover:
                named[fact] = named.get(fact, 0) | mask
        avoidable = {fact for fact, mask in named.items() if live[fact] & ~mask}
        if not avoidable:
            return covers
        for fact in avoidable:
            live[fact] &= ~named[fact]
        covers = [cover for cover in covers if avoidable.isdisjoint(fact for fact, _ in cover)]


def _widened(live: list[int], limits: Sequence[int], covers: Sequence[Conditions]) -> list[int]:
    """`live` with every value within `limits` allowed again that leads it into no cover."""
    for fact, limit in enumerate(limits):
        if live[fact] != limit:
            touched = 0
            for cover in covers:
                if all(live[other] & mask for other, mask in cover if other != fact):
                    touched |= dict(cover).get(fact, 0)
            live[fact] = limit & ~touched
    return live


def _all_left(live: list[int], covers: Iterable[Conditions]) -> Iterator[list[int]]:
    """All that the covers leave over of `live`, in parts that do not overlap."""
    biting = _narrowed(live, covers)
    if biting:
        for half in _halves(live, biting):
            yield from _all_left(half, biting)
    elif biting is not None:
        yield live


def _count_left(live: list[int], covers: Sequence[Conditions], known: dict[object, int]) -> int:
    """How many points the covers leave over, among the facts that they name.

    `known` keeps the counts of groups met before: the same group comes up in many parts.
    """
    named = {fact for cover in covers for fact, _ in cover}
    biting = _narrowed(live, covers)
    if biting is None:
        return 0
    count = 1
    for group in _groups(biting):
        facts = {fact for cover in group for fact, _ in cover}
        named -= facts
        key = (frozenset(group), *((fact, live[fact]) for fact in sorted(facts)))
        if key not in known:
            known[key] = sum(_count_left(part, group, known) for part in _parts(live, group))
        count *= known[key]
        if not count:
            return 0
    return count * prod(live[fact].bit_count() for fact in named)
