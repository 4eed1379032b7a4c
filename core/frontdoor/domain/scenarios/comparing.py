"""Compares what a scenario expects with what came, each in the words of the scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdoor.domain import letters
from frontdoor.domain.answer import Answer
from frontdoor.domain.contact import Contact, Task
from frontdoor.domain.decide import Decided
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.letter_wording import wording
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.domain.receiving import NotRecorded
from frontdoor.domain.scenarios.expectation import (
    NOTHING,
    Expectation,
    Hit,
    TaskState,
    in_local_words,
)
from frontdoor.domain.showing import held_back, hides_referrer, missing
from frontdoor.procedure.compiled import Facts
from frontdoor.procedure.running import Advice, chosen

Found = tuple[str, str, str]
"""A key, what was expected, what came."""


@dataclass(frozen=True)
class Seen:
    """All that can be seen after a step: of the contact meant, and of what became of the command.

    `names` has what each contact is called, `entries` the journal of the one meant.
    """

    practice: Practice
    contact: Contact | None
    contacts: Mapping[str, Contact]
    names: Mapping[str, str]
    entries: list[Entry]
    became: Decided | Refused | NotRecorded | None
    actor: Actor
    now: datetime

    @property
    def there(self) -> Contact:
        """The contact meant. Raises `LookupError` where there is none."""
        if self.contact is None:
            raise LookupError
        return self.contact

    @property
    def unrecorded(self) -> Answer | None:
        """What is advised in the place of a contact that is not recorded."""
        return self.became.answers[0] if isinstance(self.became, NotRecorded) else None

    @property
    def advice(self) -> Answer | Advice | None:
        """What is advised now."""
        return self.unrecorded or self.there.advice

    @property
    def facts(self) -> Facts:
        """The facts of the contact meant."""
        return self.practice.procedure.facts(self.there.facts)


def compare(expected: Expectation, seen: Seen) -> Iterator[Found]:
    """Each thing that came otherwise than expected."""
    for key, wanted in expected.said().items():
        try:
            yield from _COMPARERS[key](key, wanted, seen)
        except LookupError:
            yield key, _shown(wanted), "no contact"


def refusal_in_words(refused: Refused) -> str:
    """A refusal on one line: each reason with the way forward, its rule and its clauses."""
    return "refused: " + " / ".join(
        f"{reason.says} {reason.instead}".strip()
        + (f" ({', '.join((reason.rule, *reason.cites))})" if reason.rule else "")
        for reason in refused.reasons
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return in_local_words(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_shown(one)}" for key, one in value.items()) or NOTHING
    if isinstance(value, TaskState | str):
        return str(value)
    if isinstance(value, Iterable):
        return (
            ", ".join(_shown(one) if not isinstance(one, Hit) else str(one) for one in value)
            or NOTHING
        )
    return NOTHING if value is None else str(value)


def _same(of: Callable[[Seen], Any]) -> Callable[[str, Any, Seen], Iterator[Found]]:
    """Expected and came are the same."""

    def compared(key: str, wanted: Any, seen: Seen) -> Iterator[Found]:
        came = of(seen)
        if came != wanted:
            yield key, _shown(wanted), _shown(came)

    return compared


def _leading(of: Callable[[Seen], Iterable[str]]) -> Callable[[str, Any, Seen], Iterator[Found]]:
    """The first is the same, and the others are, in any order."""

    def compared(key: str, wanted: tuple[str, ...], seen: Seen) -> Iterator[Found]:
        came = tuple(of(seen)) or (NOTHING,)
        if came[0] != wanted[0] or set(came) != set(wanted):
            yield key, _shown(wanted), _shown(came)

    return compared


def _set(of: Callable[[Seen], Iterable[str]]) -> Callable[[str, Any, Seen], Iterator[Found]]:
    """The same words, in any order."""

    def compared(key: str, wanted: tuple[str, ...], seen: Seen) -> Iterator[Found]:
        came = tuple(of(seen))
        if set(came) != set(wanted):
            yield key, _shown(wanted), _shown(came)

    return compared


def _among(of: Callable[[Seen], Iterable[str]]) -> Callable[[str, Any, Seen], Iterator[Found]]:
    """Each word is there, or is not where it is not wanted."""

    def compared(key: str, wanted: tuple[Hit, ...], seen: Seen) -> Iterator[Found]:
        came = list(of(seen))
        wrong = [hit for hit in wanted if (hit.word in came) != hit.wanted]
        if wrong:
            yield key, _shown(wrong), _shown(came)

    return compared


def _refused(key: str, wanted: tuple[str, ...], seen: Seen) -> Iterator[Found]:
    reasons = seen.became.reasons if isinstance(seen.became, Refused) else ()
    rules = {reason.rule for reason in reasons}
    if wanted != ("yes",) and not rules.issuperset(wanted) and isinstance(seen.became, Refused):
        yield key, _shown(wanted), refusal_in_words(seen.became)


def _because(key: str, wanted: str, seen: Seen) -> Iterator[Found]:
    reasons = seen.became.reasons if isinstance(seen.became, Refused) else ()
    if not _says((text for one in reasons for text in (one.says, one.instead)), wanted):
        came = refusal_in_words(seen.became) if isinstance(seen.became, Refused) else "done"
        yield key, wanted, came


def _cites(key: str, wanted: tuple[str, ...], seen: Seen) -> Iterator[Found]:
    if isinstance(seen.became, Refused):
        cited = [cite for reason in seen.became.reasons for cite in reason.cites]
    elif isinstance(seen.became, Decided):
        cited = list(seen.became.entries[0].cites)
    else:
        cited = list(seen.advice.cites) if seen.advice else []
    if not set(wanted) <= set(cited):
        yield key, _shown(wanted), _shown(dict.fromkeys(cited).keys())


def _proposed(seen: Seen) -> tuple[str, ...]:
    proposal = seen.there.proposal
    return (proposal.outcome, *proposal.also) if proposal else ()


def _decided(seen: Seen) -> tuple[str, ...]:
    decision = seen.there.decision
    return (decision.outcome, *decision.also) if decision else ()


def _advised(seen: Seen) -> tuple[str, ...]:
    advice = seen.advice
    return (advice.outcome, *advice.also) if advice else ()


def _route(seen: Seen) -> str | None:
    if seen.unrecorded:
        return seen.unrecorded.rules[0]
    return seen.there.advice.rule if seen.there.advice else None


def _notices(seen: Seen) -> list[str]:
    if seen.unrecorded:
        return [notice.id for notice in seen.unrecorded.notices]
    return [rule.rule for rule in seen.practice.procedure.notices(seen.facts, seen.there.stage)]


def _missing(seen: Seen) -> list[str]:
    if seen.unrecorded:
        return [one.id for one in (*seen.unrecorded.questions, *seen.unrecorded.checks)]
    return [one.id for one in missing(seen.practice, seen.there)]


def _facts(key: str, wanted: dict[str, str], seen: Seen) -> Iterator[Found]:
    came = {fact: getattr(seen.facts, fact) for fact in wanted}
    if came != wanted:
        yield key, _shown(wanted), _shown(came)


def _linked(key: str, wanted: dict[str, tuple[str, ...]], seen: Seen) -> Iterator[Found]:
    for kind, names in wanted.items():
        came = sorted(seen.names[id] for id in seen.there.linked(kind))
        if came != sorted(names):
            yield f"{key}.{kind}", _shown(names), _shown(came)


def _due(seen: Seen) -> datetime | None:
    dues = [task.due for task in seen.there.running if task.purpose == "decision" and task.due]
    return min(dues, default=None)


def _task(tasks: Mapping[str, Task], id: str) -> Task | None:
    """A task by its id, or the latest of the rule."""
    if "." in id:
        return tasks.get(id.removesuffix(".1"))
    return next((task for task in reversed(list(tasks.values())) if task.rule == id), None)


def _tasks(key: str, wanted: dict[str, TaskState], seen: Seen) -> Iterator[Found]:
    for id, state in wanted.items():
        task = _task(seen.there.tasks, id)
        if task is None:
            if state.state != "absent":
                yield f"{key}.{id}", str(state), "absent"
            continue
        right_state = (
            state.due == task.due
            if state.due and task.runs
            else (state.due is None and state.state in _states(task, seen.now))
        )
        right_who = not state.who or set(state.who) == set(task.who)
        if not (right_state and right_who):
            came = _states(task, seen.now)[0] + (f" by {', '.join(task.who)}" if state.who else "")
            yield f"{key}.{id}", str(state), came


def _states(task: Task, now: datetime) -> list[str]:
    """Every word that is true of a task, the one that says most first."""
    if task.runs:
        due = in_local_words(task.due) if task.due else "not stated"
        late = ["late"] if task.due and task.due < now else []
        return [*(f"{word}, due {due}" for word in late), due, *late, "running"]
    if task.ended_by in ("waived", "deleted") or (
        task.ended_by == "closed" and "closed" not in task.until
    ):
        return ["closed" if task.ended_by == "deleted" else str(task.ended_by)]
    return ["done late", "done"] if task.was_late else ["done"]


def _readings(key: str, wanted: dict[str, tuple[str, ...]], seen: Seen) -> Iterator[Found]:
    for rule, readings in wanted.items():
        came = _shown_readings(seen, rule)
        if not came or came[0] != readings[0] or not set(readings) <= set(came):
            yield f"{key}.{rule}", _shown(readings), _shown(came)


def _shown_readings(seen: Seen, rule: str) -> list[str]:
    """The readings of a rule that are shown, the one taken first; none where it does not apply."""
    book, procedure = seen.practice.book, seen.practice.procedure
    task = _task(seen.contact.tasks, rule) if seen.contact else None
    if task is not None and task.readings:
        return _first(task.reading, (reading.reading for reading in task.readings))
    standing: Any = None
    if rule in book.routes:
        standing = book.routes[rule] if rule == _route(seen) else None
    elif rule in book.matters:
        matter = book.matters[rule]
        applies = seen.contact is None or matter in procedure.matters(seen.facts)
        standing = matter if applies else None
    elif rule in book.steps:
        standing = book.steps[rule]
    if standing is None or not standing.readings:
        return []
    return _first(chosen(book, standing).reading, (one.reading for one in standing.readings))


def _first(taken: str | None, readings: Iterable[str]) -> list[str]:
    return sorted(readings, key=lambda reading: reading != taken)


def _held_back(key: str, wanted: dict[str, tuple[Hit, ...]], seen: Seen) -> Iterator[Found]:
    rules = held_back(seen.practice, seen.there)
    for reader, hits in wanted.items():
        came = [rule.holds_back for rule in rules if reader in rule.from_]
        wrong = [hit for hit in hits if (hit.word in came) != hit.wanted]
        if wrong:
            yield f"{key}.{reader}", _shown(wrong), _shown(came)


def _feedback(key: str, wanted: dict[str, str], seen: Seen) -> Iterator[Found]:
    rules = seen.practice.procedure.feedback(seen.facts)
    for reader, words in wanted.items():
        told = [text for rule in rules if rule.to == reader for text in rule.tells]
        if told if words == NOTHING else not _says(told, words):
            yield f"{key}.{reader}", words, " / ".join(told) or NOTHING


def _letters(key: str, wanted: dict[str, tuple[str, ...]], seen: Seen) -> Iterator[Found]:
    for reader, texts in wanted.items():
        barred = letters.barred(seen.practice, seen.there, reader)
        drafted = wording(seen.practice, seen.there, reader, seen.actor, seen.now).text
        came = NOTHING if barred else drafted
        if any(not _says([came], words) for words in texts):
            yield f"{key}.{reader}", " / ".join(texts), came


def _statements(key: str, wanted: dict[str, str], seen: Seen) -> Iterator[Found]:
    statements = seen.practice.book.statements.values()
    for about, words in wanted.items():
        said = [one.says or one.silent or "" for one in statements if about in one.about]
        if not _says(said, words):
            yield f"{key}.{about}", words, " / ".join(said) or NOTHING


def _says(texts: Iterable[str], words: str) -> bool:
    return any(words.casefold() in text.casefold() for text in texts)


def _journal(key: str, wanted: tuple[str, ...], seen: Seen) -> Iterator[Found]:
    came = tuple(entry.event for entry in seen.entries)
    if came[-len(wanted) :] != wanted:
        yield key, _shown(wanted), _shown(came)


_COMPARERS: dict[str, Callable[[str, Any, Seen], Iterator[Found]]] = {
    "refused": _refused,
    "because": _because,
    "cites": _cites,
    "not_recorded": _same(lambda seen: isinstance(seen.became, NotRecorded)),
    "advised": _leading(_advised),
    "to": _same(lambda seen: getattr(seen.advice, "destination", None)),
    "decided_by": _set(lambda seen: getattr(seen.advice, "decided_by", ())),
    "route": _same(_route),
    "stage": _same(lambda seen: seen.there.stage),
    "team": _same(lambda seen: seen.there.holding_team),
    "assigned_to": _same(lambda seen: seen.there.assigned_to),
    "proposed": _leading(_proposed),
    "decided": _leading(_decided),
    "facts": _facts,
    "deleted": _same(lambda seen: seen.there.deleted),
    "contacts": _same(lambda seen: len(seen.contacts)),
    "linked": _linked,
    "due": _same(_due),
    "tasks": _tasks,
    "missing": _among(_missing),
    "notices": _among(_notices),
    "readings": _readings,
    "sees_referrer": _same(lambda seen: not hides_referrer(seen.practice, seen.there, seen.actor)),
    "held_back": _held_back,
    "feedback": _feedback,
    "letters": _letters,
    "statements": _statements,
    "journal": _journal,
}
"""For each key of an expectation, how it is compared."""
