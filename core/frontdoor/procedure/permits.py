"""When a step is permitted: for which facts of a contact, whatever else there is on it.

What `frontdoor.domain.permission` asks of one contact is asked here of all at once. Two questions
have two answers. A step *may* be taken where nothing but the facts stands against it: bars that a
record lifts, that wait for a deadline or for a linked contact do not count, nor what a step needs
first. It *can* be taken where nothing else can keep it back for good: what it needs, and what lifts
a bar, can be written at that very stage, for these facts, by a role that exists; bars that wait for
a deadline or for a linked contact count as standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, combinations
from typing import NamedTuple

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.conditions import Conditions
from frontdoor.procedure.diagrams import Diagram
from frontdoor.procedure.findings import Proof
from frontdoor.procedure.phrases import Event
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import Procedure

DECIDING = frozenset({"authorise", "close", "carry_outcome"})
"""Commands that decide on an outcome, where they name one."""

NAMING = DECIDING | {"propose", "decline"}
"""Commands that are about outcomes which they name, or which were proposed."""

OF_ANOTHER = frozenset({"copy", "carry_outcome", "delete_duplicate"})
"""Commands that need another contact to be there; nothing can rest on them."""

NEW = frozenset({"receive", "consult", "copy"})
"""Commands that begin a contact."""

VERB_OF = {kind: verb for verb, kind in vocabulary.VERBS.items()}
"""The command that writes each kind of entry."""

LESSER = "less than a referral"
"""Of what was decided: that its greatest outcome means less than a referral."""

Outcomes = frozenset[str]


class Standing(NamedTuple):
    """Where a contact stands: at a stage, with nothing decided yet (None), or with an outcome.

    `decided` are the rules that look at what was decided and find there what they look for: two
    outcomes that no rule tells apart are one.
    """

    stage: str
    decided: frozenset[str] | None = None


class Permits(Proof):
    """The steps of a rulebook, and for which contacts each is permitted."""

    def __init__(self, book: Rulebook, conditions: Conditions) -> None:
        super().__init__(book, conditions)
        self.procedure = Procedure(book)
        self.roles = {
            step.rule: self.procedure.roles(self.procedure.by(step))
            | self.procedure.roles(step.if_away)
            for step in book.steps.values()
        }
        self._bars: dict[str, list[lang.Bar]] = {}
        for bar in book.bars.values():
            for verb in dict.fromkeys(act.verb for act in bar.refuses):
                self._bars.setdefault(verb, []).append(bar)
        self._held: dict[str, Diagram] = {}
        self._having: dict[Outcomes, frozenset[str]] = {}
        self._mays: dict[object, Diagram] = {}
        self._cans: dict[object, Diagram] = {}
        self._finding: Standing | None = None
        self._steps_at: dict[str | None, dict[str, lang.Step]] = {}
        self._ready: dict[Standing, Mapping[str, Diagram]] = {}
        self._choices: dict[tuple[str, Outcomes], list[Outcomes]] = {}

    def holds(self, rule: lang.Step | lang.Bar | lang.Task | lang.Route | lang.Reaction) -> Diagram:
        """Where a rule's condition holds, be the facts possible or not."""
        if rule.rule not in self._held:
            self._held[rule.rule] = self.conditions.of(rule.when)
        return self._held[rule.rule]

    # outcomes

    @cached_property
    def _looking(self) -> list[lang.Bar | lang.Step]:
        """The rules for which it matters what was decided before."""
        return [
            *(
                bar
                for bar in self.book.bars.values()
                if (bar.outcomes or bar.below)
                and any(act.verb not in NAMING - {"close"} for act in bar.refuses)
            ),
            *(
                step
                for step in self.book.steps.values()
                if step.command.verb not in NAMING - {"close"} and self.procedure.outcomes(step)
            ),
        ]

    def _finds(self, rule: lang.Bar | lang.Step, outcomes: Outcomes) -> bool:
        """Whether a rule that looks at outcomes finds among these what it looks for."""
        if isinstance(rule, lang.Step):
            return not outcomes.isdisjoint(self.procedure.outcomes(rule))
        if rule.outcomes and outcomes.isdisjoint(rule.outcomes):
            return False
        if rule.below is None:
            return True
        ranks = [self.procedure.rank(outcome) for outcome in outcomes]
        return bool(ranks) and max(ranks) < vocabulary.RANK[rule.below]

    def having(self, outcomes: Outcomes) -> frozenset[str]:
        """What a contact is once these outcomes are decided on it (see `Standing`)."""
        if outcomes not in self._having:
            found = {rule.rule for rule in self._looking if self._finds(rule, outcomes)}
            lesser = {LESSER} if self.lesser(outcomes) else set()
            self._having[outcomes] = frozenset(found | lesser)
        return self._having[outcomes]

    def lesser(self, outcomes: Outcomes) -> bool:
        """Whether the greatest of these outcomes means less than a referral."""
        return max(map(self.procedure.rank, outcomes)) < vocabulary.RANK["referral"]

    def choices(self, step: lang.Step, among: Iterable[str] = ()) -> list[Outcomes]:
        """The outcomes that can be decided or proposed by a step, those alike but once.

        With `among`, only choices that have one of those. Empty where the step decides nothing.
        """
        key = (step.rule, frozenset(among))
        if key not in self._choices:
            self._choices[key] = list(self._distinct(step, key[1]))
        return self._choices[key]

    def _distinct(self, step: lang.Step, among: Outcomes) -> Iterator[Outcomes]:
        verb = step.command.verb
        permitted = self.procedure.outcomes(step)
        if verb not in NAMING or (verb == "close" and not permitted):
            return
        bars = [bar for bar in self._bars.get(verb, ()) if bar.outcomes or bar.below]
        looking = [*bars, *self._looking]
        bounds = {"referral", *(bar.below for bar in looking if isinstance(bar, lang.Bar))} - {None}

        def alike(outcome: str) -> object:
            rank = self.procedure.rank(outcome)
            return (
                outcome in among,
                sum(rank >= vocabulary.RANK[bound] for bound in bounds if bound),
                *(outcome in (rule.outcomes or ()) for rule in looking),
            )

        every = permitted or tuple(self.book.outcomes)
        leading = _first_of_each(alike, every)
        others = _first_of_each(alike, (*every, *step.also))
        seen = set()
        # Of any choice three outcomes tell all: the leading, one of `among`, and the greatest.
        more = list(chain.from_iterable(combinations(others, n) for n in range(3)))
        for with_it in more:
            for one in leading:
                outcomes = frozenset({one, *with_it})
                if among and outcomes.isdisjoint(among):
                    continue
                found = (self.having(outcomes), *(self._finds(bar, outcomes) for bar in bars))
                if found not in seen:
                    seen.add(found)
                    yield outcomes

    # permission

    def steps_at(self, stage: str | None) -> dict[str, lang.Step]:
        """By id, the steps at a stage (None: before any) that a role which exists may take."""
        if stage not in self._steps_at:
            self._steps_at[stage] = {
                step.rule: step
                for step in self.book.steps.values()
                if self.roles[step.rule]
                and (
                    "start" in step.at if stage is None else stage in self.procedure.stages(step.at)
                )
            }
        return self._steps_at[stage]

    def may(
        self,
        step: lang.Step,
        where: Standing | None,
        outcomes: Outcomes | None = None,
        detail: str | None = None,
        without: Outcomes = frozenset(),
    ) -> Diagram:
        """For which contacts a step may be taken, standing there; None is before any stage.

        `outcomes` are those decided or proposed by it, `detail` what the command is about where
        the step leaves that open; `without` has records that are not there.
        """
        key = (step.rule, where, outcomes, detail, without)
        if key not in self._mays:
            self._mays[key] = self._open(
                step, where, outcomes, detail, worst=False, without=without
            )
        return self._mays[key]

    def can(
        self,
        step: lang.Step,
        where: Standing,
        outcomes: Outcomes | None = None,
        detail: str | None = None,
    ) -> Diagram:
        """For which contacts nothing can keep a step back for good."""
        if where not in self._ready:
            self._find_written(where)
        key = (step.rule, where, outcomes, detail)
        if key not in self._cans:
            found = self._open(step, where, outcomes, detail, worst=True)
            if where == self._finding:
                return found
            self._cans[key] = found
        return self._cans[key]

    def _open(
        self,
        step: lang.Step,
        where: Standing | None,
        outcomes: Outcomes | None,
        detail: str | None,
        *,
        worst: bool,
        without: frozenset[str] = frozenset(),
    ) -> Diagram:
        d = self.diagrams
        if outcomes is None and not self.for_what_was_decided(step, where):
            return d.no
        found = self.holds(step)
        if worst and where is not None:
            needs = self.procedure.needs(step)
            found = d.all([found, *(self._written(need, where) for need in needs)])
        elif not (self.never_written | without).isdisjoint(self.procedure.needs(step)):
            return d.no
        detail = step.command.detail or detail
        bars = list(self._standing(step, where, outcomes, detail, without, worst=worst))
        if not any(bar.by for bar, _ in bars):
            return d.without(found, d.any(barred for _, barred in bars))
        # A bar on some roles leaves a step to the others.
        return d.any(
            d.without(
                found,
                d.any(
                    barred
                    for bar, barred in bars
                    if not bar.by or role in self.procedure.roles(bar.by)
                ),
            )
            for role in self.roles[step.rule]
        )

    def for_what_was_decided(self, step: lang.Step, where: Standing | None) -> bool:
        """Whether a step that decides nothing itself is for what was decided before."""
        decided = where.decided if where else None
        if step.command.verb in NAMING - {"close"}:
            return False
        if self.procedure.outcomes(step):
            return decided is not None and step.rule in decided
        return step.command.verb != "close" or decided is not None

    def _standing(
        self,
        step: lang.Step,
        where: Standing | None,
        outcomes: Outcomes | None,
        detail: str | None,
        without: frozenset[str],
        *,
        worst: bool,
    ) -> Iterator[tuple[lang.Bar, Diagram]]:
        """The bars in the way of a step, each with the contacts that it keeps from it."""
        verb = step.command.verb
        waits = step.stage is not None and self.book.stages[step.stage].waits
        for bar in self._bars.get(verb, ()):
            if not any(act.verb == verb and act.detail in (None, detail) for act in bar.refuses):
                continue
            stages = {*self.procedure.stages(bar.at), *bar.at}
            if bar.at and (where.stage if where else "start") not in stages:
                continue
            if bar.waiting and not waits:
                continue
            if (bar.outcomes or bar.below) and not self._met(bar, where, outcomes):
                continue
            barred = self.holds(bar)
            if not worst:
                lifted = bar.unless and (self.never_written | without).isdisjoint(bar.unless)
                if lifted or bar.overdue or bar.linked:
                    continue
            elif bar.unless and where is not None:
                lifts = self.diagrams.all(self._written(need, where) for need in bar.unless)
                barred = self.diagrams.without(barred, lifts)
            yield bar, barred

    def _met(self, bar: lang.Bar, where: Standing | None, outcomes: Outcomes | None) -> bool:
        if outcomes is not None:
            return self._finds(bar, outcomes)
        return where is not None and where.decided is not None and bar.rule in where.decided

    # what is written

    @cached_property
    def never_written(self) -> frozenset[str]:
        """What steps need, or bars are lifted by, that no step somebody may take ever writes."""
        d = self.diagrams
        needs = {
            *(need for step in self.book.steps.values() for need in self.procedure.needs(step)),
            *(need for bar in self.book.bars.values() for need in bar.unless),
        }
        return frozenset(
            need
            for need in needs
            if not any(
                self.roles[step.rule] and d.both(self.holds(step), self.possible) != d.no
                for step in self.writing(self.entry(need))
            )
        )

    def entry(self, need: str) -> Event:
        """The entry that a step needs: of a record or a check, that which writes it."""
        if need in self.book.records:
            return Event("recorded", need)
        if need in self.book.checks:
            return Event("checked", need)
        kind, _, detail = need.partition(" ")
        return Event(kind, detail or None)

    def writing(self, event: Event) -> list[lang.Step]:
        """The steps that can write an entry, whoever may take them and wherever."""
        if event.kind == "received":
            return [s for s in self.book.steps.values() if s.command.verb in NEW]
        verb = VERB_OF.get(event.kind)
        if verb is None or event.kind == "consulted":  # a consultation is received, like any call
            return []
        if event.detail is None:
            return [s for s in self.book.steps.values() if s.command.verb == verb]
        return self.procedure.steps_of(verb, event.detail)

    def written(self, event: Event, where: Standing, *, worst: bool) -> Diagram:
        """The contacts on which an entry may be written, or (`worst`) can be, standing there."""
        d = self.diagrams
        found = d.no
        here = self.steps_at(where.stage)
        for step in self.writing(event):
            verb = step.command.verb
            if step.rule not in here or verb in NEW or (worst and verb in OF_ANOTHER):
                continue
            for outcomes in (None, *self.choices(step)):
                asked = self.can if worst else self.may
                found = d.either(found, asked(step, where, outcomes, event.detail))
        return found

    def _find_written(self, where: Standing) -> None:
        """Find the contacts on which each thing that is needed can be written, standing there."""
        needs = {
            *(n for s in self.steps_at(where.stage).values() for n in self.procedure.needs(s)),
            *(need for bar in self.book.bars.values() for need in bar.unless),
        }
        # What one step needs another writes, which needs something itself: until nothing more.
        self._finding = where
        ready = self._ready[where] = dict.fromkeys(sorted(needs), self.diagrams.no)
        changed = True
        while changed:
            changed = False
            for need in ready:
                now = self.written(self.entry(need), where, worst=True)
                changed |= now != ready[need]
                ready[need] = now
        self._finding = None

    def _written(self, need: str, where: Standing) -> Diagram:
        return self._ready[where][need]


def _first_of_each(kind: Callable[[str], object], outcomes: Iterable[str]) -> list[str]:
    """The first outcome of each kind, in order."""
    found: dict[object, str] = {}
    for outcome in outcomes:
        found.setdefault(kind(outcome), outcome)
    return list(found.values())
