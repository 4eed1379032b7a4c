"""Taking contacts on the guided pages, part by part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from frontdoor.domain.contact import Contact
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, Visit
from frontdoor.web.pages.taking.steps import STEPS, owns

ADDS = {"child": "Add another child", "household": "Add another adult"}


def begin(browser: Any, authority: str) -> str:
    """Begin a contact; the address of its overview."""
    browser.get(f"/{authority}/contacts/new")
    browser.press("Take a contact")
    address: str = browser.path
    assert "/contacts/begun/" in address, address
    return address


def by_step(book: Rulebook, typed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is typed, by the step that asks it; names are written with double underscores."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in typed.items():
        owner = next(s.id for s in STEPS.values() if owns(s, name.replace("__", "."), book))
        found.setdefault(owner, {})[name] = value
    return {step: found[step] for step in STEPS if step in found}


def fill_in(browser: Any, at: Authority, address: str, **typed: Any) -> None:
    """Fill in the steps that ask for this, one after the other, and come to the overview."""
    for step, said in by_step(at.book, typed).items():
        browser.get(f"{address}/{step}")
        if step in ADDS:
            rows = {int(name.split("__")[1]) for name in said}
            for _ in range(max(rows)):
                browser.press(ADDS[step])
        browser.press("Save and continue", **said)
        assert browser.status == 200, (step, browser.mistakes)
    browser.get(address)


def take(browser: Any, at: Authority, **typed: Any) -> str:
    """Take a contact of which this is said, in the names of the form; where the contact stands."""
    fill_in(browser, at, begin(browser, at.name), **typed)
    browser.press("Record this contact")
    return str(browser.path)


def number_of(authority: Authority) -> int:
    """How many contacts an authority has."""
    with authority.store.visit(Visit("", "test.read", now())) as records:
        return len(records.lines(Query(state="all", limit=1000)))


def contact_at(authority: Authority, path: str) -> Contact:
    """The contact whose page stands at a path."""
    with authority.store.visit(Visit("", "test.read", now())) as records:
        contact = records.contact(path.rpartition("/")[2])
    assert contact is not None
    return contact


def files_with(folder: Path, text: str) -> list[Path]:
    """The files under a folder that hold a text."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [file for file in files if text.encode() in file.read_bytes()]


def status_of(browser: Any, step: str) -> str:
    """What the overview says of a step."""
    found = browser.page.find("div", id=f"step-{step}-status")
    return str(found[0].text) if found else ""


def aside(browser: Any) -> str:
    """What the procedure is shown to say."""
    return str(browser.page.find("aside")[0].text)
