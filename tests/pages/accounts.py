"""People with accounts of their own for tests, and apps that make codes for them."""

from __future__ import annotations

from datetime import timedelta

import pyotp
from msgspec.structs import replace

from frontdoor.services.authority import Authority, now
from frontdoor.services.codes import sealed_as
from frontdoor.services.ports import User, Visit
from frontdoor.services.sign_in import add_user

from .conftest import PASSWORD, Browser

APART = 30
"""Seconds between a code and the next."""

NEW = "a brass kettle on the moor"
"""Another password."""


def worker(authority: Authority, name: str, **more: object) -> User:
    """Someone at an authority with a role there, and whatever `more` says of them."""
    role = min(authority.book.roles)
    add_user(authority, name, f"{name.title()} Example", PASSWORD, frozenset({role}))
    return changed(authority, name, **more)


def changed(authority: Authority, name: str, **more: object) -> User:
    """A user as they are, or as they are now that something of them was changed."""
    with authority.store.visit(Visit("", "test.change", now())) as records:
        user = records.user(name)
        assert user is not None
        if more:
            user = replace(user, **more)
            records.save_user(user)
        return user


def enter(browser: Browser, authority: str, name: str, password: str = PASSWORD) -> None:
    """Give name and password on the page for it."""
    browser.get(f"/{authority}/sign-in")
    browser.press("Sign in", user=name, password=password)


def code_of(secret: str, later: int = 0) -> str:
    """What an app with this secret shows now, or so many codes later."""
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=APART * later))


def with_app(authority: Authority, name: str) -> str:
    """Someone with a second factor, as if set up long ago; the secret of their app."""
    secret = pyotp.random_base32()
    worker(authority, name)
    sealed = authority.seals.sealed(secret, sealed_as(authority, name))
    changed(authority, name, second_factor=sealed)
    return secret


def signed_in(browser: Browser) -> bool:
    """Whether the browser's session is good for the work."""
    browser.get("/york/")
    return browser.path == "/york/"
