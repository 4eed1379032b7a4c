"""What the words of a clause hint at: the sections of the language that it might need rules in.

Hints propose, the author decides: each names words that were found, and none says what is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from frontdoor.procedure.vocabulary import CIRCUMSTANCES


class Hint(msgspec.Struct, frozen=True):
    """Words in a clause, the section that they hint at, and what might be written there.

    `topics` are slots on which the clause may have something to say.
    """

    words: str
    section: str
    write: str
    topics: tuple[str, ...] = ()


_TIME = (
    r"(?:within|in|after|every|at least)\s+(?:the\s+)?"
    r"(?:\d+|one|two|three|four|five|ten|twenty[- ]four|forty[- ]eight)\s*"
    r"(?:hour|working day|day|week|month)s?"
)

_HINTS: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    (_TIME, "tasks", "a task with this time as `within:`, and `until:` what ends it", ()),
    (
        r"immediate(?:ly)?|at once|straight ?away|without delay|as soon as",
        "tasks",
        "a task `within: immediately`, or `not stated` where no time is meant",
        (),
    ),
    (
        r"authoris\w+|approv\w+|endors\w+|sign(?:ed)? off|agreed? (?:by|with) \w+ \w* ?manager",
        "steps",
        "a step `command: authorise`; `second_person: yes` where another than the proposer must",
        ("second_person",),
    ),
    (r"decid\w+|decision", "routes", "who decides: `decided_by:`, and a task for it", ()),
    (
        r"refer(?:red|s)? (?:on )?to|passed? to|progress\w* to|step(?:ped)?[- ]up|transfer\w*",
        "routes",
        "a route with `outcome:` and `to:`, and a step `command: transfer` or `authorise`",
        (),
    ),
    (
        r"close[sd]?|clos(?:ing|ure)|no further action",
        "steps",
        "a step `command: close` with its `outcomes:`",
        (),
    ),
    (
        r"record(?:ed|s|ing)?\b|writt?en up|logged|case file|database",
        "records",
        "a record that a step `needs:`, or a task that ends when it is `recorded`",
        ("record_system",),
    ),
    (
        r"feedback|told|notif\w+|inform (?:the|them)|let .{1,20} know|acknowledg\w+",
        "feedback",
        "who is told what, and a task by when",
        ("feedback_to_professional_referrer", "feedback_to_parents", "time_for_feedback"),
    ),
    (
        r"consent|agreement|permission",
        "steps",
        "a bar without consent, and what lifts it; a statement about `consent`",
        ("consent", "asking_raises_risk"),
    ),
    (
        r"obtain|gather|establish|find out|following (?:information|details)",
        "questions",
        "a question for each thing asked, with `part:`",
        (),
    ),
    (r"check(?:s|ed|ing)?\b|screen\w*", "checks", "a check with `look:`", ("time_for_checks",)),
    (
        r"must not|should not|may not|cannot|never|not be\b",
        "bars",
        "a bar: what it `refuses:`, and what to do `instead:`",
        (),
    ),
    (
        r"not .{0,20}disclos\w+|anonym\w+|confidential\w*|identity",
        "disclosure",
        "what is held back, from whom, and unless what",
        ("disclosure_of_referrer_identity", "disclosure_of_child_details"),
    ),
    (r"unless|except|however|where it is not", "when", "the exception as a `when:` of its own", ()),
    (
        r"police|crime|criminal|offence",
        "tasks",
        "a task with `purpose: tell_police`",
        ("time_for_tell_police",),
    ),
    (
        r"significant harm|protection|section 47|strategy (?:discussion|meeting)",
        "routes",
        "a route ahead of every lesser one, and steps that never wait",
        ("time_for_strategy_discussion", "time_for_enquiry"),
    ),
    (r"meeting", "statements", "a stage that `waits: yes`, a work list", ("meeting",)),
    (
        r"out[- ]of[- ](?:office )?hours|24 hours a day|24/7|week-?ends?|evening",
        "statements",
        "a statement about `hours`",
        ("hours",),
    ),
    (
        r"0\d{2,4}[ ]?\d{3}[ ]?\d{3,4}\b|\S+@\S+\.\w+|telephone|e-?mail",
        "statements",
        "a statement about `contact_details`",
        ("contact_details",),
    ),
    (r"threshold", "statements", "a statement about `threshold_document`", ("threshold_document",)),
    (r"sibling|brother|sister", "statements", "a statement about `siblings`", ("siblings",)),
    (r"allocat\w+", "tasks", "a task for the allocation", ("allocation", "time_for_allocation")),
    (r"assess\w*", "outcomes", "an outcome for this assessment", ("time_for_assessment",)),
    (r"review\w*", "tasks", "a task with `purpose: review`", ("time_for_review",)),
    (
        r"in (?:the|their) absence|not available|unavailable|away\b",
        "steps",
        "`if_away:` with who acts instead",
        ("deciders_away",),
    ),
    (r"unborn|pregnan\w+", "routes", "a route `age_band: unborn`", ("unborn",)),
)

_CIRCUMSTANCES: Final = {
    "homeless": r"homeless\w*",
    "disabled": r"disab\w+",
    "young_carer": r"young carers?",
    "parent_carer": r"parent[- ]carers?|carers? of (?:a )?disabled",
    "unaccompanied": r"unaccompanied|asylum",
    "relinquished": r"relinquish\w*|adoption",
    "remanded": r"remand\w*",
    "mother_and_baby_unit": r"mother and baby|prison",
}

_COMPILED: Final = tuple(
    (re.compile(rf"\b(?:{words})", re.IGNORECASE), section, write, topics)
    for words, section, write, topics in (
        *_HINTS,
        *(
            (_CIRCUMSTANCES[one], "routes", f"a route `{one}: yes`", (one,))
            for one in CIRCUMSTANCES
        ),
    )
)


def hints(text: str) -> Iterator[Hint]:
    """What the words of a clause hint at, in the order of the language's sections."""
    for pattern, section, write, topics in _COMPILED:
        if match := pattern.search(text):
            yield Hint(match[0].strip(), section, write, topics)
