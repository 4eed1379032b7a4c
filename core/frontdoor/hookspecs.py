"""Every hook that a plugin may implement. Few: what data can say is not a hook.

A hook is called only in the plugins of one authority (its own and those it builds on), never in
another's. Hooks are given values that they cannot change, and must answer the same to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import pluggy

hookspec = pluggy.HookspecMarker("frontdoor")
hookimpl = pluggy.HookimplMarker("frontdoor")


class WorkList(msgspec.Struct, frozen=True):
    """A list of contacts that people of an authority work from, such as a meeting's agenda.

    Lists the contacts at `stages`, closed ones too where a stage is final: with
    `received_before_today` only those that came in on an earlier local date, with `outcomes` only
    those decided so. `one_in` makes it a sample: one contact in so many, always the same ones.
    For a meeting, `sheet` is the part of the questions that make up the sheet of each contact, and
    `attend` the roles that must be there.
    """

    id: str
    title: str
    stages: tuple[str, ...]
    received_before_today: bool = False
    outcomes: tuple[str, ...] = ()
    one_in: int = 1
    sheet: str = ""
    attend: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@hookspec(firstresult=True)
def procedure() -> Path:  # type: ignore[empty-body]  # a specification
    """The folder that holds the plugin's procedure.yaml and clauses.yaml."""


@hookspec
def derived_facts(facts: Mapping[str, str], received: datetime) -> Mapping[str, str]:  # type: ignore[empty-body]
    """Values of the facts declared as derived, from the others and the time of receipt."""


@hookspec
def work_lists() -> Sequence[WorkList]:  # type: ignore[empty-body]
    """The lists that people of this authority work from, besides those that every authority has."""
