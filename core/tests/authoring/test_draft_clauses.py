"""A published procedure becomes numbered clauses, and nothing of it is lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from frontdoor.authoring.clauses import draft_clauses
from frontdoor.authoring.hints import hints
from frontdoor.authoring.worksheet import clauses_yaml, worksheet
from frontdoor.compare.side_by_side.slots import every_slot
from frontdoor.procedure.clauses import read_clauses
from frontdoor.procedure.mistakes import Mistakes
from frontdoor.procedure.rulebook import Layer
from frontdoor.procedure.source import read_text

PUBLISHED = """\
1. Contacts

The front door takes calls about children, e.g. from schools. The duty worker
should decide within 24 hours.

The duty worker will obtain:

  • Names of the children;
  • Where they live.

2. Screening

A manager must authorise the
outcome (see No. 4). It should be recorded.
"""


def test_sentences_and_lists_become_clauses_under_their_headings() -> None:
    """A sentence is a clause, a list goes with what leads into it, abbreviations end nothing."""
    assert [(one.id, one.where, one.text) for one in draft_clauses(PUBLISHED, "EXA")] == [
        (
            "EXA-01",
            "1. Contacts",
            "The front door takes calls about children, e.g. from schools.",
        ),
        ("EXA-02", "1. Contacts", "The duty worker should decide within 24 hours."),
        (
            "EXA-03",
            "1. Contacts",
            "The duty worker will obtain: Names of the children; Where they live.",
        ),
        ("EXA-04", "2. Screening", "A manager must authorise the outcome (see No. 4)."),
        ("EXA-05", "2. Screening", "It should be recorded."),
    ]


def test_a_paragraph_right_after_a_list_is_no_part_of_it() -> None:
    """Without an empty line between, what follows the last item stands by itself."""
    text = "It may be:\n- about a new child;\n- about a known one.\nThe team takes it. It asks.\n"
    assert [one.text for one in draft_clauses(text, "EXA")] == [
        "It may be: about a new child; about a known one.",
        "The team takes it.",
        "It asks.",
    ]


def test_a_page_broken_in_two_is_one_sentence() -> None:
    """Where a blank line stands within a sentence, as in text from a PDF, it goes on."""
    *_, one = draft_clauses(
        "(By night too.) Contacts go to the\n\nDuty Team within\n\none day.", "EXA"
    )
    assert one.text == "Contacts go to the Duty Team within one day."


LINES = st.text(alphabet="abcAB .:;?!•-1)(\t", max_size=40)


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_no_word_is_lost(text: str) -> None:
    """Whatever the text, each word of it stands in a clause or in the heading over one."""
    kept = " ".join(f"{one.where} {one.text}" for one in draft_clauses(text, "EXA"))
    for word in re.findall(r"[abcAB]{3,}", text):
        assert word in kept


def test_the_draft_is_a_file_that_can_be_read() -> None:
    """The drafted clauses.yaml is in the language, each clause a draft with a source."""
    drafted = draft_clauses(PUBLISHED, "EXA")
    source = read_text(clauses_yaml(drafted, "EXA", "How we do it: a guide", "2026"), "c.yaml")
    mistakes = Mistakes()
    layer = Layer("example", source, source)
    clauses, sources, _ = read_clauses([layer], mistakes)
    assert not mistakes.found
    assert [one.says for one in clauses.values()] == [one.text for one in drafted]
    assert {one.status for one in clauses.values()} == {"draft"}
    assert sources["EXA"].title == "How we do it: a guide"


def test_words_hint_at_sections_and_say_which() -> None:
    """A time hints at a task, a manager's authority at a step; the words found are named."""
    found = {hint.words: hint.section for hint in hints("Decided within 24 hours, authorised.")}
    assert found == {"Decided": "routes", "within 24 hours": "tasks", "authorised": "steps"}
    assert not list(hints("Children matter."))


def test_the_worksheet_has_every_clause_and_every_slot() -> None:
    """Each clause and each slot stands to be ticked, slots with the clauses that may say it."""
    sheet = worksheet(draft_clauses(PUBLISHED, "EXA"), "How we do it")
    for topic, _, _ in every_slot():
        assert f"- [ ] `{topic}` (" in sheet
    assert sheet.count("- [ ] **EXA-") == 5
    assert "- [ ] `record_system` (Record systems: Record systems): see EXA-05" in sheet
