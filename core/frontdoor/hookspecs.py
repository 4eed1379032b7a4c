"""Every hook that a plugin may implement. Few: what data can say is not a hook.

A hook is called only in the plugins of one authority (its own and those it builds on), never in
another's. Hooks are given values that they cannot change, and must answer the same to the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import msgspec
import pluggy

hookspec = pluggy.HookspecMarker("frontdoor")
hookimpl = pluggy.HookimplMarker("frontdoor")


SHOWN: Final = ("advice", "waiting", "worker", "redirected")
"""What a board may show of each contact, besides its tasks by their purposes."""


class WorkList(msgspec.Struct, frozen=True):
    """A list of contacts that people of an authority work from, such as a meeting's agenda.

    With `sheet` or `attend` it has the pages of a meeting, with `shows` it is a board, with `audit`
    a sample to audit. Those due first stand first.
    """

    id: str
    """Small letters, digits and underscores; it stands in the address of the list's page."""
    title: str
    """The heading of its page, and its name in menus."""
    stages: tuple[str, ...]
    """The stages whose contacts it has, closed ones too where a stage is final.

    It may be empty with `owes`: then it has contacts wherever they are.
    """
    received_before_today: bool = False
    """Whether it has only contacts that came in on an earlier local date."""
    outcomes: tuple[str, ...] = ()
    """It has only contacts decided on one of these outcomes; any without."""
    one_in: int = 1
    """It is a sample: one contact in so many, always the same ones."""
    sheet: str = ""
    """Of a meeting: the part of the questions that makes up the sheet of each contact."""
    attend: tuple[str, ...] = ()
    """Of a meeting: the roles that must be there."""
    owes: tuple[str, ...] = ()
    """It has only contacts on which a task of one of these purposes runs, closed ones too."""
    shows: tuple[str, ...] = ()
    """Of a board: what it shows of each contact, in order.

    `advice` (what the procedure advises, where to, and who decides), `waiting` (since when it is at
    its stage), `worker`, `redirected` (when, and to whom), or a purpose of tasks (those that run,
    and by when).
    """
    group_by: Literal["", "stage", "holding_team", "assigned_to"] = ""
    """Of a board: what its contacts are grouped by."""
    most_urgent_first: bool = False
    """Whether a child who may need protection comes before everything that is merely due."""
    audit: str = ""
    """Of a sample to audit: the record in which the audit of a contact is written."""
    cites: tuple[str, ...] = ()
    """The clauses that ask for the list."""


@hookspec(firstresult=True)
def procedure() -> Path:  # type: ignore[empty-body]  # a specification
    """The folder that holds the plugin's procedure.yaml and clauses.yaml. Every plugin has it."""


@hookspec
def derived_facts(facts: Mapping[str, str], received: datetime) -> Mapping[str, str]:  # type: ignore[empty-body]
    """Values of the facts declared as derived, from the others and the time of receipt.

    A fact that is left out has its default.
    """


@hookspec
def work_lists() -> Sequence[WorkList]:  # type: ignore[empty-body]
    """The lists that people of this authority work from, besides those that every authority has.

    Of a list that a plugin below has too, by its `id`, the authority's own counts.
    """
