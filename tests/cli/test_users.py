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
    assert "Password must be at least 12 characters. Three or four words will do." in result.stderr
    assert run("users", "list", "generic").stdout == ""


def test_an_administrator_needs_no_role_and_stays_one(run: Run) -> None:
    """The right is given and taken by its own option; changed otherwise, someone keeps it."""
    assert run(*ROBIN, GOOD, "--administrator").exit_code == 0
    listed = ("users", "list", "generic")
    assert run(*listed).stdout == "robin: Robin Example (administrator)\n"
    assert run(*ROBIN, GOOD, "--role", "manager").exit_code == 0
    assert run(*listed).stdout == "robin: Robin Example (manager, administrator)\n"
    assert run(*ROBIN, GOOD, "--role", "manager", "--no-administrator").exit_code == 0
    (one,) = json.loads(run(*listed, "--format", "json").stdout)
    assert (one["roles"], one["administrator"]) == (["manager"], False)


def test_someone_without_role_or_right_is_not_added(run: Run) -> None:
    """Whoever could do nothing is not added, and a name that no address can have neither."""
    result = run("users", "add", "generic", "a/b", *ROBIN[4:], GOOD)
    assert result.exit_code == 2
    assert "Give a role with --role, or the right with --administrator." in result.stderr
    assert "User name must have letters, figures and . _ @ + - alone" in result.stderr
    assert run("users", "list", "generic").stdout == ""


@pytest.mark.parametrize("words", [(*ROBIN[:2], "yorc", *ROBIN[3:], GOOD, "--role", "x"), ()])
def test_an_authority_that_is_not_switched_on(run: Run, words: tuple[str, ...]) -> None:
    """An unknown authority is told with the nearest one that is switched on."""
    result = run(*(words or ("users", "list", "yorc")))
    assert result.exit_code == 2
    assert result.stderr == "'yorc' is not switched on. Did you mean 'york'?\n"


def test_someone_is_disabled_and_let_in_again(run: Run) -> None:
    """Who is disabled is listed so; a name that nobody has is told with one that is near."""
    assert run(*ROBIN, GOOD, "--role", "duty_worker").exit_code == 0
    assert "any more" in run("users", "disable", "generic", "robin").stdout
    assert run("users", "list", "generic").stdout.endswith("(duty_worker); disabled\n")
    assert "again" in run("users", "enable", "generic", "robin").stdout
    assert run("users", "list", "generic").stdout.endswith("(duty_worker)\n")
    result = run("users", "disable", "generic", "robbin")
    assert result.exit_code == 2
    assert "Did you mean 'robin'?" in result.stderr


def test_a_second_factor_is_reset_and_an_identity_given(run: Run) -> None:
    """What someone has lost is taken away; who they are at the provider is theirs alone."""
    assert run(*ROBIN, GOOD, "--role", "duty_worker").exit_code == 0
    other = ("users", "add", "generic", "sam", "--full-name", "Sam Example", "--password", GOOD)
    assert run(*other, "--role", "manager").exit_code == 0
    assert "password alone" in run("users", "reset-second-factor", "generic", "robin").stdout
    assert run("users", "link", "generic", "robin", "id-1").exit_code == 0
    assert "at the provider id-1" in run("users", "list", "generic").stdout
    taken = run("users", "link", "generic", "sam", "id-1")
    assert taken.exit_code == 2
    assert taken.stderr == "Someone else here is 'id-1' at the provider.\n"
    assert run("users", "link", "generic", "robin").exit_code == 0
    assert run("users", "link", "generic", "sam", "id-1").exit_code == 0
