"""What a procedure advises, permits and bars, and what it has people do by when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from frontdoor.procedure import vocabulary
from frontdoor.procedure.mistakes import Expected
from frontdoor.procedure.parts import Reading, Rule
from frontdoor.procedure.phrases import (
    ALWAYS,
    Acts,
    Command,
    Events,
    Id,
    Ids,
    Needs,
    OneEvent,
    Text,
    When,
    Whos,
    Within,
    YesNo,
    listed,
    one_of,
)


class RouteReading(Reading):
    """A reading of a route: what it advises otherwise."""

    outcome: Id | None = None
    """The leading outcome."""
    also: Ids | None = None
    """Outcomes that hold together with it."""
    to: Id | None = None
    """The destination."""
    decided_by: Whos | None = None
    """Who decides."""


class Route(Rule):
    """What the procedure advises at a stage; the first route that matches.

    Routes stand by stage: under `routes:` the id of a stage, or `any`, and under that its routes.
    """

    stage: Id
    """The stage under which it stands; not written in the route itself."""
    when: When = ALWAYS
    outcome: Id
    """The outcome that it advises, the leading one."""
    also: Ids = ()
    """Outcomes that hold together with it."""
    to: Id
    """The destination to which the contact goes."""
    decided_by: Whos
    """Who decides on it."""
    readings: tuple[RouteReading, ...] = ()
    hides: Ids = ()
    """Later routes of a greater response that this one means to go before."""


class StepReading(Reading):
    """A reading of a step: who may take it, with what, to which outcomes."""

    by: Whos | None = None
    """Who may take it."""
    outcomes: Ids | None = None
    """The outcomes that it permits."""
    needs: Needs | None = None
    """What must be there first."""


class Step(Rule):
    """A command that is permitted: where, by whom, when, what it needs and where it leads."""

    command: Command
    """What is done; some commands name what they are about, as in `record summary`."""
    name: Text
    """What stands on the button."""
    at: Ids
    """Stages at which it may be taken, or `open`, `final`, `any`; `start` where no contact is yet.

    `start` is for `receive` and `consult`.
    """
    when: When = ALWAYS
    needs: Needs = ()
    """What must be there before it may be taken."""
    outcomes: Ids = ()
    """Outcomes that may be decided on by it; for propose, authorise, close and transfer."""
    also: Ids = ()
    """Outcomes permitted beside one of `outcomes`, not alone."""
    by: Whos
    """Who may take it."""
    if_away: Whos = ()
    """Who may take it when those are away, and says so."""
    second_person: YesNo = False
    """Whether it takes another person than the one who proposed."""
    needs_reason: YesNo = False
    """Whether whoever takes it has to say why."""
    stage: Id | None = None
    """The stage to which it leads; the contact stays where it is without."""
    to: Id | None = None
    """The team that holds the contact from then on."""
    hint: Text | None = None
    """A sentence for whoever takes it."""
    readings: tuple[StepReading, ...] = ()


class Bar(Rule):
    """What may not be done, why, and the way forward instead; every one that applies stands."""

    refuses: Acts
    """The commands that it stands in the way of."""
    at: Ids = ()
    """Applies only at these stages, or at `open`, `final`, `any` or `start`."""
    when: When = ALWAYS
    outcomes: Ids = ()
    """Applies only to these outcomes."""
    below: Annotated[str, one_of(vocabulary.MEANINGS)] | None = None
    """Applies where the outcome means less than this."""
    waiting: YesNo = False
    """Applies only to what would lead to a stage that waits for a meeting."""
    overdue: Id | None = None
    """Applies only once the deadline of this task has gone by without the task being done."""
    linked: Annotated[
        tuple[Annotated[str, one_of(vocabulary.LINKS)], ...], BeforeValidator(listed)
    ] = ()
    """Applies only to a contact with a link of one of these kinds."""
    by: Whos = ()
    """Applies only to people who have no role but these."""
    unless: Needs = ()
    """What lifts it: all of these must be there."""
    because: Text
    """Why not, for whoever is refused."""
    instead: Text
    """The way forward."""


class TaskReading(Reading):
    """A reading of a task: its time, and from when that counts."""

    within: Within
    """By when it is to be done."""
    from_: OneEvent | None = Field(default=None, alias="from")
    """The entry at which the clock starts."""


class Task(Rule):
    """Something to be done, by whom and by when, from one entry until another.

    It has either `within` or `readings` that each have it.
    """

    name: Text
    """What is to be done, as it stands in lists."""
    purpose: Annotated[str, one_of(vocabulary.PURPOSES)]
    """What it is for, so that timescales compare."""
    on: Events
    """The entries that start it."""
    when: When = ALWAYS
    advised: Ids = ()
    """Starts only where one of these outcomes is advised."""
    outcomes: Ids = ()
    """Starts only where the entry decides on one of these outcomes."""
    who: Whos
    """Who has to do it."""
    within: Within | None = None
    """By when it is to be done."""
    from_: OneEvent | None = Field(default=None, alias="from")
    """The entry at which the clock starts; the one that starts the task without."""
    until: Events
    """The entries that end it, any of them."""
    outlives: Literal["closed"] | None = None
    """`closed` where it goes on after the contact is closed."""
    repeats: YesNo = False
    """Whether it starts again on each such entry; once without."""
    waived_by: Whos = ()
    """Who may release from it, with a reason."""
    readings: tuple[TaskReading, ...] = ()

    @model_validator(mode="after")
    def _has_a_time(self) -> Task:
        if (self.within is None) == (not self.readings):
            raise Expected(
                "one of them: `within:`, a time or `not stated`, or `readings:` that each have it",
                found="both `within:` and `readings:`"
                if self.readings
                else "neither `within:` nor `readings:`",
            )
        return self
