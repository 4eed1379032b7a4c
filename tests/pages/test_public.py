"""Public pages: procedures to be read and compared, by anyone and without a session."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from frontdoor.compare.side_by_side.tables import NAMES
from frontdoor.compare.words.kinds import TASKS_FOR
from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.language import RULE_SECTIONS
from frontdoor.services.authority import Authority
from frontdoor.settings import RESERVED
from frontdoor.web.pages.published import procedure_words

if TYPE_CHECKING:
    from tests.pages.conftest import Browser, Element

Visiting = Callable[..., Any]
Authorities = dict[str, Any]

FOUR = ("york", "leicester", "hertfordshire", "generic")
PAGES = (
    "/",
    "/procedures",
    *(f"/procedures/{name}" for name in FOUR),
    *(f"/procedures/{name}/flowcharts" for name in FOUR),
    "/compare",
    "/compare?differences=yes",
    "/compare?authorities=york,leicester",
    "/compare?authorities=york&authorities=generic&differences=yes",
    "/diff",
    "/diff/york/hertfordshire",
    "/diff/york/hertfordshire/end",
    "/diff/york/hertfordshire/deadline",
)


def ids(page: Element) -> set[str]:
    """Every anchor of a page."""
    return {one.attributes["id"] for one in page.find() if "id" in one.attributes}


def links(page: Element) -> set[str]:
    """Where a page leads."""
    return {one.attributes["href"] for one in page.find("a")}


def rows(page: Element) -> list[list[str]]:
    """What stands in the comparing tables of a page, row by row."""
    return [
        [cell.text for cell in [*row.find("th"), *row.find("td")]]
        for table in page.find("table", **{"class": "govuk-table frontdoor-compared"})
        for body in table.find("tbody")
        for row in body.find("tr")
    ]


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_there_without_signing_in(visit: Visiting, path: str) -> None:
    """Anyone gets the page, nothing is set in their browser, and caches may keep it."""
    browser: Browser = visit()
    answer = browser.ask("GET", path)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    browser.show(answer)
    if path != "/":
        assert answer.headers["cache-control"] == "public, max-age=60"
        again = browser.ask("GET", path, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.fixture(scope="module")
def anchors(client: Any) -> dict[str, set[str]]:
    """The anchors of each procedure's page."""
    return {
        name: set(re.findall(r' id="([^"]+)"', client.get(f"/procedures/{name}").text))
        for name in FOUR
    }


@pytest.mark.parametrize("path", [one for one in PAGES if one not in ("/", "/procedures")])
def test_each_link_to_a_procedure_leads_to_a_place_in_it(
    visit: Visiting, anchors: dict[str, set[str]], path: str
) -> None:
    """A clause or a rule behind an entry is a link to where the procedure's page has it."""
    browser: Browser = visit()
    browser.get(path)
    found = [urlsplit(link) for link in links(browser.page)]
    cited = [link for link in found if link.path.startswith("/procedures/") and link.fragment]
    for link in cited:
        assert link.fragment in anchors[link.path.split("/")[2]], link
    clauses = [link for link in found if re.fullmatch(r"[A-Z]{3}-\d\d", link.fragment)]
    assert clauses or path in ("/diff", "/diff/york/hertfordshire")


@pytest.mark.parametrize("name", FOUR)
def test_a_procedure_is_shown_whole(
    visit: Visiting, authorities: Authorities, anchors: dict[str, set[str]], name: str
) -> None:
    """Every rule and every clause has its place on the page, with what it says; it is no burden."""
    authority = authorities[name]
    assert isinstance(authority, Authority)
    book = authority.book
    for section in RULE_SECTIONS - {"impossible"} | {"outcomes", "roles", "facts", "settings"}:
        assert {f"{section}-{id}" for id in book.section(section)} <= anchors[name]
    assert set(book.clauses) <= anchors[name]
    browser: Browser = visit()
    text = browser.get(f"/procedures/{name}").text
    for clause in book.clauses.values():
        assert " ".join(clause.says.split()) in text
    for source in book.sources.values():
        assert source.title in text
    for section in lang.SECTIONS:
        for item in book.section(section).values():
            for said in (getattr(item, key, None) for key in ("because", "ask", "look", "silent")):
                assert not said or " ".join(said.split()) in text
    assert len(browser.html.encode()) < 400_000


def test_what_is_changed_by_the_council_is_said(visit: Visiting) -> None:
    """Where clauses differ, each reading stands there; who is silent is told from who is not."""
    text = visit().get("/procedures/leicester").text
    assert "The clauses differ." in text
    assert "Followed here." in text
    assert "The source is silent: " in text
    assert "Safeguard: " in text


def test_the_switch_leaves_what_differs(visit: Visiting) -> None:
    """With the switch only the rows marked as different are shown, all of them and as they were."""
    browser: Browser = visit()
    every = rows(browser.get("/compare"))
    different = rows(browser.get("/compare?differences=yes"))
    marked = [[row[0].removesuffix(" differs"), *row[1:]] for row in every if "differs" in row[0]]
    assert different == marked
    assert 0 < len(different) < len(every)


def test_authorities_can_be_chosen(visit: Visiting) -> None:
    """The form leads to a comparison of those that are ticked, which can be linked to."""
    browser: Browser = visit()
    browser.get("/compare?differences=yes")
    browser.ask("GET", "/compare")
    browser.get("/compare?authorities=hertfordshire,york")
    assert browser.form("Compare")["authorities"] == ["york", "hertfordshire"]
    columns = browser.page.find("thead")[0].find("th")
    assert [column.text for column in columns][1:] == ["City of York", "Hertfordshire"]
    assert "/compare?authorities=york,hertfordshire&differences=yes" in links(browser.page)


