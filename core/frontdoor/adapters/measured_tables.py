"""Tables of what is counted: written with each contact's entries, and read without its texts.

A contact is kept whole as JSON, which takes too long to read for two hundred thousand of them. Here
is of each what numbers, and lists by task, are made of: narrow rows with no name and no text.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from frontdoor.adapters.tables import Table


class MeasureRow(Table):
    """A contact as it is counted; `day` is the local date of its receipt, `urgency` an `Urgency`.

    `outcome` is that of the decision in force, `team` the one that holds it. Of a deleted
    duplicate the team alone is left, for the deadlines that were missed on it.
    """

    __tablename__ = "measure"

    contact: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    deleted: Mapped[bool]
    referrer: Mapped[str]
    channel: Mapped[str]
    purpose: Mapped[str]
    person: Mapped[str | None]
    team: Mapped[str | None]
    outcome: Mapped[str | None]
    urgency: Mapped[int]

    __table_args__ = (Index("ix_measure_day", "day"),)


class DecidedRow(Table):
    """An outcome that was ever decided on a contact; `meaning` is known of leading ones alone."""

    __tablename__ = "decided"

    contact: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)
    meaning: Mapped[str | None]


class TaskRow(Table):
    """A task of a contact: `day` is the local date on which it began, `due` may be `NEVER`.

    Once it has ended, `result` says how (see `Task.result`), and `took` how many seconds after its
    beginning; until then both are empty.
    """

    __tablename__ = "task"

    contact: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    purpose: Mapped[str]
    day: Mapped[date]
    due: Mapped[datetime]
    result: Mapped[str | None]
    took: Mapped[int | None]

    __table_args__ = (
        Index("ix_task_day", "day", "rule", "result", "due", "took", "contact"),
        Index("ix_task_running", "result", "purpose", "due"),
    )
