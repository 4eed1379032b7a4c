"""Taking a contact on its page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from frontdoor.composition import Unusable
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, Visit

Visiting = Callable[..., Any]
Authorities = dict[str, Authority | Unusable]


def number_of(authorities: Authorities, name: str) -> int:
    """How many contacts an authority has."""
    authority = authorities[name]
    assert isinstance(authority, Authority)
    with authority.store.visit(Visit("", "test.read", now())) as records:
        return len(records.lines(Query(state="all", limit=1000)))


def test_mistakes_are_shown_and_nothing_typed_is_lost(
    visit: Visiting, enquiry: dict[str, Any], authorities: Authorities
) -> None:
    """A wrong date is named at the top and at its field; every other field keeps what it held."""
    browser = visit("york", "advice_worker")
    browser.get("/york/contacts/new")
    before = number_of(authorities, "york")
    wrong = {"children__0__date_of_birth__day": "31", "happened__day": "1", "concerns": ["neglect"]}
    browser.press("Record this contact", **{**enquiry, **wrong})
    assert browser.status == 422
    assert browser.mistakes == [
        "When it happened must include a month and a year",
        "Date of birth must be a real date",
    ]
    links = [a for a in browser.page.find("a") if a.text in browser.mistakes]
    assert [a.attributes["href"] for a in links] == [
        "#happened-day",
        "#children-0-date_of_birth-day",
    ]
    assert browser.page.find("title")[0].text.startswith("Error: ")
    assert "Error: Date of birth must be a real date" in browser.page.text
    kept = browser.form("Record this contact")
    for name, value in {**enquiry, **wrong}.items():
        assert kept[name.replace("__", ".")] == value
    assert number_of(authorities, "york") == before


def test_text_that_is_too_long_is_named_with_its_limit(
    visit: Visiting, enquiry: dict[str, Any]
) -> None:
    """A name of more than 200 characters is refused at its field, and stays there."""
    browser = visit("york", "advice_worker")
    browser.get("/york/contacts/new")
    browser.press("Record this contact", **{**enquiry, "referrer__name": "n" * 201})
    assert browser.status == 422
    assert browser.mistakes == ["Name must be 200 characters or fewer"]
    assert browser.form("Record this contact")["referrer.name"] == "n" * 201


def test_facts_that_cannot_be_together_are_refused_with_the_reason(
    visit: Visiting, enquiry: dict[str, Any]
) -> None:
    """A looked-after child who is new to social care is refused, by the reason of the rule."""
    browser = visit("york", "advice_worker")
    browser.get("/york/contacts/new")
    impossible = {"facts__looked_after": "yes", "facts__case": "new"}
    browser.press("Record this contact", **{**enquiry, **impossible})
    assert browser.status == 422
    assert "open case" in browser.mistakes[0]
    link = next(a for a in browser.page.find("a") if a.text == browser.mistakes[0])
    assert link.attributes["href"] == "#facts"


def test_the_same_form_sent_twice_makes_one_contact(
    visit: Visiting, enquiry: dict[str, Any], authorities: Authorities
) -> None:
    """A double submit leads to the same contact; the key with another call is refused."""
    browser = visit("york", "advice_worker")
    browser.get("/york/contacts/new")
    form = browser.form("Record this contact")
    form |= {name.replace("__", "."): value for name, value in enquiry.items()} | {"go": "record"}
    before = number_of(authorities, "york")
    browser.post("/york/contacts/new", form)
    first = browser.path
    browser.post("/york/contacts/new", form)
    assert browser.path == first
    assert number_of(authorities, "york") == before + 1
    browser.post("/york/contacts/new", {**form, "children.0.name": "Bo Example"})
    assert browser.status == 409
    assert "sent already" in browser.mistakes[0]
    assert browser.form("Record this contact")["children.0.name"] == "Bo Example"
    assert number_of(authorities, "york") == before + 1


def test_children_are_added_and_removed_without_javascript(
    visit: Visiting, enquiry: dict[str, Any]
) -> None:
    """A second child gets fields, what was typed stays, and each child becomes a linked contact."""
    browser = visit("york", "advice_worker")
    browser.get("/york/contacts/new")
    browser.press("Add another child", **enquiry)
    browser.press("Add another child", children__1__name="Gone Example")
    assert browser.form("Record this contact")["children.0.name"] == "Ada Example"
    browser.press("Add another adult", children__2__name="Bo Example")
    removing = [b for b in browser.page.find("button") if b.text == "Remove this child"]
    form = browser.form("Record this contact") | {"go": removing[1].attributes["value"]}
    browser.post("/york/contacts/new", form)
    form = browser.form("Record this contact")
    assert [form["children.0.name"], form["children.1.name"]] == ["Ada Example", "Bo Example"]
    assert "children.2.name" not in form
    browser.press("Record this contact", children__1__facts__need="high")
    assert browser.page.find("h1")[0].text == "Ada Example"
    assert "Same call" in browser.page.text
    known = next(e for e in browser.page.find("section", **{"aria-labelledby": "known"}))
    browser.get(known.find("a")[-1].attributes["href"])
    assert browser.page.find("h1")[0].text == "Bo Example"
    assert "Level of need High" in browser.page.text


def test_the_procedure_is_asked_without_anything_being_kept(
    visit: Visiting, enquiry: dict[str, Any], authorities: Authorities
) -> None:
    """Asking shows outcome, rule, clauses with their wording, deadline, tasks and why not."""
    browser = visit("york", "advice_worker")
    browser.get("/york/contacts/new")
    before = number_of(authorities, "york")
    browser.press("See what the procedure says", **enquiry)
    said = next(e for e in browser.page.find("aside")).text
    for expected in (
        "Enquiry: to the daily meeting",
        "Advice Team Manager",
        "Complex",
        "YOR-08",
        "Take to the daily meeting of the following day",
        "Why no other route was taken",
        "Not answered yet",
        "Nothing has been kept so far",
    ):
        assert expected in said
    assert browser.form("Record this contact")["children.0.name"] == "Ada Example"
    assert number_of(authorities, "york") == before


def test_clocks_count_from_when_it_came(visit: Visiting, enquiry: dict[str, Any]) -> None:
    """Friday's e-mail typed in later has both times, and its clock runs from the first."""
    browser = visit("york", "advice_worker")
    browser.get("/york/contacts/new")
    came = {
        "happened__day": "6",
        "happened__month": "3",
        "happened__year": "2026",
        "happened__time": "4.30pm",
    }
    browser.press("Record this contact", **{**enquiry, **came})
    assert "Received Friday 6 March 2026 at 4:30pm" in browser.page.text
    assert "Next due Monday 9 March 2026 at 9:30am overdue" in browser.page.text
    assert "Friday 6 March 2026 at 4:30pm, recorded" in browser.page.text


