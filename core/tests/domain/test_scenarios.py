"""The form of scenarios: each kind of expectation can hold and can fail; mistakes are told."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from frontdoor.domain.scenarios.expectation import Expectation
from frontdoor.domain.scenarios.form import Scenario
from frontdoor.domain.scenarios.reading import read_scenario
from frontdoor.domain.scenarios.running import run_scenario
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.source import Source, read_text

from .office import example_practice

TOP = """\
scenario: A worry about Sam
shows: EXA-05
authority: example
contact:
  received: 2026-03-06 15:30
  referrer:
    kind: public
    name: Robin Example
    wants_anonymity: yes
  children:
    - name: Sam Example
      date_of_birth: 2019-11-02
  facts:
    purpose: concern
    need: high
    protection_needed_now: no
    crime_suspected: yes
steps:
  - who: call_adviser
    does: receive
"""
PROPOSE = """\
  - who: duty_worker
    at: 2026-03-06 16:00
    does: propose
    outcome: assessment
"""
DECIDE = """\
  - who: duty_worker
    does: record summary
    text: All in short.
  - who: team_manager of contact_centre
    at: 2026-03-06 16:30
    does: authorise
"""
COPY = """\
  - who: duty_worker
    at: 2026-03-06 17:00
    does: copy
    child:
      name: Alex Example
"""
LOOK = """\
  - who: inspector
    at: 2026-03-09 12:00
