"""A meeting on its pages: its agenda, decisions taken from it, and the sheets that it prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from frontdoor.composition import Unusable, open_authority
from frontdoor.demo import fill
from frontdoor.domain.commands import Receive, Transfer
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.meetings import meeting
from frontdoor.services.ports import User, Visit
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import take_contact
from frontdoor.settings import Settings

Visiting = Callable[..., Any]
Agenda = Callable[..., str]
Authorities = dict[str, Authority | Unusable]

CASES = Path(__file__).parents[2] / "examples" / "cases"
MEETING = "/york/meetings/daily_meeting"
ELSEWHERE = (
    "https://evil.example/york/",
    "//evil.example/york",
    "/leicester/",
    "/york/../leicester",
    "/york/\\evil.example",
    "/york/meetings/daily_meeting?day=2026-11-23&next=//evil.example",
    "/york/meetings/daily_meeting?day=tomorrow",
    "/york?//evil.example",
    "javascript:alert(1)",
)
CALL: dict[str, Any] = {
    "happened": datetime(2026, 1, 5, 10, 0, tzinfo=UTC),
    "referrer": {"kind": "professional", "name": "Priya Sample"},
    "children": [{"name": "Ada Example", "date_of_birth": "2019-11-02"}],
    "what_happened": "An invented story.",
    "facts": {
        "purpose": "concern",
        "need": "moderate",
        "protection_needed_now": "no",
        "asking_raises_risk": "no",
    },
    "concerns": ["neglect"],
}


@pytest.fixture
def agenda(authorities: Authorities) -> Agenda:
    """Take a call at York and put it on the agenda; gives the contact's id."""
    york = authorities["york"]
    assert isinstance(york, Authority)
    with york.store.visit(Visit("", "test.user", now(), logged=False)) as records:
        worker = records.user("advice_worker")
    assert worker is not None

    def bring(*, stage: str = "on_agenda", **changed: Any) -> str:
        assert isinstance(york, Authority)
        assert isinstance(worker, User)
        taken = take_contact(york, worker, Receive.model_validate({**CALL, **changed}))
        assert isinstance(taken, Receipt), taken
        id = taken.written[0].id
        if stage == "on_agenda":
            moved = act_on_contact(york, worker, id, Transfer(step="take_to_meeting"), 1)
            assert isinstance(moved, Receipt), moved
        return id

    return bring


def card(browser: Any, contact: str) -> Any:
    """What the meeting's page has of one contact."""
    for row in browser.page.find("div", **{"class": "frontdoor-row"}):
        if row.find(id=f"contact-{contact}"):
            return row
    raise AssertionError(f"{contact} is not on the page")


def follow(browser: Any, contact: str, link: str) -> None:
    """Follow a link of one contact on the meeting's page."""
    (href,) = (
        a.attributes["href"]
        for a in card(browser, contact).find("a")
        if a.text.startswith(f"{link} :") or a.text == link
    )
    browser.get(href)


def test_the_agenda_says_what_is_to_be_decided(visit: Visiting, agenda: Agenda) -> None:
    """Each contact has its child, who presents it, what is advised and what its sheet lacks."""
    contact = agenda(answers={"front_sheet_reason": "Hungry and tired."})
    manager = visit("york", "advice_team_manager")
    manager.get("/york/")
    assert MEETING in [a.attributes["href"] for a in manager.page.find("a")]
    manager.get(MEETING)
    assert "Must be there Advice Worker, Duty social worker, Advice Team Manager" in (
        manager.page.text
    )
    shown = card(manager, contact)
    assert re.match(r"Ada Example, \d+ years old", shown.text)
    assert "Presented by advice_worker" in shown.text
    assert "Received Monday 5 January 2026 at 10am" in shown.text
    assert "Decision due Tuesday 6 January 2026 at 9:30am overdue" in shown.text
    assert "Enquiry: brokered support at Tier 2 YOR-12, YOR-27" in shown.text
    missing = shown.text.partition("Missing on the sheet")[2]
    assert "Who referred" in missing
    assert "Why they referred" not in missing


