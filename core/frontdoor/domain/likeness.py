"""How like a child on record is to one who is asked about, and why; and by what either is found.

A contact is found by its marks: the words of the child's name and of the household's adults, dates
of birth, NHS and telephone numbers, addresses. The referrer leaves none: some may not be named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple
from unicodedata import combining, normalize

import msgspec

from frontdoor.domain.contact import Adult, Child

Kind = Literal["child", "adult", "born", "nhs", "telephone", "address"]
Strength = Literal["strong", "likely", "weak"]

ALIKE: Final = 0.84
"""How like two words are that may be one name, by Jaro and Winkler, from 0 to 1: Mohammed and
Muhammad, Stephen and Steven, Catherine and Katherine are."""

MOST_WORDS: Final = 12
MOST_LIKE: Final = 60

_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})\b")


class Mark(NamedTuple):
    """Something by which a contact is found: `word` is as it is compared, not as it was typed."""

    kind: Kind
    word: str


class Known(msgspec.Struct, frozen=True):
    """Who a contact is about, as far as it matters for knowing them again.

    `shut` is whether the record is restricted and whoever asks has not opened it.
    """

    id: str
    reference: str
    child: Child
    person: str | None = None
    adults: tuple[Adult, ...] = ()
    shut: bool = False


class Resemblance(NamedTuple):
    """Why a child on record may be the one asked about, the weightiest reason first.

    `weight` orders them, the likeliest highest; `strength` is None where the same things were not
    enough to take the two for one child, though a search by them finds the record.
    """

    reasons: tuple[str, ...]
    weight: float
    strength: Strength | None


def folded(name: str) -> str:
    """A name in small letters, without accents, punctuation and double spaces."""
    plain = (one for one in normalize("NFKD", name) if not combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in plain).casefold().split())


def words(name: str) -> list[str]:
    """The words of a name as they are compared, those beyond the first dozen left out."""
    return [word[:40] for word in folded(name).split()[:MOST_WORDS]]


def digits(number: str) -> str:
    """The digits alone of an NHS number or a telephone number, without the country's code."""
    found = "".join(one for one in number if one in "0123456789")
    return f"0{found[2:]}" if number.strip().startswith("+44") else found


def place(address: str) -> str:
    """An address as it is compared: house number and postcode where it has them, or all words."""
    plain = folded(address)
    postcode = _POSTCODE.search(plain)
    if postcode is None:
        return plain[:100]
    house = re.search(r"\d+[a-z]?\b", plain[: postcode.start()])
    return (
        f"{house[0] if house else plain[: postcode.start()].strip()} {''.join(postcode.groups())}"
    )


def marks(child: Child, adults: Iterable[Adult] = ()) -> frozenset[Mark]:
    """Everything by which a contact about this child and household is found."""
    return frozenset(_marks(child, tuple(adults)))


def _marks(child: Child, adults: tuple[Adult, ...]) -> Iterator[Mark]:
    for word in words(child.name):
        yield Mark("child", word)
    for born in (child.date_of_birth, child.expected):
        if born is not None:
            yield Mark("born", born.isoformat())
    if number := digits(child.nhs_number):
        yield Mark("nhs", number)
    for adult in adults:
        for word in words(adult.name):
            yield Mark("adult", word)
    for number in _telephones(adults):
        yield Mark("telephone", number)
    for address in _places(child, adults):
        yield Mark("address", address)


def _telephones(adults: Iterable[Adult]) -> set[str]:
    return {number for one in adults if len(number := digits(one.telephone)) >= 6}


def _places(child: Child, adults: Iterable[Adult]) -> set[str]:
    return {at for text in (child.address, *(a.address for a in adults)) if (at := place(text))}


def like(word: str, vocabulary: Collection[str]) -> list[str]:
    """The words of a vocabulary that are this one, begin with it, or are spelt much like it."""
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    alike = process.extract(
        word,
        vocabulary,
        scorer=JaroWinkler.normalized_similarity,
        score_cutoff=ALIKE,
        limit=MOST_LIKE,
    )
    begun = sorted(one for one in vocabulary if one.startswith(word))[:MOST_LIKE]
    return list(dict.fromkeys([word, *(one for one, _, _ in alike), *begun]))


