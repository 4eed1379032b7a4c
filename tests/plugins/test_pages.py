"""What `pytest` in a procedure's folder says of the authority's pages, in a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from frontdoor.contract.chromium import NONE_INSTALLED, missing

BORCHESTER = (
    Path(__file__).parents[2] / "examples" / "authorities" / "borchester" / "frontdoor_borchester"
)

pytest_plugins = ["pytester"]


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    """A copy of the fictional authority."""
    return shutil.copytree(BORCHESTER, pytester.path / BORCHESTER.name)


@pytest.fixture
def tried(pytester: pytest.Pytester, folder: Path, var: Path) -> Callable[[], pytest.RunResult]:
    """Runs `pytest` on it, of which the test of the pages alone counts."""
    kept = ("-o", f"cache_dir={var.parents[1]}")
    return lambda: pytester.runpytest_subprocess(folder, "-k", "pages", "-rs", *kept)


Tried = Callable[[], pytest.RunResult]


@pytest.mark.browser
@pytest.mark.skipif(bool(missing()) and os.environ.get("CI") != "true", reason=missing())
def test_a_page_that_not_everyone_can_use_is_named(tried: Tried, folder: Path) -> None:
    """Of an authority whose list has no title, the pages that lead to it fail, and no other."""
    code = folder / "__init__.py"
    text = code.read_text("utf-8")
    code.write_text(text.replace('title="Morning round"', 'title=""'), "utf-8")
    result = tried()
    assert result.parseoutcomes()["failed"] == 1
    heading = (
        "/borchester/lists/morning_round: empty-heading at h1: Headings should not be empty (*"
    )
    result.stdout.fnmatch_lines(["Its pages are accessible to anyone.", "*", heading])
    faulty = [line.partition(": ")[0] for line in result.outlines if line.startswith("/")]
    assert set(faulty) == {"/borchester/", "/borchester/lists/morning_round"}


def test_without_a_browser_the_pages_are_left_out(
    tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing stands with the test that is skipped."""
    monkeypatch.setenv("PATH", "")
    result = tried()
    assert result.parseoutcomes()["skipped"] == 1
    result.stdout.fnmatch_lines([f"*pages are tried in a browser: {NONE_INSTALLED}*"])
