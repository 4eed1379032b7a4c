"""What a step of a scenario expects: one field for each thing that can be seen of a contact."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict

from frontdoor.domain.clocks import LONDON
from frontdoor.procedure.mistakes import Expected, quoted
from frontdoor.procedure.phrases import Cites, Text, Texts, YesNo, listed

NOTHING = "nothing"
"""In the place of an outcome: none was decided, or proposed. Of feedback: none is given."""

MOMENT = "a date and time such as 2026-03-06 15:30"

TASK_STATES = (
    "running",
    "not stated",
    "late",
    "done",
    "done late",
    "waived",
    "closed",
    "absent",
)
"""Beside a date and time: what can be expected of a task."""


def local_time(value: Any) -> datetime:
    """A date and time as people write it, in London unless it has an offset."""
    try:
        moment = datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise Expected(MOMENT, found=quoted(value)) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


class Hit(NamedTuple):
    """A word that must be among others, or (`wanted` is no) must not be."""

    word: str
    wanted: bool = True

    def __str__(self) -> str:
        return self.word if self.wanted else f"not {self.word}"


class TaskState(NamedTuple):
    """How a task stands: when it is due, or a word of `TASK_STATES`; and who must do it."""

    state: str
    due: datetime | None = None
    who: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.state + (f" by {', '.join(self.who)}" if self.who else "")


def _hit(text: Any) -> Hit:
    word = str(text).strip()
    return Hit(word.removeprefix("not ").strip(), not word.startswith("not "))


def _task_state(value: Any) -> TaskState:
    text, _, who = " ".join(str(value).split()).partition(" by ")
    if text in TASK_STATES:
        return TaskState(text, None, listed(who))
    if re.match(r"\d", text):
        due = local_time(text)
        return TaskState(in_local_words(due), due, listed(who))
    raise Expected(f"{MOMENT}, or one of {', '.join(TASK_STATES)}", found=quoted(value))


def in_local_words(moment: datetime) -> str:
    """A moment as scenarios write it: the local date and time, to the minute."""
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"


def _listed_words(value: Any) -> tuple[str, ...]:
    words = listed(value)
    if not isinstance(words, tuple) or not words or not all(isinstance(w, str) for w in words):
        raise Expected("words with commas between, or each after a dash", found=quoted(value))
    return words


Hits = Annotated[
    tuple[Hit, ...], BeforeValidator(lambda value: tuple(_hit(w) for w in _listed_words(value)))
]
"""`a, not b`: a is among them, b is not."""

Listed = Annotated[tuple[str, ...], BeforeValidator(_listed_words)]


def _due(value: Any) -> datetime | None:
    return None if str(value).strip() == "not stated" else local_time(value)


class Expectation(BaseModel):
    """What is expected after a step. What is not named may be anything.

    `on` names the contact that is meant, where there are several.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    on: Text | None = None
    """The contact that is meant, by its name."""
    # what became of the command
    refused: Listed | None = None
    """That it is refused: `yes`, or rules that stand in the way (these, and perhaps more)."""
    because: Text | None = None
    """A part of one of the reasons, or of the way forward."""
    cites: Cites | None = None
    """Clauses behind the refusal, or behind the step taken; for a look, behind the advice."""
    not_recorded: YesNo | None = None
    """Whether nothing is recorded of the call."""
    # what is advised
    advised: Listed | None = None
    """The leading outcome that is advised now, then all that hold together with it."""
    to: Text | None = None
    """The destination to which it is advised to go."""
    decided_by: Listed | None = None
    """All the roles that may decide, as the procedure advises."""
    route: Text | None = None
    """The rule that gave the advice."""
    # where the contact stands
    stage: Text | None = None
    """The stage at which it is."""
    team: Text | None = None
    """The team that holds it."""
    assigned_to: Text | None = None
    """The user it was given to."""
    proposed: Listed | None = None
    """The outcome proposed last, then all those with it; or `nothing`."""
    decided: Listed | None = None
    """The outcome decided last, then all those with it; or `nothing`."""
    facts: dict[str, Text] | None = None
    """For a fact, its value now: those that follow from time or age, or were amended, too."""
    deleted: YesNo | None = None
    """Whether it was deleted as a duplicate."""
    contacts: int | None = None
    """How many contacts there are by now."""
    linked: dict[str, Listed] | None = None
    """For a kind of link, the contacts at its other end: `same_call: Sam Example`."""
    # what is to be done
    due: Annotated[datetime | None, BeforeValidator(_due)] = None
    """By when the contact must be decided; `not stated` where no time runs.

    It is the earliest running task whose purpose is `decision`.
    """
    tasks: dict[str, Annotated[TaskState, BeforeValidator(_task_state)]] | None = None
    """For a task, how it stands, and `by` whom it must be done."""
    missing: Hits | None = None
    """Questions and checks that are still open: `urgency, not etrak`."""
    # what people are told, and may see
    notices: Hits | None = None
    """Notices that are shown at this stage: `board_procedures, not may_talk_to_parents`."""
    readings: dict[str, Listed] | None = None
    """For a rule: the reading that is taken, then the others that are shown."""
    sees_referrer: YesNo | None = None
    """Whether `who` may see who made the contact."""
    held_back: dict[str, Hits] | None = None
    """For a reader outside, what is held back from them: `parents: referrer_identity`."""
    feedback: dict[str, Text] | None = None
    """For a reader, words in what they are told, or `nothing`."""
    letters: dict[str, Texts] | None = None
    """For a reader, words in the letter that is drafted, or `nothing` where none may be written."""
    statements: dict[str, Text] | None = None
    """For a topic, words in what is said of the service itself."""
    # what was written down
    journal: Listed | None = None
    """The latest entries, in order: `transferred, recorded plan, authorised`."""

    def said(self) -> dict[str, Any]:
        """What was expressly expected, by key; `on` is no expectation."""
        return {key: getattr(self, key) for key in self.model_fields_set if key != "on"}
