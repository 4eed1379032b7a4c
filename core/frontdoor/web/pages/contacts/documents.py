"""Documents of a contact: attaching one, and opening one without it being able to do harm."""

from __future__ import annotations

import hashlib
from typing import Final
from urllib.parse import quote

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from frontdoor.domain.filing import KINDS, SOURCES
from frontdoor.domain.permission import Refused
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.documents import (
    Arrived,
    Limits,
    NoSuchDocument,
    attach_document,
    open_document,
    size_in_words,
)
from frontdoor.services.file_types import TAKEN
from frontdoor.services.ports import Conflict
from frontdoor.services.read_contact import read_contact
from frontdoor.services.receipts import KeyReused, once
from frontdoor.settings import Settings
from frontdoor.web.pages.contacts.contact import known_id
from frontdoor.web.pages.forms import FORM, Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem, refusal
from frontdoor.web.providers import Asks, At, Serves

BESIDE: Final = 100_000
"""Bytes of a request beside the file itself: the other fields, and what stands between them."""

HARMLESS: Final = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "X-Download-Options": "noopen",
}
"""Headers under which a browser keeps a document and runs nothing in it."""


@get("/contacts/{contact:str}/documents/new", sync_to_thread=True)
def show_form(
    request: AnyRequest, at: At, asks: Asks, served: Serves, contact: FromPath[str]
) -> Response[str]:
    """Ask for a document, what it is and whose."""
    return _form_page(request, at, asks, served.settings, known_id(contact), Form(), 200)


def attach(
    request: AnyRequest,
    at: At,
    asks: Asks,
    served: Serves,
    contact: FromPath[str],
    form: Filled,
) -> Response[str] | Redirect:
    """Attach a document, once."""
    id, settings = known_id(contact), served.settings
    if form.value("go") != "attach":
        return _form_page(request, at, asks, settings, id, form, 200)
    arrived = _arrived(form)
    if arrived is None:
        return _form_page(request, at, asks, settings, id, form, 422)
    digest = hashlib.sha256(arrived.content).hexdigest()
    asked = once(form.keyed(), id, digest, arrived.kind, arrived.source, arrived.happened)
    limits = Limits(settings.largest_document, settings.most_documents)
    try:
        done = attach_document(at, asks.user, id, arrived, limits, asked)
    except KeyReused:
        form.put("key", "")
        form.add("", "This form was sent already, with another document. Look at the contact first")
        return _form_page(request, at, asks, settings, id, form, 409)
    except Conflict:
        form.add("", "Someone else's change came at the same moment. Send it again")
        return _form_page(request, at, asks, settings, id, form, 409)
    if isinstance(done, Refused):
        form.add_refusal(done)
        return _form_page(request, at, asks, settings, id, form, refusal(done).status)
    version = done.written[0].version
    return Redirect(f"/{at.name}/contacts/{id}?done={version}", status_code=303)


@get("/contacts/{contact:str}/documents/{document:str}", sync_to_thread=True)
def fetch(at: At, asks: Asks, contact: FromPath[str], document: FromPath[str]) -> Response[bytes]:
    """Give out a document, to be kept by the browser and never shown within our pages."""
    try:
        found = open_document(at, asks.user, known_id(contact), document)
    except NoSuchDocument:
        raise Problem(404, "not-found", "There is no such document on this contact.") from None
    if isinstance(found, Refused):
        raise refusal(found)
    name = found.document.name
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "-")
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {**HARMLESS, "Content-Disposition": named}
    return Response(found.content, media_type=found.document.media_type, headers=headers)


def _arrived(form: Form) -> Arrived | None:
    """The document as it was sent, or None where `form` now says what is missing."""
    file = form.files.get("file")
    if file is None:
        form.add("file", "Choose the document")
    for name, known, says in (
        ("kind", KINDS, "Choose what it is"),
        ("source", SOURCES, "Choose whom it comes from"),
    ):
        if form.value(name) not in known:
            form.add(name, says)
    happened = form.moment("happened")
    if form.wrong or file is None:
        if file is not None:
            form.add("file", "Choose the document again: a browser does not keep it")
        return None
    return Arrived(file.name, file.content, form.value("kind"), form.value("source"), happened)


def _form_page(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    settings: Settings,
    id: str,
    form: Form,
    status: int,
) -> Response[str]:
    contact = read_contact(at, asks.user, id).contact
    if contact.deleted:
        raise Problem(404, "no-such-contact", "This contact was deleted as a duplicate.")
    form.keyed()
    return page(
        request,
        "contacts/attach",
        status,
        form=form,
        contact=contact,
        kinds=list(KINDS.items()),
        sources=list(SOURCES.items()),
        taken=TAKEN,
        largest=size_in_words(settings.largest_document),
        menu="/",
    )


def largest_form(settings: Settings) -> int:
    """Bytes of the largest form: one with a document."""
    return max(settings.largest_body, settings.largest_document + BESIDE)


def routed(settings: Settings) -> Router:
    """These pages, on one of which a body may be as large as a document."""
    takes = post(
        "/contacts/{contact:str}/documents/new",
        sync_to_thread=True,
        status_code=200,
        request_max_body_size=largest_form(settings),
    )
    return Router(
        "/{authority:str}",
        route_handlers=[show_form, takes(attach), fetch],
        dependencies=FORM,
        include_in_schema=False,
    )
