"""What people type to find a child is read as they mean it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.domain.searching import Asked, read

TODAY = date(2026, 3, 2)
BORN = date(2019, 4, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "3/4/2019",
        "03/04/19",
        "3.4.2019",
        "3-4-2019",
        "3 4 2019",
        "2019-04-03",
        "3 April 2019",
        "3rd of April, 2019",
        "3 apr 19",
        "03-Apr-2019",
    ],
)
def test_dates_are_read_as_people_write_them(typed: str) -> None:
    """Day before month, in figures or words, alone or beside a name."""
    assert read(typed, TODAY).child.date_of_birth == BORN
    asked = read(f"Zoë O'Sample {typed}", TODAY)
    assert (asked.child.name, asked.child.date_of_birth) == ("Zoë O'Sample", BORN)
    assert read(f"{typed} Zoë", TODAY).child.name == "Zoë"
    assert asked.doubts == ()


def test_years_of_two_figures_are_the_latest_there_were() -> None:
    """A year to come is one of the century before."""
    assert read("1/2/26", TODAY).child.date_of_birth == date(2026, 2, 1)
    assert read("1/2/27", TODAY).child.date_of_birth == date(1927, 2, 1)


@pytest.mark.parametrize("typed", ["943 476 5919", "9434765919", "943-476-5919"])
def test_nhs_numbers_are_read_with_and_without_blanks(typed: str) -> None:
    """Ten figures are an NHS number; one that cannot be is looked for and doubted."""
    assert read(typed, TODAY).child.nhs_number == "9434765919"
    assert read(typed, TODAY).doubts == ()
    wrong = read(typed[:-1] + "8", TODAY)
    assert wrong.child.nhs_number == "9434765918"
    assert "check it for a slip" in wrong.doubts[0]


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("4K2M-9XQZ", "4K2M-9XQZ"),
        ("4k2m9xqz", "4K2M-9XQZ"),
        ("4K2M 9XQZ", "4K2M-9XQZ"),
        ("4KOM-9XIZ", "4K0M-9X1Z"),
        ("ABCD-EFGH", "ABCD-EFGH"),
        ("Zoe Sample", ""),
    ],
)
def test_references_are_read_however_they_are_copied(typed: str, reference: str) -> None:
    """In small letters, without the dash, with O for nought."""
    assert read(typed, TODAY).reference == reference


def test_a_name_that_could_be_a_reference_is_looked_for_as_both() -> None:
    """Two words of four letters may be a child's name."""
    asked = read("Jane Bond", TODAY)
    assert (asked.child.name, asked.reference) == ("Jane Bond", "JANE-B0ND")


def test_telephone_numbers_are_not_taken_for_anything_else() -> None:
    """A number that begins with nought or the country's code is a telephone number."""
    for typed in ("01632 960001", "+44 1632 960001", "(01632) 960 001"):
        asked = read(typed, TODAY)
        assert [adult.telephone for adult in asked.adults] == ["01632960001"], typed
        assert not asked.child.nhs_number


def test_everything_can_be_typed_at_once() -> None:
    """Name, date, number and reference stand in any order."""
    asked = read("9434765919 Ada Example 4K2M-9XQZ 3/4/2019", TODAY)
    assert asked.child.name.split() == ["Ada", "Example"]
    assert (asked.child.date_of_birth, asked.child.nhs_number) == (BORN, "9434765919")
    assert asked.reference == "4K2M-9XQZ"


def test_a_date_that_is_none_is_doubted() -> None:
    """The 31st of February is said to be no date, and the rest is looked for."""
    asked = read("Ada 31/2/2019", TODAY)
    assert asked.doubts == ("31/2/2019 is not a real date.",)
    assert asked.child.name == "Ada"
    assert asked.child.date_of_birth is None


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Whatever is typed, something is made of it."""
    assert isinstance(read(text, TODAY), Asked)
