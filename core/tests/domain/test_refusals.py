"""Refusals: every kind, with its rule, its clauses and the way forward, all reasons at once."""

from __future__ import annotations

from frontdoor.domain import commands as cmd
from frontdoor.domain.decide import CLOCK_SKEW
from frontdoor.domain.permission import Refused

from .office import (
    ADVISER,
    DIRECTOR,
    INSPECTOR,
    MANAGER,
    OTHER_MANAGER,
    WORKER,
    Office,
    example_practice,
    someone,
)

SAFE = {"protection_needed_now": "no", "need": "high"}


def proposed(office: Office, outcome: str = "assessment") -> str:
    """A contact with an outcome proposed by the worker."""
    id = office.one(WORKER, **SAFE)
    office.do(id, WORKER, cmd.Propose, outcome=outcome, rationale="So it seems.")
    return id


def test_at_the_wrong_stage_the_right_ones_are_named() -> None:
    """What cannot be done now says where the contact stands and where it could be done."""
    office = Office()
    id = office.one(ADVISER, **SAFE)
    (reason,) = office.refusal(id, MANAGER, cmd.Decline, reason="No.").reasons
    assert reason.code == "conflict"
    office.do(id, WORKER, cmd.Propose, outcome="assessment")
    (reason,) = office.refusal(id, WORKER, cmd.Propose, outcome="assessment").reasons
    assert (reason.code, reason.rule, reason.cites) == ("stage", "propose", ("EXA-05",))
    assert reason.says == (
        "'Propose an outcome' cannot be done now: this contact is at 'Waiting for a decision'."
    )
    assert reason.instead == "It can be done at: Received, On the agenda."


def test_in_the_wrong_role_the_right_ones_are_named() -> None:
    """Who may not is told who may, and who may in their stead."""
    office = Office()
    id = proposed(office)
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    (reason,) = office.refusal(id, ADVISER, cmd.Authorise).reasons
    assert (reason.code, reason.says, reason.instead) == (
        "role",
        "'Decide' is for: Team Manager.",
        (
            "Ask one of them, in the team that holds this contact. "
            "If away, Service Manager may, saying so."
        ),
    )
    assert office.codes(id, INSPECTOR, cmd.AddInformation, text="I was here.") == ["role"]


def test_only_a_manager_of_the_team_that_holds_it_decides() -> None:
    """A role of the holding team is that role in that team, and moves with the contact."""
    office = Office()
    id = proposed(office)
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    assert office.codes(id, OTHER_MANAGER, cmd.Authorise) == ["role"]
    office.do(id, MANAGER, cmd.Authorise)


def test_someone_else_acts_only_by_saying_that_they_are_away() -> None:
    """Who acts for those who are away says so, and the entry keeps it."""
    office = Office()
    id = proposed(office)
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    assert office.codes(id, DIRECTOR, cmd.Authorise) == ["role"]
    (entry,) = office.do(id, DIRECTOR, cmd.Authorise, away="On leave until Monday.")
    assert (entry.role, entry.said["away"]) == ("service_manager", "On leave until Monday.")


def test_nobody_decides_on_their_own_proposal() -> None:
    """A second person decides, whatever roles the first one has, and no trick goes around it."""
    both = someone("both", "duty_worker", "team_manager")
    office = Office()
    id = office.one(WORKER, **SAFE)
    office.do(id, both, cmd.Propose, outcome="assessment")
    office.do(id, both, cmd.Record, record="summary", text="In short.")
    (reason,) = office.refusal(id, both, cmd.Authorise).reasons
    assert reason.code == "role"
    assert reason.says == "You proposed this outcome yourself."
    assert reason.instead == "Someone else in one of these roles decides: Team Manager."
    other = {"outcome": "enquiry", "rationale": "Rather this."}
    assert office.codes(id, both, cmd.Authorise, **other) == ["role"]
    office.do(id, MANAGER, cmd.Authorise)


