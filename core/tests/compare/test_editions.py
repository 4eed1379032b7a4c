"""What changed from one rulebook to another: planted changes of every kind are found, no others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec
import pytest

from frontdoor.compare.editions import Change, KeyChange, changes, changes_table, title_of
from frontdoor.procedure.language import SECTIONS
from frontdoor.procedure.layering import load
from frontdoor.procedure.rulebook import Layer

from ..procedure.layers import NEW_STAGE, base, example, over_example, written

built = cache(over_example)

OTHER = """
procedure: other
name: Other County Council
edition: now
stages:
  - stage: received
    name: Received
  - stage: ended
    name: Ended
    final: yes
"""


def test_a_rulebook_differs_from_itself_in_nothing() -> None:
    """Between the same rules there is no change, and the table is empty."""
    assert changes(built(), built()) == ()
    assert changes_table(built(), built()).rows == ()


def test_an_item_that_was_added_is_found_with_its_place() -> None:
    """What a layer adds is told in short, with its clauses, file and line, and nothing else is."""
    found = changes(built(), built(NEW_STAGE))
    assert [(one.section, one.id, one.what) for one in found] == [
        ("stages", "on_hold", "added"),
        ("steps", "hold", "added"),
        ("steps", "let_go", "added"),
    ]
    step = found[1]
    assert step.before is None
    assert step.after is not None
    assert (step.after.says, step.after.cites) == ("Put on hold", ("EXA-05",))
    assert step.after.places == ("more.yaml:5:5",)


def test_an_item_that_was_removed_is_found_with_the_reason() -> None:
    """What a layer takes out is told with why, and where it stood."""
    (one,) = changes(
        built(),
        built("removes:\n  - rule: assess\n    because: another team does it\n"),
    )
    assert (one.section, one.id, one.what) == ("tasks", "assess", "removed")
    assert one.because == ("another team does it",)
    assert one.after is None
    assert one.before is not None
    assert one.before.says == "Begin the assessment"
    (place,) = one.before.places
    assert place.startswith("example/procedure.yaml:")


@pytest.mark.parametrize(
    ("item", "key", "before", "after"),
    [
        ("rule: danger_decision\n    within: 1 hour", "within", "immediately", "1 hour"),
        ("rule: small_need\n    to: weekly_meeting", "to", "Contact Centre", "Weekly meeting"),
        ("rule: small_need\n    outcome: enquiry", "outcome", "Advice", "Enquiry"),
        (
            "rule: small_need\n    decided_by: team_manager, every social_worker",
            "decided_by",
            "Call Adviser",
            "Team Manager or every social worker",
        ),
        (
            "rule: small_need\n    when:\n      - need: low, moderate\n        serious: no",
            "when",
            "Level of need: low",
            "Level of need: low or moderate, and significant harm, or a need that is high: no",
        ),
        ("rule: small_need\n    cites: EXA-01, EXA-02", "cites", "EXA-01", "EXA-01, EXA-02"),
        ("rule: danger_now\n    also: ''", "also", "Assessment", "nothing"),
        ("rule: finish\n    needs: ''", "needs", "Summary", "nothing"),
        ("rule: finish\n    stage: proposed", "stage", "Closed", "Waiting for a decision"),
        ("rule: finish\n    second_person: yes", "second_person", "no", "yes"),
        ("rule: to_meeting\n    at: received, decided", "at", "Received", "Received or Decided"),
        (
            "rule: tell_police\n    until: notified allocated_worker",
            "until",
            "notified: Police",
            "notified: The child's allocated social worker",
        ),
        ("rule: copy_decision\n    from: received", "from", "copied", "received"),
        ("rule: no_advice_on_crime\n    refuses: propose", "refuses", "close", "propose"),
        ("rule: school\n    ask: Where?", "ask", "Which school?", "Where?"),
        ("stage: decided\n    waits: yes", "waits", "no", "yes"),
        (
            "outcome: advice\n    meaning: early_help",
            "meaning",
            "information and advice",
            "early help",
        ),
        ("setting: office_opens\n    value: '08:00'", "value", "09:00", "08:00"),
    ],
)
def test_each_key_that_changed_is_told_in_words(
    item: str, key: str, before: str, after: str
) -> None:
    """What a key said and says is told by the names that people know, with the reason given."""
    text = f"changes:\n  - {item}\n    because: to see\n"
    (one,) = changes(built(), built(text))
    assert one.what == "changed"
    assert [(each.key, each.before, each.after) for each in one.keys] == [(key, before, after)]
    assert one.because == ("to see",)
    assert one.before is not None
    assert one.after is not None
    assert one.after.places == (*one.before.places, "more.yaml:2:5")
    (row,) = changes_table(built(), built(text)).rows
    assert [cell[0].says for cell in row.cells[1:4]] == [before, after, "to see"]


def test_only_the_reasons_of_the_later_layers_are_told() -> None:
    """A reason that both rulebooks give for an earlier change is none for what changed since."""
    first = "changes:\n  - rule: assess\n    because: before\n    who: team_manager\n"
    second = "changes:\n  - rule: assess\n    because: since\n    within: 2 days\n"
    (one,) = changes(built(first), built(first, second))
    assert one.because == ("since",)


def test_a_route_asked_earlier_than_before_is_told_as_moved() -> None:
    """Routes that change places are told by what they came after; the others are not told."""
    source = example().procedure
    swapped = source.text.replace("        - need: low\n", "        - need: low\n", 1)
    start = swapped.index("    - rule: small_need")
    end = swapped.index("    - rule: middling_need")
    small = swapped[start:end]
    ahead = swapped.index("    - rule: question_only")
    moved = swapped[:ahead] + small + swapped[ahead:start] + swapped[end:]
    layer = Layer("example", written(moved), example().clauses)
    (one,) = changes(built(), load([base(), layer]))
    assert (one.section, one.id, one.what) == ("routes", "small_need", "moved")
    (key,) = one.keys
    assert (key.key, key.before, key.after) == ("order", "after serious_need", "after danger_now")


def test_a_reading_chosen_is_told_by_what_it_says() -> None:
    """A council's choice shows as the reading followed before and since."""
    text = "choices:\n  - rule: middling_need\n    reading: by_manager\n"
    text += "  - rule: decision\n    reading: working_day\n"
    route, task = changes(built(), built(text))
    assert (route.section, route.id) == ("choices", "middling_need")
    assert [(key.before, key.after) for key in (*route.keys, *task.keys)] == [
        ("Enquiries go to the weekly meeting.", "Enquiries go to the team manager."),
        ("the one that ends first", "Within one working day."),
    ]


