"""The public form of an authority: whoever worries about a child tells it, without signing in.

Nothing is kept before it is sent, unless a professional saves it: the pages carry what was typed
from one to the next.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from litestar import MediaType, Response, get, post
from litestar.datastructures import Cookie

import frontdoor.web.pages.referring.refer_form as pages
from frontdoor.domain import commands as cmd
from frontdoor.domain.answer import Answer, Asked
from frontdoor.domain.permission import Refused
from frontdoor.domain.referring import keeps_unnamed
from frontdoor.procedure import language as lang
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Conflict
from frontdoor.services.receipts import KeyReused, once
from frontdoor.services.sealed_drafts import CannotSave, delete_form, open_form, save_form
from frontdoor.services.take_contact import answers_to
from frontdoor.services.take_referral import Referred, take_referral
from frontdoor.web.authentication import CSRF_FIELD
from frontdoor.web.pages.contacts.call_form import MOST
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.referring.refer_next import what_follows, what_is_told
from frontdoor.web.pages.rendering import HERE, render
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import At, served_by

REACHED: Final = ("contact_details", "hours")
"""What a procedure says of itself to whoever wants to reach the front door."""

FIRST: Final = (*REACHED, "guidance_for_referrers", "consent")
"""What it says that a referrer should know first."""


@get("/", sync_to_thread=True)
def start(request: AnyRequest, at: At) -> Response[str]:
    """Show what to know before getting in touch."""
    return _start(request, at, Form())


@post("/", sync_to_thread=True, status_code=200)
def go_on(request: AnyRequest, at: At, form: Filled) -> Response[str]:
    """Do what the button says: go on or back, add or remove a row, or send it all."""
    go, _, to = form.value("go").partition(" ")
    step = form.value("step") if form.value("step") in pages.STEPS else "danger"
    token = form.value(CSRF_FIELD)
    form = pages.clean(form, at.book)
    if go == "change" and to in pages.STEPS:
        return _step_page(request, at, form, to)
    if go in ("add", "remove"):
        _change_rows(form, go, to)
        return _step_page(request, at, form, step)
    if go == "back":
        return _step_page(request, at, form, _beside(at, form, step, -1))
    if go == "send":
        return _send(request, at, form, token)
    if go == "save":
        return _save(request, at, form, step, token)
    if go == "resume":
        return _resume(request, at, form)
    if go == "delete":
        return _delete(request, at, form, token)
    if go != "on":
        return _step_page(request, at, form, step)
    pages.require(form, at.practice, step)
    said = _said(at, form)
    if any(pages.step_of(wrong.name) == step for wrong in form.wrong):
        return _step_page(request, at, form, step, 422)
    form.wrong.clear()
    in_danger = step == "danger" and form.value("danger") == "yes"
    if form.value("reached") and not in_danger and not isinstance(said, Refused):
        return _step_page(request, at, form, "check")
    return _step_page(request, at, form, _beside(at, form, step, 1))


def _start(request: AnyRequest, at: Authority, form: Form, status: int = 200) -> Response[str]:
    statements = _statements(at, FIRST)
    return _page(request, at, "refer_start", form, status, public=True, statements=statements)


# saving the form, and going on with it


def _save(request: AnyRequest, at: Authority, form: Form, step: str, token: str) -> Response[str]:
    if not pages.may_save(form, step):
        return _step_page(request, at, form, step)
    if not _is_ours(request, at, token):
        return _not_ours(request, at, form, step)
    fields = {name: said for name, said in form.values.items() if name not in ("key", "draft")}
    try:
        saved = save_form(at, fields, step, form.value("draft"))
    except CannotSave:
        form.add("", "We cannot save this form now. Send it as it is, or print it")
        return _step_page(request, at, form, step, 409)
    form.put("draft", saved.reference)
    return _page(request, at, "refer_saved", form, saved=saved, left_on=step, **_in_danger(form))


def _resume(request: AnyRequest, at: Authority, form: Form) -> Response[str]:
    saved = open_form(at, form.value("draft"))
    if saved is None:
        return _nothing_saved(request, at, form)
    typed = pages.clean(Form({**saved.fields}), at.book)
    typed.put("draft", saved.reference)
    return _step_page(request, at, typed, saved.step if saved.step in pages.STEPS else "danger")


def _delete(request: AnyRequest, at: Authority, form: Form, token: str) -> Response[str]:
    if not _is_ours(request, at, token):
        form.add("", _SEND_AGAIN)
        return _start(request, at, form, 403)
    if not delete_form(at, form.value("draft")):
        return _nothing_saved(request, at, form)
    return _page(request, at, "refer_deleted", Form())


def _nothing_saved(request: AnyRequest, at: Authority, form: Form) -> Response[str]:
    form.add(
        "draft",
        "No form is saved under this reference. Compare it with what you wrote down. It may have "
        "been sent or deleted, or have been kept for as long as we keep one",
    )
    return _start(request, at, form, 422)


def _in_danger(form: Form) -> dict[str, Any]:
    return {"danger": form.value("danger") == "yes"}


def _change_rows(form: Form, go: str, to: str) -> None:
    name, _, number = to.partition(".")
    if name not in MOST:
        return
    if go == "remove":
        form.leave_out(name, [row for row in form.rows(name) if str(row) == number])
    elif go == "add":
        if not form.rows(name):
            form.put(f"{name}.0.name", "")
        if max(form.rows(name)) + 1 < MOST[name]:
            form.put(f"{name}.{max(form.rows(name)) + 1}.name", "")


def _said(at: Authority, form: Form) -> list[Answer] | Refused | None:
    """What the procedure says to the form so far; `form` says what is wrong with it."""
    call = pages.referral_of(form, at.book)
    if call is None:
        return None
    answers = answers_to(at, call)
    if isinstance(answers, Refused):
        _add_refusal(form, answers)
    return answers


def _add_refusal(form: Form, refused: Refused) -> None:
    """Say why it cannot be; what cannot be together is told where the facts are ticked."""
    form.add_refusal(refused)
    found = [replace(one, name=_OF_A_CHILD.sub("facts", one.name)) for one in form.wrong]
    form.wrong = list(dict.fromkeys(found))


_OF_A_CHILD: Final = re.compile(r"children\.\d+\.facts$", re.ASCII)


def _asked(at: Authority, answers: list[Answer] | Refused | None) -> list[Asked]:
    """The procedure's questions to whoever makes this contact, those of every child."""
    if not isinstance(answers, list):
        return []
    found = {q.id: q for answer in answers for q in answer.questions}
    return [q for q in found.values() if at.book.questions[q.id].to == "referrer"]


