"""A child, or a contact, is found by whatever is known, and nothing of it stands in an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Adult, Child
from frontdoor.domain.receiving import reference_of
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.find_people import find_people
from frontdoor.services.ports import Visit
from frontdoor.services.receipts import Receipt

from .putting import user_of

Visiting = Callable[..., Any]
Put = Callable[..., str]
At = Callable[[str], Authority]

NUMBER = "943 476 5919"
HOUSEHOLD = (cmd.AdultSaid(name="Josefa Quarterstaff", telephone="01632 960 077"),)


def searched(browser: Any, text: str) -> str:
    """What a search finds, as the page says it."""
    browser.get("/york/search")
    browser.press("Search", text=text)
    assert browser.path == "/york/search"
    assert browser.status == 200, browser.mistakes
    return str(browser.page.find("main")[0].text)


def test_a_child_is_found_by_each_thing_that_is_known(visit: Visiting, put: Put) -> None:
    """By a name spelt roughly, a date as people write it, numbers, an adult; and it says why."""
    contact = put(
        "Quirina Thistlewood", date_of_birth="2019-04-03", nhs_number=NUMBER, adults=HOUSEHOLD
    )
    browser = visit("york", "advice_worker")
    for typed, why in (
        ("quirina thistlewood", "Same name."),
        ("Kirina Thislewood", "Name spelt alike: Quirina Thistlewood."),
        ("thistle", "Name spelt alike: Quirina Thistlewood."),
        ("3/4/2019 Thistlewood", "Same date of birth. Name spelt alike"),
        ("3 April 2019", "Same date of birth."),
        (NUMBER, "Same NHS number."),
        ("01632960077", "Same telephone number in the household."),
        ("Josefa Quarterstaff", "Adult of the household: Josefa Quarterstaff."),
        (reference_of(contact), "Its reference."),
    ):
        shown = searched(browser, typed)
        assert why in shown, (typed, shown)
        assert f"/york/contacts/{contact}" in browser.html, typed
    assert browser.form("Search")["text"] == reference_of(contact)


def test_what_is_not_there_is_not_found(visit: Visiting) -> None:
    """A search says what it looked for; one for nothing is refused and keeps what was typed."""
    browser = visit("york", "advice_worker")
    shown = searched(browser, "Zzyzx Nobody 31/2/2019 943 476 5918")
    assert "31/2/2019 is not a real date." in shown
    assert "943 476 5918 is not an NHS number that was ever given out" in shown
    assert "Nothing was found" in shown
    browser.press("Search", text=" ")
    assert browser.status == 422
    assert browser.mistakes == ["Enter a name, a date of birth, a reference or an NHS number"]
    browser.press("Search", text="\x00ada")
    assert browser.status == 422


def test_a_search_goes_on_page_by_page_without_an_address(visit: Visiting, put: Put) -> None:
    """What does not fit on a page is on the next, sent as a form; nothing comes twice."""
    contacts = {put(f"Wilhelmina Pager{'abcdefghijklmnopqrstuvw'[n]}") for n in range(23)}
    browser = visit("york", "advice_worker")
    searched(browser, "Wilhelmina Pager")
    found = [
        a.attributes["href"] for a in browser.page.find("a") if "/people/" in a.attributes["href"]
    ]
    assert len(found) == 20
    browser.press("Show the next")
    assert browser.path == "/york/search"
    more = [
        a.attributes["href"] for a in browser.page.find("a") if "/people/" in a.attributes["href"]
    ]
    assert len({*found, *more}) == len(found) + len(more) >= len(contacts)


def test_a_childs_page_has_every_contact_the_latest_first(
    visit: Visiting, put: Put, authority: At
) -> None:
    """Whoever was found has a page with all that is known of them, and each contact."""
    first = put("Ottoline Earlier", date_of_birth="2018-01-09", adults=HOUSEHOLD)
    at = authority("york")
    (match,) = find_people(at, user_of(at, "advice_worker"), Child(name="Ottoline Earlier"))
    second = put("Ottoline Later", person=match.person, school="Invented School")
    browser = visit("york", "advice_worker")
    browser.get(f"/york/people/{match.person}")
    assert browser.page.find("h1")[0].text == "Ottoline Later"
    shown = browser.page.text
    assert "Invented School" in shown
    assert "Also on record as Ottoline Earlier" in shown
    links = [a.attributes["href"] for a in browser.page.find("tbody")[0].find("a")]
    assert links == [f"/york/contacts/{second}", f"/york/contacts/{first}"]
    browser.get("/york/people/nobody")
    assert browser.status == 404


@pytest.mark.parametrize(
    ("child", "strength", "reason"),
    [
        (Child(name="Anyone", nhs_number="9000000009"), "strong", "Same NHS number"),
        (
            Child(name="Tamsin Fiddlewick", date_of_birth=date(2017, 5, 6)),
            "strong",
            "Same name",
        ),
        (
            Child(name="Tamzin Fidlewick", date_of_birth=date(2017, 5, 6)),
            "likely",
            "Name spelt alike: Tamsin Fiddlewick",
        ),
        (Child(name="Tamsin Fiddlewick"), "weak", "No date of birth to compare"),
    ],
)
def test_whoever_may_be_a_child_of_a_call_is_found_with_reasons(
    put: Put, authority: At, child: Child, strength: str, reason: str
) -> None:
    """Before a contact is taken, children on record who may be the same are told apart by why."""
    at = authority("york")
    worker = user_of(at, "advice_worker")
    asked = Child(name="Tamsin Fiddlewick", date_of_birth=date(2017, 5, 6))
    if not find_people(at, worker, asked):
        put("Tamsin Fiddlewick", date_of_birth="2017-05-06", nhs_number="900 000 0009")
    found = find_people(at, worker, child, (Adult(name="Nobody Else"),))
    assert found[0].strength == strength
    assert reason in found[0].reasons
    assert found[0].contacts
    assert find_people(at, worker, Child()) == []


def test_a_restricted_record_is_found_by_nobody_who_may_not_see_it(
    visit: Visiting, put: Put, authority: At
) -> None:
    """By name, date and number there is nothing, as for a child never known; by reference a way."""
    contact = put("Secunda Hiddenfield", date_of_birth="2016-02-03", nhs_number="9000000017")
    at = authority("york")
    manager = user_of(at, "advice_team_manager")
    said = cmd.Restrict(reason="Invented.")
    with at.store.visit(Visit("", "test.read", now())) as records:
        before = records.contact(contact)
    assert before is not None
    done = act_on_contact(at, manager, contact, said, before.version)
    assert isinstance(done, Receipt), done
    browser = visit("york", "advice_worker")
    for typed in ("Secunda Hiddenfield", "3/2/2016", "9000000017", "Hiddenfeild 3 Feb 2016"):
        shown = searched(browser, typed)
        assert contact not in browser.html, typed
        assert reference_of(contact) not in shown, typed
    shown = searched(browser, reference_of(contact))
    assert "Restricted record" in shown
    assert "Hiddenfield" not in shown
    worker = user_of(at, "advice_worker")
    asked = Child(name="Secunda Hiddenfield", date_of_birth=date(2016, 2, 3))
    (match,) = find_people(at, worker, asked)
    assert (match.child.name, match.contacts) == ("Restricted record", ())
    assert match.reasons == ("Said to be the same child",)
    assert find_people(at, worker, Child(name="Secunda Hiddenfield")) == []
    browser.get(f"/york/people/{match.person}")
    assert "Hiddenfield" not in browser.html
    assert "record is restricted" in browser.page.text
    its = visit("york", "advice_team_manager")
    assert "Secunda Hiddenfield" in searched(its, "Secunda Hiddenfield")
