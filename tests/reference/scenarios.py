"""What a step of a scenario may do, and what may be expected of it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Final

from frontdoor.domain import commands as cmd
from frontdoor.domain.scenarios.expectation import TASK_STATES, Expectation

from .markdown import code, one_line, page, table, words
from .sentences import of_class

INTRODUCTION: Final = """
How scenarios are written is told under [Scenarios](../scenarios.md).
"""
COMMANDS: Final = """
What a step `does`, with what it is about where it names that, and what the step may say beside.
Every command may also say `step` (where more than one would do), `reason` (why), `away` (why
someone acts for those who are away) and, once a contact is there, `happened` (when it took place).
"""
EXPECTED: Final = """
What is not named may be anything. `a, not b` expects that a is among them and b is not.
"""


def scenarios() -> str:
    """The page of the scenarios."""
    return page(
        "Reference: scenarios",
        INTRODUCTION,
        "## Commands",
        COMMANDS,
        table(("does", "is", "and must say", "and may say"), _commands()),
        "## What can be expected",
        EXPECTED,
        table(("key", "expects"), _expected()),
        "## States of a task",
        f"A local date and time, by which it is due and still to be done, or {words(TASK_STATES)}.",
    )


def _commands() -> Iterator[tuple[str, ...]]:
    shared = {"command", *cmd.CommandSaid.model_fields}
    for verb, model in cmd.COMMANDS.items():
        about = cmd.ABOUT.get(verb)
        fields = {field.alias or name: field for name, field in model.model_fields.items()}
        begins = issubclass(model, cmd.Receive)  # the rest stands in the contact
        own = [] if begins else [name for name in fields if name not in {*shared, about}]
        must = [name for name in own if fields[name].is_required()]
        may = [name for name in own if name not in must]
        does = f"{verb} <{about}>" if about else verb
        yield code(does), one_line(inspect.getdoc(model) or ""), words(must), words(may)


def _expected() -> Iterator[tuple[str, str]]:
    for name, said in of_class(Expectation).items():
        assert said.says or name == "model_config", f"{name} says nothing of itself"
        if said.says:
            yield code(name), one_line(said.says)
