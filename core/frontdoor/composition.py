"""The composition root: puts procedures, plugins, settings and databases together.

Nothing else in the product makes a database, a calendar or a plugin manager.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from frontdoor.domain.practice import Derive, Practice, clock_settings
from frontdoor.plugins import PluginFault, Plugins, distribution_of, found
from frontdoor.procedure.layering import OVERRIDES, load
from frontdoor.procedure.mistakes import Mistake, MistakesFound
from frontdoor.procedure.proofs import Finding, prove
from frontdoor.procedure.rulebook import Layer, Rulebook
from frontdoor.procedure.running import Procedure
from frontdoor.procedure.source import Source, read_file, read_text
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import LayerText, Records, Visit
from frontdoor.settings import Settings

BASE = Path(__file__).parent / "procedure" / "base.yaml"
AUTHORITIES = "authorities"
"""The folder in the configuration with procedures that need no plugin, each under its name."""

SLOTS = Path(__file__).parent / "compare" / "side_by_side"


@dataclass(frozen=True)
class Unusable:
    """An authority that is switched on but cannot be used, and why."""

    name: str
    why: str
    mistakes: tuple[Mistake, ...] = ()


class DoesNotHold(Exception):
    """A procedure that does not hold for every possible contact; `findings` say what is wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in findings))


@dataclass(frozen=True)
class Composed:
    """An authority's procedure put together from its layers, with the plugins it came from."""

    name: str
    layers: tuple[Layer, ...]
    plugins: Plugins

    @property
    def texts(self) -> tuple[LayerText, ...]:
        """The layers as text, in the form in which an edition is kept."""
        return tuple(
            LayerText(
                layer.name,
                layer.procedure.file,
                layer.procedure.text,
                layer.clauses.file if layer.clauses else None,
                layer.clauses.text if layer.clauses else None,
            )
            for layer in self.layers
        )

    @property
    def folder(self) -> Path:
        """Where the authority's own procedure lies."""
        own = next(layer for layer in reversed(self.layers) if layer.name != OVERRIDES)
        return Path(own.procedure.file).parent

    @property
    def scenarios(self) -> tuple[Path, ...]:
        """The files of the scenarios that lie beside the authority's own procedure."""
        return tuple(sorted((self.folder / "scenarios").glob("*.yaml")))

    def rulebook(self) -> Rulebook:
        """The effective procedure as data. Raises `MistakesFound`."""
        return load(self.layers)


def compose(
    authority: str,
    config: Path | None = None,
    cache: Path | None = None,
    *,
    overridden: bool = True,
) -> Composed:
    """Find the layers of an authority's procedure: base, what it extends, its own, overrides.

    Its own is that of the plugin of this name, or lies in `authorities/<authority>` there. `config`
    may hold overrides too, in `<authority>.yaml`, which are left out where it is not to be
    `overridden`. `cache` is a folder where parsed files are kept. Raises `PluginFault` or
    `MistakesFound`.
    """
    plugins = Plugins()
    layers = _layers_named(authority, plugins, config, cache, ())
    own = layers[-1].procedure
    named = own.data.get("procedure", authority) if isinstance(own.data, dict) else authority
    if named != authority:
        says = f"'{authority}', the name of its plugin or its folder"
        raise MistakesFound([own.mistake(("procedure",), f"'{named}'", says)])
    overrides = _overrides(authority, config) if overridden else None
    if overrides is not None:
        layers += (Layer(OVERRIDES, read_file(overrides, cache=cache)),)
    return Composed(authority, layers, plugins)


def _overrides(authority: str, config: Path | None) -> Path | None:
    file = config / f"{authority}.yaml" if config else None
    return file if file is not None and file.exists() else None


def compose_folder(folder: Path, config: Path | None = None, cache: Path | None = None) -> Composed:
    """Find the layers of a procedure that lies in a folder and need not be installed.

    Where the folder is a package, its hooks are asked too. Raises `PluginFault` or `MistakesFound`.
    """
    plugins = Plugins()
    if (folder / "__init__.py").exists():
        plugins.load_folder(folder.name, folder)
    layers = _layers(folder.name, folder, plugins, config, cache, ())
    return Composed(folder.name, layers, plugins)


def _layers_named(
    name: str, plugins: Plugins, config: Path | None, cache: Path | None, above: tuple[str, ...]
) -> tuple[Layer, ...]:
    folder = config / AUTHORITIES / name if config else None
    if folder is None or not folder.is_dir():
        return _layers(name, plugins.load(name), plugins, config, cache, above)
    if claims := found().get(name):
        installed = ", ".join(sorted(map(distribution_of, claims)))
        raise PluginFault(
            f"Two procedures claim the authority '{name}': {folder} and the plugin {installed}. "
            "Keep one: move the folder away, or uninstall the plugin."
        )
    return _layers(name, folder, plugins, config, cache, above)


