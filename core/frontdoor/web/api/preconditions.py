"""The headers that keep a change from being lost or doubled."""

from __future__ import annotations

import re
from typing import Any

from frontdoor.services.receipts import Once, once
from frontdoor.web.problems import AnyRequest, Problem

ONCE = "Idempotency-Key"
IF_MATCH = "If-Match"

_KEY = re.compile(r'"([!#-~]{1,64})"|([!#-~]{1,64})')
_ETAG = re.compile(r'(?:W/)?"[!#-~\x80-\xff]*"')
_VERSION = re.compile(r'"([0-9]{1,9})"')


def key_of(request: AnyRequest, *parts: Any, needed: bool) -> Once | None:
    """The idempotency key of a request whose content is `parts`. Raises `Problem` 400."""
    header = request.headers.get(ONCE)
    if header is None and not needed:
        return None
    match = _KEY.fullmatch(header.strip()) if header is not None else None
    if match is None:
        raise Problem(
            400,
            "key-needed",
            f"Send the header {ONCE} with up to 64 characters of your own choosing, new for each "
            "request and the same when you send it again.",
        )
    return once(match[1] or match[2], *parts)


def version_of(request: AnyRequest) -> int:
    """The version that whoever asks has read. Raises `Problem`: 428 none, 412 not ours, 400."""
    header = request.headers.get(IF_MATCH)
    if header is None or header.strip() == "*":
        raise Problem(428, "version-needed", f"Send the ETag of the contact as {IF_MATCH}.")
    match = _VERSION.fullmatch(header.strip())
    if match:
        return int(match[1])
    if _ETAG.fullmatch(header.strip()):
        raise Problem(
            412, "version-stale", "No version of this contact has that ETag. Read it again."
        )
    raise Problem(400, "malformed", f'{IF_MATCH} must be one ETag, such as "3" with its quotes.')


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'
