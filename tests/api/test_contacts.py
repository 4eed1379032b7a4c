"""Contacts over the API, from the call to the closing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]

Headers = dict[str, str]
URL = "/api/example/contacts"


def take(visitor: Client, headers: Headers, call: dict[str, Any], key: str = "") -> Any:
    once = {"Idempotency-Key": key or uuid4().hex}
    return visitor.post(URL, json=call, headers={**headers, **once})


def test_smoke(visitor: Client, adviser: Headers, call: dict[str, Any]) -> None:
    r = take(visitor, adviser, call)
    print(r.status_code, r.headers, r.text)
    id = r.json()["written"][0]["id"]
    for path in ("", "/journal"):
        r = visitor.get(f"{URL}/{id}{path}", headers=adviser)
        print(r.status_code, r.headers, r.text[:1500])
    for p in ("/contacts?limit=1", "/work-lists", "/work-lists/new", "/counts", "/procedure"):
        r = visitor.get(f"/api/example{p}", headers=adviser)
        print(p, r.status_code, r.text[:500])
    for p in ("/api/openapi.json", "/healthz", "/readyz", "/nothing", "/api/example/nothing"):
        r = visitor.get(p)
        print(p, r.status_code, r.headers, r.text[:300])
    assert 0
