"""What an administrator changes about the people who work here, and what nobody can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from frontdoor.services.administering.change_person import Person, add_person, new_password
from frontdoor.services.administering.people import changes_of_people
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User, Visit
from frontdoor.services.sign_in import sign_in, who_asks

from .conftest import ADMINISTRATOR, PASSWORD, Browser

Find = Callable[[str], Authority]
DAY = timedelta(days=1)

_numbers = iter(range(1_000))


@pytest.fixture
def generic(authority: Find) -> Authority:
    """Generic."""
    return authority("generic")


@pytest.fixture
def someone(generic: Authority) -> str:
    """The name of someone new, who has a role and a team."""
    name = f"someone-{next(_numbers)}"
    said = Person(
        full_name="Someone Example", roles=frozenset({"duty_worker"}), teams=frozenset({"duty"})
    )
    add_person(generic, user(generic, ADMINISTRATOR), name, said)
    change(generic, name, must_change_password=False)
    return name


def user(authority: Authority, name: str) -> User:
    """A user as they are now."""
    with authority.store.visit(Visit("", "session.read", now(), logged=False)) as records:
        found = records.user(name)
    assert found is not None
    return found


def change(authority: Authority, name: str, **changed: object) -> None:
    """Put something into a user's record."""
    with authority.store.visit(Visit("", "test", now())) as records:
        before = records.user(name)
        assert before is not None
        records.save_user(replace(before, **changed))


def open_person(admin: Browser, name: str) -> None:
    """Open the page of someone."""
    admin.get(f"/generic/administration/people/{name}")
    assert admin.status == 200


def test_a_role_that_is_taken_is_gone_at_the_next_request(
    admin: Browser, generic: Authority, someone: str, visit: Callable[..., Browser]
) -> None:
    """Whoever is signed in loses at once what is taken; who did it is told on their page."""
    password = new_password(generic, user(generic, ADMINISTRATOR), someone)
    change(generic, someone, must_change_password=False)
    browser = visit()
    browser.get("/generic/sign-in")
    browser.press("Sign in", user=someone, password=password)
    assert browser.path == "/generic/"
    open_person(admin, someone)
    admin.press("Save", roles=None, administers="yes", full_name="Someone Else")
    assert "in force from their next page on" in admin.page.text
    browser.get("/generic/contacts/new")
    assert browser.status == 403
    told = " ".join(item.text for item in admin.page.find("li"))
    role = generic.book.roles["duty_worker"].name
    for words in (
        f"No longer {role}",
        "Made an administrator",
        "Name changed from Someone Example to Someone Else",
        f"by {ADMINISTRATOR}",
    ):
        assert words in told, words


def test_changes_name_who_gave_whom_what(admin: Browser, generic: Authority, someone: str) -> None:
    """What was given and taken stands on the page of changes, with who did it, the latest first."""
    open_person(admin, someone)
    admin.press("Save", roles=["duty_worker", "manager"], teams=None)
    admin.get("/generic/administration/changes")
    latest = [row.text for row in admin.page.find("tr") if someone in row.text]
    manager = generic.book.roles["manager"].name
    assert any(f"Given the role {manager} {ADMINISTRATOR}" in row for row in latest[:2]), latest
    noted = changes_of_people(generic, user(generic, ADMINISTRATOR))
    assert {one.what for one in noted[:2]} == {"roles", "teams"}
    assert all(one.by == ADMINISTRATOR and one.user == someone for one in noted[:2])


def test_disabling_ends_sessions_and_enabling_lets_in_again(
    admin: Browser, generic: Authority, someone: str
) -> None:
    """Whoever is disabled is signed out and stays out, until they are enabled again."""
    password = new_password(generic, user(generic, ADMINISTRATOR), someone)
    token, _ = sign_in(generic, someone, password)
    assert who_asks(generic, token, DAY, DAY) is not None
    open_person(admin, someone)
    admin.press("Disable")
    assert "They can sign in no more" in admin.page.text
    assert who_asks(generic, token, DAY, DAY) is None
    admin.press("Enable")
    assert not user(generic, someone).disabled
    assert who_asks(generic, token, DAY, DAY) is None, "a session came back"


