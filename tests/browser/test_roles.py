"""A contact goes from role to role at each authority, until everyone has done what they are for."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from ..service import ADMINISTRATOR, Service
from .conftest import Open
from .hands import Hand
from .test_journeys import VARIANTS, hand_in, sign_in
from .window import DESK

NEIGHBOUR = "Marlow Neighbour"
CALL: dict[str, Any] = {
    "referrer": {"kind": "public", "name": NEIGHBOUR},
    "children": [{"name": "Kim Example", "date_of_birth": "2015-01-01"}],
    "what_happened": "Kim comes to school hungry and tired.",
    "facts": {
        "purpose": "concern",
        "protection_needed_now": "no",
        "need": "high",
        "consent": "given",
        "parents_informed": "yes",
    },
}
TOLD = "An invented reason."


class Deed(NamedTuple):
    """Something done about a contact: its name, and what is chosen: group or list, and choice."""

    action: str
    chosen: dict[str, str] = {}  # noqa: RUF012 - never changed


class Turn(NamedTuple):
    """Someone in a role does what is theirs; `others` do what they cannot."""

    role: str
    deeds: tuple[Deed, ...] = ()
    others: str = ""


YORK = (
    Turn("lead_practitioner", others="Step up immediately"),
    Turn("allocated_social_worker", (Deed("Add information"),), "Take to the daily meeting"),
    Turn(
        "duty_social_worker",
        (
            Deed(
                "Ask for an immediate decision on stepping up",
                {"Outcome": "Referral: stepped up to the Assessment Team immediately"},
            ),
        ),
        "Step up immediately",
    ),
    Turn(
        "practice_manager",
        (Deed("Authorise talking to other agencies without the parents' consent"),),
        "Record a management decision",
    ),
    Turn(
        "service_manager", (Deed("Record the reason for the escalation"),), "Record the plan agreed"
    ),
    Turn("advice_team_manager", (Deed("Step up immediately"),)),
    Turn(
        "assessment_team_manager",
        (Deed("Record the allocation"),),
        "Record that the single assessment is open",
    ),
    Turn(
        "assessment_social_worker",
        (Deed("Record that the single assessment is open"),),
        "Record the allocation",
    ),
    Turn(
        "advice_worker",
        (Deed("Write a record", {"Record": "Case summary"}),),
        "Record the entry on Mosaic",
    ),
    Turn(
        "service_admin",
        (Deed("Record the entry on Mosaic"), Deed("Close on eTrak, stepped up")),
        "Step up immediately",
    ),
)
LEICESTER = (
    Turn("customer_service_adviser", (Deed("Add information"),), "Propose a referral"),
    Turn("das_social_worker", (Deed("Propose a referral", {"Outcome": "Referral"}),)),
    Turn("locality_duty_worker", (Deed("Add information"),), "Progress to a referral"),
    Turn("duty_team_manager", (Deed("Progress to a referral"),), "Decide to refer a sibling"),
    Turn("screening_manager", (Deed("Decide to refer a sibling"),), "Copy the referral"),
    Turn(
        "das_social_worker",
        (
            Deed(
                "Propose what comes of the referral",
                {"Outcome": "Single assessment (section 17)"},
            ),
        ),
        "Decide on a single assessment",
    ),
    Turn(
        "das_team_manager",
        (
            Deed("Write a record", {"Record": "Evidence weighed"}),
            Deed("Decide on a single assessment"),
        ),
    ),
    Turn("receiving_worker", (Deed("Take the case over"),), "Copy the referral to a sibling"),
    Turn("assessment_worker", (Deed("Close with the receiving team"),)),
    Turn("allocated_worker", (Deed("Add information"),)),
)
HERTFORDSHIRE = (
    Turn("csc_adviser", (Deed("Threshold met, send directly to the team"),)),
    Turn("tas_practitioner", (Deed("Add information"),), "High need, Child and Family Assessment"),
    Turn(
        "social_worker",
        (
            Deed("Acknowledge to the referrer"),
            Deed("Propose a disposal", {"Outcome": "High need: Child and Family Assessment"}),
        ),
        "High need, Child and Family Assessment",
    ),
    Turn(
        "team_manager",
        (
            Deed("High need, Child and Family Assessment"),
            Deed("Record whether one caseworker can have the household"),
            Deed("Allocate to a social worker"),
        ),
    ),
    Turn(
        "allocated_social_worker",
        (Deed("Record that the Child and Family Assessment has begun"),),
        "Allocate to a social worker",
    ),
    Turn(
        "social_worker",
        (
            Deed("Write a record", {"Record": "Entry on LCS"}),
            Deed("Close, allocated for assessment"),
        ),
    ),
)
SCREENED = "Screening against the threshold document and the early help criteria"
HELD = "The database: is the child or family known, and what is held?"
AGENCIES = "Agency checks: is the family known to other agencies?"
GENERIC = (
    Turn(
        "duty_worker",
        (Deed("Put to the supervisor or manager", {"Outcome": "Accepted as a referral"}),),
        "Accept as a referral",
    ),
    Turn("allocated_social_worker", (Deed("Add information"),), "Accept as a referral"),
    Turn(
        "practice_supervisor",
        (Deed("Accept as a referral"), Deed("Decide who is the lead practitioner")),
    ),
    Turn(
        "lead_practitioner",
        (
            Deed("Write a record, as lead practitioner", {"Record": "Screening"}),
            Deed("Record a check, as lead practitioner", {"Check": SCREENED}),
            Deed("Record a check, as lead practitioner", {"Check": HELD}),
            Deed("Record a check, as lead practitioner", {"Check": AGENCIES}),
            Deed(
                "Propose a disposal",
                {"Outcome": "Assessment of a child in need (section 17)"},
            ),
        ),
        "Authorise the disposal",
    ),
    Turn("manager", (Deed("Authorise the disposal"),)),
    Turn("duty_worker", (Deed("Write a record", {"Record": "The referral written up"}),)),
    Turn("lead_practitioner", (Deed("Close, the disposal being carried out"),)),
)
JOURNEYS = {
    "york": ("advice_worker", YORK, VARIANTS["generic"]),
    "leicester": ("das_social_worker", LEICESTER, VARIANTS["leicester"]),
    "hertfordshire": ("csc_adviser", HERTFORDSHIRE, VARIANTS["hertfordshire"]),
    "generic": ("duty_worker", GENERIC, VARIANTS["york"]),
}
"""By authority: who takes the contact, what follows in turn, and how pages are worked there."""


@pytest.mark.parametrize("authority", JOURNEYS)
def test_each_role_does_what_it_is_for(visit: Open, service: Service, authority: str) -> None:
    """Everyone signs in, finds what is theirs to do, does it, and cannot do what is others'."""
    taker, turns, variant = JOURNEYS[authority]
    contact = service.worker(authority, taker).take(**CALL)
    hand = hand_in(visit, variant)
    page = hand.page
    for turn in turns:
        page.context.clear_cookies()  # a window of one's own for each takes half a second
        page.goto(f"/{authority}/sign-in")
        hand.sign_in(turn.role)
        page.goto(f"/{authority}/contacts/{contact}")
        actions = page.get_by_role("complementary", name="What you may do")
        if turn.others:
            expect(actions.get_by_role("link", name=turn.others)).to_have_count(0)
            expect(actions.locator("li", has_text=turn.others)).not_to_have_count(0)
        sees = turn.role != "lead_practitioner" or authority != "york"
        assert (NEIGHBOUR in page.content()) is sees
        for deed in turn.deeds:
            do(hand, deed)
    window = visit(**DESK)
    window.enter(authority, service.worker(authority, taker))
    window.page.goto(f"/{authority}/contacts/{contact}")
    expect(window.page.locator(".frontdoor-stage")).to_contain_text("Closed")


