"""Runs the app on uvicorn, with one deadline for each request so that no half-open one stays."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import h11
import msgspec
import uvicorn
from litestar import Litestar
from uvicorn.protocols.http.h11_impl import H11Protocol

from frontdoor.settings import Settings
from frontdoor.web.headers import EVERY
from frontdoor.web.problems import MEDIA_TYPE, Problem

log = logging.getLogger("frontdoor.web")

LONGEST_REQUEST: Final = 10.0
"""Seconds from the opening of a connection, or a request's first byte, to the end of its body."""

KEPT_ALIVE: Final = 5
"""Seconds that a connection may lie idle between requests."""

LONGEST_END: Final = 10
"""Seconds in which requests under way may end after a signal to stop."""

_RECEIVING: Final = (h11.IDLE, h11.SEND_BODY)


class Deadlined(H11Protocol):
    """Closes a connection whose request has not come in whole in time, however it trickles."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(
        self,
        transport: asyncio.Transport,  # type: ignore[override]  # as uvicorn narrows it too
    ) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for the rest of its request."""
        super().data_received(data)
        self._wait()

    def on_response_complete(self) -> None:
        """Go on with what came meanwhile, or with a body that nobody wanted to read."""
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self.conn.their_state not in _RECEIVING:
            self._stop_waiting()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(LONGEST_REQUEST, self._close)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _close(self) -> None:
        self._deadline = None
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP at all with a problem too."""
        problem = Problem(400, "malformed", msg)
        body = msgspec.json.encode(problem.details())
        headers = {
            **EVERY,
            "Content-Type": MEDIA_TYPE,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Connection": "close",
        }
        for event in (
            h11.Response(status_code=400, headers=list(headers.items()), reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


def server(app: Litestar, settings: Settings) -> uvicorn.Server:
    """The server of an app, not yet running; it prints no request and no query string anywhere."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            http=Deadlined,
            ws="none",
            lifespan="on",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=KEPT_ALIVE,
            timeout_graceful_shutdown=LONGEST_END,
        )
    )


def serve(settings: Settings) -> None:
    """Serve every authority of `settings` until SIGTERM or SIGINT; then end what is under way.

    An authority that cannot be used is named in the log, and the others are served.
    """
    from frontdoor.web.app import create_app

    server(create_app(settings), settings).run()
