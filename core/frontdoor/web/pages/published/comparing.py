"""Pages on which procedures stand side by side."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from frontdoor.compare.tables import STANDINGS
from frontdoor.web.pages.published.procedure_text import anchors_of
from frontdoor.web.pages.rendering import Links, render
from frontdoor.web.volumes import Volumes, tables_of

if TYPE_CHECKING:
    from frontdoor.compare.exports import Format

SUFFIXES: Final = {".csv": "CSV", ".xlsx": "Excel", ".md": "Markdown", ".json": "JSON"}
"""The endings of downloads, and what people call them."""

ALL: Final = "all"
"""The name of the download that has every table."""


class Download(NamedTuple):
    """A file to be taken away: what it holds, and what it is called on the web."""

    content: bytes
    media_type: str


@lru_cache(maxsize=64)
def compare_page(
    volumes: Volumes,
    links: Links,
    *,
    every: Volumes = (),
    differences: bool = False,
    out: tuple[str, ...] = (),
) -> str:
    """Procedures side by side, by aspect, as HTML.

    `every` are those to choose from, `out` the names of those that are out of service; with
    `differences` only rows in which they differ are shown.
    """
    tables = tables_of(volumes) if volumes else ()
    if differences:
        tables = tuple(shown for table in tables if (shown := table.differences()).rows)
    return render(
        "compare",
        links,
        public=True,
        menu="/compare",
        tables=tables,
        volumes=volumes,
        every=every,
        chosen=tuple(one.name for one in volumes) if every and volumes != every else (),
        differences=differences,
        out=out,
        standings=STANDINGS,
        suffixes=SUFFIXES,
        all=ALL,
        anchors={volume.name: anchors_of(volume.book) for volume in volumes},
    )


@lru_cache(maxsize=256)
def download_of(volumes: Volumes, file: str) -> Download:
    """A table as a file, by its name and ending; `all` has every table.

    Raises `LookupError` where there is no such table or no such form.
    """
    name, form = form_of_suffix(file)
    wanted = [table for table in tables_of(volumes) if name in (table.name, ALL)]
    if not wanted:
        raise LookupError(name)
    return Download(form.write(wanted), form.media_type)


def form_of_suffix(file: str) -> tuple[str, Format]:
    """The name of a file without its ending, and the form that this stands for.

    Raises `LookupError` for an ending of no form. The form's media type names no character set,
    for that is added on the way out.
    """
    from frontdoor.compare.exports import FORMATS

    name, dot, suffix = file.rpartition(".")
    form = {one.suffix: one for one in FORMATS.values()}[dot + suffix]
    return name, form._replace(media_type=form.media_type.partition(";")[0])


def downloads_of(volumes: Volumes) -> list[str]:
    """The names of all downloads."""
    names = (ALL, *(table.name for table in tables_of(volumes)))
    return [f"{name}{suffix}" for name in names for suffix in SUFFIXES]
