"""Finds the plugins of authorities, checks them, and keeps each authority's apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from datetime import datetime
from importlib.metadata import EntryPoint, entry_points, version
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

import pluggy
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from frontdoor import hookspecs
from frontdoor.hookspecs import WorkList
from frontdoor.procedure.mistakes import nearest

GROUP = "frontdoor.authorities"
CORE = "frontdoor-core"

SLOWEST = 2.0
"""Seconds that a plugin may take to load, or to answer one hook, before it counts as broken."""

Given = TypeVar("Given")


class PluginFault(Exception):
    """A plugin cannot be used; the message names it and says what it did."""


def found() -> dict[str, tuple[EntryPoint, ...]]:
    """The installed plugins by authority; more than one where several claim the same authority."""
    claims: dict[str, tuple[EntryPoint, ...]] = {}
    for entry_point in entry_points(group=GROUP):
        claims[entry_point.name] = (*claims.get(entry_point.name, ()), entry_point)
    return claims


class Plugins:
    """The plugins of one authority: its own, and those that it builds on.

    One that raises, is slow or answers with something else than its hook's type makes the whole
    authority unusable (`PluginFault`), never others. It stays so: what failed once is not asked
    again, for what hangs cannot be killed and would hold up every request.
    """

    def __init__(self, authority: str) -> None:
        self.authority = authority
        self.fault: PluginFault | None = None
        self._distributions: dict[str, str] = {}
        self._manager = pluggy.PluginManager("frontdoor")
        self._manager.add_hookspecs(hookspecs)

    def load(self, name: str) -> Path:
        """Load the plugin `name` and give the folder of its procedure. Raises `PluginFault`."""
        entry_point = self._only_claim(name)
        self._distributions[name] = distribution = _distribution(entry_point)
        wanted = _other_core(entry_point)
        if wanted:
            self._break(name, f"{wanted}. Install a version of {distribution} for this core.")

        def register() -> None:
            self._manager.register(entry_point.load(), name=name)
            self._manager.check_pending()

        self._guarded(name, "cannot be loaded", "loading", register)
        folder = self._ask(name, "procedure")
        if not isinstance(folder, Path):
            self._break(
                name,
                "does not say where its procedure is: its hook `procedure` gave "
                f"{_shown(folder)}; expected a pathlib.Path to the folder.",
            )
        return folder

    def work_lists(self, stages: Collection[str]) -> tuple[WorkList, ...]:
        """The work lists of every plugin, those of what the authority builds on first.

        `stages` are those that a list may name. Raises `PluginFault`.
        """
        lists: dict[str, WorkList] = {}
        for name in self._lowest_first():
            for one in self._answers(name, "work_lists", list | tuple, "a list of WorkList"):
                if not isinstance(one, WorkList):
                    self._break(
                        name, f"gave {_shown(one)} in its hook `work_lists`; expected a WorkList."
                    )
                unknown = [stage for stage in one.stages if stage not in stages]
                if unknown:
                    self._break(
                        name,
                        f"has a work list '{one.id}' of contacts at {_shown(unknown[0])}; "
                        f"expected a stage of the procedure: {', '.join(stages)}.",
                    )
                lists[one.id] = one
        return tuple(lists.values())

    def derived_facts(
        self,
        facts: Mapping[str, str],
        received: datetime,
        *,
        declared: Mapping[str, Collection[str]],
        older: bool = False,
    ) -> dict[str, str]:
        """The derived facts of every plugin; the authority's own go before what it builds on.

        `declared` are the facts that the procedure declares as derived, with their values. What is
        not among them is the plugin's fault, but for an `older` edition than the plugin is left
        out. Raises `PluginFault`.
        """
        if self.fault:
            raise self.fault
        derived: dict[str, str] = {}
        if not self._manager.hook.derived_facts.get_hookimpls():
            return derived
        unchangeable = MappingProxyType(dict(facts))
        for name in self._lowest_first():
            answer = self._answers(
                name,
                "derived_facts",
                Mapping,
                "a map of facts and values",
                facts=unchangeable,
                received=received,
            )
            for fact, value in dict(answer).items():
                if value in declared.get(fact, ()):
                    derived[fact] = value
                elif not older:
                    self._break(name, _undeclared(fact, value, declared))
        return derived

    def _only_claim(self, name: str) -> EntryPoint:
        plugins = found()
        claims = plugins.get(name, ())
        if not claims:
            known = ", ".join(sorted(plugins)) or "none"
            near = nearest(name, plugins)
            raise PluginFault(
                f"There is no plugin for '{name}'. {near + ' ' if near else ''}Installed: {known}."
            )
        if len(claims) > 1:
            raise PluginFault(
                f"Several plugins claim the authority '{name}': "
                f"{', '.join(sorted(map(_distribution, claims)))}. Uninstall all but one."
            )
        return claims[0]

    def _lowest_first(self) -> list[str]:
        """The plugins' names: what the authority builds on first, its own last."""
        return list(reversed(self._distributions))

    def _answers(self, name: str, hook: str, kind: Any, expected: str, **values: Any) -> Any:
        answer = self._ask(name, hook, **values)
        if answer is None:
            return ()
        if not isinstance(answer, kind):
            self._break(name, f"gave {_shown(answer)} in its hook `{hook}`; expected {expected}.")
        return answer

    def _ask(self, name: str, hook: str, **values: Any) -> Any:
        """What one plugin answers in a hook, None where it does not implement it."""
        if self.fault:
            raise self.fault
        others = [p for n, p in self._manager.list_name_plugin() if n != name and p is not None]
        caller = self._manager.subset_hook_caller(hook, others)

        def call() -> Any:
            answer = caller(**values)
            # What is lazy would run later, outside this guard.
            return answer[0] if isinstance(answer, list) and answer else answer or None

        return self._guarded(name, f"failed in its hook `{hook}`", f"its hook `{hook}`", call)

    def _guarded(self, name: str, failed: str, doing: str, act: Callable[[], Given]) -> Given:
        """Do `act` on a thread of its own and wait for it, but not for ever."""
        future: Future[Given] = Future()

        def run() -> None:
            try:
                future.set_result(act())
            except BaseException as error:  # a plugin may raise SystemExit too
                future.set_exception(error)

        # A daemon: what hangs must not keep the service from ending.
        Thread(target=run, name=f"plugin {name}", daemon=True).start()
        try:
            error = future.exception(SLOWEST)
        except TimeoutError:
            self._break(name, f"took more than {SLOWEST:g} seconds over {doing}.")
        if error is not None:
            self._break(name, f"{failed}: {type(error).__name__}: {error}", error)
        return future.result()

    def _break(self, name: str, what: str, cause: BaseException | None = None) -> NoReturn:
        self.fault = PluginFault(f"The plugin '{name}' ({self._distributions[name]}) {what}")
        raise self.fault from cause


