"""Finds the plugins of authorities, checks them, and keeps each authority's apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Future
from datetime import datetime
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn, TypeVar

import msgspec
import pluggy
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from frontdoor import hookspecs
from frontdoor.hookspecs import SHOWN, WorkList
from frontdoor.procedure.mistakes import did_you_mean, nearest
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.vocabulary import PURPOSES

GROUP = "frontdoor.authorities"
CORE = "frontdoor-core"

SLOWEST = 3.0
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


class Loaded(NamedTuple):
    """A plugin that was loaded: its distribution with its version, and the hooks it answers."""

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...]


def _named_by(
    one: WorkList, book: Rulebook
) -> Iterable[tuple[str, Iterable[str], Collection[str], str]]:
    """What a work list names: how, the words, those that there are, and what they are."""
    parts = {question.part for question in book.questions.values()}
    return (
        ("of contacts at", one.stages, book.stages, "a stage of the procedure"),
        ("of contacts decided as", one.outcomes, book.outcomes, "an outcome of the procedure"),
        ("with the sheet", filter(None, (one.sheet,)), parts, "a part of its questions"),
        ("attended by", one.attend, book.roles, "a role of the procedure"),
        ("that owes", one.owes, PURPOSES, "a purpose of tasks"),
        ("that shows", one.shows, (*SHOWN, *PURPOSES), "something that a board may show"),
        ("audited by", filter(None, (one.audit,)), book.records, "a record of the procedure"),
        ("that cites", one.cites, book.clauses, "a clause in clauses.yaml"),
    )


class Plugins:
    """The plugins of one authority: its own, and those that it builds on.

    One that raises, is slow or answers with something else than its hook's type makes the whole
    authority unusable (`PluginFault`), never others. It stays so: what failed once is not asked
    again, for what hangs cannot be killed and would hold up every request.
    """

    def __init__(self) -> None:
        self.fault: PluginFault | None = None
        self._distributions: dict[str, str] = {}
        self._versions: dict[str, str] = {}
        self._manager = pluggy.PluginManager("frontdoor")
        self._manager.add_hookspecs(hookspecs)

    def load(self, name: str) -> Path:
        """Load the plugin `name` and give the folder of its procedure. Raises `PluginFault`."""
        entry_point = self._only_claim(name)
        self._distributions[name] = distribution = distribution_of(entry_point)
        self._versions[name] = entry_point.dist.version if entry_point.dist else ""
        wanted = _other_core(entry_point)
        if wanted:
            self._break(name, f"{wanted}. Install a version of {distribution} for this core.")

        def register() -> None:
            self._manager.register(entry_point.load(), name=name)
            self._manager.check_pending()

        self._guarded(name, "loading", register)
        folder = self._ask(name, "procedure", _read_folder)
        if folder is None:
            self._break(name, "does not say where its procedure is: give it the hook `procedure`.")
        return folder

    def load_folder(self, name: str, folder: Path) -> None:
        """Load the plugin of which the package lies in `folder`, and need not be installed.

        Raises `PluginFault`.
        """
        self._distributions[name], self._versions[name] = str(folder), ""

        def register() -> None:
            spec = spec_from_file_location(folder.name, folder / "__init__.py")
            if spec is None or spec.loader is None:
                raise _Broken("cannot be imported.")
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            self._manager.register(module, name=name)
            self._manager.check_pending()

        self._guarded(name, "loading", register)

    def work_lists(self, book: Rulebook) -> tuple[WorkList, ...]:
        """The work lists of every plugin, those of what the authority builds on first.

        What a list names must be in the procedure. Raises `PluginFault`.
        """
        lists: dict[str, WorkList] = {}
        for name in self._lowest_first():
            for one in self._ask(name, "work_lists", _read_work_lists) or ():
                for what, named, known, kind in _named_by(one, book):
                    for unknown in (word for word in named if word not in known):
                        says = f"has a work list '{one.id}' {what} '{unknown}'; expected {kind}"
                        self._break(name, f"{says}. {did_you_mean(unknown, known)}".strip())
                lists[one.id] = one
        return tuple(lists.values())

    def loaded(self) -> tuple[Loaded, ...]:
        """Every plugin that was loaded, what the authority builds on first."""
        hooks = {
            name: tuple(sorted(one.name for one in self._manager.get_hookcallers(plugin) or ()))
            for name, plugin in self._manager.list_name_plugin()
            if plugin is not None
        }
        return tuple(
            Loaded(name, self._distributions[name], self._versions[name], hooks.get(name, ()))
            for name in self._lowest_first()
        )

    @property
    def derive(self) -> bool:
        """Whether any of the plugins works out facts."""
        return bool(self._manager.hook.derived_facts.get_hookimpls())

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
        not among them is the plugin's fault; but an `older` edition than the plugin's own need not
        know all of its facts, and goes without. Raises `PluginFault`.
        """
        if self.fault:
            raise self.fault
        derived: dict[str, str] = {}
        if not self.derive:
            return derived
        said = {"facts": MappingProxyType(dict(facts)), "received": received}
        for name in self._lowest_first():
            answer = self._ask(name, "derived_facts", _read_derived_facts, **said) or {}
            for fact, value in answer.items():
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
                f"There is no plugin for '{name}'. {near + ' ' if near else ''}Installed: {known}. "
                f"Without a plugin, put its procedure.yaml into authorities/{name} in the folder "
                "of the configuration."
            )
        if len(claims) > 1:
            raise PluginFault(
                f"Several plugins claim the authority '{name}': "
                f"{', '.join(sorted(map(distribution_of, claims)))}. Uninstall all but one."
            )
        return claims[0]

    def _lowest_first(self) -> list[str]:
        """The plugins' names: what the authority builds on first, its own last."""
        return list(reversed(self._distributions))

    def _ask(
        self, name: str, hook: str, read: Callable[[Any], Given], **values: Any
    ) -> Given | None:
        """What one plugin answers in a hook, as `read` has it, or None if it answers nothing."""
        others = [p for n, p in self._manager.list_name_plugin() if n != name and p is not None]
        caller = self._manager.subset_hook_caller(hook, others)

        def call() -> Given | None:
            answer = caller(**values)
            if isinstance(answer, list):  # of the one plugin that was asked
                answer = answer[0] if answer else None
            # Read here: what is lazy would otherwise run the plugin's own code unguarded.
            return None if answer is None else read(answer)

        return self._guarded(name, f"its hook `{hook}`", call)

    def _guarded(self, name: str, doing: str, act: Callable[[], Given]) -> Given:
        """Do `act` on a thread of its own and wait for it, but not for ever."""
        if self.fault:
            raise self.fault
        future: Future[Given] = Future()

        def run() -> None:
            try:
                future.set_result(act())
            except _Broken as error:
                future.set_exception(error)
            except BaseException as error:  # a plugin may raise SystemExit too
                failed = _Broken(f"failed in {doing}: {type(error).__name__}: {error}")
                failed.__cause__ = error
                future.set_exception(failed)

        # A daemon: what hangs must not keep the service from ending.
        Thread(target=run, name=f"plugin {name}", daemon=True).start()
        try:
            return future.result(SLOWEST)
        except TimeoutError:
            self._break(name, f"took more than {SLOWEST:g} seconds over {doing}.")
        except _Broken as error:
            self._break(name, str(error), error)

    def _break(self, name: str, what: str, cause: BaseException | None = None) -> NoReturn:
        self.fault = PluginFault(f"The plugin '{name}' ({self._distributions[name]}) {what}")
        raise self.fault from cause


