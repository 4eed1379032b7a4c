"""How far the author of a procedure has come."""

from __future__ import annotations

from collections import Counter

import msgspec

from frontdoor.compare.side_by_side.slots import slots
from frontdoor.contract.promises import SHOWN
from frontdoor.contract.subject import Subject


class Progress(msgspec.Struct, frozen=True):
    """How many slots are answered, and how; how many clauses have rules, and scenarios.

    `answers` has the answer to each slot; `clauses` are those from which something follows;
    `scenarios` has for each clause how many scenarios claim it.
    """

    answers: dict[str, str]
    clauses: int
    ruled: int
    scenarios: dict[str, int]

    def __str__(self) -> str:
        many = Counter(self.answers.values())
        answered = len(self.answers) - many["unanswered"]
        kinds = (("said", "said"), ("as_generic", "as in another"), ("silent", "silent"))
        told = ", ".join(f"{many[key]} {words}" for key, words in kinds)
        shown = sum(1 for count in self.scenarios.values() if count)
        return (
            f"slots answered: {answered} of {len(self.answers)} ({told}); "
            f"clauses with a rule: {self.ruled} of {self.clauses}; "
            f"clauses shown by a scenario: {shown} of {self.clauses}"
        )


def progress(subject: Subject) -> Progress:
    """How far the author of a procedure that can be read has come. Raises `MistakesFound`."""
    book = subject.book
    wanted = [id for id in subject.own_clauses if book.clauses[id].status in SHOWN]
    cited = {clause for _, _, clauses in subject.cited() for clause in clauses}
    claims = Counter(clause for one in subject.scenarios for clause in set(one.shows))
    return Progress(
        answers={slot.topic: slot.answer for slot in slots(book)},
        clauses=len(wanted),
        ruled=len(cited & set(wanted)),
        scenarios={id: claims[id] for id in sorted(wanted)},
    )
