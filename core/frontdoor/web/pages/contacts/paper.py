"""A letter on paper: PDF/UA by typst, in a process of its own that reads nothing but its text."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from frontdoor.domain.clocks import LONDON, describe_day
from frontdoor.services.authority import now
from frontdoor.services.letters import OneLetter

TYPESETTER: Final = Path(__file__).with_name("typeset.py")
LONGEST: Final = 15
"""Seconds after which a letter is given up; the longest takes less than one."""


class CannotBeSet(Exception):
    """A letter that cannot be put on paper; the message says why, for its writer."""


def paper(found: OneLetter, council: str) -> bytes:
    """A letter as PDF/UA-1. Raises `CannotBeSet`, where it has letters that no font here has."""
    letter = found.letter
    on = letter.sent or now()
    said = {
        "council": council,
        "draft": found.draft,
        "colour": found.colour,
        "reference": found.contact.reference,
        "day": describe_day(on.astimezone(LONDON).date()),
        "subject": letter.subject,
        "addressee": letter.addressee.split("\n"),
        "body": [part.split("\n") for part in letter.text.split("\n\n") if part.strip()],
    }
    with tempfile.TemporaryDirectory() as nothing:
        try:
            set_ = subprocess.run(  # noqa: S603  # no word of it comes from outside
                [sys.executable, "-I", str(TYPESETTER), nothing],
                input=json.dumps(said).encode(),
                capture_output=True,
                timeout=LONGEST,
                check=False,
                cwd=nothing,
            )
        except subprocess.TimeoutExpired:
            raise CannotBeSet("The letter took too long to put on paper. Shorten it.") from None
    if set_.returncode:
        raise CannotBeSet(_why(set_.stderr.decode(errors="replace")))
    return set_.stdout


def _why(error: str) -> str:
    said = error.strip().rpartition("\n")[2]
    if "could not be displayed" in said:
        shown = said.partition("`")[2].partition("`")[0]
        return (
            f"The letter has {shown}, for which there is no type here. Take it out, or copy the "
            "text into a program that has it."
        )
    return "The letter cannot be put on paper. Copy its text instead."
