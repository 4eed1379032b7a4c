"""What an authority adds of its own, worked as people work it."""

from __future__ import annotations

from playwright.sync_api import expect

from ..service import Service
from .conftest import Open
from .hands import Hand, Keys
from .test_roles import TOLD, Deed, do, first_text
from .window import DESK, PHONE

CALL = {
    "referrer": {"kind": "professional", "name": "Pat Example"},
    "children": [{"name": "Robin Firstborn", "date_of_birth": "2015-01-01"}],
    "what_happened": "Robin comes to school hungry. There is a younger child too.",
    "facts": {"purpose": "concern", "protection_needed_now": "no", "need": "high"},
}


def test_a_referral_is_copied_to_a_sibling_and_a_duplicate_deleted(
    visit: Open, service: Service
) -> None:
    """The copy has the outcome, and a day to be taken forward; another of the sibling's goes."""
    worker = service.worker("leicester", "das_social_worker")
    first = worker.take(**CALL)
    again = worker.take(**{**CALL, "children": [{"name": "Jay Secondborn"}]})
    reference = worker.read(first)["contact"]["reference"]
    worker.does(first, "propose", outcome="referral")
    service.worker("leicester", "duty_team_manager").does(first, "authorise")
    window = visit(**DESK)
    page, hand = window.page, Keys(window.page)
    window.enter("leicester", worker)
    page.goto(f"/leicester/contacts/{first}")
    actions = page.get_by_role("complementary", name="What you may do")
    expect(actions.get_by_role("link", name="Copy the referral to a sibling")).to_have_count(0)
    service.worker("leicester", "screening_manager").does(
        first, "record", record="sibling_referral", text=TOLD
    )
    page.reload()
    hand.follow("Copy the referral to a sibling")
    hand.write("Child’s name", "Jay Secondborn")
    hand.press("Copy the referral to a sibling")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jay Secondborn")
    expect(page.get_by_text(f"carried over from {reference}")).to_be_visible()
    tasks = page.get_by_role("region", name="What must be done")
    forward = tasks.get_by_role("listitem").filter(has_text="Take the sibling's referral forward")
    expect(forward).to_contain_text("Within one working day of the date and time of the original")
    copy = page.locator(".govuk-caption-l").first.inner_text().split()[-1]
    hand.follow(reference)
    expect(page.get_by_role("heading", level=1)).to_have_text("Robin Firstborn")

    page.goto(f"/leicester/contacts/{again}")
    waiting = page.get_by_role("complementary", name="What you may do").locator("details").first
    expect(waiting).to_contain_text("Link it to that contact first, as a duplicate.")
    hand.follow("Link to another contact")
    hand.choose("Kind", "Duplicate")
    hand.write("Reference of the other contact", copy)
    hand.press("Link to another contact")
    expect(page.get_by_role("alert")).to_contain_text("Done. ")
    hand.follow("Delete the duplicate contact")
    hand.choose("Contact that stays", copy)
    hand.write(first_text(page), TOLD)
    hand.press("Delete the duplicate contact")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jay Secondborn")
    page.goto(f"/leicester/contacts/{again}")
    expect(page.get_by_text("This contact was deleted as a duplicate.")).to_be_visible()


def test_a_hypothetical_consultation_leaves_nothing(visit: Open, service: Service) -> None:
    """Whoever only asks what if is advised; nothing is found of it afterwards."""
    worker = service.worker("leicester", "das_social_worker")
    window = visit(**PHONE)
    page, hand = window.page, Hand(window.page)
    window.enter("leicester", worker)
    page.goto("/leicester/contacts/new")
    hand.press("Hold a consultation")
    hand.choose("Who is making the contact", "Professional")
    hand.choose("Purpose of the contact", "Consultation")
    hand.choose("The parents' consent", "Refused")
    hand.choose("The child needs protection now", "No")
    hand.write("What happened, in the caller’s words", "Zebedee Nowhere, a mere thought.")
    hand.press("See what the procedure says")
    expect(page.get_by_text("Nothing has been kept so far.")).to_be_visible()
    hand.press("Send it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing has been recorded")
    expect(page.get_by_role("heading", name="What to tell the caller")).to_be_visible()
    page.goto("/leicester/")
    assert "Zebedee" not in page.content()


def test_a_referral_is_closed_at_referral(visit: Open, service: Service) -> None:
    """Without its two records it cannot be; the page leads to each, and then closes it."""
    worker = service.worker("leicester", "das_social_worker")
    manager = service.worker("leicester", "das_team_manager")
    contact = worker.take(**CALL)
    worker.does(contact, "propose", outcome="referral")
    manager.does(contact, "authorise")
    window = visit(**PHONE)
    page, hand = window.page, Hand(window.page)
    window.enter("leicester", manager)
    page.goto(f"/leicester/contacts/{contact}")
    actions = page.get_by_role("complementary", name="What you may do")
    closing = "Authorise and close as Closure at Referral"
    expect(actions.get_by_role("link", name=closing)).to_have_count(0)
    for record in ("Discussion on closing the referral", "Why no assessment is needed"):
        do(hand, Deed("Write a record", {"Record": record}))
    hand.follow(closing)
    hand.write("Rationale", TOLD)
    hand.press(closing)
    expect(page.get_by_role("alert")).to_contain_text("Done. ")
    expect(page.locator(".frontdoor-stage")).to_contain_text("Closed")