"""


def nothing_beside(path: str) -> Source:
    """Opens a case file where there are none."""
    return read_text(f"not_there: {path}", path)


def played(text: str) -> list[str]:
    """The differences of a scenario, as they are told."""
    source = read_text(text, "story.yaml")
    scenario = read_scenario(source, example_practice(), nothing_beside)
    return [f"{d.key}: {d.expected} | {d.came}" for d in run_scenario(scenario, example_practice())]


def expecting(steps: str, expected: str) -> str:
    """A scenario of `TOP` and these steps, the last of which expects this."""
    return TOP + steps + indent(f"expect:\n{indent(expected, '  ')}\n", "    ")


CASES = [
    # steps, what comes, what does not, and the difference that tells so
    ("", "advised: assessment", "advised: protection", "protection | assessment"),
    ("", "to: assessment_team", "to: contact_centre", "contact_centre | assessment_team"),
    ("", "decided_by: team_manager", "decided_by: duty_worker", "duty_worker | team_manager"),
    ("", "route: serious_need", "route: small_need", "small_need | serious_need"),
    ("", "stage: received", "stage: closed", "closed | received"),
    ("", "team: contact_centre", "team: assessment_team", "assessment_team | contact_centre"),
    ("", "proposed: nothing", "proposed: advice", "advice | nothing"),
    (PROPOSE, "proposed: assessment", "proposed: nothing", "nothing | assessment"),
    (PROPOSE + DECIDE, "decided: assessment", "decided: nothing", "nothing | assessment"),
    ("", "contacts: 1", "contacts: 2", "2 | 1"),
    ("", "deleted: no", "deleted: yes", "yes | no"),
    ("", "due: 2026-03-07 15:30", "due: not stated", "nothing | 2026-03-07 15:30"),
    ("", "missing: school, own_records", "missing: not school", "not school | what_happened"),
    ("", "notices: not promise_nothing", "notices: promise_nothing", "promise_nothing | nothing"),
    ("", "journal: received", "journal: closed, received", "closed, received | received"),
    (PROPOSE, "journal: proposed", "journal: received", "received | received, proposed"),
    (LOOK, "sees_referrer: no", "sees_referrer: yes", "yes | no"),
    ("", "cites: EXA-01", "cites: EXA-09", "EXA-09 | EXA-01"),
    (
        "",
        "held_back:\n  parents: referrer_identity, not child_details",
        "held_back:\n  parents: child_details",
        "child_details | referrer_identity",
    ),
    (
        "",
        "feedback:\n  professional_referrer: was decided\n  parents: nothing",
        "feedback:\n  parents: was decided",
        "was decided | nothing",
    ),
    (
        "  - does: amend\n    facts:\n      asking_raises_risk: yes\n",
        "letters:\n  agencies: have not decided\n  parents: nothing",
        "letters:\n  parents: have not decided",
        "have not decided | nothing",
    ),
    (
        "",
        "facts:\n  age_band: 5_to_9\n  meeting_today: no",
        "facts:\n  age_band: under_1",
        "age_band: under_1 | age_band: 5_to_9",
    ),
    (
        "",
        "statements:\n  entry_point: the contact centre",
        "statements:\n  entry_point: by letter",
        "by letter | Telephone the contact centre.",
    ),
    (
        "",
        "readings:\n  decision: clock_hours, working_day\n  who_is_told: always, kindly",
        "readings:\n  decision: working_day",
        "working_day | clock_hours, working_day",
    ),
    ("", "tasks:\n  assess: absent", "tasks:\n  assess: running", "running | absent"),
    (
        "",
        "tasks:\n  tell_police: 2026-03-06 15:45 by call_adviser",
        "tasks:\n  tell_police: 2026-03-06 15:50",
        "2026-03-06 15:50 | 2026-03-06 15:45",
    ),
    (
        "",
        "tasks:\n  tell_police: running",
        "tasks:\n  tell_police: running by duty_worker",
        "running by duty_worker | 2026-03-06 15:45 by call_adviser",
    ),
    (
        LOOK,
        "tasks:\n  tell_police: late",
        "tasks:\n  tell_police: done",
        "done | late, due 2026-03-06 15:45",
    ),
    (
        PROPOSE + DECIDE,
        "tasks:\n  decision: done\n  assess: not stated",
        "tasks:\n  decision: done late",
        "done late | done",
    ),
    (
        PROPOSE + COPY,
        "linked:\n  copy_of: Alex Example",
        "linked:\n  same_call: Alex Example",
        "Alex Example | nothing",
    ),
    (
        COPY,
        "on: Alex Example\njournal: linked copy_of\nstage: received",
        "on: Alex Example\nstage: decided",
        "decided | received",
    ),
    (
        PROPOSE + DECIDE.replace("contact_centre", "assessment_team"),
        "refused: decide\nbecause: is for\ncites: EXA-05",
        "refused: protect",
        "protect | refused: 'Decide' is for: Team Manager",
    ),
    (
        PROPOSE + DECIDE.replace("contact_centre", "assessment_team"),
        "refused: yes",
        "refused: yes\nbecause: no summary",
        "no summary | refused: 'Decide' is for: Team Manager",
    ),
]
"""For each kind of expectation: steps, what comes, what does not, and what is said of that."""


@pytest.mark.parametrize(("steps", "comes", "does_not", "told"), CASES)
def test_each_kind_of_expectation_holds_and_fails(
    steps: str, comes: str, does_not: str, told: str
) -> None:
    """What comes passes; what does not is told with what was expected and what came."""
    assert played(expecting(steps, comes)) == []
    differences = played(expecting(steps, does_not))
    assert len(differences) == 1
    assert told in differences[0]


def test_every_kind_of_expectation_is_tried_here() -> None:
    """No key of an expectation goes without an example that fails."""
    told = {line.split(":")[0].strip() for _, _, wrong, _ in CASES for line in wrong.splitlines()}
    apart = {"on", "not_recorded", "assigned_to"}
    assert set(Expectation.model_fields) - apart <= told


def told_of(text: str) -> str:
    """The one difference of a scenario."""
    (told,) = played(text)
    return told


def test_a_refusal_that_is_not_expected_ends_the_scenario() -> None:
    """A command that is refused although it should be done is told with its reasons."""
    told = told_of(TOP + "  - does: transfer\n    step: to_meeting\n" + DECIDE)
    assert told.startswith("does: that it is done | refused: 'Put on the agenda' is for: Duty")
    assert "EXA-06" in told


def test_a_refusal_that_does_not_come_ends_the_scenario() -> None:
    """A command that is done although a refusal was expected is told."""
    assert told_of(expecting(PROPOSE, "refused: yes")) == "refused: a refusal | done"


CONSULTED = TOP.replace("does: receive", "does: consult").replace("need: high", "need: low")
UNNAMED = CONSULTED.replace("concern", "consultation").replace("    crime_suspected: yes\n", "")
HYPOTHETICAL = UNNAMED.replace("  children:\n    - name: Sam Example\n", "").replace(
    "      date_of_birth: 2019-11-02\n", ""
)


def test_what_is_not_recorded_is_expected_so() -> None:
    """That nothing is recorded must be expected, and is told where it is not."""
    advised = "    expect:\n      advised: not_recorded\n"
    unrecorded = "      not_recorded: yes\n"
    assert played(HYPOTHETICAL + advised + unrecorded) == []
    assert told_of(HYPOTHETICAL + advised) == "does: a record | nothing was recorded"
    assert told_of(TOP + "    expect:\n" + unrecorded) == "not_recorded: yes | no"


def test_what_follows_on_nothing_recorded_is_told() -> None:
    """Of a contact that was not recorded nothing can be done or seen."""
    unrecorded = "    expect:\n      not_recorded: yes\n"
    assert "nothing was recorded" in told_of(HYPOTHETICAL + unrecorded + PROPOSE)
    look = LOOK + "    expect:\n      stage: received\n"
    assert told_of(HYPOTHETICAL + unrecorded + look) == "stage: received | no contact"


def test_a_contact_is_assigned_to_somebody() -> None:
    """The user to whom a contact was given is seen."""
    given = "  - who: duty_worker\n    does: assign\n    user: sam\n"
    assert played(expecting(given, "assigned_to: sam")) == []
    assert told_of(expecting(given, "assigned_to: alex")) == "assigned_to: alex | sam"


def test_two_people_in_one_role_are_told_apart_by_their_names() -> None:
    """Whoever proposed does not decide; someone else of the same role does."""
    who = "team_manager of contact_centre"
    alone = PROPOSE.replace("duty_worker", who) + DECIDE
    assert "You proposed this outcome yourself" in told_of(TOP + alone)
    assert played(TOP + alone.replace(f"{who}\n", f"{who} (Jo)\n", 1)) == []


def test_what_came_earlier_counts_from_then() -> None:
    """A contact typed in later has the clocks of the time at which it came."""
    monday = TOP.replace("    does: receive\n", "    at: 2026-03-09 09:00\n    does: receive\n")
    late = "tasks:\n  tell_police: late\ndue: 2026-03-07 15:30"
    assert played(monday + indent(f"expect:\n{indent(late, '  ')}\n", "    ")) == []


def test_the_council_can_choose_a_reading() -> None:
    """A scenario may say which reading is in force, and its deadline is that reading's."""
    chosen = TOP.replace("contact:", "choices:\n  decision: working_day\ncontact:", 1)
    expected = "    expect:\n      due: 2026-03-09 15:30\n"
    assert played(chosen + expected) == []
    assert told_of(TOP + expected) == "due: 2026-03-09 15:30 | 2026-03-07 15:30"