def test_everything_that_is_missing_is_named_at_once() -> None:
    """A step that needs a record, a second person and a reason says all three."""
    more = """
        changes:
          - rule: decide
            because: to have more to miss
            needs: summary, own_records, notified police
            needs_reason: yes
    """
    office = Office(practice=example_practice(more))
    id = office.one(WORKER, **SAFE)
    office.do(id, MANAGER, cmd.Propose, outcome="assessment")
    refused = office.refusal(id, MANAGER, cmd.Authorise)
    assert [reason.code for reason in refused.reasons] == [
        "needs",
        "needs",
        "needs",
        "role",
        "invalid",
    ]
    assert [reason.says for reason in refused.reasons[:3]] == [
        "'Decide' needs: Summary.",
        "'Decide' needs: Our own records.",
        "'Decide' needs: notified police.",
    ]
    assert refused.reasons[-1].pointer == "/reason"
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    office.do(id, WORKER, cmd.Check, check="own_records", result="Nothing.")
    office.do(id, WORKER, cmd.Notify, whom="police")
    assert office.codes(id, MANAGER, cmd.Authorise, reason="It is plain.") == ["role"]


def test_a_step_that_does_not_apply_says_what_would_have_to_be_known() -> None:
    """Sharing without consent is refused until a manager has authorised it in writing."""
    office = Office()
    id = office.one(ADVISER, consent="refused", **SAFE)
    share = {"with": "police", "text": "What we know."}
    (reason,) = office.refusal(id, WORKER, cmd.Share, **share).reasons
    assert (reason.code, reason.says) == (
        "needs",
        "'Share with another agency without consent' needs: Sharing without consent authorised.",
    )
    consented = {**share, "step": "share_with_consent"}
    (reason,) = office.refusal(id, WORKER, cmd.Share, **consented).reasons
    assert (reason.code, reason.rule) == ("condition", "share_with_consent")
    assert reason.instead == "Check what is recorded: The parents' consent is given."
    authorised = {"record": "sharing_authorised", "text": "The police need it."}
    assert office.codes(id, WORKER, cmd.Record, **authorised) == ["role"]
    office.do(id, MANAGER, cmd.Record, **authorised)
    office.do(id, WORKER, cmd.Share, **share)


def test_an_outcome_that_no_step_leads_to_is_refused_with_those_there_are() -> None:
    """Who asks for an outcome that cannot be reached here is told which can."""
    office = Office()
    id = proposed(office)
    other = {"outcome": "not_recorded", "rationale": "Rather this."}
    (reason,) = office.refusal(id, MANAGER, cmd.Authorise, **other).reasons
    assert (reason.code, reason.pointer) == ("condition", "/outcome")
    assert reason.instead == (
        "Here it can lead to: Advice; Enquiry; Assessment; Passed to the allocated worker; "
        "Protection at once."
    )


def test_closing_ends_what_was_decided_and_decides_nothing() -> None:
    """A step that closes and names no outcomes is no way around a decision."""
    office = Office()
    id = office.decided()
    other = {"outcome": "advice", "rationale": "After all."}
    (reason,) = office.refusal(id, ADVISER, cmd.Close, **other).reasons
    assert (reason.code, reason.instead) == (
        "condition",
        "It closes on the outcome that was decided; name none, or decide first.",
    )
    office.do(id, ADVISER, cmd.Close)


def test_another_outcome_than_the_one_advised_or_proposed_wants_a_rationale() -> None:
    """Departing from advice or proposal is a professional's right, with the reason written down."""
    office = Office()
    id = office.one(WORKER, **SAFE)
    (reason,) = office.refusal(id, WORKER, cmd.Propose, outcome="enquiry").reasons
    assert (reason.code, reason.pointer) == ("invalid", "/rationale")
    assert reason.says == (
        "'Enquiry' is another outcome than the one advised by the procedure (Assessment)."
    )
    office.do(id, WORKER, cmd.Propose, outcome="enquiry", rationale="It is enough.")


def test_a_lesser_response_is_barred_while_protection_may_be_needed() -> None:
    """Protect first: advice waits until protection is ruled out, or a manager gives reasons."""
    office = Office()
    id = office.one(need="low")
    advise = {"outcome": "advice"}
    (reason,) = office.refusal(id, ADVISER, cmd.Close, **advise).reasons
    assert (reason.code, reason.rule, reason.cites) == ("barred", "protect_first", ())
    assert reason.says == "This child may need protection now, and this outcome would give less."
    assert reason.instead.startswith("Answer whether the child needs protection now")
    reasons = {"record": "manager_reasons", "text": "The police are with the child."}
    assert office.codes(id, ADVISER, cmd.Record, **reasons) == ["role"]
    office.do(id, MANAGER, cmd.Record, **reasons)
    office.do(id, ADVISER, cmd.Close, **advise)


