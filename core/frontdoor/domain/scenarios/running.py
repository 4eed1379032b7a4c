"""Plays a scenario in memory, with a time of its own, through the functions that serve people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

import msgspec

from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply
from frontdoor.domain.contact import Contact
from frontdoor.domain.decide import Decided, decide
from frontdoor.domain.entries import Entry
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.domain.receiving import NotRecorded, copy, receive
from frontdoor.domain.scenarios.comparing import Seen, compare, refusal_in_words
from frontdoor.domain.scenarios.expectation import Expectation, in_local_words
from frontdoor.domain.scenarios.form import FIRST, Scenario, Step
from frontdoor.procedure.mistakes import Place
from frontdoor.procedure.running import NoRoute, Procedure
from frontdoor.procedure.source import Keys

Became = Decided | Refused | NotRecorded


class Difference(msgspec.Struct, frozen=True):
    """Something that came otherwise than expected.

    `place` is where the scenario expects it, `step` counts from 1, `said` is who did what when.
    """

    place: Place
    step: int
    said: str
    key: str
    expected: str
    came: str

    def __str__(self) -> str:
        return (
            f"{self.place}: step {self.step} ({self.said})\n"
            f"    {self.key}: expected {self.expected}\n"
            f"    {' ' * len(self.key)}  came {self.came}"
        )


def in_force(scenario: Scenario, practice: Practice) -> Practice:
    """The practice with the readings that the scenario chooses."""
    if not scenario.choices:
        return practice
    book = replace(practice.book, choices={**practice.book.choices, **scenario.choices})
    return replace(practice, procedure=Procedure(book))


def run_scenario(scenario: Scenario, practice: Practice) -> tuple[Difference, ...]:
    """Play a scenario that was read; what came otherwise than expected, in order.

    A command that is refused against expectation, or not refused, ends it: what follows would not
    be what was meant.
    """
    played = _Played(in_force(scenario, practice))
    differences: list[Difference] = []
    for number, step in enumerate(scenario.steps, 1):
        said = f"{step.said or 'a look'}, {in_local_words(step.at)}"

        def differ(
            path: Keys, key: str, expected: str, came: str, n: int = number, said: str = said
        ) -> None:
            place = scenario.source.place((*path, key))
            differences.append(Difference(place, n, said, key, expected, came))

        try:
            became = played.does(step)
        except NoRoute as error:
            differ(step.path, "does", "advice", str(error))
            break
        if unexpected := _unexpected(step, became):
            differ(*unexpected)
            break
        for path, expected in step.expects:
            for found in compare(expected, played.seen(step, expected, became)):
                differ(path, *found)
    return tuple(differences)


def _unexpected(step: Step, became: Became | None) -> tuple[Keys, str, str, str] | None:
    """Where a command was refused, or not, or not recorded, against expectation."""
    every = [(path, one) for path, one in step.expects]

    def expects(key: str) -> Keys | None:
        return next((path for path, one in every if getattr(one, key)), None)

    refused, unrecorded = expects("refused"), expects("not_recorded")
    if isinstance(became, Refused) != (refused is not None) and became is not None:
        if isinstance(became, Refused):
            return step.path, "does", "that it is done", refusal_in_words(became)
        return refused or step.path, "refused", "a refusal", "done"
    if isinstance(became, NotRecorded) and unrecorded is None:
        return step.path, "does", "a record", "nothing was recorded"
    if unrecorded is not None and not isinstance(became, NotRecorded):
        return unrecorded, "not_recorded", "yes", "no"
    return None


@dataclass
class _Played:
    """The contacts of a scenario as they stand, and everything that happened to them."""

    practice: Practice
    contacts: dict[str, Contact] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    journal: list[Entry] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def does(self, step: Step) -> Became | None:
        command = step.command
        if command is None:
            return None
        became: Became
        if isinstance(command, cmd.Receive):
            became = receive(command, step.who, self.practice, step.at, self._new_id)
        else:
            subject = self._contact(step.on)
            if subject is None:
                raise NoRoute(f"there is no contact {step.on or FIRST}: nothing was recorded")
            named = {name: self._id(of) for name, of in step.names.items()}
            command = command.model_copy(update=named)
            if isinstance(command, cmd.Copy):
                became = copy(
                    subject, command, step.who, self.practice, self.practice, step.at, self._new_id
                )
            else:
                became = decide(
                    self.contacts, subject.id, command, step.who, self.practice, step.at
                )
        if isinstance(became, Decided):
            self._write(became.entries, step)
        return became

    def _new_id(self) -> str:
        return f"{next(self.numbers):012x}"

    def _id(self, name: str) -> str:
        return self.ids.get(name, "unrecorded")

    def _contact(self, name: str | None) -> Contact | None:
        if name is not None:
            return self.contacts.get(self._id(name))
        return next(iter(self.contacts.values()), None)

    def _write(self, entries: Iterable[Entry], step: Step) -> None:
        begun = 0
        for entry in entries:
            if entry.contact not in self.contacts:
                begun += 1
                self.ids[self._called(entry, step, begun)] = entry.contact
            self.contacts[entry.contact] = apply(self.contacts.get(entry.contact), entry)
            self.journal.append(entry)

    @staticmethod
    def _called(entry: Entry, step: Step, begun: int) -> str:
        if step.called:
            return step.called
        child = entry.said.get("child", {})
        if isinstance(step.command, cmd.Copy):
            return str(child.get("name", "the copy"))
        nameless = f"child {begun}" if step.command and step.command.children else FIRST  # type: ignore[attr-defined]  # only calls and copies begin a contact
        return str(child.get("name", nameless))

    def seen(self, step: Step, expected: Expectation, became: Became | None) -> Seen:
        contact = self._contact(expected.on or step.on)
        return Seen(
            practice=self.practice,
            contact=contact,
            contacts=self.contacts,
            names={id: name for name, id in self.ids.items()},
            entries=[e for e in self.journal if contact and e.contact == contact.id],
            became=became,
            actor=step.who,
            now=step.at,
        )
