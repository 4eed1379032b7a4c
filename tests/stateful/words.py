"""Random commands in a procedure's own words: its facts, outcomes, records, teams and tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from core.tests.domain.office import Office, someone
from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Actor
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary

COMMANDS: dict[str, type[cmd.CommandSaid]] = {
    kind.model_fields["command"].default: kind for kind in get_args(get_args(cmd.Command)[0])
}
"""Each command on a contact that is there, by its verb."""

NEED_OF = {"answered": "answer", "checked": "check", "recorded": "record"} | {
    kind: verb for verb, kind in vocabulary.VERBS.items() if verb in ("notify", "feed_back")
}
LATE = st.sampled_from([0, 0, 0, 0, 0.5, 5, 70])
"""Hours by which something is recorded later than it happened."""

TEXT = st.just("As it was said.")
MAYBE = st.sampled_from(["As it was said.", "As it was said.", "As it was said.", ""])
DECISIVE = ("need", "protection_needed_now", "crime_suspected", "case", "consent", "purpose")


class Words:
    """What may be said under one procedure."""

    def __init__(self, practice: Practice) -> None:
        self.book = book = practice.book
        self.practice = practice
        pairs = {
            fact: [(fact, value) for value in told.values]
            for fact, told in book.facts.items()
            if not told.derived
        }
        self.facts = st.lists(
            st.sampled_from([pair for fact in DECISIVE for pair in pairs[fact]])
            | st.sampled_from([pair for every in pairs.values() for pair in every]),
            max_size=6,
        ).map(dict)
        safe = {"protection_needed_now": "no", "crime_suspected": "no"}
        self.call_facts = self.facts | self.facts.map(lambda facts: {**safe, **facts})
        self.children = st.fixed_dictionaries(
            {"name": st.sampled_from(["Sam Example", "Kim Example", ""])},
            optional={
                "date_of_birth": st.sampled_from(["2019-11-02", "2001-01-01", "2027-01-01"]),
                "facts": self.facts,
            },
        )
        teams = sorted({*book.destinations, *book.roles, "police"})
        self.outcomes = sorted(book.outcomes)
        self._by_field: dict[str, st.SearchStrategy[Any]] = {
            "reason": MAYBE,
            "away": MAYBE,
            "rationale": MAYBE,
            "text": TEXT,
            "result": TEXT,
            "user": TEXT,
            "facts": self.facts,
            "concerns": self._of_group("concern"),
            "circumstances": self._of_group("circumstance"),
            "child": st.none() | self.children,
            "question": st.sampled_from([*book.questions, "no_such_question"]),
            "check": st.sampled_from([*book.checks, "no_such_check"]),
            "record": st.sampled_from([*book.records, "no_such_record"]),
            "outcome": st.none() | st.sampled_from(self.outcomes),
            "also": st.lists(st.sampled_from(self.outcomes), max_size=1),
            "to": st.sampled_from([*book.destinations, "nowhere"]),
            "whom": st.sampled_from([*teams, "nobody"]),
            "with_": st.sampled_from([*teams, "nobody"]),
            "kind": st.sampled_from(vocabulary.LINKS),
        }
        self.everyone = [
            someone(f"{role}_{n}", role, team=team)
            for role in book.roles
            for n, team in enumerate(book.destinations)
            if n < 3
        ]
        self.allrounders = [
            Actor(f"allrounder_{n}", frozenset(book.roles), frozenset(book.destinations))
            for n in range(2)
        ]
        self.people = st.sampled_from(
            [*self.everyone, *self.allrounders * 4, someone("nobody")],
        )

    def _of_group(self, group: str) -> st.SearchStrategy[Any]:
        named = [
            name
            for name, fact in self.book.facts.items()
            if fact.group == group and "yes" in fact.values
        ]
        return st.none() | st.lists(st.sampled_from(named), max_size=1)

    def said(
        self, draw: Any, office: Office, contact: Contact, verb: str, detail: str | None = None
    ) -> tuple[type[cmd.CommandSaid], dict[str, Any]]:
        """A command with something said in each of its fields; `detail` is what it is about."""
        command = COMMANDS[verb]
        fields: dict[str, Any] = {}
        linked = [other for link in contact.links for other in (link.this, link.other)]
        others = st.sampled_from([*linked, *linked, *office.contacts])
        for name in command.model_fields:
            if name in ("other", "source", "survivor"):
                fields[name] = draw(others)
            elif name == "task":
                running = [task.id for task in contact.running]
                fields[name] = draw(st.sampled_from([*running, "no_such_task"]))
            elif command is cmd.FeedBack and name == "to":
                fields[name] = draw(st.sampled_from(vocabulary.READERS))
            elif command is cmd.Copy and name == "child":
                fields[name] = draw(self.children)
            elif name == "outcome" and command is cmd.Propose:
                fields[name] = draw(st.sampled_from(self.outcomes))
            elif name in self._by_field:
                fields[name] = draw(self._by_field[name])
        if detail:
            names = {"question", "check", "record", "whom", "with_", "task", "kind", "to"}
            about = next(name for name in command.model_fields if name in names)
            fields[about] = (
                next((task.id for task in contact.running if task.rule == detail), detail)
                if about == "task"
                else detail
            )
        if "with_" in fields:
            fields["with"] = fields.pop("with_")
        fields["happened"] = office.now - timedelta(hours=draw(LATE))
        return command, fields

    def step(
        self, draw: Any, office: Office, contact: Contact, step: lang.Step
    ) -> tuple[type[cmd.CommandSaid], dict[str, Any]]:
        """A command that means to take this step: with an outcome and a reason that fit it."""
        command, fields = self.said(draw, office, contact, step.command.verb, step.command.detail)
        outcomes = self.practice.procedure.outcomes(step)
        if outcomes and "outcome" in fields:
            proposed = [contact.proposal.outcome] if contact.proposal else []
            likely = [one for one in proposed if one in outcomes] or list(outcomes)
            fields["outcome"] = draw(st.sampled_from(likely))
            fields["also"] = draw(
                st.just([]) | st.lists(st.sampled_from([*step.also, *outcomes]), max_size=1)
            )
        return command, fields | {"reason": "So it is."}
