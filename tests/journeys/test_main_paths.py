"""A contact is taken, decided, authorised, fed back and closed under each authority, over HTTP."""

from __future__ import annotations

from typing import Any

from ..service import Service

CALL: dict[str, Any] = {
    "channel": "telephone",
    "referrer": {"kind": "professional", "name": "Pat Example", "organisation": "Example School"},
    "children": [{"name": "Kim Example", "date_of_birth": "2015-01-01"}],
    "what_happened": "Kim comes to school hungry and tired.",
}
FACTS = {
    "purpose": "concern",
    "protection_needed_now": "no",
    "case": "new",
    "parents_informed": "yes",
    "consent": "given",
    "in_area": "yes",
}


def test_york_brokers_support_after_the_daily_meeting(service: Service) -> None:
    """At York an enquiry goes to the meeting, is brokered at Tier 2, and is closed by a manager."""
    worker = service.worker("york", "advice_worker")
    manager = service.worker("york", "advice_team_manager")
    contact = worker.take(**CALL, facts={**FACTS, "need": "moderate"})
    assert worker.does(contact, "transfer", step="take_to_meeting") == "on_agenda"
    agenda = worker.client.get("work-lists").json()
    assert "daily_meeting" in {listed["id"] for listed in agenda}

    refused = worker.tries(contact, "authorise", outcome="brokered_support")
    assert refused.status_code == 403
    unplanned = manager.tries(contact, "authorise", outcome="brokered_support")
    assert unplanned.status_code == 409
    assert "YOR-13" in unplanned.json()["errors"][0]["cites"]

    manager.does(contact, "record", record="plan", text="The school leads; we broker a mentor.")
    assert manager.does(contact, "authorise", outcome="brokered_support") == "brokered"
    worker.does(contact, "record", record="support_brokered", text="Mentor from next week.")
    worker.does(contact, "feed_back", to="professional_referrer", text="Support is arranged.")
    stage = manager.does(
        contact, "authorise", outcome="no_further_action", rationale="The support has ended well."
    )
    assert stage == "decided"
    worker.does(contact, "record", record="summary", text="A mentor was found; all is well.")
    assert worker.does(contact, "close") == "closed"
    assert worker.journal(contact) == [
        "received",
        "transferred",
        "recorded plan",
        "authorised",
        "recorded support_brokered",
        "fed_back professional_referrer",
        "authorised",
        "recorded summary",
        "closed",
    ]


def test_leicester_refers_to_a_single_assessment(service: Service) -> None:
    """At Leicester a social worker proposes, a manager endorses, the assessment team takes over."""
    worker = service.worker("leicester", "das_social_worker")
    manager = service.worker("leicester", "duty_team_manager")
    receiving = service.worker("leicester", "assessment_worker")
    contact = worker.take(**CALL, facts={**FACTS, "need": "high"})
    worker.does(contact, "propose", outcome="referral", also=["single_assessment"])
    own = worker.tries(contact, "authorise")
    assert own.status_code == 403
    assert manager.does(contact, "authorise") == "referral"

    worker.does(contact, "propose", outcome="single_assessment")
    refused = manager.tries(contact, "authorise")
    assert refused.status_code == 409
    assert "LEI-48" in refused.json()["errors"][0]["cites"]
    manager.does(
        contact, "record", record="evidence_weighed", text="Early help was tried for a year."
    )
    assert manager.does(contact, "authorise") == "transferred"
    worker.does(contact, "feed_back", to="professional_referrer", channel="email", text="Assessed.")
    worker.does(contact, "feed_back", to="parents", channel="letter", text="We will visit you.")
    receiving.does(contact, "acknowledge", text="We have it.")
    assert receiving.does(contact, "close") == "closed"
    assert worker.journal(contact) == [
        "received",
        "proposed",
        "authorised",
        "proposed",
        "recorded evidence_weighed",
        "authorised",
        "fed_back professional_referrer",
        "fed_back parents",
        "acknowledged",
        "closed",
    ]


def test_hertfordshire_advises_through_the_targeted_advice_service(service: Service) -> None:
    """At Hertfordshire the TAS talks with the referrer, advises and closes."""
    adviser = service.worker("hertfordshire", "csc_adviser")
    practitioner = service.worker("hertfordshire", "tas_practitioner")
    social_worker = service.worker("hertfordshire", "social_worker")
    contact = adviser.take(**CALL, facts={**FACTS, "need": "low", "threshold": "not_met"})
    assert adviser.does(contact, "authorise", outcome="to_tas") == "with_tas"
    social_worker.does(contact, "acknowledge", channel="telephone", text="We have your contact.")
    early = practitioner.tries(contact, "authorise", outcome="information_and_advice")
    assert early.status_code == 409
    practitioner.does(
        contact, "record", record="tas_discussion", text="The school will follow it up."
    )
    assert practitioner.does(contact, "authorise", outcome="information_and_advice") == "decided"
    practitioner.does(contact, "feed_back", to="professional_referrer", text="Advice was given.")
    assert practitioner.does(contact, "close") == "closed"
    assert adviser.journal(contact) == [
        "received",
        "authorised",
        "acknowledged",
        "recorded tas_discussion",
        "authorised",
        "fed_back professional_referrer",
        "closed",
    ]


