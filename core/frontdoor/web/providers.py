"""What handlers are given: the authority of the path, who asks, the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from frontdoor.composition import Unusable
from frontdoor.services.authority import Authority, SignedIn
from frontdoor.services.sign_in import First, needed_first
from frontdoor.settings import Settings
from frontdoor.web.problems import AnyRequest, Problem, out_of_service

EVEN_BROKEN: Final = "even_broken"
"""The option of a route that is there even when the authority's plugin has failed."""

AnyConnection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True)
class Served:
    """What this service serves; the app keeps it as `app.state.served`."""

    settings: Settings
    authorities: Mapping[str, Authority | Unusable]

    def authority(self, name: str, *, even_broken: bool = False) -> Authority:
        """The authority with this name. Raises `Problem`: 404 unknown, 503 out of service.

        With `even_broken` also one whose plugin failed, of which no procedure must be asked.
        """
        found = self.authorities.get(name)
        if found is None:
            raise Problem(404, "no-such-authority", "No authority has this name here.")
        if isinstance(found, Unusable) or (found.fault and not even_broken):
            raise out_of_service(name)
        return found

    def is_ready(self, name: str) -> bool:
        """Whether an authority can be worked with now."""
        found = self.authorities[name]
        return not isinstance(found, Unusable) and not found.fault

    def break_off(self, name: str, fault: Exception) -> None:
        """Take an authority out of service whose plugin failed; it stays so until a restart."""
        found = self.authorities.get(name)
        if isinstance(found, Authority):
            found.fault = str(fault)

    def needed_first(self, name: str, signed_in: SignedIn) -> First | None:
        """What someone signed in at an authority must see to before anything else."""
        required = self.settings.sign_in_at(name).second_factor == "required"
        return needed_first(signed_in, second_factor=required)

    @property
    def idle(self) -> timedelta:
        """How long a session may lie unused."""
        return timedelta(minutes=self.settings.session_idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a session may last."""
        return timedelta(hours=self.settings.session_hours)


def served_by(connection: AnyConnection) -> Served:
    """What the app that answers here serves."""
    served: Served = connection.app.state.served
    return served


def provide_authority(request: AnyRequest) -> Authority:
    """The authority of the path, which `admit` has checked."""
    name = request.path_params["authority"]
    return served_by(request).authority(name, even_broken=EVEN_BROKEN in request.route_handler.opt)


def provide_signed_in(request: AnyRequest) -> SignedIn:
    """Who asks; there is always someone unless the route's policy is public."""
    signed_in: SignedIn = request.user
    return signed_in


def provide_served(request: AnyRequest) -> Served:
    """The settings and every authority."""
    return served_by(request)


At = NamedDependency[SkipValidation[Authority]]
"""The type of a handler's parameter `at`: the authority of the path."""

Asks = NamedDependency[SkipValidation[SignedIn]]
"""The type of a handler's parameter `asks`: who asks."""

Serves = NamedDependency[SkipValidation[Served]]
"""The type of a handler's parameter `served`: the settings and every authority."""

DEPENDENCIES = {
    "at": Provide(provide_authority, sync_to_thread=False),
    "asks": Provide(provide_signed_in, sync_to_thread=False),
    "served": Provide(provide_served, sync_to_thread=False),
}
"""The names under which handlers ask for these: `at`, `asks` and `served`."""
