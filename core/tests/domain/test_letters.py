"""Letters: in whose words, what is left out of them, who sees them before they leave."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Adult, Child, Contact, Referrer
from frontdoor.domain.letter_wording import LetterDraft, readers_of, wording
from frontdoor.domain.naming import tells_of_referrer
from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.rulebook import Layer
from frontdoor.procedure.source import read_text

from .office import (
    FRIDAY,
    MANAGER,
    OTHER_MANAGER,
    WORKER,
    Office,
    example_layers,
    example_practice,
)

SEEN_FIRST = """
    changes:
      - setting: letters_seen_by_second_person
        because: the council wants it for families
        value: parents, child
        silent: the source says nothing
"""
LETTER = {"subject": "About your contact", "text": "Dear Priya,\n\nWe have decided."}
REFERRER = {
    "kind": "public",
    "name": "Grace Canary-Quill",
    "telephone": "01632 960 123",
    "email": "grace@canary.example",
    "address": "4 Acacia Avenue, Exampleton, EX4 2MP",
    "wants_anonymity": True,
}


def drafted(office: Office, id: str, to: str) -> LetterDraft:
    """The draft of a letter to a reader, by the duty worker."""
    writer = replace(WORKER, name="Wanda Worker")
    return wording(office.practice, office.contacts[id], to, writer, office.now)


def neighbour(office: Office, **facts: str) -> str:
    """A contact that a neighbour made who wants no name, with a decision on it."""
    said: dict[str, Any] = {
        "referrer": REFERRER,
        "children": ({"name": "Sam Example", "address": "6 Acacia Avenue, Exampleton"},),
        "adults": (
            {"name": "Jo Example", "parental_responsibility": True, "address": "6 Acacia Avenue"},
        ),
        "facts": {"protection_needed_now": "no", "need": "high", **facts},
    }
    id = office.call(WORKER, **said)[0]
    office.do(id, WORKER, cmd.Propose, outcome="assessment", rationale="Ms Canary-Quill saw it.")
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    office.do(id, MANAGER, cmd.Authorise)
    return id


def test_a_letter_is_written_approved_and_sent_and_ends_the_clock() -> None:
    """Each is an entry of the journal; sending ends the task to tell the reader."""
    office = Office()
    id = office.decided(referrer="professional")
    assert "feedback" in office.running(id)
    office.do(id, WORKER, cmd.DraftLetter, to="professional_referrer", **LETTER)
    (letter,) = office.contacts[id].letters.values()
    assert (letter.to, letter.text, letter.by, letter.sent) == (
        "professional_referrer",
        LETTER["text"],
        "worker",
        None,
    )
    office.do(id, MANAGER, cmd.ApproveLetter, letter=letter.id)
    assert "feedback" in office.running(id)
    said = {"to": letter.to, "channel": "email", "text": "The letter.", "letter": letter.id}
    office.do(id, WORKER, cmd.FeedBack, **said)
    assert "feedback" not in office.running(id)
    letter = office.contacts[id].letters[letter.id]
    assert (letter.approved_by, letter.sent, letter.channel) == ("manager", office.now, "email")
    assert [entry.event for entry in office.journal[id]][-3:] == [
        "letter_drafted professional_referrer",
        "letter_approved professional_referrer",
        "fed_back professional_referrer",
    ]
    assert office.replayed(id) == office.contacts[id]


def test_a_letter_that_left_stays_as_it_was() -> None:
    """It is neither changed, approved nor sent a second time."""
    office = Office()
    id = office.decided(referrer="professional")
    office.do(id, WORKER, cmd.DraftLetter, to="professional_referrer", **LETTER)
    letter = next(iter(office.contacts[id].letters))
    said = {"to": "professional_referrer", "text": "The letter.", "letter": letter}
    office.do(id, WORKER, cmd.FeedBack, **said)
    assert office.codes(id, WORKER, cmd.FeedBack, **said) == ["conflict"]
    assert office.codes(id, MANAGER, cmd.ApproveLetter, letter=letter) == ["conflict"]
    again = {"to": "professional_referrer", "letter": letter, **LETTER}
    assert office.codes(id, WORKER, cmd.DraftLetter, **again) == ["conflict"]


def test_whoever_wrote_a_letter_does_not_approve_it() -> None:
    """The last to change it counts; and a change after approval asks for approval again."""
    office = Office(example_practice(SEEN_FIRST))
    id = office.decided()
    office.do(id, WORKER, cmd.DraftLetter, to="parents", **LETTER)
    letter = next(iter(office.contacts[id].letters))
    send = {"to": "parents", "text": "The letter.", "letter": letter}
    assert office.codes(id, WORKER, cmd.ApproveLetter, letter=letter) == ["role"]
    assert office.codes(id, WORKER, cmd.FeedBack, **send) == ["needs"]
    office.do(id, MANAGER, cmd.ApproveLetter, letter=letter)
    changed = {**LETTER, "text": "Dear Jo,\n\nWe have decided otherwise."}
    office.do(id, MANAGER, cmd.DraftLetter, to="parents", letter=letter, **changed)
    assert office.codes(id, MANAGER, cmd.ApproveLetter, letter=letter) == ["role"]
    assert office.codes(id, WORKER, cmd.FeedBack, **send) == ["needs"]
    office.do(id, OTHER_MANAGER, cmd.ApproveLetter, letter=letter)
    office.do(id, WORKER, cmd.FeedBack, **send)
    assert office.contacts[id].letters[letter].sent == office.now


def test_where_no_second_person_is_asked_for_the_author_may_send() -> None:
    """A council that wants it for families alone lets letters to referrers leave."""
    office = Office(example_practice(SEEN_FIRST))
    id = office.decided(referrer="professional")
    office.do(id, WORKER, cmd.DraftLetter, to="professional_referrer", **LETTER)
    letter = next(iter(office.contacts[id].letters))
    said = {"to": "professional_referrer", "text": "The letter.", "letter": letter}
    office.do(id, WORKER, cmd.FeedBack, **said)


def test_what_is_still_to_be_filled_in_keeps_a_letter_back() -> None:
    """A draft says what its writer has to add; with that in it, it does not leave."""
    office = Office()
    id = office.decided()
    draft = drafted(office, id, "parents")
    assert draft.addressee == "[to fill in: name]\n[to fill in: address]"
    said = {"subject": draft.subject, "addressee": draft.addressee, "text": draft.text}
    office.do(id, WORKER, cmd.DraftLetter, to="parents", **said)
    letter = next(iter(office.contacts[id].letters))
    send = {"to": "parents", "text": "The letter.", "letter": letter}
    reasons = office.refusal(id, WORKER, cmd.FeedBack, **send).reasons
    assert [(one.code, one.says) for one in reasons] == [
        ("invalid", "Something is still to be filled in: [to fill in: name].")
    ]
    assert office.codes(id, MANAGER, cmd.ApproveLetter, letter=letter) == ["invalid"]


def test_a_letter_home_waits_until_it_is_safe() -> None:
    """Where telling the parents would put the child at risk only a manager's reasons let it go."""
    office = Office()
    id = office.decided(asking_raises_risk="no")
    office.do(id, WORKER, cmd.DraftLetter, to="parents", **LETTER)
    letter = next(iter(office.contacts[id].letters))
    office.do(id, WORKER, cmd.Amend, facts={"asking_raises_risk": "yes"})
    send = {"to": "parents", "text": "The letter.", "letter": letter}
    assert office.codes(id, WORKER, cmd.FeedBack, **send) == ["barred"]
    assert office.codes(id, WORKER, cmd.DraftLetter, to="child", **LETTER) == ["barred"]
    safe = {"record": "letter_home_is_safe", "text": "It goes to the grandmother."}
    assert office.codes(id, WORKER, cmd.Record, **safe) == ["role"]
    office.do(id, MANAGER, cmd.Record, **safe)
    office.do(id, WORKER, cmd.FeedBack, **send)


