"""`frontdoor site`: procedures and comparisons as a folder of pages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from frontdoor.cli import main
from frontdoor.web.site import MARK

from .links import broken_links, pages_of, reached

ROOT = Path(__file__).parents[2]
FOUR = ("generic", "hertfordshire", "leicester", "york")
THREE = ("hertfordshire", "leicester", "york")

Publish = Callable[..., Result]


@pytest.fixture(scope="module")
def publish(pytestconfig: pytest.Config) -> Publish:
    """Run `frontdoor site` with what is typed after it."""
    assert pytestconfig.cache is not None
    var = pytestconfig.cache.mkdir("frontdoor")

    def run(*words: str | Path, **variables: str) -> Result:
        environment = {"FRONTDOOR_VAR": str(var), **variables}
        typed = ["--config", str(ROOT / "config"), "site", *map(str, words)]
        result = CliRunner(env=environment).invoke(main, typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture(scope="module")
def whole(publish: Publish, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of three authorities; that of all four takes longer, see below."""
    folder = tmp_path_factory.mktemp("site") / "public"
    result = publish(*THREE, "-o", folder)
    assert result.exit_code == 0, result.output
    return folder


def test_no_link_of_the_site_is_broken(whole: Path) -> None:
    """Every link leads to a file of the folder, and to a place that is there in it."""
    assert broken_links(whole) == []


@pytest.mark.faults
def test_the_site_of_all_authorities_is_whole(publish: Publish, tmp_path: Path) -> None:
    """Without names the site is of every authority that is switched on, and no link is broken."""
    assert publish("-o", tmp_path / "public").exit_code == 0
    assert broken_links(tmp_path / "public") == []
    assert {one.stem for one in (tmp_path / "public" / "procedures").iterdir()} >= {*FOUR}


def test_a_broken_link_would_be_found(whole: Path, tmp_path: Path) -> None:
    """The checker of links tells of each kind of link that does not lead anywhere."""
    (tmp_path / "index.html").write_text(
        '<p id="here"></p><a href="none.html"></a><a href="#none"></a><a href="/index.html"></a>'
        '<a href="https://example.org/"></a><a href="../x.html"></a><a href="index.html?a=b"></a>'
        '<a href=""></a><a href="#here"></a><a href="index.html#here"></a>'
    )
    assert len(broken_links(tmp_path)) == 7


def test_the_site_is_all_that_there_is_to_read(whole: Path) -> None:
    """Each authority has a page and flowcharts, each pair pages on how they differ."""
    for name in THREE:
        assert (whole / "procedures" / f"{name}.html").is_file()
        assert (whole / "procedures" / f"{name}-flowcharts.html").is_file()
    pairs = {tuple(sorted(file.stem.split("-")[:2])) for file in (whole / "diff").glob("*.html")}
    assert pairs == set(combinations(THREE, 2))


def test_every_file_of_the_site_is_found_from_its_start(whole: Path) -> None:
    """Nothing lies in the folder that no link leads to, but its mark and the licences."""
    there = {file for file in whole.rglob("*") if file.is_file()}
    alone = {file.relative_to(whole).as_posix() for file in there - reached(whole)}
    assert alone == {MARK, "static/licences.txt"}


def test_the_pages_of_the_site_need_nothing_but_themselves(whole: Path) -> None:
    """No script, no form, no frame, nothing that a strict policy would refuse; ids stand once."""
    for file, page in pages_of(whole).items():
        assert not page.tags & {"script", "form", "iframe", "object", "style"}, file
        assert not {name for name in page.attributes if name.startswith("on")} | (
            page.attributes & {"style", "srcset"}
        ), file
        assert len(set(page.anchors)) == len(page.anchors), file


def test_a_site_takes_the_place_of_an_earlier_one(publish: Publish, tmp_path: Path) -> None:
    """Written again, the folder has only what is written; it can be of chosen authorities."""
    folder = tmp_path / "deep" / "public"
    assert publish("york", "generic", "-o", folder).exit_code == 0
    (folder / "procedures" / "york.html").write_text("old")
    result = publish("york", "-o", folder)
    assert result.exit_code == 0
    assert f"{folder / 'index.html'}" in result.stdout
    assert not (folder / "procedures" / "generic.html").exists()
    assert (folder / "procedures" / "york.html").read_text("utf-8") != "old"
    assert [one.name for one in folder.parent.iterdir()] == ["public"]
    assert broken_links(folder) == []


def test_a_folder_of_someone_else_is_left_alone(publish: Publish, tmp_path: Path) -> None:
    """Where a folder holds anything that is no site of ours, nothing is written."""
    (tmp_path / "letter.txt").write_text("Dear Ada Example")
    result = publish("york", "-o", tmp_path)
    assert result.exit_code == 2
    assert "is left as it is. Choose another folder" in result.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_that_cannot_be_written_is_named(publish: Publish, tmp_path: Path) -> None:
    """Where the folder cannot be made, the command says so."""
    (tmp_path / "file").write_text("")
    result = publish("york", "-o", tmp_path / "file" / "public")
    assert result.exit_code == 2
    assert f"{tmp_path / 'file' / 'public'} cannot be written: " in result.stderr


def test_an_authority_that_cannot_be_used_is_left_out(publish: Publish, tmp_path: Path) -> None:
    """What is wrong with it is told; the site is of the others. Of none there is no site."""
    result = publish("york", "yorc", "-o", tmp_path / "public")
    assert result.exit_code == 1
    assert "yorc cannot be used:\nThere is no plugin for 'yorc'." in result.stderr
    assert (tmp_path / "public" / "procedures" / "york.html").is_file()
    result = publish("yorc", "-o", tmp_path / "none")
    assert result.exit_code == 2
    assert result.stderr.endswith("There is nothing to publish.\n")
    assert not (tmp_path / "none").exists()
