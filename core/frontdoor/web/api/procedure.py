"""What an authority's procedure is, and what it says to a call."""

from __future__ import annotations

import msgspec
from litestar import get, post
from litestar.params import RawBody
from pydantic import TypeAdapter

from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import Answer
from frontdoor.domain.permission import Refused
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.services.take_contact import preview
from frontdoor.web.bodies import said
from frontdoor.web.problems import refusal
from frontdoor.web.providers import Asks, At

RECEIVE = TypeAdapter(cmd.Receive)


class FactShown(msgspec.Struct, frozen=True):
    """A fact that can be known of a contact, with its values; a derived one is never asked."""

    id: str
    name: str
    values: tuple[str, ...]
    default: str
    group: str
    derived: bool
    hint: str


class StageShown(msgspec.Struct, frozen=True):
    """Where a contact can stand; `final` where it has ended, `waits` where it awaits a meeting."""

    id: str
    name: str
    final: bool
    waits: bool


class KindShown(msgspec.Struct, frozen=True):
    """A role or a destination, with the common kind that it stands for."""

    id: str
    name: str
    kind: str


class OutcomeShown(msgspec.Struct, frozen=True):
    """An outcome with its meaning in the common vocabulary, and what the meaning does not carry."""

    id: str
    name: str
    meaning: str
    loses: str
    cites: tuple[str, ...]


class AskedShown(msgspec.Struct, frozen=True):
    """A question, check or record: what is asked for, and which clauses ask it."""

    id: str
    says: str
    part: str
    cites: tuple[str, ...]


class StepShown(msgspec.Struct, frozen=True):
    """A command that the procedure permits: at which stages, by which roles, leading where."""

    id: str
    command: str
    detail: str | None
    name: str
    stages: tuple[str, ...]
    roles: tuple[str, ...]
    outcomes: tuple[str, ...]
    stage: str | None
    needs_reason: bool
    cites: tuple[str, ...]


class ProcedureShown(msgspec.Struct, frozen=True):
    """A procedure in force: `edition` is what was published, `digest` names it with overrides."""

    authority: str
    name: str
    edition: str
    digest: str
    layers: tuple[str, ...]
    stages: tuple[StageShown, ...]
    roles: tuple[KindShown, ...]
    destinations: tuple[KindShown, ...]
    outcomes: tuple[OutcomeShown, ...]
    facts: tuple[FactShown, ...]
    questions: tuple[AskedShown, ...]
    checks: tuple[AskedShown, ...]
    records: tuple[AskedShown, ...]
    steps: tuple[StepShown, ...]


def shown(book: Rulebook) -> ProcedureShown:
    """A rulebook as the API shows it."""
    return ProcedureShown(
        authority=book.authority,
        name=book.name,
        edition=book.edition,
        digest=book.digest,
        layers=tuple(book.layers),
        stages=tuple(StageShown(s.stage, s.name, s.final, s.waits) for s in book.stages.values()),
        roles=tuple(KindShown(r.role, r.name, r.kind) for r in book.roles.values()),
        destinations=tuple(
            KindShown(d.destination, d.name, d.kind) for d in book.destinations.values()
        ),
        outcomes=tuple(
            OutcomeShown(o.outcome, o.name, o.meaning, o.loses or "", o.clauses)
            for o in book.outcomes.values()
        ),
        facts=tuple(
            FactShown(f.fact, f.name, f.values, f.default, f.group, f.derived, f.hint or "")
            for f in book.facts.values()
        ),
        questions=tuple(
            AskedShown(q.rule, q.ask, q.part, q.clauses) for q in book.questions.values()
        ),
        checks=tuple(AskedShown(c.rule, c.look, "", c.clauses) for c in book.checks.values()),
        records=tuple(
            AskedShown(r.record, r.asks, r.name, r.clauses) for r in book.records.values()
        ),
        steps=tuple(
            StepShown(
                id=s.rule,
                command=s.command.verb,
                detail=s.command.detail,
                name=s.name,
                stages=("start",) if "start" in s.at else book.stages_named(s.at),
                roles=tuple(sorted(book.roles_named(s.by))),
                outcomes=s.outcomes,
                stage=s.stage,
                needs_reason=s.needs_reason,
                cites=s.clauses,
            )
            for s in book.steps.values()
        ),
    )


@get("/procedure", sync_to_thread=True, summary="The procedure in force")
def read_procedure(at: At) -> ProcedureShown:
    """Show the procedure in force: its stages, roles, outcomes, facts, questions and steps."""
    return shown(at.book)


@post(
    "/preview",
    status_code=200,
    sync_to_thread=True,
    summary="What the procedure says to a call",
    opt={"body": RECEIVE},
)
def preview_call(at: At, asks: Asks, body: RawBody) -> list[Answer]:
    """Ask the procedure about a call, one answer for each child; nothing is kept of it."""
    answers = preview(at, asks.user, said(RECEIVE, body))
    if isinstance(answers, Refused):
        raise refusal(answers)
    return answers


HANDLERS = (read_procedure, preview_call)
