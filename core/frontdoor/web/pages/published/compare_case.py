"""One contact under several authorities: its facts are in the address, and nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from litestar import Response, get
from litestar.response import Redirect
from markupsafe import Markup

from frontdoor.compare.one_case.asking import Asked, CannotBeAsked, Wrong, ask, case_of, known_to
from frontdoor.compare.one_case.comparing import changes, compare_case
from frontdoor.compare.one_case.timeline import timeline
from frontdoor.compare.tables import STANDINGS
from frontdoor.compare.words.conditions import listed
from frontdoor.domain.clocks import LONDON
from frontdoor.domain.practice import Practice
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import did_you_mean
from frontdoor.services.authority import Authority, now
from frontdoor.web.authentication import MOST_FIELDS
from frontdoor.web.pages.forms import Form, form_of
from frontdoor.web.pages.published.case_facts import (
    READY,
    fact_groups,
    facts_of,
    said_facts,
    usual_time,
)
from frontdoor.web.pages.published.procedure_text import anchors_of
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Served, Serves

PATH: Final = "/compare/case"

Practices = Mapping[str, Practice]
"""Procedures in practice by the names of their authorities."""


class Contact(NamedTuple):
    """What is known of a contact: facts that are not at their default, and when it came."""

    facts: Mapping[str, str]
    received: datetime

    @property
    def query(self) -> str:
        """The contact as it stands in an address."""
        facts = [(f"facts.{fact}", self.facts[fact]) for fact in sorted(self.facts)]
        received = f"{self.received.astimezone(LONDON):%Y-%m-%dT%H:%M}"
        return urlencode([("received", received), *facts], safe=":")


@get(PATH, sync_to_thread=True)
def show_case(request: AnyRequest, served: Serves) -> Response[str] | Redirect:
    """Show what authorities do about a contact whose facts are in the address.

    A form that was sent, and a link that gives no time, lead to the address that says all of it.
    """
    form = _form(request.scope["query_string"].decode("latin-1"))
    practices = {
        name: one.practice
        for name, one in served.authorities.items()
        if isinstance(one, Authority) and not one.fault
    }
    if not form.values:
        form.put_moment("received", usual_time())
        return _page(request, served, form, practices, tuple(practices))
    names = _names(form, served)
    contact = _contact(form, practices)
    if contact is None:
        return _page(request, served, form, practices, names, status=400)
    address = PATH + "?" + "&".join([*_naming(names, practices), contact.query])
    earlier = form.value("before")
    if form.value("go") or not form.value("received"):
        more = "&" + urlencode({"before": earlier}) if earlier not in ("", contact.query) else ""
        return Redirect(address + more, status_code=303)
    asked = _ask(served, practices, names, contact, form)
    if form.wrong:
        return _page(request, served, form, practices, names, status=400)
    shown: dict[str, Any] = {"contact": contact, "facts": said_facts(practices, contact.facts)}
    before = _contact(_form(earlier), practices) if "received=" in earlier else None
    if before is not None:
        was = _ask(served, practices, [one.practice.book.authority for one in asked], before)
        shown |= _changes(practices, (before, was), (contact, asked))
    return _page(request, served, form, practices, names, asked=asked, address=address, **shown)


def _form(query: str) -> Form:
    """The fields in the query of an address. Raises `Problem` 413 for more than any page has."""
    try:
        return form_of(parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Problem(413, "too-large", f"Send at most {MOST_FIELDS:,} fields.") from None


def _names(form: Form, served: Served) -> list[str]:
    """The authorities that are asked for, all if none is named; what is wrong goes to the form."""
    given = [name.strip() for one in form.every("authorities") for name in one.split(",")]
    names = [name for name in served.authorities if name in given]
    for name in dict.fromkeys(given):
        if name and name not in served.authorities:
            near = did_you_mean(name, served.authorities)
            form.add("authorities", f"There is no authority “{name}” here. {near}".strip())
    if not names and form.value("go"):
        form.add("authorities", "Choose at least one authority")
    return names or ([] if form.wrong else list(served.authorities))


def _naming(names: Sequence[str], practices: Practices) -> list[str]:
    """The authorities as they stand in an address; nothing where they are all that answer."""
    if set(names) >= set(practices):
        return []
    return [urlencode({"authorities": ",".join(names)}, safe=",")]


def _contact(form: Form, practices: Practices) -> Contact | None:
    """The contact in a form, or None where something of the form is wrong, which it then says."""
    received = _received(form)
    facts = facts_of(form, practices)
    return None if form.wrong or received is None else Contact(facts, received)


def _received(form: Form) -> datetime | None:
    """When the contact came: one text as in an address, or the fields of a form."""
    text = form.text("received")
    if text:
        try:
            local = datetime.fromisoformat(text)
        except ValueError:
            form.add("received", f"“{text}” is no date and time such as 2026-03-06T18:00")
            return None
        moment = local if local.tzinfo else local.replace(tzinfo=LONDON)
    else:
        if not form.under("received"):
            form.put_moment("received", usual_time())
        typed = form.moment("received")
        if typed is None:
            return None
        moment = typed
    if not 2000 <= moment.year < 2100:
        form.add("received", "Time of receipt must be between 2000 and 2099")
        return None
    form.put_moment("received", moment)
    return moment


def _ask(
    served: Served,
    practices: Practices,
    names: Sequence[str],
    contact: Contact,
    form: Form | None = None,
) -> tuple[Asked, ...]:
    """What these authorities answer; what is wrong with the contact goes to the form.

    One whose plugin fails is taken out of service, and left out.
    """
    known, case = known_to(practices.values()), case_of(contact.facts, contact.received)
    asked = []
    for name in names:
        if name not in practices:
            continue
        try:
            asked.append(ask(practices[name], case, known))
        except PluginFault as fault:
            served.break_off(name, fault)
        except CannotBeAsked as error:
            if form is not None:
                for wrong in error.wrong:
                    form.add(".".join(map(str, wrong.path)), _in_words(wrong))
    return tuple(asked)


def _in_words(wrong: Wrong) -> str:
    if wrong.path[0] == "received":
        return wrong.advice
    return f"{wrong.found[:1].upper()}{wrong.found[1:]}. {wrong.advice}"


def _changes(
    practices: Practices,
    before: tuple[Contact, Sequence[Asked]],
    after: tuple[Contact, Sequence[Asked]],
) -> dict[str, Any]:
    """What became of facts and of answers; nothing where nothing can be compared."""
    (was, earlier), (contact, asked) = before, after
    if was == contact or len(earlier) != len(asked) or not asked:
        return {}
    old = said_facts(practices, was.facts)
    new = said_facts(practices, contact.facts)
    turned = [
        (fact, old.get(fact, "not said"), new.get(fact, "not said"))
        for fact in dict.fromkeys((*new, *old))
        if old.get(fact) != new.get(fact)
    ]
    one, other = compare_case(earlier, was.received)[0], compare_case(asked, contact.received)[0]
    tables = [changes(one.answers, other.answers), changes(one.asked, other.asked)]
    return {"was": was, "turned": turned, "changed": tables}


def _page(
    request: AnyRequest,
    served: Served,
    form: Form,
    practices: Practices,
    names: Sequence[str],
    *,
    status: int = 200,
    asked: Sequence[Asked] = (),
    **shown: Any,
) -> Response[str]:
    called = {id: fact.name for one in practices.values() for id, fact in one.book.facts.items()}
    if asked:
        contact = shown["contact"]
        (compared,) = compare_case(asked, contact.received)
        shown |= {
            "compared": compared,
            "picture": Markup(timeline(asked, contact.received)),  # noqa: S704 - it escapes
            "left_out": [
                (one.name, listed([called[fact] for fact in one.left_out]))
                for one in asked
                if one.left_out
            ],
            "owners": [one.practice.book.authority for one in asked],
            "anchors": {
                one.practice.book.authority: anchors_of(one.practice.book) for one in asked
            },
        }
    return page(
        request,
        "compare_case",
        status,
        public=True,
        menu=PATH,
        form=form,
        every=[(name, one.book.name) for name, one in practices.items() if served.is_ready(name)],
        names=names,
        out=[name for name in names if not served.is_ready(name)],
        groups=fact_groups(practices, form),
        ready=[
            (one.title, f"{PATH}?{Contact(one.facts, one.coming(now())).query}") for one in READY
        ],
        standings=STANDINGS,
        **shown,
    )


HANDLERS: Final = (show_case,)