def test_a_letter_goes_to_the_reader_it_was_written_for() -> None:
    """It is neither turned to another one nor sent to one."""
    office = Office()
    id = office.decided(referrer="professional")
    office.do(id, WORKER, cmd.DraftLetter, to="professional_referrer", **LETTER)
    letter = next(iter(office.contacts[id].letters))
    assert office.codes(id, WORKER, cmd.DraftLetter, to="agencies", letter=letter, **LETTER) == [
        "invalid"
    ]
    send = {"to": "agencies", "text": "The letter.", "letter": letter}
    assert office.codes(id, WORKER, cmd.FeedBack, **send) == ["invalid"]
    assert office.codes(id, WORKER, cmd.DraftLetter, to="neighbours", **LETTER) == ["invalid"]
    assert office.codes(id, WORKER, cmd.ApproveLetter, letter="99") == ["invalid"]


def test_the_receiving_team_is_told_by_letter() -> None:
    """A letter to the team that has the contact is sent by telling that team."""
    office = Office()
    id = office.decided()
    office.do(id, WORKER, cmd.DraftLetter, to="receiving_team", **LETTER)
    letter = next(iter(office.contacts[id].letters))
    team = str(office.contacts[id].holding_team)
    office.do(id, WORKER, cmd.Notify, whom=team, text="The letter.", letter=letter)
    assert office.contacts[id].letters[letter].sent == office.now


