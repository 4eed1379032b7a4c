"""A council's overrides: what they change, and that a bad one leaves the last good one in force."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from litestar.testing import TestClient

from frontdoor.composition import Unusable, open_authority
from frontdoor.domain.answer import answer
from frontdoor.domain.clocks import LONDON
from frontdoor.services.authority import Authority
from frontdoor.settings import Settings
from frontdoor.web.app import create_app

if TYPE_CHECKING:
    from tests.plugins.conftest import Deploy, Install

GOOD = """
changes:
  - setting: immediately_minutes
    because: our teams sit beside the telephone
    value: 5
  - rule: small_need
    because: here the duty team answers
    decided_by: duty_worker
    silent: the council's own arrangement
choices:
  - rule: decision
    reading: working_day
"""
NO_POLICE = "removes:\n  - rule: tell_police\n    because: the police ring us\n"
BAD = {
    "unknown rule": (
        "changes:\n  - rule: tell_polise\n    because: x\n    within: 1 hour\n",
        ["council.yaml:2:5: changes[1].rule: found 'tell_polise'", "Did you mean 'tell_police'?"],
    ),
    "no reason": (
        "changes:\n  - rule: decision\n    within: 2 hours\n",
        ["council.yaml:2:5: changes[1]: found no `because:`"],
    ),
    "two mistakes": (
        "choices:\n  - rule: decision\n    reading: next_week\nfoo: bar\n",
        ["council.yaml:3:5: choices[1].reading: found 'next_week'", "council.yaml:4:1: foo: "],
    ),
    "a tab": ("changes:\n\t- rule: decision\n", ["council.yaml:2:1: found a tab"]),
    "a safeguard broken": (NO_POLICE, ["where a crime is suspected no task tells the police"]),
    "a setting that cannot be": (
        "changes:\n  - setting: office_opens\n    because: x\n    value: early\n",
        ["settings.office_opens: found 'early'; expected a time such as 09:00."],
    ),
    "empty": ("", ["council.yaml: found an empty file"]),
}


@pytest.fixture
def settings(install: Install, deploy: Deploy) -> Settings:
    """A deployment of one authority."""
    install("council")
    return deploy("council")


def override(settings: Settings, text: str) -> Path:
    """Write the council's overrides."""
    file = settings.config / "council.yaml"
    file.write_text(text, "utf-8")
    return file


def opened(settings: Settings) -> Authority:
    """The authority, opened and its database closed again."""
    authority = open_authority(settings, "council")
    assert isinstance(authority, Authority), authority.why
    authority.store.close()
    return authority


def test_a_good_override_changes_what_is_in_force(settings: Settings) -> None:
    """A setting, a rule and a reading are as the council has them; the rest is the plugin's."""
    friday = datetime(2026, 3, 6, 16, 30, tzinfo=LONDON)
    said = {"purpose": "concern", "need": "low"}
    plain = opened(settings)
    before = answer(plain.practice, plain.practice.facts(said, friday), friday)
    override(settings, GOOD)
    council = opened(settings)
    assert council.warnings == ()
    assert council.book.digest != plain.book.digest
    assert council.book.layers == ("base", "council", "overrides")
    after = answer(council.practice, council.practice.facts(said, friday), friday)
    assert (before.decided_by, after.decided_by) == (("call_adviser",), ("duty_worker",))
    assert before.due == datetime(2026, 3, 7, 16, 30, tzinfo=LONDON)
    assert after.due == datetime(2026, 3, 9, 16, 30, tzinfo=LONDON)
    assert (plain.practice.clocks.immediately_minutes, after.outcome) == (15, before.outcome)
    assert council.practice.clocks.immediately_minutes == 5


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_override_leaves_the_last_good_one_in_force(settings: Settings, bad: str) -> None:
    """The edition that was last in force stays so, and each mistake is told as a warning."""
    opened(settings)
    override(settings, GOOD)
    good = opened(settings)
    text, says = BAD[bad]
    file = override(settings, text)
    after = opened(settings)
    assert after.book.digest == good.book.digest
    assert after.practice.clocks.immediately_minutes == 5
    first, *rest = after.warnings
    assert first.startswith(f"{file} cannot be used. The last good edition")
    for part in says:
        assert any(part in warning for warning in rest), rest


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_override_without_an_edition_before_it_cannot_be_used(
    settings: Settings, bad: str
) -> None:
    """Where nothing was ever in force, the plugin's own procedure does not step in unasked."""
    text, says = BAD[bad]
    override(settings, text)
    found = open_authority(settings, "council")
    assert isinstance(found, Unusable)
    for part in says:
        assert part in found.why


def test_what_was_in_force_last_is_not_what_was_written_last(settings: Settings) -> None:
    """Back from a second edition to the first: a bad override after that leaves the first."""
    first = opened(settings)
    override(settings, GOOD)
    opened(settings)
    (settings.config / "council.yaml").unlink()
    opened(settings)
    override(settings, NO_POLICE)
    assert opened(settings).book.digest == first.book.digest


def test_a_mended_override_comes_into_force(settings: Settings) -> None:
    """Once the file is mended the service starts with it, without a warning."""
    opened(settings)
    override(settings, NO_POLICE)
    assert opened(settings).warnings
    override(settings, GOOD)
    mended = opened(settings)
    assert mended.warnings == ()
    assert mended.practice.clocks.immediately_minutes == 5


def test_a_mistake_of_the_plugin_itself_is_not_put_on_the_override(
    install: Install, deploy: Deploy
) -> None:
    """Where the plugin's own procedure is wrong the authority cannot be used, and it is named."""
    folder = install("council")
    settings = deploy("council")
    override(settings, GOOD)
    opened(settings)
    text = (folder / "procedure.yaml").read_text("utf-8")
    (folder / "procedure.yaml").write_text(text.replace("within: immediately", "within: soon", 1))
    found = open_authority(settings, "council")
    assert isinstance(found, Unusable)
    assert "procedure.yaml:" in found.why
    assert "found 'soon'" in found.why


def test_a_council_has_its_own_colour(deploy: Deploy, tmp_path: Path) -> None:
    """A colour chosen in the configuration is that of the council's pages, and of no other's."""
    (tmp_path / "config" / "york.yaml").write_text(
        "changes:\n  - setting: brand_colour\n    because: it is ours\n    value: '#4C2C92'\n",
        "utf-8",
    )
    with TestClient(create_app(deploy("york", "generic"))) as client:
        assert "/york/brand.css?v=4c2c92" in client.get("/york/sign-in").text
        assert "brand.css" not in client.get("/generic/sign-in").text
        styles = client.get("/york/brand.css")
        assert styles.headers["Content-Type"] == "text/css; charset=utf-8"
        assert "--govuk-brand-colour: #4c2c92" in styles.text
