"""Starting: from the start of the process to the first answer, and how soon the help is there."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from tests.bench.measuring import Measure

ROOT = Path(__file__).parents[2]
FRONTDOOR = str(Path(sys.executable).with_name("frontdoor"))
ROUNDS = 7
LONGEST = 60.0
"""Seconds after which a server that does not answer has failed."""


def measure(authorities: Sequence[str]) -> list[Measure]:
    """Start-up of the service with these authorities against a bare app; both started before."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = [], []
        settings = {
            "FRONTDOOR_CONFIG": str(ROOT / "config"),
            "FRONTDOOR_AUTHORITIES": ",".join(authorities),
            "FRONTDOOR_DATABASE_URL": f"sqlite:///{folder}/{{authority}}.sqlite",
            "FRONTDOOR_VAR": folder,
            "BARE_DATABASE": f"{folder}/bare.sqlite",
        }
        for number in range(ROUNDS + 1):
            times = (
                _first_answer([FRONTDOOR, "serve", "--port"], settings),
                _first_answer(
                    [sys.executable, "-m", "uvicorn", "tests.bench.bare:app", "--port"], settings
                ),
            )
            if number:  # the first makes the databases and caches, and is not counted
                ours.append(times[0])
                bare.append(times[1])
    return [
        Measure(
            f"Start-up to the first answer, {len(authorities)} authorities",
            median(ours),
            median(bare),
            "bare Litestar and SQLAlchemy",
            "0.5 or more",
        )
    ]


def help_takes() -> float:
    """Seconds until `frontdoor --help` has answered."""
    times = []
    for _ in range(7):
        began = perf_counter()
        subprocess.run([FRONTDOOR, "--help"], check=True, capture_output=True)
        times.append(perf_counter() - began)
    return median(times)


def _first_answer(command: Sequence[str], settings: Mapping[str, str]) -> float:
    """Seconds from the start of a server to its first answer 200. Raises `RuntimeError`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = perf_counter()
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(
            [*command, str(port)],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=said,
            stderr=said,
        )
        try:
            while not _answers(port):
                if server.poll() is not None or perf_counter() - began > LONGEST:
                    said.seek(0)
                    raise RuntimeError(f"{' '.join(command)}: {said.read().decode()[-2_000:]}")
                sleep(0.002)
            return perf_counter() - began
        finally:
            server.terminate()
            server.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
