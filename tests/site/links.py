"""Follows every link of a site in a folder."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LEADING = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action"}
"""What leads from a page, and by which attribute."""


class Page(HTMLParser):
    """What leads from a page, what can be led to in it, and the tags that it is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.anchors.append(value or "")
            if LEADING.get(tag) == name:
                self.links.append(value or "")


def pages_of(folder: Path) -> dict[Path, Page]:
    """Every HTML file of a folder and of those in it."""
    return {file: Page(file.read_text("utf-8")) for file in sorted(folder.rglob("*.html"))}


def broken_links(folder: Path) -> list[str]:
    """What is wrong with the links of a site: absolute, to no file, or to no place in it."""
    pages = pages_of(folder)
    found = []
    for file, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
            if not link or parts.scheme or parts.netloc or link.startswith("/"):
                found.append(f"{file}: {link!r} leads out of the folder")
            elif not target.is_relative_to(folder) or not target.is_file():
                found.append(f"{file}: {link!r} leads to no file")
            elif parts.query:
                found.append(f"{file}: {link!r} asks something of a file")
            elif parts.fragment and parts.fragment not in pages[target].anchors:
                found.append(f"{file}: {link!r} leads to no place in its file")
    for style in folder.rglob("*.css"):
        for link in re.findall(r"url\(([^)]*)\)", style.read_text("utf-8")):
            if not (style.parent / link).is_file():
                found.append(f"{style}: {link!r} leads to no file")
    return found


def reached(folder: Path) -> set[Path]:
    """Every file of a site that one comes to from its start."""
    pages = pages_of(folder)
    found, ahead = {folder / "index.html"}, [folder / "index.html"]
    while ahead:
        file = ahead.pop()
        for link in pages[file].links if file in pages else ():
            target = (file.parent / urlsplit(link).path).resolve()
            if target not in found:
                found.add(target)
                ahead.append(target)
    return found
