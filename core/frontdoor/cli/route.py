"""The command `route`: what procedures advise for a contact in a case file."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Set
from pathlib import Path

import click

from frontdoor.cli import (
    COULD_NOT_RUN,
    cannot_be_used,
    end_with_mistakes,
    examples,
    in_format,
    print_json,
    settings_of,
)
from frontdoor.cli.answers import plain, print_answer
from frontdoor.composition import compose, practice
from frontdoor.domain.answer import Answer, answer, in_full
from frontdoor.domain.case import Case, read_case
from frontdoor.domain.clocks import BeyondCalendar, describe
from frontdoor.domain.commands import Receive
from frontdoor.domain.facts import facts_of_call
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import Mistake, MistakesFound, did_you_mean, nearest
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.source import Keys, Source, read_file
from frontdoor.settings import Settings


@click.command(
    epilog=examples(
        "frontdoor route examples/cases/case-study-a.yaml",
        "frontdoor route my-case.yaml --authority generic --format json",
    )
)
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
    """Say what procedures advise for the contact in the case file CASE, by when and why.

    A fact that one authority asks and another does not know is left out for the other, which is
    said on standard error.
    """
    settings = settings_of(config)
    try:
        source = read_file(case)
        read = read_case(source)
    except MistakesFound as found:
        end_with_mistakes(found)
        return
    asked, problems = _practices(settings, names or settings.authorities)
    known: set[str] = set().union(*(one.book.facts for one in asked.values()))
    others, _ = _practices(settings, () if _said(read) <= known else settings.authorities)
    known = known.union(*(one.book.facts for one in others.values()))
    answers: dict[str, list[tuple[str, Answer]]] = {}
    wrong: list[Mistake] = []
    for name, one in asked.items():
        try:
            answers[name] = _answers(source, read, one, known - one.book.facts.keys())
        except MistakesFound as found:
            wrong += found.mistakes
        except PluginFault as fault:
            problems[name] = fault
    if wrong:
        # Several authorities may find the same thing wrong.
        end_with_mistakes(MistakesFound({(one.place, one.found): one for one in wrong}.values()))
    if form == "json":
        print_json([plain(children, asked[name]) for name, children in answers.items()])
    elif answers:
        click.echo(f"{read.title}\nreceived {describe(read.received)}")
        for name, children in answers.items():
            click.echo()
            for child, given in children:
                print_answer(asked[name], child if len(children) > 1 else "", given, why)
    for name, problem in problems.items():
        click.echo(cannot_be_used(name, problem), err=True)
    if problems:
        sys.exit(COULD_NOT_RUN)


def _practices(
    settings: Settings, names: Iterable[str]
) -> tuple[dict[str, Practice], dict[str, Exception]]:
    """The procedures in practice by name, and what is wrong with those that cannot be used."""
    practices: dict[str, Practice] = {}
    problems: dict[str, Exception] = {}
    for name in dict.fromkeys(names):
        try:
            composed = compose(name, settings.config, settings.var / "cache")
            practices[name] = practice(composed.rulebook(), composed.plugins)
        except (MistakesFound, PluginFault) as problem:
            problems[name] = problem
    return practices, problems


def _said(case: Case) -> set[str]:
    """Every fact that a case file names."""
    call = case.call
    facts = (call.facts, call.concerns, call.circumstances, *(c.facts for c in call.children))
    return {fact for said in facts for fact in said}


def _answers(
    source: Source, case: Case, asked: Practice, of_others: Set[str]
) -> list[tuple[str, Answer]]:
    """What one authority answers for each child, without the facts that only others know."""
    left_out = sorted(_said(case) & of_others)
    if left_out:
        knows_no = f"{asked.book.authority} does not ask about {', '.join(left_out)}"
        click.echo(f"{knows_no}: left out there.", err=True)
    call = case.call.model_copy(
        update={
            "facts": _without(case.call.facts, of_others),
            "concerns": [one for one in case.call.concerns if one not in of_others],
            "circumstances": [one for one in case.call.circumstances if one not in of_others],
        }
    )
    answers, wrong = [], _not_of(asked.book, call, source)
    if wrong:
        raise MistakesFound(wrong)
    for index, child in enumerate(call.children or (None,)):
        if child is not None:
            child = child.model_copy(update={"facts": _without(child.facts, of_others)})
        at = f"/children/{index}" if child else ""
        try:
            facts, reasons = facts_of_call(asked, call, child, case.received, at)
            wrong += [_mistake(source, reason) for reason in reasons]
            if facts is not None and not reasons:
                name = (child.name if child else "") or f"child {index + 1}"
                given = answer(asked, facts, case.received)
                answers.append((name, in_full(asked, facts, given)))
        except BeyondCalendar as error:
            found = f"'{case.received:%Y-%m-%d %H:%M}'"
            expected = "a time whose bank holidays are known"
            wrong.append(source.mistake(("received",), found, expected, str(error)))
    if wrong:
        raise MistakesFound(wrong)
    return answers


def _without(facts: dict[str, str], left_out: Set[str]) -> dict[str, str]:
    return {fact: value for fact, value in facts.items() if fact not in left_out}


def _not_of(book: Rulebook, call: Receive, source: Source) -> list[Mistake]:
    """Facts and values that the procedure does not have, each at its place in the case file."""
    wrong = []
    said: list[tuple[Keys, str, str]] = [(("facts", f), f, v) for f, v in call.facts.items()]
    if call.channel != "not_known":
        said.append((("channel",), "channel", call.channel))
    for index, child in enumerate(call.children):
        said += [(("children", index, "facts", f), f, v) for f, v in child.facts.items()]
    for path, fact, value in said:
        if fact not in book.facts:
            found = f"an unknown fact '{fact}'"
            near = did_you_mean(fact, book.facts)
            wrong.append(source.mistake(path, found, "a fact of the procedure", near))
        elif value not in book.facts[fact].values:
            values = book.facts[fact].values
            expected = f"one of {', '.join(values)}"
            wrong.append(source.mistake(path, f"'{value}'", expected, nearest(value, values)))
    for group, names in (("concern", call.concerns), ("circumstance", call.circumstances)):
        known = [fact.fact for fact in book.facts.values() if fact.group == group]
        for index, name in enumerate(names):
            if name not in known:
                near = did_you_mean(name, known)
                path = (f"{group}s", index)
                wrong.append(source.mistake(path, f"'{name}'", f"a {group}", near))
    return wrong


def _mistake(source: Source, reason: Reason) -> Mistake:
    """A reason why facts cannot be, as a mistake at its place in the case file."""
    path: Keys = tuple(
        int(part) if part.isdigit() else part
        for part in reason.pointer.strip("/").split("/")
        if part
    )
    says = reason.says.rstrip(".")
    return source.mistake(
        path, f"facts that cannot be together ({says})", "facts that can", reason.instead
    )
