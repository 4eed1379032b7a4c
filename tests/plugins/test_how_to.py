"""The how-to guides: what each of them gives works as it stands, and does what it says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from packaging.requirements import Requirement
from tests.documentation import DOCS, files_of, write_files

from frontdoor.composition import open_authority
from frontdoor.contract.subject import Subject
from frontdoor.contract.trial import try_all
from frontdoor.procedure.blame import prove_layers
from frontdoor.services.authority import Authority
from frontdoor.services.sign_in import add_user
from frontdoor.web.app import create_app

if TYPE_CHECKING:
    from tests.plugins.conftest import Deploy, Install

HOW_TO = DOCS / "how-to"
START = HOW_TO / "index.md"
GUIDES = sorted(file.stem for file in HOW_TO.glob("*.md") if file != START)
PASSWORD = "correct horse battery staple"

CALL: dict[str, Any] = {
    "channel": "telephone",
    "referrer": {"kind": "professional", "name": "Robin Example"},
    "children": [{"name": "Kim Example", "date_of_birth": "2013-05-01"}],
    "facts": {"purpose": "concern", "need": "moderate", "protection_needed_now": "no"},
}
"""A call such as the guides' scenarios have, on a Tuesday."""


class Ambridge:
    """The authority of the guides as it is served, with one person who has every role but one."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        said = {"user": "ann", "password": PASSWORD}
        answer = client.post("/api/ambridge/sessions", json=said)
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}

    def page(self, path: str) -> str:
        """A page, which is there."""
        answer = self.client.get(f"/ambridge{path}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def take(self, **said: Any) -> str:
        """Take a call on 10 March 2026 at 11:20; the contact's id."""
        call = {**CALL, "happened": "2026-03-10T11:20:00+00:00", **said}
        answer = self._sent("contacts", call)
        assert answer.status_code == 201, answer.text
        id: str = answer.json()["written"][0]["id"]
        return id

    def read(self, contact: str) -> dict[str, Any]:
        """A contact, with what is advised and what is to be done."""
        found: dict[str, Any] = self.client.get(
            f"/api/ambridge/contacts/{contact}", headers=self.headers
        ).json()
        return found

    def tries(self, contact: str, command: str, **said: Any) -> int:
        """Ask for a command; the status of the answer."""
        tag = self.client.get(f"/api/ambridge/contacts/{contact}", headers=self.headers)
        said = {"command": command, **said}
        path = f"contacts/{contact}/commands"
        return self._sent(path, said, {"If-Match": tag.headers["etag"]}).status_code

    def _sent(
        self, path: str, said: dict[str, Any], more: dict[str, str] | None = None
    ) -> Response:
        headers = {**self.headers, "Idempotency-Key": uuid4().hex, **(more or {})}
        return self.client.post(f"/api/ambridge/{path}", json=said, headers=headers)


Given = Callable[[str], Path]
Served = Callable[[], Ambridge]


def files(guide: str) -> dict[str, str]:
    """What a guide gives of the folder of the procedure, upon what all of them begin with."""
    given = files_of(START, HOW_TO / f"{guide}.md")
    return {
        path: text
        for path, text in given.items()
        if path != "pyproject.toml" and not path.startswith("config/")
    }


@pytest.fixture
def given(install: Install) -> Given:
    """Install what a guide gives as a plugin; its folder."""

    def give(guide: str) -> Path:
        texts = files(guide)
        code = [texts["__init__.py"]] if "__init__.py" in texts else []
        folder = install("ambridge", *code, text=texts["procedure.yaml"])
        write_files(folder, texts)
        return folder

    return give


@pytest.fixture
def served(deploy: Deploy) -> Iterator[Served]:
    """Serve what is installed; at the end everything that was served is closed."""
    with ExitStack() as opened:

        def serve() -> Ambridge:
            settings = deploy("ambridge")
            authority = open_authority(settings, "ambridge")
            assert isinstance(authority, Authority), authority.why
            opened.callback(authority.store.close)
            roles = frozenset(authority.book.roles) - {"lead_practitioner"}
            teams = frozenset(authority.book.destinations)
            add_user(authority, "ann", "Ann Example", PASSWORD, roles, teams)
            app = create_app(settings, {"ambridge": authority})
            return Ambridge(opened.enter_context(TestClient(app)))

        yield serve


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_gives_keeps_every_promise(given: Given, var: Path, guide: str) -> None:
    """It loads and holds; its scenarios come as expected and notice each rule that is taken out."""
    folder = given(guide)
    trial = try_all(Subject(folder, cache=var / "cache"))
    assert {one.name: one.found for one in trial.broken} == {}
    adds = "**`procedure.yaml`**" in (HOW_TO / f"{guide}.md").read_text("utf-8")
    assert (folder / "scenarios").exists() is adds


