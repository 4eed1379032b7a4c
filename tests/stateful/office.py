"""An office of any authority: its contacts, its journal and a clock, kept in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TypeVar

from frontdoor.domain import commands as cmd
from frontdoor.domain.apply import apply
from frontdoor.domain.contact import Contact
from frontdoor.domain.decide import Decided, decide
from frontdoor.domain.entries import Actor, Entry
from frontdoor.domain.permission import Refused
from frontdoor.domain.practice import Practice
from frontdoor.domain.receiving import NotRecorded, copy, receive

Result = TypeVar("Result", Decided | Refused, Decided | Refused | NotRecorded)


@dataclass
class Office:
    """Runs commands as the services would, and keeps what follows in a journal."""

    practice: Practice
    now: datetime = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)
    journal: dict[str, list[Entry]] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def take(self, actor: Actor, call: cmd.Receive) -> Decided | Refused | NotRecorded:
        """Take a call or hold a consultation, and write what follows."""
        return self._write(receive(call, actor, self.practice, self.now, self._new_id))

    def attempt(self, id: str, actor: Actor, command: cmd.CommandSaid) -> Decided | Refused:
        """Try a command on a contact, and write what follows."""
        if isinstance(command, cmd.Copy):
            return self._write(
                copy(
                    self.contacts[id],
                    command,
                    actor,
                    self.practice,
                    self.practice,
                    self.now,
                    self._new_id,
                )
            )
        return self._write(decide(self.contacts, id, command, actor, self.practice, self.now))

    def _new_id(self) -> str:
        return f"{next(self.numbers):032x}"

    def _write(self, result: Result) -> Result:
        for entry in result.entries if isinstance(result, Decided) else ():
            self.journal.setdefault(entry.contact, []).append(entry)
            self.contacts[entry.contact] = apply(self.contacts.get(entry.contact), entry)
        return result