def test_a_hypothetical_consultation_leaves_nothing(
    visit: Visiting, authorities: Authorities, folder: Path
) -> None:
    """What the procedure does not record is advised on, and not one byte of it is kept."""
    canary = "Zyzzyva-Canary"
    browser = visit("leicester", "das_social_worker")
    before = number_of(authorities, "leicester")
    browser.get("/leicester/contacts/new")
    call = {
        "referrer__kind": "professional",
        "referrer__name": canary,
        "facts__purpose": "consultation",
        "facts__need": "low",
        "facts__protection_needed_now": "no",
        "what_happened": f"The story of {canary}.",
    }
    browser.press("Record this contact", **call)
    assert browser.status == 200
    assert browser.page.find("h1")[0].text == "Nothing has been recorded"
    assert "What to tell the caller" in browser.page.text
    assert "Hypothetical advice, not recorded" in browser.page.text
    assert "LEI-06" in browser.page.text
    assert number_of(authorities, "leicester") == before
    assert not files_with(folder, canary)
    browser.get("/leicester/contacts/new")
    browser.press("Record this contact", children__0__name="Kept Canary", facts__purpose="concern")
    assert files_with(folder, "Kept Canary")


def files_with(folder: Path, text: str) -> list[Path]:
    """The files under a folder that hold a text."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file for file in files if text.encode() in file.read_bytes()]


def test_who_may_not_take_contacts_is_told_so(visit: Visiting, enquiry: dict[str, Any]) -> None:
    """A role that the procedure does not let take contacts gets the reason and the clauses."""
    browser = visit("york", "service_admin")
    browser.get("/york/contacts/new")
    browser.press("Record this contact", **enquiry)
    assert browser.status == 403
    assert "'Take a contact' is for: Advice Worker." in browser.mistakes[0]
    assert "YOR-05" in browser.page.text
    assert browser.form("Record this contact")["children.0.name"] == "Ada Example"
