"""The app: every route, what stands before and after each, and the authorities that it serves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Litestar
from litestar.datastructures import State

from frontdoor.composition import Unusable, open_authorities
from frontdoor.services.authority import Authority
from frontdoor.settings import Settings
from frontdoor.web import api, pages
from frontdoor.web.authentication import admit
from frontdoor.web.headers import headers_for
from frontdoor.web.health import healthz, readyz
from frontdoor.web.openapi import read_document
from frontdoor.web.pages.accounts.sign_in import signing_in_again
from frontdoor.web.pages.contacts import documents
from frontdoor.web.policies import check_policies
from frontdoor.web.problems import error_handler
from frontdoor.web.providers import DEPENDENCIES, Served


def create_app(
    settings: Settings, authorities: Mapping[str, Authority | Unusable] | None = None
) -> Litestar:
    """The app for `settings`.

    `authorities` by name; where None they are opened here, and closed when the app ends. Raises
    `LookupError` where a route has no policy.
    """
    opened: Mapping[str, Authority | Unusable] = {}
    if authorities is None:
        authorities = opened = open_authorities(settings)
    app = Litestar(
        [
            healthz,
            readyz,
            read_document,
            *api.HANDLERS,
            *pages.ROUTERS,
            documents.routed(settings),
            signing_in_again(settings),
        ],
        dependencies=DEPENDENCIES,
        guards=[admit],
        exception_handlers={Exception: error_handler(pages.error_page)},
        before_send=[headers_for(secure=settings.secure_cookies)],
        on_shutdown=[_closing(opened)],
        state=State({"served": Served(settings, authorities)}, deep_copy=False),
        request_max_body_size=settings.largest_body,
        openapi_config=None,
        logging_config=None,
    )
    check_policies(app.routes)
    return app


def _closing(opened: Mapping[str, Authority | Unusable]) -> Any:
    async def close() -> None:
        for authority in opened.values():
            if isinstance(authority, Authority):
                authority.store.close()

    return close
