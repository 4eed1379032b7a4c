"""Sign in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.params import RawBody
from msgspec.structs import asdict
from pydantic import StringConstraints, TypeAdapter

from frontdoor.domain.commands import Line, Said
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.sign_in import CodeNeeded, SignInRefused, sign_in, sign_out, who_asks
from frontdoor.web.authentication import session_cookie
from frontdoor.web.bodies import said
from frontdoor.web.browsers import browser_of
from frontdoor.web.problems import AnyRequest, NotSignedIn, Problem
from frontdoor.web.providers import Asks, At, Served, Serves


class SignInSaid(Said):
    """The name and the password of a user, and where they have a second factor a code of it."""

    user: Annotated[Line, StringConstraints(min_length=1, max_length=80)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    code: Annotated[str, StringConstraints(max_length=80)] = ""


SIGN_IN = TypeAdapter(SignInSaid)


class CurrentSession(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, with today's roles.

    `csrf` goes into the header X-CSRF-Token of every change that comes with the cookie.
    """

    user: str
    full_name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    csrf: str
    expires: datetime


class StartedSession(CurrentSession, frozen=True, kw_only=True):
    """A session that has just begun; `token` goes into the header Authorization, after Bearer."""

    token: str


@post("/sessions", sync_to_thread=True, summary="Sign in", opt={"body": SIGN_IN})
def start_session(
    request: AnyRequest, at: At, served: Serves, body: RawBody
) -> Response[StartedSession]:
    """Begin a session with a new token, which is given here and in a cookie, and never again.

    Where the user has a second factor and no `code` came, the problem is `code-needed`; where there
    are no passwords at this authority, `passwords-off`.
    """
    given = said(SIGN_IN, body)
    if not served.settings.sign_in_at(at.name).passwords:
        raise passwords_off(at)
    try:
        token, _ = sign_in(at, given.user, given.password, given.code, browser_of(request))
    except CodeNeeded:
        says = "Send the code that your app shows now, or a recovery code, as `code`."
        raise NotSignedIn(says, "code-needed") from None
    begun = who_asks(at, token, served.idle, served.longest)
    if begun is None:
        raise SignInRefused
    session = StartedSession(token=token, **asdict(_shown(at, served, begun)))
    cookie = session_cookie(served.settings, at.name, token)
    return Response(session, status_code=201, cookies=[cookie])


def passwords_off(authority: Authority) -> Problem:
    """Where people sign in through the authority's provider alone."""
    name = authority.provider.name if authority.provider else ""
    return Problem(403, "passwords-off", f"Here people sign in with {name}, in a browser.")


@get("/sessions/current", sync_to_thread=False, summary="Who is signed in")
def current_session(
    at: At,
    asks: Asks,
    served: Serves,
) -> CurrentSession:
    """Say who is signed in here."""
    return _shown(at, served, asks)


@delete("/sessions/current", sync_to_thread=True, summary="Sign out")
def end_session(
    at: At,
    asks: Asks,
    served: Serves,
) -> Response[None]:
    """End this session; its token is worth nothing from now on."""
    sign_out(at, asks)
    cookie = session_cookie(served.settings, at.name, None)
    return Response(None, status_code=204, cookies=[cookie])


def _shown(at: Authority, served: Served, signed_in: SignedIn) -> CurrentSession:
    user, session = signed_in.user, signed_in.session
    return CurrentSession(
        user=user.name,
        full_name=user.full_name,
        roles=tuple(sorted(user.roles & at.book.roles.keys())),
        teams=tuple(sorted(user.teams)),
        csrf=session.csrf,
        expires=session.started + served.longest,
    )


HANDLERS = (start_session, current_session, end_session)
