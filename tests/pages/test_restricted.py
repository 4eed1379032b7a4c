"""Restricted records on the pages and over the API: shut until someone says why, and then told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from frontdoor.domain.contact import Child
from frontdoor.domain.receiving import reference_of
from frontdoor.domain.restricting import RESTRICTED
from frontdoor.services.authority import Authority, now
from frontdoor.services.find_people import find_people
from frontdoor.services.ports import Query, Visit
from frontdoor.services.read_contact import list_contacts

from .conftest import PASSWORD
from .recording import accesses, do, someone, summary, take

Visiting = Callable[..., Any]
NUMBERS = count(1)
WHY = "The school rang about a bruise."


@pytest.fixture
def hidden(york: Authority) -> dict[str, str]:
    """A restricted contact with a child of its own name; its id, name and address."""
    number = f"{next(NUMBERS):04d}"
    name, street = f"Quillon{number} Hidden", f"Secret{number} Row"
    (id,) = take(
        york,
        "advice_worker",
        channel="telephone",
        children=[{"name": name, "date_of_birth": "2019-11-02", "address": f"77 {street}"}],
        what_happened=f"An invented story about {street}.",
        facts={"purpose": "concern", "need": "moderate", "protection_needed_now": "no"},
    )
    do(york, "advice_worker", id, "transfer", step="take_to_meeting")
    do(york, "advice_team_manager", id, "restrict", reason="A colleague's child.")
    return {"id": id, "name": name, "street": street, "path": f"/york/contacts/{id}"}


def told(html: str, hidden: dict[str, str]) -> list[str]:
    """What a page says that it should not."""
    return [one for one in (hidden["name"], hidden["street"]) if one in html]


def test_a_restricted_record_opens_for_a_reason(
    visit: Visiting, york: Authority, hidden: dict[str, str]
) -> None:
    """Without a reason nothing is shown; with one all is, and the record and the log have it."""
    browser = visit("york", "duty_social_worker")
    browser.get(hidden["path"])
    assert browser.status == 403
    assert browser.page.find("h1")[0].text == "This record is restricted"
    assert told(browser.html, hidden) == []
    browser.press("Open the record", reason=" ")
    assert browser.mistakes == ["Enter why you open this record"]
    assert told(browser.html, hidden) == []
    browser.press("Open the record", reason=WHY)
    assert (browser.status, browser.path) == (200, hidden["path"])
    assert browser.page.find("h1")[0].text == hidden["name"]
    assert f"duty_social_worker, Duty social worker: {WHY}" in (
        summary(browser.page, "Who has opened this record")
    )
    browser.get(hidden["path"])
    log = accesses(york, hidden["id"], "duty_social_worker")
    about = [(one.operation, one.reason, one.result) for one in log]
    assert [one for one in about if one[0] != "contact.list"] == [
        ("contact.read", WHY, "ok"),
        ("contact.read", WHY, "ok"),
        ("contact.open_restricted", WHY, "ok"),
        ("contact.read", "", "refused"),
    ]


def test_whoever_restricted_it_is_not_asked(visit: Visiting, hidden: dict[str, str]) -> None:
    """The manager who restricted the record opens it as it is, and sees that nobody else has."""
    browser = visit("york", "advice_team_manager")
    browser.get(hidden["path"])
    assert browser.page.find("h1")[0].text == hidden["name"]
    assert "Nobody yet" in summary(browser.page, "Who has opened this record")


def test_lists_and_searches_hold_the_child_back(york: Authority, hidden: dict[str, str]) -> None:
    """A restricted record keeps its place in lists; nobody finds it by trying names."""
    worker, boss = someone(york, "duty_social_worker"), someone(york, "advice_team_manager")
    (found,) = list_contacts(york, worker, Query(text=reference_of(hidden["id"])))
    assert (found.child, found.born, found.restricted) == (RESTRICTED, None, True)
    assert found.next_due is not None
    assert list_contacts(york, worker, Query(text=hidden["name"])) == []
    (plain,) = list_contacts(york, boss, Query(text=reference_of(hidden["id"])))
    assert (plain.child, plain.restricted) == (hidden["name"], False)


def test_a_match_says_that_there_is_a_record_and_not_whose(
    york: Authority, hidden: dict[str, str]
) -> None:
    """Whoever takes a call about the same child learns that they are known, and nothing else."""
    worker = someone(york, "duty_social_worker")
    child = Child(name=hidden["name"], date_of_birth=date(2019, 11, 2))
    (found,) = (one for one in find_people(york, worker, child) if one.child.name == RESTRICTED)
    assert found.person is not None
    assert told(msgspec.json.encode(found).decode(), hidden) == []


def test_a_new_contact_about_the_child_is_restricted(
    york: Authority, hidden: dict[str, str]
) -> None:
    """So is a call about them from the start, and one that turns out to be about them."""
    worker = someone(york, "duty_social_worker")
    with york.store.visit(Visit("", "test.read", now())) as records:
        known = records.contact(hidden["id"])
        assert known is not None
    (id,) = take(york, "advice_worker", children=[{"person": known.person, "name": hidden["name"]}])
    (line,) = list_contacts(york, worker, Query(text=reference_of(id)))
    assert line.restricted
    (other,) = take(york, "advice_worker", children=[{"name": "Someone Example"}])
    child = {"person": known.person, "name": hidden["name"]}
    do(york, "advice_worker", other, "amend", child=child)
    (line,) = list_contacts(york, worker, Query(text=reference_of(other)))
    assert line.restricted


def test_the_meeting_has_the_place_and_not_the_child(
    visit: Visiting, hidden: dict[str, str]
) -> None:
    """Agenda and sheets name the reference alone; a sheet by itself asks why."""
    browser = visit("york", "duty_social_worker")
    for path in ("", "/sheets"):
        browser.get(f"/york/meetings/daily_meeting{path}")
        assert browser.status == 200
        assert told(browser.html, hidden) == []
        assert hidden["id"] in browser.html or RESTRICTED in browser.html
    browser.get(f"/york/meetings/daily_meeting/sheets/{hidden['id']}")
    assert browser.status == 403
    browser.press("Open the record", reason=WHY)
    assert hidden["name"] in browser.html


def test_a_linked_record_is_held_back(
    visit: Visiting, york: Authority, hidden: dict[str, str]
) -> None:
    """The page of a sibling shows that there is a linked record, and not whose."""
    (sibling,) = take(york, "advice_worker", children=[{"name": "Sib Example"}])
    do(york, "advice_team_manager", sibling, "link", kind="same_household", other=hidden["id"])
    browser = visit("york", "duty_social_worker")
    browser.get(f"/york/contacts/{sibling}")
    assert told(browser.html, hidden) == []
    assert f"{RESTRICTED} Same household" in summary(browser.page, "Linked contacts")


def test_what_was_typed_survives_a_restriction(
    visit: Visiting, york: Authority, hidden: dict[str, str]
) -> None:
    """Whoever types while someone else restricts the record finds the text again after opening."""
    do(york, "advice_team_manager", hidden["id"], "lift_restriction", reason="To begin with.")
    browser = visit("york", "duty_social_worker")
    browser.get(f"{hidden['path']}/do/add_information")
    do(york, "advice_team_manager", hidden["id"], "restrict", reason="A colleague's child.")
    browser.press("Add information", text="<b>The long text</b> that I typed.")
    assert browser.status == 403
    assert "Nothing you typed is lost" in browser.page.text
    assert told(browser.html, hidden) == []
    browser.press("Open the record", reason="")
    browser.press("Open the record", reason=WHY)
    browser.press("Go back to what I typed")
    browser.press("Add information")
    if browser.status == 409:
        assert "Record restricted" in browser.page.text
        browser.press("Add information")
    assert browser.status == 200
    assert "<b>The long text</b> that I typed." in browser.page.text


def test_opening_does_not_disturb_whoever_is_typing(
    visit: Visiting, york: Authority, hidden: dict[str, str]
) -> None:
    """That someone else has looked at a record is no change to it."""
    manager = visit("york", "advice_team_manager")
    manager.get(f"{hidden['path']}/do/add_information")
    worker = visit("york", "duty_social_worker")
    worker.get(hidden["path"])
    worker.press("Open the record", reason=WHY)
    manager.press("Add information", text="The school closes at noon.")
    assert manager.status == 200
    assert "The school closes at noon." in manager.page.text


def test_the_api_says_how_to_open_it(visit: Visiting, hidden: dict[str, str]) -> None:
    """403 with the version to send; the command opens it; every way in is shut before that."""
    client = visit().client
    session = client.post(
        "/api/york/sessions", json={"user": "duty_social_worker", "password": PASSWORD}
    )
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {session.json()['token']}"}
    url = f"/api/york/contacts/{hidden['id']}"
    for answer in (
        client.get(url, headers=headers),
        client.get(f"{url}/journal", headers=headers),
        client.post(
            f"{url}/commands",
            headers={**headers, "If-Match": '"3"'},
            json={"command": "assign", "user": "duty_social_worker"},
        ),
    ):
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:frontdoor:problem:restricted"
        assert told(answer.text, hidden) == []
        tag = answer.headers["ETag"]
    opened = client.post(
        f"{url}/commands",
        headers={**headers, "If-Match": tag, "Idempotency-Key": uuid4().hex},
        json={"command": "open_restricted", "reason": WHY},
    )
    assert opened.status_code == 200, opened.text
    assert client.get(url, headers=headers).json()["contact"]["child"]["name"] == hidden["name"]


def test_a_restricted_note_is_marked_on_the_form(visit: Visiting, york: Authority) -> None:
    """Whoever adds a note marks it; a colleague sees that there is one, a manager what it says."""
    (id,) = take(york, "advice_worker", children=[{"name": "Sam Example"}])
    browser = visit("york", "advice_worker")
    browser.get(f"/york/contacts/{id}/do/add_information")
    browser.press("Add information", text="They stay at the farm.", restricted=["yes"])
    assert "They stay at the farm." in browser.page.text
    other = visit("york", "duty_social_worker")
    other.get(f"/york/contacts/{id}")
    assert "farm" not in other.html
    assert "Restricted note A restricted note advice_worker, Advice Worker" in other.page.text
    manager = visit("york", "advice_team_manager")
    manager.get(f"/york/contacts/{id}")
    assert "They stay at the farm." in manager.page.text
