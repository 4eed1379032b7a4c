"""Letters: what is written, seen by a second person and sent, and what keeps one from leaving."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact, Letter
from frontdoor.domain.naming import tells_of_referrer
from frontdoor.domain.permission import Reason
from frontdoor.domain.practice import Practice
from frontdoor.domain.showing import held_back
from frontdoor.domain.writing import Draft, Drafted, no_such
from frontdoor.procedure.language import Bar, Disclosure
from frontdoor.procedure.letters import READERS, RECEIVING_TEAM, seen_first

TO_FILL: Final = re.compile(r"\[to fill in: [^\]]*\]")
"""What a draft leaves for its writer."""


def draft_letter(
    records: Mapping[str, Contact], contact: Contact, command: cmd.DraftLetter, practice: Practice
) -> Drafted:
    """A letter as it is to be, new or in the place of one that has not left."""
    del records
    if command.to not in READERS:
        return [no_such("reader", command.to, READERS, "/to")]
    if command.letter is not None:
        before = contact.letters.get(command.letter)
        if before is None:
            return [_no_letter(contact, command.letter)]
        if before.sent is not None:
            return [_has_left()]
        if before.to != command.to:
            return [
                Reason(
                    "invalid",
                    "A letter stays with the reader it was begun for.",
                    "Begin another one.",
                    pointer="/to",
                )
            ]
    texts = (command.subject, command.addressee, command.text)
    reasons = [*_held_whole(practice, contact, command.to)]
    reasons += names_referrer(practice, contact, command.to, texts)
    said = {
        "letter": command.letter or str(contact.version + 1),
        "subject": command.subject,
        "addressee": command.addressee,
        "text": command.text,
    }
    return reasons or Draft("letter_drafted", command.to, said)


def approve_letter(
    records: Mapping[str, Contact],
    contact: Contact,
    command: cmd.ApproveLetter,
    practice: Practice,
) -> Drafted:
    """A second person's word that a letter may leave as it is."""
    del records
    letter = contact.letters.get(command.letter)
    if letter is None:
        return [_no_letter(contact, command.letter)]
    if letter.approved:
        says = "This letter was approved already, as it is."
        return [Reason("conflict", says, "There is nothing more to do.", pointer="/letter")]
    said = {"letter": letter.id}
    return _kept_back(practice, contact, letter) or Draft("letter_approved", letter.to, said)


def not_to_be_sent(practice: Practice, contact: Contact, id: str, to: str) -> list[Reason]:
    """Every reason why a letter cannot leave for this reader now."""
    letter = contact.letters.get(id)
    if letter is None:
        return [_no_letter(contact, id)]
    if letter.to != to:
        return [Reason("invalid", "This letter is to another reader.", pointer="/letter")]
    reasons = _kept_back(practice, contact, letter)
    if needs_approval(practice, letter.to) and not letter.approved:
        setting = practice.book.settings["letters_seen_by_second_person"]
        reasons.append(
            Reason(
                "needs",
                "A second person has not seen this letter as it is now.",
                "Ask someone else to approve it.",
                setting.setting,
                setting.cites,
            )
        )
    return reasons


def needs_approval(practice: Practice, to: str) -> bool:
    """Whether letters to this reader are seen by a second person before they leave."""
    setting = practice.book.settings.get("letters_seen_by_second_person")
    return setting is not None and to in seen_first(setting.value)


def kept_from(practice: Practice, contact: Contact, to: str) -> list[Disclosure]:
    """The rules that hold something of a contact back from a reader of letters.

    A child lives with those who may read the letter: what is held back from parents is from them.
    """
    return [
        rule
        for rule in held_back(practice, contact)
        if to in rule.from_ or (to == "child" and "parents" in rule.from_)
    ]


def names_referrer(
    practice: Practice, contact: Contact, to: str, texts: tuple[str, ...]
) -> list[Reason]:
    """Why a letter's texts cannot stand: they tell a reader who the referrer is that may not."""
    for rule in kept_from(practice, contact, to):
        if rule.holds_back == "referrer_identity":
            wording = [one.says for one in practice.book.letters.values()]
            if found := tells_of_referrer(contact, "\n".join(texts), wording):
                return [
                    Reason(
                        "barred",
                        f"This tells who the referrer is ('{found}'). {rule.because}",
                        "Take it out. Or have it recorded that the referrer agrees to be named.",
                        rule.rule,
                        rule.clauses,
                        "/text",
                    )
                ]
    return []


def barred(practice: Practice, contact: Contact, to: str) -> list[Reason]:
    """Why nobody may write to a reader now: the contact is held back from them, or a bar stands."""
    return [*_held_whole(practice, contact, to), *_bars(practice, contact, to)]


def _kept_back(practice: Practice, contact: Contact, letter: Letter) -> list[Reason]:
    """What keeps a letter as it is from leaving, whatever was said when it was written."""
    if letter.sent is not None:
        return [_has_left()]
    reasons = barred(practice, contact, letter.to)
    texts = (letter.subject, letter.addressee, letter.text)
    reasons += names_referrer(practice, contact, letter.to, texts)
    if found := TO_FILL.search("\n".join(texts)):
        says = f"Something is still to be filled in: {found[0]}."
        reasons.append(Reason("invalid", says, "Change the letter first.", pointer="/letter"))
    return reasons


def _held_whole(practice: Practice, contact: Contact, to: str) -> list[Reason]:
    return [
        Reason("barred", rule.because, _lifted_by(practice, rule), rule.rule, rule.clauses, "/to")
        for rule in kept_from(practice, contact, to)
        if rule.holds_back == "contact"
    ]


def _bars(practice: Practice, contact: Contact, to: str) -> list[Reason]:
    """The bars on writing to a reader that nothing lifts."""
    return [
        Reason("barred", bar.because, bar.instead, bar.rule, bar.clauses, "/to")
        for bar in practice.procedure.bars(practice.procedure.facts(contact.facts))
        if any(act.verb == "draft_letter" and act.detail in (None, to) for act in bar.refuses)
        and not _lifted(bar, contact)
    ]


def _lifted(bar: Bar, contact: Contact) -> bool:
    there = {*contact.records, *contact.checks, *contact.moments}
    return bool(bar.unless) and all(need in there for need in bar.unless)


def _lifted_by(practice: Practice, rule: Disclosure) -> str:
    records = practice.book.records
    names = [records[need].name for need in rule.unless if need in records]
    return f"Write only once this is recorded: {', '.join(names)}." if names else ""


def _no_letter(contact: Contact, id: str) -> Reason:
    return no_such("letter of this contact", id, contact.letters, "/letter")


def _has_left() -> Reason:
    return Reason(
        "conflict",
        "This letter was sent. It stays as it was.",
        "Begin another one.",
        pointer="/letter",
    )


__all__ = ["RECEIVING_TEAM", "approve_letter", "barred", "draft_letter", "not_to_be_sent"]
