"""The colour that a council's pages and letters bear."""

from __future__ import annotations

import re
from typing import Final

from frontdoor.procedure.mistakes import Expected

USUAL: Final = "#1d70b8"
"""The colour where no other is chosen."""

LEAST: Final = 4.5
"""The contrast that white words need on it, and it on white (WCAG 2.2, 1.4.3)."""

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def colour(value: str) -> str:
    """A colour on which white words can be read. Raises `Expected` for any other."""
    if not _COLOUR.fullmatch(value):
        raise Expected('a colour such as "#1d70b8"', found=f"'{value}'")
    found = contrast(value)
    if found < LEAST:
        raise Expected(
            f"a colour dark enough for white words to be read on it, a contrast of {LEAST} to 1",
            "Choose a darker one.",
            f"'{value}', which has {found:.1f} to 1",
        )
    return value


def contrast(value: str) -> float:
    """The contrast of a colour with white, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    red, green, blue = (_linear(int(value[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
