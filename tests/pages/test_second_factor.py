"""The second factor: set up, asked for at sign-in, lost, and required."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from frontdoor.composition import Unusable
from frontdoor.services import second_factor, sign_in
from frontdoor.services.authority import Authority
from frontdoor.services.second_factor import reset_second_factor
from frontdoor.settings import Settings
from frontdoor.web.app import create_app

from .accounts import NEW, changed, code_of, enter, signed_in, with_app, worker
from .conftest import PASSWORD, Browser

Visiting = Callable[..., Browser]
Opened = Callable[[str], Authority]


@pytest.fixture(scope="session")
def strict(
    settings: Settings, authorities: dict[str, Authority | Unusable]
) -> Iterator[Callable[[], Browser]]:
    """The same authorities in a deployment that requires a second factor."""
    required = settings.model_copy(update={"second_factor": "required"})
    with TestClient(create_app(required, authorities)) as client:
        yield lambda: Browser(client)


def secret_on(browser: Browser) -> str:
    """The secret that a page shows as text."""
    found = browser.page.find("code")[0].text
    return found.replace(" ", "")


def set_up(browser: Browser, later: int = 0) -> tuple[str, list[str]]:
    """Set up an app on the page for it; its secret and the recovery codes."""
    secret = secret_on(browser)
    browser.press("Set it up", code=code_of(secret, later), current_password=PASSWORD)
    assert browser.page.find("h1")[0].text == "Your recovery codes", browser.mistakes
    return secret, [one.text for one in browser.page.find("code")]


def test_an_app_is_set_up_with_a_picture_or_its_text_and_a_code(
    visit: Visiting, york: Authority, name: str, folder: Path
) -> None:
    """The secret is shown as a picture and as text, and counts once a code of the app came back."""
    worker(york, name)
    browser = visit()
    enter(browser, "york", name)
    browser.get("/york/account/second-factor")
    secret = secret_on(browser)
    (picture,) = browser.page.find("svg", role="img")
    assert picture.find("path")
    browser.press("Set it up", code="000000", current_password=PASSWORD)
    assert browser.status == 422
    assert "not right" in browser.mistakes[0]
    assert secret_on(browser) == secret
    browser.press("Set it up", code=code_of(secret), current_password="wrong")
    assert "password is not right" in browser.mistakes[0]
    browser.press("Set it up")
    assert browser.mistakes == ["Enter the code that your app shows", "Enter your password"]
    assert not changed(york, name).second_factor
    _, codes = set_up(browser)
    assert len(set(codes)) == 8
    browser.press("I have kept them: go on")
    assert browser.path == "/york/"
    browser.get("/york/account")
    assert "An app that makes codes" in browser.page.text
    assert "8 left" in browser.page.text
    kept = b"".join(file.read_bytes() for file in folder.glob("york.sqlite*"))
    for text in (secret, *codes, codes[0].replace("-", "")):
        assert text.encode() not in kept
    assert name.encode() in kept


def test_a_sealed_secret_opens_for_its_own_user_alone(
    york: Authority, authority: Opened, name: str
) -> None:
    """A secret copied to another user, authority or deployment is no use there."""
    secret = with_app(york, name)
    sealed = changed(york, name).second_factor
    assert york.seals.opened(sealed, f"second factor york {name}") == secret
    assert york.seals.opened(sealed, "second factor york other") is None
    assert york.seals.opened(sealed, f"second factor generic {name}") is None
    assert york.seals.opened(sealed[:-2] + "AA", f"second factor york {name}") is None


def test_signing_in_asks_for_a_code_before_there_is_a_session(
    visit: Visiting, york: Authority, name: str
) -> None:
    """After the password comes the code; only then there is a cookie, and the page wanted."""
    secret = with_app(york, name)
    browser = visit()
    browser.get("/york/contacts/none")
    browser.press("Sign in", user=name, password=PASSWORD)
    assert browser.page.find("h1")[0].text == "Enter the code from your app"
    assert "frontdoor-york" not in browser.cookies
    browser.press("Go on", code="")
    assert browser.mistakes == ["Enter the code that your app shows"]
    browser.press("Go on", code="123")
    assert browser.status == 422
    assert "frontdoor-york" not in browser.cookies
    code = code_of(secret)
    browser.press("Go on", code=f"{code[:3]} {code[3:]}")
    assert browser.path == "/york/contacts/none"
    assert signed_in(browser)


def test_a_code_works_once(visit: Visiting, york: Authority, name: str) -> None:
    """A code that was taken, and every one before it, is refused; the next is taken."""
    secret = with_app(york, name)
    code = code_of(secret)
    for given, good in ((code, True), (code, False), (code_of(secret, 1), True), (code, False)):
        browser = visit()
        enter(browser, "york", name)
        browser.press("Go on", code=given)
        assert (browser.path == "/york/") is good, given
        if not good:
            assert "was used before" in browser.mistakes[0]


@pytest.mark.parametrize(("later", "good"), [(-2, False), (-1, True), (1, True), (3, False)])
def test_a_clock_may_differ_by_half_a_minute(
    visit: Visiting, york: Authority, name: str, later: int, good: bool
) -> None:
    """The code before and the one after are taken, those further off are not."""
    secret = with_app(york, name)
    browser = visit()
    enter(browser, "york", name)
    browser.press("Go on", code=code_of(secret, later))
    assert signed_in(browser) is good


def test_a_recovery_code_stands_in_for_the_app_once(
    visit: Visiting, york: Authority, name: str
) -> None:
    """Each recovery code signs in once; new ones take the place of them all."""
    worker(york, name)
    browser = visit()
    enter(browser, "york", name)
    browser.get("/york/account/second-factor")
    _, codes = set_up(browser)
    for given, good in ((codes[0].upper(), True), (codes[0], False), (codes[1], True)):
        browser = visit()
        enter(browser, "york", name)
        browser.press("Go on", recovery_code=given)
        assert signed_in(browser) is good
    browser.get("/york/account")
    assert "6 left" in browser.page.text
    browser.get("/york/account/recovery-codes")
    browser.press("Get new codes", current_password="wrong")
    assert browser.status == 422
    browser.press("Get new codes", current_password=PASSWORD)
    fresh = [one.text for one in browser.page.find("code")]
    browser.press("I have kept them: go on")
    assert "Your recovery codes are new" in browser.page.text
    for given, good in ((codes[2], False), (fresh[0], True)):
        browser = visit()
        enter(browser, "york", name)
        browser.press("Go on", recovery_code=given)
        assert signed_in(browser) is good


def test_wrong_codes_lock_out_though_the_password_is_right_each_time(
    visit: Visiting, york: Authority, name: str
) -> None:
    """Six wrong codes lock, and the password between them forgives none; the words stay alike."""
    secret = with_app(york, name)
    browser = visit()
    said = set()
    for _ in range(6):
        enter(browser, "york", name)
        browser.press("Go on", code="000000")
        said.add(browser.mistakes[0])
    browser.press("Go on", code=code_of(secret))
    said.add(browser.mistakes[0])
    assert len(said) == 1
    assert not signed_in(browser)
    enter(browser, "york", name)
    assert browser.path == "/york/sign-in"
    assert "do not go together" in browser.mistakes[0]


@pytest.mark.parametrize("why", ["time", "password", "disabled", "forged"])
def test_what_stands_for_the_password_runs_out(
    visit: Visiting,
    york: Authority,
    name: str,
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between password and code may be five minutes, and neither another password nor an end."""
    secret = with_app(york, name)
    browser = visit()
    if why == "time":
        monkeypatch.setattr(sign_in, "PENDING", timedelta(seconds=-1))
    enter(browser, "york", name)
    pending = {"pending": "A" * 80} if why == "forged" else {}
    if why == "password":
        changed(york, name, password=york.passwords.hashed(NEW))
    if why == "disabled":
        changed(york, name, disabled=True)
    browser.press("Go on", code=code_of(secret), **pending)
    assert browser.mistakes == ["That took too long. Enter your user name and password again"]
    assert not signed_in(browser)


