"""Lists and records over ten years of contacts: against the raw queries, and as whole pages."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from litestar import Litestar

from frontdoor.services.authority import now
from frontdoor.services.find_people import search
from frontdoor.services.ports import Query, Visit
from frontdoor.services.sign_in import sign_in
from frontdoor.services.work_list import work_page
from frontdoor.web.app import create_app
from frontdoor.web.pages import rendering
from frontdoor.web.pages.lists.rows import rows
from tests.bench.driver import Work, raw
from tests.bench.ten_years import AUTHORITY, PASSWORD, TenYears

ROUNDS = 25
CALLS = 5


class Row(NamedTuple):
    """What was measured, in words."""

    what: str
    took: str
    beside: str
    ratio: str
    wanted: str


def table(many: Sequence[int]) -> str:
    """The measures for databases of so many contacts each, as a table in Markdown."""
    rows = [Row("what", "Front Door", "raw queries", "", "wanted")]
    for contacts in many:
        with tempfile.TemporaryDirectory() as folder:
            rows += _measured(TenYears(Path(folder), contacts), f"{contacts:,} contacts")
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|---" * len(Row._fields) + "|")
    return "\n".join(lines)


def _measured(years: TenYears, over: str) -> Iterator[Row]:
    at, user = years.authority, years.user
    closed = Query(state="closed", latest_first=True)
    first = work_page(at, user, Query()).lines[0].id
    app = _App(years)
    with closing(sqlite3.connect(years.file, isolation_level=None)) as database:
        for name, work in (
            ("everyone’s work", partial(work_page, at, user, Query())),
            ("my work", partial(work_page, at, user, Query(), "mine")),
            ("what is closed", partial(work_page, at, user, closed)),
        ):
            read = raw(database, work)
            whole, access, bare = _alternately(work, lambda: _access(years), read)
            ours = whole - access
            yield Row(
                f"{name}, 50 of {over}", _ms(ours), _ms(bare), f"{ours / bare:.2f}", "1.5 or less"
            )
        for name, page in (
            ("work list", partial(app.get, "/")),
            ("a record", partial(app.get, f"/contacts/{first}")),
        ):
            read = raw(database, page)
            whole, bare = _alternately(page, read, clock=perf_counter)
            over_raw = f"{_ms(whole - bare)} more"
            yield Row(f"page: {name}, {over}", _ms(whole), _ms(bare), over_raw, "10 ms more")
        find = partial(search, at, user, "Badin Gorhalju")
        whole, bare = _alternately(find, raw(database, find), clock=perf_counter)
        yield Row(f"search by a name spelt roughly, {over}", _ms(whole), _ms(bare), "", "")
    yield _rendering(years, app)


def _rendering(years: TenYears, app: _App) -> Row:
    """How often a second one process makes the HTML of a work list of fifty rows."""
    made: list[dict[str, Any]] = []
    render = rendering.render

    def keep(template: str, links: rendering.Links, **shown: Any) -> str:
        made.append({"template": template, "links": links, **shown})
        return render(template, links, **shown)

    rendering.render = keep
    try:
        app.get("/")
    finally:
        rendering.render = render
    (shown,) = made
    found = work_page(years.authority, years.user, Query())

    def work() -> None:
        given = rows(shown["w"], found.lines[:50], shown["now"], found.away, found.notes)
        render(**{**shown, "rows": given})

    (took,) = _alternately(work)
    return Row("pages of 50 rows rendered, a second", f"{1 / took:,.0f}", "", "", "500 or more")


class _App:
    """The service within this process, asked without a network by someone signed in."""

    def __init__(self, years: TenYears) -> None:
        self._app: Litestar = create_app(years.settings, {AUTHORITY: years.authority})
        token, _ = sign_in(years.authority, years.user.name, PASSWORD)
        self._headers = [(b"authorization", f"Bearer {token}".encode()), (b"host", b"localhost")]
        self._loop = asyncio.new_event_loop()

    def get(self, path: str) -> None:
        """Ask for a page of the authority. Raises `RuntimeError` unless it is there."""
        status = self._loop.run_until_complete(self._asked(f"/{AUTHORITY}{path}"))
        if status != 200:
            raise RuntimeError(f"{path}: {status}")

    async def _asked(self, path: str) -> int:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": self._headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        said: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        # Litestar's own types, where ASGI has plain dicts
        await self._app(scope, receive, send)  # type: ignore[arg-type]
        return int(said[0]["status"])


def _access(years: TenYears) -> None:
    """A request's line in the access log, with the ids of fifty contacts, and nothing else."""
    with years.authority.store.visit(Visit(years.user.name, "contact.list", now())) as records:
        records.saw(f"{number:032x}" for number in range(50))


def _alternately(*works: Work, clock: Callable[[], float] = process_time) -> list[float]:
    """Seconds for one call of each work, by turns: the median of rounds."""
    taken: list[list[float]] = [[] for _ in works]
    for number in range(ROUNDS + 3):
        gc.collect()
        for work, times in zip(works, taken, strict=True):
            began = clock()
            for _ in range(CALLS):
                work()
            if number >= 3:
                times.append((clock() - began) / CALLS)
    return [median(times) for times in taken]


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.2f} ms"
