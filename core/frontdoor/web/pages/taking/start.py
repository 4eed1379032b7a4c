"""Where taking a contact begins: a new one, one that was begun, or a consultation."""

from __future__ import annotations

from typing import Final, NamedTuple

from litestar import Response, get, post
from litestar.response import Redirect

from frontdoor.services.authority import Authority
from frontdoor.services.draft_records import Draft
from frontdoor.services.drafts import begin_draft, own_drafts
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.taking.progress import title_of
from frontdoor.web.pages.taking.recording import holds_consultations
from frontdoor.web.pages.taking.steps import form_of
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At


class Begun(NamedTuple):
    """A contact that someone has begun to take, as their lists show it."""

    draft: Draft
    title: str
    address: str


def begun_of(at: Authority, drafts: list[Draft]) -> list[Begun]:
    """Drafts as lists show them."""
    return [Begun(one, title_of(form_of(one.fields)), address(at, one.id)) for one in drafts]


def address(at: Authority, draft: str) -> str:
    """Where a draft is gone on with."""
    return f"/{at.name}/contacts/begun/{draft}"


@get("/contacts/new", sync_to_thread=True)
def show_start(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show how to begin, and what was begun."""
    return page(
        request,
        "taking/start",
        begun=begun_of(at, own_drafts(at, asks.user)),
        consults=holds_consultations(at),
        saved="saved" in request.query_params,
        discarded="discarded" in request.query_params,
        menu="/contacts/new",
    )


@post("/contacts/new", sync_to_thread=True, status_code=303)
def begin(at: At, asks: Asks) -> Redirect:
    """Begin to take a contact."""
    return Redirect(address(at, begin_draft(at, asks.user).id), status_code=303)


HANDLERS: Final = (show_start, begin)
