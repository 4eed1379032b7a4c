"""The API's description is true: schemathesis finds nothing that behaves otherwise."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from frontdoor.services.authority import Authority
from frontdoor.services.sign_in import sign_in
from frontdoor.web import openapi
from frontdoor.web.policies import POLICIES

PASSWORD = "correct horse battery staple"
DESCRIBED = {route for route in POLICIES if " /api/" in route} | {"GET /healthz", "GET /readyz"}
DESCRIBED -= {"GET /api/openapi.json"}
CONFIG = """
[parameters]
"path.authority" = "example"
"path.contact" = "{contact}"
"path.work_list" = "new"
# What the procedure makes of words, and which version a contact has, no schema can say.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "412", "422"]
[checks.negative_data_rejection]
expected-statuses = [
    "400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428"
]
[checks.missing_required_header]
expected-statuses = ["400", "406", "415", "428"]
"""


def schemathesis(port: int, example: Authority, folder: Path, *options: str) -> None:
    """Run schemathesis with every check against a running server, signed in as an adviser.

    It leaves out the current session, which it would end.
    """
    address = f"http://127.0.0.1:{port}"
    headers = {"Authorization": f"Bearer {sign_in(example, 'adviser', PASSWORD)[0]}"}
    taken = httpx.post(
        f"{address}/api/example/contacts",
        json={"children": [{"name": "Ada Example"}], "facts": {"need": "high"}},
        headers={**headers, "Idempotency-Key": uuid4().hex},
    )
    contact = taken.json()["written"][0]["id"]
    (folder / "schemathesis.toml").write_text(CONFIG.format(contact=contact))
    program = Path(sys.executable).with_name("schemathesis")
    arguments: list[str | Path] = [program, "run", f"{address}/api/openapi.json", *options]
    arguments += ["--continue-on-failure", "--no-color"]
    arguments += ["--exclude-path-regex", "sessions/current"]
    arguments += ["--header", f"Authorization: {headers['Authorization']}"]
    ran = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr
    tested = len(DESCRIBED) - len({"GET", "DELETE"})
    assert re.search(rf"Tested: {tested}\b", ran.stdout), ran.stdout


def test_the_api_is_as_it_says(port: int, example: Authority, tmp_path: Path) -> None:
    """Whatever is made up from the description is answered as the description says."""
    options = ("--phases=coverage,fuzzing", "--max-examples=10", "--generation-deterministic")
    schemathesis(port, example, tmp_path, *options)


@pytest.mark.faults
def test_the_api_is_as_it_says_at_length(port: int, example: Authority, tmp_path: Path) -> None:
    """The same with many more examples, and with requests that follow from one another."""
    schemathesis(port, example, tmp_path, "--max-examples=300")


def test_every_route_of_the_api_is_described() -> None:
    """The description has every route of the table of policies that belongs to the API."""
    described = {
        f"{method.upper()} {path}"
        for path, operations in openapi.document()["paths"].items()
        for method in operations
    }
    assert described == DESCRIBED


def test_every_reference_of_the_description_leads_somewhere() -> None:
    """Each $ref names a component that is there."""
    document = openapi.document()

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for inner in value.values():
                yield from references(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from references(inner)

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    found = set(references(document))
    assert found <= known
    assert len(found) > 40
