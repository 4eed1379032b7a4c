"""The command `frontdoor dev`: what is wrong with a procedure, while it is written."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from frontdoor.demo import PASSWORD

ROOT = Path(__file__).parents[2]
BORCHESTER = ROOT / "examples" / "authorities" / "borchester"
PROGRAM = Path(sys.executable).with_name("frontdoor")


@pytest.fixture
def folder(tmp_path: Path, var: Path) -> Path:
    """A copy of the fictional authority, with what was parsed before kept beside it."""
    copy = tmp_path / "borchester"
    shutil.copytree(BORCHESTER, copy)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "cache").symlink_to(var / "cache")
    return copy


@pytest.fixture
def ended() -> signal.Signals:
    """How the command is ended: by Ctrl+C, unless a test says otherwise."""
    return signal.SIGINT


@pytest.fixture
def port(folder: Path, ended: signal.Signals) -> Iterator[int]:
    """The port at which `frontdoor dev` shows the copy."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    running = subprocess.Popen(
        [PROGRAM, "dev", folder, "--port", str(port)],
        cwd=folder.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"FRONTDOOR_CONFIG": str(folder.parent / "config")},
    )
    yield port
    running.send_signal(ended)
    said, _ = running.communicate(timeout=30)
    assert running.returncode == 0, said
    assert b"Traceback" not in said
    with pytest.raises(httpx.ConnectError):  # the workplace has ended with it
        httpx.get(f"http://127.0.0.1:{port + 1}/")


def page(port: int, wanted: str, seconds: float = 60) -> str:
    """The page as soon as it has what is wanted."""
    until = time.monotonic() + seconds
    text = ""
    while wanted not in text and time.monotonic() < until:
        try:
            text = httpx.get(f"http://127.0.0.1:{port}/", timeout=5).text
        except httpx.TransportError:
            text = ""
        time.sleep(0.2)
    assert wanted in text
    return text


def lists_at_work(port: int, seconds: float = 60) -> list[str]:
    """The titles of the lists in the workplace, as soon as somebody can sign in there."""
    at = f"http://127.0.0.1:{port}/api/borchester"
    account = {"user": "duty-worker", "password": PASSWORD}
    until = time.monotonic() + seconds
    while True:
        try:
            token = httpx.post(f"{at}/sessions", json=account, timeout=10).json()["token"]
            break
        except httpx.TransportError:
            assert time.monotonic() < until, "the workplace does not answer"
            time.sleep(0.2)
    answer = httpx.get(f"{at}/work-lists", headers={"Authorization": f"Bearer {token}"})
    return [one["title"] for one in answer.json()]


@pytest.mark.parametrize("ended", [signal.SIGTERM])
def test_the_workplace_runs_the_hooks_of_a_plugin_that_is_not_installed(port: int) -> None:
    """On the next port the procedure is at work as its folder has it, Python and all."""
    assert "Morning round" in lists_at_work(port + 1)


def test_each_save_is_tried_and_shown_at_its_line(folder: Path, port: int) -> None:
    """What is sound says so; a mistake stands with the lines around it; mended, it is gone."""
    file = folder / "frontdoor_borchester" / "procedure.yaml"
    sound = file.read_text("utf-8")
    assert "50 of 50" in page(port, "All kept")
    file.write_text(sound.replace("within: 4 hours", "within: <b>4 huors</b>"), "utf-8")
    broken = page(port, "Not kept")
    assert "&lt;b&gt;4 huors&lt;/b&gt;&#39;; expected a timescale" in broken
    assert "<mark>" in broken
    assert "<title>Error: " in broken
    file.write_text(sound, "utf-8")
    page(port, "All kept")


def test_another_that_is_installed_is_not_shown_for_this_one(tmp_path: Path) -> None:
    """Of a copy of a plugin that is installed from elsewhere there is no workplace; it says why."""
    copy = tmp_path / "generic"
    shutil.copytree(ROOT / "plugins" / "generic" / "frontdoor_generic", copy)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [PROGRAM, "dev", copy, "--port", port],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2  # the port is taken
    assert "No workplace: generic is installed from " in done.stdout
    assert str(ROOT / "plugins") in done.stdout
