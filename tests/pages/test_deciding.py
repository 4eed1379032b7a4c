"""Deciding and authorising on the pages, and two people on one record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit

from .recording import do, summary, take

Visiting = Callable[..., Any]
LOOK = Visit("", "test.read", now(), logged=False)
CALL: dict[str, Any] = {
    "channel": "telephone",
    "referrer": {"kind": "professional", "name": "Priya Sample"},
    "children": [{"name": "Ida Example", "school": "Oak School"}],
    "what_happened": "An invented story.",
    "facts": {
        "purpose": "concern",
        "need": "high",
        "in_area": "yes",
        "protection_needed_now": "no",
    },
}


@pytest.fixture
def leicester(authority: Callable[[str], Authority]) -> Authority:
    """Leicester."""
    return authority("leicester")


@pytest.fixture
def contact(leicester: Authority) -> str:
    """A contact at Leicester for which a referral is advised; its id."""
    (id,) = take(leicester, "das_social_worker", **CALL)
    return id


@pytest.fixture
def proposed(leicester: Authority, contact: str) -> str:
    """The same, with a referral proposed by the social worker."""
    do(leicester, "das_social_worker", contact, "propose", outcome="referral", rationale="Clear.")
    return contact


def outcome(at: Authority, id: str) -> str:
    """The name of an outcome."""
    return at.book.outcomes[id].name


def test_what_is_recommended_stands_first_with_its_reasons(
    visit: Visiting, leicester: Authority, contact: str
) -> None:
    """Whoever decides sees the recommended outcome, by which facts, and under which clauses."""
    manager = visit("leicester", "duty_team_manager")
    manager.get(f"/leicester/contacts/{contact}/do/authorise_referral")
    headings = [h.text for h in manager.page.find("h2")]
    assert headings[0] == "Recommended"
    text = manager.page.find("main")[0].text
    assert text.index("Recommended") < text.index("Rationale")
    assert f"Recommended {outcome(leicester, 'referral')}" in text
    assert "Because: Level of need: high" in text
    assert "LEI-12" in text
    assert manager.form("Progress to a referral")["outcome"] == "referral"


def test_another_outcome_needs_a_rationale(
    visit: Visiting, leicester: Authority, contact: str
) -> None:
    """Without one it is refused, and the choice stays; with one it is proposed, and says so."""
    do(leicester, "das_social_worker", contact, "check", check="history", result="None.")
    do(leicester, "das_social_worker", contact, "record", record="rationale", text="Weighed.")
    worker = visit("leicester", "das_social_worker")
    worker.get(f"/leicester/contacts/{contact}/do/propose_early_help_assessment")
    worker.press("Propose that the caller completes an early help assessment")
    assert worker.status == 422
    (wrong,) = worker.mistakes
    assert wrong.startswith(f"'{outcome(leicester, 'early_help_assessment')}' is another outcome")
    assert wrong.endswith("Give the rationale for it.")
    worker.press(
        "Propose that the caller completes an early help assessment",
        rationale="The family asks for it.",
    )
    assert worker.status == 200
    standing = summary(worker.page, "Where it stands")
    assert "Another than the procedure advises" in standing
    assert "The family asks for it." in standing


def test_the_authoriser_sees_what_changed_since_the_proposal(
    visit: Visiting, leicester: Authority, proposed: str
) -> None:
    """Entry by entry, with what was said; who only looked is not among it."""
    manager = visit("leicester", "duty_team_manager")
    manager.get(f"/leicester/contacts/{proposed}/do/authorise_referral")
    assert "Nothing has changed since." in manager.page.text
    do(leicester, "das_social_worker", proposed, "add_information", text="The school rang.")
    do(leicester, "das_social_worker", proposed, "amend", facts={"crime_suspected": "yes"})
    for path in ("", "/do/authorise_referral"):
        manager.get(f"/leicester/contacts/{proposed}{path}")
        since = manager.page.text.partition("changed since")[2]
        assert "Information added, by das_social_worker" in since
        assert "What there is to say The school rang." in since
        assert "A crime is suspected Yes" in since


def test_a_proposal_is_sent_back_with_a_reason_that_the_proposer_sees(
    visit: Visiting, leicester: Authority, proposed: str
) -> None:
    """Without a reason it stays; sent back, the reason stands on the record until it is mended."""
    manager = visit("leicester", "duty_team_manager")
    manager.get(f"/leicester/contacts/{proposed}/do/decline_contact_outcome")
    assert "Proposed by das_social_worker" in manager.page.text
    manager.press("Send back to the social worker")
    assert manager.status == 422
    manager.press("Send back to the social worker", reason="Ask the school first.")
    worker = visit("leicester", "das_social_worker")
    worker.get(f"/leicester/contacts/{proposed}")
    standing = summary(worker.page, "Where it stands")
    assert "Sent back by duty_team_manager" in standing
    assert "Ask the school first." in standing
    do(leicester, "das_social_worker", proposed, "propose", outcome="referral", rationale="Asked.")
    worker.get(f"/leicester/contacts/{proposed}")
    assert "Sent back" not in summary(worker.page, "Where it stands")


def test_two_who_correct_one_record_lose_nothing(
    visit: Visiting, leicester: Authority, contact: str
) -> None:
    """The second keeps what they typed, takes over what the first changed, and sees what it was."""
    name = "Correct or complete what is known"
    worker = visit("leicester", "das_social_worker")
    worker.get(f"/leicester/contacts/{contact}/do/amend")
    do(
        leicester,
        "duty_team_manager",
        contact,
        "amend",
        child={"name": "Ida Example", "school": "Elm School", "gender": "girl"},
        concerns=["neglect"],
    )
    worker.press(
        name, child__name="Ida Exemplar", child__gender="female", concerns=["domestic_abuse"]
    )
    assert worker.status == 409
    assert "Someone else changed this contact" in worker.mistakes[0]
    assert "Gender was changed to 'girl' meanwhile. Yours is still here" in worker.mistakes
    assert "school: Elm School" in worker.page.text.replace("School, nursery or college", "school")
    worker.press(name)
    assert worker.status == 200, worker.mistakes
    with leicester.store.visit(LOOK) as records:
        found = records.contact(contact)
    assert found is not None
    child = found.child
    assert (child.name, child.school, child.gender) == ("Ida Exemplar", "Elm School", "female")
    assert found.facts["neglect"] == found.facts["domestic_abuse"] == "yes"


def test_text_stays_where_its_step_is_no_longer_possible(
    visit: Visiting, leicester: Authority, contact: str
) -> None:
    """Someone moved the contact on: the second sees what changed, and their text to copy."""
    worker = visit("leicester", "das_social_worker")
    worker.get(f"/leicester/contacts/{contact}/do/propose_referral")
    manager = "duty_team_manager"
    do(leicester, manager, contact, "authorise", outcome="referral", rationale="It is clear.")
    for _ in range(2):
        worker.press("Propose a referral", rationale="A long text, typed with care.")
        assert worker.status == 409
        assert worker.form("Propose a referral")["rationale"] == "A long text, typed with care."
    assert "Decided" in worker.page.text or "cannot be done now" in worker.page.text


def test_text_stays_where_the_contact_was_deleted(
    visit: Visiting, leicester: Authority, contact: str
) -> None:
    """Someone deleted the duplicate: what was typed about it is shown, to be copied."""
    (duplicate,) = take(leicester, "das_social_worker", **CALL)
    for id in (contact, duplicate):
        do(leicester, "das_team_manager", id, "authorise", outcome="referral", rationale="Clear.")
    do(leicester, "das_social_worker", duplicate, "link", kind="duplicate_of", other=contact)
    worker = visit("leicester", "das_social_worker")
    worker.get(f"/leicester/contacts/{duplicate}/do/add_information")
    do(leicester, "das_social_worker", contact, "carry_outcome", source=duplicate)
    do(leicester, "das_social_worker", duplicate, "delete_duplicate", survivor=contact)
    worker.press("Add information", text="A long text, typed with care.")
    assert worker.status == 409
    assert "Someone deleted this contact as a duplicate meanwhile" in worker.page.text
    assert "A long text, typed with care." in worker.page.text
