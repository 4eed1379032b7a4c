"""Conditions in plain words."""

from __future__ import annotations

import pytest

from frontdoor.compare.words.conditions import (
    box_words,
    condition_text,
    condition_words,
    name_of,
    value_words,
    words_of_box,
)
from frontdoor.layers import BASE
from frontdoor.procedure.layering import load
from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Layer, Rulebook
from frontdoor.procedure.source import read_file, read_text

OWN = """\
procedure: example
name: Example
edition: now
facts:
  - fact: lado_told
    name: LADO was told
    values: yes, no
stages:
  - stage: received
    name: Received
  - stage: closed
    name: Closed
    final: yes
"""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    """A procedure with the facts of every authority, and one of its own."""
    return load([Layer("base", read_file(BASE)), Layer("example", read_text(OWN, "example.yaml"))])


@pytest.mark.parametrize(
    ("id", "says"),
    [("16_or_17", "16 or 17"), ("significant_harm", "significant harm"), ("yes", "yes")],
)
def test_a_value_is_said_without_underscores(id: str, says: str) -> None:
    """What stands in a file as one word is read as several."""
    assert value_words(id) == says


@pytest.mark.parametrize(
    ("when", "says"),
    [
        (((),), "always"),
        (((Condition("homeless", ("yes",)),),), "Homeless young person"),
        (((Condition("homeless", ("yes",), True),),), "Homeless young person: no"),
        (
            ((Condition("need", ("high", "significant_harm")),),),
            "Level of need: high or significant harm",
        ),
        (((Condition("purpose", ("advice",), True),),), "Purpose of the contact: not advice"),
        (
            ((Condition("purpose", ("advice", "signposting", "concern"), True),),),
            "Purpose of the contact: neither advice, signposting nor concern",
        ),
        (((Condition("danger", ("no",)),),), "The child needs protection now: no"),
        (
            (
                (Condition("need", ("low",)), Condition("lado_told", ("yes",))),
                (Condition("need", ("high",)), Condition("case", ("open",))),
            ),
            (
                "Level of need: low, and LADO was told; "
                "or Level of need: high, and known to children's social care: open"
            ),
        ),
    ],
)
def test_a_condition_is_said_on_one_line(book: Rulebook, when: When, says: str) -> None:
    """Names of facts, values in words, `and` within an alternative and `or` between them."""
    assert condition_text(book, when) == says


def test_each_alternative_has_its_terms(book: Rulebook) -> None:
    """A condition comes apart into alternatives, those into facts, verbs and values."""
    when = ((Condition("need", ("low",)), Condition("purpose", ("advice",), True)),)
    (terms,) = condition_words(book, when)
    assert [(term.id, term.name, term.verb, term.values) for term in terms] == [
        ("need", "Level of need", "is", ("low",)),
        ("purpose", "Purpose of the contact", "is not", ("advice",)),
    ]


def test_a_box_that_allows_most_values_says_which_it_does_not(book: Rulebook) -> None:
    """Fourteen of sixteen purposes are said by the two that are left out."""
    purposes = [v for v in book.facts["purpose"].values if v not in ("concern", "not_known")]
    assert (
        words_of_box(book, {"purpose": purposes})
        == "Purpose of the contact: neither not known nor concern"
    )
    assert words_of_box(book, {"need": ["low", "moderate"]}) == "Level of need: low or moderate"
    assert words_of_box(book, {}) == "always"


def test_a_fact_is_named_by_the_first_book_that_has_it(book: Rulebook) -> None:
    """Of two procedures, what only one knows is named by that one; what none knows, by its id."""
    other = load(
        [
            Layer("base", read_file(BASE)),
            Layer(
                "example",
                read_text(OWN[: OWN.index("facts")] + OWN[OWN.index("stages") :], "other.yaml"),
            ),
        ]
    )
    (term,) = box_words([other, book], {"lado_told": ["no"]})
    assert str(term) == "LADO was told: no"
    assert name_of(other, "lado_told") == "lado told"
