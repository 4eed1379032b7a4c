"""A contact on the wrong child: find the right one, see both side by side, put it right."""

from __future__ import annotations

from typing import Final, NamedTuple

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import TypeAdapter, ValidationError

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Child, Contact
from frontdoor.domain.permission import Refused
from frontdoor.domain.right_child import history
from frontdoor.services.act_on_contact import Stale, act_on_contact
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.find_people import Match, find_people, read_person, search
from frontdoor.services.ports import Conflict
from frontdoor.services.read_contact import read_contact
from frontdoor.services.receipts import KeyReused, Receipt, once
from frontdoor.services.right_child import put_on_known_child, swap_children
from frontdoor.web.pages.contacts.call_form import CHILD, child_of, validated
from frontdoor.web.pages.contacts.contact import known_id
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem, refusal
from frontdoor.web.providers import Asks, At

_TEXT = TypeAdapter(cmd.Line)
_WAYS: Final = ("person", "swap", "new")
"""What a contact can be put on: a child on record, that of another contact, or a new one."""


class Side(NamedTuple):
    """One of two children side by side: who it is, and how many contacts stand there."""

    child: Child
    contacts: int | None
    held: bool = False


@get("/contacts/{contact:str}/right-child", sync_to_thread=True)
def show_ways(request: AnyRequest, at: At, asks: Asks, contact: FromPath[str]) -> Response[str]:
    """Show who may be the right child, or the one that was chosen beside the one it is on."""
    form = Form()
    for way in _WAYS:
        if chosen := request.query_params.get(way, ""):
            form.put(way, chosen)
    return _page(request, at, asks, known_id(contact), form)


@post("/contacts/{contact:str}/right-child", sync_to_thread=True, status_code=200)
def put_right(
    request: AnyRequest, at: At, asks: Asks, contact: FromPath[str], form: Filled
) -> Response[str] | Redirect:
    """Search for the right child, or put the contact on the one that was chosen, once."""
    id = known_id(contact)
    if form.value("go") == "search":
        return _search(request, at, asks, id, form)
    if form.value("go") != "put":
        return _page(request, at, asks, id, form)
    version, reason = _version(form, "version"), form.text("reason")
    if not reason:
        form.add("reason", "Enter how it came to be on the wrong child")
    if form.wrong:
        return _page(request, at, asks, id, form, 422)
    try:
        done = _done(at, asks, id, form, version, reason)
    except (Stale, Conflict):
        form.put("version", "")
        form.put("other_version", "")
        form.add("", "Someone else changed this contact. Look at both, and send it again if right")
        return _page(request, at, asks, id, form, 409)
    except KeyReused:
        form.put("key", "")
        form.add("", "This form was sent already, with other details. Look at the contact first")
        return _page(request, at, asks, id, form, 409)
    if done is None:
        return _page(request, at, asks, id, form, 422)
    if isinstance(done, Refused):
        form.add_refusal(done)
        return _page(request, at, asks, id, form, refusal(done).status)
    version = next(one.version for one in done.written if one.id == id)
    return Redirect(f"/{at.name}/contacts/{id}?done={version}", status_code=303)


def _done(
    at: Authority, asks: SignedIn, id: str, form: Form, version: int, reason: str
) -> Receipt | Refused | None:
    """What comes of it, or None where `form` now says what is wrong."""
    facts = {fact: form.text(f"facts.{fact}") for fact in history(at.book)}
    facts = {fact: value for fact, value in facts.items() if value}
    typed = sorted((name, value) for name, value in form.values.items() if name != "key")
    asked = once(form.keyed(), id, typed)
    if other := form.text("swap"):
        versions = {id: version, known_id(other): _version(form, "other_version")}
        return swap_children(at, asks.user, versions, reason, asked)
    if person := form.text("person"):
        return put_on_known_child(
            at, asks.user, id, known_id(person), facts, reason, version, asked
        )
    said = child_of(form, "child")
    if not (said["name"] or said["expected"] or said["date_of_birth"]):
        form.add("child.name", "Enter the child’s name, or when an unborn child is expected")
    said["facts"] = {**said.get("facts", {}), **facts}
    command = validated(form, cmd.CorrectChild, {"child": said, "reason": reason})
    if command is None:
        return None
    return act_on_contact(at, asks.user, id, command, version, asked)


def _version(form: Form, name: str) -> int:
    version = form.number(name)
    return -1 if version is None else version


def _search(
    request: AnyRequest, at: Authority, asks: SignedIn, id: str, form: Form
) -> Response[str]:
    try:
        text = _TEXT.validate_python(form.value("text"))
    except ValidationError:
        text = ""
    if not text:
        form.add("text", "Enter a name, a date of birth or an NHS number, 200 characters at most")
        return _page(request, at, asks, id, form, 422)
    return _page(request, at, asks, id, form, found=search(at, asks.user, text).matches)


def _page(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    id: str,
    form: Form,
    status: int = 200,
    found: tuple[Match, ...] | None = None,
) -> Response[str]:
    contact = read_contact(at, asks.user, id).contact
    if contact.deleted:
        raise Problem(404, "no-such-contact", "This contact was deleted as a duplicate.")
    form.keyed()
    if not form.text("version"):
        form.put("version", str(contact.version))
    right = _right(at, asks, form)
    choosing = right is None and not form.value("new")
    if choosing and found is None:
        found = tuple(find_people(at, asks.user, contact.child, contact.adults))
    return page(
        request,
        "contacts/right_child",
        status,
        form=form,
        contact=contact,
        wrong=Side(contact.child, None),
        right=right,
        choosing=choosing,
        matches=[one for one in found or () if one.person and one.person != contact.person],
        calls=_of_the_call(at, asks, contact) if choosing else [],
        facts=[at.book.facts[fact] for fact in history(at.book)],
        parts=CHILD,
        menu="/",
    )


def _right(at: Authority, asks: SignedIn, form: Form) -> Side | None:
    """The child that was chosen, as they are on record."""
    if other := form.text("swap"):
        contact = read_contact(at, asks.user, known_id(other)).contact
        if not form.text("other_version"):
            form.put("other_version", str(contact.version))
        return Side(contact.child, None)
    if person := form.text("person"):
        known = read_person(at, asks.user, known_id(person))
        return Side(known.child, len(known.contacts), known.restricted)
    return None


def _of_the_call(at: Authority, asks: SignedIn, contact: Contact) -> list[Contact]:
    """The other contacts of the same call, as far as they may be read, to swap children with."""
    others = (read_contact(at, asks.user, other).contact for other in contact.linked("same_call"))
    return [other for other in others if not other.deleted and other.person != contact.person]


HANDLERS: Final = (show_ways, put_right)
