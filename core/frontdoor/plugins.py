"""Finds the plugins of authorities, checks them, and keeps each authority's apart."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

import pluggy

from frontdoor import hookspecs
from frontdoor.hookspecs import WorkList

GROUP = "frontdoor.authorities"
SLOWEST = 1.0
"""Seconds that a hook may take before its plugin counts as broken."""


class PluginFault(Exception):
    """A plugin cannot be used; the message names it and says what it did."""


def found() -> dict[str, EntryPoint]:
    """The installed plugins by authority. Raises `PluginFault` where two claim the same one."""
    claims: dict[str, EntryPoint] = {}
    for entry_point in entry_points(group=GROUP):
        other = claims.get(entry_point.name)
        if other is not None and other.value != entry_point.value:
            raise PluginFault(
                f"Two plugins claim the authority '{entry_point.name}': {_distribution(other)} and "
                f"{_distribution(entry_point)}. Uninstall one of them."
            )
        claims[entry_point.name] = entry_point
    return claims


def _distribution(entry_point: EntryPoint) -> str:
    return entry_point.dist.name if entry_point.dist else entry_point.value


class Plugins:
    """The plugins of one authority: what it builds on first, its own last.

    A hook that raises or is slow makes the whole authority unusable (`PluginFault`), never others.
    """

    def __init__(self, authority: str) -> None:
        self.authority = authority
        self._manager = pluggy.PluginManager("frontdoor")
        self._manager.add_hookspecs(hookspecs)

    def load(self, name: str) -> Path:
        """Load the plugin `name` and give the folder of its procedure. Raises `PluginFault`."""
        entry_point = found().get(name)
        if entry_point is None:
            known = ", ".join(sorted(found())) or "none"
            raise PluginFault(
                f"There is no plugin for '{name}'. Installed: {known}. Install the distribution "
                f"that has the entry point '{name}' in the group '{GROUP}'."
            )
        try:
            plugin = entry_point.load()
            self._manager.register(plugin, name=name)
            self._manager.check_pending()
        except (Exception, SystemExit) as error:
            raise PluginFault(
                f"The plugin '{name}' ({_distribution(entry_point)}) cannot be loaded: "
                f"{type(error).__name__}: {error}"
            ) from error
        folder = self._only(name, "procedure")
        if not isinstance(folder, Path):
            raise PluginFault(
                f"The plugin '{name}' does not say where its procedure is: its hook `procedure` "
                f"gave {folder!r}; expected a pathlib.Path to the folder."
            )
        return folder

    def _only(self, name: str, hook: str) -> Any:
        """Call a hook in one plugin alone."""
        others = [p for n, p in self._manager.list_name_plugin() if n != name and p is not None]
        caller = self._manager.subset_hook_caller(hook, others)
        return self._guarded(hook, caller)

    def work_lists(self) -> list[WorkList]:
        """The work lists of every plugin of this authority."""
        lists: list[WorkList] = []
        for answer in self._guarded("work_lists", self._manager.hook.work_lists):
            if not all(isinstance(one, WorkList) for one in answer):
                raise PluginFault(
                    f"A plugin of '{self.authority}' gave work lists of a wrong type."
                )
            lists += answer
        return lists

    def derived_facts(self, facts: Mapping[str, str], received: datetime) -> dict[str, str]:
        """The derived facts of every plugin of this authority."""
        derived: dict[str, str] = {}
        if not self._manager.hook.derived_facts.get_hookimpls():
            return derived
        for answer in self._guarded(
            "derived_facts", self._manager.hook.derived_facts, facts=dict(facts), received=received
        ):
            derived.update(answer)
        return derived

    def _guarded(self, hook: str, caller: Any, **values: Any) -> Any:
        began = time.monotonic()
        try:
            answer = caller(**values)
        except (Exception, SystemExit) as error:
            raise PluginFault(
                f"A plugin of '{self.authority}' failed in its hook `{hook}`: "
                f"{type(error).__name__}: {error}"
            ) from error
        took = time.monotonic() - began
        if took > SLOWEST:
            raise PluginFault(
                f"A plugin of '{self.authority}' took {took:.1f} s in its hook `{hook}`; at most "
                f"{SLOWEST:.0f} s is allowed."
            )
        return answer
