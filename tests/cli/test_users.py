"""`frontdoor users`: who may sign in at an authority."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

ROBIN = ("users", "add", "generic", "robin", "--full-name", "Robin Example", "--password")
GOOD = "a long enough password"


def test_a_person_is_added_and_listed(run: Run) -> None:
    """Someone who was added is listed with name and roles; added again, they are changed."""
    result = run(*ROBIN, GOOD, "--role", "duty_worker")
    assert result.exit_code == 0
    assert result.stdout == "Robin Example can sign in at Generic (national model) as robin.\n"
    assert run(*ROBIN, GOOD, "--role", "manager", "--role", "duty_worker").exit_code == 0
    listed = run("users", "list", "generic")
    assert listed.stdout == "robin: Robin Example (duty_worker, manager)\n"
    (one,) = json.loads(run("users", "list", "generic", "--format", "json").stdout)
    assert one["roles"] == ["duty_worker", "manager"]
    assert GOOD not in str(one)


def test_everything_that_is_wrong_is_told_at_once(run: Run) -> None:
    """Unknown roles and teams and a short password are told together, and nobody is added."""
    result = run(*ROBIN, "short", "--role", "duty_worke", "--team", "duti")
    assert result.exit_code == 2
    assert "'duty_worke' is no role here. Did you mean 'duty_worker'?" in result.stderr
    assert "'duti' is no team here. Did you mean 'duty'?" in result.stderr
    assert "The password is too short: at least " in result.stderr
    assert run("users", "list", "generic").stdout == ""


@pytest.mark.parametrize("words", [(*ROBIN[:2], "yorc", *ROBIN[3:], GOOD, "--role", "x"), ()])
def test_an_authority_that_is_not_switched_on(run: Run, words: tuple[str, ...]) -> None:
    """An unknown authority is told with the nearest one that is switched on."""
    result = run(*(words or ("users", "list", "yorc")))
    assert result.exit_code == 2
    assert result.stderr == "'yorc' is not switched on. Did you mean 'york'?\n"
