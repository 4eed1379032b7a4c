"""Administration: for those who have the right, whatever their role; people and what they may."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit

from .conftest import Browser

Visits = Callable[..., Browser]
Find = Callable[[str], Authority]

PAGES = ("people", "changes", "access", "journal", "procedure", "preview", "health")
PEOPLE = "/generic/administration/people"
ROBIN = {
    "user": "robin",
    "full_name": "Robin Example",
    "roles": ["duty_worker"],
    "teams": ["duty"],
}


def test_an_administrator_without_a_role_sees_no_contact(admin: Browser) -> None:
    """They are led to administration, their menu has nothing else, and contacts are refused."""
    assert admin.path == PEOPLE
    menu = admin.page.find("ul", id="navigation")[0]
    assert [link.text for link in menu.find("a")] == ["Administration"]
    for path in ("contacts/new", "lists/x", "contacts/none", "dashboard"):
        admin.get(f"/generic/{path}")
        assert admin.status == 403, path


@pytest.mark.parametrize("page", PAGES)
def test_whoever_does_not_administer_sees_nothing_of_it(visit: Visits, page: str) -> None:
    """A manager with every right of the procedure is refused, and their menu does not name it."""
    browser = visit("generic", "manager")
    assert "Administration" not in browser.page.find("ul", id="navigation")[0].text
    browser.get(f"/generic/administration/{page}")
    assert browser.status == 403
    assert "This is for administrators" in browser.page.text


def test_someone_is_added_and_must_change_their_first_password(
    admin: Browser, visit: Visits, authority: Find
) -> None:
    """The first password is shown once, lets them in, and has to be changed before all else."""
    admin.get("/generic/administration/add-person")
    admin.press("Add and show a first password", **ROBIN)
    assert admin.status == 200, admin.mistakes
    password = admin.page.find("code")[0].text
    assert admin.page.find("h1")[0].text == "Robin Example can sign in"
    admin.get(f"{PEOPLE}/robin")
    assert password not in admin.html
    browser = visit()
    browser.get("/generic/sign-in")
    browser.press("Sign in", user="robin", password=password)
    assert "password" in browser.page.find("h1")[0].text
    browser.get("/generic/")
    assert browser.path == "/generic/account/password"
    with authority("generic").store.visit(Visit("", "user.list", now())) as records:
        user = records.user("robin")
    assert user is not None
    assert (user.roles, user.teams) == (frozenset({"duty_worker"}), frozenset({"duty"}))
    assert user.must_change_password
    assert not user.administers


def test_a_name_is_given_once(admin: Browser) -> None:
    """Who has the name already is not changed, and what was typed stays."""
    admin.get("/generic/administration/add-person")
    typed = {**ROBIN, "user": "manager", "full_name": "Somebody Else"}
    admin.press("Add and show a first password", **typed)
    assert admin.status == 422
    assert admin.mistakes == ["Someone here signs in as manager already. Choose another user name"]
    assert admin.form("Add and show a first password")["full_name"] == "Somebody Else"


@pytest.mark.parametrize("name", ["", "robin example", "../robin", "r" * 81, "<b>"])
def test_a_name_that_cannot_be_used_is_told(admin: Browser, name: str) -> None:
    """A name to sign in with has a few kinds of signs only."""
    admin.get("/generic/administration/add-person")
    admin.press("Add and show a first password", **{**ROBIN, "user": name, "full_name": ""})
    assert admin.status == 422
    assert len(admin.mistakes) == 2
    assert admin.mistakes[0].startswith("User name must have")
