"""The procedure language: what may stand in a `procedure.yaml` and in a `clauses.yaml`.

Each part of a procedure is one of the frozen values below. They are read from plain text values
(the YAML reader gives nothing else), so that lists may be written `a, b` and times `24 hours`.
What refers to what (a fact, a role, a clause) is checked in `rulebook`, over all layers together.
"""

from __future__ import annotations

from keyword import iskeyword
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from frontdoor.procedure import letters, vocabulary
from frontdoor.procedure.colours import colour
from frontdoor.procedure.letters import Letter as Letter
from frontdoor.procedure.mistakes import Expected, nearest
from frontdoor.procedure.parts import Part as Part
from frontdoor.procedure.parts import Reading as Reading
from frontdoor.procedure.parts import Rule as Rule
from frontdoor.procedure.parts import Sourced as Sourced
from frontdoor.procedure.phrases import (
    ALWAYS,
    Acts,
    Command,
    Events,
    Id,
    Ids,
    OneEvent,
    Text,
    Texts,
    Value,
    Values,
    When,
    Whos,
    Within,
    YesNo,
    listed,
    one_of,
)
from frontdoor.procedure.statements import Statement as Statement

Meaning = Annotated[str, one_of(vocabulary.MEANINGS)]


class Fact(Part):
    """Something that can be known of a contact, with all the values it may have.

    `not_known` is added as the first value and the default, unless `default` names another.
    A `derived` fact is worked out from the contact, never asked.
    """

    fact: Id
    name: Text
    values: Values
    group: Literal["call", "need", "family", "consent", "concern", "circumstance", "history"] = (
        "call"
    )
    default: Value = "not_known"
    derived: YesNo = False
    chosen: YesNo = False
    """Whether the service settles it, as who is to lead, rather than finds it out."""
    hint: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        if isinstance(data, dict):
            values = listed(data.get("values", ()))
            if data.get("default", "not_known") == "not_known" and "not_known" not in values:
                data = {**data, "values": ("not_known", *values)}
        return data

    @model_validator(mode="after")
    def _default_is_a_value(self) -> Fact:
        if iskeyword(self.fact):
            raise Expected("another id: this word is kept by Python", found=f"'{self.fact}'")
        twice = [value for value in self.values if self.values.count(value) > 1]
        if twice:
            raise Expected("each value once", found=f"the value '{twice[0]}' twice")
        if len(self.values) < 2:
            raise Expected("at least two values", found=f"only '{', '.join(self.values)}'")
        if self.default not in self.values:
            raise Expected(
                f"one of its values: {', '.join(self.values)}",
                nearest(self.default, self.values),
                f"the default '{self.default}'",
            )
        return self


class NamedCondition(Part):
    """A name for a condition, to be used in `when` as `<name>: yes` or `<name>: no`."""

    condition: Id
    name: Text
    when: When


class Impossible(Part):
    """A combination of facts that cannot be."""

    rule: Id
    when: When
    because: Text


class Stage(Part):
    """Where a contact stands. The first stage named is where a received contact begins."""

    stage: Id
    name: Text
    final: YesNo = False
    waits: YesNo = False
    """Whether a contact here waits for a meeting."""


class Role(Sourced):
    """Who works at the front door, by name and by common kind."""

    role: Id
    name: Text
    kind: Annotated[str, one_of(vocabulary.ROLE_KINDS)]
    sees_referrer: YesNo = True
    """Whether this role may see who a referrer is that may not be named."""


class Destination(Part):
    """A team or service that a contact can go to."""

    destination: Id
    name: Text
    kind: Annotated[str, one_of(vocabulary.DESTINATION_KINDS)]


class Outcome(Sourced):
    """What may come of a contact, with what it means in the common vocabulary."""

    outcome: Id
    name: Text
    meaning: Meaning
    loses: Text | None = None
    """What the common meaning does not carry of this outcome."""


class RecordKind(Sourced):
    """Something that is written down on a contact, and that a step may require."""

    record: Id
    name: Text
    asks: Text
    """The prompt above the text box."""


class RouteReading(Reading):
    """A reading of a route: what it advises otherwise."""

    outcome: Id | None = None
    also: Ids | None = None
    to: Id | None = None
    decided_by: Whos | None = None


class Route(Rule):
    """What the procedure advises at a stage; the first route that matches."""

    stage: Id
    when: When = ALWAYS
    outcome: Id
    also: Ids = ()
    to: Id
    decided_by: Whos
    readings: tuple[RouteReading, ...] = ()
    hides: Ids = ()
    """Later rules that this one means to go before."""


class StepReading(Reading):
    """A reading of a step: who may take it, with what, to which outcomes."""

    by: Whos | None = None
    outcomes: Ids | None = None
    needs: Annotated[tuple[str, ...], BeforeValidator(listed)] | None = None


Needs = Annotated[tuple[str, ...], BeforeValidator(listed)]
"""Records or checks by id, or events such as `notified police`, that must be there."""


class Step(Rule):
    """A command that is permitted: where, by whom, when, what it needs and where it leads."""

    command: Command
    name: Text
    at: Ids
    when: When = ALWAYS
    needs: Needs = ()
    outcomes: Ids = ()
    also: Ids = ()
    """Outcomes permitted beside one of `outcomes`, not alone."""
    by: Whos
    if_away: Whos = ()
    second_person: YesNo = False
    needs_reason: YesNo = False
    stage: Id | None = None
    to: Id | None = None
    hint: Text | None = None
    readings: tuple[StepReading, ...] = ()


