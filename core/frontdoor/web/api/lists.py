"""Lists of contacts, a page at a time: the query, and the cursor that leads to the next page."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field, StringConstraints

from frontdoor.domain.commands import Line as TextLine
from frontdoor.domain.commands import Moment, Said, Word
from frontdoor.procedure.mistakes import did_you_mean
from frontdoor.services.authority import Authority
from frontdoor.services.ports import Line, Query
from frontdoor.web.bodies import asked
from frontdoor.web.problems import AnyRequest, Detail, Problem

LONGEST_PAGE = 200

_Count = Annotated[int, Field(ge=1, le=LONGEST_PAGE)]
_Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,200}$")]


class Page(Said):
    """Which page of a list; `after` is the `next` of the page before."""

    after: _Cursor | None = None
    limit: _Count = 50


class Filters(Page):
    """Which contacts to list. `text` is the beginning of a child's names, or of a reference."""

    stage: Annotated[tuple[Word, ...], Field(max_length=50)] = ()
    holding_team: Word | None = None
    assigned_to: TextLine | None = None
    state: Literal["open", "closed", "all"] = "open"
    text: TextLine = ""
    received_from: Moment | None = None
    received_to: Moment | None = None


class Lines(msgspec.Struct, frozen=True):
    """A page of contacts, those due first first; `next` leads to the next page, if there is one."""

    contacts: tuple[Line, ...]
    next: str | None


class _Place(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None
    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-z-]{1,64}\Z")]


def query_of(request: AnyRequest, at: Authority) -> Query:
    """The query of a request for a list. Raises `Problem` 422 with each parameter that is wrong."""
    filters = asked(Filters, pairs_of(request), frozenset({"stage"}))
    wrong = [
        unknown("stage", one, at.book.stages) for one in filters.stage if one not in at.book.stages
    ]
    if filters.holding_team is not None and filters.holding_team not in at.book.destinations:
        wrong.append(unknown("holding_team", filters.holding_team, at.book.destinations))
    if wrong:
        raise Problem(422, "invalid", "The query string cannot be used.", wrong)
    return Query(
        stages=frozenset(filters.stage),
        holding_team=filters.holding_team,
        assigned_to=filters.assigned_to,
        state=filters.state,
        text=filters.text,
        received_from=filters.received_from,
        received_to=filters.received_to,
        after=after_of(filters.after),
        limit=filters.limit,
    )


def page_of(request: AnyRequest) -> Query:
    """The query of a request for a page alone."""
    page = asked(Page, pairs_of(request), frozenset())
    return Query(after=after_of(page.after), limit=page.limit)


def page(lines: list[Line], limit: int, *, latest_first: bool = False) -> Lines:
    """A page of at most `limit` lines; one line more than that says that another page follows."""
    shown = tuple(lines[:limit])
    if len(lines) <= limit:
        return Lines(shown, None)
    last = shown[-1]
    return Lines(shown, _cursor(last.moved if latest_first else last.next_due, last.id))


def pairs_of(request: AnyRequest) -> dict[str, list[str]]:
    """The parameters of a query string, each with all of its values."""
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(value)
    return found


def unknown(parameter: str, word: str, known: Any) -> Detail:
    """That a parameter names something that is not here, and what may have been meant."""
    return Detail(f"There is no {word!r} here.", None, parameter, did_you_mean(word, known))


def _cursor(at: datetime | None, id: str) -> str:
    written = msgspec.json.encode(_Place(at, id))
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def after_of(cursor: str | None) -> tuple[datetime | None, str] | None:
    """The last line of the page before, as `Query.after`. Raises `Problem` 422."""
    if cursor is None:
        return None
    try:
        written = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        place = msgspec.json.decode(written, type=_Place)
        if place.at is not None and not 1900 <= place.at.year < 2200:
            raise ValueError
    except (ValueError, binascii.Error, msgspec.DecodeError):
        wrong = Detail(
            "This is no page of this list.",
            None,
            "after",
            "Take `next` of the page before, or begin without it.",
        )
        raise Problem(422, "invalid", "The query string cannot be used.", [wrong]) from None
    return place.at, place.id
