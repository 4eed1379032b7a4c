"""The composition root: puts procedures, plugins, settings and databases together.

Nothing else in the product makes a database, a calendar or a plugin manager.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from frontdoor.domain.practice import Practice, clock_settings
from frontdoor.plugins import PluginFault, Plugins
from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import Mistake, MistakesFound
from frontdoor.procedure.proofs import prove
from frontdoor.procedure.rulebook import Layer, Rulebook
from frontdoor.procedure.running import Procedure
from frontdoor.procedure.source import Source, read_file, read_text
from frontdoor.services.authority import Authority
from frontdoor.services.ports import LayerText
from frontdoor.settings import Settings

BASE = Path(__file__).parent / "procedure" / "base.yaml"


@dataclass(frozen=True)
class Unusable:
    """An authority that is switched on but cannot be used, and why."""

    name: str
    why: str
    mistakes: tuple[Mistake, ...] = ()


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

    def rulebook(self) -> Rulebook:
        """The effective procedure as data. Raises `MistakesFound`."""
        return load(self.layers)


def compose(authority: str, config: Path | None = None, cache: Path | None = None) -> Composed:
    """Find the layers of an authority's procedure: base, what it extends, its own, overrides.

    `config` is the folder that may hold overrides in `<authority>.yaml`; `cache` one where parsed
    files are kept. Raises `PluginFault` or `MistakesFound`.
    """
    plugins = Plugins(authority)
    layers = _plugin_layers(authority, plugins, cache, ())
    overrides = config / f"{authority}.yaml" if config else None
    if overrides is not None and overrides.exists():
        layers += (Layer("overrides", read_file(overrides, cache=cache)),)
    return Composed(authority, layers, plugins)


def compose_folder(folder: Path, cache: Path | None = None) -> Composed:
    """Find the layers of a procedure that lies in a folder and need not be installed."""
    plugins = Plugins(folder.name)
    return Composed(folder.name, _layers(folder.name, folder, plugins, cache, ()), plugins)


def _plugin_layers(
    name: str, plugins: Plugins, cache: Path | None, above: tuple[str, ...]
) -> tuple[Layer, ...]:
    return _layers(name, plugins.load(name), plugins, cache, above)


def _layers(
    name: str, folder: Path, plugins: Plugins, cache: Path | None, above: tuple[str, ...]
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
            below = _plugin_layers(extends, plugins, cache, (*above, name))
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


def practice(book: Rulebook, plugins: Plugins | None = None) -> Practice:
    """A rulebook in practice, with the calendar and its plugins' derived facts."""
    settings, opens, closes = clock_settings(book)
    return Practice(
        procedure=Procedure(book),
        calendar=_calendar(),
        clocks=settings,
        opens=opens,
        closes=closes,
        derive=(plugins.derived_facts,) if plugins else (),
    )


@lru_cache(maxsize=1)
def _calendar():  # type: ignore[no-untyped-def]  # the adapter's own type, imported when needed
    from frontdoor.adapters.bank_holidays import england_and_wales

    return england_and_wales()


def practice_of_texts(texts: Sequence[LayerText], plugins: Plugins) -> Practice:
    """The practice of an edition that was kept as text."""

    def source(text: str, file: str) -> Source:
        return read_text(text, file)

    layers = [
        Layer(
            text.name,
            source(text.procedure, text.file),
            source(text.clauses, text.clauses_file) if text.clauses and text.clauses_file else None,
        )
        for text in texts
    ]
    return practice(load(layers), plugins)


def open_authority(settings: Settings, name: str) -> Authority | Unusable:
    """One authority, ready to be worked with, its database brought up to date; or why it is not."""
    from frontdoor.adapters.migrate import upgrade
    from frontdoor.adapters.passwords import Argon2Passwords
    from frontdoor.adapters.store import SqlStore

    try:
        composed = compose(name, settings.config, settings.var / "cache")
        book = composed.rulebook()
        findings = prove(book)
        if findings:
            return Unusable(name, "\n".join(str(finding) for finding in findings))
        in_practice = practice(book, composed.plugins)
        work_lists = composed.plugins.work_lists()
        upgrade(settings.url_of(name))
        authority = Authority(
            name=name,
            practice=in_practice,
            layers=composed.texts,
            store=SqlStore(settings.url_of(name), in_practice.procedure.is_final),
            passwords=Argon2Passwords(),
            work_lists=work_lists,
            practice_of_layers=partial(practice_of_texts, plugins=composed.plugins),
        )
        authority.open()
        return authority
    except MistakesFound as found:
        return Unusable(name, str(found), found.mistakes)
    except PluginFault as fault:
        return Unusable(name, str(fault))


def open_authorities(settings: Settings) -> dict[str, Authority | Unusable]:
    """Every authority that is switched on, by name; one that fails keeps no other back."""
    return {name: open_authority(settings, name) for name in settings.authorities}


def upgrade_database(settings: Settings, authority: str) -> str | None:
    """Bring an authority's database up to date; what went wrong, or None."""
    from sqlalchemy.exc import SQLAlchemyError

    from frontdoor.adapters.migrate import upgrade

    try:
        upgrade(settings.url_of(authority))
    except (SQLAlchemyError, OSError) as error:
        return f"the database cannot be brought up to date: {error}"
    return None
