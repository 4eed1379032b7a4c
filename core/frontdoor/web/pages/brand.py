"""The colour of an authority's pages, as a style sheet: a page may hold no styles itself."""

from __future__ import annotations

from litestar import Response, get

from frontdoor.procedure.colours import USUAL
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.web.providers import At


def brand(book: Rulebook) -> str:
    """The colour that a council chose, without its mark; empty where that is the usual one."""
    chosen = book.settings.get("brand_colour")
    return "" if chosen is None or chosen.value.lower() == USUAL else chosen.value.lower()[1:]


@get("/brand.css", sync_to_thread=False)
def brand_styles(at: At) -> Response[str]:
    """The authority's colour for what the Design System and our own styles draw with it."""
    colour = f"#{brand(at.book) or USUAL[1:]}"
    styles = (
        f":root {{ --govuk-brand-colour: {colour}; }}\n"
        f"@media screen {{ .govuk-generic-header {{ background: {colour}; }} }}\n"
    )
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(styles, media_type="text/css", headers=headers)
