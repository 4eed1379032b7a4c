"""Fills an authority with invented children and an account for each role, to try it out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from frontdoor.domain.case import read_case
from frontdoor.domain.commands import Receive, Transfer
from frontdoor.domain.permission import Refused
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.source import read_file
from frontdoor.procedure.timescales import Kind, Timescale
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.meetings import is_meeting
from frontdoor.services.ports import Query, User, Visit
from frontdoor.services.read_contact import read_contact
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import preview, take_contact

PASSWORD = "try-the-front-door"  # noqa: S105 - printed for everyone, on a machine of one's own

ADMINISTRATOR = "administrator"
"""The account that looks after each authority; it has no role, and so sees no contact."""


def fill(authority: Authority, cases: Path) -> list[User]:
    """Give an authority a demonstration's accounts and contacts, unless it has them already.

    Takes the case files of the folder `cases` whose name begins with the authority's name, or with
    `case-study`, as if they had come in during the last hour, or since the last meeting where the
    procedure has a meeting decide; those are on its agenda. Gives the accounts, by role, and
    last the administrator's.
    """
    with authority.store.visit(Visit("", "demo.fill", now())) as records:
        have = {user.name: user for user in records.users()}
        filled = bool(records.lines(Query(state="all", limit=1)))
        wanted = {role.role.replace("_", "-"): role for role in authority.book.roles.values()}
        # One hash for all: each would take its time, and the password is no secret.
        names = {*wanted, ADMINISTRATOR}
        password = authority.passwords.hashed(PASSWORD) if names - have.keys() else ""
        for name, role in wanted.items():
            if name not in have:
                have[name] = User(
                    name=name,
                    full_name=role.name,
                    roles=frozenset({role.role}),
                    teams=frozenset(authority.book.destinations),
                    password=password,
                )
                records.save_user(have[name])
        if ADMINISTRATOR not in have:
            have[ADMINISTRATOR] = User(
                name=ADMINISTRATOR,
                full_name="Administrator",
                roles=frozenset(),
                password=password,
                administers=True,
            )
            records.save_user(have[ADMINISTRATOR])
    accounts = [have[name] for name in wanted]
    if not filled:
        _take_cases(authority, accounts, cases)
    return [*accounts, have[ADMINISTRATOR]]


def _take_cases(authority: Authority, accounts: list[User], cases: Path) -> None:
    procedure = authority.practice.procedure
    files = sorted(
        path
        for path in cases.glob("*.yaml")
        if path.name.startswith((f"{authority.name}-", "case-study-"))
    )
    takes = {
        role for step in procedure.steps_of("receive", None) for role in procedure.roles(step.by)
    }
    receiving = next((account for account in accounts if account.roles & takes), None)
    for number, path in enumerate(files):
        try:
            case = read_case(read_file(path))
        except MistakesFound:
            continue  # a broken example is told of by `frontdoor route`
        if receiving is None:
            return
        asked = authority.book.questions
        answers = {id: text for id, text in case.call.answers.items() if id in asked}
        changes = {"happened": now() - timedelta(minutes=10 * number), "checks": {}}
        call = case.call.model_copy(update={**changes, "answers": answers})
        call = _in_time_for_the_meeting(authority, receiving, call)
        taken = take_contact(authority, receiving, call)
        for written in taken.written if isinstance(taken, Receipt) else ():
            _take_to_meeting(authority, accounts, written.id)


def _in_time_for_the_meeting(authority: Authority, user: User, call: Receive) -> Receive:
    """A call that leads to a meeting comes the day before the next one, which may be yesterday."""
    said = preview(authority, user, call)
    there = authority.book.destinations
    if isinstance(said, Refused) or any(there[one.destination].kind != "meeting" for one in said):
        return call
    yesterday = now() - timedelta(days=1)
    meets = authority.practice.deadline(Timescale(Kind.NEXT_MEETING), yesterday).due
    return call.model_copy(update={"happened": yesterday}) if meets and meets > now() else call


def _take_to_meeting(authority: Authority, accounts: list[User], contact: str) -> None:
    """Put a contact on the agenda of the meeting to which the procedure would have it go."""
    agendas = {stage for one in authority.work_lists if is_meeting(one) for stage in one.stages}
    for account in accounts:
        view = read_contact(authority, account, contact)
        for action in view.actions:
            step = authority.book.steps[action.step]
            leads = view.contact.advice and step.to == view.contact.advice.destination
            if action.may and action.verb == "transfer" and leads and step.stage in agendas:
                command = Transfer(step=action.step)
                act_on_contact(authority, account, contact, command, view.contact.version)
                return
