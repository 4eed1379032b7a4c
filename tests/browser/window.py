"""A window of the browser: of some size, with scripts or without, and what is wrong in it."""

from __future__ import annotations

from typing import Any, Final, TypedDict

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from ..service import Worker
from .watching import Watch

DESKTOP: Final = ViewportSize(width=1280, height=900)
NARROW: Final = ViewportSize(width=320, height=640)
"""The narrowest on which everything must be read without scrolling sideways (WCAG 1.4.10)."""


class Corner(TypedDict):
    """On what people look at pages."""

    phone: bool
    scripts: bool


DESK: Final = Corner(phone=False, scripts=True)
PHONE: Final = Corner(phone=True, scripts=False)
"""Opposite corners: the first two to look into."""

AXE: Final = Axe()
RULES: Final[dict[str, Any]] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # styles are here already; axe would ask for them once more
}
UNFOLD: Final = "document.querySelectorAll('details').forEach(one => { one.open = true })"
SHORTEN: Final = """
  document.querySelectorAll("tbody, ul, ol, dl").forEach(
    list => [...list.children].slice(6).forEach(one => one.remove())
  )
"""
"""Of lists and tables the first six items: axe takes seconds for thousands of the same make."""

WIDER: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


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
        self._control = self.context.new_cdp_session(self.page)
        self._allow_scripts(scripts)

    def enter(self, authority: str, worker: Worker) -> None:
        """Go on as someone who has signed in at an authority elsewhere."""
        _, _, token = worker.client.headers["Authorization"].partition(" ")
        cookie = f"frontdoor-{authority}"
        self.context.add_cookies([{"name": cookie, "value": token, "url": self._origin}])

    def faults(self) -> list[str]:
        """What is wrong with the page by WCAG 2.2 AA and axe's best practice, with the places.

        Whatever is folded is opened first, and long lists are shortened.
        """
        self._allow_scripts(True)  # a page that came without scripts is looked at by one of ours
        self.page.evaluate(UNFOLD)
        wider = self.page.evaluate(WIDER)
        self.page.evaluate(SHORTEN)
        found = [
            f"{one['id']} at {' '.join(node['target'])}: {node['failureSummary']}"
            for one in AXE.run(self.page, options=RULES).response["violations"]
            for node in one["nodes"]
        ]
        if wider:
            found.append(f"reflow: the page is {wider} pixels wider than its window")
        self._allow_scripts(self._scripts)
        return [f"{self.page.url}: {fault}" for fault in found]

    def _allow_scripts(self, allowed: bool) -> None:
        self._control.send("Emulation.setScriptExecutionDisabled", {"value": not allowed})
