"""Boards and samples to audit: what is in hand in its order, what is owed, and what was audited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from frontdoor.domain import commands as cmd
from frontdoor.domain.clocks import LONDON
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.audits import month_after, month_before
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User
from frontdoor.services.read_contact import read_contact
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import take_contact

Visiting = Callable[..., Any]
AUDITS = "/york/audits/level_1_audit"


@pytest.fixture
def hertfordshire(authority: Callable[[str], Authority]) -> Authority:
    """An authority whose call advisers have a queue, and its advice service a board."""
    return authority("hertfordshire")


def everyone(at: Authority) -> User:
    """Someone with every role."""
    teams = frozenset(at.book.destinations)
    return User(name="ann", full_name="Ann", roles=frozenset(at.book.roles), teams=teams)


def take(at: Authority, name: str, hours: float = 1, **facts: str) -> str:
    """Take a call about an invented child some hours ago; the contact's id."""
    call = {
        "happened": now() - timedelta(hours=hours),
        "referrer": {"kind": "family", "name": "Quentin Unnamed"},
        "children": [{"name": name, "date_of_birth": "2012-01-01"}],
        "what_happened": "An invented story of a scarf.",
        "facts": {"purpose": "concern", "need": "low", "protection_needed_now": "no", **facts},
    }
    taken = take_contact(at, everyone(at), cmd.Receive.model_validate(call))
    assert isinstance(taken, Receipt), taken
    return taken.written[0].id


def act(at: Authority, contact: str, command: Any) -> None:
    """Do something that is permitted."""
    version = read_contact(at, everyone(at), contact).contact.version
    done = act_on_contact(at, everyone(at), contact, command, version)
    assert isinstance(done, Receipt), done


def cards(browser: Any) -> list[str]:
    """The ids of the contacts on a board, from the top."""
    found = [e.attributes.get("id", "") for e in browser.page.find("li")]
    return [id.removeprefix("contact-") for id in found if id.startswith("contact-")]


def card(browser: Any, contact: str) -> dict[str, str]:
    """What a board shows of a contact, by heading."""
    (found,) = browser.page.find("li", id=f"contact-{contact}")
    return {one.find("dt")[0].text: one.find("dd")[0].text for one in found.find("div")}


def test_the_queue_begins_with_what_presses_most(hertfordshire: Authority, visit: Visiting) -> None:
    """A child in danger comes before harm, harm before what is merely overdue."""
    late = take(hertfordshire, "Late Example", hours=300)
    unknown = take(hertfordshire, "Unknown Example", protection_needed_now="not_known")
    harm = take(hertfordshire, "Harm Example", need="significant_harm")
    danger = take(hertfordshire, "Danger Example", hours=0.1, protection_needed_now="yes")
    browser = visit("hertfordshire", "csc_adviser")
    browser.get("/hertfordshire/lists/csc_queue")
    assert browser.path == "/hertfordshire/boards/csc_queue"
    own = [id for id in cards(browser) if id in (late, unknown, harm, danger)]
    assert own == [danger, harm, unknown, late]
    assert "Needs protection now" in browser.page.find("li", id=f"contact-{danger}")[0].text
    shown = card(browser, late)
    assert shown["The procedure advises"] == "To the Targeted Advice Service"
    assert shown["Goes to"].startswith("Targeted Advice Service decided by Customer Service Centre")
    assert "overdue by" in shown["Acknowledgement"]
    assert "Team Manager of the team that holds it" in shown["Acknowledgement"]
    assert shown["Worked on by"] == "Nobody yet Customer Service Centre"


def test_a_redirected_contact_takes_its_acknowledgement_with_it(
    hertfordshire: Authority, visit: Visiting
) -> None:
    """Who is still to hear stands with the team that holds it, until they have heard."""
    contact = take(hertfordshire, "Sent Example", threshold="met", redirection="same_day")
    act(hertfordshire, contact, cmd.Authorise(step="send_to_team", outcome="referral"))
    browser = visit("hertfordshire", "team_manager")

    def team() -> str:
        page = browser.get("/hertfordshire/boards/acknowledgements")
        for section in page.find("section"):
            if section.find("li", id=f"contact-{contact}"):
                heading: str = section.find("h2")[0].text
                return heading.rpartition(":")[0]
        return ""

    teams = hertfordshire.book.destinations
    assert team() == teams["specialist_team"].name
    act(hertfordshire, contact, cmd.Record(record="protective_factors", text="Invented."))
    act(hertfordshire, contact, cmd.Redirect(to="other_specialist_team"))
    assert team() == teams["other_specialist_team"].name
    assert card(browser, contact)["Redirected"].endswith(teams["other_specialist_team"].name)
    act(hertfordshire, contact, cmd.Acknowledge(channel="telephone"))
    assert team() == teams["other_specialist_team"].name
    assert "Acknowledgement" not in card(browser, contact)
    act(hertfordshire, contact, cmd.FeedBack(to="other_referrer", text="Invented."))
    assert team() == ""


