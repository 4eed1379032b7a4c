"""Restricted records, restricted notes, and a referrer who is held back from every text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from frontdoor.domain import commands as cmd
from frontdoor.domain.entries import Actor
from frontdoor.domain.restricting import OPEN_FOR, RESTRICTED, is_open_to, withheld
from frontdoor.services.held_back import (
    HELD_BACK,
    NOT_NAMED,
    RESTRICTED_NOTE,
    entries_shown,
    shown,
)

from .office import (
    ADVISER,
    DIRECTOR,
    INSPECTOR,
    MANAGER,
    OTHER_MANAGER,
    WORKER,
    Office,
    example_practice,
    someone,
)

CHILD = {"name": "Quillon Example", "date_of_birth": "2019-11-02", "address": "7 Invented Row"}
NEIGHBOUR = {
    "kind": "public",
    "name": "Zebedee Nemo",
    "telephone": "01632 960777",
    "address": "9 Invented Row",
    "wants_anonymity": True,
}
NAMES_REFERRER = """
    questions:
      - rule: who_called
        ask: Who are you?
        part: The call
        names_referrer: yes
        safeguard: Whoever calls is asked who they are.
    """


@pytest.fixture
def office() -> Office:
    """An office with nothing in it yet."""
    return Office()


def about(office: Office, person: str = "ab", **said: Any) -> str:
    """A contact about a child on record."""
    return office.call(children=({**CHILD, "person": person},), **said)[0]


def test_a_restriction_covers_every_contact_of_the_child(office: Office) -> None:
    """Restricting one contact restricts the child's others and no sibling's; lifting, alike."""
    first, second, sibling = about(office), about(office), about(office, person="cd")
    office.do(second, ADVISER, cmd.Restrict, reason="A colleague's child.")
    assert office.contacts[first].restricted == office.contacts[second].restricted
    assert office.contacts[sibling].restricted is None
    office.do(first, MANAGER, cmd.LiftRestriction, reason="They have moved on.")
    assert office.contacts[first].restricted is office.contacts[second].restricted is None
    assert office.replayed(first) == office.contacts[first]


def test_a_copy_of_a_restricted_contact_is_restricted(office: Office) -> None:
    """A sibling's copy has the restriction of its original from its first entry on."""
    id = office.decided()
    office.do(id, MANAGER, cmd.Restrict, reason="In hiding.")
    entries = office.do(id, MANAGER, cmd.Copy, child={"name": "Sib Example"})
    copied = office.contacts[entries[0].contact]
    assert copied.restricted == office.contacts[id].restricted
    assert not is_open_to(copied, WORKER.user, office.now)


def test_anyone_restricts_and_only_a_manager_lifts_it(office: Office) -> None:
    """Whoever learns of the need acts at once, with a reason; undoing it is a manager's."""
    id = about(office)
    assert office.codes(id, ADVISER, cmd.Restrict) == ["invalid"]
    assert office.codes(id, ADVISER, cmd.OpenRestricted, reason="Why not?") == ["conflict"]
    office.do(id, ADVISER, cmd.Restrict, reason="A colleague's child.")
    assert office.codes(id, ADVISER, cmd.Restrict, reason="Again.") == ["conflict"]
    assert office.codes(id, ADVISER, cmd.LiftRestriction, reason="Never mind.") == ["role"]
    assert office.codes(id, MANAGER, cmd.LiftRestriction) == ["invalid"]


@pytest.mark.parametrize("who", [WORKER, MANAGER, INSPECTOR, DIRECTOR])
def test_nobody_with_a_role_is_locked_out(office: Office, who: Actor) -> None:
    """Every role opens a restricted record by saying why; without a reason none does."""
    id = about(office)
    office.do(id, ADVISER, cmd.Restrict, reason="In hiding.")
    assert not is_open_to(office.contacts[id], who.user, office.now)
    assert office.codes(id, who, cmd.OpenRestricted) == ["invalid"]
    office.do(id, who, cmd.OpenRestricted, reason="The school rang.")
    assert is_open_to(office.contacts[id], who.user, office.now)
    assert not is_open_to(office.contacts[id], "someone-else", office.now)
    assert office.contacts[id].opened[who.user].text == "The school rang."


def test_what_was_opened_shuts_after_a_shift(office: Office) -> None:
    """An opening lasts its time from when it was recorded, whenever it is said to have been."""
    id = about(office)
    office.do(id, ADVISER, cmd.Restrict, reason="In hiding.")
    office.wait(hours=9)
    now = office.now
    office.do(id, WORKER, cmd.OpenRestricted, reason="I act.", happened=now - timedelta(hours=1))
    assert is_open_to(office.contacts[id], WORKER.user, now + OPEN_FOR - timedelta(seconds=1))
    assert not is_open_to(office.contacts[id], WORKER.user, now + OPEN_FOR)


def test_whoever_works_on_it_or_restricted_it_says_nothing(office: Office) -> None:
    """The worker it is assigned to and whoever restricted it open it as it is."""
    id = about(office)
    office.do(id, ADVISER, cmd.Restrict, reason="In hiding.")
    office.do(id, ADVISER, cmd.Assign, user=WORKER.user)
    contact = office.contacts[id]
    later = office.now + timedelta(days=300)
    assert is_open_to(contact, ADVISER.user, later)
    assert is_open_to(contact, WORKER.user, later)
    assert not is_open_to(contact, MANAGER.user, later)


