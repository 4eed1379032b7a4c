"""What is said, asked, looked up, held back and told, and where a source's clauses differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final

from frontdoor.compare.side_by_side.voice import Aspect, Found, Voice
from frontdoor.compare.tables import Entry
from frontdoor.compare.words.conditions import listed, value_words
from frontdoor.compare.words.naming import event_text, need_text
from frontdoor.procedure.language import Disclosure, Feedback, Reaction
from frontdoor.procedure.phrases import ALWAYS
from frontdoor.procedure.vocabulary import HELD_BACK, READERS

READER_NAMES: Final = dict(
    zip(
        READERS,
        (
            "A professional who referred",
            "Another referrer",
            "The child",
            "The parents",
            "Other agencies",
        ),
        strict=True,
    )
)
HELD_NAMES: Final = dict(
    zip(HELD_BACK, ("Who the referrer is", "Details of the child", "The contact"), strict=True)
)


def stated(voice: Voice, topic: str) -> Iterator[Found]:
    """What the procedure says of the service itself."""
    for id, statement in voice.book.statements.items():
        if topic in statement.about and statement.says:
            yield voice.found("statements", id, statement.says, statement.says)


def statement(heading: str, topic: str) -> Aspect:
    """A row of what is stated on a topic."""
    return Aspect(heading, partial(stated, topic=topic), topic)


def _edition(voice: Voice) -> Iterator[Found]:
    yield Found(Entry(voice.book.edition), voice.book.edition)
    yield from stated(voice, "edition")


def _count(voice: Voice) -> Iterator[Found]:
    every = voice.book.questions.values()
    cites = dict.fromkeys(cite for question in every for cite in question.clauses)
    yield Found(Entry(len(every), tuple(cites)), len(every))


def _questions(voice: Voice, of: str) -> Iterator[Found]:
    return voice.each("questions", lambda one: one.ask, lambda one: one.ask, lambda q: q.of == of)


def _checks(voice: Voice, always: bool) -> Iterator[Found]:
    return voice.each(
        "checks",
        lambda check: check.look,
        lambda check: check.look,
        lambda check: (check.when == ALWAYS) == always,
    )


def _steps(voice: Voice, commands: Iterable[str]) -> Iterator[Found]:
    """Steps by their command, with who may take them and what they need."""
    for step in voice.book.steps.values():
        if str(step.command) in commands:
            needs = listed([need_text(voice.book, need) for need in step.needs])
            notes = (
                voice.only(step),
                f"Needs: {needs}" if needs else "",
                f"When they are away: {voice.names(step.if_away)}" if step.if_away else "",
            )
            says = f"{step.name}: {voice.names(step.by)}"
            means = (step.command, voice.kinds(step.by), step.needs)
            yield voice.found("steps", step.rule, says, means, *notes)


def _held_back(voice: Voice, held: str) -> Iterator[Found]:
    def says(rule: Disclosure) -> str:
        readers = listed([value_words(reader) for reader in rule.from_])
        lifts = listed([need_text(voice.book, need) for need in rule.unless])
        return f"Held back from {readers}{f', unless: {lifts}' if lifts else ''}. {rule.because}"

    return voice.each(
        "disclosure",
        says,
        lambda rule: (frozenset(rule.from_), bool(rule.unless)),
        lambda rule: rule.holds_back == held,
    )


def _fed_back(voice: Voice, reader: str) -> Iterator[Found]:
    def says(rule: Feedback) -> str:
        held = f" Held back: {' '.join(rule.holds_back)}" if rule.holds_back else ""
        return " ".join(rule.tells) + held

    return voice.each("feedback", says, says, lambda rule: rule.to == reader)


def _by_itself(voice: Voice) -> Iterator[Found]:
    def says(reaction: Reaction) -> str:
        on, command = event_text(voice.book, reaction.on), value_words(str(reaction.command))
        return f"After '{on}', across links of the kind '{value_words(reaction.across)}': {command}"

    return voice.each("reactions", says, lambda one: (one.on, one.across, one.command))


def _at_meetings(voice: Voice) -> Iterator[Found]:
    """Tasks that wait for a meeting, or are for one."""
    for task in voice.book.tasks.values():
        times = {str(one) for one in (task.within, *(r.within for r in task.readings)) if one}
        if task.purpose == "meeting" or "next meeting" in times:
            notes = (voice.only(task), f"By {voice.names(task.who)}")
            yield voice.found("tasks", task.rule, task.name, task.purpose, *notes)


def _differing(voice: Voice) -> Iterator[Found]:
    """Each matter on which clauses differ: what each reading says, and which one is chosen."""
    for section in ("matters", "routes", "steps", "tasks"):
        for id, rule in voice.book.section(section).items():
            for reading in rule.readings:
                chosen = reading.reading == voice.book.choices.get(id)
                says = f"{_subject(voice, rule)}: {reading.says}"
                followed = "The council follows this reading" if chosen else ""
                yield voice.found(section, id, says, says, followed, cites=reading.cites)


def _subject(voice: Voice, rule: Any) -> str:
    """What readings are about: a matter or a rule by name, a route by what it advises."""
    named = getattr(rule, "matter", None) or getattr(rule, "name", None)
    return named or f"What is advised, {voice.book.outcomes[rule.outcome].name} or otherwise"


QUESTIONS: Final = (
    Aspect("How many questions", _count),
    Aspect("Of the contact", partial(_questions, of="contact"), nothing="None", whole=True),
    Aspect("Of each child", partial(_questions, of="child"), nothing="None", whole=True),
)
CHECKS: Final = (
    Aspect("For every contact", partial(_checks, always=True), nothing="None", whole=True),
    Aspect("For some contacts", partial(_checks, always=False), nothing="None", whole=True),
)
SHARING: Final = (
    statement("The parents' consent", "consent"),
    Aspect(
        "Who may authorise sharing without it",
        partial(_steps, commands=("record sharing_authorised",)),
    ),
    Aspect("Sharing with other agencies", partial(_steps, commands=("share",))),
)
DISCLOSURE: Final = tuple(
    Aspect(
        heading,
        partial(_held_back, held=held),
        f"disclosure_of_{held}",
        nothing="No rule of its own holds it back",
        whole=True,
    )
    for held, heading in HELD_NAMES.items()
)
FEEDBACK: Final = tuple(
    Aspect(
        heading,
        partial(_fed_back, reader=reader),
        f"feedback_to_{reader}",
        nothing="No rule of feedback",
        whole=True,
    )
    for reader, heading in READER_NAMES.items()
)
SIBLINGS: Final = (
    statement("Siblings", "siblings"),
    Aspect(
        "Copying to a sibling",
        partial(_steps, commands=("copy", "carry_outcome", "delete_duplicate")),
        nothing="No step copies a contact or its outcome",
        whole=True,
    ),
    Aspect("What follows by itself", _by_itself, nothing="Nothing", whole=True),
)
MEETINGS: Final = (
    statement("The meeting", "meeting"),
    Aspect("What waits for a meeting or is for one", _at_meetings, "meeting"),
)
SOURCE: Final = (
    Aspect("Edition", _edition),
    statement("Flowcharts", "flowchart"),
    Aspect("Where its clauses differ", _differing, nothing="Nowhere", whole=True),
)
