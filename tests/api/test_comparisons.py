"""How procedures compare, as programs are told of it."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_procedures_side_by_side(visitor: Client) -> None:
    """Every table has a column for each authority; of two that are the same nothing differs."""
    tables = visitor.get("/api/compare").json()
    assert len(tables) > 10
    for table in tables:
        assert len(table["columns"]) == 3
        assert table["rows"]
        assert all(len(row["cells"]) == 2 for row in table["rows"])
    cells = [cell for table in tables for row in table["rows"] for cell in row["cells"]]
    assert any("EXA-01" in entry["cites"] for cell in cells for entry in cell)
    different = visitor.get("/api/compare?differences=yes").json()
    assert [table["rows"] for table in different] == [[] for _ in tables]
    chosen = visitor.get("/api/compare?authorities=other").json()
    assert {len(table["columns"]) for table in chosen} == {2}


def test_two_that_are_the_same_do_not_differ(visitor: Client) -> None:
    """Of no contact, and in no aspect."""
    found = visitor.get("/api/diff/example/other").json()
    assert (found["a"], found["b"], found["share"]) == ("example", "other", 0)
    assert found["aspects"]
    for one in found["aspects"]:
        assert one["meetings"] == []
        said = visitor.get(f"/api/diff/example/other/{one['aspect']}").json()
        assert (said["title"], said["share"], said["statements"]) == (one["title"], 0, [])


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/compare?authorities=nowhere", 404, "no-such-authority"),
        ("/api/compare?authorities=broken", 503, "out-of-service"),
        ("/api/compare?authority=example", 422, "invalid"),
        ("/api/compare?authorities=%00", 422, "invalid"),
        ("/api/compare?differences=perhaps", 422, "invalid"),
        ("/api/diff/example/nowhere", 404, "no-such-authority"),
        ("/api/diff/broken/example", 503, "out-of-service"),
        ("/api/diff/example/other/nothing", 404, "not-found"),
    ],
)
def test_what_cannot_be_compared_is_a_problem(
    visitor: Client, path: str, status: int, kind: str
) -> None:
    """Unknown authorities and aspects, and those out of service, are told as everywhere."""
    answer = visitor.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["type"] == f"urn:frontdoor:problem:{kind}"