def _layers(
    name: str,
    folder: Path,
    plugins: Plugins,
    config: Path | None,
    cache: Path | None,
    above: tuple[str, ...],
) -> tuple[Layer, ...]:
    own = read_file(
        folder / "procedure.yaml", shown_as=_shown(folder, "procedure.yaml"), cache=cache
    )
    clauses_file = folder / "clauses.yaml"
    clauses = (
        read_file(clauses_file, shown_as=_shown(folder, "clauses.yaml"), cache=cache)
        if clauses_file.exists()
        else None
    )
    extends = own.data.get("extends", "base") if isinstance(own.data, dict) else "base"
    if extends == "base":
        below: tuple[Layer, ...] = (
            Layer("base", read_file(BASE, shown_as="base.yaml", cache=cache)),
        )
    elif extends in (name, *above):
        raise MistakesFound(
            [
                own.mistake(
                    ("extends",), f"'{extends}'", "a procedure that does not build on this one"
                )
            ]
        )
    else:
        try:
            below = _layers_named(extends, plugins, config, cache, (*above, name))
        except PluginFault as fault:
            raise MistakesFound(
                [
                    own.mistake(
                        ("extends",), f"'{extends}'", "base or an installed plugin", str(fault)
                    )
                ]
            ) from fault
    return (*below, Layer(name, own, clauses))


def _shown(folder: Path, file: str) -> str:
    """A path as people can open it: from here where it lies below, else whole."""
    path = folder / file
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def practice(book: Rulebook, plugins: Plugins | None = None, *, older: bool = False) -> Practice:
    """A rulebook in practice, with the calendar and its plugins' derived facts.

    `older` says that the rulebook may be older than the plugins, and need not know all that they
    derive. Raises `MistakesFound` for settings that cannot be used.
    """
    settings, opens, closes = clock_settings(book)
    declared = {fact.fact: fact.values for fact in book.facts.values() if fact.derived}
    derive: tuple[Derive, ...] = ()
    if plugins and plugins.derive:
        derive = (partial(plugins.derived_facts, declared=declared, older=older),)
    return Practice(
        procedure=Procedure(book),
        calendar=_calendar(),
        clocks=settings,
        opens=opens,
        closes=closes,
        derive=derive,
    )


def findings_of(book: Rulebook) -> list[Finding]:
    """Everything for which a procedure cannot be put to work; empty where nothing is wrong."""
    from frontdoor.compare.side_by_side.slots import unanswered

    return [*prove(book), *unanswered(book)]


def sound_practice(
    book: Rulebook, plugins: Plugins, cache: Path, *, older: bool = False
) -> Practice:
    """The same, of a rulebook that was proved. Raises `DoesNotHold`, or `MistakesFound`.

    That it holds is remembered in `cache`, by its digest and that of what proves it.
    """
    holds = cache / f"{book.digest}.{_prover()}.holds"
    if not holds.exists():
        findings = prove(book) if older else findings_of(book)
        if findings:
            raise DoesNotHold(findings)
        with suppress(OSError):  # where nothing can be kept, it is proved again
            cache.mkdir(parents=True, exist_ok=True)
            holds.touch(mode=0o600)
    return practice(book, plugins, older=older)


@lru_cache(maxsize=1)
def _prover() -> str:
    """A digest of all that reads, puts together and proves procedures."""
    code = hashlib.sha256()
    for file in sorted((*BASE.parent.glob("*.py"), *SLOTS.rglob("*.py"))):
        code.update(file.read_bytes())
    return code.hexdigest()[:16]


@lru_cache(maxsize=1)
def _calendar():  # type: ignore[no-untyped-def]  # the adapter's own type, imported when needed
    from frontdoor.adapters.bank_holidays import england_and_wales

    return england_and_wales()


def _layers_of_texts(texts: Sequence[LayerText], cache: Path | None) -> tuple[Layer, ...]:
    def source(text: str, file: str) -> Source:
        return read_text(text, file, cache=cache)

    return tuple(
        Layer(
            text.name,
            source(text.procedure, text.file),
            source(text.clauses, text.clauses_file) if text.clauses and text.clauses_file else None,
        )
        for text in texts
    )


def _book_of_texts(texts: Sequence[LayerText], cache: Path | None = None) -> Rulebook:
    return load(_layers_of_texts(texts, cache))


def practice_of_texts(
    texts: Sequence[LayerText], plugins: Plugins, cache: Path | None = None
) -> Practice:
    """The practice of an edition that was kept as text; `cache` as for `compose`."""
    return practice(_book_of_texts(texts, cache), plugins, older=True)


@dataclass(frozen=True)
class _InForce:
    practice: Practice
    layers: tuple[LayerText, ...]
    plugins: Plugins
    warnings: tuple[str, ...] = ()


