"""What rules name: facts, conditions, stages, roles, destinations, outcomes, records, settings."""

from __future__ import annotations

from keyword import iskeyword
from typing import Annotated, Any, Literal

from pydantic import ValidationInfo, field_validator, model_validator

from frontdoor.procedure import letters, vocabulary
from frontdoor.procedure.colours import colour
from frontdoor.procedure.mistakes import Expected, nearest
from frontdoor.procedure.parts import Part, Sourced
from frontdoor.procedure.phrases import Id, Text, Value, Values, When, YesNo, listed, one_of


class Fact(Part):
    """Something that can be known of a contact, with all the values it may have.

    `not_known` is added as the first value and the default, unless `default` names another.
    A `derived` fact is worked out from the contact, never asked.
    """

    fact: Id
    """The id that conditions name."""
    name: Text
    """What it is called on pages and forms."""
    values: Values
    """Every value that it may have, at least two; `not_known` need not be written."""
    group: Literal["call", "need", "family", "consent", "concern", "circumstance", "history"] = (
        "call"
    )
    """The part of the form in which it is asked."""
    default: Value = "not_known"
    """The value that it has where nobody has said another."""
    derived: YesNo = False
    """Whether it is worked out, by the service or a plugin's hook, and never asked."""
    chosen: YesNo = False
    """Whether people settle it, as who is to lead, rather than find it out; it is asked too.

    Proofs let a contact be given any of its values on the way.
    """
    hint: Text | None = None
    """A sentence for whoever answers."""

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
    """The id that other conditions name; no fact may have the same."""
    name: Text
    """What it is called on pages."""
    when: When
    """Where it is `yes`."""


class Impossible(Part):
    """A combination of facts that cannot be: refused on entry, and left out of every proof."""

    rule: Id
    """The id of this rule."""
    when: When
    """What cannot be."""
    because: Text
    """Why it cannot be, for whoever has entered it."""


class Stage(Part):
    """Where a contact stands. The first stage named is where a received contact begins."""

    stage: Id
    """The id that steps and routes name."""
    name: Text
    """What it is called on pages."""
    final: YesNo = False
    """Whether a contact has ended here; at least one stage is final."""
    waits: YesNo = False
    """Whether a contact here waits for a meeting."""


class Role(Sourced):
    """Who works at the front door, by name and by common kind."""

    role: Id
    """The id that rules and accounts name."""
    name: Text
    """What it is called on pages."""
    kind: Annotated[str, one_of(vocabulary.ROLE_KINDS)]
    """The common kind that it is one of."""
    sees_referrer: YesNo = True
    """Whether this role may see who a referrer is that may not be named."""


class Destination(Part):
    """A team or service that a contact can go to."""

    destination: Id
    """The id that routes and steps name."""
    name: Text
    """What it is called on pages and in letters."""
    kind: Annotated[str, one_of(vocabulary.DESTINATION_KINDS)]
    """The common kind that it is one of."""


class Outcome(Sourced):
    """What may come of a contact, with what it means in the common vocabulary."""

    outcome: Id
    """The id that rules name."""
    name: Text
    """What it is called on pages and in letters."""
    meaning: Annotated[str, one_of(vocabulary.MEANINGS)]
    """What it means in the common vocabulary."""
    loses: Text | None = None
    """What the common meaning does not carry of this outcome."""


class RecordKind(Sourced):
    """Something that is written down on a contact, and that a step may require."""

    record: Id
    """The id that steps and bars name."""
    name: Text
    """What it is called on pages."""
    asks: Text
    """The prompt above the text box."""


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
    """Which one."""
    value: Text
    """What it is: minutes, a local time, days of the week, yes or no, readers or a colour."""

    @field_validator("value")
    @classmethod
    def _of_letters(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("setting") == "brand_colour":
            colour(value)
        if info.data.get("setting") == "letters_seen_by_second_person":
            letters.seen_first(value)
        return value
