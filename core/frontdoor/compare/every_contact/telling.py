"""Differences in plain words, and as tables."""

from __future__ import annotations

from collections.abc import Sequence

from frontdoor.compare.every_contact.alternatives import Alternative
from frontdoor.compare.every_contact.differences import Difference, Said, Statement
from frontdoor.compare.every_contact.responses import Value
from frontdoor.compare.tables import Entry, Row, Table
from frontdoor.compare.words.conditions import (
    any_text,
    box_words,
    listed,
    terms_text,
    value_words,
    words_of_box,
)
from frontdoor.procedure.rulebook import Rulebook

NOTHING = "no time stated"
"""What a value without any words is: only times may be left open."""


def value_text(value: Value) -> str:
    """A value in words: `referral and section 47 enquiry`, `24 hours`."""
    return listed([value_words(one) for one in value]) or NOTHING


def conditions_text(books: Sequence[Rulebook], conditions: Sequence[Alternative]) -> list[str]:
    """Each alternative on one line; none where the conditions always hold."""
    return [
        terms_text(
            any_text(term for condition in any_of for term in box_words(books, dict([condition])))
            for any_of in alternative
        )
        for alternative in conditions
        if alternative
    ]


def given_text(a: Rulebook, b: Rulebook, statement: Statement) -> str:
    """What a statement takes as given: `Where the one has referral`."""
    book, said = (a, statement.a) if statement.given == "a" else (b, statement.b)
    return f"Where {book.name} has {value_text(said.value)}"


def rules_text(a: Rulebook, b: Rulebook, statement: Statement) -> str:
    """The rules of the other that the contacts come to; empty where conditions tell them."""
    if not statement.comes_to:
        return ""
    book, rules = b if statement.given == "a" else a, statement.comes_to
    named = listed([f"“{value_words(rule)}”" for rule in rules], "or")
    return f"and it comes to {book.name}'s rule{'s' if len(rules) > 1 else ''} {named}"


def statement_text(a: Rulebook, b: Rulebook, statement: Statement) -> str:
    """A whole statement but for what is said: which contacts it is of."""
    conditions = "; or ".join(conditions_text((a, b), statement.conditions))
    text = given_text(a, b, statement) + (f": {conditions}" if conditions else "")
    return ", ".join(filter(None, (text, rules_text(a, b, statement))))


def share_text(share: float) -> str:
    """A share of all possible combinations of facts, as a percentage."""
    return f"{share:.1%}" if share >= 0.001 else "less than 0.1%"


def difference_table(a: Rulebook, b: Rulebook, difference: Difference) -> Table:
    """A row for each statement: of which contacts, what each says, how many, an example."""
    return Table(
        name=f"differences_{difference.aspect}",
        title=difference.title,
        columns=("Contacts", a.name, b.name, "Of all combinations", "For example"),
        rows=tuple(
            Row(
                statement_text(a, b, one),
                (
                    (_entry(one.a),),
                    (_entry(one.b),),
                    (Entry(share_text(one.share)),),
                    (Entry(example_text((a, b), one)),),
                ),
                differs=True,
            )
            for one in difference.statements
        ),
    )


def example_text(books: Sequence[Rulebook], statement: Statement) -> str:
    """The facts of the example that are not as usual."""
    facts = {fact: (value,) for fact, value in statement.example.items()}
    return words_of_box(books, facts) if facts else "every fact as usual"


def _entry(said: Said) -> Entry:
    return Entry(value_text(said.value), said.cites, ", ".join(said.rules))
