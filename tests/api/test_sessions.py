"""Sign-in, sessions, and what a request must bring to change something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from frontdoor.services.authority import Authority, now
from frontdoor.services.codes import digest, sealed_as
from frontdoor.services.ports import Visit
from frontdoor.services.sign_in import add_user
from frontdoor.settings import Settings
from frontdoor.web.app import create_app

Client = TestClient[Litestar]
SignIn = Callable[..., dict[str, str]]
PASSWORD = "correct horse battery staple"
SESSIONS = "/api/example/sessions"
CURRENT = f"{SESSIONS}/current"


def raw(headers: dict[str, str]) -> dict[bytes, bytes]:
    """Headers as bytes, of which not all are ASCII."""
    return {name.encode(): value.encode("latin-1") for name, value in headers.items()}


def start(visitor: Client, user: str = "adviser", password: str = PASSWORD) -> Any:
    """Sign in."""
    return visitor.post(SESSIONS, json={"user": user, "password": password})


@pytest.fixture(autouse=True)
def _no_cookies(visitor: Client) -> None:
    visitor.cookies.clear()


def test_a_session_begins_with_a_token_and_a_cookie_that_no_script_reads(visitor: Client) -> None:
    """Signing in gives a token, today's roles, and the token again in an HttpOnly cookie."""
    answer = start(visitor)
    assert answer.status_code == 201
    given = answer.json()
    assert (given["user"], given["roles"]) == ("adviser", ["call_adviser"])
    cookie = answer.headers["Set-Cookie"]
    assert f"frontdoor-example={given['token']}" in cookie
    for part in ("HttpOnly", "Path=/", "SameSite=lax"):
        assert part in cookie
    assert visitor.get(CURRENT).json()["csrf"] == given["csrf"]


def test_over_https_the_cookie_is_for_https_alone(
    example: Authority, tmp_path: Path, visitor: Client
) -> None:
    """With secure cookies the cookie is Secure and bound to this host, and HSTS is sent."""
    safe = create_app(Settings(authorities=("example",), var=tmp_path), {"example": example})
    with TestClient(safe, base_url="https://testserver.local") as client:
        answer = client.post(SESSIONS, json={"user": "adviser", "password": PASSWORD})
        assert answer.headers["Set-Cookie"].startswith("__Host-frontdoor-example=")
        assert "Secure" in answer.headers["Set-Cookie"]
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert client.get(CURRENT).status_code == 200
    assert "Strict-Transport-Security" not in start(visitor).headers


def test_each_session_has_a_token_of_its_own(visitor: Client) -> None:
    """A token that the client brings along is never taken over at sign-in."""
    visitor.cookies.set("frontdoor-example", "chosen-by-me")
    first, second = start(visitor).json()["token"], start(visitor).json()["token"]
    assert len({first, second, "chosen-by-me"}) == 3


@pytest.mark.parametrize(
    ("user", "password"), [("adviser", "wrong"), ("no-one", PASSWORD), ("no-one", "wrong")]
)
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    visitor: Client, user: str, password: str
) -> None:
    """Sign-in is refused with 401 in the same words, whatever of it was wrong."""
    answer = start(visitor, user, password)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.content == start(visitor, "nobody-either", "wrong").content
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("said", "pointers"),
    [
        ({}, {"/user", "/password"}),
        ({"user": "", "password": ""}, {"/user", "/password"}),
        ({"user": "a\x00", "password": "x"}, {"/user"}),
        ({"user": ["a"], "password": 2**63}, {"/user", "/password"}),
        ({"user": "a", "password": "x" * 1_001}, {"/password"}),
        ({"user": "a", "password": "x", "pasword": "y"}, {"/pasword"}),
    ],
)
def test_every_wrong_field_of_a_sign_in_is_named(
    visitor: Client, said: dict[str, Any], pointers: set[str]
) -> None:
    """A sign-in that cannot be used is refused with 422 and a pointer to each wrong field."""
    answer = visitor.post(SESSIONS, json=said)
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == pointers


