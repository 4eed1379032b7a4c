"""A window of the browser: of some size, with scripts or without, and what is wrong in it."""

from __future__ import annotations

from typing import Any, Final, TypedDict

from playwright.sync_api import Browser, Page

from frontdoor.contract.accessibility import DESKTOP, NARROW, faults

from ..service import Worker
from .watching import Watch


class Corner(TypedDict):
    """On what people look at pages."""

    phone: bool
    scripts: bool


DESK: Final = Corner(phone=False, scripts=True)
PHONE: Final = Corner(phone=True, scripts=False)
"""Opposite corners: the first two to look into."""


class Window:
    """A window with cookies of its own, whose pages are watched."""

    def __init__(
        self, browser: Browser, origin: str, *, phone: bool, scripts: bool, **more: Any
    ) -> None:
        self.context = browser.new_context(
            base_url=origin, viewport=NARROW if phone else DESKTOP, **more
        )
        self.watch = Watch(self.context, origin)
        self.page: Page = self.context.new_page()
        self._origin = origin
        self._scripts = scripts
        self._phone = phone
        self._control = self.context.new_cdp_session(self.page)
        self._allow_scripts(scripts)

    def enter(self, authority: str, worker: Worker) -> None:
        """Go on as someone who has signed in at an authority elsewhere."""
        _, _, token = worker.client.headers["Authorization"].partition(" ")
        cookie = f"frontdoor-{authority}"
        self.context.add_cookies([{"name": cookie, "value": token, "url": self._origin}])

    def faults(self) -> list[str]:
        """What is wrong with the page by WCAG 2.2 AA and axe's best practice, with the places.

        Colours are the same on a phone: their contrast, which takes most of the time, is left to
        the desk.
        """
        self._allow_scripts(True)  # a page that came without scripts is looked at by one of ours
        found = faults(self.page, colours=not self._phone)
        self._allow_scripts(self._scripts)
        return found

    def _allow_scripts(self, allowed: bool) -> None:
        self._control.send("Emulation.setScriptExecutionDisabled", {"value": not allowed})
