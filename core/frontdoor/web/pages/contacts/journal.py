"""Entries of a journal as lines that people read: what was said, and what it led to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from frontdoor.domain.clocks import describe_day
from frontdoor.domain.entries import Entry
from frontdoor.domain.filing import KINDS, SOURCES
from frontdoor.domain.receiving import reference_of
from frontdoor.services.documents import size_in_words
from frontdoor.web.pages.forms import LABELS, label_of
from frontdoor.web.pages.wording import Wording, words

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")

Lines = list[tuple[str, str]]

_UNSAID: Final = frozenset(
    {
        *("reference", "authority", "person", "this", "other", "channel"),
        *("document", "media_type", "was_person", "was"),
    }
)
_CONTACTS: Final = {
    "carried_from": "Outcome of",
    "copied_from": "Copied from",
    "survivor": "Goes on as",
}


def told(w: Wording, entry: Entry) -> Lines:
    """What someone said with an entry, label and text, in order."""
    lines: Lines = []
    if entry.kind == "linked" and entry.said:
        ends = {str(entry.said.get("this")), str(entry.said.get("other"))} - {entry.contact}
        lines += [("Contact", reference_of(id)) for id in ends]
    for key, value in entry.said.items():
        if key in _UNSAID or value in (None, "", [], {}):
            continue
        read = _READERS.get(key)
        if read is not None:
            lines += read(w, value)
        elif key in _CONTACTS:
            lines.append((_CONTACTS[key], reference_of(str(value))))
        else:
            lines.append((LABELS.get(key, words(key)), _plain(value)))
    if entry.kind == "assigned" and entry.said and not entry.said.get("user"):
        lines.append(("To", "Whoever is there in the team that holds it"))
    if not entry.said and entry.kind == "received":
        lines.append(("What was said", "Erased with the deleted duplicate"))
    return lines


def led_to(w: Wording, entry: Entry) -> Lines:
    """What an entry led to: stage, team, advice, tasks."""
    lines: Lines = []
    if entry.stage:
        lines.append(("Now at", w.stage(entry.stage)))
    if entry.holding_team:
        lines.append(("Held by", w.place(entry.holding_team)))
    if entry.advice:
        advised = w.outcomes(entry.advice.outcome, entry.advice.also)
        lines.append(("The procedure advises", "; ".join(advised)))
    if entry.starts:
        lines.append(("Clocks started", "; ".join(task.name for task in entry.starts)))
    if entry.ends:
        lines.append(("Done with it", "; ".join(w.task(_rule(end.id)) for end in entry.ends)))
    return lines


def _rule(task: str) -> str:
    return task.partition(".")[0]


def _facts(w: Wording, facts: dict[str, str]) -> Lines:
    return [(w.fact(fact), w.value(value)) for fact, value in facts.items()]


def _person(title: str) -> Callable[[Wording, dict[str, Any]], Lines]:
    def lines(w: Wording, said: dict[str, Any]) -> Lines:
        del w
        parts = [f"{label_of(k)}: {_plain(v)}" for k, v in said.items() if v not in (None, "")]
        return [(title, "; ".join(parts))]

    return lines


def _adults(w: Wording, adults: Iterable[dict[str, Any]]) -> Lines:
    return [line for adult in adults for line in _person("Adult")(w, adult)]


def _texts(kind: str) -> Callable[[Wording, dict[str, str]], Lines]:
    def lines(w: Wording, said: dict[str, str]) -> Lines:
        return [(w.asked(kind, id), text) for id, text in said.items()]

    return lines


def _plain(value: Any) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        return describe_day(date.fromisoformat(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


_READERS: Final[dict[str, Callable[[Wording, Any], Lines]]] = {
    "facts": _facts,
    "child": _person("Child"),
    "referrer": _person("Referrer"),
    "adults": _adults,
    "answers": _texts("question"),
    "checks": _texts("check"),
    "restricted": lambda _, why: [("Restricted", why["text"] if isinstance(why, dict) else "yes")],
    "outcome": lambda w, id: [("Outcome", w.outcome(id))],
    "also": lambda w, ids: [("Also", "; ".join(w.outcome(id) for id in ids))],
    "meaning": lambda _, meaning: [("Which means", words(meaning))],
    "kind": lambda _, id: [("What it is", KINDS.get(id, words(id)))],
    "size": lambda _, size: [("Size", size_in_words(size))],
    "source": lambda _, id: [("Whose", SOURCES.get(id, words(id)))],
    "from": lambda w, id: [("From", w.place(id))],
    "task": lambda w, id: [("Task", w.task(_rule(id)))],
}
