"""What stands around the work: signing in and out, lists, errors, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frontdoor.composition import Unusable
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit

from .taking import begin

Visiting = Callable[..., Any]
Authorities = dict[str, Authority | Unusable]


def test_the_first_page_shows_every_authority_and_its_state(visit: Visiting) -> None:
    """Authorities that can be used are linked; one that cannot be says so, and not why."""
    browser = visit()
    browser.get("/")
    assert "City of York" in browser.page.text
    assert "out-of-order Out of service" in browser.page.text
    assert "secret" not in browser.html


def test_whoever_is_not_signed_in_comes_back_to_where_they_wanted(
    visit: Visiting, taken: Visiting
) -> None:
    """A page asks for sign-in first, and is shown after it."""
    contact = taken().path
    browser = visit()
    browser.get(contact)
    assert browser.path == "/york/sign-in"
    browser.press("Sign in", user="advice_worker", password="wrong")
    assert browser.status == 422
    assert "do not go together" in browser.mistakes[0]
    assert browser.form("Sign in")["user"] == "advice_worker"
    assert browser.form("Sign in")["password"] == ""
    browser.press("Sign in", password="correct horse battery staple")
    assert browser.path == contact


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/leicester/",
        "/york/../leicester",
        "/york\\@e",
        "",
    ],
)
def test_nobody_is_led_elsewhere_by_signing_in(visit: Visiting, elsewhere: str) -> None:
    """A return address outside the authority's own pages is not followed."""
    browser = visit()
    browser.get("/york/sign-in")
    browser.press(
        "Sign in", user="advice_worker", password="correct horse battery staple", next=elsewhere
    )
    assert browser.path == "/york/"


def test_signing_out_ends_the_session(visit: Visiting) -> None:
    """After signing out the pages ask for sign-in again, and the old cookie is worth nothing."""
    browser = visit("york", "advice_worker")
    cookie = browser.cookies["frontdoor-york"]
    browser.press("Sign out")
    assert browser.path == "/york/sign-in"
    browser.cookies["frontdoor-york"] = cookie
    browser.get("/york/")
    assert browser.path == "/york/sign-in"


def test_a_session_that_ends_while_typing_loses_nothing(
    visit: Visiting, authorities: Authorities
) -> None:
    """A form sent after the session has ended is kept through signing in, and then sent."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    browser.get(f"{address}/concerns")
    authority = authorities["york"]
    assert isinstance(authority, Authority)
    with authority.store.visit(Visit("", "test.end", now())) as records:
        records.end_sessions(user="advice_worker")
    browser.press("Save and continue", concerns=["neglect", "domestic_abuse"])
    assert browser.path == "/york/sign-in/again"
    assert "Nothing you typed is lost" in browser.page.text
    browser.press("Sign in", user="advice_worker", password="wrong")
    browser.press("Sign in", user="advice_worker", password="correct horse battery staple")
    browser.press("Go back to what I typed")
    assert browser.path == f"{address}/concerns"
    assert browser.form("Save and continue")["concerns"] == ["neglect", "domestic_abuse"]
    browser.press("Save and continue")
    browser.get(f"{address}/check")
    assert "Concerns Neglect Domestic abuse" in browser.page.text


def test_a_form_that_is_not_ours_is_refused(visit: Visiting) -> None:
    """Without the session's own token nothing is taken, and the page says so."""
    browser = visit("york", "advice_worker")
    begin(browser, "york")
    browser.press("Record this contact", csrf="guessed")
    assert browser.status == 403
    assert browser.page.find("h1")[0].text == "This did not come from our own pages"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere/", 404),
        ("/york/contacts/none", 404),
        ("/york/contacts/%00", 404),
        ("/york/contacts/none/do/take_to_meeting", 404),
        ("/york/lists/none", 404),
        ("/york/nothing/here", 404),
        ("/york/?after=%21", 422),
        ("/york/?stage=none", 422),
        ("/york/?nonsense=1", 422),
        ("/static/none.css", 404),
        ("/static/..%2f..%2fapp.py", 404),
        ("/out-of-order/", 503),
        ("/out-of-order/sign-in", 503),
    ],
)
def test_errors_are_pages_in_the_same_look(visit: Visiting, path: str, status: int) -> None:
    """Whatever is not there, or out of service, is a page with a heading and a way on."""
    browser = visit("york", "advice_worker")
    answer = browser.ask("GET", path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "secret" not in answer.text
    browser.show(answer)
    assert "Go to the" in answer.text


def test_programs_get_problems_where_people_get_pages(visit: Visiting) -> None:
    """The path decides: under /api/ an error is a problem."""
    answer = visit().ask("GET", "/api/york/contacts")
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe=%ff&children.999999999999.name=x",
        b"=&=&=",
        b"children.0.name=%00&csrf=1",
        b"a" * 1000,
        b"a&" * 20_000,
        b"&".join(b"children.%d.name=x" % n for n in range(500)),
    ],
)
def test_hostile_forms_are_answered(visit: Visiting, body: bytes) -> None:
    """Whatever is sent as a form gets a page."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    csrf = browser.form("Record this contact")["csrf"].encode()
    head = {"Content-Type": "application/x-www-form-urlencoded"}
    child = f"{address}/child"
    for path in (child, address, "/york/search", "/york/sign-in", "/york/sign-in/again"):
        for go in (b"record", b"on", b"add children", b"remove children.0", b"remove x.\xb2"):
            sent = body + b"&csrf=" + csrf + b"&go=" + go.replace(b" ", b"+")
            answer = browser.ask("POST", path, content=sent, headers=head)
            assert answer.status_code < 500, (path, go, answer.text)
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        answer = browser.ask("POST", child, content=body, headers={"Content-Type": kind})
        assert answer.status_code < 500


def test_lists_show_what_is_due_first_and_by_stage(visit: Visiting, taken: Visiting) -> None:
    """The list has time left in words, links by stage with counts, and the daily meeting."""
    contact = taken().path
    browser = visit("york", "advice_worker")
    browser.get("/york/")
    assert "Initial contact (" in browser.page.text
    assert " in " in browser.page.find("tbody")[0].text
    while contact not in browser.html:  # what other tests took may be due before it
        browser.get(browser.page.find("a", rel="next")[0].attributes["href"])
    browser.get("/york/?stage=stepped_up")
    assert contact not in browser.html
    browser.get("/york/")
    lists = [a for a in browser.page.find("a") if a.text == "Daily meeting"]
    browser.get(lists[0].attributes["href"])
    assert browser.page.find("h1")[0].text == "Daily meeting"
    assert contact not in browser.html


def test_every_page_keeps_scripts_and_caches_out(visit: Visiting) -> None:
    """Pages allow no inline script or style, and are kept by no cache; styles are."""
    browser = visit("york", "advice_worker")
    browser.get("/york/")
    policy = browser.headers["content-security-policy"]
    assert "unsafe-inline" not in policy
    assert "script-src 'self'" in policy
    assert browser.headers["cache-control"] == "no-store"
    style = next(e for e in browser.page.find("link", rel="stylesheet"))
    answer = browser.ask("GET", style.attributes["href"])
    assert answer.status_code == 200
    assert "max-age" in answer.headers["cache-control"]
