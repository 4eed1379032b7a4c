"""The page that shows what is wrong with a procedure, at its line, while it is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Final, NamedTuple

from frontdoor.developing.trying import State, local
from frontdoor.web.headers import EVERY
from frontdoor.web.pages.rendering import STATIC, Links, render, static

AROUND: Final = 2
"""Lines shown before and after the one that is meant."""

_PLACE = re.compile(r"(?P<file>\S+\.yaml):(?P<line>\d+)")


class Shown(NamedTuple):
    """Something found, with the lines of the file around it: number, text, whether it is meant."""

    says: str
    lines: tuple[tuple[int, str, bool], ...]


def shown(says: str) -> Shown:
    """What was found, with the lines that it names, where it names any."""
    place = _PLACE.search(says)
    if place is None:
        return Shown(says, ())
    try:
        text = Path(place["file"]).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return Shown(says, ())
    meant = int(place["line"])
    first = max(1, meant - AROUND)
    around = text[first - 1 : meant + AROUND]
    lines = tuple((number, line, number == meant) for number, line in enumerate(around, first))
    return Shown(says, lines)


def page_of(state: State, folder: Path, workplace: str) -> str:
    """The page as HTML; `workplace` is the address where the procedure is at work, or empty."""
    links = Links(link=lambda path: "/" if path == "/" else "", static=static, live=False)
    broken = [(one, [shown(says) for says in one.found]) for one in state.trial.broken]
    kept = [one for one in state.trial.tried if not one.found]
    return render(
        "dev",
        links,
        at=None,
        state=state,
        when=local(state.at),
        folder=folder.name,
        broken=broken,
        kept=kept,
        workplace=workplace,
    )


def serve(port: int, page: Callable[[], str], number: Callable[[], str]) -> ThreadingHTTPServer:
    """A server on this machine alone: `page` at `/`, `number` of the latest trial at `/state`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path == "/":
                self._send(page().encode(), "text/html; charset=utf-8")
            elif path == "/state":
                self._send(number().encode(), "text/plain")
            else:
                self._static(path)

        def _static(self, path: str) -> None:
            file = (STATIC / path.removeprefix("/static/")).resolve()
            if not path.startswith("/static/") or STATIC not in file.parents or not file.is_file():
                self.send_error(404)
                return
            self._send(file.read_bytes(), guess_type(file.name)[0] or "application/octet-stream")

        def _send(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            allowed = EVERY["Content-Security-Policy"] + "; connect-src 'self'"
            for name, value in {**EVERY, "Content-Security-Policy": allowed}.items():
                self.send_header(name, value)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said: object) -> None:
            """Say nothing of requests: the console is for what was found."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
