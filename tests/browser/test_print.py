"""Procedures and comparisons as they are printed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Open

READ = (
    "/procedures/york",
    "/compare?authorities=york,hertfordshire",
    "/compare/case?received=2026-03-06T18:00&authorities=york,hertfordshire",
    "/diff/york/hertfordshire",
    "/diff/york/hertfordshire/meaning",
)
WORKING = ".govuk-skip-link, header nav, form, button, .frontdoor-downloads"
"""What one does something with, of which paper has no use."""


@pytest.mark.parametrize("path", READ)
def test_paper_holds_what_is_read_and_no_more(visit: Open, path: str) -> None:
    """In print there is no navigation, and no table is cut off at the edge of the page."""
    page = visit().page
    page.goto(path)
    expect(page.locator("header nav")).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 pixels an inch
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shown = [one.inner_text() for one in page.locator(WORKING).all() if one.is_visible()]
    assert shown == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 794
