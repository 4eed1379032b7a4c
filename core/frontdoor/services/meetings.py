"""Meetings: which contacts one decides on, what each needs, and what has become of them since."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import msgspec

from frontdoor.domain.clocks import LONDON
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Actor
from frontdoor.domain.permission import there
from frontdoor.domain.restricting import is_withheld
from frontdoor.domain.showing import held_back
from frontdoor.hookspecs import WorkList
from frontdoor.procedure.language import Disclosure
from frontdoor.procedure.timescales import Kind, Timescale
from frontdoor.services.act_on_contact import NoSuchContact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, Records, User, Visit
from frontdoor.services.restricted import require_open
from frontdoor.services.sheets import (
    MOST,
    Sheet,
    brought,
    sheet_of,
    who_attends,
)
from frontdoor.services.views import View, view

_NEXT = Timescale(Kind.NEXT_MEETING)
_DAY = timedelta(days=1)


class Item(msgspec.Struct, frozen=True):
    """A contact before a meeting, as one person may see it; the view has no journal.

    `on_record` is everything on it that a step can need; `unnamed` are the rules by which the
    referrer may not be named to others, whoever may see them here.
    """

    view: View
    sheet: Sheet
    on_record: frozenset[str]
    unnamed: tuple[Disclosure, ...]

    @property
    def contact(self) -> Contact:
        """The contact, without what this person may not see."""
        return self.view.contact


class Meeting(msgspec.Struct, frozen=True):
    """A meeting and its agenda, those due first first; at most the first `MOST` contacts.

    `left` are contacts that went on from the agenda today, the latest first: decided, or stepped
    up, or answered without the meeting. `after` is when the meeting after this one is.
    """

    work_list: WorkList
    meets: datetime
    after: datetime
    attend: tuple[str, ...]
    items: tuple[Item, ...]
    left: tuple[Item, ...]
    is_cut: bool


def is_meeting(work_list: WorkList) -> bool:
    """Whether a work list is the agenda of a meeting."""
    return bool(work_list.sheet or work_list.attend)


def meeting(
    authority: Authority, user: User, work_list: WorkList, day: date | None = None
) -> Meeting:
    """The first meeting on or after a local date, with its agenda as it stands now.

    Without a date it is the one that people are at or come to next: today's until its hour has
    come and nothing of its agenda is left, then the one after. Raises `BeyondCalendar` for a date
    whose bank holidays are not known.
    """
    actor = authority.actor(user)
    moment = now()
    today = moment.astimezone(LONDON).date()
    with authority.store.visit(Visit(user.name, "meeting.read", moment)) as records:
        meets = _meets(authority, day or today)
        found = brought(authority, records, work_list, _date(meets))
        if day is None and meets < moment and not found:
            meets = _meets(authority, today + _DAY)
            found = brought(authority, records, work_list, _date(meets))
        left = _left_today(records, work_list, today)
        items = [_item(authority, records, work_list, one, actor) for one in found]
        gone = [_item(authority, records, work_list, one, actor) for one in left]
    return Meeting(
        work_list=work_list,
        meets=meets,
        after=_meets(authority, _date(meets) + _DAY),
        attend=who_attends(authority, work_list),
        items=tuple(items),
        left=tuple(gone),
        is_cut=len(found) == MOST,
    )


def one_item(authority: Authority, user: User, work_list: WorkList, contact: str) -> Item:
    """A contact that is on a meeting's agenda, or has been. Raises `NoSuchContact`."""
    actor = authority.actor(user)
    with authority.store.visit(Visit(user.name, "meeting.sheet", now())) as records:
        found = records.contact(contact)
        stages = work_list.stages
        if found is None or found.deleted or not _was_at(found, stages):
            raise NoSuchContact(contact)
        require_open(records, found, user.name, now())
        return _item(authority, records, work_list, found, actor)


def _was_at(contact: Contact, stages: tuple[str, ...]) -> bool:
    return any(f"stage {stage}" in contact.moments for stage in stages)


def _meets(authority: Authority, day: date) -> datetime:
    """When the first meeting on or after a local date is."""
    before = datetime.combine(day - _DAY, time(), LONDON)
    meets = authority.practice.deadline(_NEXT, before).due
    if meets is None:
        raise LookupError("a timescale of the next meeting always has an end")
    return meets


def _date(meets: datetime) -> date:
    return meets.astimezone(LONDON).date()


def _left_today(records: Records, work_list: WorkList, today: date) -> list[Contact]:
    midnight = datetime.combine(today, time(), LONDON)
    stages = frozenset(work_list.stages)
    query = Query(left=stages, moved_from=midnight, state="all", limit=MOST)
    found = [
        (left, contact)
        for line in records.lines(query)[:MOST]
        if (contact := records.contact(line.id)) and (left := contact.left(stages))
    ]
    # Someone may have moved on today who had left the agenda long ago.
    gone = [(left, contact) for left, contact in found if left >= midnight]
    return [contact for _, contact in sorted(gone, key=lambda one: one[0], reverse=True)]


def _item(
    authority: Authority, records: Records, work_list: WorkList, contact: Contact, actor: Actor
) -> Item:
    practice = authority.practice_under(contact.edition, records)
    at = now()
    seen = view(practice, contact, [], actor, at)
    return Item(
        view=seen,
        sheet=sheet_of(practice, seen.contact, work_list.sheet),
        on_record=there(seen.contact),
        unnamed=tuple(
            rule
            for rule in held_back(practice, contact)
            if rule.holds_back == "referrer_identity" and not is_withheld(seen.contact)
        ),
    )
