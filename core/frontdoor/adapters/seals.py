"""Texts sealed with the deployment's key, which is in no database: AES-GCM, by cryptography."""

from __future__ import annotations

import os
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import TYPE_CHECKING

from frontdoor.services.authority import Closed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
"""Bytes, as NIST SP 800-38D has it."""

LONGEST = 50_000_000
"""Bytes of a text: no more is ever unpacked."""


class KeySeals:
    """Implements `Seals` with the key that `secret` gives, which is asked for when it is needed."""

    def __init__(self, secret: Callable[[], str]) -> None:
        self._secret = secret

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(sha256(b"frontdoor seals " + self._secret().encode()).digest())

    def sealed(self, text: str, of: str) -> str:
        """A text packed and sealed, in letters that forms and addresses can hold."""
        nonce = token_bytes(NONCE)
        packed = zlib.compress(text.encode("utf-8", "surrogatepass"))
        whole = nonce + self._cipher.encrypt(nonce, packed, of.encode())
        return urlsafe_b64encode(whole).rstrip(b"=").decode()

    def opened(self, sealed: str, of: str) -> str | None:
        """What was sealed, or None where it was not, or not as this, or under another key."""
        from cryptography.exceptions import InvalidTag

        try:
            whole = urlsafe_b64decode(sealed.encode("ascii") + b"=" * (-len(sealed) % 4))
            packed = self._cipher.decrypt(whole[:NONCE], whole[NONCE:], of.encode())
        except (ValueError, InvalidTag):
            return None
        return zlib.decompressobj().decompress(packed, LONGEST).decode("utf-8", "surrogatepass")


def kept_key(file: Path) -> str:
    """The key in a file, which is made where there is none, for its owner alone to read.

    Raises `Closed` where that cannot be done.
    """
    try:
        with suppress(FileExistsError):
            _make_key(file)
        return file.read_text("ascii")
    except (OSError, UnicodeError) as error:
        instead = "Give one as FRONTDOOR_SECRET_KEY."
        raise Closed(f"The key in {file} cannot be read or made: {error}. {instead}") from error


def _make_key(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{token_urlsafe(6)}")
    unfinished.touch(mode=0o600, exist_ok=False)
    try:
        unfinished.write_text(token_urlsafe(32), "ascii")
        os.link(unfinished, file)  # whole or not at all, whoever else does so at the same time
    finally:
        unfinished.unlink()
