"""Random commands in a procedure's own words: its facts, outcomes, records, teams and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from frontdoor.domain import commands as cmd
from frontdoor.domain.contact import Contact
from frontdoor.domain.entries import Actor
from frontdoor.domain.filing import KINDS, SOURCES
from frontdoor.domain.practice import Practice
from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.letters import READERS

from .office import Office

COMMANDS: dict[str, type[cmd.CommandSaid]] = {
    verb: kind for verb, kind in cmd.COMMANDS.items() if verb not in ("receive", "consult")
}
"""Each command on a contact that is there, by its verb."""

VERB_OF = {kind: verb for verb, kind in vocabulary.VERBS.items()}
SAID = "As it was said."
DECISIVE = ("need", "protection_needed_now", "crime_suspected", "case", "consent", "purpose")
ABOUT = ("question", "check", "record", "whom", "with_", "task", "kind", "to")
"""The fields that say what a command is about."""


class Words:
    """What may be said under one procedure, and who may say it."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.book = book = practice.book
        self._facts = [fact for fact, told in book.facts.items() if not told.derived]
        teams = sorted({*book.destinations, *book.roles, "police", "nobody"})
        self._choices: dict[str, Sequence[Any]] = {
            **dict.fromkeys(("reason", "away", "rationale"), (SAID, SAID, SAID, "")),
            **dict.fromkeys(("text", "result", "user", "subject"), (SAID,)),
            **dict.fromkeys(("whom", "with_"), teams),
            "question": [*book.questions, "no_such_question"],
            "check": [*book.checks, "no_such_check"],
            "record": [*book.records, "no_such_record"],
            "outcome": list(book.outcomes),
            "to": [*book.destinations, "nowhere"],
            "kind": vocabulary.LINKS,
        }
        self.all_rounders = [
            Actor(f"all_rounder_{n}", frozenset(book.roles), frozenset(book.destinations))
            for n in range(2)
        ]
        self._people = [
            Actor(f"{role}_{n}", frozenset({role}), frozenset({team}))
            for role in book.roles
            for n, team in enumerate(list(book.destinations)[:3])
        ]

    def person(self, random: Random) -> Actor:
        """Someone with one role, with every role or, seldom, with none."""
        some = self._people if random.random() < 0.6 else self.all_rounders
        return random.choice(some) if random.random() < 0.97 else Actor("nobody", frozenset())

    def facts(self, random: Random) -> dict[str, str]:
        """A few facts of the vocabulary; they may be impossible together."""
        names = random.sample(self._facts, random.randrange(3))
        names += random.sample(DECISIVE, random.randrange(4))
        return {name: random.choice(self.book.facts[name].values) for name in names}

    def facts_for(self, random: Random, step: lang.Step) -> dict[str, str]:
        """Facts with which a step may apply, as far as it names them."""
        return {
            fact: random.choice(values)
            for fact, values, negated in random.choice(step.when)
            if fact in self._facts and not negated
        }

    def child(self, random: Random) -> dict[str, Any]:
        """A child, known by name or not, with facts of its own or not."""
        child: dict[str, Any] = {"name": random.choice(["Sam Example", "Kim Example", ""])}
        if random.random() < 0.4:
            child["date_of_birth"] = random.choice(["2019-11-02", "2001-01-01", "2027-01-01"])
        if random.random() < 0.3:
            child["facts"] = self.facts(random)
        return child

    def document(self, random: Random) -> dict[str, Any]:
        """What is said of a document; seldom one that is there already."""
        number = random.choice([random.getrandbits(128), 1])
        return {
            "document": f"{number:032x}",
            "name": "letter.pdf",
            "media_type": "application/pdf",
            "size": 100,
            "digest": f"{number:064x}",
            "kind": random.choice([*KINDS, "rumour"]),
            "source": random.choice([*SOURCES]),
        }

    def call(self, random: Random, office: Office) -> dict[str, Any]:
        """A call about no child or several, now or typed in later."""
        safe = {"protection_needed_now": "no"} if random.random() < 0.6 else {}
        return {
            "children": [self.child(random) for _ in range(random.randrange(4))],
            "facts": safe | self.facts(random),
            "referrer": {"kind": random.choice(["professional", "family", "child", "public"])},
            "happened": self._happened(random, office),
        }

    def _happened(self, random: Random, office: Office) -> Any:
        late = random.choice([0, 0, 0, 0.5, 5, 70])
        return office.now - timedelta(hours=late)

    def said(
        self,
        random: Random,
        office: Office,
        contact: Contact,
        verb: str,
        detail: str | None = None,
    ) -> tuple[type[cmd.CommandSaid], dict[str, Any]]:
        """A command with something said in each of its fields; `detail` is what it is about."""
        command = COMMANDS[verb]
        said: dict[str, Any] = {"happened": self._happened(random, office)}
        for name in command.model_fields:
            if name in ("other", "source", "survivor"):
                linked = [end for link in contact.links for end in (link.this, link.other)]
                said[name] = random.choice([*linked, *linked, *office.contacts])
            elif name == "task":
                running = [task.id for task in contact.running if detail in (None, task.rule)]
                said[name] = random.choice(running or ["no_such_task"])
            elif name == "facts":
                said[name] = self.facts(random)
            elif name == "child":
                said[name] = self.child(random)
            elif name == "also":
                said[name] = random.choices(list(self.book.outcomes), k=random.random() < 0.2)
            elif verb in ("feed_back", "draft_letter") and name == "to":
                said[name] = random.choice(READERS)
            elif name == "letter":
                letters = [*contact.letters] or ["9"]
                none = [] if verb == "approve_letter" else [None, None, None]
                said[name] = random.choice([*letters, *none])
            elif name in self._choices:
                said[name] = random.choice(self._choices[name])
        if detail and verb != "waive":
            said[next(name for name in command.model_fields if name in ABOUT)] = detail
        if verb == "attach":
            said |= self.document(random)
        if "with_" in said:
            said["with"] = said.pop("with_")
        return command, said

    def step(
        self, random: Random, office: Office, contact: Contact, step: lang.Step
    ) -> tuple[type[cmd.CommandSaid], dict[str, Any]]:
        """A command that means to take this step: with a reason and an outcome that fit it."""
        verb, detail = step.command
        command, said = self.said(random, office, contact, verb, detail)
        outcomes = self.practice.procedure.outcomes(step)
        if "outcome" in said:
            proposed = [contact.proposal.outcome] if contact.proposal else []
            likely = [outcome for outcome in proposed if outcome in outcomes] or outcomes
            if likely:
                said["outcome"] = random.choice(likely)
                beside = [*step.also, *outcomes]
                said["also"] = random.choices(beside, k=random.random() < 0.2)
            elif verb == "close":
                del said["outcome"], said["also"]
        return command, said | {"reason": SAID}

    def need(
        self, random: Random, office: Office, contact: Contact, need: str
    ) -> tuple[type[cmd.CommandSaid], dict[str, Any]]:
        """A command that brings what a step needs: a record, a check, or an entry."""
        if need in self.book.records:
            return self.said(random, office, contact, "record", need)
        if need in self.book.checks:
            return self.said(random, office, contact, "check", need)
        kind, _, detail = need.partition(" ")
        return self.said(random, office, contact, VERB_OF[kind], detail or None)