@pytest.mark.parametrize("guide", ["index", *GUIDES])
def test_no_example_of_a_guide_is_left_untried(guide: str) -> None:
    """Each block but those of commands stands below the file that it belongs to."""
    text = (HOW_TO / f"{guide}.md").read_text("utf-8")
    assert len(re.findall(r"^```\w", text, re.M)) == len(re.findall(r"^\*\*`.*`\*\*$", text, re.M))


@pytest.mark.parametrize(
    ("guide", "without", "says"),
    [
        ("add-an-outcome", r"      before: .*\n", "this route can never be taken"),
        ("add-an-outcome", r"  - rule: offer_mentor\n(    .*\n)+", "nobody may decide on this"),
        ("add-a-meeting", r"  - rule: panel_refers\n(    .*\n)+", "has no way to an end"),
    ],
)
def test_what_a_guide_says_that_the_check_finds_is_found(
    given: Given, var: Path, guide: str, without: str, says: str
) -> None:
    """Where a part of the example is left out, the check says what the guide says it does."""
    file = given(guide) / "procedure.yaml"
    text = file.read_text("utf-8")
    left = re.sub(without, "", text)
    assert left != text
    file.write_text(left, "utf-8")
    found = prove_layers(Subject(file.parent, cache=var / "cache").composed.layers)
    assert any(says in str(finding) for finding in found), found


def test_the_meeting_has_its_agenda_and_its_sheets(given: Given, served: Served) -> None:
    """A child who was taken to the panel is on its agenda, with a sheet that asks its question."""
    given("add-a-meeting")
    ambridge = served()
    contact = ambridge.take()
    assert ambridge.tries(contact, "transfer", step="take_to_panel") == 200
    agenda = ambridge.page("/meetings/panel")
    assert "Wednesday panel" in agenda
    assert "Kim Example" in agenda
    assert "What has been tried so far" in ambridge.page(f"/meetings/panel/sheets/{contact}")


def test_each_list_has_its_page(given: Given, served: Served) -> None:
    """The two boards show the contact; advice is among what may be audited in its month."""
    given("add-a-page")
    ambridge = served()
    contact = ambridge.take(facts={**CALL["facts"], "need": "low"})
    assert "Kim Example" in ambridge.page("/boards/night_desk")
    assert ambridge.tries(contact, "authorise", outcome="information_and_advice") == 200
    assert "Kim Example" not in ambridge.page("/boards/night_desk")
    assert "Kim Example" in ambridge.page("/boards/still_to_hear")
    assert ambridge.tries(contact, "acknowledge", channel="telephone", text="Thanked.") == 200
    assert "Kim Example" not in ambridge.page("/boards/still_to_hear")
    assert "Advice to audit" in ambridge.page("/audits/audit?month=2026-03")


def test_the_council_s_choice_drives(given: Given, served: Served, tmp_path: Path) -> None:
    """With the choice of the guide in the configuration, the other time is the one that counts."""
    write_files(
        tmp_path,
        {
            path: text
            for path, text in files_of(HOW_TO / "where-clauses-differ.md").items()
            if path.startswith("config/")
        },
    )
    given("where-clauses-differ")
    ambridge = served()
    tasks = ambridge.read(ambridge.take())["contact"]["tasks"]
    assert tasks["say_it_was_received"]["reading"] == "two_working_days"


def test_a_contact_stays_under_its_edition(given: Given, served: Served) -> None:
    """What was received before an outcome was added knows nothing of it; what comes then does."""
    folder = given("bring-up-to-date")
    before = served()
    earlier = before.take()
    write_files(folder, files("add-an-outcome"))
    after = served()
    later = after.take()
    assert after.tries(earlier, "authorise", outcome="mentor") == 422
    assert after.tries(later, "authorise", outcome="mentor") == 200
    assert after.tries(earlier, "authorise", outcome="early_help") == 200


def test_the_metadata_is_of_a_plugin_for_what_is_here() -> None:
    """It names the authority, and versions of the core and of generic that are the present ones."""
    given = files_of(HOW_TO / "bring-up-to-date.md")["pyproject.toml"]
    project = tomllib.loads(given)["project"]
    assert project["entry-points"] == {"frontdoor.authorities": {"ambridge": "frontdoor_ambridge"}}
    for needed in map(Requirement, project["dependencies"]):
        assert version(needed.name) in needed.specifier
