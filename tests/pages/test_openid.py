"""Signing in through an authority's OpenID provider, which runs on this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from litestar.testing import TestClient
from pydantic import SecretStr

from frontdoor.adapters.openid import OpenIdProvider
from frontdoor.composition import Unusable
from frontdoor.services.authority import Authority
from frontdoor.services.openid import IdentityTaken, link_identity
from frontdoor.settings import OpenId, Settings, SignIn
from frontdoor.web.app import create_app

from ..service import free_port
from .accounts import changed, worker
from .conftest import PASSWORD, Browser

Opened = Callable[[str], Authority]
BACK = "/generic/sign-in/provider/back"
ADDRESS = "https://frontdoor.example.gov.uk"


@dataclass
class ProviderHere:
    """A provider on this machine, and the app of an authority that uses it."""

    issuer: str
    browser: Callable[[], Browser]

    def knows(self, subject: str, **claims: str) -> None:
        """Someone has an account with the provider."""
        httpx.put(f"{self.issuer}/users/{subject}", json=claims).raise_for_status()

    def signs_in(self, address: str, subject: str) -> str:
        """Sign in at the address to which someone was sent; the path they are sent back to."""
        answer = httpx.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        back = answer.headers["location"]
        assert back.startswith(f"{ADDRESS}{BACK}?")
        return str(back).removeprefix(ADDRESS)


def chosen(issuer: str, claim: str = "sub") -> OpenId:
    """The settings of a provider."""
    return OpenId.model_validate(
        {
            "issuer": issuer,
            "client_id": "front-door",
            "client_secret": SecretStr("an invented secret"),
            "name": "your council account",
            "claim": claim,
        }
    )


def settings_with(settings: Settings, provider: OpenId, **more: Any) -> Settings:
    """Settings under which people sign in at Generic through a provider."""
    sign_in = {"generic": SignIn(openid=provider, **more)}
    return settings.model_copy(update={"sign_in": sign_in, "address": ADDRESS})


@pytest.fixture(scope="module")
def provider(
    settings: Settings, authorities: dict[str, Authority | Unusable]
) -> Iterator[ProviderHere]:
    """The provider, and the app."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    generic = authorities["generic"]
    assert isinstance(generic, Authority)
    here = chosen(issuer)
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*command, "--require-nonce"], stdout=quiet, stderr=quiet) as process:
        try:
            _wait_for(issuer)
            generic.provider = OpenIdProvider(here)
            with TestClient(create_app(settings_with(settings, here), authorities)) as client:
                yield ProviderHere(issuer, lambda: Browser(client))
        finally:
            generic.provider = None
            process.terminate()


def _wait_for(issuer: str) -> None:
    for _ in range(100):
        try:
            httpx.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the provider did not start")


@pytest.fixture
def generic(authority: Opened) -> Authority:
    """The authority that has the provider."""
    return authority("generic")