def test_signing_out_ends_the_session(visitor: Client, adviser: dict[str, str]) -> None:
    """After signing out the token is worth nothing, and the cookie is taken back."""
    answer = visitor.delete(CURRENT, headers=adviser)
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert visitor.get(CURRENT, headers=adviser).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer wrong", "bearer wrong", "Basic YTpi", "Bearer " + "x" * 9_000,
     "Bearer \xff\xfe", "Bearer a b c", "\x00"],
)  # fmt: skip
def test_without_a_session_nothing_is_shown(visitor: Client, header: str) -> None:
    """A request with no token, a wrong one or another scheme gets 401 with WWW-Authenticate."""
    answer = visitor.get(CURRENT, headers=raw({"Authorization": header}))
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=")


def test_a_header_goes_before_the_cookie(visitor: Client) -> None:
    """A request with a wrong header is refused although a right cookie came with it."""
    start(visitor)
    assert visitor.get(CURRENT).status_code == 200
    assert visitor.get(CURRENT, headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_session_counts_at_its_own_authority_alone(
    visitor: Client, adviser: dict[str, str]
) -> None:
    """A token of one authority is as good as none at another."""
    assert visitor.get("/api/other/sessions/current", headers=adviser).status_code == 401


@pytest.mark.parametrize("csrf", [None, "", "wrong", "ä", "x" * 9_000])
def test_with_the_cookie_a_change_needs_the_csrf_token(visitor: Client, csrf: str | None) -> None:
    """A change that comes with the cookie and no right X-CSRF-Token is refused with 403."""
    token = start(visitor).json()["csrf"]
    headers = raw({} if csrf is None else {"X-CSRF-Token": csrf})
    assert visitor.delete(CURRENT, headers=headers).status_code == 403
    assert visitor.get(CURRENT).status_code == 200
    assert visitor.delete(CURRENT, headers={"X-CSRF-Token": token}).status_code == 204


def test_the_csrf_token_of_another_session_is_no_use(visitor: Client) -> None:
    """Each session has a csrf token of its own."""
    other = start(visitor).json()["csrf"]
    start(visitor)
    assert visitor.delete(CURRENT, headers={"X-CSRF-Token": other}).status_code == 403


def test_another_sites_page_cannot_sign_anyone_in(visitor: Client) -> None:
    """A sign-in that a browser says another site sent is refused with 403."""
    body = {"user": "adviser", "password": PASSWORD}
    for site, status in [("cross-site", 403), ("same-site", 403), ("same-origin", 201)]:
        answer = visitor.post(SESSIONS, json=body, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == status


def test_someone_without_a_role_may_see_nothing(
    visitor: Client, sign_in: SignIn, call: dict[str, Any]
) -> None:
    """A user without a role can sign in, and is refused everything with 403."""
    headers = sign_in("nobody")
    assert visitor.get(CURRENT, headers=headers).json()["roles"] == []
    assert visitor.get("/api/example/contacts", headers=headers).status_code == 403
    once = {**headers, "Idempotency-Key": uuid4().hex}
    assert visitor.post("/api/example/contacts", json=call, headers=once).status_code == 403


def test_a_role_taken_away_is_gone_at_the_next_request(
    visitor: Client, adviser: dict[str, str], example: Authority
) -> None:
    """Roles are read anew for each request."""
    with example.store.visit(Visit("", "test", now())) as records:
        user = records.user("adviser")
        assert user is not None
        records.save_user(replace(user, roles=frozenset()))
    try:
        assert visitor.get("/api/example/counts", headers=adviser).status_code == 403
    finally:
        with example.store.visit(Visit("", "test", now())) as records:
            records.save_user(user)
    assert visitor.get("/api/example/counts", headers=adviser).status_code == 200


@pytest.mark.parametrize(
    ("seen", "started"),
    [(timedelta(minutes=31), timedelta(minutes=31)), (timedelta(), timedelta(hours=13))],
)
def test_a_session_ends_of_itself(
    visitor: Client,
    adviser: dict[str, str],
    example: Authority,
    seen: timedelta,
    started: timedelta,
) -> None:
    """A session that lay idle too long, or is too old, is at an end."""
    token = digest(adviser["Authorization"].removeprefix("Bearer "))
    with example.store.visit(Visit("", "test", now())) as records:
        session = records.session(token)
        assert session is not None
        records.end_sessions(token=token)
        records.save_session(replace(session, seen=now() - seen, started=now() - started))
    assert visitor.get(CURRENT, headers=adviser).status_code == 401


@pytest.fixture
def app_secret(example: Authority) -> str:
    """The secret of the app of someone who signs in as `coded`."""
    add_user(example, "coded", "Coded", PASSWORD, frozenset({"call_adviser"}))
    secret = pyotp.random_base32()
    sealed = example.seals.sealed(secret, sealed_as(example, "coded"))
    change(example, "coded", second_factor=sealed)
    return secret


def change(example: Authority, name: str, **changed: Any) -> None:
    """Change something of a user."""
    with example.store.visit(Visit("", "test", now())) as records:
        user = records.user(name)
        assert user is not None
        records.save_user(replace(user, **changed))


def test_with_a_second_factor_a_code_goes_with_the_password(
    visitor: Client, app_secret: str
) -> None:
    """Without a code the problem says that one is needed; it works once, wrong it is refused."""
    given = {"user": "coded", "password": PASSWORD}
    needed = visitor.post(SESSIONS, json=given)
    assert (needed.status_code, needed.json()["type"].rpartition(":")[2]) == (401, "code-needed")
    assert "Set-Cookie" not in needed.headers
    code = pyotp.TOTP(app_secret).at(now())
    for sent, status in (("000000", 401), (code, 201), (code, 401)):
        answer = visitor.post(SESSIONS, json={**given, "code": sent})
        assert answer.status_code == status
    assert answer.content == start(visitor, "no-one").content


def test_without_the_password_nobody_learns_who_has_a_second_factor(
    visitor: Client, app_secret: str
) -> None:
    """A wrong password is answered alike, with a code and without."""
    answers = {
        visitor.post(SESSIONS, json={"user": user, "password": "wrong", **code}).content
        for user in ("coded", "adviser", "no-one")
        for code in ({}, {"code": pyotp.TOTP(app_secret).at(now())})
    }
    assert len(answers) == 1


def test_a_password_from_someone_else_opens_nothing_but_ones_own_account(
    visitor: Client, example: Authority
) -> None:
    """Until it is changed, every other operation is refused with 403, which says so."""
    add_user(example, "fresh", "Fresh", PASSWORD, frozenset({"call_adviser"}))
    change(example, "fresh", must_change_password=True)
    headers = {"Authorization": f"Bearer {start(visitor, 'fresh').json()['token']}"}
    assert visitor.get(CURRENT, headers=headers).status_code == 200
    refused = visitor.get("/api/example/contacts", headers=headers)
    assert refused.status_code == 403
    assert refused.json()["type"].endswith(":password-change-needed")


def test_a_session_ended_meanwhile_is_not_brought_back_by_its_use(example: Authority) -> None:
    """Noting that a session was used makes none where there is none."""
    with example.store.visit(Visit("", "test", now())) as records:
        records.session_used("none", now())
        assert records.session("none") is None


def test_after_six_wrong_passwords_the_right_one_is_refused_too(
    open_example: Callable[[Path, str], Authority], tmp_path: Path, settings: Settings
) -> None:
    """A user is locked out after six failures, and the answer does not say so."""
    example = open_example(tmp_path, "example")
    with TestClient(create_app(settings, {"example": example})) as client:
        refused = [start(client, password="wrong") for _ in range(6)]
        locked = start(client)
        assert locked.status_code == 401
        assert {answer.content for answer in refused} == {locked.content}
        assert start(client, "worker").status_code == 201
    example.store.close()
