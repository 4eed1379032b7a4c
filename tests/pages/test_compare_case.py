"""One contact under several authorities, as a page: links, forms without JavaScript, mistakes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from frontdoor.web.pages.published.case_facts import READY

Visiting = Callable[..., Any]

HOMELESS = "/compare/case?received=2026-03-06T18:00&facts.age_band=16_or_17&facts.homeless=yes"
GO = "See what each does"


def tables(browser: Any) -> dict[str, dict[str, list[str]]]:
    """Every table on the page by the id of its heading: its rows by their headings."""
    found = {}
    for region in browser.page.find("div", tabindex="0"):
        for table in region.find("table"):
            rows = {
                row.find("th")[0].text: [cell.text for cell in row.find("td")]
                for body in table.find("tbody")
                for row in body.find("tr")
            }
            found[region.attributes["aria-labelledby"]] = rows
    return found


def starting(rows: dict[str, list[str]], heading: str) -> list[str]:
    """The cells of the row whose heading begins so."""
    (cells,) = (cells for said, cells in rows.items() if said.startswith(heading))
    return cells


def test_anyone_may_begin_with_a_ready_case(visit: Visiting) -> None:
    """Without signing in the page offers cases, and each leads to what every authority does."""
    browser = visit()
    browser.get("/compare/case")
    assert browser.status == 200
    links = [a for a in browser.page.find("a") if "/compare/case?" in a.attributes["href"]]
    assert [link.text for link in links] == [case.title for case in READY]
    for link in links:
        browser.get(link.attributes["href"])
        assert browser.status == 200, (link.text, browser.mistakes)
        rows = tables(browser)["case"]
        assert all(starting(rows, "What is advised"))
        assert len(starting(rows, "What is advised")) == 4
        assert browser.page.find("svg", role="img")
        assert "out-of-order is out of service, and is left out." in browser.page.text
        assert browser.headers["cache-control"] == "no-store"


def test_a_homeless_sixteen_year_old_on_a_friday_evening_is_found(visit: Visiting) -> None:
    """From the start page: who decides by when, in each, for the first of the ready cases."""
    browser = visit()
    browser.get("/")
    assert "/compare/case" in [a.attributes["href"] for a in browser.page.find("a")]
    browser.get("/compare/case")
    (ready,) = (a for a in browser.page.find("a") if "homeless on a Friday evening" in a.text)
    query = parse_qs(urlsplit(ready.attributes["href"]).query)
    received = datetime.fromisoformat(query["received"][0])
    assert (received.weekday(), received.time()) == (4, time(18))
    browser.get(ready.attributes["href"])
    by = starting(tables(browser)["case"], "To be decided by")
    york, leicester, hertfordshire, generic = by
    assert "(next meeting" in york
    assert "(24 hours)" in leicester
    assert "(1 working day" in hertfordshire
    assert "GEN-02" in generic


def test_ready_cases_lie_ahead_on_their_weekday() -> None:
    """A ready case comes within the next week, on its weekday and at its hour."""
    for now in (datetime(2026, 3, 6, 18, 0, tzinfo=UTC), datetime(2026, 3, 7, 0, 30, tzinfo=UTC)):
        for case in READY:
            coming = case.coming(now)
            assert coming > now
            assert coming - now <= timedelta(days=7)
            assert (coming.weekday(), coming.time()) == (case.weekday, case.at)


def test_a_link_says_all_that_the_page_shows(visit: Visiting) -> None:
    """The same address gives the same answers, and the form holds what the address says."""
    browser = visit()
    browser.get(HOMELESS)
    first = browser.page.text
    assert "Homeless young person yes" in first
    assert "Comes Friday 6 March 2026 at 6pm" in first
    form = browser.form(GO)
    assert form["facts.age_band"] == "16_or_17"
    assert form["facts.homeless"] == ["yes"]
    assert form["facts.need"] == "not_known"
    assert (form["received.day"], form["received.time"]) == ("6", "18:00")
    browser.get(HOMELESS)
    assert browser.page.text == first


def test_a_sent_form_leads_to_a_short_address(visit: Visiting) -> None:
    """Facts that are not known, and authorities where all are asked, are not in the address."""
    browser = visit()
    browser.get("/compare/case")
    browser.press(
        GO,
        facts__need="high",
        received__day="6",
        received__month="3",
        received__year="2026",
        received__time="6pm",
    )
    (link,) = (a for a in browser.page.find("a") if a.text == "link to this contact")
    assert link.attributes["href"] == "/compare/case?received=2026-03-06T18:00&facts.need=high"


def test_somebody_must_be_asked(visit: Visiting) -> None:
    """Where no authority is ticked that is told, and the facts stay."""
    browser = visit()
    browser.get("/compare/case")
    browser.press(GO, authorities=None, facts__need="high")
    assert browser.status == 400
    assert browser.mistakes == ["Choose at least one authority"]
    assert browser.form(GO)["facts.need"] == "high"


def test_a_link_without_a_time_is_given_one(visit: Visiting) -> None:
    """Where no time is said it is the coming Friday evening, and the address then carries it."""
    browser = visit()
    answer = browser.ask("GET", "/compare/case?facts.need=high", follow_redirects=False)
    assert answer.status_code == 303
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    received = datetime.fromisoformat(query["received"][0])
    assert (received.weekday(), received.time()) == (4, time(18))


def test_what_changes_with_the_facts_is_shown(visit: Visiting) -> None:
    """Facts that are changed in the form show which answers changed, and what they were."""
    browser = visit()
    browser.get(HOMELESS + "&facts.need=high&facts.protection_needed_now=no")
    assert "What has changed" not in browser.page.text
    browser.press(GO, facts__protection_needed_now="yes")
    assert browser.status == 200
    assert "The child needs protection now: yes; before, no" in browser.page.text
    york = starting(tables(browser)["changes-case"], "What is advised")[0]
    assert york.startswith("Now: Referral")
    assert "Before: Enquiry" in york
    browser.press(GO)
    assert "What has changed" not in browser.page.text


def test_only_those_chosen_are_shown(visit: Visiting) -> None:
    """Authorities named in the address stand beside each other; one out of service is named."""
    browser = visit()
    browser.get(HOMELESS + "&authorities=york,generic")
    assert len(starting(tables(browser)["case"], "Where it goes")) == 2
    assert "out of service" not in browser.page.text
    browser.get(HOMELESS + "&authorities=york&authorities=out-of-order")
    assert len(starting(tables(browser)["case"], "Where it goes")) == 1
    assert "out-of-order is out of service" in browser.page.text
    browser.get(HOMELESS + "&authorities=out-of-order")
    assert browser.status == 200
    assert "case" not in tables(browser)


def test_what_an_authority_does_not_ask_is_left_out_there(visit: Visiting) -> None:
    """A fact of one authority's own is marked in the form and named where it is left out."""
    browser = visit()
    browser.get(HOMELESS + "&facts.supported_at_tier_2=yes")
    assert "Asked by City of York only." in browser.page.text
    left_out = "does not ask: The Advice Team already supports the family at Tier 2."
    assert browser.page.text.count(left_out) == 3