def test_the_board_is_grouped_by_stage_and_says_who_works_on_what(
    hertfordshire: Authority, visit: Visiting
) -> None:
    """Each contact stands under its stage with its worker, and what is to be done there."""
    contact = take(hertfordshire, "Tas Example", threshold="not_met")
    act(hertfordshire, contact, cmd.Authorise(step="send_to_tas", outcome="to_tas"))
    act(hertfordshire, contact, cmd.Assign(user="tas_practitioner"))
    browser = visit("hertfordshire", "tas_practitioner")
    page = browser.get("/hertfordshire/boards/tas_board")
    (section,) = (s for s in page.find("section") if s.find("li", id=f"contact-{contact}"))
    assert section.find("h2")[0].text.startswith("With the Targeted Advice Service: ")
    shown = card(browser, contact)
    assert shown["Worked on by"] == "tas_practitioner Targeted Advice Service"
    assert shown["Enquiries"].startswith("Talk the contact over with the referrer No time is given")
    assert "Here since" in shown
    browser.get(page.find("li", id=f"contact-{contact}")[0].find("a")[0].attributes["href"])
    assert "Tas Example" in browser.page.find("h1")[0].text


def test_a_board_names_neither_the_referrer_nor_a_restricted_child(
    hertfordshire: Authority, visit: Visiting
) -> None:
    """Of a restricted record it has where that stands and what is due, and nothing else."""
    contact = take(hertfordshire, "Hidden Example", protection_needed_now="yes")
    act(hertfordshire, contact, cmd.Restrict(reason="A worker's own family, invented."))
    browser = visit("hertfordshire", "csc_adviser")
    browser.get("/hertfordshire/boards/csc_queue")
    (found,) = browser.page.find("li", id=f"contact-{contact}")
    assert found.find("h2")[0].text.startswith("Restricted record")
    assert list(card(browser, contact)) == ["Due next", "Worked on by"]
    for word in ("Hidden", "Quentin", "scarf"):
        assert word not in browser.html
    browser.get("/hertfordshire/boards/acknowledgements")
    assert "Hidden" not in browser.html


def test_what_is_no_board_is_not_found(visit: Visiting) -> None:
    """Neither an unknown list, nor one that is not a board, nor one that is not a sample."""
    browser = visit("york", "advice_worker")
    for path in ("boards/none", "boards/daily_meeting", "audits/none", "audits/daily_meeting"):
        browser.get(f"/york/{path}")
        assert browser.status == 404
    for month in ("2026-13", "tomorrow", "0001-01"):
        browser.get(f"{AUDITS}?month={month}")
        assert browser.status == 404


def sampled(york: Authority) -> str:
    """A Level 1 contact of May 2017 that is in the sample, closed; its id."""
    received = datetime(2017, 5, 8, 10, 0, tzinfo=LONDON)
    for minute in range(400):
        hours = (now() - received).total_seconds() / 3600 - minute / 60
        contact = take(york, "Sampled Example", hours=hours, purpose="advice")
        if contact < f"{16**8 // 10:08x}":
            at = received + timedelta(minutes=minute + 5)
            act(york, contact, cmd.Authorise(outcome="information_and_advice", happened=at))
            return contact
    raise AssertionError("one contact in ten is in the sample")


def test_a_manager_audits_the_sample_of_a_month(
    authority: Callable[[str], Authority], visit: Visiting
) -> None:
    """The month has its contacts, each with what its audit found; the dashboard has the share."""
    york = authority("york")
    contact = sampled(york)
    worker = visit("york", "advice_worker")
    worker.get("/york/lists/level_1_audit")
    assert worker.path == AUDITS
    worker.get(f"{AUDITS}?month=2017-05")
    assert "Audited: 0 of 1." in worker.page.text
    assert not [a for a in worker.page.find("a") if a.text.startswith("Record the audit")]
    manager = visit("york", "advice_team_manager")
    manager.get(f"{AUDITS}?month=2017-05")
    (way,) = (a for a in manager.page.find("a") if a.text.startswith("Record the audit"))
    manager.get(way.attributes["href"])
    manager.press("Record the audit of a Level 1 case", text="Rightly answered, invented.")
    assert manager.path == AUDITS, manager.mistakes
    assert "Audited: 1 of 1." in manager.page.text
    assert "Rightly answered, invented." in manager.page.text
    assert "Recorded on " in manager.page.text
    query = "first_day.day=1&first_day.month=4&first_day.year=2017"
    query += "&last_day.day=30&last_day.month=6&last_day.year=2017"
    answer = manager.ask("GET", f"/york/dashboard/audit_level_1_audit.json?{query}")
    (row,) = answer.json()[0]["rows"]
    assert row["heading"] == "May 2017"
    assert [cell[0]["says"] for cell in row["cells"]] == [1, 1, 100.0]
    manager.get(f"{AUDITS}?month=2017-04")
    assert "No contact of this month is in the sample." in manager.page.text
    assert contact not in manager.html


def test_months_follow_each_other() -> None:
    """Over the turn of a year too."""
    day = datetime(2026, 12, 1, tzinfo=LONDON).date()
    assert month_after(day).isoformat() == "2027-01-01"
    assert month_before(month_after(day)) == day
    assert month_before(day).isoformat() == "2026-11-01"
