"""A faulty plugin is named and harms its own authority alone, whatever it does."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from litestar.testing import TestClient

from frontdoor import plugins
from frontdoor.composition import Unusable, open_authorities, open_authority
from frontdoor.plugins import PluginFault
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, Visit
from frontdoor.services.sign_in import add_user
from frontdoor.web.app import create_app

if TYPE_CHECKING:
    from tests.plugins.conftest import Compose, Deploy, Install

HOOKS = {
    "procedure": "()",
    "derived_facts": "(facts, received)",
    "work_lists": "()",
}
FAULTS = {
    "raise": ("raise ValueError('boom')", "ValueError: boom"),
    "hang": ("import time; time.sleep(60)", "took more than 1 seconds over its hook"),
    "wrong type": ("return 7", "gave 7"),
    "exit": ("import sys; sys.exit(3)", "SystemExit: 3"),
    "recursion": ("return again()", "RecursionError: "),
    "interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
}
LOADING = {
    "raise": ("raise RuntimeError('boom')", "failed in loading: RuntimeError: boom"),
    "hang": ("import time; time.sleep(60)", "took more than 1 seconds over loading"),
    "exit": ("raise SystemExit('bye')", "failed in loading: SystemExit: bye"),
    "recursion": ("def again(): return again()\nagain()", "failed in loading: RecursionError: "),
    "no import": ("import no_such_module", "No module named 'no_such_module'"),
    "no Python": ("def (", "failed in loading: SyntaxError: "),
    "unknown hook": (
        "from frontdoor import hookimpl\n@hookimpl\ndef decide(facts): return 'advice'",
        "unknown hook 'decide'",
    ),
    "other parameters": (
        "from frontdoor import hookimpl\n@hookimpl\ndef derived_facts(contact): return {}",
        "Argument(s) {'contact'} are declared in the hookimpl but can not be found in the hookspec",
    ),
    "no hook": ("", "give it the hook `procedure`"),
    "nothing from the hook": (
        "from frontdoor import hookimpl\n@hookimpl\ndef procedure(): return None",
        "give it the hook `procedure`",
    ),
}


def faulty(hook: str, does: str) -> str:
    """The code of a plugin that is sound but for what one hook does."""
    sound = (
        "from pathlib import Path\nfrom frontdoor import hookimpl\ndef again(): return again()\n"
    )
    where = "@hookimpl\ndef procedure(): return Path(__file__).parent\n"
    wrong = f"@hookimpl\ndef {hook}{HOOKS[hook]}:\n    {does}\n"
    return sound + (wrong if hook == "procedure" else where + wrong)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for long for a plugin that hangs."""
    monkeypatch.setattr(plugins, "SLOWEST", 1.0)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("fault", LOADING)
def test_a_plugin_that_cannot_be_loaded_is_named(
    install: Install, deploy: Deploy, fault: str
) -> None:
    """Its authority cannot be used, and it is said which distribution did what."""
    code, says = LOADING[fault]
    install("faulty", code)
    found = open_authority(deploy("faulty"), "faulty")
    assert isinstance(found, Unusable)
    assert found.why.startswith("The plugin 'faulty' (frontdoor-faulty) ")
    assert says in found.why


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("hook", ["procedure", "work_lists"])
def test_a_hook_that_fails_while_opening_is_named(
    install: Install, deploy: Deploy, hook: str, fault: str
) -> None:
    """Whatever a hook does instead of answering, its authority cannot be used, and it is named."""
    does, says = FAULTS[fault]
    install("faulty", faulty(hook, does))
    found = open_authority(deploy("faulty"), "faulty")
    assert isinstance(found, Unusable)
    assert found.why.startswith("The plugin 'faulty' (frontdoor-faulty) ")
    assert f"`{hook}`" in found.why
    assert says in found.why


@pytest.mark.usefixtures("quick")
def test_the_others_go_on(install: Install, deploy: Deploy) -> None:
    """Faulty plugins of every kind beside a sound one: the sound one opens."""
    for number, (code, _) in enumerate(LOADING.values()):
        install(f"faulty{number}", code)
    install("sound")
    names = [f"faulty{number}" for number in range(len(LOADING))]
    opened = open_authorities(deploy(*names, "sound"))
    assert all(isinstance(opened[name], Unusable) for name in names)
    sound = opened["sound"]
    assert isinstance(sound, Authority)
    sound.store.close()


def call_of(client: Any, name: str, path: str) -> tuple[Any, float]:
    """Sign in to an authority and send a call to `path`: the answer, and seconds it took."""
    session = {"user": "adviser", "password": "correct horse battery"}
    token = client.post(f"/api/{name}/sessions", json=session).json()["token"]
    call = {
        "channel": "telephone",
        "referrer": {"kind": "public"},
        "children": [{"name": "Ada Example"}],
        "facts": {"purpose": "concern", "need": "low"},
    }
    began = time.monotonic()
    answer = client.post(
        f"/api/{name}/{path}",
        json=call,
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex},
    )
    return answer, time.monotonic() - began


