"""Letters: to whom one may go, writing and changing one, approving it, how it left, its paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from frontdoor.domain import commands as cmd
from frontdoor.domain.permission import Reason, Refused
from frontdoor.services.act_on_contact import Stale, act_on_contact
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.letters import (
    NoSuchLetter,
    OneLetter,
    correspondence,
    read_letter,
    to_write,
)
from frontdoor.services.ports import Conflict
from frontdoor.services.receipts import KeyReused, Receipt, once
from frontdoor.web.pages.contacts.call_form import validated
from frontdoor.web.pages.contacts.contact import known_id
from frontdoor.web.pages.contacts.paper import CannotBeSet, paper
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem, refusal
from frontdoor.web.providers import Asks, At

CHANNELS: Final = ("letter", "email", "in_person")
"""How a letter leaves: values of the fact `channel`."""

_CHANGED: Final = "Someone else changed this contact. Check the letter, and send it again if right"


@get("/contacts/{contact:str}/letters/new", sync_to_thread=True)
def begin_letter(request: AnyRequest, at: At, asks: Asks, contact: FromPath[str]) -> Response[str]:
    """Show whom a letter can be to, or the draft of one to the reader that was chosen."""
    id = known_id(contact)
    if reader := request.query_params.get("to", ""):
        return _writing(request, at, asks, id, Form(), reader)
    found = correspondence(at, asks.user, id)
    return page(request, "letters/readers", contact=found.contact, readers=found.readers, menu="/")


@post("/contacts/{contact:str}/letters/new", sync_to_thread=True, status_code=200)
def write_letter(
    request: AnyRequest, at: At, asks: Asks, contact: FromPath[str], form: Filled
) -> Response[str] | Redirect:
    """Keep a new letter, once."""
    return _written(request, at, asks, known_id(contact), form, form.text("to"))


@get("/contacts/{contact:str}/letters/{letter:str}", sync_to_thread=True)
def show_letter(
    request: AnyRequest, at: At, asks: Asks, contact: FromPath[str], letter: FromPath[str]
) -> Response[Any]:
    """Show a letter with what may be done with it; with `.pdf` after its number, its paper."""
    id, _, kind = letter.partition(".")
    if kind == "pdf":
        return _paper(at, asks, known_id(contact), id)
    return _shown(request, at, asks, known_id(contact), letter, Form())


@get("/contacts/{contact:str}/letters/{letter:str}/change", sync_to_thread=True)
def change_letter(
    request: AnyRequest, at: At, asks: Asks, contact: FromPath[str], letter: FromPath[str]
) -> Response[str]:
    """Show a letter's text, to be changed."""
    return _writing(request, at, asks, known_id(contact), Form(), "", letter)


@post("/contacts/{contact:str}/letters/{letter:str}/change", sync_to_thread=True, status_code=200)
def rewrite_letter(
    request: AnyRequest,
    at: At,
    asks: Asks,
    contact: FromPath[str],
    letter: FromPath[str],
    form: Filled,
) -> Response[str] | Redirect:
    """Keep a letter as it was changed; whoever approved it before has not seen this."""
    return _written(request, at, asks, known_id(contact), form, form.text("to"), letter)


@post("/contacts/{contact:str}/letters/{letter:str}", sync_to_thread=True, status_code=200)
def act_on_letter(
    request: AnyRequest,
    at: At,
    asks: Asks,
    contact: FromPath[str],
    letter: FromPath[str],
    form: Filled,
) -> Response[str] | Redirect:
    """Approve a letter, or record that it was sent, once."""
    id = known_id(contact)
    command: cmd.CommandSaid | None
    if form.value("go") == "approve":
        command = validated(form, cmd.ApproveLetter, {"letter": letter})
    else:
        command = _sent(letter, form)
    return _once(
        at,
        asks,
        id,
        form,
        command,
        lambda status: _shown(request, at, asks, id, letter, form, status),
        lambda _: letter,
    )


def _sent(letter: str, form: Form) -> cmd.CommandSaid | None:
    """The command that records that a letter left, to whom and how."""
    said: dict[str, Any] = {
        "letter": letter,
        "happened": form.moment("happened"),
        "text": form.text("subject"),
    }
    if whom := form.text("whom"):
        return validated(form, cmd.Notify, {**said, "whom": whom})
    channel = form.text("channel")
    if channel not in CHANNELS:
        form.add("channel", "Choose how the letter was sent")
    return validated(form, cmd.FeedBack, {**said, "to": form.text("to"), "channel": channel or "x"})