def test_a_draft_is_in_words_fit_for_its_reader() -> None:
    """A professional reads the outcome's name, parents and child plain words, each their own."""
    office = Office()
    id = neighbour(office)
    outcome = office.practice.book.outcomes["assessment"].name
    texts = {
        to: drafted(office, id, to).text for to in readers_of(office.practice, office.contacts[id])
    }
    assert list(texts) == ["other_referrer", "parents", "child", "agencies", "receiving_team"]
    assert outcome in texts["agencies"]
    for to in ("other_referrer", "parents", "child"):
        assert outcome not in texts[to]
    assert "A social worker will look at it with you" in texts["parents"]
    assert texts["parents"].startswith("Dear Jo Example,\n\nOn Friday 6 March 2026")
    assert texts["child"].startswith("Hello Sam,")
    assert "Sam" not in texts["other_referrer"]
    assert all("Wanda Worker" in text for text in texts.values())


def test_wording_is_the_procedures_and_says_where_it_comes_from() -> None:
    """A council's words take the place of the ordinary ones, and each paragraph has its rule."""
    more = """
        letters:
          - rule: how_to_disagree
            to: parents
            part: disagree
            says: If you disagree, write to the head of service. Give {reference}.
            silent: the council's own words
        changes:
          - rule: letter_closing
            because: the council signs otherwise
            says: "{authority}"
    """
    office = Office(example_practice(more))
    draft = drafted(office, neighbour(office, anonymity="no"), "parents")
    assert draft.disagrees
    assert draft.text.endswith(office.practice.book.name)
    reference = next(iter(office.contacts.values())).reference
    assert f"write to the head of service. Give {reference}." in draft.text
    visits = next(one for one in draft.written if one.rule == "letter_next_steps")
    assert visits.cites == ("EXA-07",)


def test_who_may_not_be_named_is_left_out_and_beside_it_stands_why() -> None:
    """A paragraph that names the referrer gives way in a letter home, with rule and clause."""
    office = Office()
    id = neighbour(office)
    draft = drafted(office, id, "parents")
    assert "Canary" not in draft.text
    says = [(one.section, one.rule, one.cites) for one in draft.withheld]
    assert ("disclosure", "keep_name", ("EXA-08",)) in says
    assert ("letters", "letter_next_steps", ("EXA-08",)) in says
    office.do(id, WORKER, cmd.Record, record="referrer_agrees", text="She agreed on Monday.")
    assert "It was Grace Canary-Quill who rang us." in drafted(office, id, "parents").text


