"""Recording what was taken: as a contact or a consultation, whichever the procedure has."""

from __future__ import annotations

from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import Answer
from frontdoor.domain.facts import facts_of_call
from frontdoor.services.authority import Authority, now
from frontdoor.services.receipts import Receipt


def holds_consultations(at: Authority) -> bool:
    """Whether the procedure has a consultation apart from taking a contact."""
    return any(step.command.verb == "consult" for step in at.book.steps.values())


def command_of(at: Authority, call: cmd.Receive, answers: list[Answer]) -> cmd.Receive:
    """The call, or the consultation that the procedure has for it, recorded or not."""
    unrecorded = all(answer.meaning == "not_recorded" and not answer.also for answer in answers)
    if not unrecorded and call.facts.get("purpose") != "consultation":
        return call
    child = call.children[0] if call.children else None
    facts, _ = facts_of_call(at.practice, call, child, call.happened or now())
    steps = at.practice.procedure.steps(facts, None) if facts else []
    if not any(step.command.verb == "consult" for step in steps):
        return call
    return cmd.Consult(**{**dict(call), "command": "consult"})


def address_of(at: Authority, receipt: Receipt) -> str:
    """Where the first contact stands that was written."""
    return f"/{at.name}/contacts/{receipt.written[0].id}?done=1"
