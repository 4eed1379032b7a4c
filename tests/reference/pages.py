"""The pages of the reference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from .commands import commands
from .facts import facts
from .hooks import hooks
from .language import language
from .scenarios import scenarios

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


PAGES: Final[dict[str, Callable[[], str]]] = {
    "language.md": language,
    "facts.md": facts,
    "scenarios.md": scenarios,
    "hooks.md": hooks,
    "commands.md": commands,
}
"""What makes each page, as the code is now, by the name of its file."""
