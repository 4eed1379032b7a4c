"""The record page: what a social worker sees at a glance, and where everything else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit

from .recording import do, summary, take

Visiting = Callable[..., Any]


@pytest.fixture
def leicester(authority: Callable[[str], Authority]) -> Authority:
    """Leicester."""
    return authority("leicester")


LOOK = Visit("", "test.read", now(), logged=False)
CALL: dict[str, Any] = {
    "channel": "telephone",
    "referrer": {"kind": "professional", "name": "Priya Sample"},
    "what_happened": "An invented story.",
    "facts": {"purpose": "concern", "need": "moderate", "protection_needed_now": "no"},
}


def test_the_record_says_at_a_glance_what_to_do_next(visit: Visiting, york: Authority) -> None:
    """The most urgent task with its clock, who the child is, how urgent it is, who holds it."""
    (id,) = take(york, "advice_worker", children=[{"name": "Ada Example"}], **CALL)
    worker = visit("york", "advice_worker")
    worker.get(f"/york/contacts/{id}")
    glance = summary(worker.page, "At a glance")
    with york.store.visit(LOOK) as records:
        contact = records.contact(id)
    assert contact is not None
    assert contact.running[0].name in glance
    assert "Ada Example" in glance
    assert "Concern: An invented story." in glance
    assert "The child needs protection now: no" in glance
    assert "assigned to nobody" in glance
    links = [a.attributes["href"] for a in worker.page.find("a")]
    assert f"/york/contacts/{id}/do/assign" in links


def test_the_children_of_a_call_stand_side_by_side(visit: Visiting, york: Authority) -> None:
    """Each linked contact has its child, how it is linked, its stage and its outcome."""
    ada, ben = take(
        york, "advice_worker", children=[{"name": "Ada Example"}, {"name": "Ben Example"}], **CALL
    )
    do(york, "advice_worker", ben, "transfer", step="take_to_meeting")
    do(york, "advice_worker", ada, "link", kind="same_household", other=ben)
    worker = visit("york", "advice_worker")
    worker.get(f"/york/contacts/{ada}")
    linked = summary(worker.page, "Linked contacts")
    assert "Ben Example Same call; Same household" in linked
    assert york.book.stages["on_agenda"].name in linked
    assert "not decided yet" in linked
    worker.get(f"/york/contacts/{ben}")
    assert "Ada Example" in summary(worker.page, "Linked contacts")


def test_a_copy_says_which_is_the_original(visit: Visiting, leicester: Authority) -> None:
    """A sibling's copy shows its original, and the original its copy, each with its outcome."""
    (ida,) = take(
        leicester,
        "das_social_worker",
        children=[{"name": "Ida Example"}],
        **{**CALL, "facts": {**CALL["facts"], "need": "high", "in_area": "yes"}},
    )
    do(leicester, "das_team_manager", ida, "authorise", outcome="referral", rationale="Clear need.")
    do(
        leicester,
        "screening_manager",
        ida,
        "record",
        record=leicester.book.steps["decide_to_refer_sibling"].command.detail,
        text="She lives there too.",
    )
    do(leicester, "das_social_worker", ida, "copy", child={"name": "Una Example"})
    worker = visit("leicester", "das_social_worker")
    worker.get(f"/leicester/contacts/{ida}")
    linked = summary(worker.page, "Linked contacts")
    assert "Una Example Copied from this one" in linked
    (una,) = (
        a.attributes["href"]
        for section in worker.page.find("section")
        if section.attributes.get("aria-labelledby") == "linked"
        for a in section.find("a")
    )
    worker.get(una)
    linked = summary(worker.page, "Linked contacts")
    assert "Ida Example The original, copied to this one" in linked
    assert f"decided: {leicester.book.outcomes['referral'].name}" in linked


def test_adults_consent_and_sharing_have_their_place(visit: Visiting, york: Authority) -> None:
    """Who lives there, what the parents know and agree to, and what was shared on whose word."""
    (id,) = take(
        york,
        "advice_worker",
        children=[{"name": "Ada Example"}],
        adults=[
            {"name": "Mo Example", "relationship": "Father", "parental_responsibility": True},
            {"name": "Jo Example", "parental_responsibility": False},
        ],
        **{**CALL, "facts": {**CALL["facts"], "parents_informed": "yes", "consent": "given"}},
    )
    worker = visit("york", "advice_worker")
    worker.get(f"/york/contacts/{id}")
    adults = summary(worker.page, "Adults of the household")
    assert "Mo Example , Father Has parental responsibility" in adults
    assert "Jo Example Does not have parental responsibility" in adults
    consent = summary(worker.page, "Parents and consent")
    assert "The parents know of the contact Yes The parents' consent Given" in consent
    assert "Nothing was shared with other agencies." in consent
    do(york, "advice_worker", id, "share", **{"with": "police", "text": "Their address."})
    worker.get(f"/york/contacts/{id}")
    consent = summary(worker.page, "Parents and consent")
    assert "Shared with Police Their address." in consent


def test_what_was_recorded_late_says_so(visit: Visiting, york: Authority) -> None:
    """The timeline tells when a thing happened, and when it was written down."""
    earlier = now() - timedelta(hours=3)
    (id,) = take(
        york, "advice_worker", children=[{"name": "Ada Example"}], happened=earlier, **CALL
    )
    do(york, "advice_worker", id, "add_information", text="They rang again.")
    worker = visit("york", "advice_worker")
    worker.get(f"/york/contacts/{id}")
    late, prompt = (
        item.text for item in reversed(worker.page.find("div", **{"class": "moj-timeline__item"}))
    )
    assert " recorded " in late
    assert " recorded " not in prompt.partition("They rang again.")[0]


def test_each_clock_unfolds_how_it_was_worked_out(visit: Visiting, york: Authority) -> None:
    """A task shows in sentences from when it counts and which days do."""
    (id,) = take(york, "advice_worker", children=[{"name": "Ada Example"}], **CALL)
    with york.store.visit(LOOK) as records:
        contact = records.contact(id)
    assert contact is not None
    timed = next(task for task in contact.running if task.ledger)
    worker = visit("york", "advice_worker")
    worker.get(f"/york/contacts/{id}")
    tasks = summary(worker.page, "What must be done")
    assert all(" ".join(line.split()) in tasks for line in timed.ledger)


def test_what_someone_cannot_do_says_why(visit: Visiting, york: Authority) -> None:
    """Steps of others stand apart, each with whose it is; what is hidden is not offered twice."""
    (id,) = take(york, "advice_worker", children=[{"name": "Ada Example"}], **CALL)
    worker = visit("york", "advice_worker")
    worker.get(f"/york/contacts/{id}")
    may = [a.text for a in worker.page.find("aside")[0].find("a")]
    assert "Restrict this child’s records" in may
    assert "Lift the restriction of this child’s records" not in worker.page.text
    assert "See who the referrer is" not in worker.page.text
    assert "'Waive a task' is for: " in worker.page.find("aside")[0].text
