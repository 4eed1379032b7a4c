"""Signing in and out; whoever was signed out while typing finds what they typed again."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from litestar import Response, Router, get, post
from litestar.response import Redirect

from frontdoor.services.authority import Authority
from frontdoor.services.kept_text import Typed, keep_text
from frontdoor.services.sign_in import (
    CodeNeeded,
    SignInRefused,
    TookTooLong,
    finish_sign_in,
    sign_in,
    sign_out,
    who_asks,
)
from frontdoor.settings import Settings
from frontdoor.web.api.sessions import SignInSaid, passwords_off
from frontdoor.web.authentication import CSRF_FIELD, session_cookie, signed_in_already
from frontdoor.web.browsers import browser_of
from frontdoor.web.pages.accounts.leading_on import (
    Onward,
    lead_on,
    local,
    onward_from,
    onward_of,
)
from frontdoor.web.pages.contacts.call_form import validated
from frontdoor.web.pages.contacts.documents import largest_form
from frontdoor.web.pages.forms import FORM, Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.policies import POLICIES
from frontdoor.web.problems import AnyRequest, FirstNeeded
from frontdoor.web.providers import Asks, At, Served, Serves, served_by

_BUTTONS: Final = frozenset({CSRF_FIELD, "go"})
_SECRET: Final = frozenset({"code", "recovery_code", "pending", "offer"})
"""Fields that are never carried along, nor is any with `password` in its name."""

_NOT_RIGHT: Final = (
    "The user name and the password do not go together, or too many attempts were made. "
    "Check both, or try again in 15 minutes"
)
_WRONG_CODE: Final = (
    "The code is wrong or was used before, or too many attempts were made. Wait for the next code, "
    "or try again in 15 minutes"
)


def way_to_sign_in(request: AnyRequest) -> Redirect:
    """Where someone is led who is not signed in, with what they sent if they sent a form."""
    return _way_to(request, "sign-in")


def way_to_first(request: AnyRequest, needed: FirstNeeded) -> Redirect:
    """Where someone is led who has first to see to their own account."""
    return _way_to(request, f"account/{needed.first.replace('_', '-')}")


def _way_to(request: AnyRequest, where: str) -> Redirect:
    authority = request.path_params["authority"]
    path = request.scope["path"]
    if request.method == "POST":
        shown = f"GET {request.scope['path_template']}" in POLICIES
        back = f"next={quote(path)}{'&shown=yes' if shown else ''}"
        # 307 has the browser send the form along, so that none of it is lost.
        return Redirect(f"/{authority}/sign-in/again?{back}", status_code=307)
    if query := request.scope["query_string"].decode("latin-1"):
        path = f"{path}?{query}"
    return Redirect(f"/{authority}/{where}?next={quote(path)}", status_code=303)


@get("/sign-in", sync_to_thread=True)
def show_sign_in(request: AnyRequest, at: At) -> Response[str]:
    """Ask for name and password, or lead to the provider."""
    return sign_in_page(request, at, Form(), onward_from(request, at))


def sign_in_again(request: AnyRequest, at: At, form: Filled) -> Response[str]:
    """Ask for name and password in the midst of something, which is kept on the page alone.

    Where nothing was typed, they go on to the page at that address, if one is `shown` there.
    """
    onward = onward_from(request, at)
    typed = Typed(
        tuple(
            (name, value)
            for name, values in form.values.items()
            if name not in _BUTTONS | _SECRET and "password" not in name
            for value in values
        ),
        tuple(upload.name for upload in form.files.values()),
    )
    kept = keep_text(at, form.value(CSRF_FIELD), typed) if typed.fields or typed.files else ""
    if kept:
        onward = Onward(onward.to, kept)
    elif "shown" not in request.query_params:
        onward = Onward(local(None, at))
    return sign_in_page(request, at, Form(), onward, lost=kept is None, files=typed.files)


@post("/sign-in", sync_to_thread=True, status_code=200)
def start(request: AnyRequest, at: At, served: Serves, form: Filled) -> Response[str] | Redirect:
    """Sign in, and go on where it was interrupted."""
    if not served.settings.sign_in_at(at.name).passwords:
        raise passwords_off(at)
    onward = onward_of(form, at)
    asked = {"user": form.text("user"), "password": form.value("password")}
    for name, says in (("user", "user name"), ("password", "password")):
        if not asked[name]:
            form.add(name, f"Enter your {says}")
    said = None if form.wrong else validated(form, SignInSaid, asked)
    if said is None:
        return sign_in_page(request, at, form, onward, 422)
    try:
        token, _ = sign_in(at, said.user, said.password, browser=browser_of(request))
    except CodeNeeded as needed:
        return _code_page(request, Form(), onward, needed.pending)
    except SignInRefused:
        form.add("user", _NOT_RIGHT)
        return sign_in_page(request, at, form, onward, 422)
    return enter(request, at, served, token, onward)


@post("/sign-in/code", sync_to_thread=True, status_code=200)
def give_code(
    request: AnyRequest, at: At, served: Serves, form: Filled
) -> Response[str] | Redirect:
    """Take a code of the second factor, which comes after the password."""
    onward, pending = onward_of(form, at), form.value("pending")
    code = form.text("code") or form.text("recovery_code")
    if not code:
        form.add("code", "Enter the code that your app shows")
        return _code_page(request, form, onward, pending, 422)
    try:
        token, _ = finish_sign_in(at, pending, code, browser_of(request))
    except TookTooLong:
        again = Form()
        again.add("user", "That took too long. Enter your user name and password again")
        return sign_in_page(request, at, again, onward, 422)
    except SignInRefused:
        form.add("code" if form.text("code") else "recovery_code", _WRONG_CODE)
        return _code_page(request, form, onward, pending, 422)
    return enter(request, at, served, token, onward)


@post("/sign-in/go-on", sync_to_thread=True, status_code=200)
def go_on(request: AnyRequest, at: At, form: Filled) -> Response[str] | Redirect:
    """Go on as someone who has signed in meanwhile, in another tab perhaps."""
    onward = onward_of(form, at)
    signed_in = signed_in_already(request, at)
    if signed_in is not None:
        return lead_on(request, at, signed_in, onward)
    again = Form()
    again.add("user", "You are not signed in yet. Sign in first, then go on")
    return sign_in_page(request, at, again, onward, 422)


@post("/sign-out", sync_to_thread=True, status_code=303)
def end(at: At, asks: Asks, served: Serves) -> Redirect:
    """Sign out."""
    sign_out(at, asks)
    return Redirect(
        f"/{at.name}/sign-in",
        status_code=303,
        cookies=[session_cookie(served.settings, at.name, None)],
    )


def enter(
    request: AnyRequest, at: Authority, served: Served, token: str, onward: Onward
) -> Response[str] | Redirect:
    """Give someone the cookie of a session that has just begun, and lead them on."""
    signed_in = who_asks(at, token, served.idle, served.longest)
    if signed_in is None:
        raise SignInRefused
    cookie = session_cookie(served.settings, at.name, token)
    return lead_on(request, at, signed_in, onward, [cookie])


def sign_in_page(
    request: AnyRequest,
    at: Authority,
    form: Form,
    onward: Onward,
    status: int = 200,
    *,
    lost: bool = False,
    files: tuple[str, ...] = (),
) -> Response[str]:
    """Ask for name and password, and show the way to the provider.

    `lost` is whether what was typed could not be kept, `files` what has to be chosen again.
    """
    form.put("password", "")
    return page(
        request,
        "accounts/sign_in",
        status,
        form=form,
        onward=onward,
        lost=lost,
        files=files,
        passwords=served_by(request).settings.sign_in_at(at.name).passwords,
    )


def _code_page(
    request: AnyRequest, form: Form, onward: Onward, pending: str, status: int = 200
) -> Response[str]:
    form.put("code", "")
    return page(request, "accounts/code", status, form=form, onward=onward, pending=pending)


def signing_in_again(settings: Settings) -> Router:
    """The route to which every form is sent on, so that its body may be as large as any other's."""
    takes = post(
        "/sign-in/again",
        sync_to_thread=True,
        status_code=200,
        request_max_body_size=largest_form(settings),
    )
    return Router(
        "/{authority:str}",
        route_handlers=[takes(sign_in_again)],
        dependencies=FORM,
        include_in_schema=False,
    )


HANDLERS: Final = (show_sign_in, start, give_code, go_on, end)
