"""Bodies and headers that mean harm: each is refused as a mistake, and nothing breaks."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
Headers = dict[str, str]
JSON = {"Content-Type": "application/json"}
MALFORMED = {
    "nothing": b"",
    "a space": b" ",
    "invalid UTF-8": b'{"what_happened": "\xff\xfe"}',
    "UTF-16": '{"what_happened": "x"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "an encoded surrogate": b'{"what_happened": "\xed\xa0\x80"}',
    "half a character": b'{"what_happened": "\\ud800"}',
    "half a character in a key": b'{"facts": {"\\udfff": "x"}}',
    "a key twice": b'{"reason": "a", "reason": "b"}',
    "a key twice, deep down": b'{"referrer": {"name": "a", "name": "b"}}',
    "a key twice, once escaped": b'{"reason": "a", "re\\u0061son": "b"}',
    "deep lists": b"[" * 50_000 + b"]" * 50_000,
    "deep lists without an end": b"[" * 90_000,
    "deep maps": b'{"a":' * 15_000 + b"1" + b"}" * 15_000,
    "a deep list in a field": b'{"adults": ' + b"[" * 300 + b"]" * 300 + b"}",
    "a number without end": b'{"children": ' + b"9" * 50_000 + b"}",
    "infinity": b'{"children": Infinity}',
    "not a number": b'{"children": NaN}',
    "a comment": b'{} // {"a": 1}',
    "two values": b"{}{}",
    "a trailing comma": b'{"reason": "a",}',
    "single quotes": b"{'reason': 'a'}",
    "a raw control character": b'{"reason": "\x01"}',
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "a form": b"reason=a&what_happened=b",
    "a pickle": b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01a\x94.",
}
WRONG: dict[str, tuple[Any, set[str]]] = {
    "no object": ([], {""}),
    "null": (None, {""}),
    "text": ("receive", {""}),
    "2**63": ({"children": 2**63}, {"/children"}),
    "2**63 for each": (
        {"happened": 2**63, "reason": -(2**63), "facts": {"need": 2**64}},
        {"/happened", "/reason", "/facts/need"},
    ),
    "a float for text": ({"reason": 1e308}, {"/reason"}),
    "yes for true": ({"referrer": {"wants_anonymity": "yes"}}, {"/referrer/wants_anonymity"}),
    "1 for true": ({"referrer": {"wants_anonymity": 1}}, {"/referrer/wants_anonymity"}),
    "NUL": ({"what_happened": "a\x00b"}, {"/what_happened"}),
    "NUL in a key": ({"answers": {"a\x00": "b"}}, {"/answers/a\x00"}),
    "NUL in a person's id": ({"children": [{"person": "\x00"}]}, {"/children/0/person"}),
    "control characters": ({"reason": "\x1b[2J", "away": "\x7f"}, {"/reason", "/away"}),
    "unknown fields": ({"reson": "a", "is_admin": True}, {"/reson", "/is_admin"}),
    "unknown fields, deep down": (
        {"children": [{"nam": "a"}], "referrer": {"__class__": "a"}},
        {"/children/0/nam", "/referrer/__class__"},
    ),
    "a pointer's own characters": ({"a/b~c": 1}, {"/a~1b~0c"}),
    "an empty key": ({"": 1}, {"/"}),
    "no day": ({"children": [{"date_of_birth": "2026-02-30"}]}, {"/children/0/date_of_birth"}),
    "a day as a number": ({"children": [{"date_of_birth": 0}]}, {"/children/0/date_of_birth"}),
    "a time without an offset": ({"happened": "2026-03-06T15:30:00"}, {"/happened"}),
    "a count of seconds": ({"happened": "1700000000"}, {"/happened"}),
    "the year 1": ({"happened": "0001-01-01T00:00:00+14:00"}, {"/happened"}),
    "the year 9999": ({"happened": "9999-12-31T23:59:59-14:00"}, {"/happened"}),
    "the year 1900": ({"happened": "1900-01-01T00:00:00Z"}, {"/happened"}),
    "the future": ({"happened": "2199-12-31T23:59:59Z"}, {"/happened"}),
    "too long": ({"reason": "x" * 20_001}, {"/reason"}),
    "too many": ({"children": [{}] * 21}, {"/children"}),
    "too many facts": ({"facts": {f"f{n}": "yes" for n in range(201)}}, {"/facts"}),
    "words that are none": (
        {"facts": {"Need!": "High"}, "concerns": ["../../etc/passwd"]},
        {"/facts/Need!", "/concerns/0"},
    ),
    "code for a word": ({"facts": {"need": "__import__"}}, {"/facts/need"}),
    "another command": ({"command": "close"}, {"/command"}),
}
HEADERS = [
    {"Accept": "text/html;q=inf, application/json;q=x"},
    {"Accept": "a" * 9_000},
    {"Accept": "*/*;" + ";" * 500},
    {"Accept-Language": "\xff\xfe"},
    {"Cookie": "frontdoor-example=" + "x" * 9_000},
    {"Cookie": "=; ;;=a; frontdoor-example"},
    {"Cookie": "a=\xff; \xfe=b; $Version=1"},
    {"X-CSRF-Token": "\xff" * 1_000},
    {"If-Match": "\xff"},
    {"Host": "a:b:c"},
    {"Host": "[::1"},
    {"X-Forwarded-For": "'; drop table contacts --", "X-Forwarded-Proto": "\xff"},
    {"Content-Length": "0", "Content-Type": "multipart/form-data"},
    {"Content-Type": "application/json; charset=" + "x" * 5_000},
    {"Range": "bytes=0-18446744073709551616"},
    {"Authorization": "Digest " + "\xff" * 100},
]


def send(visitor: Client, headers: Headers, raw: bytes) -> Any:
    """Send raw bytes as a call."""
    once = {"Idempotency-Key": uuid4().hex}
    return visitor.post("/api/example/contacts", content=raw, headers={**headers, **JSON, **once})


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_what_is_not_sound_json_is_refused(visitor: Client, adviser: Headers, raw: bytes) -> None:
    """A body that is no JSON as we take it gets 400 and a problem that says why."""
    answer = send(visitor, adviser, raw)
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:frontdoor:problem:malformed"
    assert len(answer.json()["detail"]) > 40


@pytest.mark.parametrize(("body", "pointers"), WRONG.values(), ids=WRONG)
def test_each_wrong_field_is_pointed_at(
    visitor: Client, adviser: Headers, body: Any, pointers: set[str]
) -> None:
    """A body of the wrong shape gets 422 with a JSON Pointer to each wrong field, all at once."""
    answer = send(visitor, adviser, json.dumps(body).encode())
    assert answer.status_code == 422, answer.text
    assert {error.get("pointer", "") for error in answer.json()["errors"]} == pointers
    assert all(error["detail"].endswith(".") for error in answer.json()["errors"])


@pytest.mark.parametrize(("body", "pointers"), WRONG.values(), ids=WRONG)
def test_a_preview_and_a_command_break_no_more_than_a_call(
    visitor: Client, adviser: Headers, body: Any, pointers: set[str]
) -> None:
    """The same bodies are refused with 422 by the preview and by commands on a contact."""
    raw = json.dumps(body).encode()
    preview = visitor.post("/api/example/preview", content=raw, headers={**adviser, **JSON})
    command = visitor.post(
        f"/api/example/contacts/{'0' * 32}/commands",
        content=raw,
        headers={**adviser, **JSON, "If-Match": '"1"'},
    )
    statuses = {200, 422} if "future" in str(body) or pointers == {"/happened"} else {422}
    assert preview.status_code in statuses, preview.text
    assert command.status_code in (404, 422), command.text


@pytest.mark.parametrize(
    ("said", "pointer", "instead"),
    [
        ({}, "/command", ""),
        ({"command": "clse"}, "/command", "close"),
        ({"command": None}, "/command", "amend"),
        ({"command": ["close"]}, "/command", "close"),
        ({"command": "receive"}, "/command", ""),
        ({"command": "share", "with": "police"}, "/text", ""),
        ({"command": "share", "with_": "police", "text": "x"}, "/with_", "with"),
        ({"command": "amend", "child": {"nme": "x"}}, "/child/nme", "name"),
        ({"command": "link", "kind": "same_call", "other": "\x00"}, "/other", ""),
        ({"command": "waive", "task": "a.b"}, "/task", ""),
    ],
)
def test_a_wrong_command_is_told_what_is_meant(
    visitor: Client, adviser: Headers, said: Any, pointer: str, instead: str
) -> None:
    """A command of the wrong shape gets a pointer to what was sent, and the nearest right word."""
    answer = visitor.post(
        f"/api/example/contacts/{'0' * 32}/commands",
        json=said,
        headers={**adviser, "If-Match": '"1"'},
    )
    assert answer.status_code == 422, answer.text
    errors = {error["pointer"]: error.get("instead", "") for error in answer.json()["errors"]}
    assert instead in errors[pointer]


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "text/json", "application/x-www-form-urlencoded", "application/octet-stream",
     "multipart/form-data; boundary=a", "application/json; charset=latin-1", "application/jsonx",
     "", "x", "application/vnd.msgpack", "text/plain, application/json"],
)  # fmt: skip
def test_only_what_says_it_is_json_is_taken_as_json(
    visitor: Client, adviser: Headers, media_type: str
) -> None:
    """JSON that is sent as anything else, as a form of another site could, gets 415."""
    headers = {**adviser, "Content-Type": media_type, "Idempotency-Key": uuid4().hex}
    answer = visitor.post("/api/example/contacts", content=b"{}", headers=headers)
    assert answer.status_code == 415
    assert answer.json()["type"] == "urn:frontdoor:problem:not-json"


@pytest.mark.parametrize("headers", HEADERS, ids=lambda each: ",".join(each))
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "contacts"), ("POST", "contacts"), ("POST", "sessions"),
     ("DELETE", "sessions/current")],
)  # fmt: skip
def test_no_header_breaks_anything(
    visitor: Client, headers: Headers, method: str, path: str
) -> None:
    """Whatever stands in a header, the answer is below 500 and carries our own headers."""
    encoded: Any = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = visitor.request(method, f"/api/example/{path}", headers=encoded)
    assert 200 <= answer.status_code < 500, answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_body_over_the_limit_is_refused(visitor: Client, adviser: Headers) -> None:
    """A body of one byte more than the settings allow gets 413, one that fits is read."""
    largest = 100_000
    fits = b"{}" + b" " * (largest - 2)
    assert send(visitor, adviser, fits).status_code == 201
    answer = send(visitor, adviser, fits + b" ")
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:frontdoor:problem:too-large")


words = st.sampled_from(["", "a", "need", "high", "received", "\x00", "ü", "2026-01-01", "x" * 300])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from(
    ["command", "happened", "step", "reason", "away", "channel", "referrer", "children", "adults",
     "facts", "concerns", "circumstances", "answers", "checks", "outcome", "also", "task", "with"]
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.dictionaries(fields | words, values, max_size=6))
def test_no_body_breaks_anything(visitor: Client, adviser: Headers, body: Any) -> None:
    """Whatever is sent, as JSON of any shape with our own field names, is answered below 500."""
    answer = send(visitor, adviser, json.dumps(body).encode("utf-8", "surrogatepass"))
    assert 200 <= answer.status_code < 500, answer.text
