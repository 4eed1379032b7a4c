"""Boards that a plugin asks for: whose contacts they have, in which groups and order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from frontdoor.composition import Unusable, open_authority
from frontdoor.domain.commands import Assign, Receive
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.boards import Board, board
from frontdoor.services.ports import User, Visit
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
            id="desk",
            title="Front desk",
            stages=("received",),
            shows=("advice", "worker"),
            group_by="assigned_to",
            most_urgent_first=True,
        ),
        WorkList(id="owed", title="Owed", stages=(), owes=("tell_police",), shows=("tell_police",)),
    ]
"""
"""A plugin of a council with two boards."""

ALL = User(
    name="ann",
    full_name="Ann Example",
    roles=frozenset({"call_adviser", "duty_worker", "team_manager", "service_manager"}),
)


@pytest.fixture
def council(install: Install, deploy: Deploy) -> Iterator[Authority]:
    """The fictional authority with its boards."""
    install("boards", CODE)
    opened = open_authority(deploy("boards"), "boards")
    assert isinstance(opened, Authority), opened.why
    yield opened
    opened.store.close()


def take(council: Authority, hours: int, **facts: str) -> str:
    """Take a call about a child so many hours ago; the contact's id."""
    said = {
        "happened": now() - timedelta(hours=hours),
        "children": [{"name": "Ada Example"}],
        "facts": {"purpose": "concern", "need": "low", "protection_needed_now": "no", **facts},
    }
    taken = take_contact(council, ALL, Receive.model_validate(said))
    assert isinstance(taken, Receipt), taken
    return taken.written[0].id


def ids(shown: Board) -> dict[str | None, list[str]]:
    """The contacts of a board, by group."""
    return {group.of: [card.contact.id for card in group.cards] for group in shown.groups}


def test_a_board_has_its_groups_and_in_each_what_presses_most_first(council: Authority) -> None:
    """Nobody's work stands before that of those who have some; a later danger goes first."""
    overdue, danger = take(council, 200), take(council, 1, protection_needed_now="yes")
    mine = take(council, 2, need="moderate")
    with council.store.visit(Visit("", "user.save", now())) as records:
        records.save_user(ALL)
    done = act_on_contact(council, ALL, mine, Assign(user="ann"), 1)
    assert isinstance(done, Receipt), done
    shown = board(council, ALL, council.work_lists[0])
    assert ids(shown) == {None: [danger, overdue], "ann": [mine]}
    assert (shown.contacts, shown.is_cut) == (3, False)


def test_a_list_of_what_is_owed_has_only_contacts_that_owe_it(council: Authority) -> None:
    """Whatever their stage, and no others."""
    take(council, 1)
    owes = take(council, 1, crime_suspected="yes")
    shown = board(council, ALL, council.work_lists[1])
    assert ids(shown) == {None: [owes]}
    (card,) = shown.groups[0].cards
    assert [task.rule for task in card.tasks["tell_police"]] == ["tell_police"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (
            'shows=("advise",)',
            "that shows 'advise'; expected something that a board may show. Did you mean",
        ),
        ('owes=("thanks",)', "that owes 'thanks'; expected a purpose of tasks. Known here: "),
        ('audit="none"', "audited by 'none'; expected a record of the procedure. Known here: "),
        ('group_by="colour"', "group_by"),
    ],
)
def test_a_word_that_a_board_does_not_know_is_named(
    install: Install, deploy: Deploy, wrong: str, says: str
) -> None:
    """The plugin is named with what it says, and what it could say."""
    code = CODE.replace('owes=("tell_police",), shows=("tell_police",)', wrong)
    assert code != CODE
    install("wrong", code)
    opened = open_authority(deploy("wrong"), "wrong")
    assert isinstance(opened, Unusable)
    assert says in opened.why
