"""Broken files: one mistake each, told with file, line, key, what was found and what was expected.

`broken/messages.txt` holds, under the name of each file, what is told of it.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from frontdoor.procedure.explaining import PATTERNS
from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.rulebook import Layer
from frontdoor.procedure.source import read_file

from .layers import base, example, refused, written

BROKEN = Path(__file__).parent / "broken"
FILES = sorted(path.name for path in BROKEN.glob("*.yaml"))


def layer(path: Path) -> Layer:
    """A broken file as a layer, or as the clauses of one that says nothing wrong."""
    source = read_file(path, shown_as=path.name)
    if path.name.startswith("clauses_"):
        return Layer("broken", written("name: Broken"), source)
    return Layer("broken", source)


def told(path: Path) -> list[str]:
    """What is told of a broken file when it is read as a layer over the fictional authority.

    Lines of the authority's own file are left out: they say nothing of the broken one.
    """
    with pytest.raises(MistakesFound) as caught:
        load([base(), example(), layer(path)])
    return [
        re.sub(r"^(example/[a-z.]+):[0-9]+:[0-9]+", r"\1", str(mistake))
        for mistake in caught.value.mistakes
    ]


def messages() -> dict[str, list[str]]:
    """The expected messages by file."""
    expected: dict[str, list[str]] = {}
    name = ""
    for line in (BROKEN / "messages.txt").read_text().splitlines():
        if line.startswith("  "):
            expected[name].append(line.strip())
        elif line:
            name = line
            expected[name] = []
    return expected


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_told_of_in_full(name: str) -> None:
    """A broken file gets exactly its message, within two seconds, and never a traceback."""
    example()
    began = time.process_time()
    found = told(BROKEN / name)
    assert time.process_time() - began < 2
    assert found == messages()[name]


def test_there_is_a_message_for_every_file_and_a_file_for_every_message() -> None:
    """No broken file goes untested, and no message is left over; there are at least a hundred."""
    assert sorted(messages()) == FILES
    assert len(FILES) >= 100


@pytest.mark.parametrize("name", FILES)
def test_messages_speak_to_practitioners(name: str) -> None:
    """No message holds a regular expression, a word of pydantic's, or a Python type."""
    foreign = re.compile(
        r"\^|\$|\\|pydantic|Input should|validat|mapping|tuple|dict\b|None|\bstr\b|token|Error"
    )
    for message in messages()[name]:
        assert not foreign.search(message), message
        assert re.search(r"[.?]$", message), message


def test_the_line_told_is_the_line_of_the_mistake() -> None:
    """The line of a wrong word is right after comments and long lines, and with Windows' ends."""
    for name, word in (
        ("after_long_lines.yaml", "EXA-99"),
        ("windows_lines.yaml", "EXA-99"),
        ("unknown_value.yaml", "moderat"),
        ("reading_clause.yaml", "EXA-93"),
        ("change_bad_value.yaml", "soon"),
        ("clauses_unknown_source.yaml", "EXBB"),
    ):
        lines = (BROKEN / name).read_text().splitlines()
        (at,) = (n for n, line in enumerate(lines, start=1) if word in line)
        assert told(BROKEN / name)[0].startswith(f"{name}:{at}:"), name


def test_every_pattern_of_the_language_and_the_commands_has_words() -> None:
    """Whoever writes an id wrongly is told in words; so each pattern in use has its words."""
    root = Path(__file__).parents[2] / "frontdoor"
    used = {
        pattern
        for file in (
            "procedure/phrases.py",
            "procedure/language.py",
            "domain/commands.py",
            "domain/typed.py",
        )
        for pattern in re.findall(r'pattern=r"([^"]*)"', (root / file).read_text())
    }
    assert used
    assert used <= PATTERNS.keys()


def test_a_file_of_two_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    """A file far too large is refused by its size, unread, within a fraction of a second."""
    path = tmp_path / "huge.yaml"
    path.write_bytes(b"a: b\n" * 400_000)
    began = time.process_time()
    assert told(path) == [
        "huge.yaml: found a file of more than 1 MB; expected at most 1 MB. Split the procedure."
    ]
    assert time.process_time() - began < 0.5


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file, or a folder in its place, is told of with the reason."""
    for path, why in ((tmp_path / "gone.yaml", "No such file"), (tmp_path, "Is a directory")):
        (message,) = told(path)
        assert message.startswith(f"{path.name}: found no readable file ({why}")


def test_many_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    """Mistakes of every kind in one file are all told together, from its top to its bottom."""
    found = refused(
        """
        stagess: none
        stages:
          - stage: Extra Stage
            name: Extra
        roles:
          - role: extra
            name: Extra
            kind: manager
            cites: EXA-99
          - extra
        steps:
          - rule: extra
            command: authorize
            at: recieved
            name: Extra
            by: nobody
            cites: EXA-05
          - rule: extra
            command: close
            at: decided
            name: Twice
            by: anyone
            cites: EXA-05
        tasks:
          - rule: late
            name: Late
            purpose: other
            on: received
            who: duty_wroker
            within: soon
            until: closed
            cites: EXA-05
        removes:
          - rule: nothing
            because: it is not there
        """
    )
    lines = [int(message.split(":")[1]) for message in found]
    assert lines == [1, 3, 8, 10, 13, 18, 30, 34]
    assert all(message.startswith("more.yaml:") for message in found)
