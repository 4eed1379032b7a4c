"""A meeting: its agenda, from which each contact is decided, and the sheets that it brings."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from litestar import Response, get
from litestar.params import FromPath

from frontdoor.domain.clocks import LONDON, BeyondCalendar
from frontdoor.domain.contact import Child, Task
from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.meetings import Item, Meeting, is_meeting, meeting, one_item
from frontdoor.services.views import Action
from frontdoor.web.pages.contacts.contact import known_id, stands_in
from frontdoor.web.pages.rendering import page
from frontdoor.web.pages.wording import GROUPS, Wording
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.providers import Asks, At

DECIDING: Final = ("propose", "authorise", "decline")
"""What a meeting decides with."""

TELLING: Final = {
    "notified": "notify",
    "fed_back": "feed_back",
    "shared": "share",
    "acknowledged": "acknowledge",
}
"""Entries with which someone has been told, and the commands that write them."""

WRITING: Final = {**TELLING, "recorded": "record", "checked": "check", "answered": "answer"}

MOST_WRITTEN: Final = 1_200
"""Letters of all long texts on a sheet together: with more it is longer than a page. What is cut
says so, and stands in the record."""


class Way(NamedTuple):
    """A link to the form of a step."""

    says: str
    href: str


class Waiting(NamedTuple):
    """A decision that this person may take once something is on record."""

    name: str
    needs: tuple[str, ...]


class Telling(NamedTuple):
    """Someone to be told of what was decided."""

    task: Task
    way: Way | None


class Shown(NamedTuple):
    """A contact of an agenda with what this person may do about it there."""

    item: Item
    age: str
    decide: tuple[Way, ...]
    stand_in: tuple[Way, ...]
    record: tuple[Way, ...]
    waiting: tuple[Waiting, ...]
    lacking: tuple[Way | str, ...]
    telling: tuple[Telling, ...]
    concerns: tuple[str, ...]
    outcomes: tuple[str, ...]
    longest: int


@get("/meetings/{work_list:str}", sync_to_thread=True)
def show_meeting(
    request: AnyRequest, at: At, asks: Asks, work_list: FromPath[str]
) -> Response[str]:
    """Show a meeting: when, who attends, what is to be decided, and what was decided today."""
    held = _held(request, at, asks, work_list)
    base = f"/{at.name}/meetings/{work_list}"
    day = held.meets.astimezone(LONDON).date().isoformat()
    is_chosen = bool(request.query_params.get("day"))
    back = f"{base}?day={day}" if is_chosen else base
    shown = [_shown(at, asks, one, held, back) for one in held.items]
    left = [_shown(at, asks, one, held, back) for one in held.left]
    done = request.query_params.get("done", "")
    return page(
        request,
        "meeting",
        meeting=held,
        shown=shown,
        left=left,
        done=next((one for one in shown + left if one.item.contact.id == done), None),
        base=base,
        day=day,
        next_day=held.after.astimezone(LONDON).date().isoformat(),
        is_chosen=is_chosen,
        menu="/",
    )


@get("/meetings/{work_list:str}/sheets", sync_to_thread=True)
def show_sheets(request: AnyRequest, at: At, asks: Asks, work_list: FromPath[str]) -> Response[str]:
    """Show the sheets of a meeting, one page each when they are printed."""
    held = _held(request, at, asks, work_list)
    shown = [_shown(at, asks, one, held) for one in held.items]
    return _sheets_page(request, held.work_list, shown, meeting=held)


@get("/meetings/{work_list:str}/sheets/{contact:str}", sync_to_thread=True)
def show_sheet(
    request: AnyRequest, at: At, asks: Asks, work_list: FromPath[str], contact: FromPath[str]
) -> Response[str]:
    """Show the sheet of one contact that is on an agenda, or has been."""
    listed = _named(at, work_list)
    item = one_item(at, asks.user, listed, known_id(contact))
    return _sheets_page(request, listed, [_shown(at, asks, item, None)], meeting=None)


def _sheets_page(
    request: AnyRequest, work_list: WorkList, shown: list[Shown], meeting: Meeting | None
) -> Response[str]:
    return page(
        request,
        "meeting_sheets",
        work_list=work_list,
        shown=shown,
        meeting=meeting,
        alone=True,
        menu="/",
    )


def _named(at: Authority, work_list: str) -> WorkList:
    for listed in at.work_lists:
        if listed.id == work_list and is_meeting(listed):
            return listed
    raise Problem(404, "not-found", "There is no such meeting here.")


def _held(request: AnyRequest, at: Authority, asks: SignedIn, work_list: str) -> Meeting:
    """The meeting of the address; one that is over has no agenda any more."""
    listed = _named(at, work_list)
    asked = request.query_params.get("day", "")
    try:
        day = date.fromisoformat(asked) if asked else None
        if day is not None and day < now().astimezone(LONDON).date():
            raise ValueError
        return meeting(at, asks.user, listed, day)
    except (ValueError, BeyondCalendar):
        raise Problem(
            404, "not-found", "There is no meeting to come on that day; open the meeting again."
        ) from None


def _shown(
    at: Authority, asks: SignedIn, item: Item, held: Meeting | None, back: str = ""
) -> Shown:
    w, view, found = Wording(at.book), item.view, item.contact
    here = f"/{at.name}/contacts/{found.id}/do/"

    def way(action: Action, says: str = "", about: str = "") -> Way:
        query = urlencode({k: v for k, v in (("about", about), ("back", back)) if v})
        return Way(says or action.name, f"{here}{action.step}{'?' if query else ''}{query}")

    def writes(event: str, says: str = "") -> Way | None:
        kind, _, detail = event.partition(" ")
        if kind not in WRITING:
            kind, detail = ("recorded" if kind in at.book.records else "checked"), kind
        steps = at.practice.procedure.steps_of(WRITING[kind], detail)
        for action in view.actions:
            if action.may and any(step.rule == action.step for step in steps):
                return way(action, says, "" if action.detail else detail)
        return None

    # What is declined is a proposal, so where there is none nobody is led to it.
    verbs = DECIDING if found.proposal else DECIDING[:2]
    deciding = [action for action in view.actions if action.verb in verbs]
    waiting = {
        action.name: [need for need in _needs(at, action) if need not in item.on_record]
        for action in deciding
        if action.why_not and all(reason.code == "needs" for reason in action.why_not)
    }
    needs = dict.fromkeys(need for every in waiting.values() for need in every)
    return Shown(
        item=item,
        age=_age(found.child, (held.meets if held else now()).astimezone(LONDON).date()),
        decide=tuple(way(action) for action in deciding if action.may),
        stand_in=tuple(way(action) for action in deciding if stands_in(at, action, asks.user)),
        record=tuple(filter(None, (writes(need, _need(w, need)) for need in needs))),
        waiting=tuple(
            Waiting(name, tuple(_need(w, need) for need in every))
            for name, every in waiting.items()
        ),
        lacking=tuple(
            writes(f"answered {line.id}", line.asks) or line.asks
            for line in item.sheet.lines
            if line.id in item.sheet.lacks
        ),
        telling=tuple(
            Telling(task, next(filter(None, map(writes, events)), None) if task.runs else None)
            for task in sorted(found.tasks.values(), key=lambda task: (not task.runs, task.started))
            if (events := [one for one in task.until if one.partition(" ")[0] in TELLING])
        ),
        concerns=tuple(
            fact.name
            for group in GROUPS
            if group in ("concern", "circumstance")
            for fact in w.asked_facts()
            if fact.group == group and found.facts.get(fact.fact) == "yes"
        ),
        outcomes=tuple(
            dict.fromkeys(
                name
                for action in view.actions
                if action.verb == "authorise"
                for _, name in action.outcomes
            )
        ),
        longest=_longest(item),
    )


def _longest(item: Item) -> int:
    """Letters that each long text of a sheet may have: what short ones leave goes to the others."""
    proposal = item.contact.proposal
    texts = [item.contact.what_happened, proposal.rationale if proposal else ""]
    lengths = sorted(map(len, [*texts, *(line.answer or "" for line in item.sheet.lines)]))
    left = MOST_WRITTEN
    for number, length in enumerate(lengths):
        share = left // (len(lengths) - number)
        if length > share:
            return share
        left -= length
    return MOST_WRITTEN


def _needs(at: Authority, action: Action) -> tuple[str, ...]:
    step = at.book.steps.get(action.step)
    return step.needs if step else ()


def _need(w: Wording, need: str) -> str:
    """What a decision needs, in words: a record, a check or an entry."""
    if need in w.book.records:
        return w.asked("record", need)
    return w.asked("check", need) if need in w.book.checks else w.event(need)


def _age(child: Child, on: date) -> str:
    """How old a child is on a date; empty where that is not known."""
    born = child.date_of_birth
    if born is None or born > on:
        return ""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    many, unit = (months // 12, "year") if months >= 24 else (months, "month")
    return f"{many} {unit}{'' if many == 1 else 's'} old"


HANDLERS: Final[tuple[Any, ...]] = (show_meeting, show_sheets, show_sheet)