def test_the_bar_falls_with_the_facts() -> None:
    """Once it is known that no protection is needed now, the lesser response may be given."""
    office = Office()
    id = office.one(need="low")
    assert office.codes(id, ADVISER, cmd.Close, outcome="advice") == ["barred"]
    office.do(id, ADVISER, cmd.Amend, facts={"protection_needed_now": "no"})
    office.do(id, ADVISER, cmd.Close, outcome="advice")


def test_a_greater_outcome_beside_a_lesser_one_is_enough() -> None:
    """What counts is the greatest of the outcomes decided together."""
    office = Office()
    id = office.one(WORKER, protection_needed_now="yes", case="open")
    office.do(id, WORKER, cmd.Authorise, outcome="protection", also=("assessment",))
    decision = office.contacts[id].decision
    assert decision is not None
    assert decision.meaning == "immediate_protection"


def test_no_lesser_outcome_is_carried_over_to_a_child_who_may_need_protection() -> None:
    """A sibling's lesser outcome does not pass to a child for whom protection is not ruled out."""
    office = Office()
    id = office.one(WORKER, protection_needed_now="no", need="low")
    copied = office.do(id, WORKER, cmd.Copy, child={"name": "Alex Example"})[0].contact
    office.do(copied, WORKER, cmd.Amend, facts={"protection_needed_now": "not_known"})
    office.do(id, WORKER, cmd.Propose, outcome="advice")
    office.do(id, WORKER, cmd.Record, record="summary", text="In short.")
    entries = office.do(id, MANAGER, cmd.Authorise)
    assert [entry.contact for entry in entries] == [id]
    assert office.codes(copied, WORKER, cmd.CarryOutcome, source=id) == ["barred"]
    office.do(copied, WORKER, cmd.Amend, facts={"protection_needed_now": "no"})
    office.do(copied, WORKER, cmd.CarryOutcome, source=id)


def test_nothing_waits_for_a_meeting_while_protection_may_be_needed() -> None:
    """The agenda is no place for a child who may need protection now."""
    office = Office()
    id = office.one(need="moderate")
    (reason,) = office.refusal(id, WORKER, cmd.Transfer).reasons
    assert (reason.code, reason.rule) == ("barred", "no_waiting_in_danger")
    office.do(id, WORKER, cmd.Amend, facts={"protection_needed_now": "no"})
    office.do(id, WORKER, cmd.Transfer)
    assert office.contacts[id].stage == "on_agenda"
    assert office.contacts[id].holding_team == "weekly_meeting"


def test_several_bars_are_told_together() -> None:
    """Each bar that stands in the way is named, and each falls by itself."""
    office = Office()
    id = office.one(need="low", crime_suspected="yes")
    refused = office.refusal(id, ADVISER, cmd.Close, outcome="advice")
    assert [reason.rule for reason in refused.reasons] == ["protect_first", "no_advice_on_crime"]
    office.do(id, ADVISER, cmd.Notify, whom="police", text="By telephone.")
    refused = office.refusal(id, ADVISER, cmd.Close, outcome="advice")
    assert [reason.rule for reason in refused.reasons] == ["protect_first"]


def test_a_bar_on_a_role_is_on_those_who_have_no_other() -> None:
    """Whoever has a further role is not held to the bar on one of them."""
    office = Office()
    id = office.one(protection_needed_now="yes")
    assert office.codes(id, ADVISER, cmd.Propose, outcome="protection") == ["barred"]
    both = someone("both", "call_adviser", "duty_worker")
    office.do(id, both, cmd.Propose, outcome="protection")


