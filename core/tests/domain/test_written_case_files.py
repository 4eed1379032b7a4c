"""Case files that are written say, once they are read again, what they were written for."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdoor.domain.case import read_case
from frontdoor.domain.case_files import case_file
from frontdoor.domain.facts import facts_of_call
from frontdoor.procedure.source import read_text

from .office import example_practice

FACTS = {
    fact.fact: st.sampled_from([value for value in fact.values if value != fact.default])
    for fact in example_practice().book.facts.values()
}


def read_again(title: str, facts: dict[str, str]) -> tuple[str, dict[str, str], str]:
    """Title and facts that differ from the usual ones, of a case file as it is read; its text."""
    practice = example_practice()
    text = case_file(practice, title, facts)
    case = read_case(read_text(text, "case.yaml"))
    child = case.call.children[0] if case.call.children else None
    found, _ = facts_of_call(practice, case.call, child, case.received)
    assert found is not None
    given: dict[str, str] = msgspec.structs.asdict(found)
    usual = {fact.fact: fact.default for fact in practice.book.facts.values()}
    return case.title, {f: v for f, v in given.items() if v != usual[f]}, text


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries({"meeting_today": FACTS.pop("meeting_today")}, optional=FACTS))
def test_a_case_file_has_the_facts_it_was_written_for(facts: dict[str, str]) -> None:
    """Whatever the facts are, the file that is written for them is read as just these."""
    _, given, text = read_again("Made up", facts)
    assert given == facts, text
    assert "#" not in text


def test_derived_facts_come_of_the_time_of_receipt() -> None:
    """Out of hours on the day of the meeting is a Wednesday night; neither fact is written."""
    _, _, text = read_again("Late", {"meeting_today": "yes", "out_of_hours": "yes"})
    assert text.splitlines()[1] == "received: 2026-03-11 23:00"
    assert "out_of_hours" not in text
    assert "meeting_today" not in text


def test_a_title_may_hold_anything() -> None:
    """Colons, quotes and hashes in a title do not spoil the file."""
    title = "Somewhere: it says 'no' to \"all\" # of them"
    assert read_again(title, {"meeting_today": "no"})[0] == title


def test_a_derived_fact_that_no_time_brings_about_is_named() -> None:
    """What follows from nothing that can be written is said in a comment."""
    text = case_file(example_practice(SUNNY), "Made up", {"sunny": "yes"})
    assert "# sunny would be yes, which no time of receipt brings about here." in text
    assert read_case(read_text(text, "case.yaml")).title == "Made up"


SUNNY = """
facts:
  - fact: sunny
    name: The sun shines
    values: yes, no
    derived: yes
"""
