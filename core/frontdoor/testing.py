"""A pytest plugin: a folder with a procedure.yaml is tested as it stands, with no code of its own.

`pytest` in the folder of a plugin, or of a procedure in the configuration, finds procedure.yaml and
tries every promise of `frontdoor.contract`, each scenario among them, and opens the pages of the
authority in a browser, where there is one. At the end it says how far the author has come.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from frontdoor.contract.chromium import missing
from frontdoor.contract.pages import PAGES
from frontdoor.contract.promises import PROMISES, Promise, promises_of
from frontdoor.contract.report import progress
from frontdoor.contract.subject import Subject
from frontdoor.plugins import PluginFault
from frontdoor.procedure.mistakes import MistakesFound

PROCEDURE = "procedure.yaml"
IN_A_BROWSER = "frontdoor_pages"


class Broken(Exception):
    """A promise that is not kept; the message says how."""


class ProcedureFile(pytest.File):
    """A procedure.yaml, as a file of tests: its promises and its scenarios."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each promise, then one for each scenario, and last one of the pages."""
        kept = _kept_in(self.config)
        subject = Subject(self.path.parent, _config_of(self.path.parent), kept)
        for promise in promises_of(subject):
            yield Kept.from_parent(self, name=promise.name, promise=promise, subject=subject)
        if self.config.getini(IN_A_BROWSER):
            yield Seen.from_parent(self, name=PAGES.name, promise=PAGES, subject=subject)


class Kept(pytest.Item):
    """A test of one promise."""

    def __init__(self, *, promise: Promise, subject: Subject, **rest: Any) -> None:
        super().__init__(**rest)
        self.promise, self.subject = promise, subject

    def runtest(self) -> None:
        """Try it; where the procedure cannot be read, `loads` alone tells of it."""
        try:
            _ = self.subject.practice
        except (MistakesFound, PluginFault):
            if self.promise is not PROMISES[0]:
                pytest.skip("the procedure cannot be read: see `loads`")
        if found := self.promise.found(self.subject):
            raise Broken("\n".join(found))

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """What is broken, in its own words."""
        if isinstance(excinfo.value, Broken):
            return f"{self.promise.says}\n{excinfo.value}"
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file, and the test's name."""
        return self.path, 0, f"{self.path.parent.name}: {self.name}"


class Seen(Kept):
    """A test of the promise that takes a browser; skipped where there is none."""

    def runtest(self) -> None:
        """Try it, or say what is missing."""
        if why := missing():
            pytest.skip(f"pages are tried in a browser: {why}")
        super().runtest()


def _kept_in(config: pytest.Config) -> Path | None:
    """Where parsed files are kept from one run to the next, unless pytest keeps nothing."""
    cache: pytest.Cache | None = getattr(config, "cache", None)
    return None if cache is None else Path(cache.mkdir("frontdoor")) / "cache"


def _config_of(folder: Path) -> Path | None:
    """The configuration's folder, where the procedure lies in it."""
    return folder.parent.parent if folder.parent.name == "authorities" else None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a project leave out the pages, such as one that tries them itself."""
    parser.addini(
        IN_A_BROWSER,
        "Whether the pages of a procedure are tried in a browser",
        type="bool",
        default=True,
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take each procedure.yaml as a file of tests."""
    if file_path.name != PROCEDURE:
        return None
    collector: pytest.Collector = ProcedureFile.from_parent(parent, path=file_path)
    return collector


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how far the author of each procedure that was tried has come."""
    session = getattr(terminalreporter, "_session", None)
    items = getattr(session, "items", ())
    subjects = {item.subject.folder: item.subject for item in items if isinstance(item, Kept)}
    for folder, subject in subjects.items():
        try:
            told = str(progress(subject))
        except (MistakesFound, PluginFault):
            continue  # the test `loads` has said why
        terminalreporter.write_line(f"{folder.name}: {told}")
