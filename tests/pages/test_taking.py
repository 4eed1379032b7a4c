"""Taking a contact on its guided pages: step by step or in any order, with what is advised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from frontdoor.services import drafts as drafts_service
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit
from frontdoor.web.pages.taking.steps import STEPS

from .taking import aside, begin, contact_at, fill_in, number_of, status_of, take

Visiting = Callable[..., Any]
At = Callable[[str], Authority]


def test_a_contact_is_taken_step_by_step(
    visit: Visiting, enquiry: dict[str, Any], authority: At
) -> None:
    """From the child to checking the answers, each page leads to the next; then it is recorded."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    browser.get(f"{address}/child")
    child = {name: value for name, value in enquiry.items() if name.startswith("children")}
    browser.press("Save and continue", **child)
    seen = []
    for _ in STEPS:
        seen.append(browser.path.rpartition("/")[2])
        if seen[-1] == "missing":
            browser.get(f"{address}/check")
            break
        browser.press("Save and continue")
    assert seen == [step for step in STEPS if step not in ("child", "check")]
    assert browser.page.find("h1")[0].text == "Check your answers"
    assert "Child 1: Name Ada Example" in browser.page.text
    assert "Child 1: Date of birth 2 11 2019" in browser.page.text
    browser.press("Record this contact")
    assert browser.page.find("h1")[0].text == "Ada Example"
    assert "Done. Contact taken" in browser.page.text


def test_calls_do_not_come_in_order(visit: Visiting, authority: At) -> None:
    """From the overview any step is filled in first, and each shows how far it is."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    assert status_of(browser, "known") == "Cannot start yet"
    assert status_of(browser, "need") == "Not started"
    fill_in(browser, authority("york"), address, facts__need="high", what_happened="Invented.")
    browser.get(f"{address}/history")
    browser.press("Save and continue")
    browser.get(address)
    assert status_of(browser, "need") == "Completed"
    assert status_of(browser, "happened") == "Completed"
    assert status_of(browser, "history") == "Nothing known yet"
    assert status_of(browser, "caller") == "Not started"
    browser.get(f"{address}/asked")
    first = browser.page.find("textarea")[0].attributes["name"]
    browser.press("Save and continue", **{first: "An invented answer."})
    browser.get(address)
    assert status_of(browser, "asked").startswith("1 of ")
    fill_in(browser, authority("york"), address, children__0__name="Last Example")
    assert browser.page.find("h1")[0].text == "Last Example"
    browser.press("Record this contact")
    assert "An invented answer." in browser.page.text
    assert "Level of need High" in browser.page.text


def test_in_danger_it_is_recorded_at_once(visit: Visiting, authority: At) -> None:
    """With one fact known the overview records it; its clock runs from when it was begun."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    fill_in(browser, authority("york"), address, facts__protection_needed_now="yes")
    assert "In danger, record it now" in browser.page.text
    browser.press("Record this contact")
    assert "Done. Contact taken" in browser.page.text
    assert browser.page.find("h1")[0].text != "No child named yet"


