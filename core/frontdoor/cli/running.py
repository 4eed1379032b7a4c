"""Commands that run the service: serve, demo, and the databases' upkeep."""

from __future__ import annotations

import gc
import socket
import sys
from pathlib import Path

import click

from frontdoor.cli import (
    FOUND_SOMETHING,
    end,
    examples,
    in_format,
    make_var,
    name_strays,
    print_json,
    settings_of,
)
from frontdoor.composition import Unusable, open_authorities
from frontdoor.services.authority import Authority
from frontdoor.settings import Settings


@click.command(epilog=examples("frontdoor serve --port 8080"))
@click.option("--host", help="Address to listen on (default: as configured, 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: as configured, 8000).")
@click.pass_obj
def serve(config: Path | None, host: str | None, port: int | None) -> None:
    """Serve the authorities that are switched on, each at its own address.

    An authority whose plugin or database fails is named and answers "out of service"; the others
    go on.
    """
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    _serve(settings_of(config, **chosen))


@click.command(epilog=examples("frontdoor demo --port 8080"))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--cases",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("examples/cases"),
    show_default=True,
    help="Folder of case files from which the invented children come.",
)
@click.option(
    "--var",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    help="Folder of its databases; delete it to start afresh.",
)
@click.pass_obj
def demo(config: Path | None, port: int, cases: Path, var: Path) -> None:
    """Serve with invented children and an account for each role, on this machine alone."""
    from frontdoor.demo import PASSWORD, fill

    settings = settings_of(
        config,
        host="127.0.0.1",
        port=port,
        var=var,
        database_url=f"sqlite:///{var}/{{authority}}.sqlite",
        secure_cookies=False,
    )
    with _listen(settings) as listening:
        authorities = _opened(settings)
        click.echo(f"Front Door, a demonstration: http://127.0.0.1:{port}")
        click.echo(
            f"Every child here is invented. Sign in with a name below and the password {PASSWORD}"
        )
        for name, authority in authorities.items():
            if isinstance(authority, Authority):
                accounts = fill(authority, cases)
                click.echo(f"\n{authority.book.name}: http://127.0.0.1:{port}/{name}/")
                width = max(len(account.name) for account in accounts)
                for account in accounts:
                    click.echo(f"  {account.name.ljust(width)}  {account.full_name}")
        click.echo("\nCtrl+C stops it.")
        _run(settings, authorities, listening)


def _serve(settings: Settings) -> None:
    with _listen(settings) as listening:
        authorities = _opened(settings)
        for name, authority in authorities.items():
            if isinstance(authority, Authority):
                click.echo(f"{name}: http://{settings.host}:{settings.port}/{name}/")
        _run(settings, authorities, listening)


def _opened(settings: Settings) -> dict[str, Authority | Unusable]:
    """The authorities, those that are out of service named; an end where none can be served."""
    make_var(settings)
    name_strays(settings)
    gc.disable()  # until all is loaded: none of it is garbage, and looking takes time
    authorities = open_authorities(settings)
    for name, authority in authorities.items():
        if isinstance(authority, Unusable):
            click.echo(f"{name} is out of service:\n{authority.why}", err=True)
        else:
            for warning in authority.warnings:
                click.echo(f"{name}: {warning}", err=True)
    if all(isinstance(authority, Unusable) for authority in authorities.values()):
        end("No authority can be served.")
    return authorities


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else, so that it is known at once if it is taken."""
    try:
        return socket.create_server((settings.host, settings.port), backlog=2048)
    except OSError as error:
        end(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
            "Choose another with --port, or end what uses it."
        )


def _run(
    settings: Settings, authorities: dict[str, Authority | Unusable], listening: socket.socket
) -> None:
    from frontdoor.web.app import create_app
    from frontdoor.web.serve import server

    try:
        app = create_app(settings, authorities)
        gc.freeze()
        gc.enable()
        server(app, settings).run(sockets=[listening])
    finally:
        for authority in authorities.values():
            if isinstance(authority, Authority):
                authority.store.close()


@click.group(epilog=examples("frontdoor db upgrade"))
def db() -> None:
    """Look after the databases."""


@db.command(epilog=examples("frontdoor db upgrade"))
@in_format
@click.pass_obj
def upgrade(config: Path | None, form: str) -> None:
    """Bring every authority's database up to date."""
    from frontdoor.composition import upgrade_database

    settings = settings_of(config)
    make_var(settings)
    results = []
    for name in settings.authorities:
        problem = upgrade_database(settings, name)
        results.append({"authority": name, "problem": problem})
    if form == "json":
        print_json(results)
    else:
        for result in results:
            click.echo(f"{result['authority']}: {result['problem'] or 'up to date'}")
    if any(result["problem"] for result in results):
        sys.exit(FOUND_SOMETHING)
