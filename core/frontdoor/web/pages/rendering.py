"""Pages as HTML: Jinja templates with everything escaped, and what every page is given."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
)
from litestar import MediaType, Response

from frontdoor.compare.words.conditions import listed
from frontdoor.domain import clocks
from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.documents import size_in_words
from frontdoor.web.authentication import CSRF_FIELD
from frontdoor.web.pages.brand import brand
from frontdoor.web.pages.forms import id_of, label_of
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import EVEN_BROKEN, served_by

WEB: Final = Path(__file__).parents[1]
STATIC: Final = WEB / "static"


class Links(NamedTuple):
    """How the pages of one place lead on: this service, or a site in a folder.

    `link` makes an address of the path of a page here, such as `/procedures/generic#GEN-01`; it is
    empty for a page that the place does not have. `static` does so for a file under `static/`.
    `live` is whether it is the service, with scripts and people who sign in.
    """

    link: Callable[[str], str]
    static: Callable[[str], str]
    live: bool = True


def page(request: AnyRequest, template: str, status: int = 200, **shown: Any) -> Response[str]:
    """A page from `templates/<template>.html` with what it shows.

    Every template also has `at` (the authority or None), `w` (its words), `here` (its address),
    `asks` (who is signed in, or None), `now`, and `link` as in `Links`.
    """
    at = authority_of(request)
    asks: SignedIn | None = request.scope.get("user")
    html = render(
        template,
        HERE,
        at=at,
        w=Wording(at.book) if at else None,
        here=f"/{at.name}" if at else "",
        brand=brand(at.book) if at else "",
        asks=asks,
        csrf_field=CSRF_FIELD,
        csrf=asks.session.csrf if asks else "",
        now=now(),
        **shown,
    )
    return Response(html, status_code=status, media_type=MediaType.HTML)


def render(template: str, links: Links, **shown: Any) -> str:
    """The HTML of `templates/<template>.html` with what it shows, as it stands in one place."""
    return environment().get_template(f"{template}.html").render(**links._asdict(), **shown)


def public_page(request: AnyRequest, html: str) -> Response[str]:
    """A page that is the same for everyone: caches may keep it, and ask whether it has changed."""
    etag = f'"{hashlib.sha256(html.encode()).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=60"}
    if etag in request.headers.get("If-None-Match", ""):
        return Response("", status_code=304, headers=headers, media_type=MediaType.HTML)
    return Response(html, media_type=MediaType.HTML, headers=headers)


def authority_of(request: AnyRequest) -> Authority | None:
    """The authority of the path, or None where it cannot be shown."""
    path_params = request.scope.get("path_params") or {}
    found = served_by(request).authorities.get(path_params.get("authority", ""))
    handler: Any = request.scope.get("route_handler")  # none where no route was found
    broken_too = handler is not None and EVEN_BROKEN in handler.opt
    if not isinstance(found, Authority) or (found.fault and not broken_too):
        return None
    return found


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, ours and those of the GOV.UK Design System; all of them escape."""
    found = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(WEB / "templates"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=ChainableUndefined,  # the Design System's macros look into what may be missing
        auto_reload=False,
    )
    found.globals.update(id_of=id_of, label_of=label_of)
    found.filters.update(
        moment=clocks.describe,
        day=clocks.describe_day,
        left=clocks.in_words,
        size=size_in_words,
        urgency=urgency,
        parts=parts,
        within=within,
        listed=listed,
        shortened=shortened,
    )
    return found


@lru_cache(maxsize=32)
def static(path: str) -> str:
    """The address of a file under `static/`, new whenever its content is."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


HERE: Final = Links(link=str, static=static)
"""The pages of the service itself, which stand at their paths."""


def shortened(text: str, most: int) -> str:
    """A text in one paragraph, of `most` letters; what is cut is said to be."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    whole = text[:most].rpartition(" ")[0] or text[:most]
    return f"{whole} … (goes on in the record)"


def within(text: str) -> str:
    """A heading as it stands within a sentence."""
    return text[:1].lower() + text[1:]


def parts(items: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Questions by their part, in the procedure's order."""
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(item.part, []).append(item)
    return list(found.items())


def urgency(due: datetime, at: datetime) -> str:
    """`overdue`, `soon` (within a day) or `later`."""
    left = (due - at).total_seconds()
    return "overdue" if left < 0 else "soon" if left < 86_400 else "later"
