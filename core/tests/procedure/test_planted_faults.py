"""Planted faults of every other kind: each is found by its rule and its line, and no more is."""

from __future__ import annotations

import pytest

from frontdoor.procedure.proofs import prove

from .layers import CHANGE, REMOVE, over_example

NEVER = "its conditions are impossible together"
UNREACHED = "no contact can reach this stage"
LIMBO = "stages:\n  - stage: limbo\n    name: Limbo\n"


def step(command: str, at: str, more: str = "") -> str:
    """A step more, as a layer writes it."""
    return (
        f"steps:\n  - rule: more\n    command: {command}\n    name: More\n    at: {at}\n"
        f"    by: anyone\n    silent: made up\n{more}"
    )


def bar(refuses: str, more: str = "") -> str:
    """A bar more, as a layer writes it."""
    return (
        f"bars:\n  - rule: more\n    refuses: {refuses}\n    because: So.\n    instead: Not.\n"
        f"    silent: made up\n{more}"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(text, found, id=name)
        for name, text, found in (
            (
                "a notice whose facts cannot be",
                (
                    "notices:\n  - rule: never\n    says: Nothing.\n    silent: so\n    when:\n"
                    "      - age_band: unborn\n        homeless: yes\n"
                ),
                {"never": NEVER},
            ),
            (
                "a step whose facts cannot be, and what only it decides",
                CHANGE.format("decide")
                + "    when:\n      - serious: yes\n        need: low\n        danger: no\n",
                {"decide": NEVER, "enquiry": "nobody may decide on this outcome"},
            ),
            (
                "a route behind another",
                (
                    "routes:\n  received:\n    - rule: never\n      when:\n        - danger: yes\n"
                    "          case: open\n      outcome: advice\n      to: contact_centre\n"
                    "      decided_by: team_manager\n      silent: so\n"
                    "      before: question_only\n"
                ),
                {"never": "this route can never be taken: danger_now takes every contact"},
            ),
            (
                "a route whose facts cannot be",
                (
                    "routes:\n  received:\n    - rule: never\n      when:\n"
                    "        - looked_after: yes\n"
                    "          case: closed\n      outcome: advice\n      to: contact_centre\n"
                    "      decided_by: team_manager\n      silent: so\n"
                    "      before: danger_now\n"
                ),
                {"never": f"this route can never be taken: {NEVER}"},
            ),
            (
                "a last route left out, and a task that waited for its advice",
                REMOVE.format("middling_need"),
                {
                    "small_need": "no route at the stage received takes every contact",
                    "meet": "what it wants advised never come together with `stage on_agenda`",
                },
            ),
            (
                "an outcome that no step names",
                (
                    "outcomes:\n  - outcome: lost\n    name: Lost\n    meaning: referral\n"
                    "    silent: made up\n"
                ),
                {"lost": "nobody may decide on this outcome"},
            ),
            (
                "a step for a role that there is not",
                CHANGE.format("protect") + "    by: every administrator\n",
                {
                    "protect": "nobody can ever take this: no role that there is may",
                    "protection": "nobody may decide on this outcome",
                },
            ),
            (
                "a stage that nothing leads to, with its routes",
                LIMBO + "routes:\n  limbo:\n    - rule: lost\n      outcome: advice\n"
                "      to: contact_centre\n      decided_by: team_manager\n      silent: so\n",
                {"limbo": UNREACHED},
            ),
            (
                "a step, a bar and a notice at a stage that nothing leads to",
                LIMBO
                + step("notify", "limbo").replace("more", "lost")
                + bar("notify", "    at: limbo\n")
                + "notices:\n  - rule: told\n    says: So.\n    at: limbo\n    silent: so\n",
                {
                    "limbo": UNREACHED,
                    "lost": "nobody can ever take this: no contact can be at limbo",
                    "more": "no contact that it is for can be at limbo",
                    "told": "no contact that it is for can be at limbo",
                },
            ),
            (
                "a step that a bar refuses always",
                bar("redirect"),
                {"send_on": "nobody can ever take this: bars that nothing lifts"},
            ),
            (
                "a step for what is never decided where it stands",
                step("record referrer_agrees", "received", "    outcomes: not_recorded\n")
                + REMOVE.format("reopen"),
                {
                    "more": "what it is for is never decided before",
                },
            ),
            (
                "a reaction to what nobody writes",
                (
                    "reactions:\n  - rule: echo\n    on: consulted\n    across: same_call\n"
                    "    command: reopen\n    silent: made up\n"
                ),
                {"echo": "this can never apply: no step writes `consulted`"},
            ),
            (
                "a task on what nobody writes",
                CHANGE.format("assess") + "    on: consulted\n",
                {"assess": "this task never starts: no step writes `consulted`"},
            ),
            (
                "a task for an outcome that nobody may decide on",
                CHANGE.format("assess")
                + "    outcomes: not_recorded\n"
                + CHANGE.format("give_advice").removeprefix("changes:\n")
                + "    outcomes: advice, to_worker\n"
                + CHANGE.format("carry").removeprefix("changes:\n")
                + "    outcomes: advice\n",
                {"assess": "this task never starts: nobody can decide on not_recorded"},
            ),
            (
                "a task for advice that is not given to such contacts",
                CHANGE.format("meet") + "    on: received\n    advised: protection\n"
                "    when:\n      - danger: no\n",
                {"meet": "its `when:` and what it wants advised never come together"},
            ),
            (
                "a task of nobody",
                CHANGE.format("assess") + "    who: every administrator\n",
                {"assess": "nobody has this task"},
            ),
            (
                "a task that waits for what nobody writes any more",
                CHANGE.format("assess") + "    until: shared police\n"
                "removes:\n  - rule: share_with_consent\n    because: to plant a fault\n"
                "  - rule: share_on_authorisation\n    because: to plant a fault\n",
                {"assess": "where it runs, nobody can write `shared police`"},
            ),
            (
                "a record that steps need and nobody writes",
                REMOVE.format("write_record"),
                {
                    "decide": "it needs summary, which no step writes",
                    "finish": "it needs summary, which no step writes",
                    "enquiry": "nobody may decide on this outcome",
                    "decided": "a contact here has no way to an end",
                    "assess": "where it runs, nobody can write `closed`",
                },
            ),
            (
                "a record that can be written only where it comes too late",
                CHANGE.format("write_record") + "    at: received, proposed, on_agenda, closed\n",
                {
                    "decided": "a contact here has no way to an end",
                    "assess": "where it runs, nobody can write `closed`",
                },
            ),
            (
                "a task that outlives the closing, and is ended only before it",
                CHANGE.format("feed_back") + "    at: open\n" + REMOVE.format("reopen"),
                {"feedback": "this task cannot be ended once the contact is at closed"},
            ),
            (
                "a greater response behind a lesser one",
                CHANGE.format("small_need").replace("small_need", "known_family")
                + "    hides: small_need\n",
                {
                    "known_family": "it takes contacts to which serious_need, after it, would give",
                    "known_family ": "it says that it hides small_need, which it does not",
                },
            ),
            (
                "a route said to hide one before it",
                CHANGE.format("serious_need") + "    hides: known_family\n",
                {"serious_need": "it says that it hides known_family, which it does not"},
            ),
            (
                "a task to tell the police that ends without their being told",
                CHANGE.format("tell_police") + "    until: notified police, authorised\n",
                {"tell_police": "no task tells the police"},
            ),
            (
                "a task to tell the worker that ends with the contact",
                CHANGE.format("tell_worker") + "    on: received\n",
                {"tell_worker": "no task tells the allocated worker"},
            ),
            (
                "a way to an end with nothing decided",
                CHANGE.format("hand_over") + "    at: received\n    stage: closed\n",
                {"hand_over": "this could end the contact, with nothing decided, of a child"},
            ),
            (
                "a contact that has ended when it is received",
                CHANGE.format("hold_consultation") + "    stage: closed\n",
                {"hold_consultation": "this could end the contact, with nothing decided, of"},
            ),
            (
                "a first stage that waits for a meeting",
                CHANGE.format("received").replace("rule:", "stage:") + "    waits: yes\n",
                dict.fromkeys(
                    ("take", "hold_consultation", "decline"),
                    "this could keep waiting for a meeting a child",
                ),
            ),
        )
    ],
)
def test_a_rule_that_can_never_work_is_found(text: str, found: dict[str, str]) -> None:
    """What is idle, never decided, never ended or hidden is found, and nothing else with it."""
    findings = prove(over_example(text))
    assert sorted(finding.rule for finding in findings) == sorted(map(str.strip, found))
    for rule, says in found.items():
        assert any(f.rule == rule.strip() and says in f.says for f in findings), rule
    assert all(finding.place.line > 0 for finding in findings)