def test_mistakes_are_told_together_and_nothing_is_lost(visit: Visiting) -> None:
    """Unknown facts, values, authorities and times are all named, each with what to do."""
    browser = visit()
    browser.get(
        "/compare/case?received=soon&facts.need=hihg&facts.neeed=high&facts.homeless=perhaps"
        "&facts.age_band=16_or_17&authorities=yorc&facts.out_of_hours=yes"
    )
    assert browser.status == 400
    told = " ".join(browser.mistakes)
    assert "There is no authority “yorc” here. Did you mean 'york'?" in told
    assert "“soon” is no date and time" in told
    assert "Level of need cannot be “hihg”. Did you mean 'high'?" in told
    assert "There is no fact “neeed” that is asked. Did you mean 'need'?" in told
    assert "Homeless young person cannot be “perhaps”. Choose no or yes." in told
    assert "There is no fact “out_of_hours” that is asked." in told
    form = browser.form(GO)
    assert form["facts.need"] == "hihg"
    assert form["facts.age_band"] == "16_or_17"
    assert browser.page.find("title")[0].text.startswith("Error: ")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("facts.looked_after=yes&facts.case=new", "looked after is an open case"),
        ("received=2090-03-06T18:00", "bank holidays"),
        ("received=1999-03-06T18:00", "between 2000 and 2099"),
        ("go=yes&received.day=6&received.month=3", "year"),
        ("go=yes&received.day=31&received.month=2&received.year=2026", "real date"),
    ],
)
def test_what_cannot_be_is_refused(visit: Visiting, query: str, says: str) -> None:
    """Facts that cannot be together and times that cannot be used are told, with status 400."""
    browser = visit()
    browser.get(f"/compare/case?{query}")
    assert browser.status == 400
    assert any(says in one for one in browser.mistakes)


@pytest.mark.parametrize(
    "before", ["", "x", "received=soon", "received=2026-03-06T18:00&facts.x=y"]
)
def test_earlier_facts_that_cannot_be_used_show_no_change(visit: Visiting, before: str) -> None:
    """Only a contact that can be compared is compared with; a broken one is passed over."""
    browser = visit()
    browser.get(f"{HOMELESS}&{urlencode({'before': before})}")
    assert browser.status == 200
    assert "What has changed" not in browser.page.text


def test_what_is_typed_is_escaped(visit: Visiting) -> None:
    """Nothing from the address becomes part of the page's own text."""
    browser = visit()
    browser.get("/compare/case?facts.need=%3Cb%3Ex&authorities=%3Cscript%3E&before=%22%3E%3Cb%3E")
    assert browser.status == 400
    assert "<b>" not in browser.html
    assert "<script>" not in browser.html
