"""Who may call each route. A route without a policy keeps the service from starting."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from litestar.routes import BaseRoute, HTTPRoute


class Policy(StrEnum):
    """What a route asks of whoever calls it."""

    PUBLIC = "public"
    """Nothing: it shows no personal data."""
    SIGNED_IN = "signed_in"
    """A session at the authority in the path, even one of someone who has first to change their
    password or to set up a second factor: for one's own account."""
    ROLE = "role"
    """A session, and a role there today; what that role may do is the procedure's to say."""
    ADMINISTRATOR = "administrator"
    """A session of someone who looks after the authority there, whatever roles they have."""


PUBLIC, SIGNED_IN, ROLE = Policy.PUBLIC, Policy.SIGNED_IN, Policy.ROLE
ADMINISTRATOR = Policy.ADMINISTRATOR

POLICIES: Final[dict[str, Policy]] = {
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /api/openapi.json": PUBLIC,
    "GET /api/compare": PUBLIC,
    "GET /api/diff/{a}/{b}": PUBLIC,
    "GET /api/diff/{a}/{b}/{aspect}": PUBLIC,
    "GET /api/{authority}/procedure": PUBLIC,
    "POST /api/{authority}/sessions": PUBLIC,
    "GET /api/{authority}/sessions/current": SIGNED_IN,
    "DELETE /api/{authority}/sessions/current": SIGNED_IN,
    "POST /api/{authority}/preview": ROLE,
    "POST /api/{authority}/contacts": ROLE,
    "POST /api/{authority}/consultations": ROLE,
    "GET /api/{authority}/contacts": ROLE,
    "GET /api/{authority}/contacts/{contact}": ROLE,
    "POST /api/{authority}/contacts/{contact}/commands": ROLE,
    "GET /api/{authority}/contacts/{contact}/journal": ROLE,
    "GET /api/{authority}/work-lists": ROLE,
    "GET /api/{authority}/work-lists/{work_list}": ROLE,
    "GET /api/{authority}/work-lists/{work_list}/sheets": ROLE,
    "GET /api/{authority}/counts": ROLE,
    "GET /": PUBLIC,
    "GET /procedures": PUBLIC,
    "GET /procedures/{authority}": PUBLIC,
    "GET /procedures/{authority}/flowcharts": PUBLIC,
    "GET /compare": PUBLIC,
    "GET /compare/{file}": PUBLIC,
    "GET /diff": PUBLIC,
    "GET /diff/{a}/{b}": PUBLIC,
    "GET /diff/{a}/{b}/{aspect}": PUBLIC,
    "GET /compare/case": PUBLIC,
    "GET /refer/{authority}": PUBLIC,
    "POST /refer/{authority}": PUBLIC,
    "GET /static/{file_path}": PUBLIC,
    "HEAD /static/{file_path}": PUBLIC,
    "GET /{authority}/brand.css": PUBLIC,
    "GET /{authority}/sign-in": PUBLIC,
    "POST /{authority}/sign-in": PUBLIC,
    "POST /{authority}/sign-in/again": PUBLIC,
    "POST /{authority}/sign-in/code": PUBLIC,
    "POST /{authority}/sign-in/go-on": PUBLIC,
    "GET /{authority}/sign-in/provider": PUBLIC,
    "GET /{authority}/sign-in/provider/back": PUBLIC,
    "POST /{authority}/sign-out": SIGNED_IN,
    "GET /{authority}/account": SIGNED_IN,
    "GET /{authority}/account/password": SIGNED_IN,
    "POST /{authority}/account/password": SIGNED_IN,
    "GET /{authority}/account/second-factor": SIGNED_IN,
    "POST /{authority}/account/second-factor": SIGNED_IN,
    "GET /{authority}/account/second-factor/remove": SIGNED_IN,
    "POST /{authority}/account/second-factor/remove": SIGNED_IN,
    "GET /{authority}/account/recovery-codes": SIGNED_IN,
    "POST /{authority}/account/recovery-codes": SIGNED_IN,
    "POST /{authority}/account/sessions": SIGNED_IN,
    "GET /{authority}": ROLE,
    "GET /{authority}/search": ROLE,
    "POST /{authority}/search": ROLE,
    "GET /{authority}/people/{person}": ROLE,
    "GET /{authority}/lists/{work_list}": ROLE,
    "GET /{authority}/boards/{work_list}": ROLE,
    "GET /{authority}/audits/{work_list}": ROLE,
    "GET /{authority}/dashboard": ROLE,
    "GET /{authority}/dashboard/{file}": ROLE,
    "GET /{authority}/meetings/{work_list}": ROLE,
    "GET /{authority}/meetings/{work_list}/sheets": ROLE,
    "GET /{authority}/meetings/{work_list}/sheets/{contact}": ROLE,
    "GET /{authority}/contacts/new": ROLE,
    "POST /{authority}/contacts/new": ROLE,
    "GET /{authority}/contacts/begun/{draft}": ROLE,
    "POST /{authority}/contacts/begun/{draft}": ROLE,
    "GET /{authority}/contacts/begun/{draft}/discard": ROLE,
    "POST /{authority}/contacts/begun/{draft}/discard": ROLE,
    "GET /{authority}/contacts/begun/{draft}/{step}": ROLE,
    "POST /{authority}/contacts/begun/{draft}/{step}": ROLE,
    "GET /{authority}/consultations/new": ROLE,
    "POST /{authority}/consultations/new": ROLE,
    "GET /{authority}/contacts/{contact}": ROLE,
    "POST /{authority}/contacts/{contact}/open": ROLE,
    "GET /{authority}/contacts/{contact}/letters/new": ROLE,
    "POST /{authority}/contacts/{contact}/letters/new": ROLE,
    "GET /{authority}/contacts/{contact}/letters/{letter}": ROLE,
    "POST /{authority}/contacts/{contact}/letters/{letter}": ROLE,
    "GET /{authority}/contacts/{contact}/letters/{letter}/change": ROLE,
    "POST /{authority}/contacts/{contact}/letters/{letter}/change": ROLE,
    "GET /{authority}/contacts/{contact}/documents/new": ROLE,
    "POST /{authority}/contacts/{contact}/documents/new": ROLE,
    "GET /{authority}/contacts/{contact}/documents/{document}": ROLE,
    "GET /{authority}/contacts/{contact}/right-child": ROLE,
    "POST /{authority}/contacts/{contact}/right-child": ROLE,
    "GET /{authority}/hand-over": ROLE,
    "POST /{authority}/hand-over": ROLE,
    "GET /{authority}/away": ROLE,
    "POST /{authority}/away": ROLE,
    "GET /{authority}/contacts/{contact}/do/{step}": ROLE,
    "POST /{authority}/contacts/{contact}/do/{step}": ROLE,
    "GET /{authority}/administration": ADMINISTRATOR,
    "GET /{authority}/administration/people": ADMINISTRATOR,
    "GET /{authority}/administration/changes": ADMINISTRATOR,
    "GET /{authority}/administration/add-person": ADMINISTRATOR,
    "POST /{authority}/administration/add-person": ADMINISTRATOR,
    "GET /{authority}/administration/people/{name}": ADMINISTRATOR,
    "POST /{authority}/administration/people/{name}": ADMINISTRATOR,
    "GET /{authority}/administration/access": ADMINISTRATOR,
    "GET /{authority}/administration/access.csv": ADMINISTRATOR,
    "GET /{authority}/administration/journal": ADMINISTRATOR,
    "POST /{authority}/administration/journal": ADMINISTRATOR,
    "GET /{authority}/administration/journal/anchor": ADMINISTRATOR,
    "GET /{authority}/administration/procedure": ADMINISTRATOR,
    "GET /{authority}/administration/preview": ADMINISTRATOR,
    "POST /{authority}/administration/preview": ADMINISTRATOR,
    "GET /{authority}/administration/health": ADMINISTRATOR,
}
"""The policy of every route, by method and path."""


def policy_of(method: str, path: str) -> Policy:
    """The policy of a route by its method and path with parameters in braces.

    OPTIONS only names methods. Raises `LookupError` for a route without one.
    """
    if method == "OPTIONS":
        return PUBLIC
    try:
        return POLICIES[f"{method} {path}"]
    except KeyError:
        says = f"no policy for {method} {path}: give it one in web/policies.py"
        raise LookupError(says) from None


def check_policies(routes: Iterable[BaseRoute]) -> None:
    """Raise `LookupError` for a route that has no policy, or one that cannot be kept to.

    People sign in at an authority, so a route that is not public has `{authority}` in its path.
    """
    for route in routes:
        if not isinstance(route, HTTPRoute):
            raise LookupError(f"no policy for {route.path}: only plain HTTP routes are served")
        for method in route.methods:
            policy = policy_of(method, route.path_format)
            if policy is not PUBLIC and "{authority}" not in route.path_format:
                raise LookupError(f"{method} {route.path_format} is {policy}, but at no authority")
