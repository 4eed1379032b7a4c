"""What the procedure says to a contact that is being taken, and what has changed in that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import Answer, Asked
from frontdoor.domain.contact import Task
from frontdoor.domain.facts import facts_of_call
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.services.authority import Authority, now
from frontdoor.services.draft_records import Draft
from frontdoor.services.drafts import fields_before
from frontdoor.services.take_contact import answers_to
from frontdoor.web.pages.forms import Form
from frontdoor.web.pages.taking.steps import call_in, form_of
from frontdoor.web.pages.wording import Wording


class Change(NamedTuple):
    """What is otherwise for one child since the page before.

    `was` and `now` are the outcomes, the same where only something beside them has changed;
    `route` is the rule that leads to it now, with `cites` its clauses.
    """

    child: str
    was: str
    now: str
    route: str
    cites: tuple[str, ...]
    begun: tuple[Task, ...]
    ended: tuple[Task, ...]
    told: tuple[Asked, ...]


class Panel(NamedTuple):
    """What the procedure says so far, child by child, or why it cannot say it.

    `left_out` is whether something that was typed cannot be used, and was left out of this.
    """

    call: cmd.Receive | None
    answers: list[Answer]
    refused: Refused | None
    changes: list[Change]
    left_out: bool

    @property
    def unrecorded(self) -> bool:
        """Whether the procedure records nothing of what is known so far."""
        return bool(self.answers) and all(
            answer.meaning == "not_recorded" and not answer.also for answer in self.answers
        )

    @property
    def questions(self) -> list[Asked]:
        """The questions that apply to any of the children."""
        return _of_any(self.answers, "questions")

    @property
    def checks(self) -> list[Asked]:
        """The checks that apply to any of the children."""
        return _of_any(self.answers, "checks")


def _of_any(answers: list[Answer], kind: str) -> list[Asked]:
    found: dict[str, Asked] = {}
    for answer in answers:
        for one in getattr(answer, kind):
            found.setdefault(one.id, one)
    return list(found.values())


def panel_of(at: Authority, draft: Draft) -> Panel:
    """What the procedure says to a draft, and what has changed by its last saving."""
    call, left_out = usable_call(at, form_of(draft.fields), draft)
    said = answers_to(at, call) if call else []
    changes: list[Change] = []
    if not isinstance(said, Refused) and draft.before:
        earlier, _ = usable_call(at, form_of(fields_before(draft)), draft)
        was = answers_to(at, earlier) if earlier else []
        if not isinstance(was, Refused):
            changes = list(_changes(Wording(at.book), was, said, call))
    if isinstance(said, Refused):
        return Panel(call, [], said, [], left_out)
    return Panel(call, said, None, changes, left_out)


def usable_call(at: Authority, form: Form, draft: Draft) -> tuple[cmd.Receive | None, bool]:
    """The call as far as it can be used, and whether something had to be left out of it."""
    call = call_in(form, at.book, draft.begun)
    if call is not None or not form.wrong:
        return call, False
    wrong = tuple(one.name for one in form.wrong)
    starts = tuple(f"{name}." for name in wrong)
    rest = {
        name: values
        for name, values in form.values.items()
        if name not in wrong and not name.startswith(starts)
    }
    return call_in(Form(rest), at.book, draft.begun), True


def _changes(
    w: Wording, before: list[Answer], after: list[Answer], call: cmd.Receive | None
) -> Iterator[Change]:
    names = [child.name for child in call.children] if call else []
    for index, (was, said) in enumerate(zip(before, after, strict=False)):
        begun = _other(said.tasks, was.tasks)
        ended = _other(was.tasks, said.tasks)
        known = {one.id for one in was.notices}
        told = tuple(one for one in said.notices if one.id not in known)
        moved = (was.outcome, was.also, was.rules[0]) != (said.outcome, said.also, said.rules[0])
        if moved or begun or ended or told:
            name = names[index] if index < len(names) else ""
            yield Change(
                child=(name or f"Child {index + 1}") if len(after) > 1 else "",
                was=" and ".join(w.outcomes(was.outcome, was.also)),
                now=" and ".join(w.outcomes(said.outcome, said.also)),
                route=said.rules[0],
                cites=w.book.routes[said.rules[0]].clauses,
                begun=begun,
                ended=ended,
                told=told,
            )


def _other(these: tuple[Task, ...], those: tuple[Task, ...]) -> tuple[Task, ...]:
    known = {(task.rule, task.due) for task in those}
    return tuple(task for task in these if (task.rule, task.due) not in known)


class WouldChange(NamedTuple):
    """A fact that is not known, and the outcome that each of its values would lead to."""

    fact: lang.Fact
    values: tuple[tuple[str, str, str], ...]
    """Value, outcome, and rule, of those values alone that would change the advice."""


def what_could_change(at: Authority, call: cmd.Receive | None) -> list[WouldChange]:
    """The facts not known yet that would change what is advised for the call's first child."""
    if call is None:
        return []
    practice = at.practice
    advised = _advised(practice, call)
    found = []
    for fact in Wording(at.book).asked_facts():
        if fact.default != "not_known" or call.facts.get(fact.fact, "not_known") != "not_known":
            continue
        others = []
        for value in fact.values:
            then = _advised(practice, call, {fact.fact: value})
            if value != fact.default and then is not None and then != advised:
                others.append((value, then[0], then[1]))
        if others:
            found.append(WouldChange(fact, tuple(others)))
    return found


def _advised(
    practice: Practice, call: cmd.Receive, known: dict[str, str] | None = None
) -> tuple[str, str] | None:
    """Outcome and rule that are advised if this is known too; None where that cannot be."""
    child: Any = call.children[0] if call.children else None
    supposed = call.model_copy(update={"facts": {**call.facts, **(known or {})}})
    facts, wrong = facts_of_call(practice, supposed, child, call.happened or now())
    if facts is None or wrong:
        return None
    advice = practice.procedure.advise(facts)
    return advice.outcome, advice.rule
