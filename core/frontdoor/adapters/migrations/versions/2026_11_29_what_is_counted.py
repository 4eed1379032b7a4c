"""What is counted of contacts and their tasks, filled from what each contact holds."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from advanced_alchemy.types import DateTimeUTC
from alembic import op

revision = "2026_11_29"
down_revision = "2026_11_28"

PAGE: Final = 1_000
LONDON: Final = ZoneInfo("Europe/London")
NEVER: Final = "9999-01-01T00:00:00+00:00"

Held = dict[str, Any]


def upgrade() -> None:
    """Make the tables, and fill them page by page."""
    measure, decided, task = _tables()
    connection = op.get_bind()
    contact = sa.table("contact", sa.column("id"), sa.column("state"))
    page = sa.select(contact.c.id, contact.c.state).order_by(contact.c.id).limit(PAGE)
    after = ""
    while rows := connection.execute(page.where(contact.c.id > after)).all():
        after = rows[-1].id
        held = [json.loads(row.state) for row in rows]
        connection.execute(sa.insert(measure), [_measured(one) for one in held])
        for table, made in (
            (decided, [row for one in held for row in _decided(one)]),
            (task, [row for one in held for row in _tasks(one)]),
        ):
            if made:
                connection.execute(sa.insert(table), made)


def _tables() -> tuple[sa.Table, sa.Table, sa.Table]:
    measure = op.create_table(
        "measure",
        sa.Column("contact", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("deleted", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("referrer", "channel", "purpose")),
        *(sa.Column(name, sa.Text) for name in ("person", "team", "outcome")),
        sa.Column("urgency", sa.Integer, nullable=False),
        sa.Index("ix_measure_day", "day"),
    )
    decided = op.create_table(
        "decided",
        sa.Column("contact", sa.Text, primary_key=True),
        sa.Column("outcome", sa.Text, primary_key=True),
        sa.Column("meaning", sa.Text),
    )
    task = op.create_table(
        "task",
        sa.Column("contact", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("due", DateTimeUTC(timezone=True), nullable=False),
        sa.Column("result", sa.Text),
        sa.Column("took", sa.Integer),
        sa.Index("ix_task_day", "day", "rule", "result", "due", "took", "contact"),
        sa.Index("ix_task_running", "result", "purpose", "due"),
    )
    return measure, decided, task


def _measured(held: Held) -> Held:
    facts, decisions = held["facts"], held.get("decisions") or [{}]
    return {
        "contact": held["id"],
        "day": _moment(held["received"]).astimezone(LONDON).date(),
        "deleted": held.get("deleted", False),
        **{name: facts.get(name, "not_known") for name in ("referrer", "channel", "purpose")},
        "person": held.get("person"),
        "team": held.get("holding_team"),
        "outcome": decisions[-1].get("outcome"),
        "urgency": _urgency(facts),
    }


def _urgency(facts: Held) -> int:
    protection = facts.get("protection_needed_now", "not_known")
    orders = (facts.get("police_protection"), facts.get("emergency_protection_order"))
    if "yes" in (protection, *orders):
        return 0
    if facts.get("need") == "significant_harm" or facts.get("crime_suspected") == "yes":
        return 1
    return 2 if protection == "not_known" else 3


def _decided(held: Held) -> list[Held]:
    found: dict[str, str | None] = {}
    for decision in () if held.get("deleted") else held.get("decisions", ()):
        found.update({outcome: found.get(outcome) for outcome in decision["also"]})
        found[decision["outcome"]] = decision["meaning"]
    return [
        {"contact": held["id"], "outcome": outcome, "meaning": meaning}
        for outcome, meaning in found.items()
    ]


def _tasks(held: Held) -> list[Held]:
    made = []
    for task in held.get("tasks", {}).values():
        started, ended = _moment(task["started"]), task.get("ended")
        result = _result(task)
        if held.get("deleted") and result != "late":
            continue
        took = int((_moment(ended) - started).total_seconds()) if ended else None
        made.append(
            {
                "contact": held["id"],
                "id": task["id"],
                "rule": task["rule"],
                "purpose": task["purpose"],
                "day": started.astimezone(LONDON).date(),
                "due": _moment(task["due"] or NEVER),
                "result": result,
                "took": None if took is None else max(took, 0),
            }
        )
    return made


def _result(task: Held) -> str | None:
    ended, due, by = task.get("ended"), task["due"], task.get("ended_by") or ""
    if not ended:
        return None
    if due and _moment(ended) > _moment(due):
        return "late"
    done = any(by == until or by.startswith(f"{until} ") for until in task["until"])
    return "in_time" if done else "let_go"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
