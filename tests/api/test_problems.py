"""Errors and headers: the same form everywhere, nothing told that is not for the public."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from frontdoor.composition import Unusable
from frontdoor.plugins import PluginFault
from frontdoor.services.authority import Authority
from frontdoor.settings import Settings
from frontdoor.web import policies
from frontdoor.web.app import create_app
from frontdoor.web.headers import CONTENT_SECURITY_POLICY

Client = TestClient[Litestar]
Headers = dict[str, str]


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api", 404, "not-found"),
        ("GET", "/api/example", 404, "not-found"),
        ("GET", "/api/example/nothing", 404, "not-found"),
        ("GET", "/api/openapi.yaml", 404, "not-found"),
        ("PUT", "/api/example/contacts", 405, "method-not-allowed"),
        ("HEAD", "/api/example/procedure", 405, ""),
        ("POST", "/healthz", 405, "method-not-allowed"),
        ("GET", "/api/nowhere/procedure", 404, "no-such-authority"),
        ("GET", "/api/Example/procedure", 404, "no-such-authority"),
        ("GET", "/api/broken/procedure", 503, "out-of-service"),
        ("GET", "/api/broken/contacts", 503, "out-of-service"),
        ("POST", "/api/broken/sessions", 503, "out-of-service"),
        ("GET", "/api/example/contacts", 401, "sign-in-needed"),
        ("POST", "/api/example/contacts", 401, "sign-in-needed"),
    ],
)
def test_every_error_is_a_problem(
    visitor: Client, method: str, path: str, status: int, kind: str
) -> None:
    """Each error of the API is application/problem+json with type, title, status and headers."""
    answer = visitor.request(method, path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    if status == 405:
        assert answer.headers["Allow"]
    if method != "HEAD":
        problem = answer.json()
        assert problem["type"] == f"urn:frontdoor:problem:{kind}"
        assert (problem["status"], bool(problem["title"])) == (status, True)


def test_outside_the_api_an_error_is_for_people(visitor: Client) -> None:
    """An unknown address outside the API is answered for people, with 404."""
    answer = visitor.get("/nothing/here")
    assert answer.status_code == 404
    assert "json" not in answer.headers["Content-Type"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml, text/*", "image/png;q=0.1"])
def test_who_does_not_take_json_is_told(visitor: Client, accept: str) -> None:
    """A request that accepts no JSON gets 406."""
    answer = visitor.get("/api/example/procedure", headers={"Accept": accept})
    assert (answer.status_code, answer.json()["status"]) == (406, 406)


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "text/html, */*;q=0.1", "application/*"]
)
def test_who_takes_json_gets_it(visitor: Client, accept: str) -> None:
    """A request that accepts JSON in any way gets it."""
    assert visitor.get("/api/example/procedure", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/api/example/procedure", "/api/x", "/nothing"])
def test_every_answer_carries_the_security_headers(visitor: Client, path: str) -> None:
    """Every answer has a strict policy, is not sniffed, framed or kept, and tells no referrer."""
    headers = visitor.get(path).headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "Server" not in headers


def test_options_names_every_method(visitor: Client) -> None:
    """OPTIONS names each method that a route has."""
    answer = visitor.options("/api/example/contacts")
    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, OPTIONS, POST")


def test_why_an_authority_is_out_of_service_is_not_told(visitor: Client) -> None:
    """An authority that cannot be used answers 503 without the reason; the others go on."""
    answer = visitor.get("/api/broken/procedure")
    assert "secret" not in answer.text
    assert answer.headers["Retry-After"]
    assert visitor.get("/api/example/procedure").status_code == 200


def test_ready_names_each_authority(visitor: Client, settings: Settings) -> None:
    """Readiness is 200 where one authority works, with names and nothing else; 503 where none."""
    answer = visitor.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "authorities": {"example": "ready", "other": "ready", "broken": "out of service"}
    }
    with TestClient(create_app(settings, {"broken": Unusable("broken", "x")})) as client:
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").json() == {"status": "alive"}


def test_a_plugin_that_fails_takes_its_own_authority_out_of_service(
    open_example: Callable[[Path, str], Authority],
    tmp_path: Path,
    settings: Settings,
    example: Authority,
    call: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A hook that raises at run time ends in 503, at once and from then on; others go on."""

    def fails(*_: object) -> dict[str, str]:
        raise PluginFault("A plugin of 'faulty' failed in its hook `derived_facts`: boom")

    faulty = open_example(tmp_path, "faulty")
    object.__setattr__(faulty.practice, "derive", (fails,))
    with TestClient(create_app(settings, {"faulty": faulty, "example": example})) as client:
        session = {"user": "adviser", "password": "correct horse battery staple"}
        token = client.post("/api/faulty/sessions", json=session).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/faulty/counts", headers=headers).status_code == 200
        answer = client.post("/api/faulty/preview", json=call, headers=headers)
        assert (answer.status_code, "boom" in answer.text) == (503, False)
        assert "boom" in caplog.text
        assert client.get("/api/faulty/counts", headers=headers).status_code == 503
        assert client.get("/api/example/procedure").status_code == 200
        assert client.get("/readyz").json()["authorities"]["faulty"] == "out of service"
    faulty.store.close()


def test_what_nobody_expected_is_logged_without_what_was_typed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An unexpected error is a problem of 500; the log has where, but no message and no query."""

    @get("/healthz/broken", sync_to_thread=False)
    def broken() -> None:
        raise ValueError("Zebedee Canary")

    monkeypatch.setitem(policies.POLICIES, "GET /healthz/broken", policies.PUBLIC)
    app = create_app(settings, {})
    app.register(broken)
    with caplog.at_level(logging.DEBUG), TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/healthz/broken?text=Canary")
    assert answer.status_code == 500
    assert "ValueError" in caplog.text
    assert "in broken" in caplog.text
    assert "Zebedee" not in caplog.text
    assert "Canary" not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("frontdoor")
    )
