"""Case files: a contact written by hand in YAML, as a command to receive it.

The form is that of the command `receive`, with `case:` (a title) and `received:` (local time in
London, or with an offset). `docs/case-files.md` describes it for practitioners.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from pydantic import ValidationError

from frontdoor.domain.clocks import LONDON
from frontdoor.domain.commands import Receive
from frontdoor.procedure.explaining import explain
from frontdoor.procedure.mistakes import Mistakes, MistakesFound, did_you_mean, quoted
from frontdoor.procedure.source import Keys, Source

KEYS = (
    "case",
    "received",
    "channel",
    "referrer",
    "children",
    "adults",
    "what_happened",
    "facts",
    "concerns",
    "circumstances",
    "answers",
    "checks",
)
_LISTS = ("concerns", "circumstances")


class Case(msgspec.Struct, frozen=True):
    """A case file that was read: its title, and the call as a command with its time of receipt."""

    title: str
    call: Receive
    received: datetime


def read_case(source: Source, *, titled: bool = True) -> Case:
    """Read a case file. Raises `MistakesFound` with every mistake in its form.

    `titled` says whether it must have a title, as a file of its own must.
    Whether its facts, questions and checks are those of an authority is found out when it is
    taken under that authority's procedure.
    """
    mistakes = Mistakes()
    data = source.data
    if not isinstance(data, dict):
        found = quoted(data) if data else "an empty file"
        mistakes.add(source.mistake((), found, "keys such as `case:` and `received:`"))
        mistakes.stop_if_any()
    for key in data:
        if key not in KEYS:
            mistakes.add(
                source.mistake(
                    (key,),
                    f"an unknown key '{key}'",
                    "a key of a case file",
                    did_you_mean(key, KEYS),
                )
            )
    for key in ("case", "received") if titled else ("received",):
        if not data.get(key):
            mistakes.add(source.mistake((key,), f"no `{key}:`", f"`{key}:`, which every case has"))
        elif not isinstance(data[key], str):
            mistakes.add(source.mistake((key,), quoted(data[key]), "one line of text"))
    received = _moment(source, data.get("received"), mistakes)
    said = {key: plain(key, value) for key, value in data.items() if key in KEYS[2:]}
    call = None
    try:
        call = Receive.model_validate({**said, "happened": received})
    except ValidationError as error:
        for problem in error.errors():
            loc: Keys = tuple(part for part in problem["loc"] if part != "[key]")
            found, expected, advice = explain(problem, Receive)
            if loc == ("happened",):  # known, but outside the years that a contact can be of
                loc, found = ("received",), f"'{data['received']}'"
                expected = "a date and time between 2000 and 2100, such as 2026-03-06 15:30"
            mistakes.add(source.mistake(loc, found, expected, advice))
    if call is None or received is None or mistakes:
        raise MistakesFound(mistakes)
    return Case(data.get("case", ""), call, received)


def _moment(source: Source, text: Any, mistakes: Mistakes) -> datetime | None:
    if not isinstance(text, str) or not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        mistakes.add(
            source.mistake(("received",), f"'{text}'", "a date and time such as 2026-03-06 15:30")
        )
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def plain(key: str, value: Any) -> Any:
    """YAML's words as the command has them: lists written `a, b`, yes and no, empty as nothing."""
    if key in _LISTS:
        return (
            [w.strip() for w in value.split(",") if w.strip()] if isinstance(value, str) else value
        )
    if key in ("facts", "answers", "checks", "referrer") and value == "":
        return {}
    if key == "referrer" and isinstance(value, dict):
        return {k: _yes_no(v) if k == "wants_anonymity" else v for k, v in value.items()}
    if key == "adults" and isinstance(value, list):
        return [
            {k: _yes_no(v) if k == "parental_responsibility" else v for k, v in adult.items()}
            if isinstance(adult, dict)
            else adult
            for adult in value
        ]
    return [] if key in ("children", "adults") and value == "" else value


def _yes_no(value: Any) -> Any:
    return {"yes": True, "no": False, "not_known": None}.get(value, value)
