"""Someone changes their own password."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.response import Redirect

from frontdoor.services.change_password import PasswordRefused, change_password
from frontdoor.services.sign_in import SignInRefused
from frontdoor.web.pages.accounts.confirming import WRONG
from frontdoor.web.pages.accounts.leading_on import onward_from, onward_of, password_page
from frontdoor.web.pages.accounts.sign_in import enter
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At, Serves

FIELDS: Final = ("current_password", "new_password", "new_password_again")


@get("/account/password", sync_to_thread=True)
def show_password(request: AnyRequest, at: At) -> Response[str]:
    """Ask for another password."""
    return password_page(request, Form(), onward_from(request, at))


@post("/account/password", sync_to_thread=True, status_code=200)
def give_password(
    request: AnyRequest, at: At, asks: Asks, served: Serves, form: Filled
) -> Response[str] | Redirect:
    """Change the password, which signs them out everywhere else, and go on."""
    onward = onward_of(form, at)
    if form.value("go"):
        current, new, again = (form.value(name) for name in FIELDS)
        if not current:
            form.add("current_password", "Enter your current password")
        if not new:
            form.add("new_password", "Enter a new password")
        elif new != again:
            form.add("new_password_again", "Type the same new password twice")
        if not form.wrong:
            try:
                token, _ = change_password(at, asks, current, new)
                return enter(request, at, served, token, onward)
            except PasswordRefused as refused:
                form.add("new_password", str(refused))
            except SignInRefused:
                form.add("current_password", WRONG)
    for name in FIELDS:
        form.put(name, "")
    return password_page(request, form, onward, 422 if form.wrong else 200)


HANDLERS: Final = (show_password, give_password)