def _written(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    id: str,
    form: Form,
    to: str,
    letter: str | None = None,
) -> Response[str] | Redirect:
    said = {name: form.text(name) for name in ("to", "subject", "addressee", "text", "reason")}
    command = validated(form, cmd.DraftLetter, {**said, "letter": letter})
    return _once(
        at,
        asks,
        id,
        form,
        command,
        lambda status: _writing(request, at, asks, id, form, to, letter, status),
        lambda done: letter or str(done.written[0].version),
    )


def _once(
    at: Authority,
    asks: SignedIn,
    id: str,
    form: Form,
    command: cmd.CommandSaid | None,
    again: Callable[[int], Response[str]],
    letter: Callable[[Receipt], str],
) -> Response[str] | Redirect:
    """Carry out what a form asks, once; whatever keeps it from that leaves what was typed.

    Without its button it is a form that someone comes back to after signing in again.
    """
    if not form.value("go"):
        form.wrong.clear()
        return again(200)
    version = form.number("version")
    if version is None:
        form.add("", "Open the letter again, and send it from there")
    if command is None or version is None or form.wrong:
        return again(422)
    asked = once(form.keyed(), id, version, command.model_dump(mode="json"))
    try:
        done = act_on_contact(at, asks.user, id, command, version, asked)
    except (Stale, Conflict):
        form.values.pop("version")
        form.add("", _CHANGED)
        return again(409)
    except KeyReused:
        form.put("key", "")
        form.add("", "This form was sent already, with other details. Look at the letter first")
        return again(409)
    if isinstance(done, Refused):
        form.add_refusal(done)
        return again(refusal(done).status)
    where = f"/{at.name}/contacts/{id}/letters/{letter(done)}"
    return Redirect(f"{where}?done={command.command}", status_code=303)  # type: ignore[attr-defined]  # every command has one


def _writing(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    id: str,
    form: Form,
    to: str,
    letter: str | None = None,
    status: int = 200,
) -> Response[str]:
    try:
        found = to_write(at, asks.user, id, to, letter)
    except NoSuchLetter:
        raise _unknown() from None
    draft = found.draft
    stands = found.letter or draft
    for name in ("subject", "addressee", "text"):
        if name not in form.values:
            form.put(name, getattr(stands, name))
    _ready(form, found.contact.version)
    if found.refused and not form.wrong:
        form.add_refusal(Refused(found.refused))
        status = refusal(Refused(found.refused)).status
    return page(
        request,
        "letters/write",
        status,
        form=form,
        contact=found.contact,
        draft=draft,
        letter=found.letter,
        refused=found.refused,
        menu="/",
    )


def _shown(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    id: str,
    letter: str,
    form: Form,
    status: int = 200,
) -> Response[str]:
    found = _read(at, asks, id, letter)
    _ready(form, found.contact.version)
    return page(
        request,
        "letters/letter",
        status,
        form=form,
        contact=found.contact,
        letter=found.letter,
        found=found,
        says_why=_in_a_line,
        channels=[(id, name) for id, name in _channels(at) if id in CHANNELS],
        done=request.query_params.get("done", ""),
        menu="/",
    )


def _channels(at: Authority) -> list[tuple[str, str]]:
    known = at.book.facts["channel"].values
    return [(id, {"letter": "By post", "email": "By email"}.get(id, "In person")) for id in known]


def _ready(form: Form, version: int) -> None:
    if not form.value("version"):
        form.put("version", str(version))
    form.keyed()


def _in_a_line(reasons: tuple[Reason, ...]) -> str:
    return " ".join(f"{reason.says} {reason.instead}".strip() for reason in reasons)


def _read(
    at: Authority, asks: SignedIn, id: str, letter: str, operation: str = "letter.read"
) -> OneLetter:
    try:
        return read_letter(at, asks.user, id, letter, operation)
    except NoSuchLetter:
        raise _unknown() from None


def _unknown() -> Problem:
    return Problem(404, "not-found", "This contact has no such letter.")


def _paper(at: Authority, asks: SignedIn, id: str, letter: str) -> Response[bytes]:
    found = _read(at, asks, id, letter, "letter.print")
    try:
        pdf = paper(found, at.book.name)
    except CannotBeSet as error:
        raise Problem(422, "cannot-be-set", str(error)) from None
    name = f"{found.contact.reference}-{letter}.pdf"
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


HANDLERS: Final = (
    begin_letter,
    write_letter,
    show_letter,
    change_letter,
    rewrite_letter,
    act_on_letter,
)
