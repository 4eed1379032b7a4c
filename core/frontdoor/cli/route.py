"""The command `route`: what procedures advise for a contact in a case file."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from frontdoor.cli import COULD_NOT_RUN, end_with_mistakes, in_format, print_json, settings_of
from frontdoor.composition import compose, practice
from frontdoor.domain.answer import Answer, MatterShown, answer
from frontdoor.domain.case import Case, read_case
from frontdoor.domain.clocks import LONDON, BeyondCalendar, describe
from frontdoor.domain.facts import facts_of_call
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import Mistake, MistakesFound
from frontdoor.procedure.source import Keys, Source, read_file


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--authority",
    "-a",
    "names",
    multiple=True,
    metavar="A",
    help="Ask this authority; may be given again. All that are switched on without it.",
)
@click.option("--why", is_flag=True, help="Say of each route before it why it was not taken.")
@in_format
@click.pass_obj
def route(config: Path | None, case: Path, names: tuple[str, ...], why: bool, form: str) -> None:
    r"""Say what procedures advise for the contact in the case file CASE, by when and why.

    \b
    Examples:
      frontdoor route examples/cases/case-study-a.yaml
      frontdoor route my-case.yaml --authority york --format json
    """
    settings = settings_of(config)
    try:
        source = read_file(case)
        read = read_case(source)
        practices = {
            name: practice(
                (composed := compose(name, settings.config, settings.var / "cache")).rulebook(),
                composed.plugins,
            )
            for name in dict.fromkeys(names or settings.authorities)
        }
        answers = [_asked(source, read, one, practices) for one in practices.values()]
    except MistakesFound as found:
        end_with_mistakes(found)
        return
    except PluginFault as fault:
        click.echo(str(fault), err=True)
        sys.exit(COULD_NOT_RUN)
    if form == "json":
        print_json([_plain(children, practices[name]) for name, children in answers])
        return
    click.echo(f"{read.title}\nreceived {describe(read.received)}")
    for name, children in answers:
        click.echo()
        for child, given in children:
            _print(practices[name], child if len(children) > 1 else "", given, why)


Answered = tuple[str, list[tuple[str, Answer]]]


def _asked(source: Source, case: Case, asked: Practice, practices: dict[str, Practice]) -> Answered:
    """What one authority answers for each child; facts that only another one knows are left out."""
    known = set(asked.book.facts)
    others = {fact for one in practices.values() for fact in one.book.facts} - known
    call = case.call.model_copy(update={"facts": _without(case.call.facts, others)})
    answers, wrong = [], []
    for index, child in enumerate(call.children or (None,)):
        if child is not None:
            child = child.model_copy(update={"facts": _without(child.facts, others)})
        at = f"/children/{index}" if child else ""
        facts, reasons = facts_of_call(asked, call, child, case.received, at)
        wrong += [_mistake(source, reason) for reason in reasons]
        if facts is not None and not reasons:
            name = (child.name if child else "") or f"child {index + 1}"
            try:
                answers.append((name, answer(asked, facts, case.received)))
            except BeyondCalendar as error:
                wrong.append(source.mistake(("received",), str(case.received), str(error)))
    if wrong:
        raise MistakesFound(wrong)
    return asked.book.authority, answers


def _without(facts: dict[str, str], left_out: set[str]) -> dict[str, str]:
    return {fact: value for fact, value in facts.items() if fact not in left_out}


def _mistake(source: Source, reason: Reason) -> Mistake:
    """A reason for a refusal as a mistake at its place in the case file."""
    path: Keys = tuple(
        int(part) if part.isdigit() else part
        for part in reason.pointer.strip("/").split("/")
        if part
    )
    return source.mistake(
        path, reason.says.rstrip("."), "facts that an authority can use", reason.instead
    )


def _plain(children: list[tuple[str, Answer]], asked: Practice) -> dict[str, Any]:
    """The answer as plain values; for several children that of the one who needs the most."""
    rank = asked.procedure.rank
    _, leading = max(children, key=lambda one: rank(one[1].outcome))
    plain = _plain_answer(leading)
    if len(children) > 1:
        plain["children"] = [{"child": name, **_plain_answer(one)} for name, one in children]
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


def _print(asked: Practice, child: str, given: Answer, why: bool) -> None:
    book = asked.book
    outcome = book.outcomes[given.outcome]
    echo = click.echo
    echo(click.style(book.name, bold=True) + (f": {child}" if child else ""))
    echo(
        f"  {outcome.name} ({given.meaning.replace('_', ' ')}) "
        f"to {book.destinations[given.destination].name}"
    )
    for also in given.also:
        echo(f"  and also: {book.outcomes[also].name}")
    echo(
        f"  decided by {_names(book.roles, given.decided_by)}"
        + (f" by {describe(given.due)}" if given.due else "; no time is stated")
    )
    echo(f"  because of {', '.join(given.rules)} ({', '.join(given.cites) or 'no clause'})")
    for task in given.tasks:
        due = f"by {describe(task.due)}" if task.due else "no time stated"
        echo(f"  - {task.name}: {_names(book.roles, task.who)}, {due} ({', '.join(task.cites)})")
    for notice in given.notices:
        echo(f"  ! {notice.says} ({', '.join(notice.cites)})")
    for matter in given.readings:
        echo(f"  ? the sources differ on: {matter.matter}")
        for reading in matter.readings:
            mark = "taken" if reading.taken else "other"
            echo(f"      {mark}: {reading.says} ({', '.join(reading.cites)})")
    if why and given.why_not:
        echo("  not, because:")
        for before in given.why_not:
            failed = "; ".join(f"{f} is {i}, not {n}" for f, i, n in before.failed)
            echo(f"      {before.rule}: {failed}")


def _names(roles: Any, whos: tuple[str, ...]) -> str:
    names = []
    for who in whos:
        role, of, team = who.partition(" of ")
        named = roles[role].name if role in roles else role.replace("_", " ")
        names.append(named + (f"{of}the {team.replace('_', ' ')}" if of else ""))
    return " or ".join(names)
