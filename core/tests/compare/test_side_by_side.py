"""Procedures side by side: what each cell says, where it comes from, and which rows differ."""

from __future__ import annotations

from functools import cache
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings

from frontdoor.compare.side_by_side.tables import NAMES, side_by_side
from frontdoor.compare.tables import STANDINGS, Entry
from frontdoor.procedure.layering import load
from frontdoor.procedure.rulebook import OVERRIDES, Layer
from frontdoor.procedure.running import Procedure
from frontdoor.procedure.vocabulary import RANK

from ..procedure.layers import base, example, over_example, written
from ..procedure.small import Small, procedures
from .cells import UNSAID, cell, row, said, table

built = cache(over_example)


# where it comes from


def test_what_is_said_has_its_clauses_and_its_rule() -> None:
    """An entry names the clauses behind it and the rule that says it."""
    (entry,) = cell("entry", "Entry point", built())
    assert entry == Entry("Telephone the contact centre.", ("EXA-01",), "telephone")


def test_what_is_built_on_is_as_generic_until_it_is_changed() -> None:
    """What an authority takes over is as generic; what it changes or adds is its own."""
    book = over_example(
        """
        outcomes:
          - outcome: own
            name: Its own
            meaning: early_help
            silent: made up
        changes:
          - outcome: advice
            because: called otherwise here
            name: Guidance
        """
    )
    standings = {
        entry.rule: entry.standing
        for one in table("outcomes", book).rows
        for entry in one.cells[0]
        if entry.rule
    }
    assert standings == {
        "not_recorded": "as_generic",
        "advice": "said",
        "own": "silent",
        "enquiry": "as_generic",
        "to_worker": "as_generic",
        "assessment": "as_generic",
        "protection": "as_generic",
    }


def test_a_council_s_overrides_are_its_own_and_no_other_procedure() -> None:
    """Overrides do not turn an authority's own rules into those of another."""
    over = Layer(OVERRIDES, written("choices:\n  - rule: decision\n    reading: working_day\n"))
    book = load([base(), example(), over])
    assert {entry.standing for entry in cell("entry", "Entry point", book)} == {"said"}


def test_safeguards_are_told_from_what_a_source_says() -> None:
    """What comes from national guidance alone is a safeguard, with the guidance beside it."""
    (entry,) = cell("consent", "Who may authorise sharing without it", built())
    assert entry.standing == "safeguard"
    assert entry.cites == ()
    assert "Sharing without consent is a manager's reasoned decision." in entry.note


def test_a_list_that_is_whole_has_none() -> None:
    """Where the list looked through is whole, what is not in it is none, not silence."""
    (entry,) = cell("outcomes", "Early help", built())
    assert (entry.standing, entry.says) == ("none", "No outcome has this meaning")


# what it says


def test_what_a_common_meaning_loses_is_said() -> None:
    """An outcome that means more than its common meaning says what is lost."""
    (entry,) = cell("outcomes", "Further enquiry", built())
    assert entry.note == "The common meaning does not carry: That it goes to the meeting."


def test_each_reading_of_a_time_stands_with_its_own_clauses() -> None:
    """Where clauses differ on a time, each stands by itself; a choice says which is followed."""
    heading = "Time to decide on a contact"
    both = cell("timescales", heading, built())
    assert [(entry.says, entry.cites) for entry in both] == [
        ("24 hours (from received): Decide", ("EXA-03",)),
        ("1 working day (from received): Decide", ("EXA-04",)),
        ("immediately: Decide at once", ("EXA-02",)),
    ]
    assert ["the earliest drives" in entry.note for entry in both] == [True, True, False]
    chosen = over_example("choices:\n  - rule: decision\n    reading: working_day\n")
    notes = [entry.note for entry in cell("timescales", heading, chosen)]
    assert "which the council does not follow" in notes[0]
    assert "The council follows this reading" in notes[1]


def test_the_same_words_of_several_rules_stand_once() -> None:
    """Rules that say the same in the same words are one entry, with the clauses of all."""
    book = over_example(
        """
        statements:
          - rule: again
            about: entry_point
            says: Telephone the contact centre.
            cites: EXA-02
        changes:
          - rule: telephone
            because: it stands here too
            says: Telephone the contact centre.
        """
    )
    (entry,) = cell("entry", "Entry point", book)
    assert entry.cites == ("EXA-01", "EXA-02")


def test_a_rule_for_some_contacts_says_for_which() -> None:
    """What does not always apply says where it does, in words."""
    (low,) = cell("need", "Low need", built())
    assert low.rule == "small_need"
    assert low.says == "Advice, to Contact Centre; decided by Call Adviser"
    assert low.note == "Only where: Level of need: low."


