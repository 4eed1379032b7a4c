"""The lists that people work from: whose work, how much of it, what is due next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from frontdoor.domain import commands as cmd
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import take_contact

from .putting import user_of

Visiting = Callable[..., Any]
At = Callable[[str], Authority]


def tabs(browser: Any) -> dict[str, str]:
    """The lists there are, with how many are on each."""
    (lists,) = (one for one in browser.page.find("nav") if one.attributes["aria-label"] == "Lists")
    return {a.text: a.attributes["href"] for a in lists.find("a")}


def rows(browser: Any) -> list[str]:
    """What stands in each row."""
    return [row.text for body in browser.page.find("tbody") for row in body.find("tr")]


def test_my_own_work_is_a_list_of_its_own(visit: Visiting, put: Callable[..., str]) -> None:
    """Mine, my team's and everyone's are counted, and each is a link."""
    mine, other = put(to="advice_worker"), put(to="advice_team_manager")
    browser = visit("york", "advice_worker")
    browser.get("/york/?whose=mine")
    assert browser.page.find("h1")[0].text == "My contacts"
    assert mine in browser.html
    assert other not in browser.html
    said = re.match(r"Mine \((\d+)", " ".join(tabs(browser)))
    assert said
    assert int(said[1]) == len(rows(browser)) >= 1
    everyone = next(name for name in tabs(browser) if name.startswith("Everyone"))
    browser.get(tabs(browser)[everyone])
    assert browser.page.find("h1")[0].text != "My contacts"
    assert int("".join(re.findall(r"\((\d+)", everyone))) > int(said[1])
    browser.get("/york/?worker=advice_team_manager")
    assert other in browser.html
    assert mine not in browser.html
    assert "Only what is assigned to advice_team_manager is shown" in browser.page.text


def test_my_teams_work_is_what_they_hold(
    visit: Visiting, put: Callable[..., str], authority: At
) -> None:
    """Whoever is in no team has no work of a team; the others see what theirs hold."""
    put()
    at = authority("york")
    browser = visit("york", "advice_worker")
    browser.get("/york/?whose=team")
    held = len(rows(browser))
    worker = user_of(at, "advice_worker")
    with at.store.visit(Visit("", "test.user", now())) as records:
        records.save_user(replace(worker, teams=frozenset()))
    browser.get("/york/?whose=team")
    assert "There is nothing here." in browser.page.text
    assert any(name.startswith("My team’s (0)") for name in tabs(browser))
    with at.store.visit(Visit("", "test.user", now())) as records:
        records.save_user(worker)
    assert held == len(rows_of(browser, "/york/?whose=team"))


def rows_of(browser: Any, path: str) -> list[str]:
    """The rows of the list at a path."""
    browser.get(path)
    return rows(browser)


def test_a_row_says_what_is_due_and_when(
    visit: Visiting, put: Callable[..., str], authority: At
) -> None:
    """The time left stands in words, with the task that is due."""
    contact = put("Quill Example", to="advice_worker", date_of_birth="2019-11-02")
    browser = visit("york", "advice_worker")
    browser.get("/york/?whose=mine")
    (row,) = (row for row in rows(browser) if "Quill Example" in row)
    assert "born 2 Nov 2019" in row
    assert re.search(r"in \d+ (hours|days) ", row)
    names = {task.name for task in authority("york").book.tasks.values()}
    assert any(name in row for name in names), row
    assert browser.page.find("a", href=f"/york/contacts/{contact}")


def test_stages_are_links_with_counts_and_keep_whose_work_it_is(
    visit: Visiting, put: Callable[..., str]
) -> None:
    """A stage narrows the list that is shown; the address has it all, and leads back."""
    contact = put(to="advice_worker")
    browser = visit("york", "advice_worker")
    browser.get("/york/?whose=mine")
    stages = next(n for n in browser.page.find("nav") if n.attributes["aria-label"] == "By stage")
    link = stages.find("a")[0]
    assert "whose=mine" in link.attributes["href"]
    browser.get("/york/" + link.attributes["href"])
    assert contact in browser.html
    assert browser.page.find("h1")[0].text == link.text
    browser.get("/york/?stage=stepped_up&whose=mine")
    assert contact not in browser.html
    back = next(a for a in browser.page.find("a") if a.text == "Show all of this list")
    browser.get("/york/" + back.attributes["href"])
    assert contact in browser.html


def test_overdue_work_is_counted_comes_first_and_is_a_list(
    visit: Visiting, put: Callable[..., str], authority: At
) -> None:
    """What is overdue is said in the tab; narrowed to it, nothing else is shown."""
    late, contact = put("Late Example"), put("Timely Example")
    at = authority("york")
    worker = user_of(at, "advice_worker")
    call = cmd.Receive(
        happened=datetime(2026, 1, 5, 9, tzinfo=UTC),
        children=(cmd.ChildSaid(name="Long Ago Example"),),
        what_happened="Invented.",
        facts={"purpose": "concern", "need": "moderate", "protection_needed_now": "no"},
    )
    taken = take_contact(at, worker, call)
    assert isinstance(taken, Receipt), taken
    browser = visit("york", "advice_worker")
    browser.get("/york/")
    assert "overdue by" in rows(browser)[0]
    assert any("overdue" in name for name in tabs(browser))
    browser.get("/york/?late=yes")
    shown = rows(browser)
    assert shown
    assert all("overdue by" in row for row in shown)
    assert taken.written[0].id in browser.html
    assert {late, contact}.isdisjoint(browser.html.split("/"))


def test_pages_lead_on_and_back_to_the_first(visit: Visiting, put: Callable[..., str]) -> None:
    """A long list goes on by its last line, filters kept, and leads back to its beginning."""
    paths = {f"/york/contacts/{put(f'Page {n} Example', to='advice_worker')}" for n in range(3)}
    browser = visit("york", "advice_worker")
    found: list[str] = []
    browser.get("/york/?limit=2&whose=mine")
    assert not [a for a in browser.page.find("a") if a.text == "First page"]
    for _ in range(100):
        found += [a.attributes["href"] for a in browser.page.find("tbody")[0].find("a")]
        following = [a for a in browser.page.find("a") if a.text == "Next page"]
        if not following:
            break
        browser.get("/york/" + following[0].attributes["href"])
    assert paths <= set(found)
    assert len(found) == len(set(found))
    (first,) = (a for a in browser.page.find("a") if a.text == "First page")
    browser.get("/york/" + first.attributes["href"])
    assert [a.attributes["href"] for a in browser.page.find("tbody")[0].find("a")] == found[:2]


def test_what_is_closed_comes_latest_first(visit: Visiting, put: Callable[..., str]) -> None:
    """Closed contacts have a list of their own, and those with something still to do another."""
    browser = visit("york", "advice_worker")
    contact = put()
    for path in ("/york/?state=closed", "/york/?state=owing"):
        browser.get(path)
        assert contact not in browser.html
        assert browser.status == 200


@pytest.mark.parametrize(
    "query", ["whose=everyone", "state=all", "late=no", "text=ada", "limit=1000", "after=%21"]
)
def test_what_is_no_filter_is_refused(visit: Visiting, query: str) -> None:
    """An address that cannot be used says so; a name is none of the filters."""
    browser = visit("york", "advice_worker")
    browser.get(f"/york/?{query}")
    assert browser.status == 422