FACT = (
    "facts:\n  - fact: lead\n    name: Who leads\n    values: nobody, somebody\n"
    "    default: nobody\n{}"
)


def test_a_fact_that_the_service_chooses_may_be_chosen_on_the_way() -> None:
    """What waits for a fact is stuck where that is found out, and not where it is chosen."""
    waits = bar("authorise, close", "    when:\n      - lead: nobody\n")
    stuck = prove(over_example(FACT.format("") + waits))
    assert {finding.rule for finding in stuck} >= {"received", "proposed", "on_agenda"}
    assert all(finding.facts == {} for finding in stuck if finding.rule == "received")
    assert prove(over_example(FACT.format("    chosen: yes\n") + waits)) == []


def test_a_bar_that_a_record_lifts_keeps_nothing_back_for_good() -> None:
    """A bar is no dead end where what lifts it can be written, and is one where it cannot."""
    lifted = bar("close", "    unless: referrer_agrees\n")
    assert prove(over_example(lifted)) == []
    unwritten = lifted + CHANGE.format("write_record") + "    by: every administrator\n"
    assert "decided" in {finding.rule for finding in prove(over_example(unwritten))}


def test_a_route_of_ones_own_behind_a_lesser_one_below_is_told_at_its_own_line() -> None:
    """Who builds on another procedure is told what to do here, not in a file of others."""
    mine = (
        "routes:\n  received:\n    - rule: mine\n      when:\n        - homeless: yes\n"
        "      outcome: assessment\n      to: assessment_team\n      decided_by: team_manager\n"
        "      silent: so\n      before: middling_need\n"
    )
    found = prove(over_example(mine))
    assert {(one.rule, str(one.place)) for one in found} == {("mine", "more.yaml:3:7")}
    told = " ".join(one.says for one in found)
    assert "known_family, which this procedure builds on, goes before it" in told
    assert "change that one: `hides: serious_need, mine`" in told
