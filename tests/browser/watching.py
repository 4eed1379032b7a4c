"""What no page may do in a browser, whatever it shows: noted as it happens."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, Response, WebError

LOUD = {"error", "warning"}
"""Kinds of messages on the console that are never in order."""


class Watch:
    """Notes what the pages of a context do that none may.

    That is: ask anything of another origin than theirs, fail to load what they are made of, run
    what should not run (scripts that were typed in open a dialog), break the content security
    policy or go wrong in a script (the console tells of both).
    """

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.seen: list[str] = []
        self._origin = origin
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)
        context.on("console", self._said)
        context.on("weberror", self._broke)
        context.on("dialog", self._opened)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._origin, "data:")):
            self.seen.append(f"asked another origin: {request.url[:200]}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.seen.append(f"answered with {response.status}: {response.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # someone went on before it was there
            self.seen.append(f"could not be loaded: {request.url[:200]} ({request.failure})")

    def _said(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 422 is said to have failed to load: see `_answered`.
        if message.type in LOUD and not message.text.startswith("Failed to load resource"):
            self.seen.append(f"on the console: {message.text[:300]}")

    def _broke(self, error: WebError) -> None:
        self.seen.append(f"went wrong in a script: {error.error}")

    def _opened(self, dialog: Dialog) -> None:
        self.seen.append(f"opened a dialog: {dialog.message}")
        dialog.dismiss()
