"""Each hook, and each field of a work list, is explained, used in earnest, and has an effect.

The effect is seen by taking it away: from the example, whose plugin uses every hook, and from the
lists of the real plugins.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from litestar.testing import TestClient

from frontdoor.composition import open_authority, practice
from frontdoor.domain import commands as cmd
from frontdoor.domain.clocks import LONDON
from frontdoor.hookspecs import WorkList
from frontdoor.plugins import PluginFault
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, User
from frontdoor.services.read_contact import list_contacts
from frontdoor.services.receipts import Receipt
from frontdoor.services.sign_in import add_user
from frontdoor.services.take_contact import take_contact
from frontdoor.settings import Settings
from frontdoor.web.app import create_app
from frontdoor.web.pages.lists.board import page_of_list

from ..pages.conftest import PASSWORD, Browser, with_users
from ..reference.hooks import HOOKS

if TYPE_CHECKING:
    from tests.plugins.conftest import Compose, Install

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "authorities" / "borchester" / "frontdoor_borchester"
IN_THE_HOLIDAYS = datetime(2026, 8, 4, 10, 0, tzinfo=LONDON)

FIELDS = {field.name: field for field in msgspec.structs.fields(WorkList)}
OTHERWISE: dict[str, Any] = {"id": "another", "title": "Another", "stages": ()}
"""What stands in a list instead of what every list must say."""

CHOOSES = {
    *("stages", "received_before_today", "outcomes", "one_in", "owes"),
    "most_urgent_first",
}
"""Fields on which it hangs which contacts a list has, and in what order."""

CLOSED = 6
"""Contacts closed in each way: hardly ever are they all in a sample of one in ten."""


@pytest.mark.parametrize("hook", HOOKS)
def test_each_hook_is_used_by_the_example_and_changes_what_it_answers(
    hook: str, install: Install, composed: Compose
) -> None:
    """Without the hook the example advises otherwise, has other lists, or cannot be used."""
    code = (EXAMPLE / "__init__.py").read_text("utf-8")
    marked = f"@hookimpl\ndef {hook}("
    assert code.count(marked) == 1, f"the example does not use the hook {hook}"

    def answers(name: str, code: str) -> Any:
        text = (EXAMPLE / "procedure.yaml").read_text("utf-8")
        text = text.replace("procedure: borchester\n", f"procedure: {name}\n")
        folder = install(name, code, text=text)
        (folder / "clauses.yaml").write_bytes((EXAMPLE / "clauses.yaml").read_bytes())
        try:
            found = composed(name)
        except PluginFault as fault:
            return str(fault)
        asked = practice(found.rulebook(), found.plugins)
        facts = asked.facts({"purpose": "concern", "age_band": "5_to_9"}, IN_THE_HOLIDAYS)
        checks = [check.rule for check in asked.procedure.checks(facts)]
        return checks, found.plugins.work_lists(found.rulebook())

    whole = answers("borchester", code)
    without = answers("without", code.replace(marked, f"def {hook}("))
    assert without != whole
    assert [isinstance(one, str) for one in (whole, without)] == [False, hook == "procedure"]


@pytest.fixture(scope="module")
def councils(tmp_path_factory: pytest.TempPathFactory, var: Path) -> Iterator[list[Authority]]:
    """The real authorities that have work lists, with contacts for each list."""
    folder = tmp_path_factory.mktemp("hooks")
    settings = Settings(
        authorities=("york", "hertfordshire"),
        database_url=f"sqlite:///{folder}/{{authority}}.sqlite",
        secure_cookies=False,
        var=var,
        config=folder,
    )
    opened = [with_users(open_authority(settings, name)) for name in settings.authorities]
    york, hertfordshire = opened
    _fill_york(york)
    _fill_hertfordshire(hertfordshire)
    yield opened
    for one in opened:
        one.store.close()


def _everyone(at: Authority) -> User:
    teams = frozenset(at.book.destinations)
    return User(name="ann", full_name="Ann", roles=frozenset(at.book.roles), teams=teams)


def _take(at: Authority, *commands: Any, ago: timedelta = timedelta(), **facts: str) -> None:
    """Take a call about an invented child, and do more about it."""
    call = {
        "happened": now() - ago,
        "referrer": {"kind": "professional", "name": "Priya Example"},
        "children": [{"name": "Ada Example"}],
        "facts": {"purpose": "concern", "need": "low", "protection_needed_now": "no", **facts},
    }
    taken = take_contact(at, _everyone(at), cmd.Receive.model_validate(call))
    for command in commands:
        assert isinstance(taken, Receipt), taken
        (one,) = taken.written
        taken = act_on_contact(at, _everyone(at), one.id, command, one.version)
    assert isinstance(taken, Receipt), taken


def _fill_york(york: Authority) -> None:
    _take(york, ago=timedelta(days=1))
    to_meeting = cmd.Transfer(step="take_to_meeting")
    for ago in (timedelta(), timedelta(days=1)):
        _take(york, to_meeting, ago=ago, need="moderate")
    nothing = cmd.Authorise(outcome="no_further_action", rationale="Invented.")
    summary = cmd.Record(record="summary", text="Invented.")
    for _ in range(CLOSED):
        _take(york, cmd.Authorise(outcome="information_and_advice"), purpose="advice")
        _take(york, nothing, summary, cmd.Close())


def _fill_hertfordshire(hertfordshire: Authority) -> None:
    long_ago = timedelta(days=12)
    _take(hertfordshire, ago=long_ago)
    _take(hertfordshire, protection_needed_now="yes")
    send = cmd.Authorise(step="send_to_tas", outcome="to_tas")
    _take(hertfordshire, send, ago=long_ago, threshold="not_met")
    _take(hertfordshire, send, threshold="not_met", crime_suspected="yes")
    told = cmd.FeedBack(to="professional_referrer", text="Invented.")
    _take(hertfordshire, cmd.Acknowledge(channel="telephone"), told)


@pytest.fixture(scope="module")
def browser(councils: list[Authority]) -> Iterator[dict[str, Browser]]:
    """Someone with every role, signed in at each authority."""
    settings = Settings(authorities=tuple(one.name for one in councils), secure_cookies=False)
    app = create_app(settings, {one.name: one for one in councils})
    with TestClient(app, raise_server_exceptions=True) as client:
        browsers = {}
        for council in councils:
            add_user(council, "everyone", "Everyone", PASSWORD, frozenset(council.book.roles))
            browsers[council.name] = Browser(client)
            browsers[council.name].get(f"/{council.name}/sign-in")
            browsers[council.name].press("Sign in", user="everyone", password=PASSWORD)
        yield browsers


def _shown(browser: Browser, council: Authority, listed: WorkList, instead: WorkList) -> list[str]:
    """What the page of a list and that of all lists say, with another list in its place."""
    paths = (page_of_list(council.name, listed), f"/{council.name}/")
    with _replaced(council, listed, instead):
        return [browser.get(path).find("main")[0].text for path in paths]


def _contacts(council: Authority, listed: WorkList, instead: WorkList) -> list[str]:
    """The contacts of a list in their order, with another list in its place."""
    with _replaced(council, listed, instead):
        return [line.id for line in list_contacts(council, _everyone(council), Query(), listed.id)]


@contextmanager
def _replaced(council: Authority, listed: WorkList, instead: WorkList) -> Iterator[None]:
    lists = council.work_lists
    council.work_lists = [instead if one is listed else one for one in lists]
    yield
    council.work_lists = lists


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_of_a_real_work_list_changes_what_is_shown(
    name: str, councils: list[Authority], browser: dict[str, Browser]
) -> None:
    """Some list of a real plugin says it, and its page would be another without."""
    field = FIELDS[name]
    default = OTHERWISE[name] if field.required else field.default
    using = [
        (council, listed)
        for council in councils
        for listed in council.work_lists
        if getattr(listed, name) != default
    ]
    assert using, f"no list of a real plugin has {name}"
    for council, listed in using:
        # Of a sample other fields are seen only when all that it could have is shown.
        whole = listed if name == "one_in" else msgspec.structs.replace(listed, one_in=1)
        without = msgspec.structs.replace(whole, **{name: default})
        shown = [
            _contacts(council, listed, one)
            if name in CHOOSES
            else _shown(browser[council.name], council, listed, one)
            for one in (whole, without)
        ]
        assert shown[0] != shown[1], f"{listed.id} is shown the same without {name}"


def test_a_plain_work_list_shows_its_clauses_too(
    councils: list[Authority], browser: dict[str, Browser]
) -> None:
    """As meetings, boards and samples do."""
    york = councils[0]
    listed = next(one for one in york.work_lists if one.sheet)
    plain = msgspec.structs.replace(listed, sheet="", attend=())
    with _replaced(york, listed, plain):
        page = browser["york"].get(f"/york/lists/{plain.id}").find("main")[0].text
    assert ", ".join(listed.cites) in page


def test_a_work_list_that_says_the_same_is_shown_the_same(
    councils: list[Authority], browser: dict[str, Browser]
) -> None:
    """What differs without a field differs because of it, not from one look to the next."""
    for council in councils:
        for listed in council.work_lists:
            same = msgspec.structs.replace(listed)
            looks = [_shown(browser[council.name], council, listed, same) for _ in range(3)]
            assert looks[0] == looks[1] or looks[1] == looks[2]  # a minute may have passed


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_of_a_work_list_is_explained(name: str) -> None:
    """Where plugins are explained, every field is named; the reference is made from the code."""
    assert f"`{name}`" in (ROOT / "docs" / "hooks.md").read_text("utf-8")
