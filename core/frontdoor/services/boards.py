"""Boards: what is in hand on a work list, in groups, with what is owed on each and by when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from frontdoor.domain.contact import Contact, Task
from frontdoor.domain.restricting import is_withheld
from frontdoor.domain.urgency import Urgency, urgency
from frontdoor.hookspecs import WorkList
from frontdoor.services.authority import Authority, now
from frontdoor.services.held_back import shown
from frontdoor.services.ports import Query, Records, User, Visit
from frontdoor.services.read_contact import of_work_list

MOST: Final = 200
"""Contacts that a board shows at once."""


class Card(msgspec.Struct, frozen=True):
    """A contact on a board as one person may see it; nothing is said of how a withheld one presses.

    `tasks` are those that run, by purpose: those due first first.
    """

    contact: Contact
    urgency: Urgency
    tasks: dict[str, tuple[Task, ...]]
    is_withheld: bool


class Group(msgspec.Struct, frozen=True):
    """The cards of one stage, team or worker; `of` is its id, None for nobody's."""

    of: str | None
    cards: tuple[Card, ...]


class Board(msgspec.Struct, frozen=True):
    """A work list as a board, at a moment; with `is_cut` there are more than it shows."""

    work_list: WorkList
    at: datetime
    groups: tuple[Group, ...]
    is_cut: bool

    @property
    def contacts(self) -> int:
        """How many it shows."""
        return sum(len(group.cards) for group in self.groups)


def board(authority: Authority, user: User, work_list: WorkList) -> Board:
    """A work list as a board: first what presses most or is due first, as the list has it."""
    actor = authority.actor(user)
    moment = now()
    query = of_work_list(authority, Query(limit=MOST), work_list.id)
    with authority.store.visit(Visit(user.name, "board.read", moment)) as records:
        lines = records.lines(query)
        cards = []
        for contact in _read(records, [line.id for line in lines[:MOST]]):
            practice = authority.practice_under(contact.edition, records)
            cards.append(_card(shown(practice, contact, actor, moment)))
    if work_list.owes:
        cards.sort(key=lambda card: _first_due(card, work_list.owes) or card.contact.received)
    return Board(
        work_list=work_list,
        at=moment,
        groups=_grouped(authority, work_list, cards),
        is_cut=len(lines) > MOST,
    )


def _read(records: Records, ids: list[str]) -> list[Contact]:
    found = (records.contact(id) for id in ids)
    return [contact for contact in found if contact is not None]


def _card(contact: Contact) -> Card:
    withheld = is_withheld(contact)
    purposes = dict.fromkeys(task.purpose for task in contact.running)
    tasks = {
        purpose: tuple(task for task in contact.running if task.purpose == purpose)
        for purpose in purposes
    }
    presses = Urgency.OTHER if withheld else urgency(contact.facts)
    return Card(contact, presses, tasks, withheld)


def _first_due(card: Card, purposes: tuple[str, ...]) -> datetime | None:
    dues = (task.due for one in purposes for task in card.tasks.get(one, ()) if task.due)
    return min(dues, default=card.contact.next_due)


def _grouped(authority: Authority, work_list: WorkList, cards: list[Card]) -> tuple[Group, ...]:
    """The cards by stage in the procedure's order, by team or by worker; nobody's come first."""
    if not work_list.group_by:
        return (Group(None, tuple(cards)),) if cards else ()
    of: Callable[[Contact], str | None] = {
        "stage": lambda contact: contact.stage,
        "holding_team": lambda contact: contact.holding_team,
        "assigned_to": lambda contact: contact.assigned_to,
    }[work_list.group_by]
    stages = list(authority.book.stages)
    groups: dict[str | None, list[Card]] = {}
    for card in cards:
        groups.setdefault(of(card.contact), []).append(card)
    in_turn = sorted(
        groups, key=lambda id: (stages.index(id) if id in stages else -1, id is not None, id or "")
    )
    return tuple(Group(id, tuple(groups[id])) for id in in_turn)
