"""Commands: what people ask to happen to a contact, checked for shape before anything is decided.

A command says what is wanted; the procedure says whether it is permitted (`decide`). `happened` is
when the thing took place, where that was earlier than now; clocks run from it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from frontdoor.domain.typed import FactValues as FactValues
from frontdoor.domain.typed import Key as Key
from frontdoor.domain.typed import Line as Line
from frontdoor.domain.typed import Moment as Moment
from frontdoor.domain.typed import ShortText, SomeLine
from frontdoor.domain.typed import SomeText as SomeText
from frontdoor.domain.typed import Text as Text
from frontdoor.domain.typed import Texts as Texts
from frontdoor.domain.typed import Word as Word
from frontdoor.domain.typed import Words as Words


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

    @property
    def verb(self) -> str:
        """The command's word, such as `authorise`."""
        return verb_of(type(self))


def verb_of(model: type[CommandSaid]) -> str:
    """The word by which commands of a kind are named, such as `authorise`."""
    word: str = model.model_fields["command"].default
    return word


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
    """Decide, on the proposal where no outcome is named; another than advised needs `rationale`."""

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
    restricted: bool = False
    """Whether it is only for its author, the worker assigned, and managers."""


class Notify(CommandSaid):
    """Someone was told: the police, the allocated worker; perhaps by a `letter` (its id)."""

    command: Literal["notify"] = "notify"
    whom: Word
    text: Text = ""
    letter: Word | None = None


class Share(CommandSaid):
    """Information was given to another agency."""

    command: Literal["share"] = "share"
    with_: Word = Field(alias="with")
    text: SomeText


class FeedBack(CommandSaid):
    """A reader outside was told what became of the contact; perhaps by a `letter` (its id)."""

    command: Literal["feed_back"] = "feed_back"
    to: Word
    channel: Word = "not_known"
    text: SomeText
    letter: Word | None = None


class DraftLetter(CommandSaid):
    """A letter as it is to be, to a kind of reader; `letter` is the one that it takes the place of.

    `addressee` is the name and address as they stand on it, a line each.
    """

    command: Literal["draft_letter"] = "draft_letter"
    to: Word
    letter: Word | None = None
    subject: SomeLine
    addressee: ShortText = ""
    text: SomeText


class ApproveLetter(CommandSaid):
    """A second person has seen a letter, and it may leave."""

    command: Literal["approve_letter"] = "approve_letter"
    letter: Word


class Assign(CommandSaid):
    """Give the contact to a user, or to whoever is there in the team that holds it (`to_team`).

    `note` is what they should know: that is how work is handed over.
    """

    command: Literal["assign"] = "assign"
    user: Line = ""
    to_team: bool = False
    note: Text = ""


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
    """End the work, on the outcome decided or another; one not advised needs `rationale`."""

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


class Attach(CommandSaid):
    """A document that came. Its bytes are kept beside the journal, which has their digest.

    `size` is in bytes, `digest` their SHA-256 in hex; `source` says whose it is: the referrer's are
    those that come from the referrer or name them.
    """

    command: Literal["attach"] = "attach"
    document: Key
    name: Line
    media_type: Annotated[str, StringConstraints(pattern=r"^[a-z0-9.+-]+/[a-z0-9.+-]+$")]
    size: Annotated[int, Field(ge=1)]
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    kind: Word
    source: Literal["referrer", "other", "us"]


class CorrectChild(CommandSaid):
    """Put a contact that was recorded on the wrong child on the right one; `reason` says why.

    `child.person` is the id of one who is known; without it the child is a new one. `child.facts`
    are what is known of this child; what was held on the other's history is left behind.
    """

    command: Literal["correct_child"] = "correct_child"
    child: ChildSaid


class Restrict(CommandSaid):
    """Have everyone who opens the child's records say why; `reason` says why that must be."""

    command: Literal["restrict"] = "restrict"


class LiftRestriction(CommandSaid):
    """Let the child's records be opened as others are; `reason` says why they may be."""

    command: Literal["lift_restriction"] = "lift_restriction"


class OpenRestricted(CommandSaid):
    """Open a restricted record to read it and work on it; `reason` says why."""

    command: Literal["open_restricted"] = "open_restricted"


class Unmask(CommandSaid):
    """See who the referrer is where that is held back; `reason` says why."""

    command: Literal["unmask"] = "unmask"


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
    | DraftLetter
    | ApproveLetter
    | Assign
    | Waive
    | LinkTo
    | Copy
    | CarryOutcome
    | Close
    | Reopen
    | DeleteDuplicate
    | CorrectChild
    | Restrict
    | LiftRestriction
    | OpenRestricted
    | Unmask,
    Field(discriminator="command"),
]
"""A command on a contact that is there; `attach` comes with bytes, and by a way of its own."""


COMMANDS: dict[str, type[CommandSaid]] = {
    verb_of(model): model for model in (Receive, Consult, Attach, *get_args(get_args(Command)[0]))
}
"""Each verb's command."""

ABOUT = {
    "answer": "question",
    "check": "check",
    "record": "record",
    "notify": "whom",
    "share": "with",
    "feed_back": "to",
    "draft_letter": "to",
    "approve_letter": "letter",
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
    if isinstance(command, FeedBack | DraftLetter):
        return command.to
    return command.kind if isinstance(command, LinkTo) else None
