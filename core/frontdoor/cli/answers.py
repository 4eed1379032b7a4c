"""An answer as the command `route` gives it: as plain values, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from frontdoor.cli import wrapped
from frontdoor.compare.one_case.asking import Asked
from frontdoor.compare.words.kinds import outcome_words, who_names
from frontdoor.domain.answer import Answer, MatterShown
from frontdoor.domain.clocks import LONDON, describe
from frontdoor.domain.practice import Practice


def plain(asked: Asked) -> dict[str, Any]:
    """The answer as plain values; for several children that of the one who needs the most."""
    rank = asked.practice.procedure.rank
    leading = max(asked.children, key=lambda one: rank(one.answer.outcome))
    plain = _plain_answer(leading.answer)
    if len(asked.children) > 1:
        plain["children"] = [
            {"child": one.child, **_plain_answer(one.answer)} for one in asked.children
        ]
    return plain


def _plain_answer(given: Answer) -> dict[str, Any]:
    return {
        "authority": given.authority,
        "edition": given.edition,
        "stage": given.stage,
        "outcome": given.outcome,
        "also": list(given.also),
        "meaning": given.meaning,
        "destination": given.destination,
        "decided_by": ", ".join(given.decided_by),
        "due": _local(given.due),
        "rules": list(given.rules),
        "cites": list(given.cites),
        "tasks": [
            {
                "id": task.id,
                "name": task.name,
                "who": ", ".join(task.who),
                "due": _local(task.due),
                "cites": list(task.cites),
                "ledger": list(task.ledger),
            }
            for task in given.tasks
        ],
        "notices": [
            {"id": n.id, "to": n.part, "says": n.says, "cites": list(n.cites)}
            for n in given.notices
        ],
        "questions": [
            {"id": q.id, "ask": q.says, "part": q.part, "cites": list(q.cites)}
            for q in given.questions
        ],
        "checks": [{"id": c.id, "look": c.says, "cites": list(c.cites)} for c in given.checks],
        "readings": [_plain_matter(matter) for matter in given.readings],
        "why_not": [
            {
                "rule": before.rule,
                "outcome": before.outcome,
                "failed": [{"fact": f, "is": i, "needs": n} for f, i, n in before.failed],
            }
            for before in given.why_not
        ],
    }


def _plain_matter(matter: MatterShown) -> dict[str, Any]:
    return {
        "rule": matter.rule,
        "matter": matter.matter,
        "readings": [
            {
                "reading": reading.reading,
                "says": reading.says,
                "cites": list(reading.cites),
                "taken": reading.taken,
                "due": _local(reading.due),
            }
            for reading in matter.readings
        ],
    }


def _local(moment: datetime | None) -> str | None:
    return moment.astimezone(LONDON).isoformat() if moment else None


def print_answer(asked: Practice, child: str, given: Answer, why: bool) -> None:
    """Print an answer for people; `child` only where there are several, with `why` what was not."""
    book = asked.book

    def line(first: str, text: str, cites: Sequence[str] | None = None) -> None:
        cited = "" if cites is None else f" ({', '.join(cites) or 'no clause'})"
        click.echo(wrapped(first, text + cited))

    click.echo(click.style(book.name, bold=True) + (f": {child}" if child else ""))
    called = outcome_words(book, given.outcome)
    line("  ", f"{called} to {book.destinations[given.destination].name}")
    for also in given.also:
        line("  and also: ", book.outcomes[also].name)
    by = f"by {describe(given.due)}" if given.due else "no time is stated"
    line("  decided by ", f"{who_names(book, given.decided_by)}, {by}")
    line("  because of ", ", ".join(given.rules), given.cites)
    for task in given.tasks:
        due = f"by {describe(task.due)}" if task.due else "no time is stated"
        line("  - ", f"{task.name}: {who_names(book, task.who)}, {due}", task.cites)
    for notice in given.notices:
        line("  ! ", notice.says, notice.cites)
    for matter in given.readings:
        line("  ? ", f"The sources differ: {matter.matter}")
        for reading in matter.readings:
            line("    taken: " if reading.taken else "    other: ", reading.says, reading.cites)
    if why and given.why_not:
        line("  ", "not, because:")
        for before in given.why_not:
            failed = "; ".join(f"{f} is {i}, not {n}" for f, i, n in before.failed)
            line("    - ", f"{before.rule}: {failed}")