def test_an_offered_secret_runs_out(
    visit: Visiting, york: Authority, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who takes too long is shown a new secret, and told so."""
    worker(york, name)
    browser = visit()
    enter(browser, "york", name)
    monkeypatch.setattr(second_factor, "OFFERED", timedelta(seconds=-1))
    browser.get("/york/account/second-factor")
    secret = secret_on(browser)
    browser.press("Set it up", code=code_of(secret), current_password=PASSWORD)
    assert "That took too long" in browser.mistakes[0]
    assert secret_on(browser) != secret


def test_a_second_factor_is_taken_away_by_its_owner_or_an_administrator(
    visit: Visiting, york: Authority, name: str
) -> None:
    """With the password one does without again; an administrator's reset ends every session."""
    secret = with_app(york, name)
    browser, other = visit(), visit()
    for one, later in ((browser, 0), (other, 1)):
        enter(one, "york", name)
        one.press("Go on", code=code_of(secret, later))
    browser.get("/york/account/second-factor/remove")
    browser.press("Do without", current_password=PASSWORD)
    assert "no second factor any more" in browser.page.text
    assert signed_in(browser)
    assert not signed_in(other)
    browser.get("/york/account/second-factor/remove")
    assert browser.status == 404
    with_app(york, name)
    enter(other, "york", name)
    reset_second_factor(york, "boss", name)
    assert not changed(york, name).second_factor
    assert not signed_in(browser)


def test_where_a_second_factor_is_required_it_comes_before_anything_else(
    strict: Callable[[], Browser], york: Authority, name: str
) -> None:
    """Whoever has none is led to set one up, and then to what they wanted; it cannot be removed."""
    worker(york, name)
    browser = strict()
    browser.get("/york/contacts/new")
    browser.press("Sign in", user=name, password=PASSWORD)
    assert browser.page.find("h1")[0].text == "Set up a second factor"
    browser.get("/york/contacts/none")
    assert browser.path == "/york/account/second-factor"
    assert browser.ask("GET", "/api/york/contacts").status_code == 403
    set_up(browser)
    browser.press("I have kept them: go on")
    assert browser.path == "/york/contacts/none"
    browser.get("/york/account")
    assert not [one for one in browser.page.find("a") if one.text.startswith("Do without")]
    browser.get("/york/account/second-factor/remove")
    browser.press("Do without", current_password=PASSWORD)
    assert browser.status == 403
    assert changed(york, name).second_factor
