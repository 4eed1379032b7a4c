"""Contacts are taken and decided by people who see and work the pages in different ways."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from .conftest import Open
from .hands import Hand, Keys


class Variant(NamedTuple):
    """How someone looks at pages and works them."""

    phone: bool
    scripts: bool
    keyboard: bool


VARIANTS = {
    "york": Variant(phone=False, scripts=True, keyboard=True),
    "leicester": Variant(phone=True, scripts=True, keyboard=False),
    "hertfordshire": Variant(phone=True, scripts=False, keyboard=True),
    "generic": Variant(phone=False, scripts=False, keyboard=False),
}
"""Any two settings come together at one of the authorities, so that four journeys show all."""


class Deed(NamedTuple):
    """What someone in a role does about a contact: the action, and what they choose."""

    role: str
    action: str
    chosen: str


JOURNEYS: dict[str, tuple[str, str, tuple[Deed, ...], str]] = {
    "york": (
        "advice_worker",
        "High",
        (
            Deed(
                "advice_worker",
                "Ask for an immediate decision on stepping up",
                "Referral: stepped up to the Assessment Team immediately",
            ),
            Deed(
                "advice_team_manager",
                "Step up immediately",
                "Referral: stepped up to the Assessment Team immediately",
            ),
        ),
        "Stepped up to the Assessment Team",
    ),
    "leicester": (
        "das_social_worker",
        "High",
        (
            Deed("das_social_worker", "Propose a referral", "Referral"),
            Deed("duty_team_manager", "Progress to a referral", "Referral"),
        ),
        "Referral",
    ),
    "hertfordshire": (
        "csc_adviser",
        "Low",
        (
            Deed(
                "csc_adviser",
                "Threshold not met or not yet known, send to the Targeted Advice Service",
                "To the Targeted Advice Service",
            ),
        ),
        "With the Targeted Advice Service",
    ),
    "generic": (
        "duty_worker",
        "High",
        (
            Deed("duty_worker", "Put to the supervisor or manager", "Accepted as a referral"),
            Deed("practice_supervisor", "Accept as a referral", "Accepted as a referral"),
        ),
        "Referral accepted, to be screened",
    ),
}
"""By authority: who takes the contact, the child's level of need, what is done, and the stage."""


@pytest.mark.parametrize("authority", JOURNEYS)
def test_a_contact_is_taken_and_decided(visit: Open, authority: str) -> None:
    """From signing in to the decision, at a desk and on a phone, by keyboard alone, scriptless."""
    variant = VARIANTS[authority]
    taker, need, deeds, stage = JOURNEYS[authority]
    child = f"Kim of {authority.title()} Example"
    hand = sign_in(visit, variant, authority, taker)
    hand.begin_contact()
    hand.fill_in("What happened")
    hand.write("What happened, in the caller’s words", "Kim comes to school hungry.")
    hand.press("Save and continue")
    hand.fill_in("Need and protection")
    hand.choose("The child needs protection now", "No")
    hand.choose("Level of need", need)
    hand.press("Save and continue")
    hand.fill_in("Which child it is about")
    hand.write("Child’s name", child)
    hand.press("Save and continue")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Whether the child is known")
    hand.press("Save and continue")
    hand.fill_in("Check your answers")
    hand.press("Record this contact")
    expect(hand.page.get_by_role("alert")).to_contain_text("Done. Contact taken")
    role = taker
    for deed in deeds:
        if deed.role != role:
            hand.press("Sign out")
            role = deed.role
            hand = sign_in(visit, variant, authority, role)
            hand.write("Name, date of birth, reference or NHS number", child)
            hand.press("Search")
            found = hand.page.get_by_role("listitem").filter(has_text=", received ")
            hand.follow(found.get_by_role("link").last.inner_text())
        hand.follow(deed.action)
        hand.choose("Outcome", deed.chosen)
        hand.write("Rationale", "An invented reason.")
        hand.press(deed.action)
        expect(hand.page.get_by_role("alert")).to_contain_text("Done. ")
    standing = hand.page.get_by_role("region", name="Where it stands")
    expect(standing.get_by_text(stage, exact=True).first).to_be_visible()


def sign_in(visit: Open, variant: Variant, authority: str, role: str) -> Hand:
    """Open a window, and sign in by hand."""
    hand = hand_in(visit, variant)
    hand.page.goto(f"/{authority}/sign-in")
    hand.sign_in(role)
    return hand


def hand_in(visit: Open, variant: Variant) -> Hand:
    """Open a window for someone who sees and works pages in one of the ways."""
    window = visit(phone=variant.phone, scripts=variant.scripts)
    return Keys(window.page) if variant.keyboard else Hand(window.page)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_first_stop_leads_past_the_menu(visit: Open, scripts: bool) -> None:
    """By keyboard one comes at once to what a page is about."""
    window = visit(phone=scripts, scripts=scripts)
    window.page.goto("/york/sign-in")
    Hand(window.page).sign_in("advice_worker")
    Keys(window.page).skip()


@pytest.mark.parametrize("scripts", [True, False])
def test_mistakes_are_where_one_is_led(visit: Open, scripts: bool) -> None:
    """The summary of mistakes has the focus where scripts run, and leads to each field anyhow."""
    window = visit(phone=not scripts, scripts=scripts)
    keys, page = Keys(window.page), window.page
    page.goto("/york/sign-in")
    Hand(page).sign_in("advice_worker")
    Hand(page).begin_contact()
    keys.fill_in("Who is getting in touch")
    keys.write("Year", "19")
    keys.press("Save and continue")
    summary = page.locator(".govuk-error-summary")
    assert keys.is_at(summary) is scripts
    keys.reach(summary.get_by_role("link"))
    page.keyboard.press("Enter")
    if not scripts:
        page.keyboard.press("Tab")
    assert keys.is_at(page.get_by_role("group", name="When it came (optional)"))
