"""Who may call what: every route stands in the table, and the table is kept to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar, get, websocket
from litestar.connection import WebSocket
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from msgspec.structs import replace

from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit
from frontdoor.services.sign_in import add_user
from frontdoor.web.policies import (
    ADMINISTRATOR,
    POLICIES,
    PUBLIC,
    Policy,
    check_policies,
    policy_of,
)

from .conftest import PASSWORD

Client = TestClient[Litestar]


def routes(app: Litestar) -> set[str]:
    """Every route as `METHOD /path`."""
    return {
        f"{method} {route.path_format}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods - {"OPTIONS"}
    }


def test_every_route_has_a_policy_and_every_policy_a_route(app: Litestar) -> None:
    """The table of policies names the routes there are, all and no others."""
    assert routes(app) == set(POLICIES)


def test_a_route_without_a_policy_keeps_the_service_from_starting() -> None:
    """A route that is not in the table is found when the app is made."""

    @get("/secret", sync_to_thread=False)
    def secret() -> None: ...

    with pytest.raises(LookupError, match="no policy for GET /secret"):
        check_policies(Litestar([secret], openapi_config=None).routes)


def test_a_route_for_those_signed_in_must_be_at_an_authority(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A route with no authority in its path, where nobody can be signed in, has to be public."""

    @get("/secret", sync_to_thread=False)
    def secret() -> None: ...

    monkeypatch.setitem(POLICIES, "GET /secret", Policy.ROLE)
    with pytest.raises(LookupError, match="at no authority"):
        check_policies(Litestar([secret], openapi_config=None).routes)


def test_a_websocket_keeps_the_service_from_starting() -> None:
    """A route that is no plain HTTP route, past which the guard would not see, is refused."""

    @websocket("/live")
    async def live(socket: WebSocket[Any, Any, Any]) -> None: ...

    with pytest.raises(LookupError, match="/live"):
        check_policies(Litestar([live], openapi_config=None).routes)


IN_API = sorted(route for route in POLICIES if " /api/{authority}" in route)
ADMINISTERING = sorted(route for route in POLICIES if policy_of(*route.split()) is ADMINISTRATOR)
WITHOUT = {
    Policy.SIGNED_IN: set[str](),
    Policy.ROLE: {"nobody", "administrator"},
    ADMINISTRATOR: {"nobody", "inspector", "adviser", "manager"},
}
"""Who lacks what a policy asks for."""


@pytest.mark.parametrize("route", [*IN_API, *ADMINISTERING])
@pytest.mark.parametrize("who", ["", "nobody", "inspector", "adviser", "manager", "administrator"])
def test_each_route_keeps_to_its_policy(
    visitor: Client, sign_in: Callable[..., dict[str, str]], route: str, who: str
) -> None:
    """Without a session 401, without the role or the right 403 where the table says so."""
    method, _, path = route.partition(" ")
    for part in ("authority=example", "contact=none", "work_list=none", "name=none"):
        name, _, value = part.partition("=")
        path = path.replace("{" + name + "}", value)
    headers = sign_in(who) if who else {}
    answer = visitor.request(method, path, headers=headers, follow_redirects=False)
    status, policy = answer.status_code, policy_of(method, route.partition(" ")[2])
    if policy is PUBLIC:
        assert status not in (401, 403)
    elif not who:
        assert status == 401 or "/sign-in" in answer.headers["location"]
    elif who in WITHOUT[policy]:
        assert status == 403
    else:
        assert status not in (401, 403)


def test_every_page_of_administration_asks_for_the_right() -> None:
    """No page under /administration is open to those who have roles alone."""
    under = [route for route in POLICIES if "/administration" in route]
    assert under
    assert sorted(under) == ADMINISTERING


def test_a_right_that_is_taken_is_gone_at_the_next_request(
    visitor: Client, sign_in: Callable[..., dict[str, str]], example: Authority
) -> None:
    """Whoever is no administrator any more is refused with the session that they have."""
    add_user(example, "passing", "Passing", PASSWORD, frozenset(), administers=True)
    headers = sign_in("passing")
    assert visitor.get("/example/administration/people", headers=headers).status_code == 200
    with example.store.visit(Visit("", "test", now())) as records:
        user = records.user("passing")
        assert user is not None
        records.save_user(replace(user, administers=False))
    assert visitor.get("/example/administration/people", headers=headers).status_code == 403
