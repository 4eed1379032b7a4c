"""Where a source is silent: who says so, and what stands beside it."""

from __future__ import annotations

from frontdoor.compare.tables import Entry

from ..procedure.layers import over_example
from .cells import UNSAID, cell, said


def test_silence_is_said_by_the_procedure_and_never_guessed() -> None:
    """A cell is silent only where a statement says so; it is not modelled otherwise."""
    assert [one.standing for one in cell("entry", "Hours", over_example(UNSAID))] == [
        "not_modelled"
    ]
    silent = over_example(
        UNSAID,
        """
        statements:
          - rule: hours_silent
            about: hours, homeless
            silent: the source gives no hours
        """,
    )
    for name, heading in (("entry", "Hours"), ("circumstances", "Homeless young people")):
        (entry,) = cell(name, heading, silent)
        assert entry == Entry("The source gives no hours.", (), "hours_silent", "silent")
    assert [one.standing for one in cell("entry", "What is offered", silent)] == ["not_modelled"]


OURS = """
      - rule: ours
        about: entry_point
        says: Ring us.
        cites: EXA-01
"""
ELSE = """
    statements:
      - rule: else
        about: all_else
        silent: nothing else
"""
MINE = """
    statements:
      - rule: mine
        about: hours
        silent: no hours
"""
SILENT = """
    statements:
      - rule: no_more
        about: entry_point
        silent: no more than that
"""


def test_a_source_that_says_something_is_not_silent() -> None:
    """Where a row has something of its own to say, a silent statement on it adds nothing."""
    book = over_example(SILENT + OURS)
    assert said("entry", "Entry point", book) == ["Telephone the contact centre.", "Ring us."]


def test_a_silent_source_is_told_beside_what_goes_on_from_another() -> None:
    """Rules that a procedure builds on go on where its own source is silent; both are told."""
    silence, theirs = cell("entry", "Entry point", over_example(SILENT))
    assert (silence.says, silence.standing) == ("No more than that.", "silent")
    assert (theirs.says, theirs.standing) == ("Telephone the contact centre.", "as_generic")


def test_a_silence_on_the_topic_goes_before_one_on_all_else() -> None:
    """Of two silent statements the more particular is told, and one's own before another's."""
    both = over_example(UNSAID, ELSE, MINE)
    assert [one.rule for one in cell("entry", "Hours", both)] == ["mine"]
    assert [one.rule for one in cell("entry", "What is offered", both)] == ["else"]
