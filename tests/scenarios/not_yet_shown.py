"""What of a procedure no scenario shows yet: the list that each plugin keeps, and what it must be.

`python -m tests.scenarios.not_yet_shown [AUTHORITY]...` writes the lists anew.
"""

from __future__ import annotations

import sys
from pathlib import Path

from frontdoor.domain.scenarios.running import run_scenario
from frontdoor.procedure.source import read_file

from .practices import AUTHORITIES, ROOT, practice_of, scenarios_of
from .removing import cited, unnoticed

HEAD = """\
# Clauses without a rule or without a scenario, and rules whose removal no scenario notices yet
# that claims one of their clauses. A test fails when one of them has been shown since: the list
# can only become shorter. `python -m tests.scenarios.not_yet_shown {authority}` writes it anew.
"""

Unshown = dict[str, list[str]]
"""Under `clauses` and under `rules`, what is not shown yet."""


def file_of(authority: str) -> Path:
    """Where a plugin keeps its list."""
    return ROOT / "plugins" / authority / "tests" / "not_yet_shown.yaml"


def listed(authority: str) -> Unshown:
    """The list as it is kept; empty where there is none."""
    if not file_of(authority).exists():
        return {"clauses": [], "rules": []}
    data = read_file(file_of(authority)).data or {}
    return {key: list(data.get(key) or []) for key in ("clauses", "rules")}


def unshown(authority: str) -> Unshown:
    """What is not shown, by the scenarios that come as they expect."""
    practice = practice_of(authority)
    scenarios = tuple(one for one in scenarios_of(authority) if not run_scenario(one, practice))
    claimed = {clause for one in scenarios for clause in one.shows}
    ruled = {clause for _, _, clauses in cited(practice.book) for clause in clauses}
    clauses = [
        id
        for id, clause in practice.book.clauses.items()
        if clause.status in ("modelled", "conflict") and id not in claimed & ruled
    ]
    return {"clauses": clauses, "rules": unnoticed(practice, scenarios)}


def write(authority: str) -> str:
    """Write a plugin's list anew, or remove it where nothing is left; what was done."""
    missing, file = unshown(authority), file_of(authority)
    if not any(missing.values()):
        file.unlink(missing_ok=True)
        return f"{authority}: everything is shown"
    lines = [HEAD.format(authority=authority)]
    for key, ids in missing.items():
        lines += [f"{key}:\n", *(f"  - {id}\n" for id in ids)] if ids else []
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(lines))
    return (
        f"{authority}: not shown yet {', '.join(f'{len(ids)} {k}' for k, ids in missing.items())}"
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or AUTHORITIES:
        print(write(name))  # noqa: T201  # this is what it is run for