def test_what_is_unknown_is_named_with_the_nearest_that_is_known() -> None:
    """A word that the procedure does not have is pointed at, with what was probably meant."""
    office = Office()
    id = office.one(ADVISER, **SAFE)
    for command, said, pointer, near in (
        (cmd.Propose, {"outcome": "assesment"}, "/outcome", "assessment"),
        (cmd.Propose, {"outcome": "advice", "also": ["enqiry"]}, "/also/0", "enquiry"),
        (cmd.Answer, {"question": "scool", "text": "x"}, "/question", "school"),
        (cmd.Check, {"check": "own_record", "result": "x"}, "/check", "own_records"),
        (cmd.Record, {"record": "sumary", "text": "x"}, "/record", "summary"),
        (cmd.Notify, {"whom": "polise"}, "/whom", "police"),
        (cmd.FeedBack, {"to": "parent", "text": "x"}, "/to", "parents"),
        (cmd.Redirect, {"to": "assesment_team"}, "/to", "assessment_team"),
        (cmd.LinkTo, {"kind": "same_cal", "other": id}, "/kind", "same_call"),
        (cmd.Waive, {"task": "decison", "reason": "x"}, "/task", "decision"),
        (cmd.Amend, {"facts": {"ned": "low"}}, "/facts/ned", "need"),
        (cmd.Amend, {"concerns": ["neglekt"]}, "/concerns/0", "neglect"),
        (cmd.Amend, {"child": {"facts": {"ned": "low"}}}, "/child/facts/ned", "need"),
    ):
        (reason,) = office.refusal(id, WORKER, command, **said).reasons
        assert (reason.code, reason.pointer) == ("invalid", pointer)
        assert f"'{near}'" in reason.instead, reason


def test_commands_that_would_do_nothing_are_refused() -> None:
    """Nothing changed, nothing to decline, a link to itself: each says so."""
    office = Office()
    id = office.one(ADVISER, **SAFE)
    assert office.codes(id, WORKER, cmd.Amend) == ["invalid"]
    assert office.codes(id, WORKER, cmd.Amend, facts={"need": "high"}) == ["invalid"]
    assert office.codes(id, MANAGER, cmd.Decline) == ["conflict"]
    assert office.codes(id, WORKER, cmd.LinkTo, kind="same_call", other=id) == ["invalid"]
    assert office.codes(id, WORKER, cmd.LinkTo, kind="same_call", other="0") == ["unknown"]
    assert office.codes(id, WORKER, cmd.Assign, user="") == ["invalid"]
    assert office.codes(id, WORKER, cmd.Authorise) == ["invalid"]
    assert office.codes(id, WORKER, cmd.Close) == ["needs"]
    assert office.codes(id, ADVISER, cmd.Redirect, to="contact_centre") == ["conflict"]


def test_an_answer_that_the_procedure_does_not_accept_is_refused() -> None:
    """Some questions take no evasion: the answer is refused with the question and its clause."""
    office = Office()
    id = office.one(ADVISER, **SAFE)
    said = {"question": "what_happened", "text": "Not Known"}
    (reason,) = office.refusal(id, WORKER, cmd.Answer, **said).reasons
    assert (reason.rule, reason.cites, reason.pointer) == ("what_happened", ("EXA-01",), "/text")


def test_what_is_said_to_happen_later_is_refused() -> None:
    """Nothing has happened in the future; another clock may be a little ahead of ours."""
    office = Office()
    id = office.one(ADVISER, **SAFE)
    later = office.now + CLOCK_SKEW * 2
    assert office.codes(id, WORKER, cmd.Notify, whom="police", happened=later) == ["invalid"]
    office.do(id, WORKER, cmd.Notify, whom="police", happened=office.now + CLOCK_SKEW / 2)


def test_a_call_names_everything_that_is_wrong_with_it() -> None:
    """Unknown words, impossible facts and a wrong role are told with a pointer to each."""
    office = Office()
    result = office.try_call(
        WORKER,
        children=(
            {"expected": "2026-08-01", "facts": {"homeless": "yes"}},
            {"name": "Alex", "facts": {"need": "huge"}},
        ),
        facts={"case": "closed", "looked_after": "yes"},
        concerns=("neglekt",),
        answers={"scool": "x"},
        checks={"own_record": "x"},
        happened=office.now + CLOCK_SKEW * 2,
    )
    assert isinstance(result, Refused)
    assert {reason.pointer: reason.rule for reason in result.reasons} == {
        "/happened": "",
        "/answers/scool": "",
        "/checks/own_record": "",
        "/concerns/0": "",
        "/children/0/facts": "plan_means_open",
        "/children/1/facts/need": "",
    }
    assert {reason.rule for reason in result.reasons} >= {
        "plan_means_open",
        "unborn_has_no_place_of_its_own",
    }
    result = office.try_call(MANAGER, children=({"name": "Alex"},))
    assert isinstance(result, Refused)
    assert [reason.code for reason in result.reasons] == ["role"]