def test_generic_assesses_a_child_in_need(service: Service) -> None:
    """Under the generic procedure a referral is screened, disposed of and closed."""
    worker = service.worker("generic", "duty_worker")
    supervisor = service.worker("generic", "practice_supervisor")
    contact = worker.take(**CALL, facts={**FACTS, "need": "high"})
    worker.does(contact, "propose", outcome="referral")
    assert supervisor.does(contact, "authorise") == "referral"
    unscreened = supervisor.tries(contact, "authorise", outcome="section_17_assessment")
    assert unscreened.status_code == 409
    assert len(unscreened.json()["errors"]) == 4
    worker.does(contact, "record", record="screening", text="Nature, cause, needs, harm, urgency.")
    for check in ("threshold", "database", "agencies"):
        worker.does(contact, "check", check=check, result="Nothing is held.")
    decided = supervisor.does(
        contact, "authorise", outcome="section_17_assessment", also=["see_child"]
    )
    assert decided == "decided"
    supervisor.does(
        contact, "record", record="lead_practitioner", text="Lee Example, social worker."
    )
    worker.does(contact, "feed_back", to="professional_referrer", text="An assessment follows.")
    worker.does(contact, "record", record="written_up", text="Referral written up.")
    assert worker.does(contact, "close") == "closed"
    journal = worker.journal(contact)
    assert journal[:3] == ["received", "proposed", "authorised"]
    assert journal[-1] == "closed"


def test_one_call_about_several_children_makes_linked_contacts(service: Service) -> None:
    """Each child of a call gets a contact of its own, linked to the others."""
    worker = service.worker("york", "advice_worker")
    children = [{"name": "Sam Example"}, {"name": "Alex Example"}, {"name": "Jo Example"}]
    answer = worker.client.post(
        "contacts",
        json={**CALL, "children": children, "facts": FACTS},
        headers={"Idempotency-Key": "three-children"},
    )
    assert answer.status_code == 201
    contacts = [written["id"] for written in answer.json()["written"]]
    assert len(set(contacts)) == 3
    links = worker.read(contacts[0])["contact"]["links"]
    assert {link["this"] for link in links} == set(contacts[1:])
    again = worker.client.post(
        "contacts",
        json={**CALL, "children": children, "facts": FACTS},
        headers={"Idempotency-Key": "three-children"},
    )
    assert [written["id"] for written in again.json()["written"]] == contacts


def test_york_audits_a_sample_of_what_was_only_advice(service: Service) -> None:
    """Contacts closed with advice, and no others, are offered to the manager's audit at York."""
    worker = service.worker("york", "advice_worker")
    manager = service.worker("york", "advice_team_manager")
    advised = set()
    for _ in range(40):
        contact = worker.take(**CALL, facts={**FACTS, "purpose": "index_enquiry", "need": "low"})
        assert worker.does(contact, "authorise", outcome="index_enquiry_answered") == "closed"
        advised.add(contact)
    audited = {
        line["id"] for line in manager.client.get("work-lists/level_1_audit").json()["contacts"]
    }
    assert len(audited) < len(advised)
    assert audited <= {id for id in advised if id < "1999999a"}
    assert {id for id in advised if id < "19999999"} <= audited


def test_york_brings_front_sheets_to_the_meeting(service: Service) -> None:
    """The agenda says who presents each enquiry, who attends, and what its front sheet lacks."""
    worker = service.worker("york", "advice_worker")
    manager = service.worker("york", "advice_team_manager")
    contact = worker.take(
        **CALL, facts={**FACTS, "need": "moderate"}, happened="2026-01-05T10:00:00Z"
    )
    taken = worker.read(contact)["contact"]
    assert taken["received"] == "2026-01-05T10:00:00Z"
    assert taken["tasks"]["next_days_meeting"]["due"] == "2026-01-06T09:30:00Z"
    worker.does(contact, "transfer", step="take_to_meeting")
    worker.does(contact, "answer", question="front_sheet_reason", text="Hungry and tired.")
    agenda = manager.client.get("work-lists/daily_meeting/sheets").json()
    assert agenda["attend"] == ["Advice Worker", "Duty social worker", "Advice Team Manager"]
    (sheet,) = (one for one in agenda["sheets"] if one["contact"] == contact)
    assert sheet["presented_by"] == "advice_worker"
    answers = {line["id"]: line["answer"] for line in sheet["lines"]}
    assert answers["front_sheet_reason"] == "Hungry and tired."
    assert set(sheet["lacks"]) == set(answers) - {"front_sheet_reason"}
    assert manager.client.get("work-lists/no_such_list/sheets").status_code == 404