def test_whoever_is_locked_out_can_be_let_in(
    admin: Browser, generic: Authority, someone: str
) -> None:
    """Someone who tried too often is shown as locked out, until they are unlocked."""
    change(generic, someone, locked_until=now() + DAY)
    open_person(admin, someone)
    assert "Locked out until" in admin.page.text
    admin.press("Unlock")
    assert user(generic, someone).locked_until is None
    assert "Unlock" not in [button.text for button in admin.page.find("button")]


def test_sessions_are_ended(admin: Browser, generic: Authority, someone: str) -> None:
    """Signing someone out everywhere ends every session, and nothing else."""
    password = new_password(generic, user(generic, ADMINISTRATOR), someone)
    tokens = [sign_in(generic, someone, password)[0] for _ in range(2)]
    open_person(admin, someone)
    admin.press("Sign out everywhere")
    assert [who_asks(generic, token, DAY, DAY) for token in tokens] == [None, None]
    assert not user(generic, someone).disabled


def test_a_new_first_password_takes_the_place_of_the_old(
    admin: Browser, generic: Authority, someone: str
) -> None:
    """It is shown once, must be changed, and the one before lets nobody in."""
    open_person(admin, someone)
    admin.press("Give a new first password")
    password = admin.page.find("code")[0].text
    now_held = user(generic, someone)
    assert now_held.must_change_password
    assert generic.passwords.matches(now_held.password, password)


def test_a_second_factor_is_reset(admin: Browser, generic: Authority, someone: str) -> None:
    """Where someone has a second factor it can be taken away; else there is no button."""
    open_person(admin, someone)
    assert "Reset the second factor" not in [button.text for button in admin.page.find("button")]
    change(generic, someone, second_factor="sealed")
    open_person(admin, someone)
    admin.press("Reset the second factor")
    assert user(generic, someone).second_factor == ""
    assert "Second factor reset" in admin.page.text


@pytest.mark.parametrize(
    ("go", "says"),
    [
        ("password", "You cannot give yourself a new first password. Change it yourself."),
        ("second-factor", "You cannot reset your own second factor."),
    ],
)
def test_nobody_takes_what_guards_their_own_account(
    admin: Browser, generic: Authority, go: str, says: str
) -> None:
    """Whoever takes over an administrator's session does not come to keep the account by it."""
    open_person(admin, ADMINISTRATOR)
    texts = [button.text for button in admin.page.find("button")]
    assert "Give a new first password" not in texts
    before = user(generic, ADMINISTRATOR)
    path = f"/generic/administration/people/{ADMINISTRATOR}"
    admin.post(path, {**admin.form("Save"), "go": go})
    assert admin.status == 422
    assert says in admin.page.text
    assert user(generic, ADMINISTRATOR) == before


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"administers": None}, "You cannot take your own right, or disable yourself."),
        ({"roles": ["manager"]}, "You cannot change your own roles or teams."),
    ],
)
def test_nobody_takes_their_own_right_or_gives_themselves_a_role(
    admin: Browser, generic: Authority, typed: dict[str, object], says: str
) -> None:
    """So there is always an administrator, and another person behind each role."""
    open_person(admin, ADMINISTRATOR)
    assert "Disable" not in [button.text for button in admin.page.find("button")]
    admin.press("Save", **typed)
    assert admin.status == 422
    assert admin.mistakes == [f"{says} Ask another administrator."]
    own = user(generic, ADMINISTRATOR)
    assert own.administers
    assert own.roles == frozenset()


def test_nobody_disables_themselves(admin: Browser, generic: Authority) -> None:
    """Nor by a form of their own making."""
    open_person(admin, ADMINISTRATOR)
    values = {**admin.form("Save"), "go": "disable"}
    admin.post(f"/generic/administration/people/{ADMINISTRATOR}", values)
    assert admin.status == 422
    assert not user(generic, ADMINISTRATOR).disabled


