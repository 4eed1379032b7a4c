"""Every clause has a rule and a scenario, and a scenario notices when a rule is gone."""

from __future__ import annotations

from collections import Counter

import pytest

from frontdoor.procedure.running import Procedure

from .not_yet_shown import file_of, listed, unshown
from .practices import AUTHORITIES, practice_of
from .removing import SKIPPED, cited, without


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_what_no_scenario_shows_is_listed_and_nothing_else_is(authority: str) -> None:
    """Clauses and rules that no scenario shows are those listed; a list can only become shorter."""
    kept, missing = listed(authority), unshown(authority)
    told = []
    for key in ("clauses", "rules"):
        for id in sorted(set(missing[key]) - set(kept[key])):
            told.append(
                f"{id}: no scenario shows it. Write one that claims its clause and fails "
                "without it."
            )
        for id in sorted(set(kept[key]) - set(missing[key])):
            told.append(f"{id}: it is shown by now, or gone. Take it out of {file_of(authority)}.")
        told += [f"{id}: listed twice" for id, times in Counter(kept[key]).items() if times > 1]
    told.append(f"(python -m tests.scenarios.not_yet_shown {authority} writes the list anew)")
    assert len(told) == 1, "\n" + "\n".join(told)


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_every_rule_can_be_taken_out_or_is_left_for_a_reason(authority: str) -> None:
    """Nothing that cites a clause escapes being taken out, but the sections with a reason."""
    book = practice_of(authority).book
    for section, id, _ in cited(book):
        if section not in SKIPPED:
            Procedure(without(book, section, id))  # what is left still runs
            assert without(book, section, id).section(section).get(id) != book.section(section)[id]
