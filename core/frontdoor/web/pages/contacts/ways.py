"""The ways on: to what ends a task or follows the advice, and to what has to be written first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from frontdoor.domain.contact import Task
from frontdoor.domain.letter_wording import readers_of
from frontdoor.domain.permission import there
from frontdoor.procedure import vocabulary
from frontdoor.services.authority import Authority
from frontdoor.services.views import Action, View
from frontdoor.web.pages.wording import Wording

MOST: Final = 4
"""Of a task that more steps than these could end, the list of all that may be done says enough."""

_ASKED: Final = {"answer": "question", "check": "check", "record": "record"}
_VERBS: Final = {kind: verb for verb, kind in vocabulary.VERBS.items()}


class Way(NamedTuple):
    """A step: its name, and its form below the contact's address; and what has to come first.

    `first` is what it needs on the record, each with the form to write it, empty where that is for
    others; `waits_for` says what else is to be done or known. Without either it can be taken now.
    """

    says: str
    path: str
    first: tuple[tuple[str, str], ...] = ()
    waits_for: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the step can be taken now."""
        return not self.first and not self.waits_for


def ways_to_end(at: Authority, view: View, task: Task) -> tuple[Way, ...]:
    """How this person can end a running task now, or else what they could end it with later.

    Letters come first: whoever records the telling by itself has told it in another way.

    Steps that are for other roles are left out, and all are where there would be more than `MOST`.
    """
    found = dict.fromkeys(way for event in task.until for way in _ways(at, view, event))
    now = [way for way in found if way.is_open] or list(found)
    return (
        tuple(sorted(now, key=lambda way: way.path.startswith("do/"))) if len(now) <= MOST else ()
    )


def ways_advised(at: Authority, view: View) -> tuple[Way, ...]:
    """The steps that follow the procedure's advice and are not for other roles only."""
    return tuple(
        _way(at, view, action)
        for action in view.actions
        if follows(at, view, action) and not is_for_others(action)
    )


def follows(at: Authority, view: View, action: Action) -> bool:
    """Whether a step leads to what the procedure advises: the outcome, or where it is decided."""
    advice, step = view.contact.advice, at.book.steps.get(action.step)
    if advice is None or step is None:
        return False
    if action.verb in ("propose", "authorise", "close"):
        return advice.outcome in (id for id, _ in action.outcomes)
    return action.verb == "transfer" and step.to == advice.destination


def is_for_others(action: Action) -> bool:
    """Whether a step is for other roles than this person's."""
    return any(reason.code == "role" for reason in action.why_not)


def _ways(at: Authority, view: View, event: str) -> Iterator[Way]:
    """The steps whose entry an event is, other roles' left out."""
    kind, _, detail = event.partition(" ")
    if kind == "fed_back" and detail not in readers_of(at.practice, view.contact):
        return
    for action in view.actions:
        if is_for_others(action):
            continue
        if kind == "fed_back" and action.verb == "draft_letter":
            says = f"{action.name}: {Wording(at.book).reader(detail)}"
            yield Way(says, f"letters/new?to={detail}")
        if kind == "stage":
            step = at.book.steps.get(action.step)
            if step and step.stage == detail:
                yield _way(at, view, action)
        elif action.step in _writing(at, kind, detail):
            yield _way(at, view, action, detail)


def _writing(at: Authority, kind: str, detail: str) -> frozenset[str]:
    """The ids of the steps that can write an entry."""
    steps = at.practice.procedure.steps_of(_VERBS.get(kind, ""), detail or None)
    return frozenset(step.rule for step in steps)


def _way(at: Authority, view: View, action: Action, about: str = "") -> Way:
    w = Wording(at.book)
    says, path = action.name, f"do/{action.step}"
    if about and not action.detail:
        kind = _ASKED.get(action.verb)
        says = f"{says}: {w.asked(kind, about) if kind else w.reader(about)}"
        path = f"{path}?about={about}"
    if action.may:
        return Way(says, path)
    others = (reason for reason in action.why_not if reason.code != "needs")
    waits_for = dict.fromkeys(reason.instead or reason.says for reason in others)
    return Way(says, path, _first(at, view, action), tuple(waits_for))


def _first(at: Authority, view: View, action: Action) -> tuple[tuple[str, str], ...]:
    """What a step needs and is not on the record yet, each with the form to write it, if any."""
    w, book, step = Wording(at.book), at.book, at.book.steps.get(action.step)
    needs = at.practice.procedure.needs(step) if step else ()
    first = []
    for need in needs:
        if need in there(view.contact):
            continue
        kind, _, detail = need.partition(" ")
        says = w.event(need)
        if need in book.records or need in book.checks:
            kind, detail = ("recorded" if need in book.records else "checked"), need
            says = w.asked("record" if need in book.records else "check", need)
        writing = _writing(at, kind, detail)
        by = next((one for one in view.actions if one.may and one.step in writing), None)
        first.append((says, _way(at, view, by, detail).path if by else ""))
    return tuple(first)