def _notices(answers: list[Answer] | Refused | None) -> list[Asked]:
    """What the procedure has told to whoever makes this contact."""
    if not isinstance(answers, list):
        return []
    found = {n.id: n for answer in answers for n in answer.notices if n.part == "referrer"}
    return list(found.values())


def _beside(at: Authority, form: Form, step: str, by: int) -> str:
    """The page after or before one, among those that there are for what was said."""
    way = list(pages.STEPS)
    if form.value("danger") != "yes" and step != "emergency":
        way.remove("emergency")
    if step != "asked" and not _asked(at, _said(at, Form({**form.values}))):
        way.remove("asked")
    return way[min(max(way.index(step) + by, 0), len(way) - 1)]


def _send(request: AnyRequest, at: Authority, form: Form, token: str) -> Response[str]:
    for step in pages.STEPS:
        pages.require(form, at.practice, step)
    call = pages.referral_of(form, at.book)
    answers = _said(at, form) if call else None
    if call is None or form.wrong:
        return _first_wrong(request, at, form)
    if not _is_ours(request, at, token):
        return _not_ours(request, at, form, "check")
    try:
        sent = _once(at, call, form.keyed(), form.value("draft"))
    except KeyReused:
        form.put("key", "")
        form.add(
            "",
            "You sent this form already, and changed it since. Nothing of the change has reached "
            "us. To send it as another one, send it again",
        )
        return _step_page(request, at, form, "check", 409)
    except Conflict:
        form.add("", "We are busy just now. Send it again")
        return _step_page(request, at, form, "check", 409)
    if isinstance(sent, Refused):
        _add_refusal(form, sent)
        return _first_wrong(request, at, form)
    if not sent.receipt.written:
        if form.value("draft"):
            delete_form(at, form.value("draft"))
        shown = {"notices": _notices(answers), "statements": _statements(at, REACHED)}
        return _page(request, at, "refer_unrecorded", form, 200, **shown)
    return _sent(request, at, form, call, sent)


