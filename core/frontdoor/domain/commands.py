"""Commands: what people ask to happen to a contact, checked for shape before anything is decided.

A command says what is wanted; the procedure says whether it is permitted (`decide`). `happened` is
when the thing took place, where that was earlier than now; clocks run from it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)


def _no_control_characters(text: str) -> str:
    if any(ord(c) < 32 and c not in "\n\r\t" for c in text) or "\x7f" in text:
        raise ValueError("must not hold control characters")
    return text


def _valid_unicode(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ValueError("must be valid text (it holds half a character)") from error
    return value


_MOMENT = re.compile(
    r"2(0\d\d|100)-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def _written_out(value: Any) -> Any:
    """A moment is written in full; pydantic would take a count of seconds, and the year 1."""
    text = value.isoformat() if isinstance(value, datetime) else value
    if not isinstance(text, str):
        return value
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.upper())
    except ValueError:
        pass  # the 30th of February, say
    raise ValueError(
        "must be a date and time between 2000 and 2100 with an offset: 2026-03-06T15:30:00Z"
    )


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A date and time with an offset, as RFC 3339 writes it, from 2000 to 2100."""

_Checked = (BeforeValidator(_valid_unicode), AfterValidator(_no_control_characters))
Line = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), *_Checked]
Text = Annotated[str, StringConstraints(max_length=20_000, strip_whitespace=True), *_Checked]
SomeText = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True), *_Checked
]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-z-]{1,64}$")]
"""The id of a contact or a person."""

FactValues = Annotated[dict[Word, Word], Field(max_length=200)]
Words = Annotated[tuple[Word, ...], Field(max_length=50)]
Texts = Annotated[dict[Word, Text], Field(max_length=200)]


class Said(BaseModel):
    """Anything that comes from outside: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ReferrerSaid(Said):
    """The referrer as given with a contact."""

    kind: Literal["professional", "family", "child", "public", "not_known"] = "not_known"
    name: Line = ""
    role: Line = ""
    organisation: Line = ""
    relationship: Line = ""
    telephone: Line = ""
    email: Line = ""
    address: Line = ""
    wants_anonymity: bool | None = None


class ChildSaid(Said):
    """One child of the call; `facts` are those that differ from the call's, `person` a known id."""

    person: Key | None = None
    name: Line = ""
    date_of_birth: date | None = None
    expected: date | None = None
    gender: Line = ""
    ethnicity: Line = ""
    nationality: Line = ""
    first_language: Line = ""
    needs: Line = ""
    address: Line = ""
    school: Line = ""
    nhs_number: Line = ""
    facts: FactValues = {}


class AdultSaid(Said):
    """A parent, carer or other adult of the household."""

    name: Line = ""
    relationship: Line = ""
    date_of_birth: date | None = None
    parental_responsibility: bool | None = None
    telephone: Line = ""
    address: Line = ""


class CommandSaid(Said):
    """What every command may say: when it happened, by which step, and why."""

    happened: Moment | None = None
    step: Word | None = None
    reason: Text = ""
    away: Text = ""
    """Why someone acts for those whose decision it is, when they are away."""


class Receive(CommandSaid):
    """A call, letter or form: one contact for each child, or one about no child."""

    command: Literal["receive"] = "receive"
    channel: Word = "not_known"
    referrer: ReferrerSaid = ReferrerSaid()
    children: Annotated[tuple[ChildSaid, ...], Field(max_length=20)] = ()
    adults: Annotated[tuple[AdultSaid, ...], Field(max_length=30)] = ()
    what_happened: Text = ""
    facts: FactValues = {}
    concerns: Words = ()
    circumstances: Words = ()
    answers: Texts = {}
    checks: Texts = {}


class Consult(Receive):
    """A consultation: recorded or not as the procedure says; a hypothetical one leaves nothing."""

    command: Literal["consult"] = "consult"  # type: ignore[assignment]  # narrows the discriminator


class Amend(CommandSaid):
    """Facts and details that turn out otherwise, or to be added."""

    command: Literal["amend"] = "amend"
    facts: FactValues = {}
    concerns: Words | None = None
    circumstances: Words | None = None
    child: ChildSaid | None = None
    referrer: ReferrerSaid | None = None
    adults: Annotated[tuple[AdultSaid, ...], Field(max_length=30)] | None = None
    what_happened: Text | None = None


class Answer(CommandSaid):
    """An answer to one of the procedure's questions."""

    command: Literal["answer"] = "answer"
    question: Word
    text: SomeText


class Check(CommandSaid):
    """The result of one of the procedure's checks."""

    command: Literal["check"] = "check"
    check: Word
    result: SomeText


