"""The documents say what is so."""

from __future__ import annotations

import inspect
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

import frontdoor
from frontdoor import hookspecs
from frontdoor.cli import main
from frontdoor.domain.case import KEYS
from frontdoor.layers import BASE
from frontdoor.procedure import language
from frontdoor.procedure.mistakes import Mistake, Place, read_more
from frontdoor.procedure.source import read_file

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCS = sorted((ROOT / "docs").rglob("*.md"))
LANGUAGE = (ROOT / "docs" / "procedure-language.md").read_text("utf-8")
HOOKS = {name: one for name, one in vars(hookspecs).items() if hasattr(one, "frontdoor_spec")}
ENDLESS = {"serve", "demo", "dev"}


def commands() -> list[tuple[str, str, str]]:
    """Each command in a block of the documents: the file, the line, and what is shown below it.

    Those of the tutorial build on each other, and are tried by `test_tutorial.py`.
    """
    found = []
    for file in (ROOT / "README.md", *(one for one in DOCS if one.name != "tutorial.md")):
        for block in re.findall(r"```[a-z]*\n(.*?)```", file.read_text("utf-8"), re.DOTALL):
            first, _, shown = block.partition("\n")
            if re.match(r"(\$ )?(\.venv/bin/)?frontdoor ", first):
                found.append((str(file.relative_to(ROOT)), first.removeprefix("$ "), shown))
    return found