def resemblance(child: Child, adults: Sequence[Adult], known: Known) -> Resemblance | None:
    """What speaks for a contact on record being about this child; None where nothing does."""
    other = known.child
    name = _name(child.name, other.name)
    born = _born(child, other)
    number, its_number = digits(child.nhs_number), digits(other.nhs_number)
    same_number = bool(number) and number == its_number
    household = _household(child, adults, known)
    reasons = [
        *(["Same NHS number"] if same_number else []),
        *([born.says] if born.says else []),
        *([name.says] if name.says else []),
        *household,
    ]
    if not reasons:
        return None
    if number and its_number and not same_number:
        reasons.append("Another NHS number")
    weight = 4.0 * same_number + 2 * born.weight + 2 * name.weight + 0.5 * len(household)
    strength = _strength(child, other, name, born, bool(household))
    if same_number:
        strength = "strong"
    elif number and its_number and strength is not None:
        strength, weight = "weak", weight - 2
    return Resemblance(tuple(reasons), weight, strength)


class _Likeness(NamedTuple):
    weight: float
    says: str = ""


def _strength(
    child: Child, other: Child, name: _Likeness, born: _Likeness, household: bool
) -> Strength | None:
    if not child.name or not other.name:
        # A child not yet born, or whose name nobody knew: the household alone speaks for it.
        both = household and bool(born.weight)
        return "likely" if both else ("weak" if household else None)
    if name.weight < 0.5:
        return "weak" if name.weight and born.weight == 1 else None
    if born.weight == 1:
        return "strong" if name.weight == 1 else "likely"
    if household or born.weight:
        return "likely"
    return None if child.date_of_birth and other.date_of_birth else "weak"


def _name(name: str, other: str) -> _Likeness:
    """1 where it is the same name, 0.8 or so where it is spelt alike, less for a part of it."""
    ours, theirs = words(name), words(other)
    if not ours or not theirs:
        return _Likeness(0)
    if sorted(ours) == sorted(theirs):
        return _Likeness(1, "Same name")
    short, long = sorted((ours, theirs), key=len)
    near = [max(_near(word, one) for one in long) for word in short]
    if min(near) >= ALIKE:
        return _Likeness(0.9 * sum(near) / len(near), f"Name spelt alike: {other}")
    if max(near) >= ALIKE:
        return _Likeness(0.4 * max(near), f"Part of the name alike: {other}")
    return _Likeness(0)


def _near(one: str, other: str) -> float:
    from rapidfuzz.distance import JaroWinkler

    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) > 1 and longer.startswith(shorter):
        return 0.9
    return JaroWinkler.normalized_similarity(one, other)


def _born(child: Child, other: Child) -> _Likeness:
    ours, theirs = child.date_of_birth, other.date_of_birth
    if ours and theirs:
        if ours == theirs:
            return _Likeness(1, "Same date of birth")
        if slip := _slip(ours, theirs):
            return _Likeness(0.5, f"Date of birth differs only in {slip}: {_day(theirs)}")
        return _Likeness(0)
    expected = {one for one in (ours, child.expected) if one} & {
        one for one in (theirs, other.expected) if one
    }
    return _Likeness(0.5, "Expected on that date") if expected else _Likeness(0)


def _slip(one: date, other: date) -> str:
    """In what alone two dates differ, where someone may have slipped; else empty."""
    if (one.day, one.month, one.year) == (other.month, other.day, other.year):
        return "the order of day and month"
    parts = [
        part for part in ("day", "month", "year") if getattr(one, part) != getattr(other, part)
    ]
    return f"the {parts[0]}" if len(parts) == 1 else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _household(child: Child, adults: Sequence[Adult], known: Known) -> list[str]:
    reasons = []
    if _places(child, adults) & _places(known.child, known.adults):
        reasons.append("Same address")
    if _telephones(adults) & _telephones(known.adults):
        reasons.append("Same telephone number in the household")
    for adult in known.adults:
        if any(_name(one.name, adult.name).weight > 0.7 for one in adults):
            reasons.append(f"Adult of the household: {adult.name}")
    return reasons
