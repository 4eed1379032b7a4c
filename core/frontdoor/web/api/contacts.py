"""Contacts: take them, list them, read one with its journal, do something about one."""

from __future__ import annotations

import re

from litestar import Response, get, post
from litestar.params import FromPath, RawBody
from pydantic import TypeAdapter

from frontdoor.domain import commands as cmd
from frontdoor.domain.entries import Entry
from frontdoor.domain.permission import Refused
from frontdoor.services.act_on_contact import NoSuchContact, act_on_contact
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.read_contact import count_contacts, list_contacts, read_contact
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import take_contact
from frontdoor.services.views import View
from frontdoor.web.api.lists import Filters, Lines, page, query_of
from frontdoor.web.api.preconditions import etag, key_of, version_of
from frontdoor.web.bodies import said
from frontdoor.web.problems import AnyRequest, refusal
from frontdoor.web.providers import Asks, At

RECEIVE = TypeAdapter(cmd.Receive)
CONSULT = TypeAdapter(cmd.Consult)
COMMAND: TypeAdapter[cmd.Command] = TypeAdapter(cmd.Command)

_ID = re.compile(r"[0-9a-z-]{1,64}")


@post(
    "/contacts",
    sync_to_thread=True,
    summary="Take a call",
    opt={"body": RECEIVE, "once": "needed", "creates": True},
)
def receive_call(
    at: At,
    asks: Asks,
    request: AnyRequest,
    body: RawBody,
) -> Response[Receipt]:
    """Take a call: one contact for each child. 200 with advice where nothing is recorded of it."""
    return _taken(at, asks, request, said(RECEIVE, body))


@post(
    "/consultations",
    sync_to_thread=True,
    summary="Hold a consultation",
    opt={"body": CONSULT, "once": "needed", "creates": True},
)
def consult(
    at: At,
    asks: Asks,
    request: AnyRequest,
    body: RawBody,
) -> Response[Receipt]:
    """Hold a consultation: recorded as the procedure says; a hypothetical one leaves nothing."""
    return _taken(at, asks, request, said(CONSULT, body))


def _taken(
    at: Authority, asks: SignedIn, request: AnyRequest, command: cmd.Receive
) -> Response[Receipt]:
    key = key_of(request, command.model_dump(mode="json"), needed=True)
    receipt = take_contact(at, asks.user, command, key)
    if isinstance(receipt, Refused):
        raise refusal(receipt)
    if not receipt.written:
        return Response(receipt, status_code=200)
    first = receipt.written[0]
    headers = {"Location": f"/api/{at.name}/contacts/{first.id}", "ETag": etag(first.version)}
    return Response(receipt, status_code=201, headers=headers)


@get("/contacts", sync_to_thread=True, summary="List contacts", opt={"query": Filters})
def list_of_contacts(at: At, asks: Asks, request: AnyRequest) -> Lines:
    """List contacts, those due first first."""
    query = query_of(request, at)
    return page(list_contacts(at, asks.user, query), query.limit)


@get("/contacts/{contact:str}", sync_to_thread=True, summary="Read a contact", opt={"etag": True})
def read_one(at: At, asks: Asks, contact: FromPath[str]) -> Response[View]:
    """Read a contact as your roles may see it, with what may be done; its ETag is its version."""
    found = read_contact(at, asks.user, _known(contact))
    return Response(found, headers={"ETag": etag(found.contact.version)})


@get("/contacts/{contact:str}/journal", sync_to_thread=True, summary="Read a contact's journal")
def read_journal(at: At, asks: Asks, contact: FromPath[str]) -> list[Entry]:
    """Read everything that happened to a contact, first entry first."""
    return list(read_contact(at, asks.user, _known(contact)).entries)


@post(
    "/contacts/{contact:str}/commands",
    status_code=200,
    sync_to_thread=True,
    summary="Do something about a contact",
    opt={"body": COMMAND, "once": "possible", "if_match": True, "etag": True},
)
def act(
    at: At,
    asks: Asks,
    contact: FromPath[str],
    request: AnyRequest,
    body: RawBody,
) -> Response[Receipt]:
    """Carry out a command, which the procedure permits or refuses with every reason.

    A copy for a sibling is a command too: its receipt names the new contact first.
    """
    id = _known(contact)
    version = version_of(request)
    command = said(COMMAND, body)
    key = key_of(request, id, version, command.model_dump(mode="json"), needed=False)
    receipt = act_on_contact(at, asks.user, id, command, version, key)
    if isinstance(receipt, Refused):
        raise refusal(receipt)
    versions = [written.version for written in receipt.written if written.id == id]
    return Response(receipt, headers={"ETag": etag(versions[0])} if versions else {})


@get("/counts", sync_to_thread=True, summary="Count contacts by stage")
def counts(at: At, asks: Asks) -> dict[str, int]:
    """Count the contacts at each stage."""
    return count_contacts(at, asks.user)


def _known(contact: str) -> str:
    """An id that could be one; whatever else stands in the path is the id of nothing."""
    if not _ID.fullmatch(contact):
        raise NoSuchContact(contact)
    return contact


HANDLERS = (receive_call, consult, list_of_contacts, read_one, read_journal, act, counts)
