"""What goes wrong while people work: sent twice, signed out meanwhile, two on one record."""

from __future__ import annotations

from playwright.sync_api import expect

from ..service import Service
from .conftest import Open
from .hands import Hand
from .test_accessibility import CALL
from .window import DESK, PHONE


def test_what_is_sent_twice_is_done_once(visit: Open, service: Service) -> None:
    """A button that is pressed twice does its work once, with scripts and without."""
    worker = service.worker("york", "advice_worker")
    contact = worker.take(**CALL)
    for corner in (DESK, PHONE):
        before = worker.journal(contact)
        window = visit(**corner)
        page, hand = window.page, Hand(window.page)
        window.enter("york", worker)
        page.goto(f"/york/contacts/{contact}/do/add_information")
        hand.write("What came in", "An invented note.")
        with page.expect_navigation():
            page.get_by_role("button", name="Add information", exact=True).dblclick()
        expect(page.get_by_role("alert")).to_contain_text("Done. ")
        assert worker.journal(contact) == [*before, "information_added"]


def test_what_is_typed_outlives_the_session(visit: Open, service: Service) -> None:
    """Signed out in the midst of taking a contact, one signs in, goes back and loses nothing."""
    window = visit(**PHONE)
    page, hand = window.page, Hand(window.page)
    worker = service.worker("generic", "duty_worker")
    window.enter("generic", worker)
    page.goto("/generic/")
    hand.begin_contact()
    hand.fill_in("What happened")
    hand.write("What happened, in the caller’s words", "A long and invented story.")
    worker.client.delete("sessions/current")
    hand.press("Save and continue")
    expect(page.get_by_text("Nothing you typed is lost")).to_be_visible()
    hand.sign_in("duty_worker")
    hand.press("Go back to what I typed")
    story = page.get_by_label("What happened, in the caller’s words", exact=True)
    expect(story).to_have_value("A long and invented story.")
    hand.press("Save and continue")
    hand.fill_in("Check your answers")
    expect(page.get_by_text("A long and invented story.")).to_be_visible()


def test_two_people_on_one_record_lose_nothing(visit: Open, service: Service) -> None:
    """The second is told what the first changed, keeps what they typed, and sends it again."""
    worker = service.worker("york", "advice_worker")
    contact = worker.take(**CALL)
    first, second = visit(**DESK), visit(**PHONE)
    first.enter("york", worker)
    second.enter("york", service.worker("york", "advice_team_manager"))
    for window in (first, second):
        window.page.goto(f"/york/contacts/{contact}/do/amend")
    Hand(first.page).write("Address", "12 Example Road")
    Hand(first.page).press("Correct or complete what is known")
    expect(first.page.get_by_role("alert")).to_contain_text("Done. ")
    hand, page = Hand(second.page), second.page
    hand.write("Gender", "girl")
    hand.press("Correct or complete what is known")
    expect(page.get_by_role("heading", name="What changed meanwhile")).to_be_visible()
    expect(page.get_by_label("Gender", exact=True)).to_have_value("girl")
    hand.press("Correct or complete what is known")
    expect(page.get_by_role("alert")).to_contain_text("Done. ")
    child = worker.read(contact)["contact"]["child"]
    assert (child["address"], child["gender"]) == ("12 Example Road", "girl")
