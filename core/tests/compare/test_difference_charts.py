"""Charts of a difference: what came and went is marked, and each pair of meanings has an arrow."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from frontdoor.compare.editions import changes_table
from frontdoor.compare.flowcharts.difference import Meeting, meanings_between, way_between
from frontdoor.procedure.vocabulary import MEANINGS

from ..procedure.layers import NEW_STAGE, over_example
from .svg import drawn, flat, text_of

built = cache(over_example)


def test_the_chart_of_a_difference_marks_what_came_and_went_in_words_and_lines() -> None:
    """Added is thick, removed dashed, changed dotted, and the word stands beside each."""
    text = f"""{NEW_STAGE}
    changes:
      - rule: decline
        because: to see
        by: service_manager
      - rule: danger_decision
        because: to see
        within: 1 hour
    removes:
      - rule: to_meeting
        because: to see
    """
    chart = way_between(built(), built(text))
    says = text_of(chart.svg)
    assert "On hold (ADDED)" in says
    assert "ADDED → On hold: Put on hold – Team Manager" in says
    assert "ADDED → Received: Take up again – Team Manager" in says
    assert "REMOVED → On the agenda: Put on the agenda – Duty Social Worker" in says
    assert "CHANGED → Received: Send back – Service Manager" in says
    assert "To decide, 1 hour: Decide at once" in says
    assert "BEFORE: To decide, immediately: Decide at once" in says
    lines = [one.attrib for one in drawn(chart.svg).iter() if one.tag.endswith("polyline")]
    assert {"6 4", "2 3"} <= {one.get("stroke-dasharray") for one in lines}
    assert "3.5" in {one["stroke-width"] for one in lines}
    assert chart.tables == (changes_table(built(), built(text)),)


def test_a_stage_that_was_removed_stays_in_the_chart_of_the_difference() -> None:
    """What is no longer there stands where it stood, marked, with what led there."""
    says = text_of(way_between(built(NEW_STAGE), built()).svg)
    assert "On hold (REMOVED)" in says
    assert "REMOVED → On hold: Put on hold" in says
    assert says.index("On hold (REMOVED)") > says.index("Closed (final")


def test_the_chart_between_the_same_rules_marks_nothing() -> None:
    """Without a change no word and no line of a change is drawn."""
    says = text_of(way_between(built(), built()).svg)
    assert not any(word in says for word in ("ADDED", "REMOVED", "CHANGED", "BEFORE"))


meanings = st.sampled_from(MEANINGS)
pairs = st.builds(
    Meeting, meanings, meanings, st.floats(0, 1), st.text(st.characters(codec="ascii"), max_size=80)
)


@given(st.lists(pairs, max_size=20, unique_by=lambda one: one[:2]))
def test_the_chart_of_meanings_has_an_arrow_for_each_pair(some: list[Meeting]) -> None:
    """Each pair that occurs is drawn and stands in the table; those that differ are marked."""
    chart = meanings_between("one-other", "One", "Other", some)
    root = drawn(chart.svg)
    assert sum(one.tag.endswith("polygon") for one in root.iter()) == len(some)
    (table,) = chart.tables
    assert len(table.rows) == len(some)
    assert sum(row.differs for row in table.rows) == sum(a != b for a, b, *_ in some)
    says = text_of(chart.svg)
    for one in some:
        if 0 < one.share < 0.01:
            assert "under 1%" in says
        assert flat(one.meaning_b.replace("_", " ")) in says.lower()
