"""What is wrong with a page that a browser shows, for those who see, hear or work it otherwise."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 900}
NARROW: Final[ViewportSize] = {"width": 320, "height": 640}
"""The narrowest on which everything must be read without scrolling sideways (WCAG 1.4.10)."""

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

WIDER: Final = """
  (({scrollWidth, clientWidth}) => [scrollWidth - clientWidth, clientWidth])(
    document.documentElement
  )
"""


def faults(page: Page, *, colours: bool = True) -> list[str]:
    """What is wrong by WCAG 2.2 AA and axe's best practice: page, rule, element and reason of each.

    Without `colours` their contrast is left out, which takes most of the time.
    Whatever is folded is opened first, and long lists are shortened; the page stays so.
    """
    page.evaluate(UNFOLD)
    found = reflow(page)
    page.evaluate(SHORTEN)
    options = RULES | {"rules": {"color-contrast": {"enabled": colours}}}
    for one in _axe().run(page, options=options).response["violations"]:
        for node in one["nodes"]:
            lines = [line.strip() for line in node["failureSummary"].splitlines()]
            why = "; ".join(line for line in lines if line and not line.startswith("Fix "))
            where = f"{_path(page)}: {one['id']} at {' '.join(node['target'])}"
            found.append(f"{where}: {one['help']} ({why})")
    return found


def reflow(page: Page) -> list[str]:
    """Whether the page is wider than its window, in a sentence."""
    wider, width = page.evaluate(WIDER)
    says = f"{_path(page)}: reflow: the page is {wider} pixels wider than its window of {width}"
    return [says] if wider else []


def _path(page: Page) -> str:
    return urlsplit(page.url)._replace(scheme="", netloc="").geturl()


@cache
def _axe() -> Any:
    from axe_playwright_python.sync_playwright import Axe

    return Axe()
