"""Someone's own account: who they are here, and where they are signed in."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.response import Redirect

from frontdoor.services.own_sessions import end_own_sessions, handle, own_sessions
from frontdoor.services.sign_in import SignInRefused
from frontdoor.web.authentication import session_cookie
from frontdoor.web.pages.accounts.confirming import WRONG, confirm_page, has_password
from frontdoor.web.pages.forms import Filled
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At, Serves

DONE: Final = {
    "password": "Your password has been changed. You are signed out everywhere else.",
    "codes": "Your recovery codes are new: the old ones work no longer.",
    "removed": "You have no second factor any more. You are signed out everywhere else.",
    "sessions": "Signed out there.",
}
"""What the page says after a change."""


@get("/account", sync_to_thread=True)
def show_account(request: AnyRequest, at: At, asks: Asks, served: Serves) -> Response[str]:
    """Show someone's own account."""
    book, user = at.book, asks.user
    shown: dict[str, Any] = {
        "roles": [
            *sorted(book.roles[role].name for role in user.roles & book.roles.keys()),
            *(["Administrator"] if user.administers else []),
        ],
        "teams": sorted(
            book.destinations[team].name for team in user.teams & book.destinations.keys()
        ),
        "sessions": [
            (handle(one), one) for one in own_sessions(at, asks, served.idle, served.longest)
        ],
        "current": handle(asks.session),
        "done": DONE.get(request.query_params.get("done", "")),
        "required": served.settings.sign_in_at(at.name).second_factor == "required",
    }
    return page(request, "accounts/account", menu="/account", **shown)


@post("/account/sessions", sync_to_thread=True, status_code=200)
def end_sessions(
    request: AnyRequest, at: At, asks: Asks, served: Serves, form: Filled
) -> Response[str] | Redirect:
    """Sign out in one other place, in all others, or everywhere, once the password was given."""
    which = form.value("go") or form.value("which")
    if not which:
        return Redirect(f"/{at.name}/account", status_code=303)
    form.put("which", which)
    if asks.session.way == "password" and not has_password(form):
        return confirm_page(request, form, "sessions")
    try:
        end_own_sessions(at, asks, which, form.value("current_password"))
    except SignInRefused:
        form.add("current_password", WRONG)
        return confirm_page(request, form, "sessions")
    if which in ("all", handle(asks.session)):
        cookie = session_cookie(served.settings, at.name, None)
        return Redirect(f"/{at.name}/sign-in", status_code=303, cookies=[cookie])
    return Redirect(f"/{at.name}/account?done=sessions", status_code=303)


HANDLERS: Final = (show_account, end_sessions)