class _Broken(Exception):
    """What a plugin did that it must not."""


def _read_folder(answer: Any) -> Path:
    if not isinstance(answer, Path):
        raise _Broken(
            "does not say where its procedure is: its hook `procedure` gave "
            f"{_shown(answer)}; expected a pathlib.Path to the folder."
        )
    return answer


def _read_work_lists(answer: Any) -> tuple[WorkList, ...]:
    lists = tuple(answer) if isinstance(answer, list | tuple) else (answer,)
    for one in lists:
        if not isinstance(one, WorkList):
            raise _Broken(
                f"gave {_shown(one)} in its hook `work_lists`; expected a list of WorkList."
            )
    # Structs check nothing when they are made.
    return tuple(msgspec.convert(msgspec.structs.asdict(one), WorkList) for one in lists)


def _read_derived_facts(answer: Any) -> dict[str, str]:
    if not isinstance(answer, Mapping):
        raise _Broken(
            f"gave {_shown(answer)} in its hook `derived_facts`; expected a map of facts and "
            "their values."
        )
    facts = dict(answer)
    for fact, value in facts.items():
        if not isinstance(fact, str) or not isinstance(value, str):
            raise _Broken(
                f"gave {_shown(value)} for {_shown(fact)} in its hook `derived_facts`; expected "
                "text for each fact."
            )
    return facts


def distribution_of(entry_point: EntryPoint) -> str:
    """The name of the distribution that a plugin comes in."""
    return (entry_point.dist.name if entry_point.dist else None) or entry_point.value


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
    """What a plugin gave, in a message; nothing of its own is called."""
    if value is None or type(value) in (str, int, float, bool):
        text = repr(value)
        return text if len(text) <= 80 else f"{text[:79]}…"
    return f"something of the type {type(value).__name__}"


def _undeclared(fact: str, value: str, declared: Mapping[str, Collection[str]]) -> str:
    if fact not in declared:
        return (
            f"gave the fact '{fact}' in its hook `derived_facts`, which its procedure does "
            "not declare as derived. Declare it under `facts:`, with `derived: yes`."
        )
    return (
        f"gave {_shown(value)} for the fact '{fact}' in its hook `derived_facts`; expected one of "
        f"{', '.join(declared[fact])}."
    )
