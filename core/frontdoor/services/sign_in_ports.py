"""What signing in needs from outside: texts sealed by a key, and an OpenID provider."""

from __future__ import annotations

from typing import Protocol


class Seals(Protocol):
    """How texts are made unreadable and unchangeable for whoever has not the deployment's key."""

    def sealed(self, text: str, of: str) -> str:
        """A text sealed, never twice alike; `of` says whose and what it is, and opens it again."""

    def opened(self, sealed: str, of: str) -> str | None:
        """What was sealed, or None where it was not, or not as this, or under another key."""


class ProviderFault(Exception):
    """The OpenID provider does not answer, or not as it should; the message is for the log."""


class ProviderRefused(Exception):
    """The OpenID provider does not say who someone is: a code that is used up, or a wrong token."""


class Provider(Protocol):
    """An authority's OpenID provider. The network is asked at these two calls, and never else."""

    @property
    def name(self) -> str:
        """What people call it: the authority's account, say."""

    def address(self, *, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send someone to sign in; they come to `back` with a code and the `state`.

        Raises `ProviderFault`.
        """

    def identity(self, *, code: str, back: str, nonce: str, verifier: str) -> str:
        """Who came back with a code, as the provider knows them for good.

        Raises `ProviderFault` or `ProviderRefused`.
        """
