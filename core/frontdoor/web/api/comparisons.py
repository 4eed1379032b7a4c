"""How procedures compare, for programs: side by side, and for which contacts two differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec
from litestar import get
from litestar.params import FromPath
from pydantic import Field

from frontdoor.compare.every_contact.differences import Meeting, Said
from frontdoor.compare.tables import Table
from frontdoor.domain.commands import Said as Query
from frontdoor.settings import Name
from frontdoor.web.bodies import asked
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Serves
from frontdoor.web.volumes import (
    aspects,
    difference_of,
    meetings_of,
    named,
    published,
    tables_of,
)


class Chosen(Query):
    """Which authorities to compare, all if none is named; `differences`: only rows that differ."""

    authorities: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    differences: Literal["yes", "no"] = "no"


class AspectShown(msgspec.Struct, frozen=True):
    """An aspect, and what the two say of it where they differ, that of most contacts first."""

    aspect: str
    title: str
    meetings: tuple[Meeting, ...]


class OverviewShown(msgspec.Struct, frozen=True):
    """In what two procedures differ; `share` is that of all combinations of facts, 0 to 1."""

    a: str
    b: str
    share: float
    aspects: tuple[AspectShown, ...]


class ConditionShown(msgspec.Struct, frozen=True):
    """That a fact has one of some values."""

    fact: str
    values: tuple[str, ...]


class StatementShown(msgspec.Struct, frozen=True):
    """Contacts of which the two say different things.

    They are those of which the procedure `given` says its value, and that meet any of the
    `conditions`, all where there are none: each is a list of what must hold together, and each of
    those a list of which any will do. Of the other procedure's rules they come to `comes_to`, if
    there are any. `share` is of all combinations of facts, 0 to 1.
    """

    a: Said
    b: Said
    given: Literal["a", "b"]
    conditions: tuple[tuple[tuple[ConditionShown, ...], ...], ...]
    comes_to: tuple[str, ...]
    share: float
    example: Mapping[str, str]


class DifferenceShown(msgspec.Struct, frozen=True):
    """For exactly which contacts two procedures differ in an aspect."""

    a: str
    b: str
    aspect: str
    title: str
    share: float
    statements: tuple[StatementShown, ...]


@get(
    "/api/compare",
    sync_to_thread=True,
    summary="Procedures side by side",
    opt={"query": Chosen, "at": "authorities"},
)
def compare(request: AnyRequest, served: Serves) -> list[Table]:
    """Show what authorities say on each aspect, each entry with its clauses; none is signed in.

    An authority that is out of service is left out, unless it is named.
    """
    query: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, []).append(value)
    chosen = asked(Chosen, query, frozenset({"authorities"}))
    if chosen.authorities:
        volumes = named(served, *dict.fromkeys(chosen.authorities))
    else:
        volumes = published(served)
    tables = tables_of(volumes) if volumes else ()
    return [one.differences() if chosen.differences == "yes" else one for one in tables]


@get(
    "/api/diff/{a:str}/{b:str}",
    sync_to_thread=True,
    summary="In what two procedures differ",
    opt={"at": "authorities"},
)
def diff(served: Serves, a: FromPath[str], b: FromPath[str]) -> OverviewShown:
    """Show aspect by aspect what two procedures say where they differ, with an example of each."""
    share, meetings = meetings_of(*named(served, a, b))
    shown = (AspectShown(id, one.title, meetings[id]) for id, one in aspects().items())
    return OverviewShown(a, b, share, tuple(shown))


@get(
    "/api/diff/{a:str}/{b:str}/{aspect:str}",
    sync_to_thread=True,
    summary="For which contacts two procedures differ in an aspect",
    opt={"at": "authorities"},
)
def diff_aspect(
    served: Serves, a: FromPath[str], b: FromPath[str], aspect: FromPath[str]
) -> DifferenceShown:
    """Show all contacts of which two procedures say different things, in as few statements."""
    one, other = named(served, a, b)
    try:
        found = difference_of(one, other, aspect)
    except LookupError:
        raise Problem(404, "not-found", f"Aspects are {', '.join(aspects())}.") from None
    statements = (
        StatementShown(
            a=one.a,
            b=one.b,
            given=one.given,
            conditions=tuple(
                tuple(tuple(ConditionShown(*part) for part in any_of) for any_of in way)
                for way in one.conditions
                if way
            ),
            comes_to=one.comes_to,
            share=one.share,
            example=one.example,
        )
        for one in found.statements
    )
    return DifferenceShown(a, b, aspect, found.title, found.share, tuple(statements))


HANDLERS: Final = (compare, diff, diff_aspect)