def test_changes_turned_round_are_their_opposites() -> None:
    """What was added is removed the other way round, and what a key said is what it says."""
    text = (
        f"{NEW_STAGE}\n    changes:\n      - rule: finish\n        because: x\n        needs: ''\n"
    )
    there = changes(built(), built(text))
    back = changes(built(text), built())
    opposite = {"added": "removed", "removed": "added", "changed": "changed", "moved": "moved"}
    assert {(one.section, one.id, opposite[one.what]) for one in there} == {
        (one.section, one.id, one.what) for one in back
    }
    (forth,), (again,) = (_keys(found) for found in (there, back))
    assert (forth.before, forth.after) == (again.after, again.before)


def _keys(found: Sequence[Change]) -> list[KeyChange]:
    return [key for one in found for key in one.keys]


def test_procedures_of_different_lineage_compare_by_id() -> None:
    """Every item of the one and of the other is told once, whatever its section."""
    alone = load([base(), Layer("other", written(OTHER))])
    found = changes(built(), alone)
    removed = {(one.section, one.id) for one in found if one.what == "removed"}
    own = {
        (section, id)
        for section in SECTIONS
        for id in built().section(section)
        if id not in alone.section(section)
    }
    assert own <= removed
    assert all(title_of(section) for section in SECTIONS)
    assert msgspec.json.decode(msgspec.json.encode(found), type=tuple[Change, ...]) == found
