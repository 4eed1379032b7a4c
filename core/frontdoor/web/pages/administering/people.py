"""The people who work at an authority: who they are, what they may, and who changed that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final, Literal
from urllib.parse import quote

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import StringConstraints

from frontdoor.domain.commands import Line, Said
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.services.administering import change_person as changing
from frontdoor.services.administering.change_person import (
    Person,
    PersonRefused,
    wrong_with_name,
)
from frontdoor.services.administering.people import (
    MOST_SHOWN,
    changes_of_people,
    one_person,
    people,
)
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.openid import IdentityTaken, link_identity
from frontdoor.services.ports import User
from frontdoor.web.pages.contacts.call_form import validated
from frontdoor.web.pages.forms import Filled, Form
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At

LONGEST_IDENTITY: Final = 255
"""Characters of an identity at a provider (OpenID Connect Core, 2)."""

Box = tuple[str, str, str]
"""The value, the words and the hint of a box to tick."""

_NOT_OURS: Final = frozenset({"partner_agency", "referrer", "meeting"})
"""Kinds of destination at which nobody of the authority works."""

DONE: Final = {
    "save": "What you changed is in force from their next page on.",
    "disable": "They can sign in no more, and are signed out.",
    "enable": "They can sign in again.",
    "unlock": "They can try again to sign in.",
    "end-sessions": "They are signed out everywhere.",
    "identity": "Who they are at the provider is on record.",
    "second-factor": "Their second factor is gone, and they are signed out.",
}
"""What each button did, told on the page that follows."""

_ACTS: Final[dict[str, Callable[[Authority, User, str], None]]] = {
    "disable": changing.disable,
    "enable": changing.enable,
    "unlock": changing.unlock,
    "end-sessions": changing.end_sessions,
    "second-factor": changing.reset_factor,
}


class PersonSaid(Said):
    """What is typed of someone."""

    full_name: Annotated[Line, StringConstraints(min_length=1)]
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    administers: Literal["yes", ""] = ""


@get("/administration/people", sync_to_thread=True)
def show_people(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """List everyone who works here."""
    found = people(at, asks.user)
    return page(request, "administering/people", menu="/administration", people=found)


@get("/administration/changes", sync_to_thread=True)
def show_changes(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show who changed what about whom."""
    found = changes_of_people(at, asks.user)
    return page(request, "administering/changes", menu="/administration", changes=found)


@get("/administration/add-person", sync_to_thread=True)
def show_add(request: AnyRequest, at: At) -> Response[str]:
    """Ask who is to be added."""
    return _add_page(request, at, Form())