def _distribution(entry_point: EntryPoint) -> str:
    return entry_point.dist.name if entry_point.dist else entry_point.value


def _other_core(entry_point: EntryPoint) -> str:
    """What a plugin's metadata says of the core, where that is not this one; nothing else."""
    core = version(CORE)
    for text in (entry_point.dist.requires if entry_point.dist else None) or ():
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            return f"has metadata that cannot be read: '{text}': {error}"
        if canonicalize_name(requirement.name) == CORE and not requirement.specifier.contains(
            core, prereleases=True
        ):
            return f"is for {CORE}{requirement.specifier}, but this is {CORE} {core}"
    return ""


def _shown(value: Any) -> str:
    """A value as a plugin gave it, short enough to be read."""
    try:
        text = repr(value)
    except Exception:
        text = f"something of the type {type(value).__name__}"
    return text if len(text) <= 80 else f"{text[:79]}…"


def _undeclared(fact: Any, value: Any, declared: Mapping[str, Collection[str]]) -> str:
    if fact not in declared:
        return (
            f"gave the fact {_shown(fact)} in its hook `derived_facts`, which its procedure does "
            "not declare as derived. Declare it under `facts:`, with `derived: yes`."
        )
    return (
        f"gave {_shown(value)} for the fact '{fact}' in its hook `derived_facts`; expected one of "
        f"{', '.join(declared[fact])}."
    )
