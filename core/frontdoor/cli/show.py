"""The command `show`: what a procedure says, item by item, in the language it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from frontdoor.cli import (
    cannot_be_used,
    end,
    examples,
    in_format,
    print_json,
    procedures_of,
    wrapped,
)
from frontdoor.cli.procedures import procedures_named
from frontdoor.layers import Composed
from frontdoor.plugins import PluginFault
from frontdoor.procedure.assembly import Item
from frontdoor.procedure.language import SECTIONS
from frontdoor.procedure.layering import effective
from frontdoor.procedure.mistakes import MistakesFound, nearest

TEXTS: Final = frozenset(
    (
        *("name", "note", "hint", "part", "matter", "ask", "look", "asks", "says", "instead"),
        *("because", "tells", "holds_back", "loses", "silent", "safeguard"),
    )
)
"""Keys of texts for people, in which the word of an id is no id."""


@click.command(
    epilog=examples(
        "frontdoor show generic",
        "frontdoor show generic stages destinations",
        "frontdoor show generic disposal",
    )
)
@click.argument("what", metavar="AUTHORITY or PATH")
@click.argument("parts", metavar="[SECTION or ID]...", nargs=-1)
@in_format
@click.pass_obj
def show(config: Path | None, what: str, parts: tuple[str, ...], form: str) -> None:
    """Show what a procedure says with all its layers, in the language it is written in.

    Everything, or only the sections and ids named. A line before an item says of which layer it
    is, where it is not the procedure's own, and why another changed it. Of an id, what names it
    is listed after it.
    """
    settings = procedures_of(config)
    for name, composed in procedures_named(settings, what):
        try:
            if isinstance(composed, Exception):
                raise composed
            every = effective(composed.layers)
        except (MistakesFound, PluginFault) as problem:
            end(cannot_be_used(name, problem))
        items = _chosen(every, parts)
        if form == "json":
            print_json([_plain(item) for item in items])
        else:
            click.echo("\n".join(_written(composed, items)))
            for id in (one for one in parts if one not in SECTIONS):
                click.echo(wrapped("# ", _where(id, every)))


def _chosen(items: Sequence[Item], parts: Sequence[str]) -> list[Item]:
    """The items that are meant; where one is not there, the command ends with what is."""
    known = {*SECTIONS, *(item.id for item in items)}
    if strange := [part for part in parts if part not in known]:
        told = (f"'{one}' is no section and no id here. {nearest(one, known)}" for one in strange)
        end("\n".join(one.strip() for one in told))
    return [one for one in items if not parts or one.section in parts or one.id in parts]


def _where(id: str, every: Sequence[Item]) -> str:
    """What names an id, section by section."""
    naming: dict[str, list[str]] = {}
    for item in every:
        if item.id != id and id in _words(item.fields):
            naming.setdefault(item.section, []).append(item.id)
    told = (f"{section} {', '.join(ids)}" for section, ids in naming.items())
    return f"{id} is named by: {'; '.join(told)}" if naming else f"Nothing names {id}."


def _words(said: object) -> Iterator[str]:
    """The keys and words of what an item says, its texts for people left out."""
    if isinstance(said, str):
        yield from said.replace(",", " ").split()
    elif isinstance(said, Mapping):
        for key, value in said.items():
            yield key
            yield from _words(value) if key not in TEXTS else ()
    elif isinstance(said, Sequence):
        for one in said:
            yield from _words(one)


def _plain(item: Item) -> dict[str, Any]:
    return {
        "section": item.section,
        "id": item.id,
        "layer": item.layer,
        "changed": [{"by": layer, "because": why} for layer, why in item.changed],
        "says": item.fields,
    }


def _written(composed: Composed, items: Sequence[Item]) -> Iterator[str]:
    own = composed.layers[-1].name
    for section in SECTIONS:
        of_section = [item for item in items if item.section == section]
        if not of_section:
            continue
        yield f"{section}:"
        stage, indent = "", "  "
        # A later layer adds routes to stages that an earlier one had begun.
        stages = list(dict.fromkeys(item.fields.get("stage") for item in of_section))
        if section == "routes":
            of_section.sort(key=lambda item: stages.index(item.fields["stage"]))
        for item in of_section:
            if section == "routes":
                if item.fields["stage"] != stage:
                    stage = item.fields["stage"]
                    yield f"  {stage}:"
                indent = "    "
            if item.layer != own:
                yield f"{indent}# {item.layer}"
            for layer, because in item.changed:
                yield f"{indent}# changed by {layer}: {because}"
            fields = {k: v for k, v in item.fields.items() if section != "routes" or k != "stage"}
            yield from (f"{indent}{line}" for line in _yaml([fields]))
        yield ""


def _yaml(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Items as the language writes them: block style, every value text."""
    from strictyaml import as_document

    text: str = as_document(list(items)).as_yaml()
    return text.rstrip("\n").split("\n")
