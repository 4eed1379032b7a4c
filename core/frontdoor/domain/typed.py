"""What people type, checked for shape: lines and texts, words, ids, moments."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints


def _no_control_characters(text: str) -> str:
    if any(ord(c) < 32 and c not in "\n\r\t" for c in text) or "\x7f" in text:
        raise ValueError("must not hold control characters")
    return text


def _valid_unicode(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise ValueError("must be valid text (it holds half a character)") from error
    return value


_MOMENT = re.compile(
    r"2(0\d\d|100)-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def _written_out(value: Any) -> Any:
    """A moment is written in full; pydantic would take a count of seconds, and the year 1."""
    text = value.isoformat() if isinstance(value, datetime) else value
    if not isinstance(text, str):
        return value
    try:
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text.upper())
    except ValueError:
        pass  # the 30th of February, say
    raise ValueError(
        "must be a date and time between 2000 and 2100 with an offset: 2026-03-06T15:30:00Z"
    )


Moment = Annotated[AwareDatetime, BeforeValidator(_written_out)]
"""A date and time with an offset, as RFC 3339 writes it, from 2000 to 2100."""

_Checked = (BeforeValidator(_valid_unicode), AfterValidator(_no_control_characters))
Line = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True), *_Checked]
Text = Annotated[str, StringConstraints(max_length=20_000, strip_whitespace=True), *_Checked]
SomeText = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True), *_Checked
]
SomeLine = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), *_Checked
]
ShortText = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True), *_Checked]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9a-z-]{1,64}$")]
"""The id of a contact or a person."""

FactValues = Annotated[dict[Word, Word], Field(max_length=200)]
Words = Annotated[tuple[Word, ...], Field(max_length=50)]
Texts = Annotated[dict[Word, Text], Field(max_length=200)]
