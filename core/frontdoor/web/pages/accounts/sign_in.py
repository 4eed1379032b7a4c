"""Signing in and out; whoever was signed out while typing finds what they typed again."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from litestar import MediaType, Response, get, post
from litestar.response import Redirect

from frontdoor.services.sign_in import SignInRefused, sign_in, sign_out, who_asks
from frontdoor.web.api.sessions import SignInSaid
from frontdoor.web.authentication import CSRF_FIELD, session_cookie
from frontdoor.web.pages.contacts.call_form import validated
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At, Serves

KEPT: Final = "kept."
"""Stands before the name of each field that is carried through signing in."""

_BUTTONS: Final = frozenset({CSRF_FIELD, "go"})
_LOCAL = re.compile(r"/[0-9a-z_-]+(/[0-9a-zA-Z_-]+)*/?", re.ASCII)


def way_to_sign_in(request: AnyRequest) -> Redirect:
    """Where someone is led who is not signed in, with what they sent if they sent a form."""
    authority = request.path_params["authority"]
    path = request.scope["path"]
    if request.method == "POST":
        # 307 has the browser send the form along, so that none of it is lost.
        return Redirect(f"/{authority}/sign-in/again?next={quote(path)}", status_code=307)
    return Redirect(f"/{authority}/sign-in?next={quote(path)}", status_code=303)


def is_local(path: str, authority: str) -> bool:
    """Whether a return address is one of this authority's own pages."""
    inside = path == f"/{authority}" or path.startswith(f"/{authority}/")
    return inside and _LOCAL.fullmatch(path) is not None


@get("/sign-in", sync_to_thread=True)
def show_sign_in(request: AnyRequest, at: At) -> Response[str]:
    """Ask for name and password."""
    return _sign_in_page(request, Form(), _next(request.query_params.get("next"), at.name))


@post("/sign-in/again", sync_to_thread=True, status_code=200)
def sign_in_again(request: AnyRequest, at: At, form: Filled) -> Response[str]:
    """Ask for name and password in the midst of something, which is kept on the page alone."""
    carried = Form({KEPT + k: v for k, v in form.values.items() if k not in _BUTTONS})
    return _sign_in_page(request, carried, _next(request.query_params.get("next"), at.name))


@post("/sign-in", sync_to_thread=True, status_code=200)
def start(request: AnyRequest, at: At, served: Serves, form: Filled) -> Response[str] | Redirect:
    """Sign in, and go on where it was interrupted."""
    to = _next(form.value("next"), at.name)
    asked = {"user": form.text("user"), "password": form.value("password")}
    if not all(asked.values()):
        for name in ("user", "password"):
            if not asked[name]:
                form.add(name, f"Enter your {'user name' if name == 'user' else 'password'}")
        return _sign_in_page(request, form, to, 422)
    said = validated(form, SignInSaid, asked)
    if said is None:
        return _sign_in_page(request, form, to, 422)
    try:
        token, _ = sign_in(at, said.user, said.password)
    except SignInRefused:
        form.add(
            "user",
            "The user name and the password do not go together, or too many attempts were made. "
            "Check both, or try again in 15 minutes",
        )
        return _sign_in_page(request, form, to, 422)
    cookie = session_cookie(served.settings, at.name, token)
    kept = _kept(form)
    if not kept:
        return Redirect(to, status_code=303, cookies=[cookie])
    request.scope["user"] = who_asks(at, token, served.idle, served.longest)
    shown = page(
        request,
        "signed_in_again",
        next=to,
        kept=[(name.removeprefix(KEPT), value) for name, value in kept],
    )
    return Response(shown.content, media_type=MediaType.HTML, cookies=[cookie])


@post("/sign-out", sync_to_thread=True, status_code=303)
def end(at: At, asks: Asks, served: Serves) -> Redirect:
    """Sign out."""
    sign_out(at, asks)
    cookie = session_cookie(served.settings, at.name, None)
    return Redirect(f"/{at.name}/sign-in", status_code=303, cookies=[cookie])


def _next(asked: str | None, authority: str) -> str:
    return asked if asked and is_local(asked, authority) else f"/{authority}/"


def _sign_in_page(request: AnyRequest, form: Form, to: str, status: int = 200) -> Response[str]:
    kept = [(name.removeprefix(KEPT), value) for name, value in _kept(form)]
    form.put("password", "")
    return page(request, "sign_in", status, form=form, next=to, kept=kept, kept_prefix=KEPT)


def _kept(form: Form) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in form.values.items()
        if name.startswith(KEPT)
        for value in values
    ]


HANDLERS: Final = (show_sign_in, sign_in_again, start, end)
