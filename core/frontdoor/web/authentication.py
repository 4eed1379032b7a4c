"""Who asks: sessions by cookie or bearer token, and proof that a form is ours.

`admit` stands before every route and keeps to the table of policies.
"""

from __future__ import annotations

import hmac
from typing import Final, Literal
from urllib.parse import parse_qsl

from anyio import to_thread
from litestar import Request
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.sign_in import who_asks
from frontdoor.settings import Settings
from frontdoor.web.policies import Policy, policy_of
from frontdoor.web.problems import (
    AnyRequest,
    FirstNeeded,
    NotSignedIn,
    Problem,
    answered_as_json,
)
from frontdoor.web.providers import EVEN_BROKEN, AnyConnection, served_by
from frontdoor.web.uploads import MULTIPART, parts_of

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_FIELDS: Final = 5_000
CSRF_HEADER: Final = "X-CSRF-Token"
CSRF_FIELD: Final = "csrf"
"""The name of the hidden field with `asks.session.csrf` in every form that changes something."""


def cookie_name(settings: Settings, authority: str) -> str:
    """The name of the cookie that holds the token of a session at an authority."""
    prefix = "__Host-" if settings.secure_cookies else ""
    return f"{prefix}frontdoor-{authority}"


def session_cookie(settings: Settings, authority: str, token: str | None) -> Cookie:
    """The cookie that keeps a session, or with no token the one that ends it.

    It is sent along links from elsewhere, an e-mail say; every change needs a token besides.
    """
    return Cookie(
        key=cookie_name(settings, authority),
        value=token or "",
        path="/",
        max_age=settings.session_hours * 3600 if token else 0,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
    )


def token_of(
    connection: AnyConnection, authority: str
) -> tuple[str, Literal["bearer", "cookie"]] | None:
    """The session token that came with a request, and by which way; a header goes first."""
    header = connection.headers.get("Authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotSignedIn(
                "Send the header Authorization as: Bearer, a space, the token.", invalid=True
            )
        return token.strip(), "bearer"
    settings = served_by(connection).settings
    cookie = connection.cookies.get(cookie_name(settings, authority))
    return (cookie, "cookie") if cookie else None


async def admit(connection: AnyConnection, handler: BaseRouteHandler) -> None:
    """The guard before every route: the authority, the form of the request, who asks, their right.

    Leaves who asks in `scope["user"]`. Raises `Problem`.
    """
    if not isinstance(connection, Request):
        raise LookupError("only plain HTTP routes are served")
    policy = policy_of(connection.method, connection.scope["path_template"])
    name: str | None = connection.path_params.get("authority")
    served, broken = served_by(connection), EVEN_BROKEN in handler.opt
    authority = served.authority(name, even_broken=broken) if name is not None else None
    if policy is Policy.PUBLIC:
        _refuse_other_sites(connection)
    elif authority is None:
        raise LookupError("who is signed in is known at an authority alone")
    else:
        signed_in, way = await _signed_in(connection, authority)
        if connection.method not in SAFE and way == "cookie":
            await _check_csrf(connection, signed_in)
        if policy is not Policy.SIGNED_IN:
            first = served_by(connection).needed_first(authority.name, signed_in)
            if first is not None:
                raise FirstNeeded(first)
        connection.scope["user"] = signed_in  # before a right is missed, to tell them who they are
        if policy is Policy.ROLE:
            authority.actor(signed_in.user)
        elif policy is Policy.ADMINISTRATOR:
            authority.check_administers(signed_in.user)
    _check_media_types(connection, handler)


async def _signed_in(
    connection: AnyConnection, authority: Authority
) -> tuple[SignedIn, Literal["bearer", "cookie"]]:
    served = served_by(connection)
    came = token_of(connection, authority.name)
    if came is None:
        raise NotSignedIn()
    token, way = came
    found = await to_thread.run_sync(who_asks, authority, token, served.idle, served.longest)
    if found is None:
        raise NotSignedIn(invalid=True)
    return found, way


def signed_in_already(request: AnyRequest, authority: Authority) -> SignedIn | None:
    """Who has a session in this browser, for a public page to which that makes a difference."""
    served = served_by(request)
    token = request.cookies.get(cookie_name(served.settings, authority.name))
    return who_asks(authority, token, served.idle, served.longest) if token else None


def _refuse_other_sites(request: AnyRequest) -> None:
    """A browser says when another site's page sends something: nobody is signed in by that."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    if request.method not in SAFE and site not in ("none", "same-origin"):
        raise Problem(403, "forged", "Open our own page, and send it from there.")


async def _check_csrf(request: AnyRequest, signed_in: SignedIn) -> None:
    given = request.headers.get(CSRF_HEADER)
    if given is None and not answered_as_json(request.scope["path"]):
        given = _field(request, await request.body(), CSRF_FIELD)
    wanted = signed_in.session.csrf
    if given is None or not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Problem(
            403,
            "forged",
            f"Send {CSRF_HEADER} with the value `csrf` of your session, or open the page again.",
        )


def _field(request: AnyRequest, form: bytes, name: str) -> str | None:
    """A field of a form; Litestar's own reader keeps the last thousand forms in a cache."""
    kind, options = request.content_type
    try:
        if kind == MULTIPART:
            fields = parts_of(form, options.get("boundary", "")).fields
        else:
            fields = parse_qsl(form.decode("latin-1"), max_num_fields=MOST_FIELDS)
    except ValueError:  # too many, or unreadable
        return None
    return dict(fields).get(name)


def _check_media_types(request: AnyRequest, handler: BaseRouteHandler) -> None:
    """JSON in and JSON out, where a route is the API's."""
    if not request.scope["path"].startswith("/api/"):
        return
    if not _accepts_json(request):
        raise Problem(406, "not-acceptable", "Accept application/json.")
    if "body" not in handler.opt:
        return
    _, options = request.content_type
    charset = options.get("charset", "utf-8").strip('"').lower()
    if _content_type(request) != "application/json" or charset != "utf-8":
        raise Problem(
            415,
            "not-json",
            "Send JSON in UTF-8, with the header Content-Type: application/json.",
            headers={"Accept": "application/json"},
        )


def _content_type(request: AnyRequest) -> str:
    return request.content_type[0].strip().lower()


def _accepts_json(request: AnyRequest) -> bool:
    try:
        return request.accept.best_match(["application/json"]) is not None
    except (ValueError, OverflowError):  # a quality that is no number
        return True
