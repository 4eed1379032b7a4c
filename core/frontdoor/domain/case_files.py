"""Writes a case file of a contact with given facts, as a person would, for `route` to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from frontdoor.domain.clocks import LONDON
from frontdoor.domain.practice import Practice
from frontdoor.procedure.language import Fact

MOMENTS = tuple(
    datetime(2026, 3, 6, 10, tzinfo=LONDON) + timedelta(days=day, hours=hour)
    for day in (0, 1, 3, 4, 5, 6)
    for hour in (0, 6, 13)
)
"""Times of receipt to choose from: on a Friday, the week-end and the week after; day and night."""


def case_file(practice: Practice, title: str, facts: Mapping[str, str], *others: Practice) -> str:
    """The text of a case file of a contact with these facts; those not given are as usual.

    Facts that follow from others, as out of hours does, come of the time of receipt, which is
    chosen so; those that no time brings about are named in a comment. Facts may be of `others`,
    too: who does not know one leaves it out.
    """
    every = (*others, practice)
    known = {name: fact for one in every for name, fact in one.book.facts.items()}
    said = {fact: value for fact, value in facts.items() if not known[fact].derived}
    wanted = {**{name: fact.default for name, fact in known.items()}, **facts}

    def missed(received: datetime) -> list[str]:
        given: dict[str, str] = {}
        for one in every:
            own = {fact: value for fact, value in said.items() if fact in one.book.facts}
            given |= msgspec.structs.asdict(one.facts(own, received))
        return [fact for fact, value in given.items() if value != wanted[fact]]

    received = min(MOMENTS, key=lambda moment: len(missed(moment)))
    lines = [f"case: {_text(title)}", f"received: {received:%Y-%m-%d %H:%M}"]
    lines += [
        f"# {fact} would be {wanted[fact]}, which no time of receipt brings about here."
        for fact in missed(received)
    ]
    return "\n".join([*lines, *_said(known, said), ""])


def _said(known: Mapping[str, Fact], said: Mapping[str, str]) -> Iterator[str]:
    rest = dict(said)
    if "channel" in rest:
        yield f"channel: {rest.pop('channel')}"
    who = {"kind": rest.pop("referrer", None), "wants_anonymity": rest.pop("anonymity", None)}
    if any(who.values()):
        yield "referrer:"
        yield from (f"  {key}: {value}" for key, value in who.items() if value)
    identified = known.get("child_identified")
    if rest.pop("child_identified", identified.default if identified else "yes") == "yes":
        yield "children:"
        yield "  - name: Sam Example"
    groups = {
        group: [fact for fact in rest if known[fact].group == group and rest[fact] == "yes"]
        for group in ("concern", "circumstance")
    }
    facts = {fact: value for fact, value in rest.items() if not _in_any(groups.values(), fact)}
    if facts:
        yield "facts:"
        yield from (f"  {fact}: {value}" for fact, value in facts.items())
    yield from (f"{group}s: {', '.join(names)}" for group, names in groups.items() if names)


def _in_any(lists: Iterable[list[str]], fact: str) -> bool:
    return any(fact in names for names in lists)


def _text(text: str) -> str:
    """A line of text as YAML has it, in quotes where it could be taken for something else."""
    return json.dumps(text, ensure_ascii=False)
