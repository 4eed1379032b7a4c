"""The command `frontdoor new-authority`, and the template of a plugin."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from copier import run_copy, run_update

from frontdoor.cli.new_authority import TEMPLATE
from frontdoor.compare.side_by_side.slots import every_slot

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_what_is_made_lacks_only_what_the_author_has_to_say(run: Run, tmp_path: Path) -> None:
    """The new procedure loads; what is found of it are its slots and the clause in draft."""
    folder = tmp_path / "new"
    result = run("new-authority", "borchester", "--title", "Borchester City Council", "-o", folder)
    assert result.exit_code == 0
    assert "is a plugin for Borchester City Council" in result.output
    checked = run("check", folder / "frontdoor_borchester")
    found = re.findall(
        r"\.yaml[:\d]*: ([\w-]+): (Nothing answers|Nobody has decided)", checked.output
    )
    assert {id for id, _ in found} == {topic for topic, _, _ in every_slot()} | {"BOR-01"}
    assert checked.exit_code == 1


def test_slots_answered_as_the_file_says_make_it_sound(run: Run, tmp_path: Path) -> None:
    """With its clause modelled and all else as in generic it holds, and its scenario plays."""
    folder = tmp_path / "new"
    run("new-authority", "borchester", "-o", folder)
    package = folder / "frontdoor_borchester"
    with (package / "procedure.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "statements:\n"
            "  - rule: rest\n    about: all_else\n    as: generic\n"
            "  - rule: hours\n    about: hours\n    says: Day and night.\n    cites: BOR-01\n"
        )
    clauses = package / "clauses.yaml"
    clauses.write_text(clauses.read_text("utf-8").replace("draft\n", "modelled\n"), "utf-8")
    assert run("check", package).exit_code == 0
    played = run("scenario", package)
    assert played.exit_code == 0, played.output


def test_clauses_can_be_drafted_from_the_start(run: Run, tmp_path: Path) -> None:
    """With a published text, its clauses are drafted and the worksheet lies beside them."""
    text = tmp_path / "published.txt"
    text.write_text("Contacts are decided on within 24 hours. They are recorded.\n", "utf-8")
    result = run("new-authority", "borchester", "--from", text, "-o", tmp_path / "new")
    assert "2 clauses are drafted" in result.output
    assert "BOR-02" in (tmp_path / "new" / "frontdoor_borchester" / "clauses.yaml").read_text()
    assert "within 24 hours" in (tmp_path / "new" / "worksheet.md").read_text()


def test_a_procedure_without_code_is_made_in_the_configuration(run: Run, tmp_path: Path) -> None:
    """Nothing but the procedure, its clauses and a scenario; the next steps are told."""
    config = tmp_path / "config"
    text = tmp_path / "published.txt"
    text.write_text("Contacts are decided on within 24 hours.\n", "utf-8")
    result = run("--config", config, "new-authority", "borchester", "--no-code", "--from", text)
    assert result.exit_code == 0
    folder = config / "authorities" / "borchester"
    made = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}
    names = {"procedure.yaml", "clauses.yaml", "worksheet.md", "scenarios/first_contact.yaml"}
    assert made == names
    assert f"frontdoor dev {folder}" in result.output
    found = run("check", folder).output
    assert f"{folder}/clauses.yaml:" in found
    assert "BOR-01: Nobody has decided yet" in found


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["Bor Chester"], "small letters, digits and dashes"),
        (["borchester", "--prefix", "b"], "two to six capital letters"),
    ],
)
def test_what_cannot_be_made_is_told(run: Run, tmp_path: Path, words: list[str], says: str) -> None:
    """A name or a prefix that cannot be says what can; nothing is left."""
    result = run("new-authority", *words, "-o", tmp_path / "new")
    assert result.exit_code == 2
    assert says in result.output
    assert not (tmp_path / "new").exists()


def test_nothing_is_written_over(run: Run, tmp_path: Path) -> None:
    """A folder that holds something is left as it is."""
    (tmp_path / "mine.txt").write_text("mine")
    result = run("new-authority", "borchester", "-o", tmp_path)
    assert result.exit_code == 2
    assert "holds something already" in result.output
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["mine.txt"]


def test_the_template_lists_every_slot() -> None:
    """The slots in the template are those that are asked for, in their order."""
    [file] = TEMPLATE.rglob("procedure.yaml.jinja")
    listed = re.findall(r"^#   ([a-z_]+): (.*)$", file.read_text("utf-8"), re.M)
    wanted = {topic: heading for topic, _, heading in every_slot()}
    assert {topic: says for topic, says in listed if topic in wanted} == wanted


def _git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=Author", "-c", "user.email=author@example.invalid")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def _released(folder: Path, version: str) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-m", version)
    _git(folder, "tag", version)


@pytest.mark.skipif(shutil.which("git") is None, reason="copier brings updates by git")
def test_an_older_plugin_is_brought_up_to_a_newer_template(tmp_path: Path) -> None:
    """`copier update` brings what is new in the template, and keeps what the author wrote."""
    template, made = tmp_path / "template", tmp_path / "made"
    shutil.copytree(TEMPLATE, template)
    _git(tmp_path, "init", "-q", "template")
    _released(template, "v1.0.0")
    with run_copy(str(template), made, data={"name": "borchester"}, defaults=True, quiet=True):
        pass
    clauses = made / "frontdoor_borchester" / "clauses.yaml"
    clauses.write_text(clauses.read_text() + "# the author's own\n")
    with (made / "pyproject.toml").open("a") as file:
        file.write("\n[tool.own]\nkept = true\n")
    _git(tmp_path, "init", "-q", "made")
    _git(made, "add", "-A")
    _git(made, "commit", "-m", "first")
    project = template / "project" / "pyproject.toml.jinja"
    project.write_text(project.read_text().replace('">=3.11"', '">=3.12"'))
    _released(template, "v1.1.0")
    with run_update(made, defaults=True, overwrite=True, quiet=True):
        pass
    text = (made / "pyproject.toml").read_text()
    assert '">=3.12"' in text
    assert "kept = true" in text
    assert clauses.read_text().endswith("# the author's own\n")


def test_a_text_that_cannot_be_read_leaves_nothing_half_made(run: Run, tmp_path: Path) -> None:
    """The published text is read before anything is written."""
    text = tmp_path / "published.txt"
    text.write_bytes(b"Caf\xe9 owners may ring.\n")
    result = run("new-authority", "borchester", "--from", text, "-o", tmp_path / "new")
    assert result.exit_code == 2
    assert "is not text in UTF-8 (byte 3)" in result.output
    assert not (tmp_path / "new").exists()
