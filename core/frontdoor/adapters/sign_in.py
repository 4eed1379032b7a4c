"""Users and their sessions."""

from __future__ import annotations

from typing import Any

from msgspec.structs import asdict
from sqlalchemy import delete, or_, select

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
        rows = select(UserRow.__table__).where(UserRow.name == name)
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
        self._upsert(UserRow, {**asdict(user), **sets})

    def session(self, token: str) -> Session | None:
        """A session by its token's digest."""
        row = self._connection.execute(
            select(SessionRow.__table__).where(SessionRow.token == token)
        ).one_or_none()
        return Session(**row._asdict()) if row else None

    def save_session(self, session: Session) -> None:
        """Start a session, or note that it was used."""
        self._upsert(SessionRow, asdict(session))

    def end_sessions(self, *, token: str | None = None, user: str | None = None) -> None:
        """End one session, or all of a user's."""
        self._connection.execute(
            delete(SessionRow).where(or_(SessionRow.token == token, SessionRow.user == user))
        )


def _user(row: Any) -> User:
    sets = {"roles": frozenset(row.roles), "teams": frozenset(row.teams)}
    return User(**{**row._asdict(), **sets})
