"""Working on a contact on its pages, from the agenda to the closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from frontdoor.composition import Unusable
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit

from .taking import take

Visiting = Callable[..., Any]
Authorities = dict[str, Authority | Unusable]


def link_to(browser: Any, name: str) -> str:
    """Where the link with this text leads."""
    return next(str(a.attributes["href"]) for a in browser.page.find("a") if a.text == name)


def do(browser: Any, contact: str, step: str, **typed: Any) -> None:
    """Open a contact, take a step that is offered there, and be back on its page."""
    browser.get(contact)
    assert f"{contact}/do/{step}" in [a.attributes["href"] for a in browser.page.find("a")]
    browser.get(f"{contact}/do/{step}")
    browser.press(browser.page.find("h1")[0].text, **typed)
    assert browser.path == contact, (browser.status, browser.mistakes)
    assert "Done." in browser.page.text


def journal(browser: Any) -> list[str]:
    """The headings of the journal, the latest first."""
    found = next(e for e in browser.page.find("section", **{"aria-labelledby": "journal"}))
    return [title.text for title in found.find("h3")]


def test_the_whole_path_at_york(taken: Visiting, visit: Visiting) -> None:
    """Taken, put on the agenda, decided, fed back, closed: the journal has each of them."""
    worker = taken()
    contact = worker.path
    manager = visit("york", "advice_team_manager")
    do(worker, contact, "take_to_meeting")
    assert "Stage Enquiry, for the daily meeting" in worker.page.text
    do(manager, contact, "record_plan", text="The school offers a mentor.")
    do(
        manager,
        contact,
        "meeting_ends_it",
        outcome="enquiry_advice",
        rationale="The family is supported by the school.",
    )
    assert "Stage Decided, to be closed on eTrak" in manager.page.text
    assert "The family is supported by the school." in manager.page.text
    do(
        worker,
        contact,
        "feed_back",
        to="professional_referrer",
        channel="telephone",
        text="Told Priya what was decided.",
    )
    do(worker, contact, "write_record", record="summary", text="A short invented summary.")
    do(worker, contact, "close_decided")
    assert "Stage Closed on eTrak" in worker.page.text
    assert journal(worker) == [
        "Closed",
        "Recorded: Case summary",
        "Feedback given to: Professional referrer",
        "Decided",
        "Recorded: The plan agreed",
        "Handed on",
        "Contact taken",
    ]
    for part in ("YOR-13", "by advice_team_manager, Advice Team Manager", "Entry 7. Rule:"):
        assert part in worker.page.text
    worker.get("/york/")
    assert contact not in worker.html
    worker.get("/york/?state=closed")
    assert contact in worker.html


def test_a_step_of_another_role_is_refused_with_the_reason(taken: Visiting) -> None:
    """What a role may not do is listed with the reason, and refused where it is sent anyway."""
    browser = taken()
    contact = browser.path
    assert "'Record the plan agreed' is for: Advice Team Manager." in browser.page.text
    form = {"csrf": browser.form("Sign out")["csrf"], "go": "do", "version": "1", "text": "A plan."}
    browser.post(f"{contact}/do/record_plan", {**form, "key": "one"})
    assert browser.status == 403
    assert "'Record the plan agreed' is for: Advice Team Manager." in browser.mistakes[0]
    assert "YOR-13" in browser.page.text
    assert browser.form("Record the plan agreed")["text"] == "A plan."
    browser.get(contact)
    assert journal(browser) == ["Contact taken"]


def test_a_step_that_does_not_stand_here_is_refused_with_where_it_does(taken: Visiting) -> None:
    """A step of another stage says so, with the stages at which it can be taken."""
    browser = taken()
    browser.get(f"{browser.path}/do/keep_supporting")
    assert browser.status == 409
    assert "this contact is at 'Initial contact'" in browser.mistakes[0]
    assert "Support brokered at Tier 2" in browser.mistakes[0]


def test_a_record_that_was_led_to_says_what_to_write(taken: Visiting, york: Authority) -> None:
    """A record chosen already is opened with what it asks."""
    browser = taken()
    record = york.book.records["referrer_agrees"]
    browser.get(f"{browser.path}/do/write_record?about={record.record}")
    assert browser.status == 200
    assert f"{record.name}: {record.asks}" in browser.page.text


def test_whoever_stands_in_says_why(taken: Visiting, visit: Visiting) -> None:
    """The next in order may act for those who are away, and only when saying so."""
    browser = taken()
    contact = browser.path
    standing_in = visit("york", "service_manager")
    standing_in.get(contact)
    standing_in.get(f"{contact}/do/record_plan")
    assert standing_in.status == 200
    standing_in.press("Record the plan agreed", text="A plan.")
    assert standing_in.status == 403
    standing_in.press("Record the plan agreed", away="Both managers are at court.")
    assert standing_in.path == contact
    assert "Both managers are at court." in standing_in.page.text


def test_a_change_by_someone_else_is_shown_and_nothing_is_lost(
    taken: Visiting, visit: Visiting
) -> None:
    """A stale form shows what has changed, keeps its text, and can be sent again."""
    worker = taken()
    contact = worker.path
    manager = visit("york", "advice_team_manager")
    manager.get(f"{contact}/do/add_information")
    do(worker, contact, "take_to_meeting")
    manager.press("Add information", text="The school rang.")
    assert manager.status == 409
    assert "Someone else changed this contact" in manager.mistakes[0]
    assert "Handed on, by advice_worker (Advice Worker)" in manager.page.text
    assert manager.form("Add information")["text"] == "The school rang."
    manager.press("Add information")
    assert manager.path == contact
    assert journal(manager) == ["Information added", "Handed on", "Contact taken"]


def test_the_same_step_sent_twice_is_taken_once(taken: Visiting) -> None:
    """A double submit of a step writes one entry."""
    browser = taken()
    contact = browser.path
    browser.get(f"{contact}/do/add_information")
    form = browser.form("Add information") | {"text": "Once.", "go": "do"}
    for _ in range(2):
        browser.post(f"{contact}/do/add_information", form)
        assert browser.path == contact
    assert journal(browser) == ["Information added", "Contact taken"]


def test_correcting_says_only_what_changes(taken: Visiting) -> None:
    """The form to correct holds what is known; what is changed is journalled, and nothing else."""
    browser = taken(concerns=["neglect"])
    contact = browser.path
    browser.get(f"{contact}/do/amend")
    form = browser.form("Correct or complete what is known")
    assert (form["child.name"], form["referrer.name"]) == ("Ada Example", "Priya Example")
    assert (form["facts.need"], form["concerns"]) == ("moderate", ["neglect"])
    browser.press("Correct or complete what is known")
    assert browser.status == 422
    assert "Nothing was changed" in browser.mistakes[0]
    browser.press("Correct or complete what is known", facts__need="high", concerns=[])
    assert browser.path == contact
    latest = next(e for e in browser.page.find("div", **{"class": "moj-timeline__description"}))
    assert "Level of need High Neglect No" in latest.text
    assert "Ada Example" not in latest.text


def test_a_referrer_who_may_not_be_named_is_neither_shown_nor_changed(
    taken: Visiting, visit: Visiting
) -> None:
    """A role that may not see the referrer has no field for them, on no page."""
    browser = taken(referrer__kind="public", referrer__telephone="01632 960123")
    outside = visit("york", "lead_practitioner")
    outside.get(browser.path)
    assert outside.status == 200
    for path in (browser.path, f"{browser.path}/do/amend"):
        outside.get(path)
        assert "Priya Example" not in outside.html
        assert "01632 960123" not in outside.html
    assert 'name="referrer.name"' not in outside.html


def test_contacts_are_linked_by_reference(taken: Visiting) -> None:
    """A link is made to the contact whose reference is typed; an unknown one is refused."""
    other = taken(children__0__name="Bo Example")
    reference = other.page.find("span", **{"class": "govuk-caption-l"})[0].text.split()[-1]
    browser = taken()
    contact = browser.path
    browser.get(f"{contact}/do/link")
    browser.press("Link to another contact", kind="same_household", other="none such")
    assert browser.status == 422
    assert browser.mistakes == [
        "No contact here has this reference. Check it in the list of contacts"
    ]
    browser.press("Link to another contact", other=reference.lower())
    assert browser.path == contact
    assert link_to(browser, reference) == other.path


def test_answers_and_checks_are_given_from_what_is_missing(taken: Visiting) -> None:
    """A link at each missing question leads to a form with the question chosen."""
    browser = taken()
    contact = browser.path
    browser.get(link_to(browser, "What made you get in touch, and why now?"))
    assert browser.form("Answer a question")["question"] == "why_now"
    browser.press("Answer a question", text="The school rang me.")
    assert browser.path == contact
    assert "Question answered: What made you get in touch, and why now?" in journal(browser)


PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


def test_scripts_that_were_typed_are_shown_as_text(taken: Visiting, visit: Visiting) -> None:
    """A script in any field stays text on every page that shows it, as typed, with no tag of it."""
    names = ("role", "organisation", "relationship", "telephone", "email", "address")
    child = ("gender", "ethnicity", "nationality", "first_language", "needs", "address", "school")
    browser = taken(
        referrer__name=PAYLOAD,
        children__0__name=PAYLOAD,
        adults__0__name=PAYLOAD,
        what_happened=PAYLOAD,
        answers__why_now=PAYLOAD,
        checks__etrak=PAYLOAD,
        **{f"referrer__{name}": PAYLOAD for name in names},
        **{f"children__0__{name}": PAYLOAD for name in child},
    )
    contact = browser.path
    do(browser, contact, "write_record", record="activity", text=PAYLOAD)
    do(browser, contact, "add_information", text=PAYLOAD, reason=PAYLOAD)
    browser.get(f"{contact}/do/amend")
    assert browser.form("Correct or complete what is known")["child.name"] == PAYLOAD
    browser.press("Correct or complete what is known", happened__day=PAYLOAD)
    assert browser.status == 422
    for path in (contact, f"{contact}/do/amend", f"{contact}/do/answer", "/york/"):
        browser.get(path)
        assert "<script>alert" not in browser.html
        assert "<img" not in browser.html
        assert "49" not in browser.page.find("h1")[0].text
        # The list may have it on a later page, and the form of an answer has none yet.
        assert PAYLOAD in browser.page.raw or path in ("/york/", f"{contact}/do/answer")
    browser.press("Search", text=PAYLOAD) if browser.path == "/york/" else None
    assert "<script>alert" not in browser.html


@pytest.mark.parametrize("name", ["york", "leicester", "hertfordshire", "generic"])
def test_every_step_has_a_page_and_answers_what_is_left_blank(
    name: str, visit: Visiting, enquiry: dict[str, Any], authorities: Authorities
) -> None:
    """No step of any procedure fails: its page opens, and a blank form says what is missing."""
    authority = authorities[name]
    assert isinstance(authority, Authority)
    procedure = authority.practice.procedure
    takers = [procedure.roles(step.by) for step in procedure.steps_of("receive", None)]
    browser = visit(name, min(takers[0]))
    contact = take(browser, authority, **enquiry)
    managers = (role for role, one in authority.book.roles.items() if one.kind == "team_manager")
    manager = visit(name, next(managers))
    for id, step in authority.book.steps.items():
        browser.get(f"{contact}/do/{id}")
        if step.command.verb in ("receive", "consult"):
            assert browser.status == 404
            continue
        assert browser.status in (200, 403, 409), id
        # Of a version that never was: whatever asks for nothing must not happen either.
        blank = {"csrf": manager.form("Sign out")["csrf"], "go": "do", "version": "999", "key": id}
        manager.post(f"{contact}/do/{id}", blank)
        assert manager.status in (403, 409, 422), (id, manager.status)
        assert manager.mistakes, id
    browser.get(contact)
    assert journal(browser) == ["Contact taken"]


@pytest.fixture
def referral(
    visit: Visiting, enquiry: dict[str, Any], authority: Callable[[str], Authority]
) -> Callable[[str], str]:
    """Take a contact at Leicester and progress it to a referral; give its path."""

    def make(child: str) -> str:
        worker = visit("leicester", "das_social_worker")
        high = {"facts__need": "high", "facts__in_area": "yes", "children__0__name": child}
        contact = take(worker, authority("leicester"), **{**enquiry, **high})
        manager = visit("leicester", "das_team_manager")
        do(manager, contact, "authorise_referral", outcome="referral", rationale="A need is clear.")
        return contact

    return make


def test_a_referral_is_copied_to_a_sibling(referral: Callable[[str], str], visit: Visiting) -> None:
    """A copy begins a contact of its own, linked, with the original's outcome."""
    contact = referral("Ida Example")
    screening = visit("leicester", "screening_manager")
    do(screening, contact, "decide_to_refer_sibling", text="The sister lives there too.")
    worker = visit("leicester", "das_social_worker")
    worker.get(f"{contact}/do/copy_to_sibling")
    worker.press("Copy the referral to a sibling")
    assert worker.mistakes == ["Enter the child’s name, or when an unborn child is expected"]
    worker.press("Copy the referral to a sibling", child__name="Una Example")
    assert worker.path != contact
    assert worker.page.find("h1")[0].text == "Una Example"
    assert contact in worker.html
    assert "Outcome carried over" in journal(worker)


