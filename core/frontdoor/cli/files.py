"""Files that commands write: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frontdoor.cli import end


def make_folder(folder: Path) -> None:
    """Make a folder, unless there is one; where it cannot be made, the command ends with why."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        end(f"The folder {folder} cannot be made: {error.strerror}.")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name to write to; what is there in the end becomes `path`, unless anything went wrong.

    Where it cannot be written, the command ends with why.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield unfinished
        unfinished.replace(path)
    except OSError as error:
        end(f"{path} cannot be written: {error.strerror or error}.")
    finally:
        unfinished.unlink(missing_ok=True)
