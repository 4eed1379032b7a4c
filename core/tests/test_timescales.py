"""Timescales as a procedure's author writes them: read, written back, compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdoor.procedure.timescales import FORMS, Kind, Timescale, parse_timescale


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("immediately", Kind.IMMEDIATELY, 0),
        ("30 minutes", Kind.MINUTE, 30),
        ("1 hour", Kind.HOUR, 1),
        ("24 hours", Kind.HOUR, 24),
        ("1 working day", Kind.WORKING_DAY, 1),
        ("3 working days", Kind.WORKING_DAY, 3),
        ("10 days", Kind.DAY, 10),
        ("2 weeks", Kind.WEEK, 2),
        ("next meeting", Kind.NEXT_MEETING, 0),
        ("not stated", Kind.NOT_STATED, 0),
    ],
)
def test_each_form_is_read_and_gives_its_text_back(text: str, kind: Kind, count: int) -> None:
    """Every form that a practitioner may write is read for what it is, and written as it was."""
    timescale = parse_timescale(text)
    assert timescale == Timescale(kind, count)
    assert str(timescale) == text


def test_the_forms_named_in_messages_are_forms() -> None:
    """What a message offers as an example can be written."""
    for form in FORMS.split(", "):
        assert str(parse_timescale(form)) == form


COUNTED = [kind for kind in Kind if " " not in kind.value and kind is not Kind.IMMEDIATELY]
COUNTED.append(Kind.WORKING_DAY)
UNCOUNTED = [kind for kind in Kind if kind not in COUNTED]


@given(
    st.one_of(
        st.builds(Timescale, st.sampled_from(COUNTED), st.integers(1, 999)),
        st.builds(Timescale, st.sampled_from(UNCOUNTED)),
    )
)
def test_what_is_written_is_read_back_the_same(timescale: Timescale) -> None:
    """Writing a timescale and reading it again changes nothing."""
    assert parse_timescale(str(timescale)) == timescale


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 hours", "1 hour"),
        ("3 working day", "3 working days"),
        ("3 Working Days", "3 working days"),
        ("3  working-days ", "3 working days"),
        ("within 24 hours", "24 hours"),
        ("Immediately", "immediately"),
        ("next_meeting", "next meeting"),
    ],
)
def test_a_near_miss_is_refused_with_what_was_meant(text: str, meant: str) -> None:
    """A slip in capitals, spaces or plurals is not taken silently, and the message mends it."""
    with pytest.raises(ValueError, match=rf"Did you mean '{meant}'\?$") as refused:
        parse_timescale(text)
    assert str(refused.value).startswith(f"found {text!r}; expected a timescale such as: {FORMS}")


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "0 hours", "-1 days", "1.5 hours", "01 hour", "1000 days"),
        *("one working day", "24", "hours", "24hours", "24 hours\n", "٢ hours", "1 month"),
        *("same day", "24 hours or so"),
    ],
)
def test_anything_else_is_refused_with_the_forms(text: str) -> None:
    """What is no timescale is refused with what was found and the list of forms, no guess made."""
    with pytest.raises(ValueError, match="expected a timescale such as: immediately, ") as refused:
        parse_timescale(text)
    assert repr(text) in str(refused.value)


def test_an_over_long_text_does_not_flood_the_message() -> None:
    """Of a text of a million characters the message shows the beginning alone."""
    with pytest.raises(ValueError, match="and more; expected") as refused:
        parse_timescale("1" * 1_000_000)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("24 hours", "1 working day", True),
        ("1 working day", "24 hours", False),
        ("1 working day", "1 working day", True),
        ("1 working day", "3 working days", True),
        ("3 working days", "1 working day", False),
        ("60 minutes", "1 hour", True),
        ("1 hour", "60 minutes", True),
        ("61 minutes", "1 hour", False),
        ("48 hours", "1 working day", None),  # Monday to Tuesday, or Friday to Monday
        ("4 hours", "24 hours", True),
        ("23 hours", "1 day", True),
        ("24 hours", "1 day", None),  # shorter or longer by an hour when the clocks change
        ("25 hours", "1 day", False),
        ("7 days", "1 week", True),
        ("1 week", "7 days", True),
        ("10 days", "2 weeks", True),
        ("2 weeks", "10 days", False),
        ("3 days", "3 working days", True),
        ("4 days", "3 working days", None),
        ("5 days", "5 working days", True),
        ("6 days", "5 working days", None),
        ("8 days", "6 working days", True),  # six working days hold a weekend
        ("120 hours", "5 working days", True),
        ("192 hours", "6 working days", None),  # the hour of the clocks going forward
        ("191 hours", "6 working days", True),
        ("1 working day", "1 week", True),
        ("1 working day", "6 days", None),  # over Easter, to the end of the day, and one day more
        ("immediately", "1 hour", True),
        ("immediately", "30 minutes", None),  # a council may set up to an hour
        ("immediately", "next meeting", True),
        ("next meeting", "immediately", False),
        ("6 hours", "next meeting", True),
        ("24 hours", "next meeting", None),
        ("next meeting", "1 working day", None),
        ("next meeting", "next meeting", True),
        ("immediately", "not stated", None),
        ("not stated", "1 day", None),
        ("not stated", "not stated", None),
    ],
)
def test_which_is_never_later_is_told_without_a_calendar(
    one: str, other: str, answer: bool | None
) -> None:
    """Two timescales compare for every start at once; where it depends, that is the answer."""
    assert parse_timescale(one).never_later_than(parse_timescale(other)) is answer
