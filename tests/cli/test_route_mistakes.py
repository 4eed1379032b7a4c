"""What `frontdoor route` says of a case file that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Run

GOOD = """case: A worry
received: 2026-03-10 10:40
channel: telephone
referrer:
  kind: public
children:
  - name: Ada Example
    date_of_birth: 2019-11-02
facts:
  purpose: concern
  need: moderate
concerns: neglect
"""

# For each: what is replaced, by what, and what is said: place, key, found, expected, advice.
MISTAKES = {
    "unknown fact": ("  need: ", "  neeed: ", [":11:3: facts.neeed: ", "Did you mean 'need'?"]),
    "unknown value": ("moderate", "medium", [":11:3: facts.need: ", "'medium'", "moderate"]),
    "unknown key": ("channel:", "chanel:", [":3:1: chanel: ", "Did you mean 'channel'?"]),
    "unknown channel": ("telephone", "pigeon", [":3:1: channel: ", "'pigeon'", "letter"]),
    "no title": ("case: A worry\n", "", [": case: ", "no `case:`"]),
    "no time": ("received: 2026-03-10 10:40\n", "", ["received: ", "no `received:`"]),
    "bad time": ("10:40", "half past", [":2:1: received: ", "such as 2026-03-06 15:30"]),
    "time in 1999": (
        "2026-03-10",
        "1999-03-10",
        [":2:1: received: found '1999-03-10 10:40'", "2000 and 2100"],
    ),
    "time in 2090": (
        "2026-03-10",
        "2090-03-10",
        [":2:1: received: found '2090-03-10 10:40'", "bank holidays", "Check the date"],
    ),
    "bad date of birth": (
        "2019-11-02",
        "2 November",
        [":8:5: children[1].date_of_birth: ", "such as 2019-11-02"],
    ),
    "unknown concern": ("neglect", "neglekt", [":12:1: concerns", "Did you mean 'neglect'?"]),
    "referrer": ("kind: public", "kind: neighbour", [":5:3: referrer.kind: ", "'neighbour'"]),
    "list for text": ("A worry", "\n  - A worry", [":1:1: case: ", "a list"]),
    "tab": ("  kind", "\tkind", [":5:", "a tab", "Replace each tab by two spaces."]),
    "colon in text": ("A worry", "A worry: two boys", [":1:", "quotes"]),
    "twice": ("channel: telephone", "case: B\nchannel: letter", [":3:", "'case' a second time"]),
    "impossible": (
        "  need: moderate",
        "  need: moderate\n  looked_after: yes\n  case: new",
        [": facts: ", "looked after is an open case", "Correct one of the facts."],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_told_with_its_place_and_a_way_to_mend_it(
    run: Run, written: Callable[[str], Path], mistake: str
) -> None:
    """File, line, column and key, what was found and what was expected; exit code 2."""
    old, new, says = MISTAKES[mistake]
    assert old in GOOD
    path = written(GOOD.replace(old, new, 1))
    result = run("route", path)
    assert result.exit_code == 2
    assert result.stdout == ""
    for part in (str(path), "found ", "; expected ", *says):
        assert part in result.stderr


def test_the_good_case_is_good(run: Run, written: Callable[[str], Path]) -> None:
    """What the mistakes are made in has none itself."""
    assert run("route", written(GOOD)).exit_code == 0


def test_all_mistakes_are_told_at_once_each_once(run: Run, written: Callable[[str], Path]) -> None:
    """Three facts that nobody knows are told in the order of the file, once for all authorities."""
    path = written(GOOD + "circumstances: hommeless\n" + "answers:\n  a: b\n")
    path.write_text(path.read_text().replace("need", "neeed").replace("neglect", "neglekt"))
    lines = run("route", path).stderr.splitlines()
    assert [line.partition(": found")[0] for line in lines] == [
        f"{path}:11:3: facts.neeed",
        f"{path}:12:1: concerns[1]",
        f"{path}:13:1: circumstances[1]",
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "expected keys such as `case:` and `received:`"),
        (b"- a\n- b\n", "expected keys such as `case:` and `received:`"),
        (b"\xff\xfe", "expected text saved as UTF-8"),
        (b"case: " + b"x" * 1_100_000, "a file of more than 1 MB"),
        (b"case: &a b\n", "anchor"),
    ],
)
def test_what_is_no_case_file_is_refused(
    run: Run, tmp_path: Path, content: bytes, says: str
) -> None:
    """A file that is no case at all is named with what was expected."""
    path = tmp_path / "case.yaml"
    path.write_bytes(content)
    result = run("route", path)
    assert result.exit_code == 2
    assert str(path) in result.stderr
    assert says in result.stderr


def test_a_missing_file_and_a_folder_are_named(run: Run, tmp_path: Path) -> None:
    """Where there is no file to read, its name and the reason are told."""
    missing = run("route", tmp_path / "none.yaml")
    assert missing.exit_code == 2
    assert f"{tmp_path / 'none.yaml'}: found no readable file (No such file" in missing.stderr
    folder = run("route", tmp_path)
    assert folder.exit_code == 2
    assert "(Is a directory)" in folder.stderr


def test_an_unknown_authority_is_named_and_the_others_answer(
    run: Run, written: Callable[[str], Path]
) -> None:
    """Those that can answer do; of the one that cannot it is said why; exit code 2."""
    result = run("route", written(GOOD), "-a", "yorc", "-a", "york")
    assert result.exit_code == 2
    assert "City of York" in result.stdout
    assert "There is no plugin for 'yorc'. Did you mean 'york'? Installed: " in result.stderr
