"""The procedure language: what may stand in a `procedure.yaml` and in a `clauses.yaml`.

Each part of a procedure is a frozen value, here or in `named`, `acting`, `letters`, `statements`.
They are read from plain text values (the YAML reader gives nothing else), so that lists may be
written `a, b` and times `24 hours`. What refers to what (a fact, a role, a clause) is checked in
`references`, over all layers together. The sentences below classes and keys make the reference in
`docs/reference/language.md`.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from frontdoor.procedure import vocabulary
from frontdoor.procedure.acting import Bar as Bar
from frontdoor.procedure.acting import Route as Route
from frontdoor.procedure.acting import RouteReading as RouteReading
from frontdoor.procedure.acting import Step as Step
from frontdoor.procedure.acting import StepReading as StepReading
from frontdoor.procedure.acting import Task as Task
from frontdoor.procedure.acting import TaskReading as TaskReading
from frontdoor.procedure.letters import Letter as Letter
from frontdoor.procedure.mistakes import Expected
from frontdoor.procedure.named import Destination as Destination
from frontdoor.procedure.named import Fact as Fact
from frontdoor.procedure.named import Impossible as Impossible
from frontdoor.procedure.named import NamedCondition as NamedCondition
from frontdoor.procedure.named import Outcome as Outcome
from frontdoor.procedure.named import RecordKind as RecordKind
from frontdoor.procedure.named import Role as Role
from frontdoor.procedure.named import Setting as Setting
from frontdoor.procedure.named import Stage as Stage
from frontdoor.procedure.parts import Part as Part
from frontdoor.procedure.parts import Reading as Reading
from frontdoor.procedure.parts import Rule as Rule
from frontdoor.procedure.parts import Sourced as Sourced
from frontdoor.procedure.phrases import (
    ALWAYS,
    Command,
    Ids,
    Needs,
    OneEvent,
    Text,
    Texts,
    When,
    YesNo,
    listed,
    one_of,
)
from frontdoor.procedure.statements import Statement as Statement


class Question(Rule):
    """Something to ask; what is missing is named, and holds nothing up."""

    ask: Text
    """The question."""
    part: Text
    """The heading under which it stands; a meeting's sheet is the questions of one part."""
    when: When = ALWAYS
    of: Literal["contact", "child"] = "contact"
    """Whether it is about the contact, or about each child."""
    to: Literal["referrer", "worker"] = "referrer"
    """Who answers: whoever makes the contact, or a worker who looks into it."""
    refuses: Texts = ()
    """Answers that the procedure does not accept."""
    names_referrer: YesNo = False
    """Whether an answer says who the referrer is; it is held back where the referrer is."""


class Check(Rule):
    """Something to look up or to find out before a decision."""

    look: Text
    """What to look up."""
    when: When = ALWAYS


class Notice(Rule):
    """Something that people are told while a contact is taken."""

    says: Text
    """What they are told."""
    to: Literal["worker", "referrer"] = "worker"
    """Who is told: whoever takes the contact, or whoever makes it."""
    when: When = ALWAYS
    at: Ids = ()
    """Stages at which it is shown, or `open`, `final`, `any`; all without."""


class Disclosure(Rule):
    """What is held back, from whom, unless something has been recorded."""

    holds_back: Annotated[str, one_of(vocabulary.HELD_BACK)]
    """What they may not learn."""
    from_: Annotated[
        tuple[Annotated[str, one_of(vocabulary.READERS)], ...], BeforeValidator(listed)
    ] = Field(alias="from")
    """From whom it is held back."""
    when: When = ALWAYS
    unless: Needs = ()
    """What lifts it: all of these must be there."""
    because: Text
    """Why it is held back."""


class Feedback(Rule):
    """Who is told the outcome, and what."""

    to: Annotated[str, one_of(vocabulary.READERS)]
    """Who is told."""
    when: When = ALWAYS
    tells: Texts
    """What they are told."""
    holds_back: Texts = ()
    """What they are not told, in words for whoever tells them."""


class Reaction(Rule):
    """An entry on one contact that leads to a command on those linked to it."""

    on: OneEvent
    """The entry."""
    when: When = ALWAYS
    across: Annotated[str, one_of(vocabulary.LINKS)]
    """The kind of link that it goes along."""
    command: Command
    """The command on each contact at the other end."""


class Matter(Rule):
    """A matter on which clauses differ without any one rule that shows it."""

    matter: Text
    """What they differ on."""
    when: When = ALWAYS
    readings: tuple[Reading, ...]


class ClauseSource(Part):
    """A document that clauses come from."""

    source: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]
    """Two to six capital letters, with which the ids of its clauses begin."""
    title: Text
    """Its title."""
    edition: Text
    """Its date or version."""


class Clause(Part):
    """One rule of a source, in our words, and what became of it."""

    clause: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}-[0-9]{2,3}$")]
    """The id that rules cite: the source's letters, a dash, a number, as in `EXA-01`."""
    source: Text
    """The source that it stands in."""
    where: Text
    """Where it stands there: a number, a heading, a page."""
    says: Text
    """What it says, in our words."""
    status: Literal["modelled", "guidance", "silent", "conflict", "draft"]
    """What became of it; of a draft nobody has decided yet, which keeps a procedure from use."""
    why: Text | None = None
    """The reason, which guidance and silent need."""

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

RULE_SECTIONS: Final = frozenset(name for name, (key, _) in SECTIONS.items() if key == "rule")
"""Sections whose items are rules, which share one set of ids."""

HEADER: Final = {
    "procedure": "The short name, as in the configuration and the address.",
    "name": "The authority's name as people know it.",
    "edition": "The date or version of the published procedure.",
    "extends": "The procedure that this one builds on; `base` without.",
}
"""What stands above the sections."""

LAYERING: Final = {
    "changes": "Replaces keys of an item of a layer below: the item's id, `because`, the keys with "
    "what they say now, and its source; `without` names keys that fall away.",
    "removes": "Takes an item of a layer below out: its id and `because`.",
    "choices": "Chooses among the readings of a rule: `rule`, `reading`, and perhaps `because`.",
}
"""What a later layer does with what earlier ones say."""
