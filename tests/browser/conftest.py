"""A real browser before the running service."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from frontdoor.contract.chromium import NONE_INSTALLED, installed, launched

from ..service import Service
from .window import Window

Open = Callable[..., Window]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; without one tests fail in CI and are skipped elsewhere."""
    found = installed()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NONE_INSTALLED)
        pytest.skip(NONE_INSTALLED)
    with launched(found) as browser:
        yield browser


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Window]]:
    """Open a window before an origin, at a desk and with scripts unless something else is said.

    At the end of the test no page may have done what none may (see `Watch`).
    """
    windows: list[Window] = []
    with ExitStack() as stack:

        def open_window(
            origin: str, *, phone: bool = False, scripts: bool = True, **more: Any
        ) -> Window:
            window = Window(chromium, origin, phone=phone, scripts=scripts, **more)
            stack.callback(window.context.close)
            windows.append(window)
            return window

        yield open_window
    assert [seen for window in windows for seen in window.watch.seen] == []


@pytest.fixture
def visit(opened: Callable[..., Window], service: Service) -> Open:
    """Open a window before the running service."""
    return partial(opened, service.address)