def test_a_second_call_about_the_same_child_has_a_name_of_its_own() -> None:
    """A duplicate is taken, linked, and deleted once its outcome stands on the other."""
    second = """
    - at: 2026-03-06 17:00
      who: call_adviser
      does: receive
      as: the second call
      contact:
        received: 2026-03-06 16:50
        children:
          - name: Sam Example
      expect:
        - on: the second call
          advised: enquiry
          contacts: 2
        - on: Sam Example
          advised: assessment
    - does: link duplicate_of
      on: the second call
      other: Sam Example
      expect:
        - on: the second call
          linked:
            duplicate_of: Sam Example
        - on: Sam Example
          linked:
            duplicate_of: the second call
    """
    assert played(TOP + indent(dedent(second).strip("\n"), "  ")) == []


def mistakes(text: str) -> list[str]:
    """The mistakes in a scenario, as they are told."""
    with pytest.raises(MistakesFound) as caught:
        read_scenario(read_text(text, "story.yaml"), example_practice(), nothing_beside)
    return [str(mistake) for mistake in caught.value.mistakes]


WRONG = [
    # what stands in place of what; the key, and what is told
    ("shows: EXA-05", "shows: EXA-55", "shows", "Did you mean 'EXA-05'?"),
    ("shows:", "show:", "show", "Did you mean 'shows'?"),
    ("need: high", "need: hihg", "contact.facts.need", "high"),
    ("crime_suspected: yes", "crime_suspect: yes", "crime_suspect", "crime_suspected"),
    ("wants_anonymity: yes", "wants_anonymity: perhaps", "wants_anonymity", "yes or no"),
    ("received: 2026-03-06 15:30", "received: Friday", "contact.received", "a date and time"),
    ("who: call_adviser", "who: call_advisor", "steps[1].who", "Did you mean 'call_adviser'?"),
    ("who: call_adviser", "who: (Sam)", "steps[1].who", "expected a role"),
    ("does: receive", "does: recieve", "steps[1].does", "Did you mean 'receive'?"),
    ("at: 2026-03-06 16:00", "at: 2026-03-06 14:00", "steps[2].at", "not before the step"),
    ("at: 2026-03-06 16:00", "at: teatime", "steps[2].at", "a date and time"),
    ("does: propose", "does: propose at once", "steps[2].does", "`propose` alone"),
    ("outcome: assessment", "outcome: assesment", "steps[2].outcome", "'assessment'"),
    ("outcome: assessment", "outcom: assessment", "steps[2].outcom", "'outcome'"),
    ("does: record summary", "does: record sumary", "steps[3].does", "'summary'"),
    ("does: record summary", "does: record", "steps[3].does", "what it is about"),
    ("text: All in short.", "test: All in short.", "steps[3].test", "'text'"),
    ("of contact_centre", "of contact_center", "steps[4].who", "'contact_centre'"),
    ("stage: decided", "stage: decidd", "steps[4].expect.stage", "'decided'"),
    ("stage: decided", "stag: decided", "steps[4].expect.stag", "'stage'"),
    ("assess: running", "asess: running", "steps[4].expect.tasks.asess", "'assess'"),
    ("assess: running", "assess: runs", "steps[4].expect.tasks.assess", "running"),
    ("assess: running", "assess: 2026-03-66", "steps[4].expect.tasks.assess", "a date"),
    ("decided: assessment", "decided: assess", "steps[4].expect.decided", "'assessment'"),
    ("on: Sam Example", "on: Samm Example", "steps[4].expect.on", "'Sam Example'"),
    ("cites: EXA-05", "cites: clause 5", "steps[4].expect.cites", "EXA-03"),
]
WHOLE = (
    TOP
    + PROPOSE
    + DECIDE
    + """\
    expect:
      stage: decided
      tasks:
        assess: running
      decided: assessment
      on: Sam Example
      cites: EXA-05
"""
)


