"""Forms with files, as browsers send them (`multipart/form-data`), read in memory.

Neither a framework's reader nor the parser's own buffers may put a file of a child's record into a
temporary file: it would stay on the disk.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final, NamedTuple

MULTIPART: Final = "multipart/form-data"
MOST_PARTS: Final = 500


class Upload(NamedTuple):
    """A file as a browser sent it. Its name is whatever the browser said."""

    name: str
    content: bytes


class Parts(NamedTuple):
    """The fields of a form in their order, and its files by field; an unchosen one is left out."""

    fields: list[tuple[str, str]]
    files: dict[str, Upload]


class Unreadable(ValueError):
    """A body that is no form with files, or has too many parts."""


def parts_of(body: bytes, boundary: str) -> Parts:
    """The fields and files of a body. Raises `Unreadable`."""
    from multipart import MultipartError, MultipartParser

    parts = Parts([], {})
    room = len(body) + 1
    try:
        parser = MultipartParser(
            BytesIO(body),
            boundary,
            part_limit=MOST_PARTS,
            spool_limit=room,
            memory_limit=room,
        )
        for part in parser:
            if not part.is_buffered():
                raise Unreadable("a part is not held in memory")
            if part.filename is None:
                parts.fields.append((part.name, part.raw.decode("utf-8", "replace")))
            elif part.filename or part.raw:
                parts.files[part.name] = Upload(part.filename, part.raw)
            part.close()
    except (MultipartError, UnicodeError, LookupError) as error:
        raise Unreadable(type(error).__name__) from error
    return parts
