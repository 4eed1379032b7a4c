"""Whether the procedure permits a command: by which step, or why not and what to do instead."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Actor
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.phrases import Who

Code = Literal["unknown", "invalid", "stage", "role", "needs", "barred", "condition", "conflict"]


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """One reason for a refusal.

    `code` says of what kind it is, `says` what stands in the way, `instead` the way forward,
    `rule` and `cites` where the procedure says so, `pointer` the field concerned (JSON Pointer).
    """

    code: Code
    says: str
    instead: str = ""
    rule: str = ""
    cites: tuple[str, ...] = ()
    pointer: str = ""


class Refused(msgspec.Struct, frozen=True):
    """The procedure, or the shape of things, does not let a command happen; all reasons at once."""

    reasons: tuple[Reason, ...]


class Permitted(msgspec.Struct, frozen=True):
    """A command is permitted by `step`, taken in `role`."""

    step: lang.Step
    role: str


class Ask(msgspec.Struct, frozen=True):
    """What is to be permitted: a command with what bears on permission.

    `stage` is None before the contact is there; `outcomes` are the leading outcome and those with
    it, being decided now or (`decided`) decided before; `there` are the records, checks and
    entries that can be needed; `late` the rules of tasks that were not done in time; `links` the
    kinds of link to other contacts.
    """

    verb: str
    detail: str | None
    stage: str | None
    facts: Facts
    outcomes: tuple[str, ...] = ()
    decided: bool = False
    there: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    holding_team: str | None = None
    proposer: str | None = None
    reason: str = ""
    away: str = ""
    step: str | None = None


def there(contact: Contact) -> frozenset[str]:
    """Everything on a contact that a step can need: records, checks and entries by name."""
    events = contact.moments.keys()
    kinds = {event.partition(" ")[0] for event in events}
    return frozenset({*contact.records, *contact.checks, *events, *kinds})


def late(contact: Contact, now: datetime) -> frozenset[str]:
    """The rules of tasks whose deadline went by before they were done."""
    return frozenset(
        task.rule
        for task in contact.tasks.values()
        if task.was_late or (task.runs and task.due is not None and task.due < now)
    )


def ask_of(
    practice: Practice, contact: Contact, verb: str, detail: str | None, now: datetime
) -> Ask:
    """A command on a contact as it stands at `now`, with the outcomes decided on it."""
    decision = contact.decision
    return Ask(
        verb=verb,
        detail=detail,
        stage=contact.stage,
        facts=practice.procedure.facts(contact.facts),
        outcomes=(decision.outcome, *decision.also) if decision else (),
        decided=True,
        there=there(contact),
        late=late(contact, now),
        links=frozenset(link.kind for link in contact.links),
        holding_team=contact.holding_team,
        proposer=contact.proposal.by if contact.proposal else None,
    )


def ask_about(
    practice: Practice,
    contact: Contact,
    command: cmd.CommandSaid,
    now: datetime,
    outcomes: tuple[str, ...] = (),
) -> Ask:
    """What a command on a contact asks; `outcomes` are those it decides or proposes."""
    standing = ask_of(practice, contact, command.verb, cmd.detail_of(command), now)
    if outcomes:
        standing = replace(standing, outcomes=outcomes, decided=False)
    if isinstance(command, cmd.ApproveLetter) and command.letter in contact.letters:
        standing = replace(standing, proposer=contact.letters[command.letter].by)
    return replace(standing, reason=command.reason, away=command.away, step=command.step)


def permit(practice: Practice, ask: Ask, actor: Actor) -> Permitted | Refused:
    """Find the step that permits what is asked, or every reason why none does."""
    procedure = practice.procedure
    steps = [s for s in procedure.steps_of(ask.verb, ask.detail) if ask.step in (None, s.rule)]
    if not steps:
        wanted = f"step '{ask.step}'" if ask.step else f"command '{ask.verb}'"
        return Refused((Reason("unknown", f"This procedure has no {wanted}."),))
    standing = {step.rule for step in procedure.steps(ask.facts, ask.stage)}
    here = [s for s in steps if _is_at(practice, s, ask.stage)]
    fitting = [s for s in here if s.rule in standing and _allows(practice, s, ask)]
    able = [s for s in fitting if _role(practice, s, ask, actor)]
    refusals: dict[str, list[Reason]] = {}
    for step in able:
        reasons = [*_missing(practice, step, ask, actor), *_bars(practice, step, ask, actor)]
        if not reasons:
            return Permitted(step, _role(practice, step, ask, actor) or "")
        refusals[step.rule] = reasons
    if refusals:
        nearest = min(refusals, key=lambda rule: len(refusals[rule]))
        return Refused(tuple(refusals[nearest]))
    barred = _bars(practice, None, ask, actor)
    if fitting:
        return Refused((*barred, *_wrong_role(practice, fitting, ask)))
    if here:
        return Refused((*barred, *_unfit(practice, here, standing)))
    return Refused((*barred, *_wrong_stage(practice, steps, ask)))


def _is_at(practice: Practice, step: lang.Step, stage: str | None) -> bool:
    return "start" in step.at if stage is None else stage in practice.procedure.stages(step.at)


def _allows(practice: Practice, step: lang.Step, ask: Ask) -> bool:
    """Whether a step is for these outcomes: all that are being decided, or one decided before.

    A step that names none is for all; but one that closes then only ends what has been decided.
    """
    permitted = practice.procedure.outcomes(step)
    if not permitted:
        return ask.decided or ask.verb != "close"
    if ask.decided:
        return any(outcome in permitted for outcome in ask.outcomes)
    leading, *others = ask.outcomes or ("",)
    return leading in permitted and all(one in (*permitted, *step.also) for one in others)


def _role(practice: Practice, step: lang.Step, ask: Ask, actor: Actor) -> str | None:
    """The role in which the actor may take a step: the first by name, or None."""
    whos = practice.procedure.by(step)
    if ask.away:
        whos = (*whos, *step.if_away)
    for who in whos:
        if who.of_holding_team and ask.holding_team not in actor.teams:
            continue
        roles = sorted(practice.procedure.roles((who,)) & actor.roles)
        if roles:
            return roles[0]
    return None


def _missing(practice: Practice, step: lang.Step, ask: Ask, actor: Actor) -> list[Reason]:
    reasons = []
    for need in practice.procedure.needs(step):
        if need not in ask.there:
            reasons.append(
                Reason(
                    "needs",
                    f"'{step.name}' needs: {_named(practice, need)}.",
                    "Record it first.",
                    step.rule,
                    step.clauses,
                )
            )
    if step.second_person and ask.proposer == actor.user:
        reasons.append(
            Reason(
                "role",
                "You wrote this letter yourself."
                if ask.verb == "approve_letter"
                else "You proposed this outcome yourself.",
                "Someone else in one of these roles decides: "
                + _roles(practice, practice.procedure.by(step))
                + ".",
                step.rule,
                step.clauses,
            )
        )
    if step.needs_reason and not ask.reason:
        reasons.append(
            Reason(
                "invalid",
                f"'{step.name}' needs a reason.",
                "Say why.",
                step.rule,
                step.clauses,
                "/reason",
            )
        )
    return reasons


def _bars(practice: Practice, step: lang.Step | None, ask: Ask, actor: Actor) -> list[Reason]:
    """The bars that stand in the way; without a step, those that need not know where it leads."""
    procedure = practice.procedure
    reasons = []
    for bar in procedure.bars(ask.facts):
        if not any(
            act.verb == ask.verb and act.detail in (None, ask.detail) for act in bar.refuses
        ):
            continue
        if bar.at and (ask.stage or "start") not in {*procedure.stages(bar.at), *bar.at}:
            continue
        if bar.by and not procedure.roles(bar.by) & actor.roles:
            continue
        if bar.by and actor.roles - procedure.roles(bar.by):
            continue  # the bar is on those who have no other role
        if bar.outcomes and not set(bar.outcomes) & set(ask.outcomes):
            continue
        if bar.below and not _falls_below(practice, bar.below, ask.outcomes):
            continue
        if bar.overdue and bar.overdue not in ask.late:
            continue
        if bar.linked and not set(bar.linked) & ask.links:
            continue
        if bar.waiting and not (step and step.stage and practice.book.stages[step.stage].waits):
            continue
        if bar.unless and all(need in ask.there for need in bar.unless):
            continue
        reasons.append(Reason("barred", bar.because, bar.instead, bar.rule, bar.clauses))
    return reasons


def _falls_below(practice: Practice, meaning: str, outcomes: tuple[str, ...]) -> bool:
    """Whether the greatest of these outcomes means less than `meaning`; no outcome does not."""
    if not outcomes:
        return False
    return max(practice.procedure.rank(outcome) for outcome in outcomes) < vocabulary.RANK[meaning]


def _wrong_role(practice: Practice, steps: list[lang.Step], ask: Ask) -> list[Reason]:
    step = steps[0]
    by = practice.procedure.by(step)
    roles = _roles(practice, by)
    there = ", in the team that holds this contact" if by and by[0].of_holding_team else ""
    away = _roles(practice, step.if_away) if step.if_away and not ask.away else ""
    return [
        Reason(
            "role",
            f"'{step.name}' is for: {roles}.",
            f"Ask one of them{there}." + (f" If away, {away} may, saying so." if away else ""),
            step.rule,
            step.clauses,
        )
    ]


def _unfit(practice: Practice, here: list[lang.Step], standing: set[str]) -> list[Reason]:
    allowed = [s for s in here if s.rule in standing]
    if not allowed:
        step = here[0]
        return [
            Reason(
                "condition",
                f"'{step.name}' does not apply to this contact as it is known now.",
                "Check what is recorded: " + _conditions(practice, step) + ".",
                step.rule,
                step.clauses,
            )
        ]
    outcomes = [o for step in allowed for o in practice.procedure.outcomes(step)]
    names = [practice.book.outcomes[outcome].name for outcome in dict.fromkeys(outcomes)]
    return [
        Reason(
            "condition",
            f"This outcome cannot be reached by '{allowed[0].name}' here.",
            f"Here it can lead to: {'; '.join(names)}."
            if names
            else "It closes on the outcome that was decided; name none, or decide first.",
            allowed[0].rule,
            allowed[0].clauses,
            "/outcome",
        )
    ]


def _wrong_stage(practice: Practice, steps: list[lang.Step], ask: Ask) -> list[Reason]:
    book = practice.book
    stages = [s for step in steps for s in practice.procedure.stages(step.at)]
    names = [book.stages[stage].name for stage in book.stages if stage in stages]
    now = book.stages[ask.stage].name if ask.stage else "not yet recorded"
    return [
        Reason(
            "stage",
            f"'{steps[0].name}' cannot be done now: this contact is at '{now}'.",
            f"It can be done at: {', '.join(names)}." if names else "It begins a new contact.",
            steps[0].rule,
            steps[0].clauses,
        )
    ]


def _roles(practice: Practice, whos: tuple[Who, ...]) -> str:
    """The names of the roles meant, in the procedure's order."""
    wanted = practice.procedure.roles(whos)
    return ", ".join(role.name for id, role in practice.book.roles.items() if id in wanted)


def _named(practice: Practice, need: str) -> str:
    book = practice.book
    if need in book.records:
        return book.records[need].name
    return book.checks[need].look if need in book.checks else need.replace("_", " ")


def _conditions(practice: Practice, step: lang.Step) -> str:
    names: dict[str, lang.Fact | lang.NamedCondition] = {
        **practice.book.facts,
        **practice.book.conditions,
    }
    boxes = [
        " and ".join(
            f"{names[fact].name} is {'not ' if negated else ''}{' or '.join(values)}"
            for fact, values, negated in box
        )
        for box in step.when
    ]
    return "; or ".join(boxes)
