"""The wording of letters, as a procedure has it: paragraphs, for whom, and what they may name."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field

from frontdoor.procedure import vocabulary
from frontdoor.procedure.mistakes import Expected, did_you_mean
from frontdoor.procedure.parts import Rule
from frontdoor.procedure.phrases import ALWAYS, Text, When, YesNo, listed, one_of

PARTS: Final = (
    "greeting",
    "opening",
    "decided",
    "reasons",
    "next",
    "contact",
    "disagree",
    "closing",
)
"""What a letter consists of, in order."""

RECEIVING_TEAM: Final = "receiving_team"
"""The reader who is inside: the team that a contact goes to."""

READERS: Final = (*vocabulary.READERS, RECEIVING_TEAM)
"""To whom a letter may be written."""

PLACEHOLDERS: Final[dict[str, str]] = {
    "authority": "",
    "reference": "",
    "received": "",
    "decided": "",
    "today": "",
    "name": "",
    "writer": "",
    "role": "",
    "outcome": "",
    "team": "",
    "contact_details": "",
    "referrer": "referrer_identity",
    "child": "child_details",
    "first_name": "child_details",
    "reasons": "child_details",
    "next": "child_details",
}
"""What wording may name in braces, with the kind of what is held back that it would tell."""

_NAMED = re.compile(r"\{([^{}]*)\}")


def _knows_its_placeholders(text: str) -> str:
    for name in placeholders(text):
        if name not in PLACEHOLDERS:
            advice = did_you_mean(name, PLACEHOLDERS) or f"Known: {', '.join(PLACEHOLDERS)}."
            raise Expected("something that a letter can name", advice, f"'{{{name}}}'")
    if "{" in (rest := _NAMED.sub("", text)) or "}" in rest:
        raise Expected("braces in pairs, around what the letter names", found="a single brace")
    return text


def placeholders(text: str) -> list[str]:
    """What a text names in braces, in order."""
    return _NAMED.findall(text)


def filled(text: str, values: dict[str, str]) -> str:
    """A text with its placeholders filled; what stands in the values is never filled again."""
    return _NAMED.sub(lambda named: values.get(named[1], ""), text)


class Letter(Rule):
    """A paragraph of letters to some readers; a letter has every one that applies, by part."""

    to: Annotated[
        tuple[Annotated[str, one_of(READERS)], ...], BeforeValidator(listed), Field(min_length=1)
    ]
    """To whom."""
    part: Annotated[str, one_of(PARTS)]
    """Where in the letter it stands."""
    when: When = ALWAYS
    decided: YesNo | None = None
    """Whether it stands only once an outcome is decided (yes), or only before that (no)."""
    meanings: Annotated[
        tuple[Annotated[str, one_of(vocabulary.MEANINGS)], ...], BeforeValidator(listed)
    ] = ()
    """It stands only where one of the outcomes decided on means one of these."""
    says: Annotated[Text, AfterValidator(_knows_its_placeholders)]
    """Its text, in which braces name what is filled in, as in `{child}`."""


def seen_first(value: str) -> frozenset[str]:
    """The readers whose letters a second person sees before they leave: `no`, `yes`, or some.

    Raises `Expected` for a word that is none of these.
    """
    if value in ("yes", "no"):
        return frozenset(READERS if value == "yes" else ())
    for reader in listed(value):
        if reader not in READERS:
            known = ("yes", "no", *READERS)
            advice = did_you_mean(reader, known) or f"Known: {', '.join(known)}."
            raise Expected("yes, no, or the readers meant", advice, f"'{reader}'")
    return frozenset(listed(value))