def test_of_two_who_change_someone_the_second_sees_what_changed(
    admin: Browser, generic: Authority, someone: str
) -> None:
    """A page that was read before another's change does not undo it; what was typed stays."""
    open_person(admin, someone)
    change(generic, someone, full_name="Someone Meanwhile")
    admin.press("Save", full_name="Someone Typed")
    assert admin.status == 422
    assert admin.mistakes[0].startswith("Someone else changed this person meanwhile.")
    assert admin.page.find("h1")[0].text == "Someone Meanwhile"
    admin.press("Save")
    assert user(generic, someone).full_name == "Someone Typed"


def test_a_role_that_there_is_not_is_given_to_nobody(
    admin: Browser, generic: Authority, someone: str
) -> None:
    """A box that is on none of our pages changes nothing."""
    open_person(admin, someone)
    admin.press("Save", roles=["duty_worker", "king"], full_name="")
    assert admin.status == 422
    assert len(admin.mistakes) == 2
    assert user(generic, someone).roles == {"duty_worker"}


def test_an_account_elsewhere_is_nobodys_business_here(admin: Browser, authority: Find) -> None:
    """Someone of another authority is not found, not listed, and cannot be changed here."""
    york = authority("york")
    said = Person(full_name="Only At York", roles=frozenset({"advice_worker"}))
    add_person(york, user(york, ADMINISTRATOR), "only-at-york", said)
    admin.get("/generic/administration/people")
    assert "Only At York" not in admin.page.text
    admin.get("/generic/administration/people/only-at-york")
    assert admin.status == 404
    csrf = admin.cookies
    admin.get("/york/administration/people")
    assert admin.path == "/york/sign-in", csrf


def test_what_is_assigned_to_someone_is_told_by_reference(
    admin: Browser, generic: Authority, someone: str
) -> None:
    """An administrator sees which contacts are to be handed over, and nothing of the children."""
    from frontdoor.domain.commands import Assign, Receive
    from frontdoor.services.act_on_contact import act_on_contact
    from frontdoor.services.receipts import Receipt
    from frontdoor.services.take_contact import take_contact

    manager = user(generic, "manager")
    call = Receive.model_validate(
        {
            "channel": "telephone",
            "referrer": {"kind": "professional", "name": "Priya Example"},
            "children": [{"name": "Hidden Example"}],
            "what_happened": "An invented story.",
            "facts": {"purpose": "concern", "need": "high", "protection_needed_now": "no"},
        }
    )
    taken = take_contact(generic, user(generic, "duty_worker"), call)
    assert isinstance(taken, Receipt)
    (written,) = taken.written
    done = act_on_contact(generic, manager, written.id, Assign(user=someone), written.version)
    assert isinstance(done, Receipt), done
    open_person(admin, someone)
    assert written.reference in admin.page.text
    assert "Hidden Example" not in admin.html
    assert PASSWORD not in admin.html


class Elsewhere:
    """An OpenID provider of which only the name is asked."""

    name = "an invented provider"


def test_who_someone_is_at_the_provider_is_said_once(
    admin: Browser, generic: Authority, someone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is a provider an administrator says who someone is there; two cannot be one."""
    open_person(admin, someone)
    assert "invented provider" not in admin.page.text
    monkeypatch.setattr(generic, "provider", Elsewhere())
    open_person(admin, someone)
    admin.press("Save who they are there", identity=f"id-of-{someone}")
    assert user(generic, someone).identity == f"id-of-{someone}"
    assert f"Named at the provider: id-of-{someone}" in admin.page.text
    open_person(admin, "manager")
    admin.press("Save who they are there", identity=f"id-of-{someone}")
    assert admin.mistakes == ["Someone else here is this one at the provider."]
    assert admin.form("Save who they are there")["identity"] == ""
    open_person(admin, someone)
    admin.press("Save who they are there", identity="")
    assert user(generic, someone).identity is None