def set_out(browser: Browser, to: str = "") -> str:
    """Follow the button on the sign-in page; the address of the provider to which it leads."""
    browser.get(to or "/generic/sign-in")
    (button,) = [a for a in browser.page.find("a") if a.text == "Sign in with your council account"]
    answer = browser.ask("GET", button.attributes["href"], follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_someone_whom_an_administrator_named_signs_in(
    provider: ProviderHere, generic: Authority
) -> None:
    """They come back to the page they wanted, with their own roles, and no password or code."""
    worker(generic, "olive", must_change_password=True)
    link_identity(generic, "boss", "olive", "subject-of-olive")
    browser = provider.browser()
    address = set_out(browser, "/generic/contacts/none")
    browser.show(
        browser.ask("GET", provider.signs_in(address, "subject-of-olive"), follow_redirects=True)
    )
    assert browser.path == "/generic/contacts/none"
    browser.get("/generic/account")
    assert "Olive Example" in browser.page.text
    assert "Signed in with your council account" in browser.page.text
    assert "Recovery codes" not in browser.page.text
    browser.get("/generic/account/second-factor")
    assert browser.status == 403


def test_what_is_sent_along_proves_who_set_out(
    provider: ProviderHere, generic: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """State, nonce and a challenge go with them, new each time; what answers it comes after."""
    worker(generic, "petra")
    link_identity(generic, "", "petra", "petra")
    browser = provider.browser()
    asked = [parse_qs(urlsplit(set_out(browser)).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 43
        assert asked[0][name] != asked[1][name]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["redirect_uri"] == [f"{ADDRESS}{BACK}"]
    sent: list[dict[str, str]] = []
    request = httpx.request

    def watched(method: str, url: str, **more: Any) -> httpx.Response:
        sent.append(more.get("data") or {})
        return request(method, url, **more)

    monkeypatch.setattr(httpx, "request", watched)
    address = set_out(browser)
    browser.ask("GET", provider.signs_in(address, "petra"))
    (verifier,) = [data["code_verifier"] for data in sent if "code_verifier" in data]
    challenge = parse_qs(urlsplit(address).query)["code_challenge"][0]
    assert create_s256_code_challenge(verifier) == challenge


def test_whoever_is_not_named_is_told_whom_to_ask(
    provider: ProviderHere, generic: Authority
) -> None:
    """Nobody is added by signing in, not even under a user's name or e-mail address."""
    worker(generic, "quentin")
    provider.knows("someone-else", email="quentin", preferred_username="quentin")
    browser = provider.browser()
    back = provider.signs_in(set_out(browser), "someone-else")
    browser.show(browser.ask("GET", back, follow_redirects=True))
    assert browser.status == 403
    assert browser.page.find("h1")[0].text == "You are not known here yet"
    assert "someone-else" in browser.page.text
    assert "administrator" in browser.page.text
    assert "frontdoor-generic" not in browser.cookies


def test_someone_disabled_does_not_sign_in(provider: ProviderHere, generic: Authority) -> None:
    """What the provider says does not outweigh what the authority says."""
    worker(generic, "rosa")
    link_identity(generic, "", "rosa", "rosa")
    changed(generic, "rosa", disabled=True)
    browser = provider.browser()
    browser.show(browser.ask("GET", provider.signs_in(set_out(browser), "rosa")))
    assert browser.status == 403


@pytest.mark.parametrize("how", ["state", "no state", "another browser", "twice"])
def test_coming_back_without_having_set_out_is_refused(
    provider: ProviderHere, generic: Authority, how: str
) -> None:
    """A wrong state, another browser's, or the same a second time is 403, said gently."""
    worker(generic, "sam")
    link_identity(generic, "", "sam", "sam")
    browser = provider.browser()
    back = provider.signs_in(set_out(browser), "sam")
    if how == "state":
        back = back.replace("state=", "state=x")
    elif how == "no state":
        back = back.partition("&state=")[0].partition("state=")[0]
    elif how == "another browser":
        browser = provider.browser()
    else:
        answer = browser.ask("GET", back, follow_redirects=False)
        assert answer.status_code == 303
        taken = [c for c in answer.headers.get_list("Set-Cookie") if "Max-Age=0" in c]
        assert [cookie.partition("=")[0] for cookie in taken] == ["frontdoor-generic-away"]
        browser.cookies.clear()
    browser.show(browser.ask("GET", back))
    assert browser.status == 403
    assert browser.page.find("h1")[0].text == "This sign-in did not begin here"
    assert "frontdoor-generic" not in browser.cookies


def test_a_code_that_was_used_is_refused_by_the_provider(
    provider: ProviderHere, generic: Authority
) -> None:
    """Even with what the browser kept, a code works once; the page says to try again."""
    worker(generic, "tess")
    link_identity(generic, "", "tess", "tess")
    browser = provider.browser()
    back = provider.signs_in(set_out(browser), "tess")
    kept = dict(browser.cookies)
    assert browser.ask("GET", back, follow_redirects=False).status_code == 303
    browser.cookies = kept
    browser.show(browser.ask("GET", back))
    assert browser.status == 403
    assert "Try again" in browser.page.text
    assert "frontdoor-generic" not in browser.cookies


def test_a_token_for_another_nonce_is_not_trusted(
    provider: ProviderHere, generic: Authority
) -> None:
    """A code that was planted from someone else's way through the provider signs nobody in."""
    worker(generic, "uma")
    link_identity(generic, "", "uma", "uma")
    mine, theirs = provider.browser(), provider.browser()
    address = set_out(mine)
    planted = parse_qs(urlsplit(provider.signs_in(set_out(theirs), "uma")).query)["code"][0]
    state = parse_qs(urlsplit(address).query)["state"][0]
    mine.show(mine.ask("GET", f"{BACK}?code={planted}&state={state}"))
    assert mine.status == 403
    assert "frontdoor-generic" not in mine.cookies


def test_an_identity_belongs_to_one_user(generic: Authority) -> None:
    """Two users cannot be the same one at the provider; taken away, it is free again."""
    for name in ("vera", "will"):
        worker(generic, name)
    link_identity(generic, "", "vera", "one")
    with pytest.raises(IdentityTaken):
        link_identity(generic, "", "will", "one")
    link_identity(generic, "", "vera", None)
    link_identity(generic, "", "will", "one")


def test_a_provider_that_is_down_leaves_passwords_as_they_are(
    settings: Settings, authorities: dict[str, Authority | Unusable], generic: Authority
) -> None:
    """The page says so with 503; a password signs in; nothing was asked of it before that."""
    down = chosen(f"http://127.0.0.1:{free_port()}")
    before, generic.provider = generic.provider, OpenIdProvider(down)
    worker(generic, "xenia")
    try:
        with TestClient(create_app(settings_with(settings, down), authorities)) as client:
            browser = Browser(client)
            browser.get("/generic/sign-in")
            browser.get("/generic/sign-in/provider")
            assert browser.status == 503
            assert "nothing answers at present" in browser.page.text
            assert "Sign in with your password" in browser.page.text
            browser.get("/generic/sign-in")
            browser.press("Sign in", user="xenia", password=PASSWORD)
            assert browser.path == "/generic/"
    finally:
        generic.provider = before


def test_where_there_are_no_passwords_none_is_asked_for_or_taken(
    provider: ProviderHere,
    settings: Settings,
    authorities: dict[str, Authority | Unusable],
) -> None:
    """The provider alone is offered; a password sent all the same is refused, page and API."""
    alone = settings_with(settings, chosen(provider.issuer), passwords=False)
    with TestClient(create_app(alone, authorities)) as client:
        browser = Browser(client)
        browser.get("/generic/sign-in")
        assert not browser.page.find("input", type="password")
        given = {"user": "manager", "password": PASSWORD}
        browser.post("/generic/sign-in", given)
        assert browser.status == 403
        answer = browser.ask("POST", "/api/generic/sessions", json=given)
        assert answer.status_code == 403
        assert answer.json()["type"].endswith(":passwords-off")


def test_without_a_provider_there_is_no_way_to_one(
    authority: Opened, visit: Callable[..., Browser]
) -> None:
    """Where none is set, no button leads to one, and its addresses have nothing."""
    assert authority("york").provider is None
    browser = visit()
    browser.get("/york/sign-in")
    assert "Sign in with" not in browser.page.text
    browser.get("/york/sign-in/provider")
    assert browser.status == 404
    browser.get("/york/sign-in/provider/back?code=x&state=y")
    assert browser.status == 403


def test_what_was_typed_waits_in_its_tab_for_the_provider(
    provider: ProviderHere, generic: Authority
) -> None:
    """Signing in through the provider leaves the page with the text, which goes on afterwards."""
    worker(generic, "yara")
    link_identity(generic, "", "yara", "yara")
    browser = provider.browser()
    browser.ask("GET", provider.signs_in(set_out(browser), "yara"))
    browser.get("/generic/account")
    csrf = browser.form("Sign out everywhere")["csrf"]
    browser.press("Sign out everywhere")
    browser.post("/generic/contacts/new", {"csrf": csrf, "what_happened": "What I typed"})
    page, html, path = browser.page, browser.html, browser.path
    browser.press("I have signed in there: go on")
    assert "not signed in yet" in browser.mistakes[0]
    (link,) = [a for a in page.find("a") if a.attributes.get("target") == "_blank"]
    address = browser.ask("GET", link.attributes["href"], follow_redirects=False)
    browser.ask("GET", provider.signs_in(address.headers["location"], "yara"))
    browser.page, browser.html, browser.path = page, html, path
    browser.press("I have signed in there: go on")
    assert browser.form("Go back to what I typed")["what_happened"] == "What I typed"
