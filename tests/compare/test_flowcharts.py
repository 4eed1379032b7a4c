"""Flowcharts of the four procedures: drawn from their rules, whole, safe and quick."""

from __future__ import annotations

import re
from itertools import pairwise
from time import perf_counter
from xml.etree import ElementTree as Xml

import pytest

from frontdoor.compare.flowcharts.difference import way_between
from frontdoor.compare.flowcharts.drawing import Chart
from frontdoor.compare.flowcharts.response import response_at, stages_with_routes
from frontdoor.compare.flowcharts.way import START, arrows, way_of_a_contact
from frontdoor.compare.words.conditions import condition_words, terms_text
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import Procedure, advice_of

from ..scenarios.practices import AUTHORITIES, practice_of

SVG = "{http://www.w3.org/2000/svg}"
ONLY_LINKED = ("generic", "york")
"""Authorities whose source names a flowchart that is no part of it."""


@pytest.fixture(params=AUTHORITIES)
def book(request: pytest.FixtureRequest) -> Rulebook:
    """Each procedure as published."""
    return practice_of(request.param).book


def says(chart: Chart) -> str:
    """All text of a picture on one line."""
    texts = Xml.fromstring(chart.svg).iter(f"{SVG}text")
    return re.sub(r"\s+", " ", " ".join("".join(text.itertext()) for text in texts))


def charts(book: Rulebook) -> list[Chart]:
    """Every chart of a procedure."""
    return [way_of_a_contact(book), *(response_at(book, one) for one in stages_with_routes(book))]


def test_the_way_of_a_contact_has_every_stage_and_every_step_that_leads_on(book: Rulebook) -> None:
    """Each stage heads a box; each step stands with where it leads, its clauses beside it."""
    chart = way_of_a_contact(book)
    text = says(chart)
    headings = [text.index(f"{stage.name} ") for stage in book.stages.values()]
    assert len(headings) == len(book.stages)
    for rule, _, target in arrows(book):
        assert book.steps[rule].name in text
        assert f"→ {book.stages[target].name}:" in text
    _, steps = chart.tables
    assert {row.cells[-1][0].rule for row in steps.rows} == {rule for rule, _, _ in arrows(book)}


def test_the_steps_that_are_drawn_are_those_that_a_procedure_permits(book: Rulebook) -> None:
    """Every step that names a stage is drawn from wherever the running procedure has it."""
    procedure = Procedure(book)
    drawn = set(arrows(book))
    for step in book.steps.values():
        if step.stage:
            permitted = {(step.rule, at, step.stage) for at in procedure.stages(step.at)}
            assert {one for one in permitted if one[1] != one[2]} <= drawn
    assert {at for _, at, _ in drawn} <= {START, *book.stages}


def test_a_chart_of_each_stage_has_every_route_in_order(book: Rulebook) -> None:
    """Each route of a stage is asked in its order, and leads to what is advised, with clauses."""
    charted = set()
    for stage in stages_with_routes(book):
        chart = response_at(book, stage)
        text, at = says(chart), 0
        routes = [route for route in book.routes.values() if route.stage == stage]
        (table,) = chart.tables
        assert [row.cells[-1][0].rule for row in table.rows] == [route.rule for route in routes]
        for number, route in enumerate(routes, start=1):
            advice = advice_of(book, route)
            at = text.index(f" {number}. ", at)
            for terms in filter(None, condition_words(book, route.when)):
                at = text.index(terms_text(terms), at)
            at = text.index(book.outcomes[advice.outcome].name, at)
            at = text.index(f"to {book.destinations[advice.destination].name};", at)
            at = text.index(", ".join(route.clauses) or "the source is silent", at)
            charted.add(route.rule)
    assert charted == set(book.routes)


def test_nothing_that_is_drawn_needs_leave_of_a_content_security_policy(book: Rulebook) -> None:
    """No style, script, handler, link or address: a page shows it under the strictest policy."""
    for chart in charts(book):
        for svg in (chart.svg, *chart.pages):
            for element in Xml.fromstring(svg).iter():
                assert element.tag.removeprefix(SVG) not in {"style", "script", "a", "image", "use"}
                assert not any(
                    name == "style" or name.startswith("on") or "href" in name or "url(" in value
                    for name, value in element.attrib.items()
                )


def test_no_two_pictures_of_an_authority_share_an_id(book: Rulebook) -> None:
    """All pictures of a procedure can stand on one page."""
    pages = [page for chart in charts(book) for page in chart.pages]
    ids = [found for page in pages for found in re.findall(r' id="([^"]+)"', page)]
    assert len(ids) == len(set(ids)) == 2 * len(pages)


def test_every_picture_of_a_procedure_is_drawn_in_a_second(book: Rulebook) -> None:
    """All charts together take less than a second, their tables included."""
    begun = perf_counter()
    charts(book)
    assert perf_counter() - begun < 1


@pytest.mark.parametrize("authority", ONLY_LINKED)
def test_a_chart_that_its_source_only_names_is_drawn_and_says_so(authority: str) -> None:
    """Beside the picture stands what the source says of its own chart, with the clause."""
    book = practice_of(authority).book
    text = says(way_of_a_contact(book))
    (statement,) = [one for one in book.statements.values() if "flowchart" in one.about]
    assert "Drawn from the rules that run." in text
    assert f"Of a chart in the source: {statement.says} ({statement.cites[0]})" in text


def test_the_way_between_any_two_procedures_can_be_drawn() -> None:
    """Two authorities have other stages and steps; each is marked for what it is, in a second."""
    for one, other in pairwise(AUTHORITIES):
        before, after = practice_of(one).book, practice_of(other).book
        begun = perf_counter()
        text = says(way_between(before, after))
        assert perf_counter() - begun < 1
        for stage in before.stages.values():
            gone = stage.stage not in after.stages
            assert (f"{stage.name} (REMOVED" in text) == gone