def _in_force(settings: Settings, name: str) -> _InForce:
    """The procedure with the council's overrides; where those are wrong, the last that was good."""
    cache = settings.var / "cache"
    try:
        composed = compose(name, settings.config, cache)
        sound = sound_practice(composed.rulebook(), composed.plugins, cache)
        return _InForce(sound, composed.texts, composed.plugins)
    except (MistakesFound, DoesNotHold) as wrong:
        overrides = _overrides(name, settings.config)
        if overrides is None:
            raise
        composed = compose(name, settings.config, cache, overridden=False)
        sound_practice(
            composed.rulebook(), composed.plugins, cache
        )  # else not the overrides' fault
        layers = _last_good(settings, name)
        if layers is None:
            raise
        stays = (
            f"{overrides} cannot be used. The last good edition of the procedure stays in force "
            "until that file is mended and the service started again."
        )
        warnings = (stays, *str(wrong).splitlines())
    kept = sound_practice(_book_of_texts(layers, cache), composed.plugins, cache, older=True)
    return _InForce(kept, layers, composed.plugins, warnings)


def _last_good(settings: Settings, name: str) -> tuple[LayerText, ...] | None:
    with _reading(settings, name) as records:
        return records.latest_edition()


@contextmanager
def _reading(settings: Settings, name: str) -> Iterator[Records]:
    """The records of an authority that is not open, to look up its editions."""
    from frontdoor.adapters.migrate import upgrade
    from frontdoor.adapters.store import SqlStore

    upgrade(settings.url_of(name))
    store = SqlStore(settings.url_of(name), lambda _: False)
    try:
        with store.visit(Visit("", "authority.open", now())) as records:
            yield records
    finally:
        store.close()


def kept_editions(settings: Settings, name: str) -> list[tuple[str, datetime]]:
    """The editions that were in force at an authority: digest and since when, the latest first.

    Raises `PluginFault` where its database cannot be used.
    """
    try:
        with _reading(settings, name) as records:
            return records.editions()
    except _database_errors() as error:
        raise PluginFault(_why(settings, name, error)) from error


def compose_edition(settings: Settings, name: str, digest: str) -> Composed:
    """The procedure as it was in an edition, by the beginning of its digest.

    Raises `PluginFault` where there is none, or several.
    """
    found = [one for one, _ in kept_editions(settings, name) if one.startswith(digest)]
    if len(found) != 1:
        which = "Several editions of it begin" if found else "No edition of it begins"
        raise PluginFault(
            f"{which} with '{digest}'. List them with `frontdoor editions {name}`; there is one "
            "from the first time that the authority was served."
        )
    with _reading(settings, name) as records:
        texts = records.edition(found[0]) or ()
    cache = settings.var / "cache"
    return Composed(name, _layers_of_texts(texts, cache), Plugins())


def open_authority(settings: Settings, name: str) -> Authority | Unusable:
    """One authority, ready to be worked with, its database brought up to date; or why it is not."""
    from frontdoor.adapters.migrate import upgrade
    from frontdoor.adapters.passwords import Argon2Passwords
    from frontdoor.adapters.store import SqlStore

    try:
        in_force = _in_force(settings, name)
        upgrade(settings.url_of(name))
        authority = Authority(
            name=name,
            practice=in_force.practice,
            layers=in_force.layers,
            work_lists=in_force.plugins.work_lists(in_force.practice.book.stages),
            store=SqlStore(settings.url_of(name), in_force.practice.procedure.is_final),
            passwords=Argon2Passwords(),
            practice_of_layers=partial(
                practice_of_texts, plugins=in_force.plugins, cache=settings.var / "cache"
            ),
            warnings=in_force.warnings,
        )
        authority.open()
        return authority
    except MistakesFound as found:
        return Unusable(name, str(found), found.mistakes)
    except (PluginFault, DoesNotHold) as fault:
        return Unusable(name, str(fault))
    except _database_errors() as error:
        return Unusable(name, _why(settings, name, error))


def open_authorities(settings: Settings) -> dict[str, Authority | Unusable]:
    """Every authority that is switched on, by name; one that fails keeps no other back."""
    return {name: open_authority(settings, name) for name in settings.authorities}


def upgrade_database(settings: Settings, authority: str) -> str | None:
    """Bring an authority's database up to date; what went wrong, or None."""
    from frontdoor.adapters.migrate import upgrade

    try:
        upgrade(settings.url_of(authority))
    except _database_errors() as error:
        return _why(settings, authority, error)
    return None


def _database_errors() -> tuple[type[Exception], ...]:
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from frontdoor.adapters.database import UnsafeDatabase

    # ImportError: what a URL's driver is missing from the installation.
    return SQLAlchemyError, CommandError, UnsafeDatabase, OSError, ImportError


def _why(settings: Settings, authority: str, error: Exception) -> str:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        where = make_url(settings.url_of(authority)).render_as_string(hide_password=True)
    except ArgumentError:
        where = "see database_url"
    # The driver's own words; SQLAlchemy adds statements, and may add what was in them.
    return f"The database ({where}) cannot be used: {getattr(error, 'orig', None) or error}"