def keys_of(model: type[language.Part]) -> set[str]:
    """The keys that an item may have in a file."""
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize(("file", "line", "shown"), commands())
def test_each_command_in_the_documents_runs(
    file: str, line: str, shown: str, tmp_path: Path, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that begins with the command runs; where an answer stands below it, it is that one."""
    (tmp_path / "cache").symlink_to(var / "cache")  # what was parsed before, by its digest
    monkeypatch.setenv("FRONTDOOR_VAR", str(tmp_path))
    monkeypatch.setenv("FRONTDOOR_DATABASE_URL", f"sqlite:///{tmp_path}/{{authority}}.sqlite")
    words = shlex.split(line)[1:]
    files = [word for word in words if word.endswith((".yaml", ".csv", ".parquet", ".txt"))]
    if words[0] in ENDLESS or not all(Path(ROOT, file).exists() for file in files):
        words.append("--help")  # a file of the reader's own, or what goes on until it is ended
    program = Path(sys.executable).with_name("frontdoor")
    done = subprocess.run(
        [program, *words],
        cwd=ROOT,
        input="an invented password\n" * 2,  # what `users add` asks for
        start_new_session=True,  # without a terminal, so that it asks there
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    # What compares ends with 1 where there is a difference.
    assert done.returncode in ((0, 1) if words[0] == "diff" else (0,)), done.stderr
    if shown:
        assert done.stdout == shown


def test_the_readme_shows_one_real_answer() -> None:
    """One of the commands in the README has its answer below it."""
    assert [line for file, line, shown in commands() if file == "README.md" and shown]


def test_the_readme_names_every_command() -> None:
    """Every command has a row in the README's table, and every row is a command."""
    named = re.findall(r"^\| `frontdoor ([a-z-]+)", README, re.MULTILINE)
    assert sorted(named) == sorted(main.list_commands(click.Context(main)))


@pytest.mark.parametrize("file", [ROOT / "README.md", *DOCS], ids=lambda file: file.name)
def test_each_link_leads_somewhere(file: Path) -> None:
    """A link from one document to another, or to a heading in it, leads to something."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text("utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (file.parent / target).exists(), target


def test_every_picture_is_shown() -> None:
    """What is in docs/pictures is shown on a page of the documents, each with words for it."""
    shown = {
        Path(name).name: words
        for file in (ROOT / "README.md", *DOCS)
        for words, name in re.findall(r"!\[([^]]*)\]\(([^)]+)\)", file.read_text("utf-8"))
    }
    assert sorted(shown) == sorted(file.name for file in (ROOT / "docs" / "pictures").iterdir())
    for name, words in shown.items():
        assert len(words) > 40, name


def test_what_the_workplace_is_said_to_have_stands_on_its_pages() -> None:
    """Whatever the document names in italics is a button, a heading, a link or a list."""
    folders = (ROOT / "core" / "frontdoor", ROOT / "plugins")
    files = [file for folder in folders for file in folder.rglob("*")]
    sources = "".join(
        file.read_text("utf-8") for file in files if file.suffix in {".html", ".py", ".yaml"}
    ).replace("'", "’")
    text = (ROOT / "docs" / "workplace.md").read_text("utf-8")
    named = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)
    assert named
    assert [
        name for name in named if re.sub(r"\s+", " ", name).lower() not in sources.lower()
    ] == []


def test_every_page_is_found_from_another() -> None:
    """A page of the documentation is linked from the README or from another page."""
    texts = {file: file.read_text("utf-8") for file in (ROOT / "README.md", *DOCS)}
    for page in DOCS:
        if page.name != "index.md":
            others = [text for file, text in texts.items() if file != page]
            assert any(f"{page.name})" in text for text in others), page.name


def test_every_mistake_leads_to_a_heading_that_is_there() -> None:
    """Where a mistake is said to be explained, the document has that heading."""
    headings = {
        f"{file}#{re.sub(r'[^a-z0-9 -]', '', heading.lower()).replace(' ', '-')}"
        for file in ("docs/procedure-language.md", "docs/reference/language.md")
        for heading in re.findall(r"^#+ (.*)$", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    }
    told = (ROOT / "core/tests/procedure/broken/messages.txt").read_text("utf-8")
    keys = re.findall(r"^  (\S+\.yaml)\S*: ([\w.\[\]]+): ", told, re.MULTILINE)
    assert len(keys) > 50
    mistakes = [Mistake(Place(file), key, "", "") for file, key in keys]
    mistakes += [Mistake(Place("procedure.yaml"), section, "", "") for section in language.SECTIONS]
    mistakes.append(Mistake(Place("clauses.yaml"), "clauses[1].status", "", ""))
    found = {*read_more(mistakes)}
    explained = {where.partition("#")[2] for where in found}
    assert {"steps", "tasks", "conditions", "clausesyaml", "facts"} <= explained
    assert found <= headings


@pytest.mark.parametrize("section", language.SECTIONS)
def test_each_section_of_the_language_has_a_row_that_leads_to_its_reference(section: str) -> None:
    """The table of sections tells of each, and of no word that is none of its keys."""
    _, model = language.SECTIONS[section]
    (says,) = re.findall(
        rf"^\| \[{section}\]\(reference/language\.md#{section}\) \| (.*) \|$",
        LANGUAGE,
        re.MULTILINE,
    )
    assert set(re.findall(r"`([^`]+)`", says)) <= keys_of(model)


def test_each_key_in_the_examples_of_the_language_exists() -> None:
    """What stands before a colon in an example is a key, section, fact, condition or stage."""
    known = {*language.SECTIONS, *language.HEADER, "changes", "removes", "choices", "before"}
    known |= {"sources", "clauses", "reading", "because", "received"}  # a stage has its routes
    models = [model for _, model in language.SECTIONS.values()]
    models += [language.TaskReading, language.Clause, language.ClauseSource]
    known |= {key for model in models for key in keys_of(model)}
    base: dict[str, Any] = read_file(BASE).data
    known |= {fact["fact"] for fact in base["facts"]}
    known |= {condition["condition"] for condition in base["conditions"]}
    for block in re.findall(r"```yaml\n(.*?)```", LANGUAGE, re.DOTALL):
        for key in re.findall(r"^\s*(?:- )?([a-z_0-9]+):", block, re.MULTILINE):
            assert key in known, key


def test_the_keys_of_case_files_are_documented() -> None:
    """Each key of a case file has a row in its document, and each row is a key."""
    text = (ROOT / "docs" / "case-files.md").read_text("utf-8")
    named = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", text, re.MULTILINE)
    assert sorted(re.findall(r"`([a-z_]+)`", " ".join(named))) == sorted(KEYS)


@pytest.mark.parametrize("hook", HOOKS)
def test_each_hook_is_documented_with_its_signature(hook: str) -> None:
    """The document of hooks has each hook's signature as it is."""
    signature = f"def {hook}{inspect.signature(HOOKS[hook])}".replace("'", "")
    text = (ROOT / "docs" / "hooks.md").read_text("utf-8")
    assert f"```python\n{signature}\n```" in text


def test_the_document_of_hooks_names_no_other() -> None:
    """There is no signature in the document that is not a hook's; what it imports is offered."""
    text = (ROOT / "docs" / "hooks.md").read_text("utf-8")
    assert set(re.findall(r"^def ([a-z_]+)\(", text, re.MULTILINE)) == set(HOOKS)
    imported = re.findall(r"from frontdoor import ([A-Za-z, ]+)", text)
    assert {name.strip() for line in imported for name in line.split(",")} <= {*frontdoor.__all__}
    for name in frontdoor.__all__:
        assert f"`{name}`" in text


def test_the_changelog_mentions_the_version() -> None:
    """The version of the core stands in the changelog, and is the same in the package."""
    project = tomllib.loads((ROOT / "core" / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert frontdoor.__version__ == project["version"]
