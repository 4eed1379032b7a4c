"""Who is away, from when to when, and who looks after their work meanwhile."""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.response import Redirect

from frontdoor.domain.permission import Refused
from frontdoor.services.absences import (
    Away,
    end_absence,
    list_absences,
    may_note_for_others,
    note_absence,
)
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.colleagues import colleagues
from frontdoor.web.pages.contacts.people_choice import described
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest, refusal
from frontdoor.web.providers import Asks, At


@get("/away", sync_to_thread=True)
def show_away(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show who is or will be away, and the form to say so."""
    form = Form()
    form.put("user", asks.user.name)
    return _page(request, at, asks, form, done=request.query_params.get("done", ""))


@post("/away", sync_to_thread=True, status_code=200)
def change_away(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Response[str] | Redirect:
    """Note that someone is away, or that they are back."""
    go, _, absence = form.value("go").partition(" ")
    result: object
    if go == "back":
        result = end_absence(at, asks.user, absence)
    elif go == "note":
        away = _away(form, asks)
        if away is None:
            return _page(request, at, asks, form, 422)
        result = note_absence(at, asks.user, away)
    else:
        return _page(request, at, asks, form)
    if isinstance(result, Refused):
        form.add_refusal(result)
        return _page(request, at, asks, form, refusal(result).status)
    return Redirect(f"/{at.name}/away?done={go}", status_code=303)


def _away(form: Form, asks: SignedIn) -> Away | None:
    first, last = form.day("first"), form.day("last")
    for name, day in (("first", first), ("last", last)):
        if day is None and not any(wrong.name == name for wrong in form.wrong):
            form.add(name, f"Enter the {name} day")
    if form.wrong or first is None or last is None:
        return None
    return Away(form.text("user") or asks.user.name, first, last, form.text("stand_in") or None)


def _page(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    form: Form,
    status: int = 200,
    done: str = "",
) -> Response[str]:
    people = colleagues(at)
    w = Wording(at.book)
    others = may_note_for_others(at, asks.user)
    return page(
        request,
        "contacts/absences",
        status,
        form=form,
        absences=list_absences(at, asks.user),
        names={one.name: one.full_name for one in people},
        others=others,
        people=[(one.name, described(w, one, people)) for one in people],
        done={"note": "Noted.", "back": "Noted: they are here again."}.get(done, ""),
        menu="/away",
    )


HANDLERS: Final = (show_away, change_away)
