"""A restricted record: whoever opens it says why first, and loses nothing that they typed."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from frontdoor.domain.permission import Refused
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.restricted import open_contact
from frontdoor.web.authentication import CSRF_FIELD
from frontdoor.web.pages.accounts.leading_on import local
from frontdoor.web.pages.contacts.contact import known_id
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, RecordRestricted, refusal
from frontdoor.web.providers import Asks, At
from frontdoor.web.uploads import MULTIPART

KEPT: Final = "kept."
"""Stands before the name of each field that is carried through the page."""

_BUTTONS: Final = frozenset({CSRF_FIELD, "go"})
_LONGEST: Final = 20_000


def way_to_open(request: AnyRequest, problem: RecordRestricted) -> Response[str] | Redirect:
    """Ask why someone opens a restricted record; what they sent goes along if it was a form."""
    path = request.scope["path"]
    if request.method == "POST" and request.content_type[0] == MULTIPART:
        return Redirect(path, status_code=303)  # its own page asks, and then for the file again
    if request.method == "POST":
        where = f"/{request.path_params['authority']}/contacts/{problem.contact}/open"
        # 307 has the browser send the form along, so that none of it is lost.
        return Redirect(f"{where}?next={quote(path)}", status_code=307)
    return _ask(request, problem.contact, path, Form(), 403, problem.reference)


@post("/contacts/{contact:str}/open", sync_to_thread=True, status_code=200)
def open_restricted(
    request: AnyRequest, at: At, asks: Asks, contact: FromPath[str], form: Filled
) -> Response[str] | Redirect:
    """Open a restricted record for a reason, and go on to where someone was on their way."""
    id = known_id(contact)
    to = local(form.value("next") or request.query_params.get("next"), at)
    if form.value("go") != "open":
        carried = Form({KEPT + k: v for k, v in form.values.items() if k not in _BUTTONS})
        return _ask(request, id, to, carried, 403)
    reason = form.text("reason")
    if not reason:
        form.add("reason", "Enter why you open this record")
    elif len(reason) > _LONGEST:
        form.add("reason", f"Reason must be {_LONGEST:,} characters or fewer")
    if form.wrong:
        return _ask(request, id, to, form, 422)
    try:
        refused = open_contact(at, asks.user, id, reason)
    except LookupError:
        raise NoSuchContact(id) from None
    if isinstance(refused, Refused):
        form.add_refusal(refused)
        return _ask(request, id, to, form, refusal(refused).status)
    if not (kept := _kept(form)):
        return Redirect(to, status_code=303)
    plain = [(name.removeprefix(KEPT), value) for name, value in kept]
    return page(request, "contacts/opened", next=to, kept=plain)


def _ask(
    request: AnyRequest, contact: str, to: str, form: Form, status: int, reference: str = ""
) -> Response[str]:
    kept = _kept(form)
    return page(
        request,
        "contacts/restricted",
        status,
        contact_id=contact,
        reference=reference,
        form=form,
        next=to,
        kept=kept,
        menu="/",
    )


def _kept(form: Form) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in form.values.items()
        if name.startswith(KEPT)
        for value in values
    ]


HANDLERS: Final = (open_restricted,)