@pytest.mark.parametrize("name", [*NAMES, "all"])
def test_each_table_can_be_taken_away(client: Any, name: str) -> None:
    """Each table is there as CSV, Excel, Markdown and JSON, with the authorities chosen."""
    query = "?authorities=york,leicester"
    answer = client.get(f"/compare/{name}.csv{query}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    read = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert any("City of York" in line for line in read)
    assert not any("Hertfordshire" in line for line in read[:1])
    assert json.loads(client.get(f"/compare/{name}.json{query}").text)
    assert "| City of York" in client.get(f"/compare/{name}.md{query}").text
    with zipfile.ZipFile(io.BytesIO(client.get(f"/compare/{name}.xlsx{query}").content)) as book:
        assert book.testzip() is None
        assert "xl/workbook.xml" in book.namelist()


def test_each_difference_can_be_taken_away(client: Any) -> None:
    """In what two differ is there as CSV, Excel, Markdown and JSON too."""
    path = "/diff/york/hertfordshire/end"
    answer = client.get(f"{path}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "york-hertfordshire-end.csv" in answer.headers["content-disposition"]
    read = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(read) > 3
    assert json.loads(client.get(f"{path}.json").text)
    assert "City of York" in client.get(f"{path}.md").text
    assert zipfile.is_zipfile(io.BytesIO(client.get(f"{path}.xlsx").content))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/procedures/nowhere", 404),
        ("/procedures/nowhere/flowcharts", 404),
        ("/procedures/out-of-order", 503),
        ("/compare?authorities=york,nowhere", 404),
        ("/compare/timescales.pdf", 404),
        ("/compare/nothing.csv", 404),
        ("/compare/csv", 404),
        ("/diff/york/nowhere", 404),
        ("/diff/york", 404),
        ("/diff/york/hertfordshire/nothing", 404),
        ("/diff/york/hertfordshire/nothing.csv", 404),
        ("/diff/york/hertfordshire/end.pdf", 404),
        ("/diff/york/nowhere/end", 404),
        ("/diff/out-of-order/york", 503),
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(visit: Visiting, path: str, status: int) -> None:
    """An unknown authority or table, or one that is out of service, is told as people read it."""
    browser: Browser = visit()
    browser.show(browser.ask("GET", path))
    assert browser.status == status
    assert "secret" not in browser.html


@pytest.mark.parametrize(
    "path", ["/procedures", "/compare", "/diff", "/compare?authorities=york,out-of-order"]
)
def test_an_authority_that_is_out_of_service_is_named_and_left_out(
    visit: Visiting, path: str
) -> None:
    """The others are shown; why it is out of service is not told."""
    browser: Browser = visit()
    browser.get(path)
    assert "out-of-order is out of service, and is left out." in browser.page.text
    assert "City of York" in browser.page.text
    assert "secret" not in browser.html


def test_a_procedure_is_not_compared_with_itself(visit: Visiting) -> None:
    """One authority twice leads to its procedure."""
    browser: Browser = visit()
    browser.get("/diff/york/york")
    assert browser.path == "/procedures/york"


def test_each_example_of_a_difference_is_answered_differently(visit: Visiting) -> None:
    """The link of an example leads to both answers, side by side."""
    browser: Browser = visit()
    page = browser.get("/diff/york/hertfordshire")
    examples = sorted(link for link in links(page) if link.startswith("/compare/case?"))
    assert examples
    for link in examples[:3]:
        browser.get(link)
        assert browser.status == 200
        assert "City of York" in browser.page.text
        assert "Hertfordshire" in browser.page.text


def test_programs_are_told_the_same(visit: Visiting, client: Any) -> None:
    """The API has as many statements of each aspect as its page, with the same clauses."""
    overview = client.get("/api/diff/york/hertfordshire").json()
    assert 0 < overview["share"] <= 1
    for aspect in overview["aspects"]:
        path = f"/diff/york/hertfordshire/{aspect['aspect']}"
        page = visit().get(path)
        found = client.get(f"/api{path}").json()
        listed = page.find("ol", **{"class": "frontdoor-items frontdoor-items--numbered"})[0]
        shown = [item for item in listed.inside if not isinstance(item, str)]
        assert len(shown) == len(found["statements"])
        for item, said in zip(shown, found["statements"], strict=True):
            cited = {link.text for link in item.find("a")}
            assert {*said["a"]["cites"], *said["b"]["cites"]} <= cited


def test_no_authority_can_have_the_name_of_a_page(app: Litestar) -> None:
    """Each first word of the service's own addresses is kept from authorities."""
    words = {
        route.path_format.split("/")[1] for route in app.routes if isinstance(route, HTTPRoute)
    }
    assert words - {"", "{authority}"} == RESERVED


def test_every_word_of_the_language_has_words_for_people() -> None:
    """Each command, purpose, setting and what is held back is shown in words."""
    assert set(procedure_words.COMMANDS) == set(vocabulary.VERBS)
    assert set(TASKS_FOR) == set(vocabulary.PURPOSES)
    assert set(procedure_words.HELD_BACK) == set(vocabulary.HELD_BACK)
