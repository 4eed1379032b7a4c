"""Axe finds nothing on any page, at a desk and on a phone, with scripts and without."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle

import pyotp
import pytest
from playwright.sync_api import expect

from frontdoor.domain.commands import COMMANDS
from frontdoor.services.authority import now
from frontdoor.web.pages.taking.steps import STEPS

from ..service import ADMINISTRATOR, PASSWORD, Service
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

ALONE = "allocated_social_worker"
"""Has a role that no other test needs to sign in with."""

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
def test_axe_finds_nothing_on_the_pages_of_the_work(
    visit: Open, service: Service, corner: Corner
) -> None:
    """Signing in, the lists, a search, a child's own page and problems are accessible."""
    service.worker("york", "advice_worker").take(**CALL)
    window = visit(**corner)
    page, hand, faults = window.page, Hand(window.page), []

    def press(button: str) -> None:
        hand.press(button)
        faults.extend(window.faults())

    page.goto("/york/sign-in")
    press("Sign in")
    hand.sign_in("advice_worker")
    page.goto("/york/")
    press("Search")
    hand.write("Name, date of birth, reference or NHS number", "Kym Exampel 1/1/2015")
    press("Search")
    page.get_by_role("link", name="Kim Example").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kim Example")
    faults.extend(window.faults())
    lists = ("", "?whose=mine", "?state=closed", "?state=owing&limit=1")
    for path in (*lists, "contacts/none", "nothing/here"):
        page.goto(f"/york/{path}")
        faults.extend(window.faults())
    assert faults == []


@pytest.mark.parametrize(
    ("authority", "paths", "corner"),
    [
        ("hertfordshire", ("boards/csc_queue", "boards/tas_board", "dashboard"), PHONE),
        ("hertfordshire", ("boards/acknowledgements", "dashboard?last_day.day=1"), DESK),
        ("york", ("dashboard?weeks=52", "audits/level_1_audit"), DESK),
    ],
)
def test_axe_finds_nothing_on_numbers_and_boards(
    visit: Open, service: Service, authority: str, paths: tuple[str, ...], corner: Corner
) -> None:
    """The dashboard with its charts and tables, boards and a sample are accessible."""
    role = {"york": "advice_worker", "hertfordshire": "csc_adviser"}[authority]
    worker = service.worker(authority, role)
    worker.take(**CALL)
    window = visit(**corner)
    window.enter(authority, worker)
    faults: list[str] = []
    for path in paths:
        window.page.goto(f"/{authority}/{path}")
        expect(window.page.get_by_role("heading", level=1)).to_be_visible()
        faults.extend(window.faults())
    assert faults == []


@pytest.mark.parametrize("corner", [DESK, PHONE])
def test_axe_finds_nothing_on_the_pages_of_taking_a_contact(visit: Open, corner: Corner) -> None:
    """Its start, every part of it, mistakes, throwing it away and consultations are accessible."""
    window = visit(**corner)
    page, hand, faults = window.page, Hand(window.page), []
    page.goto("/leicester/sign-in")
    hand.sign_in("das_social_worker")
    page.goto("/leicester/consultations/new")
    faults.extend(window.faults())
    hand.begin_contact()
    faults.extend(window.faults())
    hand.fill_in("Which child it is about")
    hand.press("Add another child")
    hand.write("Year", "19")
    hand.press("Save and continue")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    faults.extend(window.faults())
    hand.write("Year", "")
    hand.write("Child’s name", "Kim Example")
    hand.press("Save and continue")
    for _ in STEPS:
        faults.extend(window.faults())
        if page.url.endswith("/missing"):
            break
        hand.press("Save and continue")
    page.goto(page.url.replace("/missing", "/check"))
    expect(page.get_by_role("button", name="Record this contact")).to_be_visible()
    faults.extend(window.faults())
    page.goto(page.url.replace("/check", "/discard"))
    faults.extend(window.faults())
    page.goto("/leicester/contacts/new")
    expect(page.get_by_role("heading", name="Contacts you have begun")).to_be_visible()
    faults.extend(window.faults())
    assert faults == []


