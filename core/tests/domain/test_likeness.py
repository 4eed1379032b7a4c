"""Whether a child on record is like one who is asked about is told with its reasons."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.domain.contact import Adult, Child
from frontdoor.domain.likeness import Known, Mark, folded, like, marks, resemblance, words

BORN = date(2019, 8, 7)
ASKED = Child(name="Zoë Sample-Placeholder", date_of_birth=BORN, nhs_number="999 000 0018")


def known(*adults: Adult, **child: Any) -> Known:
    """A contact on record about this child."""
    return Known("c1", "REF-1", Child(**child), "p1", adults)


@pytest.mark.parametrize(
    ("child", "strength", "reasons"),
    [
        (
            {"name": "Another Name", "nhs_number": "9990000018"},
            "strong",
            ("Same NHS number",),
        ),
        (
            {"name": "placeholder, ZOE (Sample)", "date_of_birth": BORN},
            "strong",
            ("Same date of birth", "Same name"),
        ),
        (
            {"name": "Zoey Sampel Placeholder", "date_of_birth": BORN},
            "likely",
            ("Same date of birth", "Name spelt alike: Zoey Sampel Placeholder"),
        ),
        (
            {"name": "Max Placeholder", "date_of_birth": BORN},
            "weak",
            ("Same date of birth", "Part of the name alike: Max Placeholder"),
        ),
        (
            {"name": "Zoe Sample Placeholder", "date_of_birth": date(2019, 7, 8)},
            "likely",
            ("Date of birth differs only in the order of day and month: 8 July 2019", "Same name"),
        ),
        (
            {"name": "Zoe Sample Placeholder", "date_of_birth": date(2018, 8, 7)},
            "likely",
            ("Date of birth differs only in the year: 7 August 2018", "Same name"),
        ),
        ({"name": "Zoe Sample Placeholder"}, "weak", ("Same name",)),
        (
            {"name": "Zoe Sample Placeholder", "date_of_birth": date(2010, 1, 2)},
            None,
            ("Same name",),
        ),
        (
            {
                "name": "Zoe Sample Placeholder",
                "date_of_birth": BORN,
                "nhs_number": "9990000026",
            },
            "weak",
            ("Same date of birth", "Same name", "Another NHS number"),
        ),
    ],
)
def test_a_child_is_like_another_for_reasons(
    child: dict[str, Any], strength: str | None, reasons: tuple[str, ...]
) -> None:
    """Each reason is said; together they make a strong, a likely or a weak match, or none."""
    found = resemblance(ASKED, (), known(**child))
    assert found is not None
    assert (found.strength, found.reasons) == (strength, reasons)


def test_what_says_more_weighs_more() -> None:
    """The same number outweighs name and date, and these a name alone."""
    ranked = [
        known(name="Another", nhs_number="9990000018", date_of_birth=BORN),
        known(name="Zoe Sample Placeholder", date_of_birth=BORN),
        known(name="Zoey Sample Placeholder", date_of_birth=BORN),
        known(name="Zoe Sample Placeholder"),
        known(name="Zoe Else"),
    ]
    weights = [found.weight for one in ranked if (found := resemblance(ASKED, (), one))]
    assert len(weights) == len(ranked)
    assert weights == sorted(weights, reverse=True)


def test_a_household_speaks_for_a_child_without_a_name() -> None:
    """An unborn child is known by the same adult, address or telephone, and nothing else."""
    adult = Adult(name="Jo Example", telephone="01632 960 001", address="1 Sample Way, ZZ1 1ZZ")
    same = Adult(name="Joe Example", telephone="+44 1632 960001", address="1 sample way zz11zz")
    found = resemblance(Child(expected=BORN), (adult,), known(same, expected=BORN))
    assert found is not None
    assert found.strength == "likely"
    assert found.reasons == (
        "Expected on that date",
        "Same address",
        "Same telephone number in the household",
        "Adult of the household: Joe Example",
    )
    other = Adult(name="Sam Else", telephone="01632 960002")
    assert resemblance(Child(), (adult,), known(other)) is None
    assert resemblance(Child(name="Ada"), (adult,), known(other, name="Max")) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mohammed", "Muhammad"),
        ("Stephen", "Steven"),
        ("Katherine", "Catherine"),
        ("Smith", "Smyth"),
        ("Ben", "Benjamin"),
        ("Siân", "Sian"),
        ("O'Brien", "Obrien"),
    ],
)
def test_names_that_are_spelt_otherwise_are_found(one: str, other: str) -> None:
    """What people write for the same name is found, from either side."""
    for typed, recorded in ((one, other), (other, one)):
        near = like(words(typed)[-1], ["quirin", *words(recorded)])
        assert words(recorded)[-1] in near
        assert "quirin" not in near
        assert resemblance(Child(name=typed), (), known(name=recorded)) is not None


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_compared(name: str, address: str) -> None:
    """Whatever stands on record, its marks are as they are compared, and like themselves."""
    child = Child(name=name, address=address, nhs_number=name, date_of_birth=BORN)
    adults = (Adult(name=name, telephone=name, address=address),)
    for mark in marks(child, adults):
        assert 0 < len(mark.word) <= 120
        assert mark.word == mark.word.strip()
    found = resemblance(child, adults, Known("c", "R", child, None, adults))
    assert found is not None
    assert found.strength in ("strong", "likely") or not folded(name)
    assert Mark("born", "2019-08-07") in marks(child)
