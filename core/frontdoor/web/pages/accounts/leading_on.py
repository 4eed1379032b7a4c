"""Where someone goes who has signed in: what they must see to first, then what they were doing.

What they had typed goes with them, sealed, from page to page: see `kept_text`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Redirect
from markupsafe import Markup

from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.kept_text import kept_text
from frontdoor.services.second_factor import Offer, offer, offered_again
from frontdoor.services.sign_in import TookTooLong
from frontdoor.web.pages.forms import Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import served_by

_LOCAL: Final = re.compile(r"/[0-9a-z_-]+(/[0-9a-zA-Z_-]+)*/?(\?[0-9a-zA-Z_=&.,:%+-]*)?", re.ASCII)


@dataclass(frozen=True)
class Onward:
    """Where someone wanted to go, one of the authority's own pages, and what they had typed."""

    to: str
    kept: str = ""


def onward_of(form: Form, authority: Authority) -> Onward:
    """As the form of a page on the way says."""
    return Onward(local(form.value("next"), authority), form.value("kept"))


def onward_from(request: AnyRequest, authority: Authority) -> Onward:
    """As the address of a page on the way says."""
    return Onward(local(request.query_params.get("next"), authority))


def local(asked: str | None, authority: Authority) -> str:
    """An address that was asked for, if it is one of this authority's own pages; else its first."""
    own = f"/{authority.name}"
    inside = asked and re.match(rf"{re.escape(own)}(/|\?|$)", asked)
    return asked if asked and inside and _LOCAL.fullmatch(asked) else f"{own}/"


def lead_on(
    request: AnyRequest,
    at: Authority,
    signed_in: SignedIn,
    onward: Onward,
    cookies: Sequence[Cookie] = (),
) -> Response[str] | Redirect:
    """The page of what someone must see to first, or what they were doing, or where they go."""
    request.scope["user"] = signed_in
    first = served_by(request).needed_first(at.name, signed_in)
    if first is None and not onward.kept:
        return Redirect(onward.to, status_code=303, cookies=list(cookies))
    if first == "password":
        shown = password_page(request, Form(), onward)
    elif first == "second_factor":
        shown = set_up_page(request, at, signed_in, Form(), onward)
    else:
        typed = kept_text(at, signed_in.user, onward.kept)
        shown = page(request, "accounts/signed_in_again", next=onward.to, typed=typed)
    for cookie in cookies:
        shown.set_cookie(cookie)
    return shown


def password_page(
    request: AnyRequest, form: Form, onward: Onward, status: int = 200
) -> Response[str]:
    """Ask for another password."""
    return page(request, "accounts/password", status, form=form, onward=onward)


def set_up_page(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    form: Form,
    onward: Onward,
    status: int = 200,
) -> Response[str]:
    """Show a secret for an app, as a picture and as text, and ask for a code that it makes."""
    try:
        offered = offered_again(at, asks, form.value("offer"))
    except TookTooLong:
        offered = offer(at, asks)
    return page(
        request,
        "accounts/set_up",
        status,
        form=form,
        onward=onward,
        offered=offered,
        picture=_picture(offered),
    )


def _picture(offered: Offer) -> Markup:
    import segno

    drawn = segno.make(offered.address, error="m", micro=False)
    size = drawn.symbol_size()[0]
    svg = drawn.svg_inline(
        unit="", omitsize=True, svgclass="frontdoor-qr", lineclass=None, light="#fff"
    )
    label = f'role="img" aria-label="QR code of the secret" width="{4 * size}" height="{4 * size}"'
    return Markup(svg.replace("<svg ", f"<svg {label} ", 1))  # noqa: S704 - drawn here, no text in it
