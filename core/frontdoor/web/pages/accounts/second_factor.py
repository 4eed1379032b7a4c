"""Someone sets up an app as their second factor, renews recovery codes, or does without again."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.response import Redirect

from frontdoor.services.authority import SignedIn
from frontdoor.services.second_factor import (
    WrongCode,
    renew_recovery_codes,
    set_up,
    take_away,
)
from frontdoor.services.sign_in import SignInRefused, TookTooLong
from frontdoor.web.pages.accounts.confirming import WRONG, confirm_page, has_password
from frontdoor.web.pages.accounts.leading_on import Onward, onward_from, onward_of, set_up_page
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Asks, At, Serves

Page = Response[str]


@get("/account/second-factor", sync_to_thread=True)
def show_set_up(request: AnyRequest, at: At, asks: Asks) -> Page:
    """Show how to set up an app."""
    _check_way(asks)
    return set_up_page(request, at, asks, Form(), onward_from(request, at))


@post("/account/second-factor", sync_to_thread=True, status_code=200)
def give_first_code(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Page:
    """Take the app as the second factor, and show the recovery codes once."""
    _check_way(asks)
    onward = onward_of(form, at)
    code, password = form.text("code"), form.value("current_password")
    if form.value("go"):
        if not code:
            form.add("code", "Enter the code that your app shows")
        if not password:
            form.add("current_password", "Enter your password")
        if not form.wrong:
            try:
                codes = set_up(at, asks, form.value("offer"), code, password)
                return _codes_page(request, codes, onward)
            except WrongCode:
                form.add("code", "The code is not right. Wait for the next one, and enter that")
            except TookTooLong:
                form.add("code", "That took too long. Take this new secret into your app")
            except SignInRefused:
                form.add("current_password", WRONG)
    form.put("code", "")
    form.put("current_password", "")
    return set_up_page(request, at, asks, form, onward, 422 if form.wrong else 200)


@get("/account/recovery-codes", sync_to_thread=True)
def show_recovery(request: AnyRequest, asks: Asks) -> Page:
    """Ask whether there are to be new recovery codes."""
    _check_has_one(asks)
    return confirm_page(request, Form(), "codes")


@post("/account/recovery-codes", sync_to_thread=True, status_code=200)
def renew(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Page:
    """Give new recovery codes, shown once."""
    _check_has_one(asks)
    if has_password(form):
        try:
            codes = renew_recovery_codes(at, asks, form.value("current_password"))
            return _codes_page(request, codes, Onward(f"/{at.name}/account?done=codes"))
        except SignInRefused:
            form.add("current_password", WRONG)
    return confirm_page(request, form, "codes")


@get("/account/second-factor/remove", sync_to_thread=True)
def show_removal(request: AnyRequest, asks: Asks) -> Page:
    """Ask whether they are to do without."""
    _check_has_one(asks)
    return confirm_page(request, Form(), "removal")


@post("/account/second-factor/remove", sync_to_thread=True, status_code=200)
def remove(
    request: AnyRequest, at: At, asks: Asks, served: Serves, form: Filled
) -> Page | Redirect:
    """Do without a second factor, where that is left to people."""
    _check_has_one(asks)
    if served.settings.sign_in_at(at.name).second_factor == "required":
        raise Problem(403, "second-factor-needed", "You can set up another app in its place.")
    if has_password(form):
        try:
            take_away(at, asks, form.value("current_password"))
            return Redirect(f"/{at.name}/account?done=removed", status_code=303)
        except SignInRefused:
            form.add("current_password", WRONG)
    return confirm_page(request, form, "removal")


def _check_way(asks: SignedIn) -> None:
    if asks.session.way == "provider":
        says = "Whoever gave you the account that you signed in with looks after its second factor."
        raise Problem(403, "not-set-out", says)


def _check_has_one(asks: SignedIn) -> None:
    if not asks.user.second_factor:
        raise Problem(404, "not-found", "You have no second factor.")


def _codes_page(request: AnyRequest, codes: tuple[str, ...], onward: Onward) -> Page:
    return page(request, "accounts/recovery_codes", codes=codes, onward=onward)


HANDLERS: Final = (
    show_set_up,
    give_first_code,
    show_recovery,
    renew,
    show_removal,
    remove,
)