def test_clocks_count_from_when_the_form_was_begun(
    visit: Visiting, authority: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that is recorded hours later was received when it came, not when it was recorded."""
    earlier = now() - timedelta(hours=5)
    browser = visit("york", "advice_worker")
    with monkeypatch.context() as then:
        then.setattr(drafts_service, "now", lambda: earlier)
        address = begin(browser, "york")
    fill_in(browser, authority("york"), address, children__0__name="Slow Example")
    browser.press("Record this contact")
    contact = contact_at(authority("york"), browser.path)
    assert abs(contact.received - earlier) < timedelta(seconds=1)
    assert contact.recorded - contact.received > timedelta(hours=4)


def test_clocks_count_from_when_it_came_where_that_is_said(
    visit: Visiting, enquiry: dict[str, Any], authority: At
) -> None:
    """Friday's e-mail typed in later has both times, and its clock runs from the first."""
    browser = visit("york", "advice_worker")
    came = {"day": "6", "month": "3", "year": "2026", "time": "4.30pm"}
    typed = {**enquiry, **{f"happened__{part}": said for part, said in came.items()}}
    take(browser, authority("york"), **typed)
    contact = contact_at(authority("york"), browser.path)
    assert f"{contact.received:%A %H:%M}" == "Friday 16:30"
    assert contact.next_due is not None
    assert f"{contact.next_due:%A %H:%M}" == "Monday 09:30"
    assert contact.recorded > contact.received
    assert "Friday 6 March 2026 at 4:30pm" in browser.page.text


def test_mistakes_are_shown_and_nothing_typed_is_lost(
    visit: Visiting, enquiry: dict[str, Any], authority: At
) -> None:
    """A wrong date is named on its page and in the overview; it is saved as it was typed."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    before = number_of(authority("york"))
    browser.get(f"{address}/child")
    wrong = {"children__0__name": "Ada Example", "children__0__date_of_birth__day": "31"}
    browser.press("Save and continue", **wrong)
    assert browser.status == 422
    assert browser.mistakes == ["Date of birth must include a month and a year"]
    link = next(a for a in browser.page.find("a") if a.text in browser.mistakes)
    assert link.attributes["href"] == "#children-0-date_of_birth-day"
    assert browser.page.find("title")[0].text.startswith("Error: ")
    browser.get(f"{address}/caller")
    browser.press("Save and continue", happened__day="1", referrer__name="n" * 201)
    assert browser.mistakes == [
        "When it happened must include a month and a year",
        "Name must be 200 characters or fewer",
    ]
    browser.get(address)
    assert status_of(browser, "child") == "There is a problem"
    assert status_of(browser, "caller") == "There is a problem"
    assert "cannot be used yet" in aside(browser)
    version = browser.page.find("h1")[0].text
    browser.get(f"{address}/check")
    assert "must include a month" in browser.page.text
    browser.press("Record this contact")
    assert browser.status == 422
    assert len(browser.mistakes) == 3
    links = [a for a in browser.page.find("a") if a.text in browser.mistakes]
    assert {a.attributes["href"] for a in links} == {"#step-child", "#step-caller"}
    assert version == "Ada Example"
    browser.get(f"{address}/child")
    assert browser.form("Save and continue")["children.0.date_of_birth.day"] == "31"
    assert number_of(authority("york")) == before


def test_facts_that_cannot_be_together_are_told_with_the_reason(
    visit: Visiting, authority: At
) -> None:
    """A looked-after child who is new to social care is refused, by the reason of the rule."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    browser.get(f"{address}/history")
    browser.press("Save and continue", facts__looked_after="yes", facts__case="new")
    assert browser.status == 422
    assert "open case" in browser.mistakes[0]
    link = next(a for a in browser.page.find("a") if a.text == browser.mistakes[0])
    assert link.attributes["href"] == "#together"
    browser.get(address)
    assert "open case" in aside(browser)
    browser.post(address, {**browser.form("Sign out"), "go": "record", "version": "2"})
    assert browser.status == 422


def test_the_panel_tells_what_has_changed_since_the_page_before(
    visit: Visiting, authority: At
) -> None:
    """What was advised and what is now, the rule and its clauses, and tasks that come and go."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    browser.get(f"{address}/need")
    browser.press("Save and continue", facts__need="low", facts__protection_needed_now="no")
    browser.get(f"{address}/need")
    browser.press("Save and continue", facts__need="significant_harm")
    said = aside(browser)
    assert "Was: Contact: information, advice or signposting." in said
    assert "Now: Referral: stepped up to the Assessment Team immediately" in said
    assert "because of rule" in said
    assert "(YOR-16, YOR-20" in said
    assert "Now to do: Decide on an immediate step-up, by" in said
    browser.get(f"{address}/happened")
    browser.press("Save and continue", what_happened="Nothing that changes the advice.")
    assert "What has changed" not in browser.page.text


def test_what_is_missing_is_named_with_what_it_would_change(visit: Visiting, authority: At) -> None:
    """Facts that would change the advice, questions and checks; none of them holds it up."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    fill_in(
        browser,
        authority("york"),
        address,
        children__0__name="Missing Example",
        facts__need="moderate",
    )
    browser.get(f"{address}/missing")
    assert "Not known yet, and it would change the advice" in browser.page.text
    row = next(
        one
        for one in browser.page.find("div", **{"class": "govuk-summary-list__row"})
        if "needs protection now" in one.text
    )
    assert "Yes: Referral" in row.text
    assert row.find("a")[0].attributes["href"] == f"{address}/need"
    assert "eTrak: is the child or family known" in browser.page.text


def test_who_may_not_take_contacts_is_told_so_beforehand(visit: Visiting) -> None:
    """A role that the procedure does not let take contacts gets the reason and the clauses."""
    browser = visit("york", "service_admin")
    address = begin(browser, "york")
    assert "'Take a contact' is for: Advice Worker." in browser.page.text
    assert "YOR-05" in browser.page.text
    browser.post(address, {**browser.form("Sign out"), "go": "record", "version": "1"})
    assert browser.status == 403
    assert "'Take a contact' is for: Advice Worker." in browser.mistakes[0]


