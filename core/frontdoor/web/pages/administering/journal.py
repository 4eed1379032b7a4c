"""Whether the journal is as it was written: run the verification, compare with an anchor."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import Response, get, post
from litestar.response import Redirect

from frontdoor.domain.clocks import LONDON
from frontdoor.services.administering.verify_journal import (
    Anchor,
    NotAnAnchor,
    anchor_now,
    read_anchor,
    start_verification,
    verifications,
)
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At

LARGEST_ANCHOR: Final = 50_000_000
"""Bytes of an anchor that is sent: some 300,000 contacts. The command takes larger ones."""


@get("/administration/journal", sync_to_thread=True)
def show_journal(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show the latest run, how far it is or what it found, and those before it."""
    return _page(request, at, asks, Form())


@post(
    "/administration/journal",
    sync_to_thread=True,
    status_code=200,
    request_max_body_size=LARGEST_ANCHOR,
)
def verify(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Response[str] | Redirect:
    """Begin a run; one that takes longer than a few seconds goes on by itself."""
    go, anchor = form.value("go"), None
    if go not in ("verify", "compare"):
        return _page(request, at, asks, form)
    if go == "compare":
        anchor = _anchor(form, at)
        if anchor is None:
            return _page(request, at, asks, form, 422)
    runs, _ = verifications(at, asks.user)
    if any(run.ended is None for run in runs):
        form.add("", "A run is under way already. Wait for its end")
        return _page(request, at, asks, form, 422)
    start_verification(at, asks.user, anchor)
    return Redirect(f"/{at.name}/administration/journal", status_code=303)


@get("/administration/journal/anchor", sync_to_thread=True)
def download_anchor(at: At, asks: Asks) -> Response[bytes]:
    """Where each contact's journal ends now, as a file to be kept elsewhere."""
    at.check_administers(asks.user)
    anchor = anchor_now(at, asks.user.name)
    name = f"{at.name}-anchor-{anchor.at.astimezone(LONDON):%Y-%m-%d}.json"
    return Response(
        msgspec.json.format(msgspec.json.encode(anchor)),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _anchor(form: Form, at: Authority) -> Anchor | None:
    sent = form.files.get("anchor")
    if sent is None:
        form.add("anchor", "Choose the file of an anchor")
        return None
    try:
        return read_anchor(sent.content, at.name)
    except NotAnAnchor as error:
        form.add("anchor", f"This file is {error}"[:300])
        return None


def _page(
    request: AnyRequest, at: Authority, asks: SignedIn, form: Form, status: int = 200
) -> Response[str]:
    runs, references = verifications(at, asks.user)
    shown = {"runs": runs, "latest": runs[0] if runs else None, "references": references}
    return page(
        request, "administering/journal", status, menu="/administration", form=form, **shown
    )


HANDLERS: Final = (show_journal, verify, download_anchor)
