"""Pages for people: the routers of the app, and how a problem is shown."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router
from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router

from frontdoor.web.pages import administering
from frontdoor.web.pages import brand as brand
from frontdoor.web.pages.accounts import account, openid, password, second_factor, sign_in
from frontdoor.web.pages.accounts.sign_in import way_to_first, way_to_sign_in
from frontdoor.web.pages.contacts import (
    action,
    away,
    contact,
    hand_over,
    letters,
    restricted,
    right_child,
)
from frontdoor.web.pages.contacts.restricted import way_to_open
from frontdoor.web.pages.forms import FORM
from frontdoor.web.pages.lists import board, meeting, search, work_list
from frontdoor.web.pages.measuring import audit, dashboard
from frontdoor.web.pages.published import compare_case, home, public
from frontdoor.web.pages.referring import refer
from frontdoor.web.pages.rendering import STATIC, page
from frontdoor.web.pages.taking import consultation, start, taking
from frontdoor.web.problems import AnyRequest, FirstNeeded, NotSignedIn, Problem, RecordRestricted

ROUTERS: tuple[Router, ...] = (
    Router(
        "/",
        route_handlers=[home.home, *public.HANDLERS, *compare_case.HANDLERS],
        include_in_schema=False,
    ),
    Router(
        "/refer/{authority:str}",
        route_handlers=[*refer.HANDLERS],
        dependencies=FORM,
        include_in_schema=False,
    ),
    Router(
        "/{authority:str}",
        route_handlers=[
            brand.brand_styles,
            *sign_in.HANDLERS,
            *openid.HANDLERS,
            *account.HANDLERS,
            *password.HANDLERS,
            *second_factor.HANDLERS,
            *work_list.HANDLERS,
            *search.HANDLERS,
            *start.HANDLERS,
            *taking.HANDLERS,
            *consultation.HANDLERS,
            *contact.HANDLERS,
            *action.HANDLERS,
            *restricted.HANDLERS,
            *letters.HANDLERS,
            *hand_over.HANDLERS,
            *away.HANDLERS,
            *right_child.HANDLERS,
            *meeting.HANDLERS,
            *board.HANDLERS,
            *audit.HANDLERS,
            *dashboard.HANDLERS,
            *administering.HANDLERS,
        ],
        dependencies=FORM,
        include_in_schema=False,
    ),
    create_static_files_router(
        "/static",
        [STATIC],
        cache_control=CacheControlHeader(public=True, max_age=3600),
        include_in_schema=False,
    ),
)
"""The routers of all pages; each route needs a line in `web/policies.py`."""


def error_page(request: AnyRequest, problem: Problem) -> Response[Any]:
    """Show a problem to people; for `NotSignedIn`, lead to where they sign in."""
    if isinstance(problem, NotSignedIn) and request.path_params.get("authority"):
        return way_to_sign_in(request)
    if isinstance(problem, FirstNeeded):
        return way_to_first(request, problem)
    if isinstance(problem, RecordRestricted):
        return way_to_open(request, problem)
    if problem.kind == "no-role" and (way := administering.way_of_administrator(request)):
        return way
    shown = page(request, "problem", problem.status, problem=problem)
    shown.headers.update(problem.headers)
    return shown
