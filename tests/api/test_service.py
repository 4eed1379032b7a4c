"""The running server: half-open connections, large bodies, what is printed, how it stops."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from frontdoor.web import serve

HEAD = b"POST /api/example/sessions HTTP/1.1\r\nHost: example\r\n"
JSON = b"Content-Type: application/json\r\n"
HALF_OPEN = {
    "silent": (b"", b""),
    "half a header": (HEAD + b"X-Half: ", b""),
    "half a body": (HEAD + JSON + b"Content-Length: 100\r\n\r\n{", b""),
    "half a chunk": (HEAD + JSON + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", b""),
    "a header that trickles": (HEAD, b"X: 1\r\n"),
    "a body that trickles": (HEAD + JSON + b"Content-Length: 10000\r\n\r\n", b" "),
    "a body nobody reads": (
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n",
        b" ",
    ),
    "half of a second request": (b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /he", b""),
    "idle after an answer": (b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", b""),
}


def seconds_open(port: int, first: bytes, then: bytes, patience: float) -> float:
    """How long the server leaves a connection open on which this is sent, then that each 0.2 s."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        began = time.monotonic()
        connection.settimeout(0.2)
        with contextlib.suppress(ConnectionError):
            connection.sendall(first)
            while time.monotonic() - began < patience:
                with contextlib.suppress(TimeoutError):
                    if not connection.recv(65536):
                        break
                connection.sendall(then)
        return time.monotonic() - began


def test_half_open_connections_are_closed_and_the_rest_is_served(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of half-open connection is closed in time; others are answered meanwhile."""
    monkeypatch.setattr(serve, "LONGEST_REQUEST", 1.0)
    with ThreadPoolExecutor(40) as pool:
        waiting = {
            kind: [pool.submit(seconds_open, port, *sent, 12.0) for _ in range(4)]
            for kind, sent in HALF_OPEN.items()
        }
        time.sleep(0.5)
        began = time.monotonic()
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        assert time.monotonic() - began < 1
        took = {kind: max(one.result() for one in each) for kind, each in waiting.items()}
    idle = {kind: took.pop(kind) for kind in ("half of a second request", "idle after an answer")}
    assert max(took.values()) < 3, took
    assert max(idle.values()) < serve.KEPT_ALIVE + 2, idle


@pytest.mark.faults
def test_half_open_connections_are_closed_within_15_seconds(port: int) -> None:
    """With the figures that are in force, each kind of half-open connection is closed in 15 s."""
    with ThreadPoolExecutor(20) as pool:
        waiting = {
            kind: pool.submit(seconds_open, port, *sent, 20.0) for kind, sent in HALF_OPEN.items()
        }
        took = {kind: one.result() for kind, one in waiting.items()}
    assert max(took.values()) < 15, took


def test_a_large_body_is_refused_before_it_is_read(port: int) -> None:
    """A body that is announced as too large gets 413 although not one byte of it was sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(HEAD + JSON + b"Content-Length: 50000000000\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_a_large_body_that_says_nothing_of_its_size_is_cut_off(port: int) -> None:
    """A chunked body without end gets 413 as soon as it is larger than allowed."""
    chunk = b"4000\r\n" + b" " * 0x4000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(HEAD + JSON + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 8)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 1_000_000,
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Content-Length: 99999999999999999999999999\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "GET /ü HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    ],
)
def test_what_is_not_http_is_a_problem_of_the_client(port: int, sent: bytes) -> None:
    """Bytes that are no sound HTTP request get a 4xx answer, as a problem with every header."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(sent)
        answer = connection.recv(65536)
    assert answer.startswith(b"HTTP/1.1 4"), answer
    assert b"application/problem+json" in answer
    assert b"content-security-policy: default-src 'none'" in answer.lower()


TARGETS = [
    "//",
    "/%00",
    "/%ff%fe",
    "/api/%2e%2e/x",
    "/api/example/contacts/%ed%a0%80",
    "*",
    "/?" + "&" * 9_000,
    "http://elsewhere/healthz",
    "/api/example/contacts/" + "9" * 9_000,
    "/api/" + "x/" * 5_000,
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "x"])
def test_no_path_and_no_method_is_too_much(port: int, method: str, target: str) -> None:
    """Whatever stands in the request line, the answer is below 500."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(f"{method} {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        answer = connection.recv(65536)
    assert answer[:9] == b"HTTP/1.1 "
    assert answer[9:10] in b"24", answer


SERVICE = """
import logging, sys, time
from pathlib import Path
logging.basicConfig(level=logging.DEBUG)
sys.path.insert(0, sys.argv[1])
from tests.api import conftest as parts
from frontdoor.settings import Settings
from frontdoor.web import app, serve
example = parts.open_exampleshire(Path(sys.argv[2]), "example")
matches = example.passwords.matches
def slowly(kept, password):
    time.sleep(1)
    return matches(kept, password)
example.passwords.matches = slowly
settings = Settings(authorities=("example",), secure_cookies=False, port=int(sys.argv[3]))
serve.server(app.create_app(settings, {"example": example}), settings).run()
"""


@pytest.fixture
def process(tmp_path: Path, another_port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own, in which sign-in takes a second, and its address."""
    root = Path(__file__).parents[2]
    arguments = [sys.executable, "-c", SERVICE, str(root), str(tmp_path), str(another_port)]
    running = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path
    )
    address = f"http://127.0.0.1:{another_port}"
    while running.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{address}/healthz")
            break
        time.sleep(0.1)
    assert running.poll() is None, running.communicate()[0]
    yield running, address
    running.kill()
    running.communicate()


def test_a_signal_to_stop_lets_requests_end(process: tuple[subprocess.Popen[str], str]) -> None:
    """At SIGTERM a request under way is answered, new ones are not taken, and the server ends."""
    running, address = process
    with ThreadPoolExecutor(1) as pool:
        body = {"user": "adviser", "password": "wrong"}
        slow = pool.submit(httpx.post, f"{address}/api/example/sessions", json=body, timeout=10)
        time.sleep(0.5)
        os.kill(running.pid, signal.SIGTERM)
        assert slow.result().status_code == 401
    running.wait(timeout=10)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/healthz")


def test_nothing_that_someone_sends_is_printed(
    process: tuple[subprocess.Popen[str], str],
) -> None:
    """Query strings, paths, headers and bodies stand in no log, not even at the level debug."""
    running, address = process
    canary = "Zebedee-Canary"
    httpx.get(f"{address}/api/example/contacts?text={canary}")
    httpx.get(f"{address}/{canary}", headers={"X-Canary": canary, "Cookie": f"a={canary}"})
    httpx.get(f"{address}/api/{canary}/contacts/{canary}")
    httpx.post(f"{address}/api/example/sessions", json={"user": canary, "password": canary})
    httpx.post(f"{address}/api/example/sessions", content=canary.encode())
    running.terminate()
    printed, _ = running.communicate(timeout=10)
    assert "Application startup complete" in printed
    assert canary not in printed
