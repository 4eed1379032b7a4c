"""An authority as it runs: its procedure in practice, its plugins, its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from frontdoor.domain.entries import Actor
from frontdoor.domain.practice import Practice
from frontdoor.hookspecs import WorkList
from frontdoor.plugins import Loaded
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.services.ports import LayerText, Passwords, Records, Session, Store, User, Visit
from frontdoor.services.sign_in_ports import Provider, Seals


class Closed(Exception):
    """An authority that cannot be used now; the message says why, for those who run the service."""


class NotAllowed(Exception):
    """Whoever asks has no role at this authority."""


class NotAdministrator(Exception):
    """Whoever asks does not look after this authority."""


@dataclass
class Authority:
    """One authority with everything that is its own.

    `practice` is the procedure in force; `practice_of_layers` makes one of the texts of an older
    edition; `provider` is there where people may sign in through one; `fault` says what went wrong
    once a plugin has failed: from then on all is refused.
    """

    name: str
    practice: Practice
    layers: Sequence[LayerText]
    store: Store
    passwords: Passwords
    work_lists: Sequence[WorkList]
    practice_of_layers: Callable[[Sequence[LayerText]], Practice]
    seals: Seals
    provider: Provider | None = None
    warnings: tuple[str, ...] = ()
    plugins: tuple[Loaded, ...] = ()
    drafts_kept: timedelta = timedelta(days=30)
    """How long a contact that someone has begun to take stays where nobody goes on with it."""
    referrals_kept: timedelta = timedelta(days=7)
    """How long a referrer's saved form does."""
    fault: str | None = None
    _editions: dict[str, Practice] = field(default_factory=dict)

    @property
    def book(self) -> Rulebook:
        """The procedure in force as data."""
        return self.practice.book

    def open(self) -> None:
        """Keep the edition in force, so that contacts received under it can always be worked on."""
        with self.store.visit(Visit("", "authority.open", now())) as records:
            records.keep_edition(self.book.digest, self.layers, now())
            self.erase_old_drafts(records)

    def erase_old_drafts(self, records: Records) -> None:
        """Erase every draft, of whomever, that nobody has gone on with for as long as it stays."""
        records.erase_drafts_before(now() - self.drafts_kept)
        records.erase_sealed_before(now() - self.referrals_kept)

    def practice_under(self, edition: str, records: Records) -> Practice:
        """The procedure of an edition: the one in force, or an older one from the records."""
        if edition == self.book.digest:
            return self.practice
        if edition not in self._editions:
            layers = records.edition(edition)
            if layers is None:
                raise Closed(f"The edition {edition} of {self.name}'s procedure is not on record.")
            self._editions[edition] = self.practice_of_layers(layers)
        return self._editions[edition]

    def actor(self, user: User) -> Actor:
        """A user as one who acts: with those roles that the procedure in force has."""
        roles = user.roles & self.book.roles.keys()
        if not roles or user.disabled:
            with self.store.visit(Visit(user.name, "authority.enter", now())) as records:
                records.refused("no role")
            raise NotAllowed(f"{user.name} has no role at {self.book.name}.")
        return Actor(user=user.name, roles=roles, teams=user.teams, name=user.full_name)

    def check_administers(self, user: User) -> None:
        """Raise `NotAdministrator`, and note it, unless a user may look after this authority."""
        if not user.administers or user.disabled:
            with self.store.visit(Visit(user.name, "authority.administer", now())) as records:
                records.refused("no administrator")
            raise NotAdministrator(f"{user.name} does not administer {self.book.name}.")


@dataclass(frozen=True)
class SignedIn:
    """Who makes a request: the user as they are now, and the session they came with."""

    user: User
    session: Session


def now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)
