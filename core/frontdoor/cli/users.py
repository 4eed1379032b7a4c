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
    end,
    examples,
    in_format,
    make_var,
    print_json,
    settings_of,
)
from frontdoor.composition import Unusable, open_authority
from frontdoor.procedure.mistakes import did_you_mean
from frontdoor.services.administering.change_person import wrong_with_name
from frontdoor.services.authority import Authority
from frontdoor.services.openid import IdentityTaken, link_identity
from frontdoor.services.password_rules import wrong_with
from frontdoor.services.second_factor import reset_second_factor
from frontdoor.services.sign_in import (
    NoSuchUser,
    add_user,
    is_locked,
    list_users,
    set_disabled,
)

ADD = 'frontdoor users add generic robin --full-name "Robin Example" --role duty_worker'
ADMINISTRATOR = 'frontdoor users add generic sam --full-name "Sam Example" --administrator'
LIST = "frontdoor users list generic"
DISABLE = "frontdoor users disable generic robin"
ENABLE = "frontdoor users enable generic robin"
RESET = "frontdoor users reset-second-factor generic robin"
LINK = "frontdoor users link generic robin 3f2a9c64-0000-4000-8000-example"


@click.group(epilog=examples(ADD, LIST))
def users() -> None:
    """Look after the people who work at an authority."""


@users.command(epilog=examples(ADD, ADMINISTRATOR))
@click.argument("authority")
@click.argument("name")
@click.option("--full-name", required=True, help="The person's name as colleagues know it.")
@click.option("--role", "roles", multiple=True, help="A role; may be given again.")
@click.option("--team", "teams", multiple=True, help="A team they belong to; may be given again.")
@click.option(
    "--administrator/--no-administrator",
    "administers",
    default=None,
    help="Whether they look after people, logs and procedure; it is no role, and shows no contact.",
)
@click.password_option(help="Asked for when it is not given.")
@click.pass_obj
def add(
    config: Path | None,
    authority: str,
    name: str,
    full_name: str,
    roles: tuple[str, ...],
    teams: tuple[str, ...],
    administers: bool | None,
    password: str,
) -> None:
    """Add a person who signs in at AUTHORITY as NAME, or change one."""
    with opened_authority(config, authority) as opened:
        wrong = [_unknown("role", role, opened.book.roles) for role in roles]
        if not roles and not administers:
            wrong.append("Give a role with --role, or the right with --administrator.")
        wrong += [_unknown("team", team, opened.book.destinations) for team in teams]
        names = (name, full_name, opened.book.name)
        wrong += [f"{one}." for one in (wrong_with_name(name), wrong_with(password, *names)) if one]
        if problems := [text for text in wrong if text]:
            for text in problems:
                click.echo(text, err=True)
            sys.exit(COULD_NOT_RUN)
        add_user(
            opened,
            name,
            full_name,
            password,
            frozenset(roles),
            frozenset(teams),
            administers=administers,
        )
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
                    "administrator": user.administers,
                    "disabled": user.disabled,
                    "locked": is_locked(user),
                    "second_factor": bool(user.second_factor),
                    "identity": user.identity,
                }
                for user in people
            ]
        )
        return
    for user in people:
        what = [*sorted(user.roles), *(["administrator"] if user.administers else [])]
        more = {
            "second factor": bool(user.second_factor),
            f"at the provider {user.identity}": user.identity is not None,
            "locked out": is_locked(user),
            "disabled": user.disabled,
        }
        state = "".join(f"; {words}" for words, holds in more.items() if holds)
        click.echo(f"{user.name}: {user.full_name} ({', '.join(what)}){state}")


@users.command(epilog=examples(DISABLE))
@click.argument("authority")
@click.argument("name")
@click.pass_obj
def disable(config: Path | None, authority: str, name: str) -> None:
    """Let NAME sign in at AUTHORITY no more, and sign them out."""
    with opened_authority(config, authority) as opened, known(opened, name):
        set_disabled(opened, name, disabled=True)
        click.echo(f"{name} cannot sign in at {opened.book.name} any more.")


@users.command(epilog=examples(ENABLE))
@click.argument("authority")
@click.argument("name")
@click.pass_obj
def enable(config: Path | None, authority: str, name: str) -> None:
    """Let NAME sign in at AUTHORITY again."""
    with opened_authority(config, authority) as opened, known(opened, name):
        set_disabled(opened, name, disabled=False)
        click.echo(f"{name} can sign in at {opened.book.name} again.")


@users.command("reset-second-factor", epilog=examples(RESET))
@click.argument("authority")
@click.argument("name")
@click.pass_obj
def reset(config: Path | None, authority: str, name: str) -> None:
    """Take away the second factor of NAME, who has lost it, and sign them out."""
    with opened_authority(config, authority) as opened, known(opened, name):
        reset_second_factor(opened, "", name)
        click.echo(f"{name} signs in at {opened.book.name} with the password alone.")


@users.command(epilog=examples(LINK))
@click.argument("authority")
@click.argument("name")
@click.argument("identity", required=False)
@click.pass_obj
def link(config: Path | None, authority: str, name: str, identity: str | None) -> None:
    """Say who NAME is at the OpenID provider of AUTHORITY; without IDENTITY, that they are no one.

    Someone who signs in there and is not known here yet is shown their IDENTITY.
    """
    with opened_authority(config, authority) as opened, known(opened, name):
        try:
            link_identity(opened, "", name, identity or None)
        except IdentityTaken:
            end(f"Someone else here is '{identity}' at the provider.")
        who = f"as '{identity}'" if identity else "no more"
        click.echo(f"{name} signs in at {opened.book.name} through the provider {who}.")


@contextmanager
def known(authority: Authority, name: str) -> Iterator[None]:
    """Someone who works there; where nobody has the name, the command ends with a near one."""
    try:
        yield
    except NoSuchUser:
        near = did_you_mean(name, [user.name for user in list_users(authority)])
        end(f"Nobody at {authority.book.name} signs in as '{name}'. {near}".strip())


def _unknown(what: str, word: str, known: Collection[str]) -> str:
    if word in known:
        return ""
    return f"'{word}' is no {what} here. {did_you_mean(word, known)}".strip()


@contextmanager
def opened_authority(config: Path | None, name: str) -> Iterator[Authority]:
    """An authority with its database; where it cannot be used, the command ends with why."""
    settings = settings_of(config)
    if name not in settings.authorities:
        end(f"'{name}' is not switched on. {did_you_mean(name, settings.authorities)}")
    make_var(settings)
    opened = open_authority(settings, name)
    if isinstance(opened, Unusable):
        end(cannot_be_used(name, opened.why))
    try:
        yield opened
    finally:
        opened.store.close()