def test_decisions_are_recorded_from_the_meeting(visit: Visiting, agenda: Agenda) -> None:
    """What a decision needs is led to, the decision then is, and one always comes back."""
    contact = agenda()
    manager = visit("york", "advice_team_manager")
    manager.get(MEETING)
    decisions = [a.text for a in card(manager, contact).find("a")]
    assert not any(name.startswith("Broker support") for name in decisions)
    follow(manager, contact, "The plan agreed")
    manager.press("Record the plan agreed", text="We broker home support.")
    assert manager.path == MEETING
    (banner,) = manager.page.find("div", role="alert")
    assert "Ada Example. It is at" in banner.text
    assert "Enquiry, for the daily meeting" in banner.text
    follow(manager, contact, "Broker support at Tier 2, as the meeting agreed")
    assert manager.page.find("a", **{"class": "govuk-back-link"})[0].attributes["href"] == MEETING
    manager.press("Broker support at Tier 2, as the meeting agreed", outcome="brokered_support")
    assert manager.path == MEETING
    shown = card(manager, contact)
    assert "Decided Enquiry: brokered support at Tier 2, by advice_team_manager" in shown.text
    assert "Now at Support brokered at Tier 2" in shown.text

    worker = visit("york", "advice_worker")
    worker.get(MEETING)
    follow(worker, contact, "Tell the professional who referred what was decided")
    assert worker.form("Record feedback given")["to"] == "professional_referrer"
    worker.press("Record feedback given", text="Told Priya.", channel="telephone")
    assert worker.path == MEETING
    told = card(worker, contact).text
    assert "Tell the professional who referred what was decided Done" in told
    assert "Tell the practitioners concerned" in told


def test_what_is_missing_is_answered_from_the_meeting(visit: Visiting, agenda: Agenda) -> None:
    """A question that the sheet lacks leads to its form, and back."""
    contact = agenda()
    worker = visit("york", "advice_worker")
    worker.get(MEETING)
    follow(worker, contact, "What is asked for")
    button = worker.page.find("h1")[0].text
    assert worker.form(button)["question"] == "front_sheet_requests"
    worker.press(button, text="Help in the mornings.")
    assert worker.path == MEETING
    assert "What is asked for" not in card(worker, contact).text.partition("Missing on the")[2]
    worker.get(f"{MEETING}/sheets/{contact}")
    assert "Help in the mornings." in worker.page.text


def test_a_form_with_a_mistake_still_leads_back(visit: Visiting, agenda: Agenda) -> None:
    """Where one came from survives a form that is refused, on a meeting of another day too."""
    contact = agenda()
    manager = visit("york", "advice_team_manager")
    manager.get(MEETING)
    (later,) = (
        a
        for a in manager.page.find("a")
        if "?day=" in a.attributes["href"] and (a.attributes["href"].startswith(f"{MEETING}?"))
    )
    manager.get(later.attributes["href"])
    follow(manager, contact, "The plan agreed")
    manager.press("Record the plan agreed", text="")
    assert manager.status == 422
    answer = manager.form("Record the plan agreed") | {"text": "A plan.", "go": "do"}
    done = manager.ask("POST", manager.path, data=answer, follow_redirects=False)
    assert done.headers["location"] == f"{later.attributes['href']}&done={contact}"


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_elsewhere_by_an_action(
    visit: Visiting, agenda: Agenda, elsewhere: str
) -> None:
    """An address outside the authority's own pages is neither shown nor followed."""
    contact = agenda()
    browser = visit("york", "advice_worker")
    path = f"/york/contacts/{contact}/do/add_information"
    browser.show(browser.ask("GET", path, params={"back": elsewhere}))
    assert "evil" not in browser.html
    assert "back" not in browser.form("Add information")
    browser.press("Add information", text="The school rang.", back=elsewhere)
    assert browser.path == f"/york/contacts/{contact}"


def test_a_sheet_holds_what_the_meeting_hears(visit: Visiting, agenda: Agenda) -> None:
    """The sheet has child, referrer, reason, concerns, answers, advice and room to decide."""
    contact = agenda(
        answers={"front_sheet_history": "Early help in 2023."},
        adults=[{"name": "Dana Example", "relationship": "mother"}],
    )
    manager = visit("york", "advice_team_manager")
    for path in (f"{MEETING}/sheets", f"{MEETING}/sheets/{contact}"):
        manager.get(path)
        (sheet,) = manager.page.find("article", **{"aria-labelledby": f"sheet-{contact}"})
        for part in (
            "Ada Example",
            "Presented by advice_worker",
            "Born Saturday 2 November 2019",
            "Family Dana Example, mother",
            "Who made the contact Professional, Priya Sample",
            "Why An invented story.",
            "Concerns Neglect",
            "Early help in 2023.",
            "Who referred Missing",
            "The procedure advises Enquiry: brokered support at Tier 2 (YOR-12, YOR-27)",
            "Decision of the meeting",
            "Enquiry: no further action",
        ):
            assert part in sheet.text, part
    manager.get(f"{MEETING}/sheets")
    sheets = manager.page.find("article")
    manager.get(MEETING)
    assert f"To decide: {len(sheets)}" in manager.page.text


def test_long_texts_are_cut_and_say_so(visit: Visiting, agenda: Agenda) -> None:
    """A text that would not fit on a page says that it goes on in the record."""
    story = "Word " * 2_000 + "END"
    contact = agenda(what_happened=story, answers={"front_sheet_reason": story})
    manager = visit("york", "advice_team_manager")
    manager.get(f"{MEETING}/sheets/{contact}")
    assert manager.page.text.count("… (goes on in the record)") == 2
    assert "END" not in manager.page.text


