"""A consultation: on one page, of which nothing is saved before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from frontdoor.services.authority import Authority

from .taking import files_with, number_of

Visiting = Callable[..., Any]
At = Callable[[str], Authority]

PAGE = "/leicester/consultations/new"


@pytest.fixture
def worker(visit: Visiting) -> Any:
    """A worker on the page of a consultation."""
    browser = visit("leicester", "das_social_worker")
    browser.get("/leicester/contacts/new")
    link = next(a for a in browser.page.find("a") if a.text == "Hold a consultation")
    browser.get(link.attributes["href"])
    assert browser.path == PAGE
    return browser


def test_mistakes_are_shown_and_nothing_typed_is_lost(
    worker: Any, enquiry: dict[str, Any], authority: At
) -> None:
    """A wrong date is named at the top and at its field; every other field keeps what it held."""
    before = number_of(authority("leicester"))
    wrong = {"children__0__date_of_birth__day": "31", "happened__day": "1", "concerns": ["neglect"]}
    worker.press("Send it", **{**enquiry, **wrong})
    assert worker.status == 422
    assert worker.mistakes == [
        "When it happened must include a month and a year",
        "Date of birth must be a real date",
    ]
    links = [a for a in worker.page.find("a") if a.text in worker.mistakes]
    assert [a.attributes["href"] for a in links] == [
        "#happened-day",
        "#children-0-date_of_birth-day",
    ]
    kept = worker.form("Send it")
    for name, value in {**enquiry, **wrong}.items():
        assert kept[name.replace("__", ".")] == value
    assert number_of(authority("leicester")) == before


def test_the_same_form_sent_twice_makes_one_contact(
    worker: Any, enquiry: dict[str, Any], authority: At
) -> None:
    """A double submit leads to the same contact; the key with another call is refused."""
    form = worker.form("Send it")
    form |= {name.replace("__", "."): value for name, value in enquiry.items()} | {"go": "record"}
    before = number_of(authority("leicester"))
    worker.post(PAGE, form)
    first = worker.path
    worker.post(PAGE, form)
    assert worker.path == first
    assert number_of(authority("leicester")) == before + 1
    worker.post(PAGE, {**form, "children.0.name": "Bo Example"})
    assert worker.status == 409
    assert "sent already" in worker.mistakes[0]
    assert worker.form("Send it")["children.0.name"] == "Bo Example"
    assert number_of(authority("leicester")) == before + 1


def test_children_are_added_and_removed_without_javascript(worker: Any) -> None:
    """A further child gets fields, and what was typed stays."""
    worker.press("Add another child", children__0__name="Ada Example")
    worker.press("Add another adult", children__1__name="Bo Example")
    removing = [b for b in worker.page.find("button") if b.text == "Remove this child"]
    worker.post(PAGE, worker.form("Send it") | {"go": removing[0].attributes["value"]})
    assert worker.form("Send it")["children.0.name"] == "Bo Example"
    assert "children.1.name" not in worker.form("Send it")


def test_the_procedure_is_asked_without_anything_being_kept(
    worker: Any, enquiry: dict[str, Any], authority: At
) -> None:
    """Asking shows outcome, rule, clauses with their wording, and what is not answered yet."""
    before = number_of(authority("leicester"))
    worker.press("See what the procedure says", **enquiry)
    said = next(e for e in worker.page.find("aside")).text
    for expected in ("LEI-", "Why no other route was taken", "Nothing has been kept so far"):
        assert expected in said
    assert worker.form("Send it")["children.0.name"] == "Ada Example"
    assert number_of(authority("leicester")) == before


def test_a_hypothetical_consultation_leaves_nothing(
    worker: Any, authority: At, folder: Path
) -> None:
    """What the procedure does not record is advised on, and not one byte of it is kept."""
    canary = "Zyzzyva-Canary"
    before = number_of(authority("leicester"))
    assert "Nothing on this page is saved before you send it" in worker.page.text
    assert worker.form("Send it")["facts.purpose"] == "consultation"
    call = {
        "referrer__kind": "professional",
        "referrer__name": canary,
        "facts__need": "low",
        "facts__protection_needed_now": "no",
        "what_happened": f"The story of {canary}.",
    }
    worker.press("Send it", **call)
    assert worker.status == 200
    assert worker.page.find("h1")[0].text == "Nothing has been recorded"
    assert "What to tell the caller" in worker.page.text
    assert "Hypothetical advice, not recorded" in worker.page.text
    assert "LEI-06" in worker.page.text
    assert number_of(authority("leicester")) == before
    assert not files_with(folder, canary)
    worker.get(PAGE)
    worker.press("Send it", children__0__name="Kept Canary", facts__purpose="concern")
    assert files_with(folder, "Kept Canary")


@pytest.mark.parametrize("name", ["york", "hertfordshire", "generic"])
def test_without_a_consultation_in_the_procedure_there_is_no_page_for_it(
    name: str, visit: Visiting, authority: At
) -> None:
    """Where every call is taken as a contact, none is offered, and its address has nothing."""
    procedure = authority(name).practice.procedure
    role = min(procedure.roles(procedure.steps_of("receive", None)[0].by))
    browser = visit(name, role)
    browser.get(f"/{name}/contacts/new")
    assert "Hold a consultation" not in browser.page.text
    browser.get(f"/{name}/consultations/new")
    assert browser.status == 404
    assert browser.ask("POST", f"/{name}/consultations/new").status_code in (403, 404)
