"""The form for referrers: its pages and their fields, what must be said, and the call it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from frontdoor.domain import commands as cmd
from frontdoor.domain.practice import Practice
from frontdoor.domain.referring import keeps_unnamed
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.web.pages.contacts.call_form import ADULT, CHILD, MOST, REFERRER, call_of
from frontdoor.web.pages.forms import Form, label_of
from frontdoor.web.pages.wording import Wording, is_ticked, words

LONGEST: Final = 15_000
"""Characters of what happened: less than a contact holds, for the form's answers follow it."""

_DATES: Final = r"(date_of_birth|expected)\.(day|month|year)"


def _rows(name: str, parts: tuple[str, ...], more: str) -> str:
    return rf"{name}\.\d{{1,2}}\.({'|'.join(parts)}|{more}|{_DATES})"


class Step(NamedTuple):
    """A page of the form: its title, and a pattern of the names of its fields."""

    id: str
    title: str
    fields: re.Pattern[str]


def _step(id: str, title: str, fields: str) -> Step:
    return Step(id, title, re.compile(fields, re.ASCII))


NOTHING: Final = r"(?!)"

STEPS: Final = {
    step.id: step
    for step in (
        _step("danger", "Immediate danger", r"danger"),
        _step("emergency", "Call 999 now", NOTHING),
        _step("purpose", "Why you are getting in touch", r"facts\.purpose"),
        _step("who", "About you", r"referrer\.kind"),
        _step(
            "you",
            "Your name and how to reach you",
            rf"referrer\.({'|'.join(REFERRER)}|wants_anonymity)|facts\.for_another",
        ),
        _step("children", "The children", _rows("children", CHILD, r"facts\.age_band")),
        _step(
            "adults",
            "Parents, carers and other adults",
            _rows("adults", ADULT, "parental_responsibility"),
        ),
        _step("happened", "What happened", r"what_happened"),
        _step("worries", "What you are worried about", r"concerns|circumstances"),
        _step("parents", "What the parents know", r"facts\.(parents_informed|consent)|asking"),
        _step("asked", "What else we ask", r"answers\.[a-z0-9][a-z0-9_]{0,59}"),
        _step("check", "Check your answers", NOTHING),
    )
}
"""The pages in their order."""


class Question(NamedTuple):
    """One of a few answers to choose: value, words and hint of each."""

    asks: str
    items: tuple[tuple[str, str, str], ...]
    hint: str = ""
    must: str = ""
    """What is said where nothing was chosen; empty where that may be."""


UNSURE: Final = ("unsure", "I do not know", "")
_YES: Final = ("yes", "Yes", "")
_NO: Final = ("no", "No", "")

QUESTIONS: Final = {
    "danger": Question(
        "Is a child in immediate danger now?",
        (_YES, _NO, UNSURE),
        must="Say whether a child is in immediate danger now",
    ),
    "facts.purpose": Question(
        "What would you like to do?",
        (
            ("concern", "Tell us that you are worried about a child", ""),
            ("assessment_requested", "Ask for support or an assessment for a child or family", ""),
            ("advice", "Ask for advice", "You need not name the child."),
        ),
        must="Say what you would like to do",
    ),
    "referrer.kind": Question(
        "Who are you?",
        (
            ("professional", "A professional", "You know of the child through your work."),
            ("family", "Family", "A parent, a carer or a relative of the child."),
            (
                "child",
                "A child or young person",
                "It is about you. For someone else, choose the last.",
            ),
            ("public", "Someone else", "A neighbour, a friend, a member of the public."),
        ),
        must="Say who you are",
    ),
    "facts.for_another": Question("Are you speaking for someone else?", (_YES, _NO)),
    "referrer.wants_anonymity": Question(
        "Do you ask that the family is not told who you are?", (_YES, _NO, UNSURE)
    ),
    "facts.parents_informed": Question(
        "Do the parents or carers know that you are getting in touch?", (_YES, _NO, UNSURE)
    ),
    "facts.consent": Question(
        "Do they agree to it?",
        (
            ("given", "Yes, they agree", ""),
            ("refused", "No, they were asked and do not agree", ""),
            ("not_sought", "They were not asked", ""),
            UNSURE,
        ),
    ),
    "asking": Question(
        "Could telling or asking the parents put the child at more risk?",
        (_YES, _NO, UNSURE),
        hint="If it could, do not tell them. Tell us why, under what happened.",
    ),
}
"""Everything of which one answer is chosen."""

