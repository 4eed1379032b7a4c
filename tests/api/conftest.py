"""An app that serves Exampleshire from a database of its own, and clients signed in to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient

from frontdoor.adapters.migrate import upgrade
from frontdoor.adapters.passwords import Argon2Passwords
from frontdoor.adapters.seals import KeySeals
from frontdoor.adapters.store import SqlStore
from frontdoor.composition import Unusable, practice, practice_of_texts
from frontdoor.hookspecs import WorkList
from frontdoor.layers import compose_folder
from frontdoor.services.authority import Authority
from frontdoor.services.sign_in import add_user
from frontdoor.settings import Settings
from frontdoor.web import serve
from frontdoor.web.app import create_app

from ..service import free_port

EXAMPLE = Path(__file__).parents[1] / "authorities" / "example"
PASSWORD = "correct horse battery staple"
USERS = {
    "adviser": {"call_adviser"},
    "worker": {"duty_worker"},
    "manager": {"team_manager"},
    "inspector": {"inspector"},
    "nobody": set(),
    "administrator": set(),
}

Client = TestClient[Litestar]
Open = Callable[[Path, str], Authority]


def open_exampleshire(folder: Path, name: str) -> Authority:
    """Open Exampleshire under a name, with its database in a folder and a user for each role."""
    composed = compose_folder(EXAMPLE)
    book = composed.rulebook()
    url = f"sqlite:///{folder / name}.sqlite"
    upgrade(url)
    authority = Authority(
        name=name,
        practice=practice(book, composed.plugins),
        layers=composed.texts,
        store=SqlStore(url, lambda stage: book.stages[stage].final),
        passwords=Argon2Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        seals=KeySeals(lambda: "a key for tests alone"),
        work_lists=[WorkList("new", "New contacts", ("received",), cites=("EXA-01",))],
        practice_of_layers=partial(practice_of_texts, plugins=composed.plugins),
    )
    authority.open()
    for user, roles in USERS.items():
        teams = frozenset({"contact_centre"})
        right = user == "administrator"
        add_user(
            authority, user, user.title(), PASSWORD, frozenset(roles), teams, administers=right
        )
    return authority


@pytest.fixture(scope="session")
def open_example() -> Open:
    """Open another Exampleshire."""
    return open_exampleshire


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a service on a machine of one's own."""
    return Settings(
        authorities=("example", "other", "broken"),
        secure_cookies=False,
        largest_body=100_000,
        var=tmp_path_factory.mktemp("var"),
    )


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """Exampleshire."""
    authority = open_exampleshire(tmp_path_factory.mktemp("example"), "example")
    yield authority
    authority.store.close()


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """A second authority beside Exampleshire, with the same procedure and its own database."""
    authority = open_exampleshire(tmp_path_factory.mktemp("other"), "other")
    yield authority
    authority.store.close()


@pytest.fixture(scope="session")
def app(settings: Settings, example: Authority, other: Authority) -> Litestar:
    """The app, with a third authority that cannot be used."""
    broken = Unusable("broken", "the secret reason")
    return create_app(settings, {"example": example, "other": other, "broken": broken})


@pytest.fixture(scope="session")
def visitor(app: Litestar) -> Iterator[Client]:
    """A client that nobody has signed in; errors of the app itself fail the test."""
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def sign_in(visitor: Client) -> Callable[..., dict[str, str]]:
    """Sign in and get the headers of a signed-in request."""

    def headers(user: str, authority: str = "example") -> dict[str, str]:
        answer = visitor.post(
            f"/api/{authority}/sessions", json={"user": user, "password": PASSWORD}
        )
        assert answer.status_code == 201, answer.text
        visitor.cookies.clear()
        return {"Authorization": f"Bearer {answer.json()['token']}"}

    return headers


@pytest.fixture
def adviser(sign_in: Callable[..., dict[str, str]]) -> dict[str, str]:
    """The headers of a call adviser."""
    return sign_in("adviser")


@pytest.fixture
def call() -> dict[str, Any]:
    """A call about an invented child, in high need and not in danger."""
    return {
        "channel": "telephone",
        "referrer": {"kind": "professional", "name": "Priya Example"},
        "children": [{"name": "Ada Example", "date_of_birth": "2019-11-02"}],
        "what_happened": "An invented story.",
        "facts": {"purpose": "concern", "need": "high", "protection_needed_now": "no"},
    }


@pytest.fixture
def another_port() -> int:
    """A second port on which nothing listens."""
    return free_port()


@pytest.fixture(scope="module")
def port(example: Authority, settings: Settings) -> Iterator[int]:
    """The port of a running server."""
    free = free_port()
    app = create_app(settings, {"example": example})
    running = serve.server(app, settings.model_copy(update={"port": free}))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield free
    running.should_exit = True
    thread.join()