def test_every_role_of_every_authority_has_its_turn(service: Service) -> None:
    """No role is left out of the journeys."""
    for authority, (_, turns, _) in JOURNEYS.items():
        answer = service.worker(authority, ADMINISTRATOR).client.get("procedure")
        roles = {role["id"] for role in answer.json()["roles"]}
        assert roles == {turn.role for turn in turns}


def test_a_manager_audits_what_was_answered(visit: Open, service: Service) -> None:
    """What a worker answered and closed by themselves is audited by their manager, not by them."""
    worker = service.worker("york", "advice_worker")
    contact = worker.take(**{**CALL, "facts": {**CALL["facts"], "need": "low"}})
    audit = "Record the audit of a Level 1 case"
    for role, deed in (
        (
            "advice_worker",
            Deed("Answer and close", {"Outcome": "Contact: information, advice or signposting"}),
        ),
        ("advice_team_manager", Deed(audit)),
    ):
        hand = sign_in(visit, VARIANTS["leicester"], "york", role)
        hand.page.goto(f"/york/contacts/{contact}")
        do(hand, deed)
        expect(hand.page.get_by_role("link", name=audit)).to_have_count(int(deed.action == audit))
    known = hand.page.get_by_role("region", name="What is known")
    expect(known.get_by_text(TOLD)).to_be_visible()


def test_an_administrator_sees_no_contact(visit: Open, service: Service) -> None:
    """Whoever looks after the accounts finds the people there, and opens no record."""
    contact = service.worker("generic", "duty_worker").take(**CALL)
    hand = sign_in(visit, VARIANTS["hertfordshire"], "generic", ADMINISTRATOR)
    hand.follow("People")
    expect(hand.page.get_by_role("link", name="duty_worker", exact=True)).to_be_visible()
    answer = hand.page.goto(f"/generic/contacts/{contact}")
    assert answer is not None
    assert answer.status == 403
    assert NEIGHBOUR not in hand.page.content()


def do(hand: Hand, deed: Deed) -> None:
    """Open the form of a deed, choose, give the first text it asks for, and send it."""
    page = hand.page
    hand.follow(deed.action)
    for group, choice in deed.chosen.items():
        if page.get_by_role("group", name=group, exact=True).count():
            hand.choose(group, choice)
        else:
            hand.pick(group, choice)
    hand.write(first_text(page), TOLD)
    hand.press(deed.action)
    expect(page.get_by_role("alert")).to_contain_text("Done. ")


def first_text(page: Page) -> str:
    """The label of the first long text of a form."""
    label: str = page.locator("main form textarea").first.evaluate("one => one.labels[0].innerText")
    return label.strip()
