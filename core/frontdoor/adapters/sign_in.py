"""Users and their sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, delete, or_, select, update

from frontdoor.adapters.request import Request
from frontdoor.adapters.tables import SessionRow, UserRow
from frontdoor.services.ports import Session, User


class SignInRecords(Request):
    """Who may sign in, and who has."""

    def user(self, name: str) -> User | None:
        """A user by sign-in name.

        Locked for change, so that passwords guessed at once are all counted; but not where a
        request only finds out who asks, or a user's requests would wait for each other.
        """
        return self._user(UserRow.name == name)

    def user_with_identity(self, identity: str) -> User | None:
        """The user who is this one at the OpenID provider; locked for change as by `user`."""
        return self._user(UserRow.identity == identity)

    def _user(self, condition: ColumnElement[bool]) -> User | None:
        rows = select(UserRow.__table__).where(condition)
        if self._visit.logged:
            rows = rows.with_for_update()
        row = self._connection.execute(rows).one_or_none()
        return _user(row) if row else None

    def users(self) -> list[User]:
        """Every user, by name."""
        rows = self._connection.execute(select(UserRow.__table__).order_by(UserRow.name))
        return [_user(row) for row in rows]

    def save_user(self, user: User) -> None:
        """Add a user, or change one."""
        sets = {"roles": sorted(user.roles), "teams": sorted(user.teams)}
        codes = {"recovery_codes": list(user.recovery_codes)}
        self._upsert(UserRow, {**asdict(user), **sets, **codes})

    def session(self, token: str) -> Session | None:
        """A session by its token's digest."""
        row = self._connection.execute(
            select(SessionRow.__table__).where(SessionRow.token == token)
        ).one_or_none()
        return Session(**row._asdict()) if row else None

    def save_session(self, session: Session) -> None:
        """Start a session."""
        self._add(SessionRow, [asdict(session)])

    def session_used(self, token: str, at: datetime) -> None:
        """Note that a session was used, unless it was ended meanwhile."""
        used = update(SessionRow).where(SessionRow.token == token).values(seen=at)
        self._connection.execute(used)

    def sessions(self, user: str) -> list[Session]:
        """A user's sessions, the latest used first; some may be at an end by their time-outs."""
        rows = select(SessionRow.__table__).where(SessionRow.user == user)
        found = self._connection.execute(rows.order_by(SessionRow.seen.desc(), SessionRow.token))
        return [Session(**row._asdict()) for row in found]

    def end_sessions(self, *, token: str | None = None, user: str | None = None) -> None:
        """End one session, or all of a user's."""
        self._connection.execute(
            delete(SessionRow).where(or_(SessionRow.token == token, SessionRow.user == user))
        )


def _user(row: Any) -> User:
    sets = {"roles": frozenset(row.roles), "teams": frozenset(row.teams)}
    codes = {"recovery_codes": tuple(row.recovery_codes)}
    return User(**{**row._asdict(), **sets, **codes})