def test_facts_that_cannot_be_are_refused_when_amending() -> None:
    """An amendment is held against what is known already, and says why it cannot be."""
    office = Office()
    id = office.call(
        ADVISER, children=({"name": "Sam", "date_of_birth": "2019-11-02"},), facts=SAFE
    )[0]
    (reason,) = office.refusal(id, WORKER, cmd.Amend, circumstances=("remanded",)).reasons
    assert (reason.rule, reason.says, reason.pointer) == (
        "remand_is_for_ten_and_over",
        "No child under ten can be remanded.",
        "/facts",
    )
    assert office.codes(id, WORKER, cmd.Amend, circumstances=("mother_and_baby_unit",)) == [
        "invalid"
    ]


def test_a_task_is_waived_only_by_those_who_may_and_with_a_reason() -> None:
    """A waiver is a manager's, for tasks that can be waived at all, and says why."""
    office = Office()
    id = office.one(ADVISER, crime_suspected="yes", **SAFE)
    assert office.codes(id, MANAGER, cmd.Waive, task="tell_police", reason="No.") == ["role"]
    assert office.codes(id, MANAGER, cmd.Waive, task="decision") == ["invalid"]
    assert office.codes(id, WORKER, cmd.Waive, task="decision", reason="No.") == ["role"]
    assert office.codes(id, DIRECTOR, cmd.Waive, task="decision", reason="No.") == ["role"]
    office.do(id, MANAGER, cmd.Waive, task="decision", reason="Decided by telephone.")
    assert office.task(id, "decision").ended_by == "waived"
    assert office.codes(id, MANAGER, cmd.Waive, task="decision", reason="Again.") == ["invalid"]


def test_an_answer_is_refused_only_where_the_question_is_asked() -> None:
    """What is not accepted of a child who is born is accepted of one who is not."""
    more = """
    questions:
      - rule: ethnicity
        ask: Which ethnicity?
        part: The child
        when:
          - age_band: not unborn
        refuses: unknown
        silent: only a test asks this
    """
    office = Office(practice=example_practice(more))
    born = office.one(WORKER, **SAFE, age_band="1_to_4")
    unborn = office.one(WORKER, **SAFE, age_band="unborn")
    said = {"question": "ethnicity", "text": "unknown"}
    (reason,) = office.refusal(born, WORKER, cmd.Answer, **said).reasons
    assert (reason.rule, reason.pointer) == ("ethnicity", "/text")
    office.do(unborn, WORKER, cmd.Answer, **said)
    assert office.contacts[unborn].answers == {"ethnicity": "unknown"}


def test_a_bar_can_wait_until_a_task_is_overdue_on_a_linked_contact() -> None:
    """A bar with `overdue` and `linked` stands only after the deadline, and only where linked."""
    more = """
    bars:
      - rule: too_late
        refuses: propose
        overdue: decision
        linked: same_call
        because: It took too long.
        instead: Take a further contact.
        silent: only a test says so
    """
    office = Office(practice=example_practice(more))
    alone = office.one(WORKER, **SAFE)
    children = ({"name": "Sam Example"}, {"name": "Alex Example"})
    in_time, waited = office.call(WORKER, children=children, facts=SAFE)
    office.do(in_time, WORKER, cmd.Propose, outcome="assessment")
    office.wait(days=14)
    (reason,) = office.refusal(waited, WORKER, cmd.Propose, outcome="assessment").reasons
    assert (reason.rule, reason.instead) == ("too_late", "Take a further contact.")
    office.do(alone, WORKER, cmd.Propose, outcome="assessment")