def test_a_hook_that_fails_on_a_contact_answers_503_and_decides_nothing(
    install: Install, deploy: Deploy, caplog: pytest.LogCaptureFixture
) -> None:
    """Within 5 s, at once from then on; nothing is written, and the others take contacts."""
    wrong = {
        **{f"faulty{n}": FAULTS[fault] for n, fault in enumerate(FAULTS)},
        "undeclared": ("return {'need': 'low'}", "'need' in its hook `derived_facts`"),
        "outside": ("return {'meeting_today': 'perhaps'}", "'perhaps' for the fact"),
        "not_text": ("return {'meeting_today': True}", "expected text for each fact"),
        "tuple": ("return ('meeting_today', 'yes')", "something of the type tuple"),
    }
    wrong["faulty1"] = (wrong["faulty1"][0], "took more than 3 seconds over its hook")
    for name, (does, _) in wrong.items():
        install(name, faulty("derived_facts", does))
    install("sound")
    settings = deploy(*wrong, "sound")
    opened = open_authorities(settings)
    for authority in opened.values():
        assert isinstance(authority, Authority), authority
        add_user(
            authority,
            "adviser",
            "Adviser",
            "correct horse battery",
            frozenset({"call_adviser"}),
            frozenset(),
        )
    with TestClient(create_app(settings, opened)) as client:
        for name, (_, says) in wrong.items():
            answer, took = call_of(client, name, "contacts")
            assert answer.status_code == 503, answer.text
            assert took < 5
            assert f"The plugin '{name}' (frontdoor-{name}) " in caplog.text
            assert says in caplog.text
            assert says not in answer.text
            began = time.monotonic()
            assert client.get(f"/api/{name}/procedure").status_code == 503
            assert time.monotonic() - began < 0.5
        answer, _ = call_of(client, "sound", "contacts")
        assert answer.status_code == 201
    for name, authority in opened.items():
        assert isinstance(authority, Authority)
        with authority.store.visit(Visit("", "test", now())) as records:
            assert len(records.lines(Query(state="all"))) == (name == "sound")
        authority.store.close()


@pytest.mark.usefixtures("quick")
def test_what_failed_once_is_not_asked_again(install: Install, composed: Compose) -> None:
    """A hook that hung is not called a second time: the same fault is told at once."""
    notes = "with open(Path(__file__).parent / 'calls', 'a') as calls: calls.write('x')"
    does = f"{notes}\n    {FAULTS['hang'][0]}"
    folder = install("faulty", faulty("derived_facts", does))
    own = composed("faulty").plugins
    for _ in range(3):
        with pytest.raises(PluginFault, match="took more than"):
            own.derived_facts({}, datetime(2026, 3, 10, tzinfo=UTC), declared={})
    assert (folder / "calls").read_text() == "x"


def test_two_that_claim_one_authority_are_both_named(install: Install, deploy: Deploy) -> None:
    """Neither is taken; the authority that both claim cannot be used, and others are as before."""
    install("twice", distribution="frontdoor-first")
    install("twice", distribution="frontdoor-second")
    install("sound")
    opened = open_authorities(deploy("twice", "sound"))
    twice, sound = opened["twice"], opened["sound"]
    assert isinstance(twice, Unusable)
    assert twice.why == (
        "Several plugins claim the authority 'twice': frontdoor-first, frontdoor-second. "
        "Uninstall all but one."
    )
    assert isinstance(sound, Authority)
    sound.store.close()


@pytest.mark.parametrize(
    ("requires", "says"),
    [
        ("frontdoor-core>=1,<2", "is for frontdoor-core<2,>=1, but this is frontdoor-core 0.1.0. "),
        ("Frontdoor_Core ==9.*", "is for frontdoor-core==9.*, but this is frontdoor-core 0.1.0. "),
        ("frontdoor-core >>> 3", "has metadata that cannot be read: 'frontdoor-core >>> 3'"),
    ],
)
def test_a_plugin_for_another_version_of_the_core_is_not_loaded(
    install: Install, deploy: Deploy, requires: str, says: str
) -> None:
    """What its metadata says of the core is checked before any of its code runs."""
    install("later", "raise RuntimeError('loaded')", requires=requires)
    found = open_authority(deploy("later"), "later")
    assert isinstance(found, Unusable)
    assert found.why.startswith("The plugin 'later' (frontdoor-later) ")
    assert says in found.why
    assert "loaded" not in found.why


@pytest.mark.parametrize("requires", ["frontdoor-core", "frontdoor-core>=0.1,<1", "pluggy>=99"])
def test_a_plugin_for_this_core_is_loaded(
    install: Install, composed: Compose, requires: str
) -> None:
    """A plugin that names this core's version, or none, is loaded."""
    install("sound", requires=requires)
    assert composed("sound").rulebook().authority == "sound"


@pytest.mark.parametrize("broken", ["METADATA", "entry_points.txt"])
def test_a_distribution_without_metadata_harms_no_other(
    install: Install, deploy: Deploy, broken: str
) -> None:
    """A distribution that was half removed keeps no authority from opening."""
    folder = install("half")
    (folder.parent / f"{folder.name}-1.0.dist-info" / broken).unlink()
    install("sound")
    opened = open_authority(deploy("sound"), "sound")
    assert isinstance(opened, Authority)
    opened.store.close()


def test_a_fault_in_what_an_authority_builds_on_is_its_own(
    install: Install, deploy: Deploy
) -> None:
    """Where the plugin that is built on fails, the one that builds on it cannot be used."""
    install("below", "raise RuntimeError('boom')")
    install("above", text="procedure: above\nname: Above\nedition: 1\nextends: below\n")
    found = open_authority(deploy("above"), "above")
    assert isinstance(found, Unusable)
    assert "procedure.yaml:4:1: extends: found 'below'" in found.why
    assert "The plugin 'below' (frontdoor-below) failed in loading: RuntimeError: boom" in found.why


def test_a_procedure_under_another_name_is_a_mistake(install: Install, deploy: Deploy) -> None:
    """The name in the procedure is the one under which the plugin is installed."""
    text = (Path(__file__).parents[1] / "authorities/example/procedure.yaml").read_text("utf-8")
    install("sound", text=text)
    found = open_authority(deploy("sound"), "sound")
    assert isinstance(found, Unusable)
    assert "procedure: found 'example'; expected 'sound'" in found.why
