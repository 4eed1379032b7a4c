"""Where what does not hold comes from: the authority, or its overrides, and which line of them."""

from __future__ import annotations

from frontdoor.procedure.blame import prove_layers
from frontdoor.procedure.findings import Finding
from frontdoor.procedure.rulebook import OVERRIDES, Layer

from .layers import CHANGE, REMOVE, base, example, written


def overridden(text: str, *below: str) -> list[Finding]:
    """What is found of the fictional authority under a council's overrides."""
    more = [Layer(f"more{n}", written(one)) for n, one in enumerate(below)]
    overrides = Layer(OVERRIDES, written(text, "overrides.yaml"))
    return prove_layers([base(), example(), *more, overrides])


def test_sound_overrides_are_sound() -> None:
    """Nothing is found of overrides under which everything holds."""
    assert overridden(CHANGE.format("copy_decision") + "    within: 1 working day\n") == []


def test_the_line_of_the_overrides_without_which_it_would_hold_is_named() -> None:
    """A finding names the entry that brings it about, not one beside it, nor the rule below."""
    (finding,) = overridden(
        CHANGE.format("copy_decision")
        + "    within: 1 working day\n"
        + REMOVE.format("tell_police")
    )
    assert str(finding.place) == "overrides.yaml:6:5"
    assert finding.says.endswith(" Without this it would hold.")
    assert finding.facts == {"crime_suspected": "yes"}


def test_a_route_that_the_overrides_add_is_named() -> None:
    """What is added can be at fault as well as what is changed or removed."""
    (finding,) = overridden(
        "routes:\n  received:\n    - rule: first\n      outcome: advice\n      to: contact_centre\n"
        "      when:\n        - danger: yes\n      decided_by: team_manager\n      silent: so\n"
        "      before: danger_now\n      hides: danger_now, serious_need\n"
        + CHANGE.format("copy_decision")
        + "    within: 1 working day\n"
    )
    assert finding.rule == "danger_now"
    assert "this route can never be taken" in finding.says
    assert str(finding.place) == "overrides.yaml:3:7"


def test_entries_each_of_which_would_do_are_named_by_their_file() -> None:
    """Where no entry alone, left out, would mend it, the overrides are named as a whole."""
    bars = "bars:\n" + "".join(
        f"  - rule: {rule}\n    refuses: redirect\n    because: So.\n    instead: Not.\n"
        "    silent: made up\n"
        for rule in ("one", "another")
    )
    (finding,) = overridden(bars)
    assert finding.rule == "send_on"
    assert str(finding.place) == "overrides.yaml"
    assert finding.says.endswith(" What this file changes brings that about together.")


def test_what_did_not_hold_before_is_no_fault_of_the_overrides() -> None:
    """A fault of the authority's own procedure is named where that says it."""
    (finding,) = overridden(
        CHANGE.format("copy_decision") + "    within: 1 working day\n", REMOVE.format("tell_police")
    )
    assert finding.rule == "tasks"
    assert finding.place.file == "example/procedure.yaml"