def test_a_circumstance_has_what_is_for_it_alone() -> None:
    """A rule of several circumstances stands at each; one of something else stands at none."""
    book = over_example(
        UNSAID,
        """
        notices:
          - rule: both
            says: Ring first.
            when:
              - homeless: yes
              - young_carer: yes
            cites: EXA-01
          - rule: neither
            says: Ring twice.
            when:
              - disabled: yes
              - need: low
            cites: EXA-01
        """,
    )
    assert said("circumstances", "Homeless young people", book) == ["To know: Ring first."]
    assert said("circumstances", "Young carers", book) == ["To know: Ring first."]
    assert [one.standing for one in cell("circumstances", "Disabled children", book)] == [
        "not_modelled"
    ]


# a lesser outcome

LESS = "Less than the procedure advises: who, and what"
ASKED = "Less than a referral, where an assessment was asked for: who, and what"


def test_who_may_give_less_than_advised_is_found_from_steps_and_bars() -> None:
    """Each role has the lesser meanings that a step lets it decide on, and who proposed it."""
    book = over_example("removes:\n  - rule: protect_first\n    because: to see without it\n")
    found = cell("lesser", LESS, book)
    assert [entry.says for entry in found] == [
        "Call Adviser: information and advice; to allocated worker",
        "Duty Social Worker: information and advice; to allocated worker",
        (
            "Team Manager: information and advice; further enquiry; to allocated worker; "
            "section 17 assessment"
        ),
    ]
    assert [entry.note for entry in found] == ["", "", "Not the one who proposed it."]
    assert found[0].cites == ("EXA-01",)


@pytest.mark.parametrize(
    ("unless", "notes"),
    [("", set()), ("    unless: manager_reasons\n", {"Only with what lifts a bar"})],
)
def test_a_bar_takes_away_a_lesser_outcome_or_asks_for_reasons(
    unless: str, notes: set[str]
) -> None:
    """What a bar forbids for all contacts concerned is left out, or said to need what lifts it."""
    book = over_example(
        "bars:\n  - rule: nothing_less\n    refuses: close\n    below: referral\n    when:\n"
        "      - purpose: assessment_requested\n" + unless + "    because: An assessment was asked"
        " for.\n    instead: Propose one.\n    cites: EXA-05\n"
    )
    by_adviser = [one for one in cell("lesser", ASKED, book) if "Call Adviser" in str(one.says)]
    assert {one.note.partition(",")[0] for one in by_adviser} == notes


def test_a_step_that_names_no_outcome_permits_every_one() -> None:
    """An authorising step without outcomes stands at each meaning that there is."""
    book = over_example(
        """
        steps:
          - rule: decide_anything
            command: authorise
            name: Decide anything
            at: received
            by: service_manager
            stage: decided
            cites: EXA-05
        """
    )
    assert "Service Manager" in said("authorisers", "Immediate protection", book)


RELEVANT = {
    "need": ("not_known", "low", "high", "significant_harm"),
    "protection_needed_now": ("not_known", "yes", "no"),
    "police_protection": ("no", "yes"),
    "purpose": ("not_known", "consultation", "assessment_requested", "access_to_records"),
    "child_identified": ("yes", "no"),
    "crime_suspected": ("not_known", "yes"),
    "case": ("not_known", "new", "open"),
}
"""The facts on which anything in the fictional authority's routes, steps and bars depends."""


BARS = """
bars:
  - rule: no_advice_at_all
    refuses: authorise
    outcomes: advice
    because: Advice is given when the call is taken.
    instead: Decide otherwise.
    cites: EXA-05
  - rule: nothing_less
    refuses: close
    below: referral
    when:
      - need: not low
    unless: manager_reasons
    because: More than advice may be needed.
    instead: Propose an outcome.
    cites: EXA-05
"""


