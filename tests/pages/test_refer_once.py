"""A form for referrers is taken once, leaves nothing unless it is sent, and harms nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import create_engine, text

from frontdoor.composition import Unusable
from frontdoor.services.authority import Authority, now

from .referring import NEIGHBOUR, TEACHER, at_step, everything, fill, read, references

Visiting = Callable[..., Any]
Authorities = dict[str, Authority | Unusable]


def test_the_same_form_sent_twice_makes_one_contact(visit: Visiting, folder: Path) -> None:
    """A double submit gives the same reference; changed since, it is not sent unasked."""
    browser = visit()
    fill(browser, "leicester", TEACHER)
    form = browser.form("Send") | {"go": "send"}
    browser.post("/refer/leicester", form)
    first, before = references(browser), everything(folder, "leicester")
    browser.post("/refer/leicester", form)
    assert references(browser) == first
    after = everything(folder, "leicester")
    assert {table for table in after if after[table] != before[table]} <= {"access"}
    browser.post("/refer/leicester", {**form, "children.0.name": "Bo Example"})
    assert (browser.status, at_step(browser)) == (409, "check")
    assert "sent this form already" in browser.mistakes[0]
    browser.press("Send")
    assert references(browser) != first


def test_a_form_sent_many_times_at_once_makes_one_contact(
    visit: Visiting, client: TestClient[Litestar], folder: Path
) -> None:
    """Of the same form that comes several times at the same moment each has the same reference."""
    browser = visit()
    fill(browser, "generic", TEACHER)
    form = browser.form("Send") | {"go": "send"}
    before = everything(folder, "generic")

    def send(_: int) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        answer = client.post("/refer/generic", data=form, headers={"Cookie": cookies})
        assert answer.status_code == 200
        return "".join(re.findall(r"Your reference: [0-9A-Z-]+", answer.text))

    with ThreadPoolExecutor(4) as pool:
        (reference,) = set(pool.map(send, range(8)))
    assert reference
    after = everything(folder, "generic")
    assert after["contact"] == before["contact"] + 1
    assert after["person"] == before["person"] + 1


def test_a_form_left_leaves_nothing(visit: Visiting, folder: Path) -> None:
    """Of a form that is filled in to its last page and not sent no database has anything."""
    before = everything(folder, "york")
    fill(visit(), "york", TEACHER)
    assert everything(folder, "york") == before


def test_a_question_that_is_not_recorded_leaves_nothing(visit: Visiting, folder: Path) -> None:
    """A teacher's question on no named child is told kindly, and is in no database and no log."""
    said = {**TEACHER, "purpose": {"facts__purpose": "advice"}, "children": {}, "worries": {}}
    before = everything(folder, "leicester")
    browser = visit()
    fill(browser, "leicester", said)
    browser.press("Send")
    assert browser.page.find("h1")[0].text == "Thank you: nothing has been kept"
    assert "0116 454 1004" in browser.page.text
    assert "LEI-78" in browser.page.text
    assert everything(folder, "leicester") == before
    browser.press("Change my answers")
    assert "Priya Example" in browser.page.text


def test_the_answer_is_the_same_whether_a_child_is_known(
    visit: Visiting, authority: Callable[[str], Authority]
) -> None:
    """Sent a second time by someone else, a child's form leads to the same words."""
    shown = []
    for _ in range(2):
        browser = visit()
        fill(browser, "generic", TEACHER)
        browser.press("Send")
        (reference,) = references(browser)
        page = browser.page.text.replace(reference, "")
        shown.append(re.sub(r"\d{1,2}:\d\d[ap]m", "", page))
        assert read(authority("generic"), reference).person
    assert shown[0] == shown[1]


def test_a_form_from_elsewhere_is_not_taken(visit: Visiting, folder: Path) -> None:
    """Without the token of our own cookie nothing is sent; what was typed stays to be sent."""
    browser = visit()
    fill(browser, "york", NEIGHBOUR)
    form = browser.form("Send") | {"go": "send"}
    before = everything(folder, "york")
    for token in ("", "0" * 32, "\u2603"):
        browser.post("/refer/york", {**form, "csrf": token})
        assert (browser.status, at_step(browser)) == (403, "check")
        assert "Send it again" in browser.mistakes[0]
    stranger = visit()
    stranger.post("/refer/york", form)
    assert stranger.status == 403
    headers = {"Sec-Fetch-Site": "cross-site", "Content-Type": "application/x-www-form-urlencoded"}
    assert browser.ask("POST", "/refer/york", content="go=on", headers=headers).status_code == 403
    assert everything(folder, "york") == before
    stranger.press("Send")
    assert references(stranger)


def test_hostile_input_harms_nothing(
    visit: Visiting, authority: Callable[[str], Authority]
) -> None:
    """Scripts come back as text; fields that we never had are dropped; too much is refused."""
    script = "<script>alert(1)</script>"
    browser = visit()
    fill(browser, "york", {**NEIGHBOUR, "happened": {"what_happened": f"{script} \u2028 ' OR 1=1"}})
    forged = {
        "children.0.person": "0" * 32,
        "children.99999.name": "Nobody",
        "answers.no_such": "x",
        "concerns": ["neglect", "no_such", script],
        "facts.purpose": "court_request",
        "facts.no_such": "yes",
        "happened.year": "1999",
        "__proto__": "x",
    }
    form = browser.form("Send") | forged
    browser.post("/refer/york", {**form, "go": "send"})
    assert browser.mistakes == ["Say what you would like to do"]
    assert script not in browser.html
    assert not [key for key in browser.form("Continue") if key in {*forged} - {"concerns"}]
    browser.press("Continue", facts__purpose="concern")
    assert "&lt;script&gt;" in browser.html
    browser.press("Send")
    (reference,) = references(browser)
    contact = read(authority("york"), reference)
    assert contact.what_happened.startswith(f"{script} \u2028 ' OR 1=1")
    assert now() - contact.received < timedelta(minutes=5)
    for go in (
        f"remove children.{'9' * 5_000}",
        "remove children.x",
        "add nothing",
        "change nowhere",
        "nonsense",
        "back",
        "",
    ):
        browser.post("/refer/york", {"step": "nowhere", "go": go})
        assert browser.status == 200
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    big = browser.ask("POST", "/refer/york", content=b"x=" + b"y" * 300_000, headers=headers)
    assert big.status_code == 413
    many = browser.ask("POST", "/refer/york", content=b"a=1&" * 6_000, headers=headers)
    assert many.status_code == 413


def test_receiving_a_form_is_in_the_access_log(
    visit: Visiting, authority: Callable[[str], Authority], folder: Path
) -> None:
    """One line says that a form made this contact, by nobody who is signed in."""
    browser = visit()
    fill(browser, "york", TEACHER)
    browser.press("Send")
    contact = read(authority("york"), references(browser)[0])
    engine = create_engine(f"sqlite:///{folder}/york.sqlite")
    with engine.connect() as reading:
        lines = reading.execute(text("SELECT * FROM access WHERE operation = 'contact.refer'"))
        rows = [dict(row) for row in lines.mappings()]
    engine.dispose()
    assert contact.id in str(rows[-1])
    assert {row["user"] for row in rows} <= {"", None}
