"""A running service with all four authorities, and workers who sign in to it over HTTP."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from frontdoor.composition import open_authority
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User, Visit
from frontdoor.settings import read_settings

ROOT = Path(__file__).parents[1]
AUTHORITIES = ("generic", "leicester", "york", "hertfordshire")
PASSWORD = "an invented password"
ADMINISTRATOR = "administrator"


@dataclass
class Worker:
    """Someone in a role of an authority, signed in over HTTP."""

    client: httpx.Client

    def take(self, **call: Any) -> str:
        """Take a call about one child; the id of the contact."""
        answer = self.client.post("contacts", json=call, headers=_once())
        assert answer.status_code == 201, answer.text
        written: list[dict[str, str]] = answer.json()["written"]
        return written[0]["id"]

    def read(self, contact: str) -> dict[str, Any]:
        """The contact as this worker sees it."""
        answer = self.client.get(f"contacts/{contact}")
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    def tries(self, contact: str, command: str, **said: Any) -> httpx.Response:
        """Ask for a command, whatever comes of it."""
        tag = self.client.get(f"contacts/{contact}").headers["etag"]
        return self.client.post(
            f"contacts/{contact}/commands",
            json={"command": command, **said},
            headers={"If-Match": tag, **_once()},
        )

    def does(self, contact: str, command: str, **said: Any) -> str:
        """Do something that is permitted; the stage it leads to."""
        answer = self.tries(contact, command, **said)
        assert answer.status_code == 200, answer.text
        stage: str = answer.json()["written"][0]["stage"]
        return stage

    def journal(self, contact: str) -> list[str]:
        """What happened to a contact, entry by entry, as rules name it."""
        answer = self.client.get(f"contacts/{contact}/journal")
        assert answer.status_code == 200, answer.text
        return [
            f"{entry['kind']} {entry['detail']}" if entry.get("detail") else entry["kind"]
            for entry in answer.json()
        ]


def _once() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


@dataclass
class Service:
    """The running service's address, and how to sign in to it."""

    address: str
    password: str = PASSWORD
    clients: list[httpx.Client] = field(default_factory=list)

    def worker(self, authority: str, role: str) -> Worker:
        """Sign in as the one who has this role alone."""
        client = httpx.Client(base_url=f"{self.address}/api/{authority}/", timeout=30)
        self.clients.append(client)
        answer = client.post("sessions", json={"user": role, "password": self.password})
        assert answer.status_code == 201, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return Worker(client)


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, var: Path) -> Iterator[Service]:
    """`frontdoor serve` with four authorities, their databases in a folder and each role a user.

    Whoever has a role is named like it, and has no other; `ADMINISTRATOR` has none. What is worked
    out is kept in `var`.
    """
    config = folder / "config"
    config.mkdir()
    (config / "frontdoor.yaml").write_text(
        f"authorities: {', '.join(AUTHORITIES)}\n"
        f"database_url: sqlite:///{folder}/{{authority}}.sqlite\n"
        f"var: {var}\n"
        "secure_cookies: no\n"
    )
    settings = read_settings(config)
    password = ""  # one hash for all accounts: each takes its time, by design
    for name in AUTHORITIES:
        authority = open_authority(settings, name)
        assert isinstance(authority, Authority), authority.why
        password = password or authority.passwords.hashed(PASSWORD)
        teams = frozenset(authority.book.destinations)
        with authority.store.visit(Visit("", "user.save", now())) as records:
            records.save_user(
                User(
                    name=ADMINISTRATOR,
                    full_name=ADMINISTRATOR,
                    roles=frozenset(),
                    password=password,
                    administers=True,
                )
            )
            for role in authority.book.roles:
                records.save_user(
                    User(
                        name=role,
                        full_name=role,
                        roles=frozenset({role}),
                        teams=teams,
                        password=password,
                    )
                )
        authority.store.close()
    port = free_port()
    frontdoor = Path(sys.executable).parent / "frontdoor"
    command = [str(frontdoor), "--config", str(config), "serve", "--port", str(port)]
    with started(command, port, folder / "output.txt") as running:
        yield running


@contextmanager
def started(
    command: list[str], port: int, output: Path, password: str = PASSWORD
) -> Iterator[Service]:
    """A service that a command starts, ready, until its end; what it prints is in `output`."""
    with (
        output.open("wb") as written,
        subprocess.Popen(command, cwd=ROOT, stdout=written, stderr=subprocess.STDOUT) as process,
    ):
        running = Service(f"http://127.0.0.1:{port}", password)
        try:
            _wait_for(running.address, process, output)
            yield running
        finally:
            for client in running.clients:
                client.close()
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes], output: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            pytest.fail(f"the service ended: {output.read_text()}")
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail("the service was not ready within 30 seconds")