def test_nothing_of_the_child_is_left_in_what_is_withheld(office: Office) -> None:
    """Of a restricted record only its place, its team and its next deadline are left."""
    id = office.call(
        children=(CHILD,),
        adults=({"name": "Wilhelmina Example"},),
        referrer=NEIGHBOUR,
        what_happened="Quillon was seen alone.",
        facts={"need": "significant_harm", "crime_suspected": "yes"},
        answers={"what_happened": "Quillon was alone."},
    )[0]
    office.do(id, ADVISER, cmd.AddInformation, text="Quillon is at home.")
    office.do(id, ADVISER, cmd.Restrict, reason="In hiding.")
    contact = office.contacts[id]
    left = withheld(contact)
    assert (left.child.name, left.reference, left.stage, left.next_due) == (
        RESTRICTED,
        contact.reference,
        contact.stage,
        contact.next_due,
    )
    text = msgspec.json.encode(left).decode()
    told = ("Quillon", "Invented Row", "2019", "Wilhelmina", "Zebedee", "960777", "police", "harm")
    assert [word for word in told if word in text] == []
    assert shown(office.practice, contact, MANAGER, office.now) == left
    assert entries_shown(office.practice, contact, office.journal[id], MANAGER, office.now) == []


def test_a_restricted_note_is_for_few(office: Office) -> None:
    """Its author, the worker and managers read it; others see that there is one, and by whom."""
    id = about(office)
    office.do(id, WORKER, cmd.AddInformation, text="They stay at the farm.", restricted=True)
    office.do(id, WORKER, cmd.AddInformation, text="The school closes at noon.")
    contact, journal = office.contacts[id], office.journal[id]
    for who in (WORKER, MANAGER):
        seen = shown(office.practice, contact, who, office.now)
        assert seen.information[0].text == "They stay at the farm."
    seen = shown(office.practice, contact, ADVISER, office.now)
    texts = [(note.text, note.by) for note in seen.information]
    assert texts == [(RESTRICTED_NOTE, "worker"), ("The school closes at noon.", "worker")]
    entries = entries_shown(office.practice, contact, journal, ADVISER, office.now)
    assert "farm" not in msgspec.json.encode(entries).decode()
    office.do(id, MANAGER, cmd.Assign, user=ADVISER.user)
    seen = shown(office.practice, office.contacts[id], ADVISER, office.now)
    assert seen.information[0].text == "They stay at the farm."


@pytest.fixture
def unnamed() -> tuple[Office, str]:
    """A contact whose referrer is not to be named, and told of in every text there is."""
    office = Office(practice=example_practice(NAMES_REFERRER))
    id = office.call(
        children=({**CHILD, "needs": "Zebedee can say more."},),
        adults=({"name": "Wilhelmina Example", "telephone": "01632 960777"},),
        referrer=NEIGHBOUR,
        what_happened="Nemo saw it.",
        answers={"who_called": "The one with the dog.", "what_happened": "Ask 960777."},
        facts={"need": "high", "protection_needed_now": "no"},
        checks={"own_records": "zebedee is not known."},
    )[0]
    office.do(id, WORKER, cmd.Record, record="summary", text="Seen by Mr Nemo.")
    office.do(id, WORKER, cmd.AddInformation, text="ZEBEDEE rang again.")
    office.do(id, WORKER, cmd.Answer, question="who_called", text="The one with the dog.")
    office.do(id, WORKER, cmd.Propose, outcome="assessment", rationale="Nemo is sure.")
    office.do(id, MANAGER, cmd.Authorise, rationale="Nemo was there.")
    office.do(id, WORKER, cmd.Amend, referrer={**NEIGHBOUR, "name": "Zebulon Nihil"})
    return office, id


TOLD = ("Zebedee", "zebedee", "ZEBEDEE", "Nemo", "960777", "dog", "Zebulon", "Nihil", "9 Invented")


def test_a_referrer_is_held_back_from_every_text(unnamed: tuple[Office, str]) -> None:
    """Neither the record nor its journal tells, in whatever field it was written, or earlier."""
    office, id = unnamed
    contact, journal = office.contacts[id], office.journal[id]
    seen = shown(office.practice, contact, INSPECTOR, office.now)
    entries = entries_shown(office.practice, contact, journal, INSPECTOR, office.now)
    text = msgspec.json.encode((seen, entries)).decode()
    assert [word for word in TOLD if word in text] == []
    assert (seen.referrer.name, seen.answers["who_called"]) == (NOT_NAMED, HELD_BACK)
    assert "Quillon" in text
    whole = msgspec.json.encode(shown(office.practice, contact, WORKER, office.now)).decode()
    assert "The one with the dog." in whole


def test_unmasking_is_a_managers_with_a_reason(unnamed: tuple[Office, str]) -> None:
    """A manager whose role hides the referrer sees them by saying why, for a time; others never."""
    office, id = unnamed
    blind = example_practice(
        NAMES_REFERRER
        + """
    changes:
      - role: team_manager
        because: they look on
        sees_referrer: no
    """
    )
    office.practice = blind
    boss = someone("boss", "team_manager")

    def name(who: Actor) -> str:
        return shown(blind, office.contacts[id], who, office.now).referrer.name

    assert name(boss) == name(INSPECTOR) == NOT_NAMED
    assert office.codes(id, boss, cmd.Unmask) == ["invalid"]
    assert office.codes(id, INSPECTOR, cmd.Unmask, reason="I inspect.") == ["role"]
    office.do(id, boss, cmd.Unmask, reason="To ring them back.")
    assert name(boss) == "Zebulon Nihil"
    assert name(OTHER_MANAGER) == NOT_NAMED
    assert office.journal[id][-1].said["reason"] == "To ring them back."
    office.now += OPEN_FOR
    assert name(boss) == NOT_NAMED
