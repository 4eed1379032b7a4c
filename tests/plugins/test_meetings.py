"""Which meeting people come to, what is on its agenda, and what has gone on from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from frontdoor.composition import open_authority
from frontdoor.domain.clocks import LONDON
from frontdoor.domain.commands import Decline, Propose, Receive, Transfer
from frontdoor.services import meetings
from frontdoor.services.act_on_contact import NoSuchContact, act_on_contact
from frontdoor.services.authority import Authority
from frontdoor.services.meetings import Meeting, is_meeting, meeting, one_item
from frontdoor.services.ports import User
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import take_contact

if TYPE_CHECKING:
    from tests.plugins.conftest import Deploy, Install

CODE = """
from pathlib import Path
from frontdoor import WorkList, hookimpl

@hookimpl
def procedure():
    return Path(__file__).parent

@hookimpl
def work_lists():
    return [
        WorkList(
            id="weekly",
            title="Weekly meeting",
            stages=("on_agenda",),
            received_before_today=True,
            sheet="The worry",
            attend=("duty_worker", "team_manager"),
            cites=("EXA-06",),
        ),
        WorkList(id="new", title="New", stages=("received",)),
    ]
"""
"""A plugin of a council whose meeting is, by its settings, on Wednesdays at 9:30."""

ALL = User(
    name="ann",
    full_name="Ann Example",
    roles=frozenset({"call_adviser", "duty_worker", "team_manager", "service_manager"}),
)


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A time in March 2026, of which the 11th and the 18th are Wednesdays."""
    return datetime(2026, 3, day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def council(install: Install, deploy: Deploy) -> Iterator[Authority]:
    """The fictional authority with a weekly meeting."""
    install("weekly", CODE)
    opened = open_authority(deploy("weekly"), "weekly")
    assert isinstance(opened, Authority), opened.why
    yield opened
    opened.store.close()


@pytest.fixture
def held(council: Authority, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Meeting]:
    """The meeting as someone sees it at some time."""

    def see(moment: datetime, day: date | None = None) -> Meeting:
        monkeypatch.setattr(meetings, "now", lambda: moment)
        return meeting(council, ALL, council.work_lists[0], day)

    return see


def bring(council: Authority, received: datetime) -> str:
    """Take a call about a child in moderate need, and put it on the agenda; the contact's id."""
    call: dict[str, Any] = {
        "happened": received,
        "children": [{"name": "Ada Example"}],
        "facts": {"purpose": "concern", "need": "moderate", "protection_needed_now": "no"},
        "answers": {"what_happened": "An invented story."},
    }
    taken = take_contact(council, ALL, Receive.model_validate(call))
    assert isinstance(taken, Receipt), taken
    id = taken.written[0].id
    act(council, id, Transfer(happened=received))
    return id


def act(council: Authority, contact: str, command: Any) -> None:
    """Do something about a contact that is permitted."""
    version = one_item(council, ALL, council.work_lists[1], contact).contact.version
    done = act_on_contact(council, ALL, contact, command, version)
    assert isinstance(done, Receipt), done


def ids(items: tuple[meetings.Item, ...]) -> list[str]:
    """The contacts of an agenda."""
    return [item.contact.id for item in items]


def test_a_list_with_a_sheet_or_people_who_attend_is_a_meeting(council: Authority) -> None:
    """A plain list is none."""
    assert [is_meeting(one) for one in council.work_lists] == [True, False]


def test_the_meeting_is_the_one_that_the_settings_have_next(
    council: Authority, held: Callable[..., Meeting]
) -> None:
    """Until it is over it is today's, and it is over when its hour has come and all is decided."""
    contact = bring(council, at(10))
    assert held(at(10, 14)).meets == at(11, 9, 30)
    assert held(at(11, 9)).meets == at(11, 9, 30)
    during = held(at(11, 14))
    assert (during.meets, during.after) == (at(11, 9, 30), at(18, 9, 30))
    assert during.attend == ("Duty Social Worker", "Team Manager")
    assert ids(during.items) == [contact]
    act(council, contact, Propose(outcome="assessment", rationale="Why.", happened=at(11, 14)))
    later = held(at(11, 15))
    assert (later.meets, ids(later.items), ids(later.left)) == (at(18, 9, 30), [], [contact])
    assert held(at(11, 15), date(2026, 3, 12)).meets == at(18, 9, 30)


def test_what_comes_on_the_day_of_a_meeting_waits_for_the_one_after(
    council: Authority, held: Callable[..., Meeting]
) -> None:
    """The agenda has what was received before the meeting's date, whenever it is looked at."""
    early, late = bring(council, at(10, 23, 59)), bring(council, at(11, 8))
    assert ids(held(at(11, 9)).items) == [early]
    assert ids(held(at(11, 9), date(2026, 3, 18)).items) == [early, late]
    act(council, early, Propose(outcome="assessment", rationale="Why.", happened=at(11, 10)))
    assert ids(held(at(11, 11)).items) == [late]


def test_what_left_the_agenda_on_another_day_is_not_shown_again(
    council: Authority, held: Callable[..., Meeting]
) -> None:
    """Neither what moved on then, nor what has moved once more today, nor what came back."""
    stays, again, back = (bring(council, at(9)) for _ in range(3))
    for contact in (stays, again, back):
        act(council, contact, Propose(outcome="assessment", rationale="Why.", happened=at(10, 12)))
    assert set(ids(held(at(10, 13)).left)) == {stays, again, back}
    for contact in (again, back):
        act(council, contact, Decline(reason="Ask again.", happened=at(11, 10)))
    act(council, back, Transfer(happened=at(11, 11)))
    now = held(at(11, 12))
    assert (ids(now.left), ids(now.items)) == ([], [back])


def test_a_sheet_is_of_a_contact_that_was_brought(council: Authority) -> None:
    """A contact that came to the meeting keeps its sheet, with its answers; no other has one."""
    contact = bring(council, at(9))
    act(council, contact, Propose(outcome="assessment", rationale="Why.", happened=at(10)))
    sheet = one_item(council, ALL, council.work_lists[0], contact).sheet
    assert [(line.id, line.answer) for line in sheet.lines] == [
        ("what_happened", "An invented story.")
    ]
    assert sheet.lacks == ()
    with pytest.raises(NoSuchContact):
        one_item(council, ALL, council.work_lists[0], "none")
