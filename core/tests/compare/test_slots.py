"""What every procedure has to answer before it is put to work."""

from __future__ import annotations

from frontdoor.compare.side_by_side.slots import Answer, slots, unanswered
from frontdoor.procedure.rulebook import Rulebook

from ..procedure.layers import over_example, refused

UNSAID = """
removes:
  - rule: nothing_else
    because: nobody has looked whether there is more
"""


def answer(topic: str, book: Rulebook) -> tuple[Answer, tuple[str, ...]]:
    """The answer to one slot, and the rules behind it."""
    [slot] = [one for one in slots(book) if one.topic == topic]
    return slot.answer, slot.rules


def test_the_three_answers_are_told_apart() -> None:
    """A rule says it, a statement knows of silence, or it is taken from what is built on."""
    assert answer("entry_point", over_example()) == ("said", ("telephone",))
    assert answer("hours", over_example()) == ("silent", ("nothing_else",))
    above = over_example("statements:\n  - rule: same\n    about: hours\n    as: example\n")
    assert answer("hours", above) == ("as_generic", ("same",))


def test_what_is_built_on_answers_only_when_somebody_says_so() -> None:
    """A procedure on top of another has not answered what it says nothing on itself."""
    silent = over_example("statements:\n  - rule: more\n    about: offer\n    silent: no offer\n")
    assert answer("entry_point", silent)[0] == "unanswered"
    same = "statements:\n  - rule: same\n    about: all_else\n    as: example\n"
    assert not list(unanswered(over_example(same)))


def test_each_slot_left_open_is_told_of_with_what_to_write() -> None:
    """A finding names the slot, the file and the ways to answer it."""
    assert not list(unanswered(over_example()))
    found = {one.rule: one.says for one in unanswered(over_example(UNSAID))}
    assert "'Hours' (How contacts come in)" in found["hours"]
    assert "`about: hours`" in found["hours"]
    assert "`as: example`" in found["hours"]


def test_what_is_taken_as_another_has_it_is_said_alone() -> None:
    """`as:` stands without anything else, and names a procedure that is built on."""
    text = "statements:\n  - rule: same\n    about: hours\n    as: {}\n"
    [unknown] = refused(text.format("somewhere"))
    assert "found 'somewhere'; expected a procedure that this one extends" in unknown
    [both] = refused(text.format("example") + "    says: At any time.\n")
    assert "`as:` alone" in both


def test_all_else_stands_by_itself() -> None:
    """A statement on all else is on nothing in particular, and has nothing to say."""
    [more] = refused(
        "statements:\n  - rule: rest\n    about: all_else, hours\n    silent: nothing\n"
    )
    assert "`about: all_else` by itself" in more
