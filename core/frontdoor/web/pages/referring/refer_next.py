"""What a referrer can expect after sending: what is done by when, and what they will be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from frontdoor.compare.words.naming import time_text
from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import Answer
from frontdoor.domain.facts import facts_of_call
from frontdoor.domain.permission import Refused
from frontdoor.procedure import language as lang
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.phrases import Event
from frontdoor.services.authority import Authority
from frontdoor.services.take_contact import answers_to

BEGUN: Final = frozenset({"acknowledgement", "decision", "feedback"})
"""Purposes of tasks that lead to an answer for the referrer."""


class Expected(NamedTuple):
    """Something to expect: what, when if it has begun, or else how long it may take."""

    says: str
    due: datetime | None
    within: str
    section: str
    rule: str
    cites: tuple[str, ...]


def reader_of(kind: str) -> str:
    """As whom a referrer of a kind is told what came of it."""
    return "professional_referrer" if kind == "professional" else "other_referrer"


def what_follows(at: Authority, call: cmd.Receive, received: datetime) -> list[Expected]:
    """What the procedure has done after a call received at `received`, and told its referrer."""
    call = call.model_copy(update={"happened": received})
    answers = answers_to(at, call)
    found: dict[tuple[str, datetime | None, str], Expected] = {}
    for one in (*_begun(answers), *_later(at, call, received)):
        found.setdefault((one.says, one.due, one.within), one)
    return list(found.values())


def _begun(answers: list[Answer] | Refused) -> Iterator[Expected]:
    if isinstance(answers, Refused):
        return
    for answer in answers:
        for task in answer.tasks:
            if task.purpose in BEGUN:
                yield Expected(task.name, task.due, "", "tasks", task.rule, task.cites)


def _later(at: Authority, call: cmd.Receive, received: datetime) -> Iterator[Expected]:
    """What begins only once more is known, so that it has no date yet."""
    told = Event("fed_back", reader_of(call.referrer.kind))
    for facts in _facts(at, call, received):
        for task in at.practice.procedure.tasks(facts):
            if told in task.until and Event("received") not in task.on:
                within = time_text(at.book, task)
                yield Expected(task.name, None, within, "tasks", task.rule, task.clauses)


def what_is_told(at: Authority, call: cmd.Receive, received: datetime) -> list[lang.Feedback]:
    """The rules on what this referrer is told."""
    rules = [
        rule
        for facts in _facts(at, call, received)
        for rule in at.practice.procedure.feedback(facts)
        if rule.to == reader_of(call.referrer.kind)
    ]
    return list({rule.rule: rule for rule in rules}.values())


def _facts(at: Authority, call: cmd.Receive, received: datetime) -> Iterator[Facts]:
    for child in call.children or (None,):
        facts, _ = facts_of_call(at.practice, call, child, received)
        if facts is not None:
            yield facts
