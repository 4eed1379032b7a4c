"""The small words of the procedure language: ids, lists, conditions, events, commands, who, times.

Each is read from plain text, for the YAML reader gives nothing else, into a frozen value.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, StringConstraints

from frontdoor.procedure import vocabulary
from frontdoor.procedure.mistakes import Expected, did_you_mean, nearest, quoted
from frontdoor.procedure.timescales import Timescale, parse_timescale

Id = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60, strip_whitespace=True)
]
"""An id: small letters, digits and underscores, a letter first, at most 60."""

Value = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60, strip_whitespace=True)
]
"""A value: small letters, digits and underscores, at most 60, as in `1_to_4`."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000, strip_whitespace=True)]
"""Text: for people, at most 2,000 characters; in quotes where it has a colon."""


def _yes_no(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value in ("yes", "no"):
        return value == "yes"
    raise Expected("yes or no")


def listed(value: Any) -> Any:
    """`a, b` and a YAML list mean the same."""
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return tuple(value) if isinstance(value, list) else value


def one_of(known: tuple[str, ...]) -> Any:
    """A check that a value is one of the known words, with the nearest where it is not.

    Where very many are known and one of them is near, that one is enough to tell.
    """

    def check(value: Any) -> Any:
        if value not in known:
            near = nearest(str(value), known)
            told = "a word known here" if near and len(known) > 24 else f"one of {', '.join(known)}"
            raise Expected(told, near)
        return value

    return BeforeValidator(check)


YesNo = Annotated[bool, BeforeValidator(_yes_no)]
"""Yes or no: `yes` or `no`."""

Ids = Annotated[tuple[Id, ...], BeforeValidator(listed)]
"""Ids: `a, b`, or each on a line after a dash."""

Values = Annotated[tuple[Value, ...], BeforeValidator(listed)]
"""Values: `a, b`, or each on a line after a dash."""

Texts = Annotated[
    tuple[Text, ...], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else (v,))
]
"""Texts: one text, or several, each on a line after a dash; commas do not part them."""

Cites = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}-[0-9]{2,3}$")], ...],
    BeforeValidator(listed),
]
"""Clause ids: those in `clauses.yaml`, as in `EXA-03, EXA-04`."""

Needs = Annotated[tuple[str, ...], BeforeValidator(listed)]
"""What must be there: records or checks by id, or entries such as `notified police`."""


class Condition(NamedTuple):
    """One line of a box: the fact has one of the values, or (`negated`) none of them."""

    fact: str
    values: tuple[str, ...]
    negated: bool = False


def _box(value: Any) -> tuple[Condition, ...]:
    if not isinstance(value, dict) or not value:
        raise Expected("a fact and its values, as in `need: high, significant_harm`")
    conditions = []
    for fact, wanted in value.items():
        negated = isinstance(wanted, str) and wanted.startswith("not ")
        values = listed(wanted.removeprefix("not ") if negated else wanted)
        written_out = isinstance(values, tuple) and all(isinstance(one, str) for one in values)
        if not values or not written_out:
            raise Expected(
                f"one or more values for {fact}, as in `{fact}: yes` or `{fact}: not yes`",
                found=quoted(wanted) if wanted else f"`{fact}:` without a value",
            )
        conditions.append(Condition(fact, values, negated))
    return tuple(conditions)


def _when(value: Any) -> Any:
    """A list of boxes; any of them will do. A single map is a list of one."""
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list | tuple) or not value:
        raise Expected("a list: after each dash one or more facts with their values")
    return tuple(box if isinstance(box, tuple) else _box(box) for box in value)


When = Annotated[tuple[tuple[Condition, ...], ...], BeforeValidator(_when)]
"""A condition: boxes, each after a dash, of facts and values; it holds where any box holds.

A box holds where all its lines hold: `need: high, moderate` where the fact has one of the values,
`case: not open` where it has none of them. A named condition stands in it like a fact.
"""

ALWAYS: tuple[tuple[Condition, ...], ...] = ((),)


