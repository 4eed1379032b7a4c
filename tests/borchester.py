"""The smallest procedure of its own: a fictional city that says one thing, and keeps all else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PROCEDURE: Final = """\
procedure: borchester
name: Borchester City Council
edition: March 2026
extends: generic

statements:
  - rule: else_as_in_generic
    about: all_else
    as: generic
  - rule: day_and_night
    about: hours
    says: Day and night, every day.
    cites: BOR-01
"""

CLAUSES: Final = """\
sources:
  - source: BP
    title: How we take contacts
    edition: March 2026
clauses:
  - clause: BOR-01
    source: BP
    where: "1"
    says: The front door is open at all hours.
    status: modelled
"""

FOUR_HOURS: Final = """\
changes:
  - rule: disposal
    because: the city gives itself four hours
    within: 4 hours
    cites: BOR-02
"""
"""A change that the procedure may make besides, with the clause that it rests on."""

SECOND_CLAUSE: Final = """\
  - clause: BOR-02
    source: BP
    where: "2"
    says: A referral is decided on within four hours.
    status: modelled
"""


def write_in(folder: Path, changes: str = "", clauses: str = "") -> Path:
    """The procedure in a folder that is made for it, with more rules and clauses at their ends."""
    folder.mkdir(parents=True)
    (folder / "procedure.yaml").write_text(PROCEDURE + changes, "utf-8")
    (folder / "clauses.yaml").write_text(CLAUSES + clauses, "utf-8")
    return folder
