"""A session that ends while someone types: nothing is lost, and nobody else gets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit
from frontdoor.web.policies import POLICIES, PUBLIC

from .accounts import changed, code_of, enter, with_app, worker
from .conftest import PASSWORD, Browser

Visiting = Callable[..., Browser]
Opened = Callable[[str], Authority]

POSTED = sorted(
    route.removeprefix("POST ")
    for route, policy in POLICIES.items()
    if route.startswith("POST /{authority}") and policy is not PUBLIC
)
TYPED = {"text": "What I typed, é <b>&amp;\n\nin lines", "concerns": ["neglect", "domestic_abuse"]}


def end_sessions(authority: Authority, name: str) -> None:
    """End someone's sessions behind their back."""
    with authority.store.visit(Visit("", "test.end", now())) as records:
        records.end_sessions(user=name)


def csrf_of(browser: Browser) -> str:
    """What the forms of this browser's session carry."""
    browser.get("/york/account")
    token: str = browser.form("Sign out everywhere")["csrf"]
    return token


def cut_off(visit: Visiting, york: Authority, path: str, **typed: Any) -> Browser:
    """Someone who sends a form after their session has ended."""
    browser = visit("york", "advice_worker")
    csrf = csrf_of(browser)
    end_sessions(york, "advice_worker")
    browser.post(path, {"csrf": csrf, "go": "record", **typed})
    return browser


def kept_by(browser: Browser) -> dict[str, Any]:
    """What is given back on the page after signing in again."""
    form = browser.form("Go back to what I typed")
    return {name: value for name, value in form.items() if name != "csrf"}


@pytest.mark.parametrize("path", POSTED)
def test_every_form_is_carried_through_signing_in(
    visit: Visiting, york: Authority, path: str
) -> None:
    """Whatever form it was, what was typed comes back, without the button that was pressed."""
    for part in ("authority=york", "contact=none", "step=none", "draft=none"):
        name, _, value = part.partition("=")
        path = path.replace("{" + name + "}", value)
    path = path.replace("{", "").replace("}", "")
    browser = cut_off(visit, york, path, **TYPED)
    assert browser.path == "/york/sign-in/again"
    assert "Nothing you typed is lost" in browser.page.text
    assert "What I typed" not in browser.html
    browser.press("Sign in", user="advice_worker", password="wrong")
    browser.press("Sign in", user="advice_worker", password=PASSWORD)
    assert kept_by(browser) == TYPED


def test_a_form_as_big_as_may_be_is_carried_too(visit: Visiting, york: Authority) -> None:
    """A body close to the limit comes back whole: on the way it is packed, not made larger."""
    text = "".join(f"Line {n}: she said “no” – twice.\n" for n in range(3_000))
    typed = {"what_happened": text, **{f"children.{n}.name": f"Child {n}" for n in range(500)}}
    browser = cut_off(visit, york, "/york/contacts/new", **typed)
    browser.press("Sign in", user="advice_worker", password=PASSWORD)
    assert kept_by(browser) == typed


@pytest.mark.parametrize("csrf", ["", "guessed", "A" * 90])
def test_a_form_that_is_not_ours_is_not_carried(
    visit: Visiting, york: Authority, csrf: str
) -> None:
    """What came with no token of a session here cannot be planted; it says so, and signs in."""
    browser = visit()
    browser.post("/york/contacts/new", {"csrf": csrf, **TYPED})
    assert "cannot be carried over" in browser.page.text
    browser.press("Sign in", user="advice_worker", password=PASSWORD)
    assert "What I typed" not in browser.html


def test_another_user_does_not_get_what_was_typed(visit: Visiting, york: Authority) -> None:
    """Whoever else signs in there finds none of it; the one who typed it still can."""
    worker(york, "somebody")
    browser = cut_off(visit, york, "/york/contacts/new", **TYPED)
    kept = browser.form("Sign in")
    browser.press("Sign in", user="somebody", password=PASSWORD)
    assert browser.page.find("h1")[0].text == "You are signed in"
    assert "not given to you" in browser.page.text
    assert "What I typed" not in browser.html
    browser.post("/york/sign-in", {**kept, "user": "advice_worker", "password": PASSWORD})
    assert kept_by(browser) == TYPED


def test_it_is_kept_for_the_user_of_the_same_authority_alone(
    visit: Visiting, york: Authority, authority: Opened
) -> None:
    """Someone of the same name at another authority finds none of it."""
    worker(authority("generic"), "advice_worker")
    browser = cut_off(visit, york, "/york/contacts/new", **TYPED)
    kept = browser.form("Sign in")
    browser.post("/generic/sign-in", {**kept, "user": "advice_worker", "password": PASSWORD})
    assert browser.cookies.get("frontdoor-generic")
    assert "What I typed" not in browser.html


def test_passwords_and_codes_are_not_carried(visit: Visiting, york: Authority) -> None:
    """What is secret is typed anew."""
    secrets = {"current_password": "tell no one", "code": "123456"}
    browser = cut_off(visit, york, "/york/account/password", next="/york/", **secrets)
    browser.press("Sign in", user="advice_worker", password=PASSWORD)
    assert kept_by(browser) == {"next": "/york/"}