@pytest.mark.parametrize(
    "tells",
    [
        "It was Grace  Canary-Quill.",
        "A ms quill rang.",
        "Ring 01632960123.",
        "Ring +44 1632 960-123.",
        "Write to GRACE@canary.example.",
        "She lives at 4 Acacia avenue.",
        "Somewhere in EX42MP.",
    ],
)
def test_no_letter_home_tells_who_the_referrer_is(tells: str) -> None:
    """Typed in any way, it is refused with the rule; the family's own words are not."""
    office = Office()
    id = neighbour(office)
    for to in ("parents", "child"):
        said = {"to": to, "subject": "A letter", "text": tells}
        (reason,) = office.refusal(id, WORKER, cmd.DraftLetter, **said).reasons
        assert (reason.code, reason.rule, reason.cites) == ("barred", "keep_name", ("EXA-08",))
    harmless = "You live at 6 Acacia Avenue in Exampleton. Grey days in May. Ring 01632 960 999."
    office.do(id, WORKER, cmd.DraftLetter, to="parents", subject="A letter", text=harmless)


def test_who_turns_out_not_to_be_named_holds_a_letter_back() -> None:
    """What is learned after it was written counts when it is to leave."""
    office = Office()
    id = neighbour(office, anonymity="no")
    text = "It was Grace Canary-Quill who rang us."
    office.do(id, WORKER, cmd.DraftLetter, to="parents", subject="A letter", text=text)
    letter = next(iter(office.contacts[id].letters))
    office.do(id, WORKER, cmd.Amend, facts={"anonymity": "yes"})
    send = {"to": "parents", "text": "The letter.", "letter": letter}
    assert office.codes(id, WORKER, cmd.FeedBack, **send) == ["barred"]


_NAME = st.text("abcdefghijklmnopqrstuvwxyzéłñ'-", min_size=3, max_size=12).filter(
    lambda name: any(c.isalpha() for c in name)
)


@given(_NAME, st.text("0123456789", min_size=10, max_size=11), st.text(max_size=60))
def test_a_name_or_number_is_found_wherever_it_stands(name: str, number: str, text: str) -> None:
    """However it is written and whatever is around it, as a word of its own."""
    contact = Contact(
        id="1",
        reference="",
        authority="",
        edition="",
        version=1,
        stage="",
        received=FRIDAY,
        recorded=FRIDAY,
        received_by="",
        referrer=Referrer(name=f"{name} Zzyzxson", telephone=number, email="a@canary.example"),
        child=Child(name="Sam Example"),
        adults=(Adult(name="Jo Example"),),
        facts={},
    )
    assert tells_of_referrer(contact, f"{text} {name.upper()} Zzyzxson {text}")
    assert tells_of_referrer(contact, f"{text} zzyzxSON, {text}")
    spaced = f"{number[:5]} {number[5:]}"
    assert tells_of_referrer(contact, f"x {spaced} y")
    assert tells_of_referrer(contact, f"{text}a@CANARY.example{text}")
    assert not tells_of_referrer(contact, "Sam Example and Jo Example, on Friday.")


PARAGRAPH = """
letters:
  - rule: council_says
    to: parents
    part: next
    says: To {}.
    silent: the council's own words
"""
SETTING = """
changes:
  - setting: {}
    because: the council chose
    value: {}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PARAGRAPH.format("{nam}"), "{nam}"),
        (PARAGRAPH.format("{name"), "single brace"),
        (SETTING.format("brand_colour", "blue"), "'blue'"),
        (SETTING.format("brand_colour", '"#ffdd00"'), "which has 1.3 to 1"),
        (SETTING.format("letters_seen_by_second_person", "parent"), "'parent'"),
    ],
)
def test_wording_that_cannot_be_used_is_named(text: str, found: str) -> None:
    """What a letter cannot name, and a colour or reader that is none, is found on loading."""
    layers = (*example_layers(), Layer("more", read_text(text, "more.yaml")))
    with pytest.raises(MistakesFound) as error:
        load(layers)
    assert any(found in str(one) and "more.yaml" in str(one) for one in error.value.mistakes)
