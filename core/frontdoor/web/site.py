"""The published site: every procedure and comparison as files that need no service.

The same pages as the service's own, whose links lead from file to file, so that the folder works
wherever it lies.
"""

from __future__ import annotations

import posixpath
import tempfile
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

from frontdoor.web.pages.published.comparing import (
    SUFFIXES,
    Download,
    compare_page,
    download_of,
    downloads_of,
)
from frontdoor.web.pages.published.differing import (
    diff_aspect_page,
    diff_download,
    diff_page,
    diffs_page,
)
from frontdoor.web.pages.published.home import home_page
from frontdoor.web.pages.published.procedure import flowcharts_page, procedure_page, procedures_page
from frontdoor.web.pages.rendering import STATIC, Links
from frontdoor.web.volumes import Volume, Volumes, aspects

MARK: Final = ".frontdoor-site"
"""A file in each folder that was written here, so that it can be written anew."""

ASSETS: Final = (
    "frontdoor.css",
    "icon.svg",
    "licences.txt",
    "vendor/govuk-frontend/govuk-frontend.min.css",
)
"""What the pages of the site need of `static/`."""


class NotOurs(Exception):
    """A folder that holds something else, and is not overwritten."""


class File(NamedTuple):
    """A file of the site: the path of its page in the service, its own path, and what makes it."""

    path: str
    file: str
    make: Callable[[Links], str | bytes]


def site_of(volumes: Volumes) -> list[File]:
    """Every file of the site of these procedures, each to be made when it is written."""
    files = [
        File(
            "/",
            "index.html",
            lambda links: home_page([(one.name, one.book) for one in volumes], links),
        ),
        File("/procedures", "procedures.html", lambda links: procedures_page(volumes, links)),
        File("/compare", "compare.html", lambda links: compare_page(volumes, links)),
        File(
            "/compare?differences=yes",
            "differences.html",
            lambda links: compare_page(volumes, links, differences=True),
        ),
    ]
    for one in volumes:
        path = f"/procedures/{one.name}"
        files += [
            File(path, f"{path[1:]}.html", _made(procedure_page, one)),
            File(f"{path}/flowcharts", f"{path[1:]}-flowcharts.html", _made(flowcharts_page, one)),
        ]
    files.append(File("/diff", "diff.html", lambda links: diffs_page(volumes, links)))
    for pair in combinations(volumes, 2):
        files += _of_pair(*pair)
    for file in downloads_of(volumes):
        path = f"/compare/{file}"
        files.append(File(path, path[1:], _downloaded(download_of, volumes, file)))
    return files


def _of_pair(a: Volume, b: Volume) -> list[File]:
    path, file = f"/diff/{a.name}/{b.name}", f"diff/{a.name}-{b.name}"
    files = [File(path, f"{file}.html", _made(diff_page, a, b))]
    for aspect in aspects():
        page = _made(diff_aspect_page, a, b, aspect)
        files.append(File(f"{path}/{aspect}", f"{file}-{aspect}.html", page))
        for suffix in SUFFIXES:
            table = _downloaded(diff_download, a, b, aspect + suffix)
            files.append(File(f"{path}/{aspect}{suffix}", f"{file}-{aspect}{suffix}", table))
    return files


def _downloaded(download: Callable[..., Download], *of: object) -> Callable[[Links], bytes]:
    return lambda _: download(*of).content


def _made(page: Callable[..., str], *shown: object) -> Callable[[Links], str]:
    return lambda links: page(*shown, links)


def write_site(files: Sequence[File], folder: Path, done: Callable[[File], object]) -> None:
    """Write a site into `folder`, whole or not at all; `done` is called after each file.

    It takes the place of an earlier one. Raises `NotOurs` where the folder holds anything else,
    and `OSError` where it cannot be written.
    """
    if folder.exists() and not is_ours(folder):
        raise NotOurs(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    known = {one.path: one.file for one in files}
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        new, old = Path(scratch, "new"), Path(scratch, "old")
        new.mkdir()
        for one in files:
            content = one.make(links_from(one.file, known))
            _write(new / one.file, content.encode() if isinstance(content, str) else content)
            done(one)
        for asset in ASSETS:
            _write(new / "static" / asset, (STATIC / asset).read_bytes())
        _write(new / MARK, b"")
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise


def is_ours(folder: Path) -> bool:
    """Whether a folder is empty, or holds a site that was written here."""
    return folder.is_dir() and ((folder / MARK).is_file() or not any(folder.iterdir()))


def links_from(file: str, known: Mapping[str, str]) -> Links:
    """How a file leads to others; `known` has the file of each path."""
    here = posixpath.dirname(file) or "."

    def link(path: str) -> str:
        page, mark, anchor = path.partition("#")
        target = known.get(page)
        return f"{posixpath.relpath(target, here)}{mark}{anchor}" if target else ""

    return Links(link, lambda path: posixpath.relpath(f"static/{path}", here), live=False)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
