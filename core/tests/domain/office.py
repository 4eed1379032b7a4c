"""An office of the fictional authority: its contacts, its journal, its people and a clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from frontdoor.composition import practice
from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply, replay
from frontdoor.domain.clocks import LONDON
from frontdoor.domain.contact import Contact, Task
from frontdoor.domain.decide import Decided, decide
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.domain.receiving import NotRecorded, copy, receive
from frontdoor.layers import compose_folder
from frontdoor.procedure.layering import load
from frontdoor.procedure.rulebook import Layer
from frontdoor.procedure.source import read_text

EXAMPLE = Path(__file__).parents[3] / "tests" / "authorities" / "example"


def london(text: str) -> datetime:
    """`2026-03-06 15:30` in local time, told in UTC as the services do."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


FRIDAY = london("2026-03-06 15:30")
MONDAY = london("2026-03-09 10:00")


def someone(user: str, *roles: str, team: str = "contact_centre") -> Actor:
    """A user with roles, in a team."""
    return Actor(user, frozenset(roles), frozenset({team}))


ADVISER = someone("adviser", "call_adviser")
WORKER = someone("worker", "duty_worker")
MANAGER = someone("manager", "team_manager")
OTHER_MANAGER = someone("other-manager", "team_manager", team="assessment_team")
DIRECTOR = someone("director", "service_manager", team="assessment_team")
INSPECTOR = someone("inspector", "inspector")


def on_wednesdays(facts: Mapping[str, str], received: datetime) -> dict[str, str]:
    """The authority's derived fact."""
    del facts
    return {"meeting_today": "yes" if received.astimezone(LONDON).weekday() == 2 else "no"}


@cache
def example_layers() -> tuple[Layer, ...]:
    """The layers of the fictional authority."""
    return compose_folder(EXAMPLE).layers


@cache
def example_practice(more: str = "") -> Practice:
    """The fictional authority in practice, with a further layer if one is given."""
    layers = example_layers()
    if more:
        layers = (*layers, Layer("more", read_text(dedent(more).lstrip("\n"), "more.yaml")))
    return replace(practice(load(layers)), derive=(on_wednesdays,))


@dataclass
class Office:
    """Runs commands as the services would, and keeps what follows in a journal."""

    practice: Practice = field(default_factory=example_practice)
    now: datetime = FRIDAY
    journal: dict[str, list[Entry]] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)

    def fresh_ids(self) -> Callable[[], str]:
        """Gives fresh ids, one after another, for a command that begins several contacts."""
        ids = iter(range(len(self.contacts) + 1, 1_000_000))
        return lambda: f"{next(ids):032x}"

    def wait(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)

    def write(self, result: Decided) -> list[Entry]:
        """Put entries into the journal, each after the last of its contact."""
        for entry in result.entries:
            entries = self.journal.setdefault(entry.contact, [])
            assert entry.sequence == len(entries) + 1, "sequences are contiguous"
            entries.append(entry)
            self.contacts[entry.contact] = apply(self.contacts.get(entry.contact), entry)
        return list(result.entries)

    def take(self, actor: Actor, call: cmd.Receive) -> Decided | Refused | NotRecorded:
        """What comes of a call or a consultation; nothing is written yet."""
        return receive(call, actor, self.practice, self.now, self.fresh_ids())

    def try_call(self, actor: Actor, **said: Any) -> Decided | Refused | NotRecorded:
        """What would come of a call."""
        return self.take(actor, cmd.Receive.model_validate(said))

    def call(self, actor: Actor = ADVISER, **said: Any) -> list[str]:
        """Take a call; the ids of the contacts it makes."""
        result = self.try_call(actor, **said)
        assert isinstance(result, Decided), result
        entries = self.write(result)
        return [entry.contact for entry in entries if entry.kind == "received"]

    def one(self, actor: Actor = ADVISER, **facts: str) -> str:
        """Take a call about one child, with these facts; the contact's id."""
        return self.call(actor, children=({"name": "Sam Example"},), facts=facts)[0]

    def attempt(
        self, id: str, actor: Actor, command: type[cmd.CommandSaid], **said: Any
    ) -> Decided | Refused:
        """Try a command, and write what follows from it."""
        asked = command.model_validate(said)
        if isinstance(asked, cmd.Copy):
            result = copy(
                self.contacts[id],
                asked,
                actor,
                self.practice,
                self.practice,
                self.now,
                self.fresh_ids(),
            )
        else:
            result = decide(self.contacts, id, asked, actor, self.practice, self.now)
        if isinstance(result, Decided):
            self.write(result)
        return result

    def do(
        self, id: str, actor: Actor, command: type[cmd.CommandSaid], **said: Any
    ) -> tuple[Entry, ...]:
        """A command that is permitted; the entries that follow."""
        result = self.attempt(id, actor, command, **said)
        assert isinstance(result, Decided), result
        return result.entries

    def refusal(
        self, id: str, actor: Actor, command: type[cmd.CommandSaid], **said: Any
    ) -> Refused:
        """A command that is refused; it leaves no entry."""
        before = {key: list(entries) for key, entries in self.journal.items()}
        result = self.attempt(id, actor, command, **said)
        assert isinstance(result, Refused), result
        assert before == self.journal
        return result

    def codes(
        self, id: str, actor: Actor, command: type[cmd.CommandSaid], **said: Any
    ) -> list[str]:
        """The kinds of reason for which a command is refused; each says what and what instead."""
        reasons = self.refusal(id, actor, command, **said).reasons
        for reason in reasons:
            assert reason.says.endswith("."), reason
            assert reason.instead == "" or reason.instead.endswith((".", "?")), reason
        return [reason.code for reason in reasons]

    def task(self, id: str, task: str) -> Task:
        """A task of a contact by its id."""
        return self.contacts[id].tasks[task]

    def running(self, id: str) -> set[str]:
        """The ids of the tasks of a contact that run."""
        return {task.id for task in self.contacts[id].running}

    def replayed(self, id: str) -> Contact:
        """The contact built anew from its entries."""
        return replay(self.journal[id])

    def decided(self, outcome: str = "assessment", **facts: str) -> str:
        """A contact on which a team manager has decided."""
        id = self.one(WORKER, **{"protection_needed_now": "no", "need": "high", **facts})
        self.do(id, WORKER, cmd.Propose, outcome=outcome, rationale="As we discussed.")
        self.do(id, WORKER, cmd.Record, record="summary", text="In short.")
        self.do(id, MANAGER, cmd.Authorise)
        return id