@post("/administration/add-person", sync_to_thread=True, status_code=200)
def add(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Response[str]:
    """Add someone, and show their first password: this once."""
    if form.value("go") != "add":
        return _add_page(request, at, form)
    name = form.text("user")
    if wrong := wrong_with_name(name):
        form.add("user", wrong)
    said = validated(form, PersonSaid, _typed(form))
    _check_ids(form, at.book)
    if said is None or form.wrong:
        return _add_page(request, at, form, 422)
    try:
        password = changing.add_person(at, asks.user, name, _person(said))
    except PersonRefused as refused:
        form.add("user", str(refused).removesuffix("."))
        return _add_page(request, at, form, 422)
    return _password_page(request, name, said.full_name, password, new=True)


@get("/administration/people/{name:str}", sync_to_thread=True)
def show_person(request: AnyRequest, at: At, asks: Asks, name: FromPath[str]) -> Response[str]:
    """Show someone, and what can be changed about them."""
    return _person_page(request, at, asks, name, None)


@post("/administration/people/{name:str}", sync_to_thread=True, status_code=200)
def change(
    request: AnyRequest, at: At, asks: Asks, name: FromPath[str], form: Filled
) -> Response[str] | Redirect:
    """Do what the button says."""
    go = form.value("go")
    try:
        if go == "password":
            password = changing.new_password(at, asks.user, name)
            full_name = one_person(at, asks.user, name).user.full_name
            return _password_page(request, name, full_name, password, new=False)
        if go == "save":
            said = validated(form, PersonSaid, _typed(form))
            _check_ids(form, at.book)
            if said is None or form.wrong:
                return _person_page(request, at, asks, name, form, 422)
            changing.change_person(at, asks.user, name, _person(said), form.value("read"))
        elif go == "identity":
            _link(at, asks, name, form.text("identity"))
        elif go in _ACTS:
            _ACTS[go](at, asks.user, name)
        else:
            return _person_page(request, at, asks, name, form)
    except PersonRefused as refused:
        form.add("", str(refused))
        kept = form if go == "save" else Form(wrong=form.wrong)
        return _person_page(request, at, asks, name, kept, 422)
    where = f"/{at.name}/administration/people/{quote(name, safe='')}?done={go}"
    return Redirect(where, status_code=303)


def _link(at: Authority, asks: SignedIn, name: str, identity: str) -> None:
    if len(identity) > LONGEST_IDENTITY:
        raise PersonRefused(f"Who they are there must be {LONGEST_IDENTITY} characters or fewer.")
    try:
        link_identity(at, asks.user.name, name, identity or None)
    except IdentityTaken:
        raise PersonRefused("Someone else here is this one at the provider.") from None


def _typed(form: Form) -> dict[str, object]:
    return {
        "full_name": form.text("full_name"),
        "roles": form.every("roles"),
        "teams": form.every("teams"),
        "administers": form.value("administers"),
    }


def _check_ids(form: Form, book: Rulebook) -> None:
    """A box that is on no page of ours names a role or a team that there is not."""
    for name, known in (("roles", book.roles), ("teams", book.destinations)):
        if unknown := [id for id in form.every(name) if id not in known]:
            form.add(name, f"{unknown[0][:40]} is not here any more. Look at the boxes again")
            form.put(name, *(id for id in form.every(name) if id in known))


def _person(said: PersonSaid) -> Person:
    return Person(
        full_name=said.full_name,
        roles=frozenset(said.roles),
        teams=frozenset(said.teams),
        administers=said.administers == "yes",
    )


def _add_page(request: AnyRequest, at: Authority, form: Form, status: int = 200) -> Response[str]:
    return page(
        request, "administering/add_person", status, menu="/administration", form=form, **_boxes(at)
    )


def _person_page(
    request: AnyRequest,
    at: Authority,
    asks: SignedIn,
    name: str,
    form: Form | None,
    status: int = 200,
) -> Response[str]:
    known = one_person(at, asks.user, name)
    if form is None or "full_name" not in form.values:
        form = _filled(known.user, form)
    return page(
        request,
        "administering/person",
        status,
        menu="/administration",
        form=form,
        known=known,
        user=known.user,
        done=DONE.get(request.query_params.get("done", ""), "") if status == 200 else "",
        most=MOST_SHOWN,
        gone=sorted(known.user.roles - at.book.roles.keys()),
        itself=known.user.name == asks.user.name,
        **_boxes(at, known.user.teams),
    )


def _filled(user: User, form: Form | None) -> Form:
    filled = Form(wrong=form.wrong if form else [])
    filled.put("full_name", user.full_name)
    filled.put("roles", *sorted(user.roles))
    filled.put("teams", *sorted(user.teams))
    filled.put("administers", "yes" if user.administers else "")
    filled.put("identity", user.identity or "")
    return filled


def _boxes(at: Authority, has: frozenset[str] = frozenset()) -> dict[str, list[Box]]:
    """Every role, and every team that is the authority's own or that someone `has` already."""
    book = at.book
    teams = [
        one
        for one in book.destinations.values()
        if one.kind not in _NOT_OURS or one.destination in has
    ]
    return {
        "role_boxes": [(role.role, role.name, "") for role in book.roles.values()],
        "team_boxes": [(one.destination, one.name, "") for one in teams],
    }


def _password_page(
    request: AnyRequest, name: str, full_name: str, password: str, *, new: bool
) -> Response[str]:
    return page(
        request,
        "administering/password",
        menu="/administration",
        name=name,
        full_name=full_name,
        password=password,
        new=new,
    )


HANDLERS: Final = (show_people, show_changes, show_add, add, show_person, change)