def test_a_referrer_who_may_not_be_named_is_on_no_page_of_the_meeting(
    visit: Visiting, agenda: Agenda
) -> None:
    """Whoever may not see the referrer finds neither name nor number, whatever was typed where."""
    contact = agenda(
        referrer={"kind": "public", "name": "Marlow Nextdoor", "telephone": "01632 960066"},
        what_happened="MARLOW hears shouting at night.",
        answers={
            "front_sheet_referrer": "The neighbour, mrs nextdoor, on 01632 960066.",
            "front_sheet_requests": "Help for Ada Example.",
        },
    )
    outside = visit("york", "lead_practitioner")
    for path in (MEETING, f"{MEETING}/sheets", f"{MEETING}/sheets/{contact}"):
        outside.get(path)
        assert outside.status == 200
        for told in ("marlow", "nextdoor", "960066"):
            assert told not in outside.html.lower()
    assert "Held back, for it may tell who the referrer is" in outside.page.text
    assert "Help for Ada Example." in outside.page.text
    inside = visit("york", "advice_team_manager")
    inside.get(f"{MEETING}/sheets/{contact}")
    assert "Marlow Nextdoor" in inside.page.text
    assert "mrs nextdoor" in inside.page.text
    assert "named to parents or other agencies only with their consent. (YOR-24)" in (
        inside.page.text
    )
    api = outside.ask("GET", "/api/york/work-lists/daily_meeting/sheets")
    assert "nextdoor" not in api.text.lower()


@pytest.mark.parametrize(
    "path",
    [
        "/york/meetings/none",
        "/york/meetings/level_1_audit",
        "/york/meetings/level_1_audit/sheets",
        "/hertfordshire/meetings/csc_queue",
        f"{MEETING}?day=2026-01-05",
        f"{MEETING}?day=yesterday",
        f"{MEETING}?day=2099-01-05",
        f"{MEETING}/sheets?day=2026-02-30",
        f"{MEETING}/sheets/none",
        f"{MEETING}/sheets/%00",
    ],
)
def test_what_is_no_meeting_is_not_found(visit: Visiting, path: str) -> None:
    """A list without sheets, a day gone by or without a calendar, a contact that is none: 404."""
    role = "csc_adviser" if path.startswith("/hertfordshire") else "advice_worker"
    browser = visit(path.split("/")[1], role)
    browser.get(path)
    assert browser.status == 404


def test_a_contact_that_never_was_on_the_agenda_has_no_sheet(
    visit: Visiting, agenda: Agenda
) -> None:
    """A contact that did not come to the meeting is not shown as if it had."""
    contact = agenda(stage="received")
    browser = visit("york", "advice_worker")
    browser.get(f"{MEETING}/sheets/{contact}")
    assert browser.status == 404


@pytest.mark.parametrize(
    ("under", "operation"),
    [("", "meeting.read"), ("/sheets", "meeting.read"), ("/sheets/{}", "meeting.sheet")],
)
def test_each_page_of_a_meeting_is_one_line_in_the_access_log(
    visit: Visiting, agenda: Agenda, settings: Settings, under: str, operation: str
) -> None:
    """Who looked at a meeting, and which contacts were on it, stands in one line a request."""
    contact = agenda()
    browser = visit("york", "duty_social_worker")
    url = settings.database_url.format(authority="york")
    engine = create_engine(url)
    with engine.connect() as reading:
        before = reading.execute(text("SELECT max(id) FROM access")).scalar()
    browser.get(f"{MEETING}{under.format(contact)}")
    with engine.connect() as reading:
        lines = reading.execute(
            text('SELECT "user", operation, seen, result FROM access WHERE id > :id'),
            {"id": before},
        ).all()
    engine.dispose()
    ((user, did, seen, result),) = lines
    assert (user, did, result) == ("duty_social_worker", operation, "ok")
    assert contact in seen


def test_the_demonstration_has_a_meeting_worth_printing(tmp_path: Path) -> None:
    """Freshly filled, York's next meeting has several contacts, one of which lacks nothing."""
    url = f"sqlite:///{tmp_path}/{{authority}}.sqlite"
    settings = Settings(
        authorities=("york",), database_url=url, var=tmp_path, config=tmp_path, secure_cookies=False
    )
    york = open_authority(settings, "york")
    assert isinstance(york, Authority)
    manager = next(
        user for user in fill(york, CASES) if user.roles == frozenset({"advice_team_manager"})
    )
    held = meeting(york, manager, york.work_lists[0])
    york.store.close()
    assert held.meets > now()
    assert len(held.items) >= 3
    assert any(not item.sheet.lacks for item in held.items)
    assert any(item.sheet.lacks for item in held.items)
