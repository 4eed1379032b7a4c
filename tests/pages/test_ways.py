"""The record leads on: from what is advised and due to the form for it, or to what comes first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frontdoor.services.authority import Authority

from .recording import do, summary, take

Visiting = Callable[..., Any]


@pytest.fixture
def opened(visit: Visiting, authority: Callable[[str], Authority]) -> Callable[..., Any]:
    """Take a contact on what is known, do what is said, and open it as whoever took it."""

    def open_record(name: str, role: str, *done: dict[str, Any], **facts: str) -> Any:
        at = authority(name)
        (id,) = take(
            at,
            role,
            children=[{"name": "Ada Example"}],
            channel="telephone",
            referrer={"kind": "professional", "name": "Priya Sample"},
            what_happened="An invented story.",
            facts={"purpose": "concern", **facts},
        )
        for command in done:
            do(at, role, id, **command)
        worker = visit(name, role)
        worker.get(f"/{name}/contacts/{id}")
        return worker

    return open_record


def follow(worker: Any, link: str) -> None:
    """Follow the first link whose text begins so."""
    hrefs = (a.attributes["href"] for a in worker.page.find("a") if a.text.startswith(link))
    worker.get(next(hrefs))


def test_what_holds_the_advice_up_stands_beside_it(opened: Callable[..., Any]) -> None:
    """Not known yet whether protection is needed: the page says so and leads to the form."""
    worker = opened("york", "advice_worker", need="moderate")
    glance = summary(worker.page, "At a glance")
    assert "Not yet: Take to the daily meeting." in glance
    assert "Answer whether the child needs protection now" in glance
    follow(worker, "Say what is known")
    worker.press("Correct or complete what is known", facts__protection_needed_now="no")
    glance = summary(worker.page, "At a glance")
    assert "Not yet" not in glance
    assert "Say what is known" not in glance
    buttons = [a.text for a in worker.page.find("a") if a.attributes.get("role") == "button"]
    assert buttons[0] == "Take to the daily meeting"


def test_what_advice_needs_on_the_record_is_led_to(opened: Callable[..., Any]) -> None:
    """Each check and record that the advised step needs is a link to the form that writes it."""
    worker = opened("leicester", "das_social_worker", need="moderate", protection_needed_now="no")
    glance = summary(worker.page, "At a glance")
    assert "Not yet: Propose that the caller completes an early help assessment." in glance
    record = worker.path
    for first in ("Earlier involvement in both", "Professional view and rationale"):
        assert first in summary(worker.page, "At a glance")
        follow(worker, first)
        button = "Record a check" if first.startswith("Earlier") else "Write a record"
        text = {"result": "Nothing."} if first.startswith("Earlier") else {"text": "A need."}
        worker.press(button, **text)
        assert worker.path == record
    assert "Not yet" not in summary(worker.page, "At a glance")


def test_a_task_leads_to_what_ends_it(opened: Callable[..., Any]) -> None:
    """Whoever has to be told is chosen already on the form that is led to."""
    worker = opened(
        "york",
        "advice_worker",
        need="high",
        protection_needed_now="no",
        crime_suspected="yes",
    )
    assert "Tell the police" in summary(worker.page, "What must be done")
    follow(worker, "Record that someone was told")
    assert worker.form("Record that someone was told")["whom"] == "police"


def test_what_is_for_others_stands_apart(opened: Callable[..., Any]) -> None:
    """What waits for something is told apart from what is for other roles."""
    worker = opened("york", "advice_worker", need="moderate")
    waiting, others = (
        one.text
        for one in worker.page.find("details")
        if "What you cannot do yet" in one.text or "What is for others to do" in one.text
    )
    assert "Answer and close" in waiting
    assert "is for:" not in waiting
    assert "'Record the plan agreed' is for: Advice Team Manager" in others
