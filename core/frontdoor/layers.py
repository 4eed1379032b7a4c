"""Finds the layers of an authority's procedure: base, what it builds on, its own, overrides."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from frontdoor.plugins import PluginFault, Plugins, distribution_of, found
from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.rulebook import OVERRIDES, Layer, Rulebook
from frontdoor.procedure.source import read_file
from frontdoor.services.ports import LayerText

BASE = Path(__file__).parent / "procedure" / "base.yaml"
AUTHORITIES = "authorities"
"""The folder in the configuration with procedures that need no plugin, each under its name."""


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
    overrides = overrides_of(authority, config) if overridden else None
    if overrides is not None:
        layers += (Layer(OVERRIDES, read_file(overrides, cache=cache)),)
    return Composed(authority, layers, plugins)


def overrides_of(authority: str, config: Path | None) -> Path | None:
    """The file of what a council chooses, where there is one in its configuration."""
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
