"""Looks up what a scenario names in the procedure of its authority, before it is played."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from frontdoor.domain import commands as cmd
from frontdoor.domain.facts import facts_of_call
from frontdoor.domain.practice import Practice
from frontdoor.domain.scenarios.expectation import NOTHING, Expectation
from frontdoor.domain.scenarios.form import Scenario, Step, names_of
from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.letters import READERS
from frontdoor.procedure.mistakes import Mistakes, did_you_mean
from frontdoor.procedure.references import WELL_KNOWN
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.source import Keys

Known = Callable[[Rulebook], Iterable[str]]

CONTACT = "a contact"


def _rules(book: Rulebook) -> set[str]:
    return {
        id for name, (key, _) in lang.SECTIONS.items() if key == "rule" for id in book.section(name)
    }


def _with_readings(book: Rulebook) -> set[str]:
    sections = (book.routes, book.steps, book.tasks, book.matters)
    return {id for section in sections for id, rule in section.items() if rule.readings}


def _events(book: Rulebook) -> set[str]:
    details = _details(book)
    detailed = {
        f"{kind} {detail}"
        for verb, kind in vocabulary.VERBS.items()
        for detail in details.get(verb, ())
    }
    return {*vocabulary.ENTRY_KINDS, *detailed}


def _whos(book: Rulebook) -> set[str]:
    named = {*book.roles, "anyone", *(f"every {kind}" for kind in vocabulary.ROLE_KINDS)}
    return named | {f"{who} of holding_team" for who in named}


def _details(book: Rulebook) -> dict[str, Iterable[str]]:
    """For each command that names what it is about, what there is to name."""
    readers = {*book.destinations, *book.roles, *WELL_KNOWN}
    return {
        "answer": book.questions,
        "check": book.checks,
        "record": book.records,
        "notify": readers,
        "share": readers,
        "feed_back": vocabulary.READERS,
        "draft_letter": READERS,
        "waive": book.tasks,
        "link": vocabulary.LINKS,
    }


_EXPECTED: dict[str, tuple[str, Known]] = {
    "refused": ("a rule", lambda book: {*_rules(book), "yes"}),
    "cites": ("a clause", lambda book: book.clauses),
    "advised": ("an outcome", lambda book: book.outcomes),
    "proposed": ("an outcome", lambda book: {*book.outcomes, NOTHING}),
    "decided": ("an outcome", lambda book: {*book.outcomes, NOTHING}),
    "to": ("a team or service", lambda book: book.destinations),
    "team": ("a team or service", lambda book: book.destinations),
    "decided_by": ("a role", _whos),
    "route": ("a route", lambda book: book.routes),
    "stage": ("a stage", lambda book: book.stages),
    "facts": ("a fact", lambda book: book.facts),
    "linked": ("a kind of link", lambda _: vocabulary.LINKS),
    "tasks": ("a task", lambda book: book.tasks),
    "missing": ("a question or check", lambda book: {*book.questions, *book.checks}),
    "notices": ("a notice", lambda book: book.notices),
    "readings": ("a rule with readings", _with_readings),
    "held_back": ("a reader", lambda _: vocabulary.READERS),
    "feedback": ("a reader", lambda _: vocabulary.READERS),
    "letters": ("a reader", lambda _: READERS),
    "statements": ("a topic", lambda _: vocabulary.TOPICS),
    "journal": ("an entry", _events),
}
"""For each key of an expectation: what its words are, and which there are."""


def check_words(scenario: Scenario, practice: Practice, mistakes: Mistakes) -> None:
    """Add a mistake for each word that the authority's procedure does not have."""
    _Checker(scenario, practice, mistakes).check()


