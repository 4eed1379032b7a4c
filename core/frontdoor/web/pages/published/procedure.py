"""The page of a whole procedure, for whoever wants to read it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from frontdoor.compare.tables import STANDINGS
from frontdoor.procedure.rulebook import BASE
from frontdoor.web.pages.published.procedure_text import Group, Text, anchors_of, citing
from frontdoor.web.pages.published.procedure_words import STATUSES
from frontdoor.web.pages.rendering import Links, render
from frontdoor.web.pages.wording import Wording
from frontdoor.web.volumes import Volume, Volumes

LAYERS: Final = {BASE: "what stands in every procedure", "overrides": "the council’s own choices"}
"""Layers that are no procedure of their own."""


class Part(NamedTuple):
    """A part of the page: its anchor, its heading, a sentence on it, and what it has."""

    id: str
    title: str
    intro: str = ""
    groups: tuple[Group, ...] = ()
    numbered: bool = False


@lru_cache(maxsize=8)
def procedures_page(volumes: Volumes, links: Links, *, out: tuple[str, ...] = ()) -> str:
    """Every procedure with its edition as HTML; `out` names those that are out of service."""
    return render("procedures", links, public=True, menu="/procedures", volumes=volumes, out=out)


@lru_cache(maxsize=32)
def procedure_page(volume: Volume, links: Links) -> str:
    """The whole effective procedure as HTML, each clause under its own id."""
    from frontdoor.compare.flowcharts.way import way_of_a_contact

    book = volume.book
    text = Text(book)
    return render(
        "procedure",
        links,
        public=True,
        menu="/procedures",
        book=book,
        name=volume.name,
        w=Wording(book),
        chart=way_of_a_contact(book),
        anchors={volume.name: anchors_of(book)},
        standings=STANDINGS,
        layers=[LAYERS.get(layer, f"the procedure “{layer}”") for layer in book.layers],
        rules=sum(len(book.section(name)) for name in ("routes", "steps", "bars", "tasks")),
        contents=[part for part in parts_of(text) if part.groups or part.id in _DRAWN],
        silences=text.silences(),
        differing=text.differing(),
        statuses=STATUSES,
        cited=citing(book),
    )


@lru_cache(maxsize=32)
def flowcharts_page(volume: Volume, links: Links) -> str:
    """Every flowchart of a procedure as HTML: the way of a contact, and what is advised."""
    from frontdoor.compare.flowcharts.response import response_at, stages_with_routes
    from frontdoor.compare.flowcharts.way import way_of_a_contact

    book = volume.book
    return render(
        "flowcharts",
        links,
        public=True,
        menu="/procedures",
        book=book,
        name=volume.name,
        charts=[
            way_of_a_contact(book),
            *(response_at(book, stage) for stage in stages_with_routes(book)),
        ],
        anchors={volume.name: anchors_of(book)},
        standings=STANDINGS,
    )


_DRAWN: Final = {"way", "differing", "silent", "clauses"}
"""Parts that the page puts together itself."""


def parts_of(text: Text) -> list[Part]:
    """The parts of the page in the order in which people read a procedure."""

    def part(
        id: str, title: str, groups: list[Group], intro: str = "", *, numbered: bool = False
    ) -> Part:
        return Part(id, title, intro, tuple(groups), numbered)

    return [
        part("service", "The service", text.statements()),
        part("way", "The way of a contact", []),
        part(
            "outcomes",
            "What may come of a contact",
            text.outcomes(),
            "Each outcome in the source’s own words, and in the words common to all authorities.",
        ),
        part(
            "routes",
            "What is advised",
            text.routes(),
            "At each stage the first that applies is advised. A professional decides.",
            numbered=True,
        ),
        part(
            "times",
            "What must be done, and by when",
            text.tasks(),
            "Every one that applies must be done.",
        ),
        part(
            "steps",
            "Who may do what",
            text.steps(),
            "What none of these allows cannot be done.",
        ),
        part("bars", "What may not be done", text.bars()),
        part(
            "questions",
            "What is asked",
            text.questions(),
            "What is not answered is shown as missing; it never holds up a child’s protection.",
        ),
        part("checks", "What is looked up", text.checks()),
        part("notices", "What people are told while a contact is taken", text.notices()),
        part("records", "What is written down", text.records()),
        part("feedback", "Who is told the outcome", text.feedback()),
        part("disclosure", "What is held back", text.disclosure()),
        part(
            "letters",
            "What letters say",
            text.letters(),
            "What stands in braces is filled in. A paragraph that names what its reader may not "
            "know is left out.",
        ),
        part("linked", "Contacts that belong together", text.reactions()),
        part("roles", "Who works here", text.roles()),
        part("differing", "Where the clauses differ", text.matters()),
        part("silent", "Where the source is silent", []),
        part("settings", "What is set here", text.settings()),
        part(
            "conditions",
            "Conditions by name",
            text.conditions(),
            "What the names that stand in the conditions above mean.",
        ),
        part("facts", "What can be known of a contact", text.facts()),
        part("impossible", "What cannot be", text.impossible()),
        part(
            "clauses",
            "Every clause of the sources",
            [],
            "What each clause says in our own words, what became of it, and what cites it.",
        ),
    ]
