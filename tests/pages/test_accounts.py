"""One's own account: the password, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit

from .accounts import NEW, changed, enter, signed_in, worker
from .conftest import PASSWORD, Browser

Visiting = Callable[..., Browser]
Opened = Callable[[str], Authority]


def test_a_password_given_out_by_someone_else_is_changed_first(
    visit: Visiting, york: Authority, name: str
) -> None:
    """Nothing is shown before one's own password is chosen; then comes what was wanted."""
    worker(york, name, must_change_password=True)
    browser = visit()
    browser.get("/york/contacts/none")
    browser.press("Sign in", user=name, password=PASSWORD)
    assert browser.page.find("h1")[0].text == "Choose your own password"
    browser.get("/york/contacts/none")
    assert browser.path == "/york/account/password"
    answer = browser.ask("GET", "/api/york/contacts")
    assert answer.json()["type"].endswith(":password-change-needed")
    browser.press(
        "Change password", current_password=PASSWORD, new_password=NEW, new_password_again=NEW
    )
    assert browser.path == "/york/contacts/none"
    assert browser.status == 404
    assert not changed(york, name).must_change_password


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("", "", "Enter a new password"),
        ("short", "short", "at least 12 characters"),
        ("x y" * 50, "x y" * 50, "128 characters or fewer"),
        ("Password1234!", "Password1234!", "easy to guess"),
        ("{name}2024{name}", "{name}2024{name}", "easy to guess"),
        (NEW, NEW + "s", "the same new password twice"),
        (PASSWORD, PASSWORD, "another than the current"),
    ],
)
def test_a_password_that_cannot_be_taken_is_told_why(
    visit: Visiting, york: Authority, name: str, new: str, again: str, says: str
) -> None:
    """Too short, too long, common, made of one's name, mistyped or the same: each has its words."""
    worker(york, name)
    browser = visit()
    enter(browser, "york", name)
    browser.get("/york/account/password")
    before = changed(york, name).password
    browser.press(
        "Change password",
        current_password=PASSWORD,
        new_password=new.format(name=name),
        new_password_again=again.format(name=name),
    )
    assert browser.status == 422
    assert says in browser.mistakes[0]
    assert set(browser.form("Change password").values()) & {PASSWORD, new, again} <= {""}
    assert changed(york, name).password == before


def test_changing_the_password_signs_out_everywhere_else(
    visit: Visiting, york: Authority, name: str
) -> None:
    """The old password and every other session are worth nothing; this one has a new token."""
    worker(york, name)
    browser, other = visit(), visit()
    for one in (browser, other):
        enter(one, "york", name)
    browser.get("/york/account/password")
    old = dict(browser.cookies)
    browser.press(
        "Change password", current_password="wrong", new_password=NEW, new_password_again=NEW
    )
    assert "current password is not right" in browser.mistakes[0]
    browser.press(
        "Change password", current_password=PASSWORD, new_password=NEW, new_password_again=NEW
    )
    assert signed_in(browser)
    assert browser.cookies != old
    assert not signed_in(other)
    other.cookies = old
    assert not signed_in(other)
    enter(other, "york", name)
    assert other.status == 422
    enter(other, "york", name, NEW)
    assert other.path == "/york/"


def test_guessing_the_current_password_on_the_account_page_locks_out(
    visit: Visiting, york: Authority, name: str
) -> None:
    """A session that someone else took over is no way to try passwords."""
    worker(york, name)
    browser = visit()
    enter(browser, "york", name)
    browser.get("/york/account/password")
    for guess in ("wrong",) * 6 + (PASSWORD,):
        browser.press(
            "Change password", current_password=guess, new_password=NEW, new_password_again=NEW
        )
        assert "too many attempts" in browser.mistakes[0]
    assert changed(york, name).locked_until is not None


def test_the_account_shows_who_one_is_and_where_one_is_signed_in(
    visit: Visiting, york: Authority, name: str
) -> None:
    """Name, roles and sessions are shown; sessions are ended one by one, or all."""
    user = worker(york, name)
    browsers = [visit() for _ in range(4)]
    agents = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0 Safari/537.36 Edg/142.0",
        "",
    )
    for browser, agent in zip(browsers, agents, strict=True):
        browser.client.headers["User-Agent"] = agent
        enter(browser, "york", name)
    mine, phone, linux, program = browsers
    mine.get("/york/account")
    for words in (
        user.full_name,
        york.book.roles[min(user.roles)].name,
        "Firefox on Windows This one",
        "Safari on iPhone",
        "Edge on Linux",
        "A program",
    ):
        assert words in mine.page.text
    (button,) = [one for one in mine.page.find("button") if "Safari on iPhone" in one.text]
    mine.press(button.text)
    mine.press("Sign out there", current_password="wrong")
    assert mine.status == 422
    assert signed_in(phone)
    mine.press("Sign out there", current_password=PASSWORD)
    assert "Signed out there" in mine.page.text
    assert [signed_in(one) for one in browsers] == [True, False, True, True]
    mine.get("/york/account")
    mine.press("Sign out everywhere else")
    mine.press("Sign out everywhere else", current_password=PASSWORD)
    assert [signed_in(one) for one in browsers] == [True, False, False, False]
    enter(phone, "york", name)
    mine.get("/york/account")
    mine.press("Sign out everywhere")
    mine.press("Sign out everywhere", current_password=PASSWORD)
    assert mine.path == "/york/sign-in"
    assert [signed_in(one) for one in (mine, phone, linux, program)] == [False] * 4


def test_nobody_ends_someone_elses_session(visit: Visiting, york: Authority, name: str) -> None:
    """The handle of another user's session ends nothing."""
    worker(york, name)
    worker(york, f"{name}x")
    browser, other = visit(), visit()
    enter(browser, "york", name)
    enter(other, "york", f"{name}x")
    with_handle = other.get("/york/account").find("h1")[0]
    assert with_handle.text == "Your account"
    with york.store.visit(Visit("", "test", now())) as records:
        (session,) = records.sessions(f"{name}x")
    browser.get("/york/account")
    csrf = browser.form("Sign out everywhere")["csrf"]
    sent = {"csrf": csrf, "go": session.token[:16], "current_password": PASSWORD}
    browser.post("/york/account/sessions", sent)
    assert signed_in(other)
    assert signed_in(browser)
