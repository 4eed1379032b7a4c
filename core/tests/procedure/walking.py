"""Every life that a contact can have under a small procedure, walked one by one.

Nothing here is clever: each contact that there can be stands at a stage with the outcomes decided
on it, each step is asked of the very function that permits commands, and so on until nothing new is
found. What is proved with diagrams is checked against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import time
from itertools import combinations, product
from typing import Any, NamedTuple

from frontdoor.adapters.bank_holidays import england_and_wales
from frontdoor.domain.clocks import ClockSettings
from frontdoor.domain.entries import Actor
from frontdoor.domain.permission import Ask, Permitted, permit
from frontdoor.domain.practice import Practice
from frontdoor.domain.tasks import events_of, matches
from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.phrases import Event
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import NoRoute, Procedure

from .random_steps import POINTS, RECORDS, ROLES, STAGES

LINKS = frozenset(vocabulary.LINKS)
LEVELS = ("referral", "section_47_enquiry")


class State(NamedTuple):
    """A contact: its stage, the outcomes decided on it in no order, and its facts."""

    stage: str
    decided: tuple[str, ...] | None
    point: int


class Move(NamedTuple):
    """What a step makes of a contact: where it stands then, and the outcomes decided if any."""

    step: lang.Step
    detail: str | None
    to: State | None
    """None for a contact that is deleted."""
    decides: tuple[str, ...] | None
    events: tuple[Event, ...]


class Walk:
    """Every life under a procedure."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.procedure = Procedure(book)
        clocks = ClockSettings(15, time(9, 30), (0, 1, 2, 3, 4), False)
        self.practice = Practice(self.procedure, england_and_wales(), clocks, time(9), time(17))
        self.facts = [self.procedure.facts(point) for point in POINTS]
        self.points = [
            n for n, facts in enumerate(self.facts) if not self.procedure.impossible(facts)
        ]
        self._moves: dict[State, list[Move]] = {}
        self._permits: dict[Ask, bool] = {}
        self._written: dict[State, frozenset[str]] = {}
        self.everything = frozenset({*RECORDS, "notified police"} - self._never_written())
        self.reached = self._reach()

    # what is permitted

    def _permits_anybody(self, ask: Ask) -> bool:
        if ask not in self._permits:
            self._permits[ask] = any(
                isinstance(
                    permit(self.practice, ask, Actor("somebody", frozenset({role}))), Permitted
                )
                for role in ROLES
            )
        return self._permits[ask]

    def _never_written(self) -> set[str]:
        """Records and entries for which no step holds of any contact, whoever may take it."""
        written = {"first": "record", "second": "record", "manager_reasons": "record"}
        asked = {**{r: ("record", r) for r in written}, "notified police": ("notify", "police")}
        return {
            need
            for need, (verb, detail) in asked.items()
            if not any(
                self.procedure.roles(step.by) and any(self._holds(step, n) for n in self.points)
                for step in self.procedure.steps_of(verb, detail)
            )
        }

    def _holds(self, step: lang.Step, point: int) -> bool:
        return self.procedure.every([(step, True)])(self.facts[point]) == [True]

    def _ask(self, state: State, move: Move, *, worst: bool) -> bool:
        """Whether a move may be made; `worst` that nothing can keep it back for good."""
        if worst and move.step.command.verb in ("carry_outcome", "delete_duplicate", "copy"):
            return False
        return self._permits_anybody(
            Ask(
                verb=move.step.command.verb,
                detail=move.detail,
                stage=state.stage,
                facts=self.facts[state.point],
                outcomes=move.decides if move.decides is not None else state.decided or (),
                decided=move.decides is None,
                there=self.written(state) if worst else self.everything,
                late=frozenset({"task_0"}) if worst else frozenset(),
                links=LINKS if worst else frozenset(),
                reason="So.",
                away="Away.",
                step=move.step.rule,
            )
        )

    def written(self, state: State) -> frozenset[str]:
        """What can be written on a contact as it stands, one thing after another."""
        if state not in self._written:
            self._written[state] = frozenset()
            before = None
            while before != self._written[state]:
                before = self._written[state]
                found = set(before)
                for move in self.moves(state):
                    if move.step.command.verb in ("record", "notify") and self._ask(
                        state, move, worst=True
                    ):
                        verb, detail = move.step.command.verb, move.detail
                        found.add(str(detail) if verb == "record" else f"notified {detail}")
                self._written[state] = frozenset(found)
        return self._written[state]

    # moves

    def moves(self, state: State) -> list[Move]:
        """Everything that a step of the procedure could make of a contact, permitted or not."""
        if state not in self._moves:
            self._moves[state] = list(self._all_moves(state))
        return self._moves[state]

    def _all_moves(self, state: State) -> Iterator[Move]:
        for step in self.book.steps.values():
            verb = step.command.verb
            if verb in ("receive", "copy") or state.stage not in self.procedure.stages(step.at):
                continue
            details: list[str | None] = [step.command.detail]
            if verb in ("record", "notify") and step.command.detail is None:
                named = RECORDS if verb == "record" else ("police",)
                details = [d for d in named if step in self.procedure.steps_of(verb, d)]
            stage = step.stage or ("begun" if verb == "reopen" else state.stage)
            for detail, decides in product(details, self._choices(step, state)):
                decided = state.decided
                if verb in ("authorise", "close", "carry_outcome") and decides is not None:
                    decided = tuple(sorted(decides))
                entered = stage if stage != state.stage else None
                final = entered is not None and self.book.stages[stage].final
                events = events_of(vocabulary.VERBS[verb], detail, entered, final)
                to = None if verb == "delete_duplicate" else State(stage, decided, state.point)
                yield Move(step, detail, to, decides, events)

    def _choices(self, step: lang.Step, state: State) -> list[tuple[str, ...] | None]:
        """What can be decided or proposed; None stands for what was decided before."""
        verb = step.command.verb
        choices: list[tuple[str, ...] | None] = []
        if verb in ("authorise", "close", "carry_outcome", "propose", "decline"):
            if verb != "close" or step.outcomes:
                every = list(self.book.outcomes)
                for leading in every:
                    others = [o for o in every if o != leading]
                    for n in range(3):
                        choices += [(leading, *more) for more in combinations(others, n)]
            if verb != "close":
                return choices
        if state.decided is not None or (verb != "close" and not step.outcomes):
            choices.append(None)
        return choices

    # lives

    def _begins(self) -> Iterator[State]:
        for point in self.points:
            ask = Ask("receive", None, None, self.facts[point], reason="So.", away="Away.")
            if not self._recorded(point) or not self._permits_anybody(ask):
                continue
            yield State("begun", None, point)

    def _recorded(self, point: int) -> bool:
        advice = self.procedure.advise(self.facts[point])
        return advice.meaning != "not_recorded"

    def _reach(self) -> dict[State, None]:
        return self.lives(self._begins(), lambda _: False, copies=True)

    def lives(
        self, begins: Any, stops: Callable[[Move], bool], *, copies: bool = False
    ) -> dict[State, None]:
        """Every state that contacts may come to, amended and moved, from where they begin."""
        found: dict[State, None] = {}
        todo = list(begins)
        while todo:
            state = todo.pop()
            if state in found:
                continue
            found[state] = None
            for move in self.moves(state):
                if stops(move) or not self._ask(state, move, worst=False):
                    continue
                if move.step.command.verb == "amend":
                    todo += [state._replace(point=n) for n in self.points]
                if move.to is not None:
                    todo.append(move.to)
            if copies and self.copied(state):
                todo += [State("begun", None, n) for n in self.points]
        return found

    def copied(self, state: State) -> bool:
        """Whether a contact may be copied as it stands."""
        return any(
            step.command.verb == "copy"
            and state.stage in self.procedure.stages(step.at)
            and self._ask(state, Move(step, None, state, None, ()), worst=False)
            for step in self.book.steps.values()
        )

    def final(self, stage: str) -> bool:
        """Whether a contact at a stage has ended."""
        return self.book.stages[stage].final

    def stuck(self, states: Mapping[State, None], there: Callable[[State], bool]) -> set[State]:
        """The states from which no way on by steps leads to where `there` holds."""
        good = {state for state in states if there(state)}
        before = -1
        while before != len(good):
            before = len(good)
            for state in states:
                if state not in good and any(
                    move.to in good and self._ask(state, move, worst=True)
                    for move in self.moves(state)
                ):
                    good.add(state)
        return set(states) - good

    # what does not hold

    def findings(self) -> dict[tuple[str, ...], set[int]]:
        """By kind, rule and stage of all that is wrong, the points of the contacts that show it."""
        found: dict[tuple[str, ...], set[int]] = {}

        def add(*key: str, states: Any = ()) -> None:
            found.setdefault(key, set()).update(state.point for state in states)

        deleted = {
            move.step.stage or state.stage
            for state in self.reached
            for move in self.moves(state)
            if move.to is None and self._ask(state, move, worst=False)
        }
        for stage in STAGES:
            if stage not in {*deleted, *(state.stage for state in self.reached)}:
                add("unreached", stage)
        made = [
            (state, move)
            for state in self.reached
            for move in self.moves(state)
            if self._ask(state, move, worst=False)
        ]
        copied = any(map(self.copied, self.reached))
        taken = {move.step.rule for _, move in made}
        for step in self.book.steps.values():
            verb = step.command.verb
            if verb == "copy" and any(
                self._ask(s, Move(step, None, s, None, ()), worst=False)
                and s.stage in self.procedure.stages(step.at)
                for s in self.reached
            ):
                continue
            if verb != "receive" and step.rule not in taken:
                add("idle", step.rule)
        for outcome in ("refer", "protect"):
            if not any(
                outcome in (move.decides or ()) and move.step.command.verb in ("authorise", "close")
                for _, move in made
            ):
                add("undecided", outcome)
        for state in self.stuck(self.reached, lambda state: self.final(state.stage)):
            add("dead end", state.stage, states=[state])
        for state, move in made:
            if POINTS[state.point]["protection_needed_now"] != "no" and self._unsafe(state, move):
                add("unsafe", move.step.rule, states=[state])
        for task in self.book.tasks.values():
            self._task(task, made, copied, add)
        self._routes(add)
        return found

    def _routes(self, add: Callable[..., None]) -> None:
        """Contacts without a route, routes never taken, and those that hide a greater response."""
        asking: dict[str, set[int]] = {}
        for stage in STAGES:
            own = {route.stage for route in self.book.routes.values()} & {stage, "any"}
            there = {state.point for state in self.reached if state.stage == stage}
            for of in sorted(own, key=[stage, "any"].index)[:1]:
                asking.setdefault(of, set()).update(self.points if stage == "begun" else there)
        for of, points in asking.items():
            if points:
                self._routes_of(of, points, add)

    def _routes_of(self, stage: str, points: set[int], add: Callable[..., None]) -> None:
        routes = [route for route in self.book.routes.values() if route.stage == stage]
        all_that_hold = self.procedure.every([(route, route) for route in routes])
        hold = {n: all_that_hold(self.facts[n]) for n in sorted(points)}
        without = [State(stage, None, n) for n, holding in hold.items() if not holding]
        if without:
            add("no route", routes[-1].rule, states=without)
        for at, route in enumerate(routes):
            region = [n for n, holding in hold.items() if holding and holding[0] == route]
            if not region:
                add("idle", route.rule)
            for later in routes[at + 1 :]:
                lost = [n for n in region if later in hold[n]]
                levels = [
                    sum(self.procedure.rank(one.outcome) >= vocabulary.RANK[m] for m in LEVELS)
                    for one in (route, later)
                ]
                if lost and lost != region and levels[0] < levels[1]:
                    add("hides", route.rule, states=[State("begun", None, n) for n in lost])

    def _unsafe(self, state: State, move: Move) -> bool:
        verb = move.step.command.verb
        if not self._permits_anybody(
            Ask(
                verb=verb,
                detail=move.detail,
                stage=state.stage,
                facts=self.facts[state.point],
                outcomes=move.decides if move.decides is not None else state.decided or (),
                decided=move.decides is None,
                there=self.everything - {"manager_reasons"},
                reason="So.",
                away="Away.",
                step=move.step.rule,
            )
        ):
            return False
        to = move.to.stage if move.to else None
        if to is not None and move.step.stage and self.book.stages[to].waits:
            return True
        deciding = verb in ("authorise", "close", "carry_outcome") and move.decides is not None
        ends = to is not None and self.final(to) and not self.final(state.stage)
        if not deciding and not ends:
            return False
        outcomes = move.decides if deciding else state.decided
        ranks = [self.procedure.rank(outcome) for outcome in outcomes or ()]
        return not ranks or max(ranks) < vocabulary.RANK["referral"]

    def _task(
        self,
        task: lang.Task,
        made: list[tuple[State, Move]],
        copied: bool,
        add: Callable[..., None],
    ) -> None:
        holds = self.procedure.every([(task, True)])

        def starts_at(state: State) -> bool:
            if not holds(self.facts[state.point]):
                return False
            return not task.advised or self._advises(state, task)

        begun: list[State] = []
        received = (Event("received"), Event("stage", "begun"))
        if not task.outcomes and any(matches(event, received) for event in task.on):
            begun += self._begins()
            if copied:
                begun += [State("begun", None, n) for n in self.points]
        for state, move in made:
            decided = move.decides if move.decides is not None else state.decided
            if (
                move.to is None
                or not any(matches(event, move.events) for event in task.on)
                or (
                    task.outcomes
                    and (
                        not set(task.outcomes) & set(move.decides)
                        if move.decides is not None
                        else decided is None
                    )
                )
            ):
                continue
            amends = move.step.command.verb == "amend"
            begun += [move.to._replace(point=n) for n in self.points] if amends else [move.to]
        begun = [state for state in begun if starts_at(state)]
        if not any(holds(self.facts[n]) for n in self.points):
            add("idle", task.rule)
            return
        if not begun:
            add("never starts", task.rule)
            return

        def ends_it(move: Move) -> bool:
            ended = any(matches(event, move.events) for event in task.until)
            return ended or (
                move.to is not None and not task.outlives and self.final(move.to.stage)
            )

        runs = self.lives(begun, ends_it)

        def ended_at_once(state: State) -> bool:
            return any(
                any(matches(event, move.events) for event in task.until)
                and self._ask(state, move, worst=True)
                for move in self.moves(state)
            )

        if not any(map(ended_at_once, runs)):
            add("never ended", task.rule)
        elif task.outlives:
            for state in self.stuck(runs, ended_at_once):
                add("not ended", task.rule, state.stage, states=[state])

    def _advises(self, state: State, task: lang.Task) -> bool:
        if not self.procedure.has_routes(state.stage):
            every = self.book.routes.values()
            return any({route.outcome, *route.also} & set(task.advised) for route in every)
        try:
            advice = self.procedure.advise(self.facts[state.point], state.stage)
        except NoRoute:
            return False
        return bool({advice.outcome, *advice.also} & set(task.advised))
