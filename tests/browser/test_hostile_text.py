"""Scripts that are typed in run nowhere: they are shown as text, and would not run if they were."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from frontdoor.web.pages.taking.steps import STEPS

from .conftest import Open
from .hands import Hand

HOSTILE = (
    "javascript:alert(1)//'\"></textarea></title>"
    "<script>alert(2)</script><img src=x onerror=alert(3)>"
)
PLANTED = "script:not([src]), [onerror], [href^='javascript' i], [action^='javascript' i]"
"""What a page has where such a text has become part of it."""

IN_EVERY_TEXT = """
text => {
  document.querySelectorAll("details").forEach(one => { one.open = true });
  const fields = "main form :is(input[type=text], input[type=tel], input[type=email], textarea)";
  document.querySelectorAll(fields).forEach(one => { one.value = text });
}
"""
IN_EVERY_CHOICE = """
text => document.querySelectorAll("main form :is(option, input, button):not([type=text])").forEach(
  one => { if (!["csrf", "go"].includes(one.name)) { one.value = text; one.checked = true; } }
)
"""
EMPTY_WHAT_IS_WRONG = """
() => document.querySelectorAll(".govuk-input--error").forEach(one => { one.value = "" })
"""
PUBLIC = (
    "/{text}",
    "/procedures/{text}",
    "/compare?authorities={text}",
    "/compare/case?received={text}&need={text}&authorities={text}&{text}={text}",
    "/compare/case?received=2026-03-06T18:00&before=received={text}",
    "/diff/{text}/york",
    "/york/{text}",
    "/york/sign-in?next={text}",
)
"""Addresses in which a text can stand."""


def assert_is_text(page: Page) -> None:
    """Nothing that was typed has become part of the page."""
    assert page.locator(PLANTED).count() == 0, page.url


def test_what_is_typed_stays_text_everywhere(visit: Open) -> None:
    """A script in every field of a contact runs on no page that shows it, even without a policy."""
    window = visit(bypass_csp=True)
    page, hand = window.page, Hand(window.page)
    page.goto("/york/sign-in")
    hand.sign_in(HOSTILE)
    assert_is_text(page)
    hand.sign_in("advice_worker")
    hand.begin_contact()
    overview = page.url
    for step in [step for step in STEPS if step not in ("known", "missing", "check")]:
        for everywhere in (IN_EVERY_CHOICE, IN_EVERY_TEXT):
            page.goto(f"{overview}/{step}")
            page.evaluate(everywhere, HOSTILE)
            hand.press("Save and continue")
            assert_is_text(page)
        if page.locator(".govuk-error-summary").count():
            page.evaluate(EMPTY_WHAT_IS_WRONG)
            hand.press("Save and continue")
            assert_is_text(page)
    for path in ("/known", "/missing", "/check", "/discard", ""):
        page.goto(f"{overview}{path}")
        assert_is_text(page)

    page.goto(f"{overview}/happened")
    page.evaluate(IN_EVERY_TEXT, HOSTILE)
    window.context.clear_cookies()
    hand.press("Save and continue")
    assert_is_text(page)
    hand.sign_in("advice_worker")
    assert_is_text(page)
    hand.press("Go back to what I typed")
    assert_is_text(page)
    hand.press("Save and continue")
    page.goto(overview)
    hand.press("Record this contact")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert_is_text(page)

    contact = page.url
    actions = page.get_by_role("complementary").get_by_role("link")
    for address in [link.get_attribute("href") for link in actions.all()]:
        page.goto(address or "")
        assert_is_text(page)
    for said in ("Add information", "Write a record"):
        page.goto(contact)
        hand.follow(said)
        page.evaluate(IN_EVERY_TEXT, HOSTILE)
        page.evaluate(EMPTY_WHAT_IS_WRONG)
        hand.press(said)
        assert_is_text(page)
    page.goto("/york/")
    assert_is_text(page)
    hand.write("Name, date of birth, reference or NHS number", HOSTILE)
    hand.press("Search")
    expect(page.get_by_role("heading", name=HOSTILE).first).to_be_visible()
    assert_is_text(page)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_stays_text(visit: Open, address: str) -> None:
    """A script in an address runs on no page that answers it, even without a policy."""
    window = visit(bypass_csp=True)
    window.page.goto(address.format(text=quote(HOSTILE, safe="")))
    assert_is_text(window.page)


def test_the_policy_alone_keeps_scripts_out(visit: Open) -> None:
    """Were a script part of a page, the policy that every page carries would not let it run."""
    window = visit()

    def plant(route: Route) -> None:
        answer = route.fetch()
        whole = answer.text().replace("</main>", f"{HOSTILE}<a href='{HOSTILE[:19]}'>x</a></main>")
        route.fulfill(response=answer, body=whole)

    window.page.route("**/york/sign-in", plant)
    window.page.goto("/york/sign-in")
    assert window.page.locator(PLANTED).count() == 3
    with window.page.expect_console_message():
        window.page.get_by_role("link", name="x", exact=True).click()
    told, window.watch.seen = window.watch.seen, []
    assert len([one for one in told if "Content Security Policy" in one]) == 3, told
    assert not [one for one in told if "dialog" in one]