class Record(CommandSaid):
    """A text of a kind that the procedure names."""

    command: Literal["record"] = "record"
    record: Word
    text: SomeText


class Propose(CommandSaid):
    """An outcome for someone else to authorise; another than advised needs `rationale`."""

    command: Literal["propose"] = "propose"
    outcome: Word
    also: Words = ()
    rationale: Text = ""


class Authorise(CommandSaid):
    """Decide: on the proposal if there is one and no other outcome is named."""

    command: Literal["authorise"] = "authorise"
    outcome: Word | None = None
    also: Words | None = None
    rationale: Text = ""


class Decline(CommandSaid):
    """Send a proposal back; `reason` says why."""

    command: Literal["decline"] = "decline"


class Transfer(CommandSaid):
    """Hand the contact to another team; `to` where the step does not say which."""

    command: Literal["transfer"] = "transfer"
    to: Word | None = None


class Acknowledge(CommandSaid):
    """Tell the referrer that the contact has come."""

    command: Literal["acknowledge"] = "acknowledge"
    channel: Word = "not_known"
    text: Text = ""


class Redirect(CommandSaid):
    """Send on to the team it should have come to."""

    command: Literal["redirect"] = "redirect"
    to: Word


class AddInformation(CommandSaid):
    """What came in later."""

    command: Literal["add_information"] = "add_information"
    text: SomeText


class Notify(CommandSaid):
    """Someone was told: the police, the allocated worker."""

    command: Literal["notify"] = "notify"
    whom: Word
    text: Text = ""


class Share(CommandSaid):
    """Information was given to another agency."""

    command: Literal["share"] = "share"
    with_: Word = Field(alias="with")
    text: SomeText


class FeedBack(CommandSaid):
    """A reader outside was told what became of the contact."""

    command: Literal["feed_back"] = "feed_back"
    to: Word
    channel: Word = "not_known"
    text: SomeText


class Assign(CommandSaid):
    """Give the contact to a user."""

    command: Literal["assign"] = "assign"
    user: Line


class Waive(CommandSaid):
    """Release a task (its id); `reason` says why."""

    command: Literal["waive"] = "waive"
    task: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[0-9]+)?$", max_length=70)]


class LinkTo(CommandSaid):
    """Join two contacts by a kind of link."""

    command: Literal["link"] = "link"
    kind: Word
    other: Key


class Copy(CommandSaid):
    """Copy a contact to a sibling."""

    command: Literal["copy"] = "copy"
    child: ChildSaid


class CarryOutcome(CommandSaid):
    """Take over the outcome decided on a linked contact."""

    command: Literal["carry_outcome"] = "carry_outcome"
    source: Key


class Close(CommandSaid):
    """End the work on a contact, with an outcome or on the one decided."""

    command: Literal["close"] = "close"
    outcome: Word | None = None
    also: Words = ()
    rationale: Text = ""


class Reopen(CommandSaid):
    """Take a closed contact up again; `reason` says why."""

    command: Literal["reopen"] = "reopen"


class DeleteDuplicate(CommandSaid):
    """Delete a contact whose outcome stands on the one it duplicates."""

    command: Literal["delete_duplicate"] = "delete_duplicate"
    survivor: Key


Command = Annotated[
    Amend
    | Answer
    | Check
    | Record
    | Propose
    | Authorise
    | Decline
    | Transfer
    | Acknowledge
    | Redirect
    | AddInformation
    | Notify
    | Share
    | FeedBack
    | Assign
    | Waive
    | LinkTo
    | Copy
    | CarryOutcome
    | Close
    | Reopen
    | DeleteDuplicate,
    Field(discriminator="command"),
]
"""A command on a contact that is there."""


COMMANDS: dict[str, type[CommandSaid]] = {
    model.model_fields["command"].default: model
    for model in (Receive, Consult, *get_args(get_args(Command)[0]))
}
"""Each verb's command."""

ABOUT = {
    "answer": "question",
    "check": "check",
    "record": "record",
    "notify": "whom",
    "share": "with",
    "feed_back": "to",
    "waive": "task",
    "link": "kind",
    "carry_outcome": "source",
    "delete_duplicate": "survivor",
}
"""For commands that name what they are about (`record summary`): the field that holds it."""


def detail_of(command: CommandSaid) -> str | None:
    """What a command is about, as rules name it: `police` of `notify police`."""
    for name in ("question", "check", "record", "whom", "with_", "task"):
        if name in type(command).model_fields:
            value: str = getattr(command, name)
            return value.partition(".")[0]
    if isinstance(command, FeedBack):
        return command.to
    return command.kind if isinstance(command, LinkTo) else None