class Bar(Rule):
    """What may not be done, why, and the way forward instead."""

    refuses: Acts
    at: Ids = ()
    when: When = ALWAYS
    outcomes: Ids = ()
    below: Meaning | None = None
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
    unless: Needs = ()
    because: Text
    instead: Text


class TaskReading(Reading):
    """A reading of a task: its time, and from when that counts."""

    within: Within
    from_: OneEvent | None = Field(default=None, alias="from")


class Task(Rule):
    """Something to be done, by whom and by when, from one entry until another."""

    name: Text
    purpose: Annotated[str, one_of(vocabulary.PURPOSES)]
    on: Events
    when: When = ALWAYS
    advised: Ids = ()
    outcomes: Ids = ()
    who: Whos
    within: Within | None = None
    from_: OneEvent | None = Field(default=None, alias="from")
    until: Events
    outlives: Literal["closed"] | None = None
    repeats: YesNo = False
    waived_by: Whos = ()
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


class Question(Rule):
    """Something to ask; what is missing is named, and holds nothing up."""

    ask: Text
    part: Text
    when: When = ALWAYS
    of: Literal["contact", "child"] = "contact"
    to: Literal["referrer", "worker"] = "referrer"
    """Who answers: whoever makes the contact, or a worker who looks into it."""
    refuses: Texts = ()
    """Answers that the procedure does not accept."""
    names_referrer: YesNo = False
    """Whether an answer says who the referrer is; it is held back where the referrer is."""


class Check(Rule):
    """Something to look up or to find out before a decision."""

    look: Text
    when: When = ALWAYS


class Notice(Rule):
    """Something that people are told while a contact is taken."""

    says: Text
    to: Literal["worker", "referrer"] = "worker"
    when: When = ALWAYS
    at: Ids = ()


class Disclosure(Rule):
    """What is held back, from whom, unless something has been recorded."""

    holds_back: Annotated[str, one_of(vocabulary.HELD_BACK)]
    from_: Annotated[
        tuple[Annotated[str, one_of(vocabulary.READERS)], ...], BeforeValidator(listed)
    ] = Field(alias="from")
    when: When = ALWAYS
    unless: Needs = ()
    because: Text


class Feedback(Rule):
    """Who is told the outcome, and what."""

    to: Annotated[str, one_of(vocabulary.READERS)]
    when: When = ALWAYS
    tells: Texts
    holds_back: Texts = ()
    unless: Needs = ()


class Reaction(Rule):
    """An entry on one contact that leads to a command on those linked to it."""

    on: OneEvent
    when: When = ALWAYS
    across: Annotated[str, one_of(vocabulary.LINKS)]
    command: Command


class Matter(Rule):
    """A matter on which clauses differ without any one rule that shows it."""

    matter: Text
    when: When = ALWAYS
    readings: tuple[Reading, ...]


class Setting(Sourced):
    """A value that the source leaves open or that a council may choose."""

    setting: Literal[
        "immediately_minutes",
        "meeting_time",
        "meeting_days",
        "count_to_end_of_day",
        "office_opens",
        "office_closes",
        "letters_seen_by_second_person",
        "brand_colour",
    ]
    value: Text

    @field_validator("value")
    @classmethod
    def _of_letters(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("setting") == "brand_colour":
            colour(value)
        if info.data.get("setting") == "letters_seen_by_second_person":
            letters.seen_first(value)
        return value


class ClauseSource(Part):
    """A document that clauses come from."""

    source: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]
    title: Text
    edition: Text


class Clause(Part):
    """One rule of a source, in our words, and what became of it."""

    clause: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}-[0-9]{2,3}$")]
    source: Text
    where: Text
    says: Text
    status: Literal["modelled", "guidance", "silent", "conflict", "draft"]
    """What became of it; of a draft nobody has decided yet, which keeps a procedure from use."""
    why: Text | None = None

    @model_validator(mode="after")
    def _explained(self) -> Clause:
        if self.status in ("guidance", "silent") and not self.why:
            raise Expected(
                f"`why:`, which a clause with the status {self.status} needs", found="no `why:`"
            )
        return self


SECTIONS: dict[str, tuple[str, type[Part]]] = {
    "facts": ("fact", Fact),
    "conditions": ("condition", NamedCondition),
    "impossible": ("rule", Impossible),
    "stages": ("stage", Stage),
    "roles": ("role", Role),
    "destinations": ("destination", Destination),
    "outcomes": ("outcome", Outcome),
    "records": ("record", RecordKind),
    "routes": ("rule", Route),
    "steps": ("rule", Step),
    "bars": ("rule", Bar),
    "tasks": ("rule", Task),
    "questions": ("rule", Question),
    "checks": ("rule", Check),
    "notices": ("rule", Notice),
    "disclosure": ("rule", Disclosure),
    "feedback": ("rule", Feedback),
    "letters": ("rule", Letter),
    "reactions": ("rule", Reaction),
    "matters": ("rule", Matter),
    "statements": ("rule", Statement),
    "settings": ("setting", Setting),
}
"""Each section of a procedure: the key that names its items, and what they are."""

HEADER = ("procedure", "name", "edition", "extends")
"""What stands above the sections."""