PLAIN: Final = {
    "sexual_abuse": "Made or asked to take part in anything sexual.",
    "physical_abuse": "Hit, shaken, burned or hurt in another way.",
    "emotional_abuse": "Made to feel worthless, unloved or frightened, again and again.",
    "neglect": "Often hungry, dirty, left alone, or not taken to a doctor when ill.",
    "domestic_abuse": "Violence, threats or control between people at home.",
    "child_sexual_exploitation": "Given something, or threatened, in return for sex.",
    "harm_outside_home": "By other young people or adults, a gang, or online.",
    "fabricated_or_induced_illness": "A carer makes the child ill, or makes illness up.",
    "forced_marriage_or_honour_based_abuse": "Made to marry, or hurt for the family’s honour.",
    "female_genital_mutilation": "Cutting of a girl’s genitals, done or planned.",
    "homeless": "Has nowhere safe to live.",
    "young_carer": "Looks after someone in the family who is ill or disabled.",
    "unaccompanied": "Came to this country without parents.",
    "relinquished": "The parents want the baby to be adopted.",
    "remanded": "Held in custody before a trial.",
}
"""Concerns and circumstances of every procedure in plain words."""

CONTROLS: Final = ("key", "reached", "draft")
"""Hidden fields that go from page to page beside what was typed."""


def ticked(book: Rulebook, group: str) -> list[tuple[str, str, str]]:
    """The boxes of a group: concerns or circumstances, each in plain words where there are any."""
    return [
        (fact.fact, fact.name, PLAIN.get(fact.fact) or fact.hint or "")
        for fact in book.facts.values()
        if fact.group == group and is_ticked(fact)
    ]


def step_of(name: str) -> str:
    """The page with a field, or the one at the end for what no page has."""
    if name.split(".")[0] in ("children", "adults", "answers"):
        return {"answers": "asked"}.get(name.split(".")[0], name.split(".")[0])
    if name == "facts":
        return "worries"  # what cannot be together
    return next((one.id for one in STEPS.values() if one.fields.fullmatch(name)), "check")


def clean(typed: Form, book: Rulebook) -> Form:
    """The form with our own fields alone, and of choices those that are offered."""
    form = Form()
    boxes = {f"{group}s": [id for id, *_ in ticked(book, group)] for group in _GROUPS}
    for name, values in typed.values.items():
        if name in boxes:
            form.put(name, *dict.fromkeys(one for one in values if one in boxes[name]))
        elif name in QUESTIONS:
            if values[-1] in [value for value, *_ in QUESTIONS[name].items]:
                form.put(name, values[-1])
        elif name.startswith("answers.") and name.removeprefix("answers.") not in book.questions:
            continue
        elif name in CONTROLS or any(one.fields.fullmatch(name) for one in STEPS.values()):
            form.put(name, values[-1])
    for name, most in MOST.items():
        form.leave_out(name, form.rows(name)[most:])
    return form


_GROUPS: Final = ("concern", "circumstance")


def carried(form: Form, step: str) -> Iterator[tuple[str, str]]:
    """The fields of all other pages, to be hidden in this one."""
    for name, values in form.values.items():
        if name in CONTROLS or not STEPS[step].fields.fullmatch(name):
            yield from ((name, value) for value in values if value)


def require(form: Form, practice: Practice, step: str) -> None:
    """Say what a page lacks that must be there, and what it has that the procedure refuses."""
    for name, question in QUESTIONS.items():
        if question.must and step_of(name) == step and not form.text(name):
            form.add(name, question.must)
    if step == "you":
        _require_name(form, practice)
    if step == "happened":
        said = form.text("what_happened")
        if not said:
            form.add("what_happened", "Say what happened, or what you would like to ask")
        if len(said) > LONGEST:
            form.add("what_happened", f"What happened must be {LONGEST:,} characters or fewer")


def may_stay_unnamed(form: Form, practice: Practice) -> bool:
    """Whether the procedure keeps a referrer of this kind unnamed who asks for it."""
    return bool(keeps_unnamed(practice, form.text("referrer.kind") or "not_known"))


