"""Fills an authority with invented children and an account for each role, to try it out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from frontdoor.domain.case import read_case
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.source import read_file
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, User, Visit
from frontdoor.services.take_contact import take_contact

PASSWORD = "try-the-front-door"  # noqa: S105 - printed for everyone, on a machine of one's own


def fill(authority: Authority, cases: Path) -> list[User]:
    """Give an authority a demonstration's accounts and contacts, unless it has them already.

    Takes the case files of the folder `cases` whose name begins with the authority's name, or with
    `case-study`, as if they had come in during the last hour. Gives the accounts, by role.
    """
    with authority.store.visit(Visit("", "demo.fill", now())) as records:
        have = {user.name: user for user in records.users()}
        filled = bool(records.lines(Query(state="all", limit=1)))
        wanted = {role.role.replace("_", "-"): role for role in authority.book.roles.values()}
        # One hash for all: each would take its time, and the password is no secret.
        password = authority.passwords.hashed(PASSWORD) if wanted.keys() - have else ""
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
    accounts = [have[name] for name in wanted]
    if not filled:
        _take_cases(authority, accounts, cases)
    return accounts


def _take_cases(authority: Authority, accounts: list[User], cases: Path) -> None:
    receiving = authority.practice.procedure.steps_of("receive", None)
    files = sorted(
        path
        for path in cases.glob("*.yaml")
        if path.name.startswith((f"{authority.name}-", "case-study-"))
    )
    for number, path in enumerate(files):
        try:
            case = read_case(read_file(path))
        except MistakesFound:
            continue  # a broken example is told of by `frontdoor route`
        call = case.call.model_copy(
            update={"happened": now() - timedelta(minutes=10 * number), "answers": {}, "checks": {}}
        )
        for account in accounts:
            roles = {
                role for step in receiving for role in authority.practice.procedure.roles(step.by)
            }
            if account.roles & roles:
                take_contact(authority, account, call)
                break