def test_a_duplicate_is_deleted_once_its_outcome_is_carried_over(
    referral: Callable[[str], str], visit: Visiting
) -> None:
    """Refused before its outcome is copied; afterwards the survivor is shown, and a tombstone."""
    survivor, duplicate = referral("Ida Example"), referral("Ida Eksample")
    worker = visit("leicester", "das_social_worker")
    worker.get(survivor)
    reference = worker.page.find("span", **{"class": "govuk-caption-l"})[0].text.split()[-1]
    do(worker, duplicate, "link", kind="duplicate_of", other=reference)
    survives, goes = survivor.rpartition("/")[2], duplicate.rpartition("/")[2]
    worker.get(f"{duplicate}/do/delete_duplicate_contact")
    worker.press("Delete the duplicate contact", survivor=survives)
    assert worker.status == 409
    assert "has not been copied" in worker.mistakes[0]
    do(worker, survivor, "carry_outcome_to_sibling", source=goes)
    worker.get(f"{duplicate}/do/delete_duplicate_contact")
    worker.press("Delete the duplicate contact", survivor=survives)
    assert worker.path == survivor, worker.mistakes
    worker.get(duplicate)
    assert worker.status == 200
    assert "deleted as a duplicate" in worker.page.text
    assert "Ida Eksample" not in worker.html


def test_a_contact_of_an_older_edition_is_still_shown(
    taken: Visiting, authorities: Authorities
) -> None:
    """Where the procedure has changed since, a contact's page shows what it was received under."""
    browser = taken()
    authority = authorities["york"]
    assert isinstance(authority, Authority)
    before = authority.practice
    layers = [
        replace(layer, procedure=f"{layer.procedure}\n# changed\n") for layer in authority.layers
    ]
    changed = authority.practice_of_layers(layers)
    assert changed.book.digest != before.book.digest
    authority.practice = changed
    try:
        with authority.store.visit(Visit("", "test.keep", now())) as records:
            records.keep_edition(changed.book.digest, layers, now())
        browser.get(browser.path)
        assert browser.status == 200
        do(browser, browser.path, "add_information", text="Later.")
    finally:
        authority.practice = before
