"""Someone changes their own password, which ends every session but a new one."""

from __future__ import annotations

from msgspec.structs import replace

from frontdoor.services.administering.changes import changes_between
from frontdoor.services.authority import Authority, SignedIn, now
from frontdoor.services.password_rules import wrong_with
from frontdoor.services.ports import Session
from frontdoor.services.sign_in import start_session, with_password


class PasswordRefused(Exception):
    """A password that cannot be taken; the message says why, in a sentence without a stop."""


def change_password(
    authority: Authority, signed_in: SignedIn, current: str, new: str
) -> tuple[str, Session]:
    """Give someone another password, and a new session with its token in the place of all others.

    Raises `PasswordRefused` for a new one that cannot be taken, `SignInRefused` where the current
    one is wrong, which counts towards being locked out.
    """
    user, session = signed_in.user, signed_in.session
    wrong = wrong_with(new, user.name, user.full_name, authority.book.name)
    if new == current:
        wrong = "Password must be another than the current one"
    if wrong:
        raise PasswordRefused(wrong)
    hashed = authority.passwords.hashed(new)
    with with_password(authority, user.name, current, "password.change") as (records, before):
        after = replace(before, password=hashed, must_change_password=False)
        records.note(changes_between(before, after, user.name, now()))
        records.end_sessions(user=user.name)
        return start_session(authority, records, after, session.browser, session.way)
