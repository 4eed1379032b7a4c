"""Whether the service is alive, and which authorities are ready. Names only."""

from __future__ import annotations

from typing import Literal

import msgspec
from litestar import Response, get

from frontdoor.web.providers import Serves


class Alive(msgspec.Struct, frozen=True):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(msgspec.Struct, frozen=True):
    """Each authority by name: ready, or out of service."""

    authorities: dict[str, Literal["ready", "out of service"]]


@get("/healthz", sync_to_thread=False, summary="Whether the service is alive")
def healthz() -> Alive:
    """Answer at all."""
    return Alive()


@get("/readyz", sync_to_thread=False, summary="Which authorities are ready")
def readyz(served: Serves) -> Response[Ready]:
    """200 where at least one authority is ready, else 503."""
    ready = {name: served.is_ready(name) for name in served.authorities}
    found = Ready({name: "ready" if is_so else "out of service" for name, is_so in ready.items()})
    return Response(found, status_code=200 if any(ready.values()) else 503)
