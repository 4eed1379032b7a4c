"""A meeting on screen and on paper."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from ..service import Service
from .conftest import Open
from .window import DESK, PHONE, Corner

MEETING = "/york/meetings/daily_meeting"
PDF_PAGE = re.compile(rb"/Type /Page\b")
STORY = "A long and invented story of many words that goes on. " * 300
CALL: dict[str, Any] = {
    "happened": "2026-01-05T10:00:00Z",
    "referrer": {"kind": "professional", "name": "Pat Example"},
    "children": [{"name": "Kim Example", "date_of_birth": "2015-01-01"}],
    "what_happened": "Kim comes to school hungry and tired.",
    "facts": {"purpose": "concern", "protection_needed_now": "no", "need": "moderate"},
}
FULL: dict[str, Any] = {
    **CALL,
    "referrer": {
        "kind": "public",
        **dict.fromkeys(("name", "role", "organisation", "relationship", "email"), "Example " * 24),
    },
    "children": [
        {
            "name": "Example " * 24,
            **dict.fromkeys(("gender", "first_language", "needs", "school", "address"), "W" * 200),
            "date_of_birth": "2015-01-01",
        }
    ],
    "adults": [{"name": "Example " * 24, "relationship": "W" * 200}] * 30,
    "what_happened": STORY,
    "concerns": ["neglect", "emotional_abuse", "domestic_abuse", "harm_outside_home"],
    "answers": dict.fromkeys(
        (
            "front_sheet_worker",
            "front_sheet_child",
            "front_sheet_referrer",
            "front_sheet_reason",
            "front_sheet_requests",
            "front_sheet_history",
        ),
        STORY,
    ),
}
"""A contact with as much in every field as there is room for."""


@pytest.fixture(scope="module")
def agenda(service: Service) -> None:
    """Contacts on the agenda, one of them with all that can be typed; and one decided today."""
    worker = service.worker("york", "advice_worker")
    for call in (CALL, CALL, FULL):
        last = worker.take(**call)
        worker.does(last, "transfer", step="take_to_meeting")
    proposed = {"outcome": "brokered_support", "rationale": STORY}
    worker.does(last, "propose", **proposed)
    manager = service.worker("york", "advice_team_manager")
    decided = worker.take(**CALL)
    worker.does(decided, "transfer", step="take_to_meeting")
    manager.does(decided, "record", record="plan", text="An invented plan.")
    manager.does(decided, "authorise", step="meeting_brokers", outcome="brokered_support")


@pytest.mark.usefixtures("agenda")
def test_each_contact_prints_on_a_page_of_its_own(visit: Open, service: Service) -> None:
    """On paper are as many pages as contacts, and no navigation, however much was written."""
    window = visit()
    page = window.page
    window.enter("york", service.worker("york", "advice_team_manager"))
    page.goto(f"{MEETING}/sheets")
    sheets = page.locator("article")
    assert sheets.count() >= 3
    assert len(PDF_PAGE.findall(page.pdf(format="A4"))) == sheets.count()
    page.emulate_media(media="print")
    for hidden in ("header", "footer", "h1", ".govuk-back-link"):
        assert not page.locator(hidden).first.is_visible()
    page.emulate_media(media="screen")
    page.goto(MEETING)
    page.get_by_role("link", name="The sheet").first.click()
    assert len(PDF_PAGE.findall(page.pdf(format="A4"))) == 1


@pytest.mark.usefixtures("agenda")
@pytest.mark.parametrize("corner", [DESK, PHONE])
def test_axe_finds_nothing_on_the_pages_of_a_meeting(
    visit: Open, service: Service, corner: Corner
) -> None:
    """The meeting, its sheets and a form that leads back are accessible, with decisions on them."""
    window = visit(**corner)
    page = window.page
    window.enter("york", service.worker("york", "advice_team_manager"))
    faults = []
    for path in (MEETING, f"{MEETING}/sheets"):
        page.goto(path)
        faults += window.faults()
    page.goto(MEETING)
    page.get_by_role("link", name="The plan agreed").first.click()
    page.get_by_label("What was agreed").fill("An invented plan.")
    page.get_by_role("button", name="Record the plan agreed").click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults += window.faults()
    assert faults == []
