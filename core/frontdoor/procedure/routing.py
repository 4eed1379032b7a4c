"""Proves that every contact has a route, that each route is taken, and that none hides another.

A route *hides* a later one of its stage where it takes some contact that can be there, of which the
later one holds too, and the later one's leading outcome is of a greater level than anything that
the earlier one advises. There are three levels: less than a referral; a referral or a service; a
section 47 enquiry or immediate protection (`vocabulary.LEVELS`). So a greater response is lost
behind a lesser one. Whoever means that says so on the earlier route: `hides: <the later one>`.
Nothing need be said of an exception, an earlier route all of whose contacts the later one would
take as well: that it goes first is what makes it one.
"""

from __future__ import annotations

from collections.abc import Iterator

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.ways import Ways


class Routing:
    """The routes of a rulebook, stage by stage, over the contacts that can be there."""

    def __init__(self, ways: Ways) -> None:
        self.ways, self.book = ways, ways.book

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the routes."""
        first = self.book.first_stage
        if not self.book.routes_at(first):
            says = "the first stage advises nothing. Give it routes: under `routes:`, by its name."
            yield self.ways.finding("stages", first, says)
        for stage in dict.fromkeys(route.stage for route in self.book.routes.values()):
            routes = [route for route in self.book.routes.values() if route.stage == stage]
            there = self._there(stage)
            if self.ways.diagrams.no == there != self.ways.possible:
                continue  # that no contact can be there is found elsewhere
            taken = self._taken(routes)
            yield from self._never_taken(routes, taken, there)
            yield from self._without_route(routes, taken, there)
            yield from self._hidden(routes, taken, there)

    def _there(self, stage: str) -> Diagram:
        """The contacts that the routes of a stage are asked of."""
        d = self.ways.diagrams
        stages = [one for one in self.book.stages if self._asks(one, stage)]
        if self.book.first_stage in stages:
            return self.ways.possible  # advice is asked of a contact before it is recorded
        return d.any(self.ways.stage(one) for one in stages)

    def _asks(self, stage: str, of: str) -> bool:
        return any(route.stage == of for route in self.book.routes_at(stage))

    def _taken(self, routes: list[lang.Route]) -> dict[str, Diagram]:
        """By the id of each route, where it is the first that holds."""
        d = self.ways.diagrams
        found, before = {}, d.no
        for route in routes:
            found[route.rule] = d.without(self.ways.holds(route), before)
            before = d.either(before, self.ways.holds(route))
        return found

    def _never_taken(
        self, routes: list[lang.Route], taken: dict[str, Diagram], there: Diagram
    ) -> Iterator[Finding]:
        d = self.ways.diagrams
        for route in routes:
            if d.both(taken[route.rule], there) == d.no:
                says = "this route can never be taken: " + self._why(route, routes, there)
                yield self.ways.finding("routes", route.rule, says)

    def _why(self, route: lang.Route, routes: list[lang.Route], there: Diagram) -> str:
        d = self.ways.diagrams
        region = d.both(self.ways.holds(route), self.ways.possible)
        if region == d.no:
            return "its conditions are impossible together. Mend its `when:`, or remove it."
        region = d.both(region, there)
        if region == d.no:
            return "no contact that it is for can be at its stage. Mend its `when:`, or remove it."
        earlier = needed = routes[: routes.index(route)]
        for other in earlier:
            fewer = [one for one in needed if one is not other]
            if d.without(region, d.any(map(self.ways.holds, fewer))) == d.no:
                needed = fewer
        names = ", ".join(one.rule for one in needed)
        take, them = ("takes", "it") if len(needed) == 1 else ("take", "them")
        return (
            f"{names} {take} every contact that it would take. Put this one before {them}, or "
            "remove it."
        )

    def _without_route(
        self, routes: list[lang.Route], taken: dict[str, Diagram], there: Diagram
    ) -> Iterator[Finding]:
        d = self.ways.diagrams
        left = d.without(there, d.any(taken.values()))
        if left != d.no:
            last = routes[-1]
            says = f"no route at the stage {last.stage} takes every contact. Add one after this."
            yield self.ways.finding("routes", last.rule, says, left)

    def _hidden(
        self, routes: list[lang.Route], taken: dict[str, Diagram], there: Diagram
    ) -> Iterator[Finding]:
        d = self.ways.diagrams
        for n, route in enumerate(routes):
            region = d.both(taken[route.rule], there)
            goes_before = {
                later.rule: lost
                for later in routes[n + 1 :]
                if self._means_more(later, route)
                and (lost := d.both(region, self.ways.holds(later))) != d.no
            }
            for rule in route.hides:
                if rule not in goes_before:
                    says = (
                        f"it says that it hides {rule}, which it does not: no contact loses a "
                        "greater response of that route to this one. Take it out of `hides:`."
                    )
                    yield self.ways.finding("routes", route.rule, says)
            hidden = {
                rule: lost
                for rule, lost in goes_before.items()
                if rule not in route.hides and lost != region
            }
            for rule in [one for one in hidden if self._above(one, route.rule)]:
                said = ", ".join((*route.hides, rule))
                says = (
                    f"{route.rule}, which this procedure builds on, goes before it and takes "
                    "contacts to which it would give more. Put it before that one, leave those "
                    f"contacts out of its `when:`, or change that one: `hides: {said}`."
                )
                yield self.ways.finding("routes", rule, says, hidden.pop(rule))
            if hidden:
                names = ", ".join(hidden)
                says = (
                    f"it takes contacts to which {names}, after it, would give more. Put it "
                    f"behind, or say that this is meant: `hides: {names}`."
                )
                yield self.ways.finding("routes", route.rule, says, next(iter(hidden.values())))

    def _above(self, rule: str, other: str) -> bool:
        """Whether a route is of a later layer than another."""
        book = self.ways.book
        first, second = (
            book.layers.index(book.origins["routes", one].layer) for one in (rule, other)
        )
        return first > second

    def _means_more(self, later: lang.Route, earlier: lang.Route) -> bool:
        leading, *_ = self.ways.advises(later.rule)
        return self._level(leading) > max(map(self._level, self.ways.advises(earlier.rule)))

    def _level(self, outcome: str) -> int:
        rank = self.ways.procedure.rank(outcome)
        return sum(rank >= vocabulary.RANK[meaning] for meaning in vocabulary.LEVELS)
