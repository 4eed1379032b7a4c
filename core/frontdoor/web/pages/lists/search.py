"""Find a child or a contact; and a child's own page, with every contact there was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import TypeAdapter, ValidationError

from frontdoor.domain.clocks import describe_day
from frontdoor.domain.commands import Line as TextLine
from frontdoor.domain.searching import Asked
from frontdoor.services.authority import now
from frontdoor.services.find_people import MOST_FOUND, PersonView, read_person
from frontdoor.services.find_people import search as find
from frontdoor.web.pages.contacts.call_form import CHILD
from frontdoor.web.pages.contacts.contact import known_id
from frontdoor.web.pages.forms import LABELS, Filled, Form
from frontdoor.web.pages.lists.rows import rows
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At

DETAILS: Final = tuple(part for part in CHILD if part != "name")
"""What a child's page has of them beside name and dates."""

_TEXT = TypeAdapter(TextLine)


@get("/search", sync_to_thread=True)
def ask_for_search(request: AnyRequest, at: At, asks: Asks) -> Response[str]:
    """Show the form for a search, which is sent as a form: no name stands in an address."""
    del at, asks
    return page(request, "lists/search", form=Form(), found=None, menu="/search")


@post("/search", sync_to_thread=True, status_code=200)
def search(request: AnyRequest, at: At, asks: Asks, form: Filled) -> Response[str]:
    """Find children and contacts by name, date of birth, reference, NHS or telephone number."""
    try:
        text = _TEXT.validate_python(form.value("text"))
    except ValidationError:
        form.add("text", "Enter a name, a date, a reference or a number, 200 characters at most")
        text = ""
    if not text and not form.wrong:
        form.add("text", "Enter a name, a date of birth, a reference or an NHS number")
    found = None if form.wrong else find(at, asks.user, text, form.value("after") or None)
    return page(
        request,
        "lists/search",
        422 if form.wrong else 200,
        form=form,
        found=found,
        looked_for=list(_looked_for(found.asked)) if found else [],
        most=MOST_FOUND,
        menu="/search",
    )


@get("/people/{person:str}", sync_to_thread=True)
def show_person(request: AnyRequest, at: At, asks: Asks, person: FromPath[str]) -> Response[str]:
    """Show a child with every contact about them."""
    found = read_person(at, asks.user, known_id(person))
    return page(
        request,
        "lists/person",
        person=found,
        details=list(_details(found)),
        rows=rows(Wording(at.book), found.contacts, now()),
        menu="/search",
    )


def _looked_for(asked: Asked) -> Iterator[str]:
    """How a search was read, in words."""
    if asked.child.name:
        yield f"the name “{asked.child.name}”"
    if asked.child.date_of_birth:
        yield f"the date of birth {describe_day(asked.child.date_of_birth)}"
    if asked.child.nhs_number:
        yield f"the NHS number {asked.child.nhs_number}"
    for adult in asked.adults:
        yield f"the telephone number {adult.telephone}"
    if asked.reference:
        yield f"the reference {asked.reference}"


def _details(found: PersonView) -> Iterator[tuple[str, str]]:
    child = found.child
    if child.date_of_birth:
        yield LABELS["date_of_birth"], describe_day(child.date_of_birth)
    if child.expected:
        yield LABELS["expected"], describe_day(child.expected)
    for name in DETAILS:
        if says := getattr(child, name):
            yield LABELS[name], says
    if found.names:
        yield "Also on record as", ", ".join(found.names)
    for adult in found.adults:
        known = filter(None, (adult.name, adult.telephone, adult.address))
        yield adult.relationship or "Adult of the household", ", ".join(known)


HANDLERS: Final = (ask_for_search, search, show_person)
