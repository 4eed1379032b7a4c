"""A letter from its draft to its sending, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from ..service import Service
from .conftest import Open
from .hands import Hand
from .test_accessibility import CALL
from .window import DESK, PHONE, Corner


@pytest.mark.parametrize("corner", [DESK, PHONE])
def test_a_letter_is_written_approved_and_sent(
    visit: Open, service: Service, corner: Corner
) -> None:
    """Each of its pages is accessible, and the paper comes as a file."""
    worker = service.worker("york", "advice_worker")
    manager = service.worker("york", "advice_team_manager")
    contact = worker.take(**CALL)
    window = visit(**corner)
    page, hand, faults = window.page, Hand(window.page), []
    window.enter("york", worker)
    page.goto(f"/york/contacts/{contact}")
    hand.follow("Write a letter")
    faults += window.faults()
    hand.follow("Professional referrer")
    faults += window.faults()
    hand.write("Subject", "")
    hand.press("Keep this letter")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    faults += window.faults()
    hand.write("Subject", "Your contact with us")
    hand.press("Keep this letter")
    expect(page.get_by_text("The letter is kept.")).to_be_visible()
    faults += window.faults()
    letter = page.url.partition("?")[0]
    window.enter("york", manager)
    page.goto(letter)
    hand.press("Approve this letter")
    expect(page.get_by_text("The letter is approved.")).to_be_visible()
    faults += window.faults()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    hand.choose("How it was sent", "By post")
    hand.press("Record as sent")
    expect(page.get_by_text("Recorded as sent.")).to_be_visible()
    faults += window.faults()
    page.goto(f"/york/contacts/{contact}")
    expect(page.get_by_text("Sent", exact=True)).to_be_visible()
    faults += window.faults()
    assert faults == []
