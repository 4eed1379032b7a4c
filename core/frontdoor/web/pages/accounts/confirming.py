"""Asks for the password once more before something about one's account is changed."""

from __future__ import annotations

from typing import Final, Literal

from litestar import Response

from frontdoor.web.pages.forms import Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest

What = Literal["codes", "removal", "sessions"]

WRONG: Final = (
    "Your current password is not right, or too many attempts were made. Check it, or try again in "
    "15 minutes"
)


def confirm_page(request: AnyRequest, form: Form, what: What) -> Response[str]:
    """Say what is to happen, and ask for the password."""
    form.put("current_password", "")
    return page(request, "accounts/confirm", 422 if form.wrong else 200, form=form, what=what)


def has_password(form: Form) -> bool:
    """Whether the password came with the button; where the field was left blank, `form` says so."""
    if not form.value("go") or "current_password" not in form.values:
        return False
    if not form.value("current_password"):
        form.add("current_password", "Enter your password")
    return not form.wrong
