"""Reads a YAML file strictly, and remembers where each value stands.

StrictYAML refuses what invites mistakes (anchors, tags, flow style, duplicate keys), but its own
line numbers drift after comments and long lines, so places are taken from the marks of the YAML
nodes themselves. It is slow on long files: what was read is kept under the digest of the text.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from frontdoor.procedure.mistakes import Mistake, Mistakes, MistakesFound, Place, quoted
from frontdoor.procedure.yaml_words import in_words

LARGEST = 1_000_000
"""Bytes; the longest procedure known has under 100,000. A larger file is refused unread."""

DEEPEST = 16
"""Levels of nesting; the language needs six."""

_CACHE_FORMAT = "1"
_Kept = tuple[Any, list[tuple[list[str | int], int, int]]]

Keys = tuple[str | int, ...]
"""The way to a value: keys of maps and places in lists, from the top of the file."""


@dataclass(frozen=True)
class Source:
    """A file that was read: its values (text, lists and maps only) and where each stands.

    `at` is the way to `data` where that is a part of the file; paths begin there.
    """

    file: str
    data: Any
    marks: dict[Keys, tuple[int, int]] = field(repr=False)
    digest: str
    text: str = field(repr=False)
    at: Keys = ()

    def part(self, path: Keys) -> Source:
        """What stands at `path`, which must be there, as a source of its own."""
        data = self.data
        for key in path:
            data = data[key]
        return replace(self, data=data, at=(*self.at, *path))

    def place(self, path: Keys) -> Place:
        """The place of the value at `path`, or of the nearest thing around it."""
        path = (*self.at, *path)
        while path and path not in self.marks:
            path = path[:-1]
        line, column = self.marks.get(path, (0, 0))
        return Place(self.file, line, column)

    def mistake(self, path: Keys, found: str, expected: str, advice: str = "") -> Mistake:
        """A mistake at the place of `path`."""
        return Mistake(self.place(path), key_of((*self.at, *path)), found, expected, advice)


def key_of(path: Keys) -> str:
    """`('routes', 'received', 2, 'when')` as people read it: `routes.received[2].when`."""
    key = ""
    for part in path:
        key += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if key else part
    return key


def entries_of(
    source: Source, path: Keys, value: Any, mistakes: Mistakes
) -> list[tuple[Keys, dict[str, Any]]]:
    """The entries of a list of maps, each with its path; a mistake for whatever else is there."""
    if value == "":
        return []
    if not isinstance(value, list):
        mistakes.add(source.mistake(path, quoted(value), "a list: items, each after a dash"))
        return []
    for index, entry in enumerate(value):
        if not isinstance(entry, dict):
            mistakes.add(source.mistake((*path, index), quoted(entry), "keys, each with its value"))
    return [((*path, index), one) for index, one in enumerate(value) if isinstance(one, dict)]


def read_file(path: Path, *, shown_as: str | None = None, cache: Path | None = None) -> Source:
    """Read the YAML file at `path`.

    `shown_as` is the name used in messages; `cache` a folder where the parsed form may be kept.
    Raises `MistakesFound` where the file is missing, too large, not UTF-8 or not strict YAML.
    """
    name = shown_as or str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise MistakesFound(
            [Mistake(Place(name), "", f"no readable file ({reason})", "a YAML file in UTF-8")]
        ) from error
    if len(raw) > LARGEST:
        raise MistakesFound(
            [
                Mistake(
                    Place(name),
                    "",
                    "a file of more than 1 MB",
                    "at most 1 MB",
                    "Split the procedure.",
                )
            ]
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise MistakesFound(
            [
                Mistake(
                    Place(name, line),
                    "",
                    f"a byte that is not UTF-8 (0x{raw[error.start]:02x})",
                    "text saved as UTF-8",
                    "Save the file again with the encoding UTF-8.",
                )
            ]
        ) from error
    return read_text(text, name, cache=cache)


def read_text(text: str, name: str, *, cache: Path | None = None) -> Source:
    """Read YAML `text`; `name` stands for the file in messages. Raises `MistakesFound`."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept = cache / f"{digest}.{_CACHE_FORMAT}.json" if cache else None
    if kept is not None:
        try:
            data, places = msgspec.json.decode(kept.read_bytes(), type=_Kept)
            marks = {tuple(path): (line, column) for path, line, column in places}
            return Source(name, data, marks, digest, text)
        except (OSError, msgspec.DecodeError):
            pass  # not kept yet, or damaged: read the text itself
    data, marks = _parse(text, name)
    if kept is not None:
        _keep(kept, msgspec.json.encode([data, [[p, *mark] for p, mark in marks.items()]]))
    return Source(name, data, marks, digest, text)


