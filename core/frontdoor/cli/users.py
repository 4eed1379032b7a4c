"""Commands about the people who work at an authority."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from frontdoor.cli import (
    COULD_NOT_RUN,
    cannot_be_used,
    examples,
    in_format,
    make_var,
    print_json,
    settings_of,
)
from frontdoor.composition import Unusable, open_authority
from frontdoor.procedure.mistakes import did_you_mean
from frontdoor.services.authority import Authority
from frontdoor.services.sign_in import SHORTEST_PASSWORD, add_user, list_users

ADD = 'frontdoor users add generic robin --full-name "Robin Example" --role duty_worker'
LIST = "frontdoor users list generic"


@click.group(epilog=examples(ADD, LIST))
def users() -> None:
    """Look after the people who work at an authority."""


@users.command(epilog=examples(ADD))
@click.argument("authority")
@click.argument("name")
@click.option("--full-name", required=True, help="The person's name as colleagues know it.")
@click.option("--role", "roles", multiple=True, required=True, help="A role; may be given again.")
@click.option("--team", "teams", multiple=True, help="A team they belong to; may be given again.")
@click.password_option(help="Asked for when it is not given.")
@click.pass_obj
def add(
    config: Path | None,
    authority: str,
    name: str,
    full_name: str,
    roles: tuple[str, ...],
    teams: tuple[str, ...],
    password: str,
) -> None:
    """Add a person who signs in at AUTHORITY as NAME, or change one."""
    with opened_authority(config, authority) as opened:
        wrong = [_unknown("role", role, opened.book.roles) for role in roles]
        wrong += [_unknown("team", team, opened.book.destinations) for team in teams]
        if len(password) < SHORTEST_PASSWORD:
            wrong.append(f"The password is too short: at least {SHORTEST_PASSWORD} characters.")
        if problems := [text for text in wrong if text]:
            for text in problems:
                click.echo(text, err=True)
            sys.exit(COULD_NOT_RUN)
        add_user(opened, name, full_name, password, frozenset(roles), frozenset(teams))
        click.echo(f"{full_name} can sign in at {opened.book.name} as {name}.")


@users.command("list", epilog=examples(LIST))
@click.argument("authority")
@in_format
@click.pass_obj
def listed(config: Path | None, authority: str, form: str) -> None:
    """List the people who may sign in at AUTHORITY."""
    with opened_authority(config, authority) as opened:
        people = list_users(opened)
    if form == "json":
        print_json(
            [
                {
                    "name": user.name,
                    "full_name": user.full_name,
                    "roles": sorted(user.roles),
                    "teams": sorted(user.teams),
                    "disabled": user.disabled,
                }
                for user in people
            ]
        )
        return
    for user in people:
        click.echo(f"{user.name}: {user.full_name} ({', '.join(sorted(user.roles))})")


def _unknown(what: str, word: str, known: Collection[str]) -> str:
    if word in known:
        return ""
    return f"'{word}' is no {what} here. {did_you_mean(word, known)}".strip()


@contextmanager
def opened_authority(config: Path | None, name: str) -> Iterator[Authority]:
    """An authority with its database; where it cannot be used, the command ends with why."""
    settings = settings_of(config)
    if name not in settings.authorities:
        click.echo(
            f"'{name}' is not switched on. {did_you_mean(name, settings.authorities)}", err=True
        )
        sys.exit(COULD_NOT_RUN)
    make_var(settings)
    opened = open_authority(settings, name)
    if isinstance(opened, Unusable):
        click.echo(cannot_be_used(name, opened.why), err=True)
        sys.exit(COULD_NOT_RUN)
    try:
        yield opened
    finally:
        opened.store.close()