def test_children_are_added_and_removed_without_javascript(
    visit: Visiting, enquiry: dict[str, Any], authority: At
) -> None:
    """A second child gets fields, what was typed stays, and each child becomes a linked contact."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    browser.get(f"{address}/child")
    browser.press("Add another child", children__0__name="Ada Example")
    browser.press("Add another child", children__1__name="Gone Example")
    form = browser.form("Save and continue") | {"children.2.name": "Bo Example"}
    browser.post(f"{address}/child", {**form, "go": "remove children.1"})
    form = browser.form("Save and continue")
    assert [form["children.0.name"], form["children.1.name"]] == ["Ada Example", "Bo Example"]
    assert "children.2.name" not in form
    rest = {name: said for name, said in enquiry.items() if not name.startswith("children")}
    fill_in(browser, authority("york"), address, children__1__facts__need="high", **rest)
    browser.press("Record this contact")
    assert browser.page.find("h1")[0].text == "Ada Example"
    assert "Same call" in browser.page.text
    first = contact_at(authority("york"), browser.path)
    (link,) = first.links
    second = contact_at(authority("york"), f"/{({link.this, link.other} - {first.id}).pop()}")
    assert [first.child.name, second.child.name] == ["Ada Example", "Bo Example"]
    assert [first.facts["need"], second.facts["need"]] == ["moderate", "high"]


def test_a_child_on_record_is_found_before_another_is_taken_up(
    visit: Visiting, authority: At
) -> None:
    """The match is shown with its reasons; chosen, both contacts are of one person."""
    born = {
        "children__0__date_of_birth__day": "3",
        "children__0__date_of_birth__month": "4",
        "children__0__date_of_birth__year": "2014",
    }
    browser = visit("york", "advice_worker")
    first = take(browser, authority("york"), children__0__name="Zebedee Known-Example", **born)
    address = begin(browser, "york")
    fill_in(browser, authority("york"), address, children__0__name="Zebedee Known Exampel", **born)
    assert status_of(browser, "known") == "Not looked up"
    browser.get(f"{address}/known")
    assert "Same date of birth" in browser.page.text
    assert "1 earlier contact" in browser.page.text
    person = next(
        one.attributes["value"]
        for one in browser.page.find("input", type="radio")
        if one.attributes["value"] != "none"
    )
    browser.press("Save and continue", children__0__person=person)
    browser.get(address)
    assert status_of(browser, "known") == "1 of 1 on record"
    browser.press("Record this contact")
    ids = [path.rpartition("/")[2] for path in (first, browser.path)]
    with authority("york").store.visit(Visit("", "test.read", now())) as records:
        people = {contact.person for contact in records.locked(ids).values()}
    assert people == {person}


def test_whoever_is_renamed_is_looked_up_anew(visit: Visiting, authority: At) -> None:
    """Another name or date takes back who the child was said to be; a forged choice is none."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    fill_in(browser, authority("york"), address, children__0__name="Renamed Example")
    browser.get(f"{address}/known")
    browser.press("Save and continue", children__0__person="0" * 32)
    browser.get(address)
    assert status_of(browser, "known") == "Not looked up"
    browser.get(f"{address}/known")
    browser.press("Save and continue")
    browser.get(address)
    assert status_of(browser, "known") == "Not on record"
    fill_in(browser, authority("york"), address, children__0__name="Otherwise Example")
    assert status_of(browser, "known") == "Not looked up"


def test_a_restricted_record_is_told_of_without_saying_who_it_is(
    visit: Visiting, authority: At
) -> None:
    """Surely the same child, the match says no more than that there is one, and can be chosen."""
    child = {
        "children__0__name": "Perdita Held-Back",
        "children__0__nhs_number": "600 000 0006",
        "children__0__date_of_birth__day": "9",
        "children__0__date_of_birth__month": "8",
        "children__0__date_of_birth__year": "2013",
    }
    manager = visit("york", "advice_team_manager")
    first = take(visit("york", "advice_worker"), authority("york"), **child)
    manager.get(f"{first}/do/restrict")
    manager.press(manager.page.find("h1")[0].text, reason="An invented reason.")
    assert manager.path == first, manager.mistakes
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    number = {"children__0__nhs_number": "6000000006"}
    fill_in(browser, authority("york"), address, **number)
    browser.get(f"{address}/known")
    assert "A restricted record that may be this child" in browser.page.text
    assert "Perdita" not in browser.html
    person = browser.page.find("input", type="radio")[0].attributes["value"]
    browser.press("Save and continue", children__0__person=person)
    browser.get(f"{address}/child")
    assert browser.form("Save and continue")["children.0.name"] == ""
    assert "Perdita" not in browser.html
