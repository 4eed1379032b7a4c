"""Axe finds nothing on any page, at a desk and on a phone, with scripts and without."""

from __future__ import annotations

from itertools import cycle

import pytest
from playwright.sync_api import expect

from frontdoor.domain.commands import COMMANDS

from ..service import Service
from .conftest import Open
from .hands import Hand
from .window import DESK, PHONE, Corner

CASE = "received=2026-03-06T18:00&need=high&protection_needed_now=no"
PAGES = (
    ("/", DESK),
    ("/", PHONE),
    ("/procedures", DESK),
    ("/procedures/generic", DESK),
    ("/procedures/leicester/flowcharts", PHONE),
    ("/compare?authorities=generic,leicester", PHONE),
    ("/compare/case", PHONE),
    (f"/compare/case?authorities=generic,leicester&{CASE}", DESK),
    (f"/compare/case?authorities=york,hertfordshire&{CASE}", PHONE),
    ("/diff", DESK),
    ("/diff/york/hertfordshire", PHONE),
    ("/diff/york/hertfordshire/deadline", DESK),
    ("/york/sign-in", DESK),
    ("/york/sign-in", PHONE),
)
"""Pages that need no sign-in. The site in a folder has them in the other corner."""

PROBLEMS = (
    "/nowhere",
    "/nowhere/at-all",
    "/procedures/nowhere",
    "/compare?authorities=nowhere",
    "/compare/case?received=&go=ask",
)

CALL = {
    "referrer": {"kind": "professional", "name": "Pat Example"},
    "children": [{"name": "Kim Example", "date_of_birth": "2015-01-01"}],
    "what_happened": "Kim comes to school hungry and tired.",
    "facts": {
        "purpose": "concern",
        "protection_needed_now": "no",
        "need": "high",
        "consent": "given",
    },
}


@pytest.mark.parametrize(("path", "corner"), PAGES)
def test_axe_finds_nothing_on_public_pages(visit: Open, path: str, corner: Corner) -> None:
    """A public page is accessible to anyone."""
    window = visit(**corner)
    answer = window.page.goto(path)
    assert answer is not None
    assert answer.ok
    assert window.faults() == []


@pytest.mark.parametrize("path", PROBLEMS)
def test_axe_finds_nothing_on_problems(visit: Open, path: str) -> None:
    """What is not there, or cannot be answered, is told accessibly."""
    window = visit(**PHONE)
    answer = window.page.goto(path)
    assert answer is not None
    assert not answer.ok
    assert window.faults() == []


@pytest.mark.parametrize("corner", [DESK, PHONE])
def test_axe_finds_nothing_on_the_pages_of_the_work(visit: Open, corner: Corner) -> None:
    """Signing in, the lists, a search, taking a contact and problems are accessible."""
    window = visit(**corner)
    page, hand, faults = window.page, Hand(window.page), []

    def press(button: str) -> None:
        hand.press(button)
        faults.extend(window.faults())

    page.goto("/york/sign-in")
    press("Sign in")
    hand.sign_in("advice_worker")
    page.goto("/york/contacts/new")
    hand.press("Add another child")
    hand.write("Year", "19")
    press("Record this contact")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    hand.write("Year", "")
    hand.write("Child’s name", "Kim Example")
    press("See what the procedure says")
    hand.press("Record this contact")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kim Example")
    page.goto("/york/")
    press("Search")
    hand.write("Reference or child’s name", "Example")
    press("Search")
    expect(page.get_by_role("cell", name="Kim Example").first).to_be_visible()
    for path in ("", "?state=closed", "lists/daily_meeting", "contacts/none", "nothing/here"):
        page.goto(f"/york/{path}")
        faults.extend(window.faults())
    assert faults == []


def test_axe_finds_nothing_on_the_forms_of_actions(visit: Open, service: Service) -> None:
    """Contacts at their stages, and a form for every verb of the commands, are accessible."""
    windows = cycle([visit(**DESK), visit(**PHONE)])
    seen: set[str] = set()
    faults: list[str] = []

    def look(authority: str, contact: str, *roles: str) -> None:
        address = f"/{authority}/contacts/{contact}"
        for role in roles:
            worker = service.worker(authority, role)
            verbs = {one["verb"]: one for one in worker.read(contact)["actions"] if one["may"]}
            for verb in verbs.keys() - seen:
                window = next(windows)
                window.enter(authority, worker)
                window.page.goto(f"{address}/do/{verbs[verb]['step']}")
                expect(window.page.locator("main form"), verb).to_be_visible()
                faults.extend(window.faults())
            seen.update(verbs)
        window.page.goto(address)
        faults.extend(window.faults())

    worker = service.worker("york", "advice_worker")
    contact = worker.take(**CALL)
    look("york", contact, "advice_worker")
    worker.does(contact, "propose", outcome="immediate_step_up", rationale="Invented.")
    look("york", contact, "advice_team_manager")

    worker = service.worker("leicester", "das_social_worker")
    manager = service.worker("leicester", "duty_team_manager")
    screening = service.worker("leicester", "screening_manager")
    receiving = service.worker("leicester", "assessment_worker")
    first, second = worker.take(**CALL), worker.take(**CALL)
    worker.does(first, "propose", outcome="referral")
    manager.does(first, "authorise")
    worker.does(second, "link", kind="copy_of", other=first)
    look("leicester", first, "das_social_worker")
    screening.does(first, "record", record="sibling_referral", text="Invented.")
    worker.does(first, "propose", outcome="single_assessment")
    manager.does(first, "record", record="evidence_weighed", text="Invented.")
    manager.does(first, "authorise")
    receiving.does(first, "acknowledge", text="Invented.")
    look("leicester", first, "das_social_worker", "assessment_worker")
    receiving.does(first, "close")
    look("leicester", first, "duty_team_manager")

    assert seen == set(COMMANDS) - {"receive", "consult"}
    assert faults == []