SAVED_FROM: Final = tuple(STEPS)[tuple(STEPS).index("you") :]
"""The pages on which a professional may save the form and come back: once they have said so."""


def may_save(form: Form, step: str) -> bool:
    """Whether the form may be saved: a professional's who does not ask to stay unnamed."""
    named = form.value("referrer.wants_anonymity") != "yes"
    return step in SAVED_FROM and form.value("referrer.kind") == "professional" and named


def _require_name(form: Form, practice: Practice) -> None:
    unnamed = form.text("referrer.wants_anonymity") == "yes"
    if unnamed and not may_stay_unnamed(form, practice):
        unnamed = False
        form.put("referrer.wants_anonymity", "")
        form.add(
            "referrer.wants_anonymity",
            "The procedure does not keep your name from the family. To talk it over first, "
            "telephone us",
        )
    if unnamed or form.text("referrer.kind") == "child":
        return
    if not form.text("referrer.name"):
        form.add("referrer.name", "Enter your name")
    if not any(form.text(f"referrer.{way}") for way in ("telephone", "email", "address")):
        form.add(
            "referrer.telephone", "Enter a telephone number, or an email address or an address"
        )


def referral_of(form: Form, book: Rulebook) -> cmd.Receive | None:
    """The call that the form makes, or None where `form` now says what is wrong.

    What a worker has to judge stays not known: of danger and risk only a plain yes is taken as
    said. Every answer to these is in the words of the call.
    """
    form.drop_blank_rows("children")
    form.drop_blank_rows("adults")
    left_open = [name for name in QUESTIONS if form.value(name) == UNSURE[0]]
    typed = Form({k: v for k, v in form.values.items() if k not in left_open}, form.wrong)
    typed.put("channel", "form")
    if form.value("danger") == "yes":
        typed.put("facts.protection_needed_now", "yes")
    if form.value("asking") == "yes":
        typed.put("facts.asking_raises_risk", "yes")
    judged = [
        f"{QUESTIONS[name].asks} {chosen(form, name)}."
        for name in ("danger", "asking")
        if form.value(name)
    ]
    said = form.text("what_happened")[:LONGEST]
    typed.put("what_happened", "\n\n".join(part for part in (said, "\n".join(judged)) if part))
    return call_of(typed, book, cmd.Receive)


def chosen(form: Form, name: str) -> str:
    """The words of what was chosen."""
    value = form.value(name)
    return next((says for one, says, _ in QUESTIONS[name].items if one == value), "")


Lines = list[tuple[str, str]]


def answers(form: Form, w: Wording) -> dict[str, Lines]:
    """What was said on each page that has fields: label and text of each, in their order."""
    said: dict[str, Lines] = {
        step.id: [] for step in STEPS.values() if step.fields.pattern != NOTHING
    }
    boxes = {id: name for group in _GROUPS for id, name, _ in ticked(w.book, group)}
    for name, question in QUESTIONS.items():
        if form.value(name):
            said[step_of(name)].append((question.asks, chosen(form, name)))
    for part in REFERRER:
        _add(said["you"], label_of(part), form.text(f"referrer.{part}"))
    for rows, title in (("children", "Child"), ("adults", "Adult")):
        for number, row in enumerate(form.rows(rows), 1):
            said[rows] += [(f"{title} {number}: {a}", b) for a, b in _row(form, f"{rows}.{row}")]
    _add(said["happened"], "What happened", form.text("what_happened"))
    named = [*form.every("concerns"), *form.every("circumstances")]
    _add(said["worries"], "What you ticked", "\n".join(boxes[id] for id in named))
    for id, text in form.under("answers").items():
        said["asked"].append((w.asked("question", id), text))
    return said


def _row(form: Form, at: str) -> Iterator[tuple[str, str]]:
    for name, text in form.under(at).items():
        if name.endswith((".month", ".year")):
            continue
        if name.endswith(".day"):
            date = name.removesuffix(".day")
            parts = (form.text(f"{at}.{date}.{part}") for part in ("day", "month", "year"))
            yield label_of(date), " ".join(parts)
        else:
            coded = name in ("facts.age_band", "parental_responsibility")
            yield label_of(name), words(text) if coded else text


def _add(lines: Lines, label: str, text: str) -> None:
    if text:
        lines.append((label, text))
