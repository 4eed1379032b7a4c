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

    Lists the contacts at `stages`, closed ones too where a stage is final: with
    `received_before_today` only those that came in on an earlier local date, with `outcomes` only
    those decided so. `one_in` makes it a sample: one contact in so many, always the same ones.
    For a meeting, `sheet` is the part of the questions that make up the sheet of each contact, and
    `attend` the roles that must be there. With `owes`, purposes of tasks, it lists only contacts on
    which such a task still runs, closed ones too, wherever they are.

    A list with `shows` is a board: what it shows of each contact is `advice` (what the procedure
    advises, where to, and who decides), `waiting` (since when it is at its stage), `worker`,
    `redirected` (when, and to whom), or a purpose of tasks (those that run, and by when). It is
    grouped by `group_by`; with `most_urgent_first` a child who may need protection comes before
    everything that is merely due. For a sample to audit, `audit` names the record in which the
    audit of a contact is written.
    """

    id: str
    title: str
    stages: tuple[str, ...]
    received_before_today: bool = False
    outcomes: tuple[str, ...] = ()
    one_in: int = 1
    sheet: str = ""
    attend: tuple[str, ...] = ()
    owes: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    group_by: Literal["", "stage", "holding_team", "assigned_to"] = ""
    most_urgent_first: bool = False
    audit: str = ""
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
