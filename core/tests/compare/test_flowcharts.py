"""Flowcharts of random procedures and of the fictional authority, and what a picture may hold."""

from __future__ import annotations

import json
from functools import cache
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdoor.compare.flowcharts.drawing import PAGE, WIDTH, Canvas, Span, Stroke, length, wrap
from frontdoor.compare.flowcharts.response import response_at, stages_with_routes
from frontdoor.compare.flowcharts.way import arrows, way_of_a_contact
from frontdoor.compare.words.conditions import condition_words, terms_text

from ..procedure.layers import over_example
from ..procedure.small import Small, procedures
from .svg import drawn, flat, outside, pages_say_all, text_of

built = cache(over_example)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(procedures())
def test_every_route_of_any_procedure_stands_in_its_chart_in_order(small: Small) -> None:
    """Each route's condition is asked in the order of the table, with its number before it."""
    says = text_of(response_at(small.book, "begun").svg)
    at = 0
    for number, route in enumerate(small.book.routes.values(), start=1):
        at = says.index(f"{number}. ", at)
        for terms in condition_words(small.book, route.when):
            at = says.index(flat(terms_text(terms)), at)


def test_the_way_of_a_contact_names_every_stage_step_and_time() -> None:
    """Stages with what they are, steps with who takes them, and when a decision is due."""
    book = built()
    chart = way_of_a_contact(book)
    says = text_of(chart.svg)
    for stage in book.stages.values():
        assert stage.name in says
    for rule, _, _ in arrows(book):
        assert book.steps[rule].name in says
    assert "On the agenda (here it waits for a meeting)" in says
    assert "Closed (final: here it ends)" in says
    assert "→ Received: Take a contact – Call Adviser or Duty Social Worker" in says
    assert "To decide, 24 hours or 1 working day, whichever ends first: Decide" in says
    assert "Drawn from the rules that run. Edition: October 2024" in says
    assert not outside(chart.svg)


def test_an_arrow_leads_to_each_stage_that_a_step_leads_to() -> None:
    """What leads to one stage runs together, into one head of an arrow."""
    book = built()
    root = drawn(way_of_a_contact(book).svg)
    heads = [one for one in root.iter() if one.tag.endswith("polygon")]
    assert len(heads) == len({target for _, _, target in arrows(book)})


def test_a_step_from_many_stages_stands_once_and_is_named_at_each() -> None:
    """What is possible at three stages or more is drawn at the end, for all of them."""
    book = over_example(
        """
        steps:
          - rule: give_up
            command: authorise
            name: Give up
            at: open
            by: team_manager
            stage: closed
            cites: EXA-05
        """
    )
    says = text_of(way_of_a_contact(book).svg)
    assert says.count("At any stage that is open: → Closed: Give up – Team Manager") == 1
    open_stages = [stage for stage in book.stages.values() if not stage.final]
    assert says.count("Give up") == 1 + len(open_stages)


def test_the_tables_say_what_the_way_shows() -> None:
    """Beside the picture stand all stages, and all steps that lead on, with clauses and rules."""
    book = built()
    stages, steps = way_of_a_contact(book).tables
    assert [row.heading for row in stages.rows] == [one.name for one in book.stages.values()]
    told = {row.cells[-1][0].rule for row in steps.rows}
    assert told == {rule for rule, _, _ in arrows(book)}
    (decide,) = [row for row in steps.rows if row.heading == "Decide"]
    assert [entry.says for cell in decide.cells[:2] for entry in cell] == [
        "Waiting for a decision",
        "Decided",
    ]
    assert decide.cells[-1][0].cites == book.steps["decide"].clauses


def test_a_chart_of_a_stage_gives_the_reading_that_is_followed() -> None:
    """Where clauses differ, the reading in force is drawn and said, a council's choice too."""
    followed = text_of(response_at(built(), "received").svg)
    assert "followed here: Enquiries go to the weekly meeting." in followed
    choice = "choices:\n  - rule: middling_need\n    reading: by_manager\n"
    chosen = text_of(response_at(over_example(choice), "received").svg)
    assert "Enquiry to Contact Centre; decided by Team Manager" in chosen
    assert "followed here: Enquiries go to the team manager." in chosen


def test_a_stage_without_routes_has_no_chart() -> None:
    """Only what is advised can be drawn."""
    book = built()
    assert "closed" not in stages_with_routes(book)
    with pytest.raises(KeyError):
        response_at(book, "closed")


HOSTILE = """</text><script>alert('x')</script><!-- & "quoted" ]]>"""


def test_hostile_text_in_a_name_stays_text() -> None:
    """What a name holds is shown as it is written, and makes no element of the picture."""
    book = over_example(
        f"changes:\n  - stage: proposed\n    name: {json.dumps(HOSTILE)}\n    because: to see\n"
    )
    chart = way_of_a_contact(book)
    for svg in (chart.svg, *chart.pages):
        assert "<script" not in svg
    assert flat(HOSTILE) in text_of(chart.svg)


texts = st.text(st.characters(codec="utf-8"), max_size=60)


@given(st.lists(st.tuples(texts, st.booleans()), max_size=6), st.integers(30, 800))
def test_any_text_can_be_drawn_and_none_of_it_is_lost(
    said: list[tuple[str, bool]], width: int
) -> None:
    """No line is wider than it may be, every character comes through, and the XML can be read."""
    spans = [Span(text, bold) for text, bold in said]
    lines = wrap(spans, width)
    for line in lines:
        assert sum(length(span.text, bold=span.bold) for span in line) <= width + 1
    kept = "".join("".join(span.text for span in line) for line in lines)
    assert kept.replace(" ", "") == "".join("".join(text.split()) for text, _ in said)
    canvas = Canvas()
    canvas.lines(0, 0, lines)
    drawn(canvas.chart("any", "Any", "Any text.", 10, [], ()).svg)


@given(st.lists(st.integers(20, PAGE + 200), min_size=1, max_size=12))
def test_pages_are_no_higher_than_paper_and_leave_nothing_out(heights: list[int]) -> None:
    """Pages break only between boxes, and a page is higher than paper only where one box is."""
    canvas = Canvas()
    ends = list(accumulate(heights))
    for end, height in zip(ends, heights, strict=True):
        canvas.box(0, end - height + 5, WIDTH, height - 10, Stroke())
        canvas.text(0, end - 6, (Span(f"box {end}"),))
    chart = canvas.chart("any", "Any", "Any boxes.", ends[-1], ends[:-1], ())
    roots = [drawn(page) for page in chart.pages]
    sizes = [float(root.attrib["height"]) for root in roots]
    assert sum(sizes) == ends[-1]
    assert all(size <= PAGE or size in heights for size in sizes)
    assert set(accumulate(sizes)) <= set(map(float, ends))
    assert pages_say_all(chart)
