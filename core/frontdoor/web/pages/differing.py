"""Pages on which contacts two procedures answer differently."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from frontdoor.compare.tables import STANDINGS
from frontdoor.compare.words import (
    any_text,
    box_words,
    listed,
    terms_text,
    value_words,
    words_of_box,
)
from frontdoor.web.pages.procedure_text import anchor
from frontdoor.web.pages.rendering import Links, render
from frontdoor.web.pages.volumes import Volume, Volumes

if TYPE_CHECKING:
    from frontdoor.compare.drawing import Chart
    from frontdoor.compare.every_contact.alternatives import Alternative
    from frontdoor.compare.every_contact.differences import Difference, Said, Statement


class RuleShown(NamedTuple):
    """A rule of a procedure: its id, and where it stands on the procedure's page."""

    id: str
    anchor: str


class SideShown(NamedTuple):
    """What one of the two says of some contacts, with the rules and clauses behind it.

    `silent` is whether the source says nothing on some of them, so that no clause stands behind it.
    """

    volume: Volume
    says: str
    rules: tuple[RuleShown, ...]
    cites: tuple[str, ...]
    silent: bool


class StatementShown(NamedTuple):
    """Contacts of which the two say different things.

    They are those of which `given` says so, and of which one of `when` holds, all where it is
    empty, but not those that `other`'s rules `unless` take. `query` is the example in an address.
    """

    a: SideShown
    b: SideShown
    given: Volume
    other: Volume
    when: tuple[str, ...]
    unless: tuple[RuleShown, ...]
    share: str
    example: str
    query: str


class AspectShown(NamedTuple):
    """One aspect in which the two differ."""

    id: str
    title: str
    share: str
    statements: tuple[StatementShown, ...]


class DifferenceShown(NamedTuple):
    """All in which two procedures differ: by aspect, over all aspects, and as a chart."""

    share: str
    aspects: tuple[AspectShown, ...]
    chart: Chart


@lru_cache(maxsize=32)
def differences_of(a: Volume, b: Volume) -> DifferenceShown:
    """In what two procedures differ, worked out over every possible contact."""
    from frontdoor.compare.difference_charts import Meeting, meanings_between
    from frontdoor.compare.every_contact.differences import ASPECTS, Differences

    found = Differences(a.book, b.book)
    meanings = ASPECTS[0]
    pairs = [
        Meeting(x[0], y[0], found.share(where), "")
        for (x, y), where in found.pairs(meanings).items()
        if x and y
    ]
    return DifferenceShown(
        percent(found.share(found.where())),
        tuple(_aspect(found.of(aspect), a, b) for aspect in ASPECTS),
        meanings_between(f"{a.name}-{b.name}", a.book.name, b.book.name, pairs),
    )


@lru_cache(maxsize=32)
def diff_page(a: Volume, b: Volume, links: Links) -> str:
    """For which contacts two procedures differ, as HTML."""
    return render(
        "diff",
        links,
        public=True,
        menu="/diff",
        a=a,
        b=b,
        found=differences_of(a, b),
        standings=STANDINGS,
    )


@lru_cache(maxsize=8)
def diffs_page(volumes: Volumes, links: Links, *, out: tuple[str, ...] = ()) -> str:
    """Which procedures can be compared with which, as HTML; `out` are out of service."""
    pairs = tuple(combinations(volumes, 2))
    return render("diffs", links, public=True, menu="/diff", pairs=pairs, out=out)


def percent(share: float) -> str:
    """A part of all as people read it: `5.4%`, never none where there is some."""
    if 0 < share < 0.001:
        return "less than 0.1%"
    if 0.999 < share < 1:
        return "more than 99.9%"
    return f"{100 * share:.3g}%" if share < 0.1 else f"{100 * share:.0f}%"


def _aspect(found: Difference, a: Volume, b: Volume) -> AspectShown:
    statements = tuple(_statement(found.aspect, one, a, b) for one in found.statements)
    return AspectShown(found.aspect, found.title, percent(found.share), statements)


def _statement(aspect: str, one: Statement, a: Volume, b: Volume) -> StatementShown:
    given, other = (a, b) if one.given == "a" else (b, a)
    facts = {f"facts.{fact}": value for fact, value in one.example.items()}
    return StatementShown(
        _side(aspect, one.a, a),
        _side(aspect, one.b, b),
        given,
        other,
        tuple(_alternative(way, (given, other)) for way in one.conditions if way),
        _rules(one.unless),
        percent(one.share),
        words_of_box([a.book, b.book], {fact: (value,) for fact, value in one.example.items()})
        if one.example
        else "A contact of which nothing more is known",
        urlencode({"authorities": f"{a.name},{b.name}", **facts}, safe=","),
    )


def _side(aspect: str, said: Said, volume: Volume) -> SideShown:
    nothing = "no time is given" if aspect == "deadline" else "nothing"
    says = listed([value_words(value) for value in said.value]) or nothing
    silent = any(volume.book.routes[rule].silent for rule in said.rules)
    return SideShown(volume, says, _rules(said.rules), said.cites, silent)


def _rules(ids: tuple[str, ...]) -> tuple[RuleShown, ...]:
    return tuple(RuleShown(id, anchor("routes", id)) for id in ids)


def _alternative(way: Alternative, volumes: Volumes) -> str:
    books = [volume.book for volume in volumes]
    return terms_text([any_text(box_words(books, dict(any_of))) for any_of in way])
