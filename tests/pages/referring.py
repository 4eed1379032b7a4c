"""Filling in the form for referrers, and what has come of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from frontdoor.domain.contact import Contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, Visit
from frontdoor.web.pages.referring.refer_form import STEPS

AUTHORITIES = ("york", "leicester", "hertfordshire", "generic")
TITLES = {step.title: step.id for step in STEPS.values()}

NEIGHBOUR: dict[str, dict[str, Any]] = {
    "danger": {"danger": "no"},
    "purpose": {"facts__purpose": "concern"},
    "who": {"referrer__kind": "public"},
    "you": {"referrer__wants_anonymity": "yes"},
    "children": {"children__0__name": "Ada Example"},
    "happened": {"what_happened": "An invented story: Ada cries at night."},
    "worries": {"concerns": ["neglect"]},
}
TEACHER: dict[str, dict[str, Any]] = {
    **NEIGHBOUR,
    "who": {"referrer__kind": "professional"},
    "you": {
        "referrer__name": "Priya Example",
        "referrer__role": "Teacher",
        "referrer__telephone": "01632 960001",
    },
    "parents": {"facts__parents_informed": "yes", "facts__consent": "given"},
}


def at_step(browser: Any) -> str:
    """The page of the form that is shown."""
    return TITLES.get(browser.page.find("h1")[0].text, "")


def fill(browser: Any, name: str, said: dict[str, dict[str, Any]], until: str = "check") -> None:
    """Go through the form from its start to a page, as someone who says this."""
    browser.get(f"/refer/{name}")
    browser.press("Start now")
    for _ in STEPS:
        step = at_step(browser)
        if step == until:
            return
        browser.press("Continue", **said.get(step, {}))
        assert browser.status == 200, browser.mistakes
    raise AssertionError(f"{until} was not reached")


def references(browser: Any) -> list[str]:
    """The references on the last page."""
    panel = browser.page.find("div", **{"class": "govuk-panel__body"})[0].text
    return re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}", panel)


def read(authority: Authority, reference: str) -> Contact:
    """The contact with a reference."""
    with authority.store.visit(Visit("", "test.read", now())) as records:
        (line,) = records.lines(Query(state="all", text=reference))
        contact = records.contact(line.id)
    assert contact is not None
    return contact


def everything(folder: Path, name: str) -> dict[str, int]:
    """How many rows each table of an authority's database has."""
    engine = create_engine(f"sqlite:///{folder}/{name}.sqlite")
    with engine.connect() as reading:
        tables = reading.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        found = {
            table: reading.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
            for (table,) in tables
        }
    engine.dispose()
    return found
