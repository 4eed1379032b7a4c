"""What people find who compare procedures, without an account."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Open
from .hands import Hand, Keys
from .window import DESK, PHONE, Corner


@pytest.mark.parametrize(("corner", "kind"), [(DESK, Hand), (PHONE, Keys)])
def test_a_reader_sees_what_each_authority_would_do_and_what_would_change_it(
    visit: Open, corner: Corner, kind: type[Hand]
) -> None:
    """Facts are chosen, answers come side by side, and a changed fact shows what it changes."""
    hand = kind(visit(**corner).page)
    page = hand.page
    page.goto("/")
    hand.follow("One contact")
    hand.pick("Level of need", "High")
    hand.press("See what each does")
    expect(page.get_by_role("heading", name="The contact", exact=True)).to_be_visible()
    table = page.get_by_role("table").first
    columns = table.get_by_role("columnheader").all_inner_texts()
    assert {"City of York", "Hertfordshire"} <= set(columns)
    before = table.inner_text()
    hand.pick("Level of need", "Low")
    hand.press("See what each does")
    changed = page.get_by_role("region", name="What has changed")
    expect(changed.get_by_text("Level of need: Low; before, High")).to_be_visible()
    assert page.locator("#case ~ div").get_by_role("table").first.inner_text() != before


def test_what_differs_leads_to_the_clauses_behind_it(visit: Open) -> None:
    """From the start one comes to a difference, to its aspect, and to a rule in its procedure."""
    hand = Hand(visit(**PHONE).page)
    hand.page.goto("/")
    hand.follow("Where they differ")
    hand.page.get_by_role("main").get_by_role("link", name="York").first.click()
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("differ")
    hand.page.get_by_role("link", name="For exactly which contacts").first.click()
    clause = hand.page.get_by_role("main").locator(".frontdoor-source a").first
    id = clause.inner_text()
    clause.click()
    assert hand.page.url.endswith(f"#{id}")
    expect(hand.page.locator(f"#{id}")).to_be_visible()
