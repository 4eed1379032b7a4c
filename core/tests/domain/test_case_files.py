"""Case files: a call written by hand, and every mistake in it told at once with its line."""

from __future__ import annotations

from datetime import UTC, date
from pathlib import Path
from textwrap import dedent

import pytest

from frontdoor.domain.case import read_case
from frontdoor.domain.decide import Decided
from frontdoor.procedure.mistakes import Mistake, MistakesFound
from frontdoor.procedure.source import read_file, read_text

from .office import ADVISER, Office, london

EXAMPLES = Path(__file__).parents[3] / "examples" / "cases"

CASE = """
case: A neighbour worries about two brothers
received: 2026-03-06 15:30
channel: telephone
referrer:
  kind: public
  name: Robin Example
  wants_anonymity: yes
children:
  - name: Sam Example
    date_of_birth: 2019-11-02
    gender: boy
  - name: Alex Example
    facts:
      young_carer: yes
adults:
  - name: Jo Example
    parental_responsibility: yes
  - name: Kim Example
    parental_responsibility: not_known
what_happened: >-
  Both boys have been alone in the flat
  since yesterday.
facts:
  purpose: concern
  need: high
concerns: neglect, by_parent_or_carer
circumstances: homeless
answers:
  what_happened: Left alone.
checks:
  own_records:
"""


def told(text: str) -> tuple[Mistake, ...]:
    """Every mistake in a case file."""
    with pytest.raises(MistakesFound) as caught:
        read_case(read_text(dedent(text).lstrip("\n"), "case.yaml"))
    return caught.value.mistakes


def test_a_case_file_is_a_call() -> None:
    """Everything that a case file says stands in the command, and can be received."""
    case = read_case(read_text(CASE, "case.yaml"))
    assert case.title == "A neighbour worries about two brothers"
    assert case.received == london("2026-03-06 15:30")
    call = case.call
    assert call.happened == case.received
    assert (call.channel, call.referrer.kind, call.referrer.wants_anonymity) == (
        "telephone",
        "public",
        True,
    )
    assert [child.date_of_birth for child in call.children] == [date(2019, 11, 2), None]
    assert call.children[1].facts == {"young_carer": "yes"}
    assert [adult.parental_responsibility for adult in call.adults] == [True, None]
    assert call.what_happened == "Both boys have been alone in the flat since yesterday."
    assert call.concerns == ("neglect", "by_parent_or_carer")
    office = Office(now=london("2026-03-09 09:00"))
    result = office.take(ADVISER, call)
    assert isinstance(result, Decided)
    first, second, *_ = office.write(result)
    assert (first.contact, second.happened) == (f"{1:032x}", case.received)


def test_a_case_file_needs_only_a_title_and_a_time() -> None:
    """A call about nobody, with nothing known, is a case; an offset may be given with the time."""
    case = read_case(read_text("case: Nothing\nreceived: 2026-03-06T15:30+00:00\n", "c.yaml"))
    assert case.received.astimezone(UTC) == london("2026-03-06 15:30").astimezone(UTC)
    assert case.call.children == ()
    summer = read_case(read_text("case: Summer\nreceived: 2026-07-06 15:30\n", "c.yaml"))
    assert summer.received.astimezone(UTC).hour == 14


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    """Form, words and dates: each mistake has its line, its key and what was meant."""
    found = told(
        """
        # a case with everything wrong
        received: Friday
        chanel: telephone
        referrer:
          kind: neighbour
          wants_anonymity: perhaps
        children:
          - nmae: Sam
            date_of_birth: 2 November 2019
          - name: Alex
            facts:
              Young Carer: yes
        adults: Jo
        facts: need is high
        concerns:
          - Neglect
        """
    )
    word = "a word of small letters, digits and underscores"
    lines = "a list: words with commas between, or each on its own line after a dash"
    kinds = "one of professional, family, child, public, not_known"
    assert [(m.place.line, m.key, m.found, m.expected, m.advice) for m in found] == [
        (2, "case", "no `case:`", "`case:`, which every case has", ""),
        (2, "received", "'Friday'", "a date and time such as 2026-03-06 15:30", ""),
        (
            3,
            "chanel",
            "an unknown key 'chanel'",
            "a key of a case file",
            "Did you mean 'channel'?",
        ),
        (5, "referrer.kind", "'neighbour'", kinds, ""),
        (6, "referrer.wants_anonymity", "'perhaps'", "yes or no", ""),
        (
            8,
            "children[1].nmae",
            "an unknown key 'nmae'",
            "a key of a child",
            "Did you mean 'name'?",
        ),
        (
            9,
            "children[1].date_of_birth",
            "'2 November 2019'",
            "a date such as 2019-11-02",
            "",
        ),
        (
            12,
            "children[2].facts.Young Carer",
            "'Young Carer'",
            word,
            "Did you mean 'young_carer'?",
        ),
        (13, "adults", "'Jo'", lines, ""),
        (14, "facts", "'need is high'", "keys, each with its value", ""),
        (16, "concerns[1]", "'Neglect'", word, "Did you mean 'neglect'?"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- case\n", "case.yaml:1:1: found a list (case); expected keys such as `case:`"),
        ("", "case.yaml: found an empty file; expected keys such as `case:`"),
        (
            "case:\n  a: b\nreceived: 2026-03-06 15:30\n",
            "case.yaml:1:1: case: found keys and values (a); expected one line of text.",
        ),
        (
            "case: Early\nreceived: 1020-03-06 15:30\n",
            "case.yaml:2:1: received: found '1020-03-06 15:30",
        ),
        (
            "case: Many\nreceived: 2026-03-06\nchildren:\n" + "  - name: Sam\n" * 21,
            "case.yaml:3:1: children: found a list of 21; expected at most 20.",
        ),
        (
            "case: Long\nreceived: 2026-03-06\nreferrer:\n  name: " + "x" * 201 + "\n",
            "case.yaml:4:3: referrer.name: found 201 characters; expected at most 200 characters.",
        ),
    ],
)
def test_a_mistake_is_told_where_it_stands(text: str, message: str) -> None:
    """One mistake, one message, with the place and the key as they stand in the file."""
    (found,) = told(text)
    assert str(found).startswith(message), found


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_case_files_handed_out_can_be_read(path: Path) -> None:
    """Every example case has a title, a time and a call."""
    case = read_case(read_file(path))
    assert case.title
    assert case.call.facts
