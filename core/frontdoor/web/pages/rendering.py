"""Pages as HTML: Jinja templates with everything escaped, and what every page is given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
)
from litestar import MediaType, Response

from frontdoor.domain import clocks
from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.web.authentication import CSRF_FIELD
from frontdoor.web.pages.forms import id_of, label_of
from frontdoor.web.pages.wording import Wording
from frontdoor.web.problems import AnyRequest
from frontdoor.web.providers import served_by

WEB: Final = Path(__file__).parents[1]
STATIC: Final = WEB / "static"


def page(request: AnyRequest, template: str, status: int = 200, **shown: Any) -> Response[str]:
    """A page from `templates/<template>.html` with what it shows.

    Every template also has `at` (the authority or None), `w` (its words), `here` (its address),
    `asks` (who is signed in, or None) and `now`.
    """
    at = authority_of(request)
    asks: SignedIn | None = request.scope.get("user")
    html = (
        environment()
        .get_template(f"{template}.html")
        .render(
            at=at,
            w=Wording(at.book) if at else None,
            here=f"/{at.name}" if at else "",
            asks=asks,
            csrf_field=CSRF_FIELD,
            csrf=asks.session.csrf if asks else "",
            now=now(),
            **shown,
        )
    )
    return Response(html, status_code=status, media_type=MediaType.HTML)


def authority_of(request: AnyRequest) -> Authority | None:
    """The authority of the path, or None where it cannot be worked with."""
    path_params = request.scope.get("path_params") or {}
    found = served_by(request).authorities.get(path_params.get("authority", ""))
    return found if isinstance(found, Authority) and not found.fault else None


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
    found.globals.update(static=static, id_of=id_of, label_of=label_of)
    found.filters.update(
        moment=clocks.describe,
        day=clocks.describe_day,
        left=clocks.in_words,
        urgency=urgency,
        parts=parts,
        within=within,
    )
    return found


@lru_cache(maxsize=32)
def static(path: str) -> str:
    """The address of a file under `static/`, new whenever its content is."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


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