def _keep(path: Path, content: bytes) -> None:
    """Write at once or not at all; a cache that cannot be written only costs time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
            stream.write(content)
        Path(stream.name).replace(path)
    except OSError:
        return


def _parse(text: str, name: str) -> tuple[Any, dict[Keys, tuple[int, int]]]:
    import strictyaml
    from strictyaml.ruamel.error import MarkedYAMLError, YAMLError

    _refuse_unseen(text, name)
    _refuse_depth(text, name)
    try:
        data = strictyaml.load(text).data
        marks = _marks(text)
    except (strictyaml.StrictYAMLError, MarkedYAMLError) as error:
        raise MistakesFound([in_words(error, name)]) from error
    except (YAMLError, NotImplementedError, ValueError, RecursionError, AttributeError) as error:
        # Some comments in odd places are more than the parser can hold; it does not say where.
        raise MistakesFound(
            [
                Mistake(
                    Place(name),
                    "",
                    "something that cannot be read",
                    "keys, lists with dashes, and text",
                    "Put each comment on a line of its own, above what it speaks of.",
                )
            ]
        ) from error
    return data if marks else "", marks


def _refuse_unseen(text: str, name: str) -> None:
    """Characters that YAML does not allow: the parser does not say where they are."""
    unseen = _UNSEEN.search(text)
    if unseen:
        place = Place(name, text.count("\n", 0, unseen.start()) + 1)
        found = f"a character that cannot be seen (U+{ord(unseen[0]):04X})"
        raise MistakesFound([Mistake(place, "", found, "text", "Take it out.")])


_UNSEEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _refuse_depth(text: str, name: str) -> None:
    """Deep nesting would exhaust the parser's stack; indentation shows it before parsing."""
    depths: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        body = line.lstrip(" -?")
        if not body or body.startswith("#"):
            continue
        dashes = line[: len(line) - len(body)].count("-")
        dashes += line[: len(line) - len(body)].count("?")
        indent = len(line) - len(line.lstrip(" "))
        while depths and depths[-1] >= indent:
            depths.pop()
        depths.append(indent)
        if len(depths) + dashes > DEEPEST or body.count("[") > 100 or body.count("{") > 100:
            raise MistakesFound(
                [
                    Mistake(
                        Place(name, number),
                        "",
                        "nesting too deep to be meant",
                        f"at most {DEEPEST} levels",
                    )
                ]
            )


def _marks(text: str) -> dict[Keys, tuple[int, int]]:
    from strictyaml.ruamel import SafeLoader
    from strictyaml.ruamel.nodes import MappingNode, SequenceNode

    loader = SafeLoader(text)
    root = loader.get_single_node()
    marks: dict[Keys, tuple[int, int]] = {}

    def walk(node: Any, path: Keys, mark: Any) -> None:
        marks[path] = (mark.line + 1, mark.column + 1)
        if isinstance(node, MappingNode):
            for key, value in node.value:
                walk(value, (*path, key.value), key.start_mark)
        elif isinstance(node, SequenceNode):
            for index, value in enumerate(node.value):
                walk(value, (*path, index), value.start_mark)

    if root is not None:
        walk(root, (), root.start_mark)
    return marks
