"""The command line, as each command tells of itself."""

from __future__ import annotations

from collections.abc import Iterator

import click

from frontdoor.cli import WIDTH, main

from .markdown import page


def commands() -> str:
    """The page of the commands."""
    top = click.Context(main, info_name="frontdoor", terminal_width=WIDTH, **main.context_settings)
    return page("Reference: commands", *_helps(main, top))


def _helps(command: click.Command, context: click.Context) -> Iterator[str]:
    yield f"## {context.command_path}"
    yield f"```\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below
            yield from _helps(below, click.Context(below, context, name))