class _Checker:
    def __init__(self, scenario: Scenario, practice: Practice, mistakes: Mistakes) -> None:
        self.scenario, self.practice, self.mistakes = scenario, practice, mistakes
        self.book = practice.book
        self.source = scenario.source
        self.names: list[str] = []
        self.names_all = not mistakes  # a step that could not be read may have begun another
        self._known: dict[str, set[str]] = {}

    def check(self) -> None:
        self._words(("shows",), self.scenario.shows, "a clause of the sources", self.book.clauses)
        for rule, reading in self.scenario.choices.items():
            path = ("choices", rule)
            self._words(path, [rule], "a rule with readings", _with_readings(self.book))
            readings = [one.reading for one in getattr(self._rule(rule), "readings", ())]
            self._words(path, [reading], "a reading of that rule", readings or [reading])
        for step in self.scenario.steps:
            self._step(step)

    def _rule(self, id: str) -> Any:
        book = self.book
        return next(
            (s[id] for s in (book.routes, book.steps, book.tasks, book.matters) if id in s), None
        )

    def _words(self, path: Keys, used: Iterable[str], what: str, known: Iterable[str]) -> None:
        known = set(known)
        for word in used if what != CONTACT or self.names_all else ():
            if word not in known:
                near = did_you_mean(word, known)
                self.mistakes.add(
                    self.source.mistake(path, f"'{word}'", f"{what} of {self.book.name}", near)
                )

    def _step(self, step: Step) -> None:
        path, command = step.path, step.command
        self._words((*path, "who"), sorted(step.who.roles), "a role", self.book.roles)
        self._words(
            (*path, "who"), sorted(step.who.teams), "a team or service", self.book.destinations
        )
        if isinstance(command, cmd.Receive):
            refused = any(expected.refused for _, expected in step.expects)
            self._call(step, command, refused=refused)
            self.names += names_of(command, step.called)
        elif command is not None:
            self._command(step, command)
        if step.on is not None:
            self._words((*path, "on"), [step.on], CONTACT, self.names)
        for at, expected in step.expects:
            self._expected(at, expected)

    def _call(self, step: Step, call: cmd.Receive, *, refused: bool) -> None:
        """Facts, questions and checks of a case; one that is to be refused may have any."""
        inside = "contact" in (
            self.source.data if len(self.names) == 0 else _at(self.source.data, step.path)
        )
        at: Keys = () if not self.names else step.path
        at = (*at, "contact") if inside else (*at, "case")
        self._words((*at, "answers"), call.answers, "a question", self.book.questions)
        self._words((*at, "checks"), call.checks, "a check", self.book.checks)
        received = call.happened
        if refused or received is None:
            return
        for n, child in enumerate(call.children or (None,)):
            pointer = f"/children/{n}" if child else ""
            _, reasons = facts_of_call(self.practice, call, child, received, pointer)
            for reason in reasons:
                parts = [p for p in reason.pointer.split("/") if p] if inside else []
                path = (*at, *(int(p) if p.isdigit() else p for p in parts))
                self.mistakes.add(
                    self.source.mistake(
                        path,
                        reason.says.rstrip("."),
                        f"what {self.book.name} can record",
                        reason.instead,
                    )
                )

    def _command(self, step: Step, command: cmd.CommandSaid) -> None:
        path, book = step.path, self.book
        verb = command.verb
        known = _details(book).get(verb)
        detail = cmd.detail_of(command)
        if known is not None and detail is not None:
            self._words((*path, "does"), [detail], f"something to {verb.replace('_', ' ')}", known)
        if command.step is not None:
            self._words((*path, "step"), [command.step], "a step", book.steps)
        for key in ("outcome", "also"):
            said = getattr(command, key, None) or ()
            said = [said] if isinstance(said, str) else said
            self._words((*path, key), said, "an outcome", book.outcomes)
        to = getattr(command, "to", None)
        if to and not isinstance(command, cmd.FeedBack | cmd.DraftLetter):
            self._words((*path, "to"), [to], "a team or service", book.destinations)
        facts = getattr(command, "facts", {})
        self._words((*path, "facts"), facts, "a fact", book.facts)
        for field, name in step.names.items():
            key = field if field in _at(self.source.data, path) else "does"
            self._words((*path, key), [name], CONTACT, self.names)
        if isinstance(command, cmd.Copy):
            self.names.append(step.called or command.child.name or "the copy")

    def _expected(self, at: Keys, expected: Expectation) -> None:
        if expected.on is not None:
            self._words((*at, "on"), [expected.on], CONTACT, self.names)
        for key, value in expected.said().items():
            if key not in _EXPECTED or value is None:
                continue
            what, known = _EXPECTED[key]
            if key not in self._known:
                self._known[key] = set(known(self.book))
            if isinstance(value, dict):
                for word in value:
                    self._words((*at, key, word), [word.partition(".")[0]], what, self._known[key])
            else:
                words = [value] if isinstance(value, str) else value
                words = [getattr(word, "word", word) for word in words]
                self._words((*at, key), words, what, self._known[key])
        for name in (n for names in (expected.linked or {}).values() for n in names):
            self._words((*at, "linked"), [name], CONTACT, self.names)
        for task, state in (expected.tasks or {}).items():
            self._words((*at, "tasks", task), state.who, "a role", _whos(self.book))


def _at(data: Any, path: Keys) -> Any:
    for key in path:
        data = data[key]
    return data
