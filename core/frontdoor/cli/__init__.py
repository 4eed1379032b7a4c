"""The command `frontdoor`. What a command needs is imported when it runs, so that help is quick."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, NoReturn

import click

FOUND_SOMETHING = 1
COULD_NOT_RUN = 2

WIDTH = 100
"""Columns of what is printed for people."""


def examples(*lines: str) -> str:
    """The end of a command's help: what can be typed."""
    title = "Example:" if len(lines) == 1 else "Examples:"
    return "\n".join(("\b", title, *(f"  {line}" for line in lines)))


EXIT_CODES = """

\b
Exit codes: 0 all is well; 1 something was found; 2 the command could not run.
"""


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    _places: ClassVar = {
        "authorities": "frontdoor.cli.procedures",
        "route": "frontdoor.cli.route",
        "check": "frontdoor.cli.check",
        "show": "frontdoor.cli.show",
        "clauses": "frontdoor.cli.clauses",
        "new-authority": "frontdoor.cli.new_authority",
        "dev": "frontdoor.cli.dev",
        "scenario": "frontdoor.cli.scenario",
        "compare": "frontdoor.cli.compare",
        "diff": "frontdoor.cli.diff",
        "editions": "frontdoor.cli.procedures",
        "flowchart": "frontdoor.cli.flowchart",
        "replay": "frontdoor.cli.replay",
        "year": "frontdoor.cli.contact_files",
        "export": "frontdoor.cli.contact_files",
        "site": "frontdoor.cli.site",
        "serve": "frontdoor.cli.running",
        "demo": "frontdoor.cli.running",
        "users": "frontdoor.cli.users",
        "journal": "frontdoor.cli.journal",
        "db": "frontdoor.cli.running",
    }
    _about: ClassVar = {
        "authorities": "List the authorities and the state of their procedures.",
        "route": "Say what procedures advise for a contact in a case file.",
        "check": "Prove that procedures hold for every possible contact.",
        "show": "Show what a procedure says, in the language it is written in.",
        "clauses": "List what sources say and what became of it, or draft clauses.",
        "new-authority": "Make the folder of a plugin for an authority, to start from.",
        "dev": "Show what is wrong with a procedure in the browser, at each save.",
        "scenario": "Play scenarios and show what came otherwise than expected.",
        "compare": "Show procedures side by side, or one case under each.",
        "diff": "Say for which contacts two procedures differ, all of them.",
        "editions": "List the editions of a procedure that were in force.",
        "flowchart": "Draw a procedure from its rules.",
        "replay": "Route past contacts under procedures: what would change.",
        "year": "Make up a year of contacts from published national figures.",
        "export": "Take facts and times of contacts from a database, without names.",
        "site": "Write procedures and comparisons as a folder of pages.",
        "serve": "Serve the authorities that are switched on.",
        "demo": "Serve with invented children and an account for each role.",
        "users": "Look after the people who work at an authority.",
        "journal": "See that the record is as it was written.",
        "db": "Look after the databases.",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Commands in the order in which people meet them."""
        del ctx
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, from its module."""
        del ctx
        if cmd_name not in self._places:
            return None
        from importlib import import_module

        command: click.Command = getattr(
            import_module(self._places[cmd_name]), cmd_name.replace("-", "_")
        )
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._about[name]) for name in self._places])


@click.group(
    cls=Lazy,
    epilog=examples(
        "frontdoor route examples/cases/case-study-a.yaml", "frontdoor check", "frontdoor demo"
    )
    + EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the configuration (default: FRONTDOOR_CONFIG, else config/ here).",
)
@click.version_option(package_name="frontdoor-core", prog_name="frontdoor")
@click.pass_context
def main(ctx: click.Context, config: Path | None) -> None:
    """Run, prove and compare the procedures by which councils take contacts about children."""
    ctx.obj = config


def in_format(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option `--format text|json`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How the answer is printed.",
    )(command)


def settings_of(config: Path | None, **changed: Any) -> Any:
    """The deployment's settings, or an end with every mistake in them."""
    from frontdoor.procedure.mistakes import MistakesFound
    from frontdoor.settings import read_settings

    try:
        return read_settings(config, **changed)
    except MistakesFound as found:
        end_with_mistakes(found)


def procedures_of(config: Path | None, **changed: Any) -> Any:
    """The settings for a command that only reads procedures: it needs no configuration.

    Where there is none, and none is named, they are those of all plugins that are installed.
    """
    import os

    from frontdoor.settings import CONFIG, PREFIX, Settings

    if config or os.environ.get(PREFIX + "CONFIG") or CONFIG.exists():
        return settings_of(config, **changed)
    from frontdoor.plugins import found

    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    known = {"authorities": tuple(sorted(found())), "var": Path(home) / "frontdoor", **changed}
    return Settings.model_construct(**{**Settings.model_construct().__dict__, **known})


def make_var(settings: Any) -> None:
    """Make the folder for what the service keeps, or end with why it cannot be made."""
    try:
        settings.var.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        end(
            f"The folder {settings.var} cannot be made: {error.strerror}. "
            "Choose another with FRONTDOOR_VAR, or `var:` in the configuration."
        )


def end(says: str) -> NoReturn:
    """Print on standard error why the command could not run, and what to do; and end."""
    click.echo(says, err=True)
    sys.exit(COULD_NOT_RUN)


def end_with_mistakes(found: Any) -> NoReturn:
    """Print every mistake in a file on standard error and end: the command could not run."""
    end(str(found))


def name_strays(settings: Any) -> None:
    """Name on standard error each file and folder for an authority that is not switched on."""
    from frontdoor.layers import AUTHORITIES
    from frontdoor.procedure.mistakes import nearest

    known = settings.authorities
    folders = settings.config.glob(f"{AUTHORITIES}/*/")
    for file in sorted((*settings.config.glob("*.yaml"), *folders)):
        if file.stem not in (*known, "frontdoor"):
            near = nearest(file.stem, known)
            says = f"{file} changes nothing: no authority '{file.stem}' is switched on."
            click.echo(f"{says} {near}".strip(), err=True)


def cannot_be_used(authority: str, why: object) -> str:
    """That an authority's procedure cannot be used, and everything that is wrong with it."""
    return f"{authority} cannot be used:\n{why}"


def wrapped(first: str, text: str) -> str:
    """`text` after `first`, on lines short enough to read, all indented as the first."""
    from textwrap import fill

    return fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def print_json(value: Any) -> None:
    """Print plain values as JSON for people and programs to read."""
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
