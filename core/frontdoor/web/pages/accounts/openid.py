"""Signing in through the authority's OpenID provider."""

from __future__ import annotations

import logging
from typing import Final

from litestar import Response, get
from litestar.datastructures import Cookie
from litestar.response import Redirect

from frontdoor.services.authority import Authority
from frontdoor.services.openid import AWAY, NotKnownHere, NotOurs, come_back, set_out
from frontdoor.services.sign_in import TookTooLong
from frontdoor.services.sign_in_ports import ProviderFault, ProviderRefused
from frontdoor.settings import Settings
from frontdoor.web.authentication import cookie_name
from frontdoor.web.browsers import browser_of
from frontdoor.web.pages.accounts.leading_on import Onward, onward_from
from frontdoor.web.pages.accounts.sign_in import enter
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import At, Served, Serves

log = logging.getLogger("frontdoor.web")

MOST: Final = 2_000
"""Characters of a code, and of a state."""


@get("/sign-in/provider", sync_to_thread=True, status_code=303)
def leave(request: AnyRequest, at: At, served: Serves) -> Redirect:
    """Send someone to the provider; their browser keeps what they come back with."""
    onward = onward_from(request, at)
    try:
        address, kept = set_out(at, _back(served.settings, at), onward.to)
    except ProviderFault as fault:
        raise _down(at, served, fault) from fault
    return Redirect(address, status_code=303, cookies=[_cookie(served.settings, at, kept)])


@get("/sign-in/provider/back", sync_to_thread=True, status_code=200)
def come(request: AnyRequest, at: At, served: Serves) -> Response[str] | Redirect:
    """Take someone back whom the provider knows, or say gently why that cannot be."""
    settings = served.settings
    try:
        answer = _come(request, at, served)
    except Problem as problem:
        answer = page(request, "problem", problem.status, problem=problem)
    answer.set_cookie(_cookie(settings, at, None))
    return answer


def _come(request: AnyRequest, at: Authority, served: Served) -> Response[str] | Redirect:
    kept = request.cookies.get(_cookie_name(served.settings, at), "")
    state, code = (request.query_params.get(name, "")[:MOST] for name in ("state", "code"))
    name = at.provider.name if at.provider else ""
    back = _back(served.settings, at)
    try:
        token, _, to = come_back(at, kept, state, code, back, browser_of(request))
    except NotOurs:
        says = "It may be from long ago, or was finished already. Begin it here, on our own page."
        raise Problem(403, "not-set-out", says) from None
    except TookTooLong:
        raise Problem(403, "not-set-out", "It took too long. Begin it again.") from None
    except NotKnownHere as unknown:
        raise Problem(
            403,
            "not-known-here",
            f"You signed in with {name}, but nobody has added you to {at.book.name} yet. Ask the "
            "administrator of Front Door at your authority, and give them this, which is who you "
            f"are there: {unknown.identity}",
        ) from None
    except ProviderRefused as refused:
        log.warning("%s: the provider refused: %s", at.name, refused)
        says = f"Signing in with {name} was broken off, or was done already. Try again."
        raise Problem(403, "provider-refused", says) from None
    except ProviderFault as fault:
        raise _down(at, served, fault) from fault
    return enter(request, at, served, token, Onward(to))


def _down(at: Authority, served: Served, fault: ProviderFault) -> Problem:
    log.error("%s: the provider cannot be used: %s", at.name, fault)
    if at.provider is None:
        return Problem(404, "not-found", "There is nothing at this address.")
    instead = (
        "Sign in with your password, or try again in a few minutes."
        if served.settings.sign_in_at(at.name).passwords
        else "Try again in a few minutes."
    )
    says = f"Where you sign in with {at.provider.name} nothing answers at present. {instead}"
    return Problem(503, "provider-down", says, headers={"Retry-After": "60"})


def _back(settings: Settings, at: Authority) -> str:
    return f"{settings.address}/{at.name}/sign-in/provider/back"


def _cookie_name(settings: Settings, at: Authority) -> str:
    return f"{cookie_name(settings, at.name)}-away"


def _cookie(settings: Settings, at: Authority, kept: str | None) -> Cookie:
    return Cookie(
        key=_cookie_name(settings, at),
        value=kept or "",
        path="/",
        max_age=int(AWAY.total_seconds()) if kept else 0,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
    )


HANDLERS: Final = (leave, come)