@pytest.mark.parametrize(
    "more", ["", "removes:\n  - rule: protect_first\n    because: gone\n", BARS]
)
@pytest.mark.parametrize(
    ("heading", "asked"), [(LESS, {}), (ASKED, {"purpose": "assessment_requested"})]
)
def test_a_lesser_outcome_is_found_as_trying_every_contact_would(
    heading: str, asked: dict[str, str], more: str
) -> None:
    """Which role may give what less is what comes of asking contact by contact."""
    book = built(more) if more else built()
    procedure = Procedure(book)
    rank = {id: RANK[outcome.meaning] for id, outcome in book.outcomes.items()}
    usual = {fact.fact: fact.default for fact in book.facts.values()}
    free: set[tuple[str, str]] = set()
    lifted: set[tuple[str, str]] = set()
    for point in product(*RELEVANT.values()):
        values = usual | dict(zip(RELEVANT, point, strict=True))
        facts = procedure.facts(values)
        if procedure.impossible(facts) or asked.items() - values.items():
            continue
        advised = RANK["referral"] if asked else rank[procedure.advise(facts).outcome]
        bars = procedure.bars(facts)
        for step in book.steps.values():
            if step.command.verb not in ("authorise", "close"):
                continue
            for outcome in step.outcomes:
                if rank[outcome] < advised:
                    against = [
                        bar
                        for bar in bars
                        if step.command in bar.refuses
                        and (bar.below is None or rank[outcome] < RANK[bar.below])
                        and not (bar.waiting or (bar.outcomes and outcome not in bar.outcomes))
                    ]
                    roles = {book.roles[role].name for role in book.roles_named(step.by)}
                    given = {(role, book.outcomes[outcome].meaning) for role in roles}
                    if all(bar.unless for bar in against):
                        (lifted if against else free).update(given)
    found: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for entry in cell("lesser", heading, book):
        role, _, meanings = str(entry.says).partition(": ")
        needs = "Only with" in entry.note
        found[needs] |= {(role, one.replace(" ", "_")) for one in meanings.split("; ")}
    assert found == {False: free, True: lifted - free}


# which rows differ


def test_other_names_for_the_same_are_no_difference() -> None:
    """Rows are compared by meanings, kinds and times, not by what things are called."""
    other = over_example(
        """
        changes:
          - outcome: advice
            because: another name
            name: Guidance given
          - role: team_manager
            because: another name
            name: Head of Team
          - rule: decide
            because: another name
            name: Settle the matter
        """
    )
    for name in ("outcomes", "deciders", "authorisers", "lesser", "timescales", "roles", "need"):
        assert table(name, built(), other).differences().rows == (), name


@pytest.mark.parametrize(
    ("name", "heading", "change"),
    [
        ("outcomes", "Early help", "outcome: advice\n    meaning: early_help"),
        ("outcomes", "Further enquiry", "outcome: enquiry\n    loses: Something else."),
        ("timescales", "Time to decide on a contact", "rule: decision\n    within: 4 hours"),
        ("roles", "Team manager", "role: team_manager\n    kind: practice_supervisor"),
        ("need", "Low need", "rule: small_need\n    decided_by: team_manager"),
        ("settings", "Office opens", "setting: office_opens\n    value: 08:00"),
    ],
)
def test_another_meaning_kind_or_time_is_a_difference(name: str, heading: str, change: str) -> None:
    """A change in the common vocabulary makes its row differ, and leaves the switch something."""
    more = "    cites: EXA-03\n" if "within" in change else ""
    other = over_example(f"changes:\n  - {change}\n    because: to differ\n{more}")
    assert row(name, heading, built(), other).differs
    assert heading in [one.heading for one in table(name, built(), other).differences().rows]
    assert not row(name, heading, other, other).differs


def test_silent_and_not_modelled_are_different_answers() -> None:
    """A row differs where one source is known to be silent and another was not looked at."""
    none = "statements:\n  - rule: none\n    about: hours\n    silent: no hours\n"
    silent = over_example(UNSAID, none)
    assert row("entry", "Hours", over_example(UNSAID), silent).differs
    assert not row("entry", "Hours", silent, silent).differs


def test_editions_of_one_authority_have_headings_of_their_own() -> None:
    """Two editions of one authority are told apart by their editions."""
    later = over_example("edition: October 2025\n")
    assert table("entry", built(), later).columns == (
        "Aspect",
        "Example County Council, October 2024",
        "Example County Council, October 2025",
    )


# all of it


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(procedures(), procedures())
def test_any_two_procedures_can_stand_side_by_side(one: Small, other: Small) -> None:
    """Whatever the procedures, each row has a cell for each, and no cell is empty."""
    tables = side_by_side([one.book, other.book])
    assert tuple(found.name for found in tables) == NAMES
    for found in tables:
        assert found.rows
        for each in found.rows:
            assert len(each.cells) == len(found.columns) - 1 == 2
            assert all(each.cells)
            assert {entry.standing for cell in each.cells for entry in cell} <= {*STANDINGS}


def test_one_procedure_differs_from_nothing() -> None:
    """A procedure alone, or beside itself, has no row that differs."""
    for books in ([built()], [built(), built()]):
        for found in side_by_side(books):
            assert found.differences().rows == ()