ORIGINAL = "original"
"""Before an entry: of the contact that this one was copied from."""


class Event(NamedTuple):
    """An entry that a rule waits for: `received`, `notified police`, `stage closed`."""

    kind: str
    detail: str | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}" if self.detail else self.kind


def _event(value: Any) -> Event:
    if isinstance(value, Event):
        return value
    kind, _, detail = str(value).strip().partition(" ")
    if kind == ORIGINAL and detail:
        return Event(ORIGINAL, str(_event(detail)))
    if kind != "stage" and kind not in vocabulary.ENTRY_KINDS:
        known = sorted(vocabulary.ENTRY_KINDS | {"stage"})
        raise Expected(
            "an entry of the journal, as in `received` or `notified police`",
            did_you_mean(kind, known) or f"Known: {', '.join(known)}.",
            quoted(value),
        )
    if kind == "stage" and not detail:
        raise Expected("the name of a stage after it, as in `stage closed`", found="'stage'")
    return Event(kind, detail.strip() or None)


Events = Annotated[
    tuple[Event, ...], BeforeValidator(lambda value: tuple(_event(one) for one in listed(value)))
]
"""Entries: one or more of them, as in `received, amended`."""

OneEvent = Annotated[Event, BeforeValidator(_event)]
"""An entry: of the journal, as in `received`, `notified police` or `stage on_agenda`.

`original received` is the entry of the contact that this one was copied from.
"""


class Act(NamedTuple):
    """A command that a step permits: a verb, and where it needs one, what it is about."""

    verb: str
    detail: str | None = None

    def __str__(self) -> str:
        return f"{self.verb} {self.detail}" if self.detail else self.verb


def _act(value: Any) -> Act:
    if isinstance(value, Act):
        return value
    verb, _, detail = str(value).strip().partition(" ")
    if verb not in vocabulary.VERBS:
        raise Expected(
            "a command",
            did_you_mean(verb, vocabulary.VERBS) or f"Known: {', '.join(vocabulary.VERBS)}.",
            quoted(value),
        )
    if detail and verb not in vocabulary.DETAILED:
        raise Expected(f"`{verb}` alone: it takes no word after it", found=quoted(value))
    return Act(verb, detail.strip() or None)


Command = Annotated[Act, BeforeValidator(_act)]
"""A command: one of the commands, and where it takes one, a word for what it is about."""

Acts = Annotated[
    tuple[Act, ...], BeforeValidator(lambda value: tuple(_act(one) for one in listed(value)))
]
"""Commands: one or more of them, as in `authorise, draft_letter parents`."""


class Who(NamedTuple):
    """A role, `every` role of a kind, or `anyone`; with `of holding_team` only in that team."""

    role: str
    of_holding_team: bool = False

    def __str__(self) -> str:
        return f"{self.role} of holding_team" if self.of_holding_team else self.role


def _who(value: Any) -> Who:
    if isinstance(value, Who):
        return value
    text = " ".join(str(value).split())
    role, of, team = text.partition(" of ")
    if of and team != "holding_team":
        raise Expected("a role, or `<role> of holding_team`", found=quoted(text))
    if not re.fullmatch(r"(every )?[a-z][a-z0-9_]*", role):
        raise Expected("a role, `every <kind of role>`, or `anyone`", found=quoted(text))
    return Who(role, bool(of))


Whos = Annotated[
    tuple[Who, ...], BeforeValidator(lambda value: tuple(_who(one) for one in listed(value)))
]
"""Roles: by id, `every <kind of role>`, or `anyone` (all but those who may be of another agency).

`team_manager of holding_team` is that role in the team which holds the contact now.
"""


def _timescale(value: Any) -> Any:
    return value if isinstance(value, Timescale) else parse_timescale(str(value))


Within = Annotated[Timescale, BeforeValidator(_timescale)]
"""A time: `immediately`, `30 minutes`, `24 hours`, `1 working day`, `10 days`, `2 weeks`.

Or `next meeting`, or `not stated` where the source names a duty but no time.
"""
