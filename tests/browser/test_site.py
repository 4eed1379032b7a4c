"""The published site, opened from its folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ..service import ROOT
from .conftest import Open
from .window import DESK, PHONE, Corner

KINDS: dict[str, Corner] = {
    "index.html": PHONE,
    "procedures.html": PHONE,
    "procedures/york.html": PHONE,
    "procedures/*-flowcharts.html": DESK,
    "compare.html": DESK,
    "differences.html": PHONE,
    "diff.html": PHONE,
    "diff/york-hertfordshire.html": DESK,
    "diff/*-*-meaning.html": PHONE,
}
"""A page of each kind, in another corner than the service's own of the same kind."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, var: Path) -> Path:
    """The site of two authorities."""
    folder = tmp_path_factory.mktemp("published") / "site"
    frontdoor = Path(sys.executable).with_name("frontdoor")
    subprocess.run(
        [frontdoor, "--config", ROOT / "config", "site", "york", "hertfordshire", "-o", folder],
        env=os.environ | {"FRONTDOOR_VAR": str(var)},
        check=True,
        capture_output=True,
    )
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_the_site(opened: Open, site: Path, kind: str) -> None:
    """A page in a folder is as accessible as the service's, and needs nothing but the folder."""
    window = opened(site.as_uri(), **KINDS[kind])
    window.page.goto(sorted(site.glob(kind))[0].as_uri())
    assert window.faults() == []


def test_every_kind_of_page_is_looked_at(site: Path) -> None:
    """The site has no page of which no other like it is tested here."""
    alike = (kind.replace("york.", "*.").replace("-meaning", "-*") for kind in KINDS)
    seen = {file for kind in alike for file in site.glob(kind)}
    assert seen == set(site.rglob("*.html"))


def test_links_of_the_site_lead_on(opened: Open, site: Path) -> None:
    """From its start one comes to a procedure, and from a difference to the clause behind it."""
    page = opened(site.as_uri()).page
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="City of York", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("York")
    page.goto((site / "compare.html").as_uri())
    page.get_by_role("link", name="YOR-08", exact=True).first.click()
    assert page.url.endswith("/procedures/york.html#YOR-08")
    expect(page.locator("#YOR-08")).to_be_visible()
