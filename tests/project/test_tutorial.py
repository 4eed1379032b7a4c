"""The tutorial, played as a reader does: each file written, each command typed, in its order."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from click.testing import CliRunner

from frontdoor.cli import main

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
FRONTDOOR = Path(sys.executable).with_name("frontdoor")

pytest_plugins = ["pytester"]

_BLOCK = re.compile(
    r"^(?:\*\*`(?P<path>[^`\n]+)`\*\*(?P<how>[^\n]*)\n\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_VARIES = re.compile(r"\d\d:\d\d:\d\d |(?<==)=+")
"""The time of day, and how far a line is filled up."""


class Block(NamedTuple):
    """A block of the page: its line there, the file it belongs to and how, or what is typed."""

    line: int
    path: str
    how: str
    kind: str
    text: str


def blocks() -> Iterator[Block]:
    """The blocks of the tutorial, in order."""
    page = TUTORIAL.read_text("utf-8")
    for found in _BLOCK.finditer(page):
        line = page.count("\n", 0, found.start()) + 1
        path, how, kind, text = (found[name] or "" for name in ("path", "how", "kind", "text"))
        yield Block(line, path, how.lstrip(", "), kind, text)


def matches(shown: str, came: str) -> bool:
    """Whether this is what came; `...` stands for anything."""
    parts = re.split(r"^\.\.\.\n|\.\.\.", _VARIES.sub("", shown), flags=re.MULTILINE)
    return bool(re.fullmatch(".*".join(map(re.escape, parts)), _VARIES.sub("", came), re.DOTALL))


def write(file: Path, block: Block) -> None:
    """Write, add to or alter a file as the page says, or see that it is as the page shows it."""
    before = file.read_text("utf-8") if file.exists() else ""
    if block.how == "as it was written for you":
        assert matches(block.text, before), f"{TUTORIAL.name}:{block.line}: not what was written"
        return
    if block.kind == "diff":
        lines = block.text.splitlines(keepends=True)
        old, new = ("".join(one[1:] for one in lines if one[0] in f"{sign} ") for sign in "-+")
        assert before.count(old) == 1, f"{TUTORIAL.name}:{block.line}: not there, or not once"
        text = before.replace(old, new)
    elif before and not block.how:
        text = f"{before}\n{block.text}"
    else:
        assert block.how in ("", "the whole file"), block.how
        text = block.text
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def watched(words: list[str], lines: int) -> str:
    """What `frontdoor dev` says first, and that its page says the same at the same places."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    running = subprocess.Popen(
        [FRONTDOOR, *words, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert running.stdout is not None
        said = [running.stdout.readline() for _ in range(lines)]
        page = unescape(httpx.get(f"http://127.0.0.1:{port}/", timeout=10).text)
        assert all(line.partition(": ")[2].strip() in page for line in said[2:])
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
    return "".join(said).replace(f":{port}/", ":8000/")


Play = Callable[[Block], None]


@pytest.fixture
def typed(pytester: pytest.Pytester, var: Path) -> Callable[[str, str], str]:
    """What is answered to a line that is typed, as much of it as is shown where it goes on."""

    def typed(line: str, shown: str) -> str:
        program, *words = shlex.split(line)
        if program == "pytest":
            kept = ("-o", f"cache_dir={var.parents[1]}")
            return "\n".join([*pytester.runpytest_inprocess(*words, *kept).outlines, ""])
        assert program == "frontdoor"
        if words[0] == "dev":
            return watched(words, shown.count("\n"))
        if words[0] == "demo":  # it goes on until it is ended, and is tried elsewhere
            assert CliRunner().invoke(main, [*words, "--help"]).exit_code == 0
            return ""
        result = CliRunner().invoke(main, words)
        assert result.exception is None or isinstance(result.exception, SystemExit), line
        return result.output

    return typed


@pytest.fixture
def play(
    pytester: pytest.Pytester,
    typed: Callable[[str, str], str],
    var: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Play:
    """Do what a block of the page says, in a folder that has the configuration alone."""
    shutil.copytree(ROOT / "config", pytester.path / "config")
    (pytester.path / "var").mkdir()
    (pytester.path / "var" / "cache").symlink_to(var / "cache")  # what was parsed before
    for key in os.environ:
        if key.startswith("FRONTDOOR_"):
            monkeypatch.delenv(key)

    def play(block: Block) -> None:
        if block.path:
            write(pytester.path / block.path, block)
        elif block.text.startswith("$ "):
            line, _, shown = block.text[2:].partition("\n")
            came = typed(line, shown)
            assert matches(shown, came), f"{TUTORIAL.name}:{block.line}: came\n{came}"

    return play


def test_the_tutorial_comes_as_it_says(play: Play) -> None:
    """Whoever does what the tutorial says gets the answers that it shows, to the last."""
    for block in blocks():
        play(block)


def test_what_is_typed_is_shown_as_such() -> None:
    """Every block without a path is something to type, so that none is left unplayed."""
    others = [block for block in blocks() if not block.path and block.text[:2] != "$ "]
    assert [block.text for block in others] == [". .venv/bin/activate\n"]
