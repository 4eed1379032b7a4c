"""Pages on which contacts two procedures answer differently."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from frontdoor.compare.tables import STANDINGS
from frontdoor.web.pages.published.comparing import SUFFIXES, Download, form_of_suffix
from frontdoor.web.pages.published.procedure_text import anchor
from frontdoor.web.pages.rendering import Links, render
from frontdoor.web.volumes import KEPT, Volume, Volumes, aspects, difference_of, meetings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontdoor.compare.every_contact.differences import Said, Statement
    from frontdoor.compare.flowcharts.drawing import Chart


class Example(NamedTuple):
    """A contact that shows a difference: its facts in words, and as the query of an address."""

    says: str
    query: str


class Pair(NamedTuple):
    """What each of the two says of some contacts, how many of all those are, and one of them."""

    a: str
    b: str
    share: str
    example: Example


class AspectShown(NamedTuple):
    """One aspect, with each pair of things that the two say of it; none where they never differ."""

    id: str
    title: str
    pairs: tuple[Pair, ...]


class Overview(NamedTuple):
    """In what two procedures differ: over all aspects, by aspect, and as a chart."""

    share: str
    aspects: tuple[AspectShown, ...]
    chart: Chart


class SideShown(NamedTuple):
    """What one of the two says, with the rules behind it by id and anchor, and its clauses.

    `silent` is whether the source says nothing on some of them, so that no clause stands behind it.
    """

    volume: Volume
    says: str
    rules: tuple[tuple[str, str], ...]
    cites: tuple[str, ...]
    silent: bool


class StatementShown(NamedTuple):
    """Which contacts the two say different things of.

    They are those of which `given` says so, and of which one of `when` holds, all where it is
    empty; of the `other`'s rules they come to `comes_to`, if there are any.
    """

    sides: tuple[SideShown, SideShown]
    given: SideShown
    other: SideShown
    when: tuple[str, ...]
    comes_to: tuple[tuple[str, str], ...]
    share: str
    example: Example


@lru_cache(maxsize=8)
def diffs_page(volumes: Volumes, links: Links, *, out: tuple[str, ...] = ()) -> str:
    """Which procedures can be compared with which, as HTML; `out` are out of service."""
    pairs = tuple(combinations(volumes, 2))
    return render("diffs", links, public=True, menu="/diff", pairs=pairs, out=out)


@lru_cache(maxsize=KEPT)
def diff_page(a: Volume, b: Volume, links: Links) -> str:
    """In what two procedures differ, as HTML."""
    shown = {"a": a, "b": b, "found": overview_of(a, b), "standings": STANDINGS}
    return render("diff", links, public=True, menu="/diff", **shown)


@lru_cache(maxsize=KEPT)
def diff_aspect_page(a: Volume, b: Volume, aspect: str, links: Links) -> str:
    """For exactly which contacts two procedures differ in an aspect, as HTML.

    Raises `LookupError` for an aspect that there is not.
    """
    from frontdoor.compare.every_contact.telling import share_text

    found = difference_of(a, b, aspect)
    return render(
        "diff_aspect",
        links,
        public=True,
        menu="/diff",
        a=a,
        b=b,
        title=found.title,
        share=share_text(found.share),
        statements=tuple(_statement(one, a, b) for one in found.statements),
        base=f"/diff/{a.name}/{b.name}/",
        name=aspect,
        suffixes=SUFFIXES,
    )


def diff_download(a: Volume, b: Volume, file: str) -> Download:
    """The same as a file, `meaning.csv`. Raises `LookupError` where there is no such."""
    from frontdoor.compare.every_contact.telling import difference_table

    aspect, form = form_of_suffix(file)
    table = difference_table(a.book, b.book, difference_of(a, b, aspect))
    return Download(form.write([table]), form.media_type)


@lru_cache(maxsize=KEPT)
def overview_of(a: Volume, b: Volume) -> Overview:
    """In what two procedures differ, worked out over every possible contact."""
    from frontdoor.compare.every_contact.telling import share_text, value_text
    from frontdoor.compare.flowcharts.difference import Meeting, meanings_between

    share, meetings = meetings_of(a, b)
    shown = tuple(
        AspectShown(
            aspect.id,
            aspect.title,
            tuple(
                Pair(
                    value_text(one.a),
                    value_text(one.b),
                    share_text(one.share),
                    _example(one.example, a, b),
                )
                for one in meetings[aspect.id]
            ),
        )
        for aspect in aspects().values()
    )
    meanings = [Meeting(one.a[0], one.b[0], one.share, "") for one in meetings["meaning"]]
    chart = meanings_between(f"{a.name}-{b.name}", a.book.name, b.book.name, meanings)
    return Overview(share_text(share), shown, chart)


def _statement(one: Statement, a: Volume, b: Volume) -> StatementShown:
    from frontdoor.compare.every_contact.telling import conditions_text, share_text

    sides = (_side(one.a, a), _side(one.b, b))
    given, other = sides if one.given == "a" else sides[::-1]
    return StatementShown(
        sides,
        given,
        other,
        tuple(conditions_text((a.book, b.book), one.conditions)),
        _anchored(one.comes_to),
        share_text(one.share),
        _example(one.example, a, b),
    )


def _side(said: Said, volume: Volume) -> SideShown:
    from frontdoor.compare.every_contact.telling import value_text

    silent = any(volume.book.routes[rule].silent for rule in said.rules)
    return SideShown(volume, value_text(said.value), _anchored(said.rules), said.cites, silent)


def _anchored(rules: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((rule, anchor("routes", rule)) for rule in rules)


def _example(example: Mapping[str, str], a: Volume, b: Volume) -> Example:
    from frontdoor.compare.words.conditions import words_of_box

    known = {fact: (value,) for fact, value in example.items()}
    says = words_of_box((a.book, b.book), known) if known else "Nothing more is known"
    facts = {f"facts.{fact}": value for fact, value in example.items()}
    return Example(says, urlencode({"authorities": f"{a.name},{b.name}", **facts}, safe=","))