def test_the_scenario_with_which_mistakes_are_tried_is_right() -> None:
    """It comes as expected, so that what is told below comes of the mistake alone."""
    assert played(WHOLE) == []


@pytest.mark.parametrize(("right", "wrong", "key", "advice"), WRONG)
def test_a_mistake_is_told_with_its_line_its_key_and_what_to_do(
    right: str, wrong: str, key: str, advice: str
) -> None:
    """Each kind of mistake is found before anything is played."""
    line = WHOLE.partition(right)[0].count("\n") + 1
    told = mistakes(WHOLE.replace(right, wrong, 1))
    meant = [one for one in told if key in one and advice in one]
    assert len(meant) == 1, told
    assert meant[0].startswith(f"story.yaml:{line}:")
    # Of a key that is written wrong both are told: that it is unknown, and what is missing for it.
    assert len(told) == 1 or f"no `{right.partition(':')[0]}:`" in told[0], told


def test_all_mistakes_are_told_at_once() -> None:
    """Mistakes of form and words that are not known stand in one list, in the file's order."""
    text = WHOLE.replace("shows: EXA-05", "shows: EXA-99").replace("stage: decided", "stage: done")
    told = mistakes(text.replace("does: propose", "does: purpose"))
    assert [one.split(":")[1] for one in told] == ["2", "23", "32"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "an empty file"),
        ("scenario: nothing else\n", "no `authority:`"),
        (TOP.partition("steps:")[0], "no steps"),
        (TOP.replace("does: receive", "expect:\n      stage: received"), "taken first"),
        (TOP + "    case: more.yaml\n", "it above the steps"),
        (TOP.replace("contact:", "case: more.yaml\ncontact:", 1), "both `contact:` and `case:`"),
        (TOP + "  - at: 2026-03-06 16:00\n", "without `does:` and `expect:`"),
        (TOP + PROPOSE + "    as: another\n", "only where a contact begins"),
    ],
)
def test_a_file_that_is_no_scenario_is_told_so(text: str, told: str) -> None:
    """What is missing, or stands where it may not, is told."""
    assert any(told in one for one in mistakes(text)), mistakes(text)


def test_a_contact_can_stand_in_a_case_file() -> None:
    """`case:` names a file, and mistakes in it are told with its own name."""
    top, _, steps = TOP.partition("contact:")
    text = top + "case: sam.yaml\nsteps:" + steps.partition("steps:")[2]
    right = "case: Sam\nreceived: 2026-03-06 15:30\nfacts:\n  need: high\n"

    def opened(case: str) -> Scenario:
        source = read_text(text, "story.yaml")
        return read_scenario(source, example_practice(), lambda path: read_text(case, path))

    assert run_scenario(opened(right), example_practice()) == ()
    with pytest.raises(MistakesFound, match=r"sam\.yaml:2:1: received"):
        opened(right.replace("2026-03-06", "on Friday"))
    with pytest.raises(MistakesFound, match=r"story\.yaml:4:1: case"):
        opened(right.replace("high", "hihg"))
