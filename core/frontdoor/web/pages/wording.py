"""A procedure's ids as words that people read: names, clauses, and what an entry of a journal says.

What an older edition had and the one in force has not is shown by its id.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from frontdoor.compare.words.conditions import value_words
from frontdoor.domain.entries import Entry
from frontdoor.domain.filing import KINDS
from frontdoor.procedure import language as lang
from frontdoor.procedure.rulebook import Rulebook

GROUPS: Final = {
    "call": "About the call",
    "need": "The need",
    "family": "The family",
    "consent": "Parents and consent",
    "history": "What is known already",
    "concern": "Concerns",
    "circumstance": "Circumstances",
}
"""Groups of facts, in the order in which they are asked."""

ASKED_ELSEWHERE: Final = frozenset(
    {"referrer", "channel", "anonymity", "child_identified", "age_band"}
)
"""Facts that follow from what is said of the call, the referrer and each child."""

ENTRIES: Final = {
    "received": "Contact taken",
    "amended": "Corrected or completed",
    "answered": "Question answered",
    "checked": "Checked",
    "recorded": "Recorded",
    "consulted": "Consulted",
    "proposed": "Outcome proposed",
    "authorised": "Decided",
    "declined": "Proposal sent back",
    "transferred": "Handed on",
    "acknowledged": "Receipt acknowledged",
    "redirected": "Sent on",
    "information_added": "Information added",
    "notified": "Told",
    "shared": "Information shared with",
    "fed_back": "Feedback given to",
    "letter_drafted": "Letter written to",
    "letter_approved": "Letter approved, to",
    "assigned": "Assigned",
    "document_attached": "Document attached",
    "child_corrected": "Put on the right child",
    "waived": "Task waived",
    "linked": "Linked",
    "copied": "Copied",
    "outcome_carried": "Outcome carried over",
    "closed": "Closed",
    "reopened": "Opened again",
    "deleted": "Deleted as a duplicate",
    "restricted": "Record restricted",
    "restriction_lifted": "Restriction lifted",
    "opened": "Restricted record opened",
    "unmasked": "Referrer’s name shown",
}
"""Each kind of entry of the journal, as a heading."""

LINKS: Final = {
    "same_call": "Same call",
    "same_household": "Same household",
    "same_incident": "Same incident",
    "copy_of": "Copy",
    "duplicate_of": "Duplicate",
}


class Clause(NamedTuple):
    """A clause as it is cited: its id, where it stands, and what it says in our words."""

    id: str
    where: str
    says: str


class FactGroup(NamedTuple):
    """Facts asked together: `ticked` are yes or no, `chosen` have more values."""

    id: str
    title: str
    chosen: tuple[lang.Fact, ...]
    ticked: tuple[lang.Fact, ...]

    @property
    def ticked_items(self) -> list[tuple[str, str, str]]:
        """Value, text and hint of each box."""
        return [(fact.fact, fact.name, fact.hint or "") for fact in self.ticked]


def words(id: str) -> str:
    """An id as words: `not_known` is `Not known`."""
    text = value_words(id)
    return text[:1].upper() + text[1:]


def is_ticked(fact: lang.Fact) -> bool:
    """Whether a fact is asked by a box to tick: what is not named is no concern."""
    named = fact.group in ("concern", "circumstance")
    return named and fact.default == "no" and set(fact.values) == {"yes", "no"}


class Wording:
    """The words of one authority's procedure."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def value(self, id: str) -> str:
        """A value of a fact."""
        return words(id)

    def fact(self, id: str) -> str:
        """A fact or a named condition."""
        found = self.book.facts.get(id) or self.book.conditions.get(id)
        return found.name if found else words(id)

    def values(self, fact: str) -> list[tuple[str, str]]:
        """The values of a fact with their words."""
        return [(value, words(value)) for value in self.book.facts[fact].values]

    def outcome(self, id: str) -> str:
        """An outcome."""
        return self.book.outcomes[id].name if id in self.book.outcomes else words(id)

    def outcomes(self, leading: str, also: Iterable[str]) -> list[str]:
        """A leading outcome and those with it."""
        return [self.outcome(id) for id in (leading, *also)]

    def stage(self, id: str) -> str:
        """A stage."""
        return self.book.stages[id].name if id in self.book.stages else words(id)

    def role(self, id: str) -> str:
        """A role, or the procedure itself, where one entry has led to another."""
        return self.book.roles[id].name if id in self.book.roles else words(id)

    def place(self, id: str) -> str:
        """A destination."""
        found = self.book.destinations.get(id)
        return found.name if found else words(id)

    def who(self, whos: Iterable[str]) -> str:
        """Those who may do something, as the procedure writes them."""
        return ", ".join(self._who(who) for who in whos)

    def _who(self, who: str) -> str:
        role, of, _ = who.partition(" of ")
        if role == "anyone":
            name = "anyone at the front door"
        elif role.startswith("every "):
            name = f"every {words(role.removeprefix('every ')).lower()}"
        else:
            name = self.role(role)
        return f"{name} of the team that holds it" if of else name

    def reader(self, id: str) -> str:
        """Whoever is told something: a team, a service, a role, or a reader outside."""
        book = self.book
        found = book.destinations.get(id) or book.roles.get(id)
        return found.name if found else words(id)

    def kind_of_document(self, id: str) -> str:
        """What a document is."""
        return KINDS.get(id, words(id))

    def link(self, kind: str) -> str:
        """A kind of link."""
        return LINKS.get(kind, words(kind))

    def clauses(self, ids: Iterable[str]) -> list[Clause]:
        """Clauses with their wording."""
        known = self.book.clauses
        return [
            Clause(id, known[id].where, known[id].says) if id in known else Clause(id, "", "")
            for id in ids
        ]

    def source_of(self, section: str, id: str) -> str:
        """Why a rule cites no clause: its source is silent, or it is a safeguard; else empty."""
        rule: Any = self.book.section(section).get(id)
        if rule is None:
            return ""
        if rule.silent:
            return f"The source says nothing: {rule.silent}."
        return f"A safeguard: {rule.safeguard}" if rule.safeguard else ""

    def step(self, id: str) -> str:
        """A step or another rule that led to an entry."""
        return self.book.steps[id].name if id in self.book.steps else words(id)

    def asked(self, kind: str, id: str) -> str:
        """What a question asks, a check looks for or a record holds."""
        found: Any = self.book.section(f"{kind}s").get(id)
        if found is None:
            return words(id)
        said: str = {"question": "ask", "check": "look", "record": "name"}[kind]
        return str(getattr(found, said))

    def task(self, id: str) -> str:
        """A task by its rule."""
        return self.book.tasks[id].name if id in self.book.tasks else words(id)

    def entry(self, entry: Entry) -> str:
        """What happened, in a heading's length."""
        return self.event(entry.event)

    def event(self, name: str) -> str:
        """An entry as rules name it: `notified police`, `stage closed`."""
        kind, _, detail = name.partition(" ")
        title = ENTRIES.get(kind, words(kind))
        if not detail:
            return title
        if kind == "original":
            return f"{self.event(detail)}, on the original"
        read = {
            "stage": self.stage,
            "answered": lambda id: self.asked("question", id),
            "checked": lambda id: self.asked("check", id),
            "recorded": lambda id: self.asked("record", id),
            "waived": self.task,
            "linked": self.link,
        }.get(kind, self.reader)
        return f"{title}: {read(detail)}"

    def fact_groups(self) -> list[FactGroup]:
        """The facts that are asked, by group."""
        return [
            FactGroup(
                group,
                title,
                tuple(fact for fact in facts if not is_ticked(fact)),
                tuple(fact for fact in facts if is_ticked(fact)),
            )
            for group, title in GROUPS.items()
            if (facts := [f for f in self.asked_facts() if f.group == group])
        ]

    def asked_facts(self) -> list[lang.Fact]:
        """The facts that are asked one by one."""
        return [
            fact
            for id, fact in self.book.facts.items()
            if not fact.derived and id not in ASKED_ELSEWHERE
        ]
