"""Rules that the whole project keeps."""

from __future__ import annotations

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COUNCILS = re.compile("leicester|york|hertford", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w./])/(?:work|root|home|Users)/\w")
REGISTRY = re.compile(r"https?://[^\s\"')]*(?:pypi|artifactory|nexus|npmjs|registry|simple/)", re.I)
LONGEST = 450
"""Lines of a Python file: one subject each."""


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project, those that Git would take up included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def lines_with(pattern: re.Pattern[str], *suffixes: str, under: Path = ROOT) -> list[str]:
    """Places in the project's text files where a pattern is found."""
    found = []
    for path in tracked():
        if not path.is_relative_to(under) or (suffixes and path.suffix not in suffixes):
            continue
        if path == Path(__file__) or b"\0" in path.read_bytes()[:4096]:
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


def test_no_council_is_named_in_the_core() -> None:
    """The core knows no authority: not in code, tests, templates, styles or data."""
    assert lines_with(COUNCILS, under=ROOT / "core") == []


def test_plugins_know_only_what_the_core_offers() -> None:
    """A plugin imports nothing of the core but `frontdoor` itself."""
    inside = re.compile(r"^\s*(from frontdoor\.|import frontdoor\b)")
    for path in (ROOT / "plugins").glob("*/frontdoor_*/**/*.py"):
        assert not inside.search(path.read_text("utf-8")), path


def test_each_plugin_says_which_core_it_is_for() -> None:
    """Each plugin's metadata names the versions of the core that it works with."""
    for file in sorted((ROOT / "plugins").glob("*/pyproject.toml")):
        project = tomllib.loads(file.read_text("utf-8"))["project"]
        assert project["dependencies"] == ["frontdoor-core>=0.1,<1"], file


def test_no_machine_s_path_is_written_down() -> None:
    """No file names a folder of the machine on which it was written."""
    assert lines_with(MACHINE) == []


def test_no_package_registry_is_written_down() -> None:
    """No file names a host that packages come from: that is whoever sets up's own affair."""
    assert lines_with(REGISTRY, ".py", ".toml", ".lock", ".yml", ".yaml", ".sh", ".md", "") == []


def test_files_have_one_subject_each() -> None:
    """No Python file is longer than can be read at one sitting."""
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked()
        if path.suffix == ".py" and (count := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


@pytest.mark.parametrize(
    "name", ["manager", "utils", "util", "helpers", "helper", "common", "misc"]
)
def test_files_are_named_for_their_subject(name: str) -> None:
    """No file has a name under which anything could stand."""
    assert [path for path in tracked() if path.stem == name] == []


def test_nothing_is_left_for_later() -> None:
    """No file of code has a mark for something that is still to be done."""
    later = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError\(\))")
    assert lines_with(later, ".py", ".yaml", ".html", ".css", ".js", ".sh") == []