@pytest.mark.parametrize("corner", [DESK, PHONE])
def test_axe_finds_nothing_on_the_pages_of_ones_own_account(visit: Open, corner: Corner) -> None:
    """Account, password, an app set up and done without again, and its code are accessible."""
    window = visit(**corner)
    page, hand, faults = window.page, Hand(window.page), []
    account = "/hertfordshire/account"

    def code(later: int) -> str:
        return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * later))

    def press(button: str) -> None:
        hand.press(button)
        faults.extend(window.faults())

    page.goto("/hertfordshire/sign-in")
    hand.sign_in(ALONE)
    page.goto(f"{account}/password")
    press("Change password")
    page.goto(f"{account}/second-factor")
    secret = page.locator("code").inner_text().replace(" ", "")
    press("Set it up")
    hand.write("Code", code(-1))
    hand.write("Your password", PASSWORD)
    press("Set it up")
    hand.press("I have kept them: go on")
    page.goto(account)
    faults.extend(window.faults())
    press("Sign out everywhere")
    hand.write("Your password", PASSWORD)
    hand.press("Sign out everywhere")
    hand.sign_in(ALONE)
    press("Go on")
    hand.write("Code", code(1))
    hand.press("Go on")
    page.goto(f"{account}/second-factor/remove")
    faults.extend(window.faults())
    hand.write("Your password", PASSWORD)
    press("Do without")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert faults == []


ADMINISTRATION = (
    "people",
    "people/advice_worker",
    "add-person",
    "changes",
    "access",
    "access?reference=none",
    "journal",
    "procedure",
    "procedure?section=tasks",
    "preview",
    "health",
)


def test_axe_finds_nothing_on_the_pages_of_administration(visit: Open, service: Service) -> None:
    """People, logs, the journal, the procedure and what overrides would do are accessible."""
    worker = service.worker("york", ADMINISTRATOR)
    faults: list[str] = []
    for path, corner in zip(ADMINISTRATION, cycle([PHONE, DESK, PHONE]), strict=False):
        window = visit(**corner)
        window.enter("york", worker)
        window.page.goto(f"/york/administration/{path}")
        expect(window.page.get_by_role("navigation", name="Administration")).to_be_visible()
        faults.extend(window.faults())
    window = visit(**PHONE)
    window.enter("york", worker)
    page, hand = window.page, Hand(window.page)
    page.goto("/york/administration/journal")
    hand.press("Verify")
    expect(page.get_by_role("heading", name="The latest run")).to_be_visible()
    faults.extend(window.faults())
    for text in ("king: yes", "removes:\n  - rule: police\n    because: Invented.\n"):
        page.goto("/york/administration/preview")
        hand.write("Text of the file", text)
        hand.press("See what it would do")
        expect(page.get_by_role("heading", name="What it would do")).to_be_visible(timeout=30_000)
        faults.extend(window.faults())
    page.goto("/york/administration/add-person")
    hand.press("Add and show a first password")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    faults.extend(window.faults())
    hand.write("User name", "new.example")
    hand.write("Full name", "New Example")
    hand.press("Add and show a first password")
    expect(page.get_by_role("heading", level=1)).to_have_text("New Example can sign in")
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
                expect(window.page.locator("main h1"), verb).to_be_visible()
                faults.extend(window.faults())
            seen.update(verbs)
        window.page.goto(address)
        faults.extend(window.faults())

    worker = service.worker("york", "advice_worker")
    contact = worker.take(**CALL)
    look("york", contact, "advice_worker")
    worker.does(contact, "propose", outcome="immediate_step_up", rationale="Invented.")
    look("york", contact, "advice_team_manager")
    worker.does(contact, "restrict", reason="Invented.")
    manager = service.worker("york", "advice_team_manager")
    for window in (next(windows), next(windows)):
        window.enter("york", manager)
        window.page.goto(f"/york/contacts/{contact}")
        Hand(window.page).press("Open the record")
        expect(window.page.get_by_role("heading", name="There is a problem")).to_be_visible()
        faults.extend(window.faults())
    manager.does(contact, "open_restricted", reason="Invented.")
    look("york", contact, "advice_team_manager")

    worker = service.worker("leicester", "das_social_worker")
    manager = service.worker("leicester", "duty_team_manager")
    screening = service.worker("leicester", "screening_manager")
    receiving = service.worker("leicester", "assessment_worker")
    first, second = worker.take(**CALL), worker.take(**CALL)
    worker.does(first, "propose", outcome="referral")
    manager.does(first, "authorise")
    for kind in ("copy_of", "duplicate_of"):
        worker.does(second, "link", kind=kind, other=first)
    look("leicester", first, "das_social_worker")
    screening.does(first, "record", record="sibling_referral", text="Invented.")
    worker.does(first, "propose", outcome="single_assessment")
    manager.does(first, "record", record="evidence_weighed", text="Invented.")
    manager.does(first, "authorise")
    receiving.does(first, "acknowledge", text="Invented.")
    look("leicester", first, "das_social_worker", "assessment_worker")
    receiving.does(first, "close")
    look("leicester", first, "duty_team_manager")

    elsewhere = {"receive", "consult", "open_restricted", "unmask", "approve_letter"}
    assert seen == set(COMMANDS) - elsewhere
    assert faults == []