_SEND_AGAIN: Final = (
    "Send it again: we could not tell that it came from our own page. If this comes back, "
    "let your browser keep our cookie, or telephone us"
)


def _not_ours(request: AnyRequest, at: Authority, form: Form, step: str) -> Response[str]:
    form.add("", _SEND_AGAIN)
    return _step_page(request, at, form, step, 403)


def _once(at: Authority, call: cmd.Receive, key: str, saved_as: str) -> Referred | Refused:
    """Send it; where the same form came at the same moment, find what that one did."""
    asked = once(key, call.model_dump(mode="json"))
    try:
        return take_referral(at, call, asked, saved_as)
    except Conflict:
        return take_referral(at, call, asked, saved_as)


def _first_wrong(request: AnyRequest, at: Authority, form: Form) -> Response[str]:
    """Show the first page on which something is wrong, with what is wrong there."""
    places = [pages.step_of(wrong.name) for wrong in form.wrong]
    step = next((step for step in pages.STEPS if step in places), "check")
    form.wrong = [one for one in form.wrong if pages.step_of(one.name) == step]
    return _step_page(request, at, form, step, 422)


def _sent(
    request: AnyRequest, at: Authority, form: Form, call: cmd.Receive, sent: Referred
) -> Response[str]:
    return _page(
        request,
        at,
        "refer_sent",
        Form(),
        **_in_danger(form),
        reachable=any(form.text(f"referrer.{way}") for way in ("telephone", "email", "address")),
        references=[written.reference for written in sent.receipt.written],
        received=sent.received,
        follows=what_follows(at, call, sent.received),
        told=what_is_told(at, call, sent.received),
        statements=_statements(at, REACHED),
    )


def _statements(at: Authority, topics: Collection[str]) -> list[lang.Statement]:
    """What the procedure says of itself, in the order of topics, each statement once."""
    said = at.book.statements.values()
    found = {one.rule: one for topic in topics for one in said if topic in one.about}
    return list(found.values())


def _step_page(
    request: AnyRequest, at: Authority, form: Form, step: str, status: int = 200
) -> Response[str]:
    for name in MOST:
        if step == name and not form.rows(name):
            form.put(f"{name}.0.name", "")
    form.keyed()
    if step == "check":
        form.put("reached", "1")
    said = _said(at, Form({**form.values}))
    unnamed = keeps_unnamed(at.practice, form.text("referrer.kind") or "not_known")
    return _page(
        request,
        at,
        "refer",
        form,
        status,
        step=step,
        title=pages.STEPS[step].title,
        notices=_notices(said) if step in ("parents", "check") else [],
        questions=_asked(at, said),
        unnamed=unnamed,
        may_save=pages.may_save(form, step),
        said=pages.answers(form, Wording(at.book)) if step == "check" else {},
    )


# proof that a form is ours, where nobody is signed in


def _cookie_name(request: AnyRequest, at: Authority) -> str:
    prefix = "__Host-" if served_by(request).settings.secure_cookies else ""
    return f"{prefix}frontdoor-refer-{at.name}"


def _is_ours(request: AnyRequest, at: Authority, token: str) -> bool:
    """Whether a form has the token of its sender's cookie, which no other site can know."""
    kept = request.cookies.get(_cookie_name(request, at), "")
    return bool(kept) and hmac.compare_digest(kept.encode(), token.encode())


def _page(
    request: AnyRequest, at: Authority, template: str, form: Form, status: int = 200, **shown: Any
) -> Response[str]:
    name = _cookie_name(request, at)
    token = request.cookies.get(name) or uuid4().hex
    html = render(
        template,
        HERE,
        at=at,
        w=Wording(at.book),
        here=f"/refer/{at.name}",
        now=now(),
        form=form,
        hidden_fields=[
            (CSRF_FIELD, token),
            *pages.carried(form, shown.get("step", "check")),
        ],
        pages=pages,
        **shown,
    )
    cookie = Cookie(
        key=name,
        value=token,
        path="/",
        httponly=True,
        secure=served_by(request).settings.secure_cookies,
        samesite="lax",
    )
    return Response(html, status_code=status, media_type=MediaType.HTML, cookies=[cookie])


HANDLERS: Final = (start, go_on)
