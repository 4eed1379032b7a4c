"""The machine's own Chromium, in which pages are tried."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
NONE_INSTALLED: Final = f"no browser is installed: none of {', '.join(PROGRAMS)} is on PATH"
NO_PLAYWRIGHT: Final = "this needs playwright and axe: pip install 'frontdoor-core[authoring]'"


def installed() -> str | None:
    """Where the program is, if it is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def missing() -> str:
    """What keeps pages from being tried on this machine, in words; empty where nothing does."""
    if not (find_spec("playwright") and find_spec("axe_playwright_python")):
        return NO_PLAYWRIGHT
    return "" if installed() else NONE_INSTALLED


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """The browser, until its end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium's sandbox refuses to run as root.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=program, args=arguments)
        yield browser
        browser.close()