def test_a_file_is_named_that_has_to_be_chosen_again(visit: Visiting, york: Authority) -> None:
    """Of a form with a file the text is kept; the file cannot be, and the page says which."""
    browser = visit("york", "advice_worker")
    csrf = csrf_of(browser)
    end_sessions(york, "advice_worker")
    answer = browser.ask(
        "POST",
        "/york/contacts/none/documents/new",
        data={"csrf": csrf, "text": "What I typed"},
        files={"file": ("Report & more.pdf", b"%PDF-1.7 " * 100_000, "application/pdf")},
        follow_redirects=True,
    )
    browser.show(answer)
    assert "choose it again after signing in (Report & more.pdf)" in browser.page.text
    browser.press("Sign in", user="advice_worker", password=PASSWORD)
    assert "Choose the file again: Report & more.pdf" in browser.page.text
    assert kept_by(browser) == {"text": "What I typed"}


def test_it_is_carried_through_every_step_of_signing_in(visit: Visiting, york: Authority) -> None:
    """Code and new password come first; what was typed waits behind them."""
    secret = with_app(york, "thorough")
    browser = visit()
    enter(browser, "york", "thorough")
    browser.press("Go on", code=code_of(secret))
    csrf = csrf_of(browser)
    end_sessions(york, "thorough")
    changed(york, "thorough", must_change_password=True)
    browser.post("/york/contacts/new", {"csrf": csrf, **TYPED})
    browser.press("Sign in", user="thorough", password=PASSWORD)
    browser.press("Go on", code="000000")
    browser.press("Go on", code=code_of(secret, 1))
    new = "a brass kettle on the moor"
    browser.press("Change password", current_password=PASSWORD, new_password=new)
    assert browser.mistakes
    browser.press(
        "Change password", current_password=PASSWORD, new_password=new, new_password_again=new
    )
    assert kept_by(browser) == TYPED


def test_it_is_kept_where_something_else_comes_first(visit: Visiting, york: Authority) -> None:
    """Who has first to choose a password, in the midst of a form, finds it again afterwards."""
    worker(york, "midst")
    browser = visit()
    enter(browser, "york", "midst")
    csrf = csrf_of(browser)
    changed(york, "midst", must_change_password=True)
    browser.post("/york/contacts/new", {"csrf": csrf, **TYPED})
    browser.press("Sign in", user="midst", password=PASSWORD)
    new = "a brass kettle on the moor"
    browser.press(
        "Change password", current_password=PASSWORD, new_password=new, new_password_again=new
    )
    assert kept_by(browser) == TYPED


@pytest.mark.parametrize("ago", [timedelta(minutes=31), timedelta(hours=13)])
def test_it_is_carried_whether_a_session_lay_idle_or_is_too_old(
    visit: Visiting, york: Authority, ago: timedelta
) -> None:
    """A session that timed out is no different from one that was ended."""
    worker(york, "slow")
    browser = visit()
    enter(browser, "york", "slow")
    csrf = csrf_of(browser)
    with york.store.visit(Visit("", "test.age", now())) as records:
        (session,) = records.sessions("slow")
        records.session_used(session.token, now() - ago)
    browser.post("/york/contacts/new", {"csrf": csrf, **TYPED})
    browser.press("Sign in", user="slow", password=PASSWORD)
    assert kept_by(browser) == TYPED


def test_what_comes_back_is_not_sent_yet(visit: Visiting, york: Authority, taken: Visiting) -> None:
    """A letter comes back as a form with its text, and is kept when it is sent from there."""
    browser = taken()
    contact = browser.path.partition("?")[0]
    browser.get(f"{contact}/letters/new?to=professional_referrer")
    end_sessions(york, "advice_worker")
    browser.press("Keep this letter", text="An invented letter.\n\nWith two paragraphs.")
    browser.press("Sign in", user="advice_worker", password=PASSWORD)
    browser.press("Go back to what I typed")
    assert browser.path == f"{contact}/letters/new"
    assert browser.form("Keep this letter")["text"].startswith("An invented letter.")
    assert not browser.mistakes
    browser.press("Keep this letter")
    assert browser.path.startswith(f"{contact}/letters/"), browser.mistakes


@pytest.mark.parametrize(
    ("button", "to"), [("sign-out", "/york/"), ("account/password", "/york/account/password")]
)
def test_a_button_alone_leads_to_its_page_or_the_first(
    visit: Visiting, york: Authority, button: str, to: str
) -> None:
    """Where nothing was typed, signing in leads to a page that there is."""
    browser = cut_off(visit, york, f"/york/{button}")
    assert "Nothing you typed" not in browser.page.text
    browser.press("Sign in", user="advice_worker", password=PASSWORD)
    assert browser.path == to


def test_a_filter_of_a_list_outlasts_signing_in(visit: Visiting) -> None:
    """A page with a query in its address is shown with it after signing in."""
    browser = visit()
    answer = browser.ask("GET", "/york/?stage=initial_contact&limit=2", follow_redirects=False)
    browser.show(browser.ask("GET", answer.headers["location"]))
    assert browser.form("Sign in")["next"] == "/york?stage=initial_contact&limit=2"
