"""Conditions in plain words: facts by their names, values without underscores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from frontdoor.procedure import language as lang
from frontdoor.procedure.phrases import Condition, When
from frontdoor.procedure.rulebook import Rulebook

ALWAYS: Final = "always"
"""A condition that holds of every contact."""


class Term(NamedTuple):
    """One line of a condition: a fact by its name, that it is or is not, and values in words.

    `id` is the fact's, or that of a named condition, whose only values are yes and no.
    """

    name: str
    verb: Literal["is", "is not"]
    values: tuple[str, ...]
    id: str

    def __str__(self) -> str:
        """`Level of need: high or significant harm`; what simply holds is its name alone."""
        if self.verb == "is" and self.values == ("yes",):
            return self.name
        if self.verb == "is":
            return f"{self.name}: {listed(self.values, 'or')}"
        if len(self.values) == 1:
            return f"{self.name}: not {self.values[0]}"
        return f"{self.name}: neither {listed(self.values, 'nor')}"


def value_words(id: str) -> str:
    """A value as words: `16_or_17` is `16 or 17`, `significant_harm` is `significant harm`."""
    return id.replace("_", " ").strip()


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a, b and c`, with `last` before the last one."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def any_text(terms: Iterable[Term]) -> str:
    """Terms of which any one will do, on one line."""
    first, *others = map(str, terms)
    return " or ".join((first, *map(_within, others)))


def name_of(book: Rulebook, id: str) -> str:
    """The name of a fact or of a named condition; one that the book lacks, by its id."""
    found: lang.Fact | lang.NamedCondition | None = book.facts.get(id) or book.conditions.get(id)
    return found.name if found else value_words(id)


def condition_words(book: Rulebook, when: When) -> list[list[Term]]:
    """Each alternative of a condition as its terms, which all hold together.

    `[[]]` is a condition that always holds. Named conditions stay named.
    """
    return [[_term(book, condition) for condition in box] for box in when]


def condition_text(book: Rulebook, when: When) -> str:
    """A condition on one line: terms joined by `, and`, alternatives by `; or`."""
    alternatives = condition_words(book, when)
    if not all(alternatives):
        return ALWAYS
    return "; or ".join(map(terms_text, alternatives))


def terms_text(terms: Iterable[Term | str]) -> str:
    """Terms that hold together, on one line; `always` where there are none."""
    first, *others = [str(term) for term in terms] or [ALWAYS]
    return ", and ".join((first, *map(_within, others)))


def box_words(
    books: Rulebook | Sequence[Rulebook], conditions: Mapping[str, Sequence[str]]
) -> list[Term]:
    """The terms of one box: for each fact the values that it may have.

    `books` name the facts, the first that has one. Where most of a fact's values are allowed, its
    term says which are not.
    """
    every = (books,) if isinstance(books, Rulebook) else tuple(books)
    return [_term_of_values(every, fact, tuple(values)) for fact, values in conditions.items()]


def words_of_box(
    books: Rulebook | Sequence[Rulebook], conditions: Mapping[str, Sequence[str]]
) -> str:
    """The same on one line; `always` for a box without conditions."""
    return terms_text(box_words(books, conditions))


def _within(text: str) -> str:
    """A name as it stands within a sentence; one that begins with an abbreviation stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _term(book: Rulebook, condition: Condition) -> Term:
    id, values, negated = condition
    if negated and set(_values_of((book,), id)) == {"yes", "no"}:
        negated, values = False, tuple(one for one in ("yes", "no") if one not in values)
    said = tuple(map(value_words, values))
    return Term(name_of(book, id), "is not" if negated else "is", said, id)


def _term_of_values(books: Sequence[Rulebook], id: str, allowed: tuple[str, ...]) -> Term:
    named = next((book for book in books if id in book.facts or id in book.conditions), books[0])
    known = _values_of(books, id)
    refused = tuple(value for value in known if value not in allowed)
    if len(known) > 3 and 0 < len(refused) < len(allowed):
        return Term(name_of(named, id), "is not", tuple(map(value_words, refused)), id)
    return Term(name_of(named, id), "is", tuple(map(value_words, allowed)), id)


def _values_of(books: Iterable[Rulebook], id: str) -> dict[str, None]:
    """Every value of a fact in any of the books, in order; yes and no of a named condition."""
    every = [
        book.facts[id].values if id in book.facts else ("yes", "no")
        for book in books
        if id in book.facts or id in book.conditions
    ]
    return dict.fromkeys(value for values in every for value in values)
