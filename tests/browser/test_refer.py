"""Whoever is worried about a child tells it, in every way in which people work the pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import Open
from .hands import Hand, Keys
from .test_hostile_text import HOSTILE, IN_EVERY_TEXT, assert_is_text
from .test_journeys import VARIANTS


@pytest.mark.parametrize("authority", VARIANTS)
def test_a_form_is_filled_in_and_sent(visit: Open, authority: str) -> None:
    """From the guidance to the reference, with a mistake on the way; axe finds nothing anywhere."""
    variant = VARIANTS[authority]
    window = visit(phone=variant.phone, scripts=variant.scripts)
    page = window.page
    hand = Keys(page) if variant.keyboard else Hand(page)
    title = page.get_by_role("heading", level=1)
    faults = []

    def press(button: str, then: str) -> None:
        """Press a button, see what page comes, and what axe says of it."""
        hand.press(button)
        expect(title).to_have_text(then)
        faults.extend(window.faults())

    page.goto(f"/refer/{authority}")
    faults += window.faults()
    hand.write("Draft reference", "not one of ours")
    press("Go on with it", "Tell us about a child")
    expect(page.get_by_role("link", name="No form is saved under this reference")).to_be_visible()
    press("Start now", "Immediate danger")
    press("Continue", "Immediate danger")
    expect(page.get_by_role("link", name="Say whether a child is in immediate")).to_be_visible()
    hand.choose("Is a child in immediate danger now?", "Yes")
    press("Continue", "Call 999 now")
    press("Continue", "Why you are getting in touch")
    hand.choose("What would you like to do?", "Tell us that you are worried about a child")
    press("Continue", "About you")
    hand.choose("Who are you?", "A professional")
    press("Continue", "Your name and how to reach you")
    hand.write("Your name", "Priya Example")
    hand.write("Your telephone number", "01632 960001")
    press("Continue", "The children")
    hand.write("Child’s name", "Ada Example")
    press("Add another child", "The children")
    press("Back", "Your name and how to reach you")
    press("Continue", "The children")
    press("Continue", "Parents, carers and other adults")
    press("Continue", "What happened")
    press("Save and come back later", "Your form is saved")
    press("Go on with the form", "What happened")
    hand.write("What happened, or what would you like to ask?", "An invented story.")
    press("Continue", "What you are worried about")
    press("Continue", "What the parents know")
    hand.choose("Do they agree to it?", "They were not asked")
    press("Continue", "What else we ask")
    press("Continue", "Check your answers")
    press("Send", "We have received it")
    expect(page.get_by_text("If you have not called 999 yet, call now.")).to_be_visible()
    assert faults == []


def test_scripts_that_a_referrer_types_stay_text(visit: Open) -> None:
    """A script in every field runs on none of the pages that carry it, even without a policy."""
    window = visit(bypass_csp=True)
    page, hand = window.page, Hand(window.page)
    page.goto("/refer/york")
    hand.press("Start now")
    for group, choice in (
        ("Is a child in immediate danger now?", "No"),
        ("What would you like to do?", "Ask for advice"),
        ("Who are you?", "A professional"),
    ):
        hand.choose(group, choice)
        hand.press("Continue")
    for _ in range(12):
        if page.get_by_role("button", name="Send", exact=True).count():
            break
        page.evaluate(IN_EVERY_TEXT, HOSTILE)
        hand.press("Continue")
        assert_is_text(page)
        if page.locator(".govuk-error-summary").count():
            dates = page.locator(".govuk-date-input__input")
            for index in range(dates.count()):
                dates.nth(index).fill("")
            hand.press("Continue")
    hand.press("Send")
    assert_is_text(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received it")
