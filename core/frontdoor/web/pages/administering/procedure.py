"""The procedure in force by its layers: what each value is, who set it, what the council chose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from litestar import Response, get

from frontdoor.compare.editions import changes_table
from frontdoor.composition import book_of_texts
from frontdoor.procedure import language as lang
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.rulebook import OVERRIDES, Rulebook
from frontdoor.services.administering.health import editions_in_force
from frontdoor.services.ports import LayerText
from frontdoor.web.pages.administering.effective import (
    MOST_FOUND,
    items_of,
    layer_words,
    place_words,
    sections_of,
)
from frontdoor.web.pages.forms import form_of
from frontdoor.web.pages.rendering import page
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import Asks, At, Serves

LONGEST: Final = 100
"""Characters of what is searched for."""


@get("/administration/procedure", sync_to_thread=True)
def show_procedure(request: AnyRequest, at: At, asks: Asks, served: Serves) -> Response[str]:
    """Show the layers and what the council chose; or the items of a section, or with words."""
    form = form_of(list(request.query_params.multi_items()))
    section, words = form.value("section"), form.text("words")
    if section not in ("", *lang.SECTIONS):
        form.add("section", "Choose a section from the list")
    if len(words) > LONGEST:
        form.add("words", f"Words must be {LONGEST} characters or fewer")
    editions = editions_in_force(at, asks.user)
    asked = bool(section or words) and not form.wrong
    items = items_of(at.book, section, words) if asked else []
    below = _below(tuple(at.layers), served.settings.var / "cache")
    return page(
        request,
        "administering/procedure",
        422 if form.wrong else 200,
        menu="/administration",
        form=form,
        asked=asked,
        items=items if section else items[:MOST_FOUND],
        found=len(items),
        sections=sections_of(at.book),
        layers=at.layers,
        overrides=OVERRIDES,
        layer=layer_words,
        place=place_words,
        chosen=changes_table(below, at.book) if below and not asked else None,
        removals=at.book.removals,
        editions=editions,
    )


@lru_cache(maxsize=16)
def _below(layers: Sequence[LayerText], cache: Path) -> Rulebook | None:
    """The procedure without what the council chose; None where it chose nothing."""
    below = [layer for layer in layers if layer.name != OVERRIDES]
    if len(below) == len(layers):
        return None
    try:
        return book_of_texts(below, cache)
    except MistakesFound:  # what the plugin leaves open may be for the council to say
        return None


HANDLERS: Final = (show_procedure,)
