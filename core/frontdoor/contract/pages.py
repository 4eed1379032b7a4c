"""Opens the pages of an authority in a real browser, to see whether anyone can work with them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from frontdoor.composition import open_composed
from frontdoor.contract.accessibility import DESKTOP, NARROW, faults, reflow
from frontdoor.contract.chromium import installed, launched
from frontdoor.contract.promises import Promise
from frontdoor.contract.subject import Subject
from frontdoor.domain.commands import ChildSaid, Receive
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User
from frontdoor.services.receipts import Receipt
from frontdoor.services.sign_in import add_user, sign_in
from frontdoor.services.take_contact import take_contact
from frontdoor.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Page

WORKER: Final = "worker"
PASSWORD: Final = "an invented password"  # noqa: S105 - of an account that lives for this test

LONGEST_FORM: Final = 30
"""Pages after which the public form is left."""

FILL_IN: Final = """
  document.querySelectorAll("main fieldset").forEach(group => {
    const choices = [...group.querySelectorAll("input[type=radio]")];
    if (choices.length && !choices.some(one => one.checked)) choices[0].checked = true;
  });
  document.querySelectorAll("main input[type=text]:not([inputmode]), main textarea").forEach(
    one => { one.value ||= "Kim Example"; }
  )
"""
"""Chooses the first of each group in which nothing is chosen, and types where nothing is typed."""

LINKS: Final = "all => all.map(one => new URL(one.href).pathname)"


def _inaccessible(subject: Subject) -> Iterator[str]:
    from frontdoor.web.authentication import cookie_name

    program = installed()
    assert program is not None, "it is asked only where there is a browser"  # noqa: S101
    with TemporaryDirectory(prefix="frontdoor-") as folder:
        settings = _settings(subject, Path(folder))
        at = open_composed(settings, subject.composed)
        with closing(at.store), _listening(settings, at) as origin, launched(program) as browser:
            roles, teams = frozenset(at.book.roles), frozenset(at.book.destinations)
            user = add_user(at, WORKER, "Invented Worker", PASSWORD, roles, teams)
            token, _ = sign_in(at, WORKER, PASSWORD)
            page = browser.new_page(base_url=origin, viewport=DESKTOP)
            yield from _published(page, at)
            page.context.add_cookies(
                [{"name": cookie_name(settings, at.name), "value": token, "url": origin}]
            )
            yield from _at_work(page, at, _contact(at, user, subject))


def _settings(subject: Subject, folder: Path) -> Settings:
    """The settings of a service of this authority alone, with an empty database in a folder."""
    # Changed once made: what the environment sets would else go before, a database in earnest too.
    return Settings(authorities=(subject.book.authority,)).model_copy(
        update={
            "database_url": f"sqlite:///{folder}/{{authority}}.sqlite",
            "var": folder,
            "secure_cookies": False,
            "second_factor": "optional",
            "sign_in": {},
        }
    )


@contextmanager
def _listening(settings: Settings, at: Authority) -> Iterator[str]:
    """The service before a browser: its address."""
    from frontdoor.web.app import create_app
    from frontdoor.web.serve import server

    running = server(create_app(settings, {at.name: at}), settings)
    with socket.create_server(("127.0.0.1", 0)) as free:
        thread = threading.Thread(target=running.run, kwargs={"sockets": [free]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{free.getsockname()[1]}"
        finally:
            running.should_exit = True
            thread.join()


PAGES: Final = Promise("pages", "Its pages are accessible to anyone.", _inaccessible)
"""Kept apart from the other promises: to try it takes a browser, and half a minute."""


def _published(page: Page, at: Authority) -> Iterator[str]:
    """What anyone may see: the procedure, and the form by which they tell of a child."""
    yield from _seen(page, f"/procedures/{at.name}", f"/procedures/{at.name}/flowcharts")
    page.goto(f"/refer/{at.name}")
    for button in ("Start now", *["Continue"] * LONGEST_FORM):
        yield from _faults(page)
        there = page.get_by_role("button", name=button, exact=True)
        if not there.count():
            break
        page.evaluate(FILL_IN)
        with page.expect_navigation():
            there.last.click()


def _at_work(page: Page, at: Authority, contact: str | None) -> Iterator[str]:
    """The work: lists, a record, and each part of taking a contact."""
    from frontdoor.web.pages.lists.board import page_of_list

    own = [page_of_list(at.name, one) for one in at.work_lists]
    yield from _seen(page, f"/{at.name}/", *own)
    if contact:
        yield from _seen(page, f"/{at.name}/contacts/{contact}")
    yield from _seen(page, f"/{at.name}/contacts/new")
    with page.expect_navigation():
        page.get_by_role("button", name="Take a contact", exact=True).click()
    parts: list[str] = page.locator("main a[href*='/contacts/begun/']").evaluate_all(LINKS)
    yield from _faults(page)
    yield from _seen(page, *dict.fromkeys(parts))


def _seen(page: Page, *paths: str) -> Iterator[str]:
    for path in paths:
        page.goto(path)
        yield from _faults(page)


def _faults(page: Page) -> Iterator[str]:
    page.set_viewport_size(NARROW)
    narrow = reflow(page)
    page.set_viewport_size(DESKTOP)
    yield from (*narrow, *faults(page))


def _contact(at: Authority, user: User, subject: Subject) -> str | None:
    """The id of a contact such as its scenarios begin with, else of one about a child."""
    commands = [step.command for one in subject.scenarios for step in one.steps]
    calls = [one for one in commands if isinstance(one, Receive) and one.command == "receive"]
    for call in (*calls, Receive(children=(ChildSaid(name="Kim Example"),))):
        taken = take_contact(at, user, call.model_copy(update={"happened": now()}))
        if isinstance(taken, Receipt) and taken.written:
            return taken.written[0].id
    return None
