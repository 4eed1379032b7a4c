"""The words that every authority's procedure shares, so that procedures can be compared.

Each authority has its own names for outcomes, roles and destinations; each of these says which of
the common words it stands for.
"""

from __future__ import annotations

from typing import Final

MEANINGS: Final = (
    "not_recorded",
    "no_further_action",
    "information_and_advice",
    "early_help",
    "further_enquiry",
    "other_service",
    "to_allocated_worker",
    "referral",
    "specialist_assessment",
    "section_17_assessment",
    "immediate_services",
    "section_47_enquiry",
    "immediate_protection",
)
"""What an outcome means for the child, from the least response to the greatest."""

RANK: Final = {meaning: rank for rank, meaning in enumerate(MEANINGS)}

LEVELS: Final = ("referral", "section_47_enquiry")
"""The meanings with which a greater level of response begins."""

ROLE_KINDS: Final = (
    "call_adviser",
    "advice_worker",
    "social_worker",
    "practice_supervisor",
    "team_manager",
    "service_manager",
    "allocated_worker",
    "lead_practitioner",
    "administrator",
    "partner",
    "auditor",
)
"""Kinds of role. `anyone` in a rule is every role but partners, auditors, lead practitioners."""

OUTSIDE: Final = frozenset({"partner", "auditor", "lead_practitioner"})
"""Kinds of role that may belong to another agency, or only look on."""

MANAGER_KINDS: Final = frozenset({"practice_supervisor", "team_manager", "service_manager"})
"""Kinds whose reasoned decision can depart from a safeguard."""

DESTINATION_KINDS: Final = (
    "front_door",
    "meeting",
    "assessment_team",
    "specialist_team",
    "early_help",
    "partner_agency",
    "allocated_worker",
    "manager",
    "referrer",
)
"""Kinds of destination."""

VERBS: Final = {
    "receive": "received",
    "amend": "amended",
    "answer": "answered",
    "check": "checked",
    "record": "recorded",
    "consult": "consulted",
    "propose": "proposed",
    "authorise": "authorised",
    "decline": "declined",
    "transfer": "transferred",
    "acknowledge": "acknowledged",
    "redirect": "redirected",
    "add_information": "information_added",
    "notify": "notified",
    "share": "shared",
    "feed_back": "fed_back",
    "draft_letter": "letter_drafted",
    "approve_letter": "letter_approved",
    "assign": "assigned",
    "waive": "waived",
    "link": "linked",
    "copy": "copied",
    "carry_outcome": "outcome_carried",
    "close": "closed",
    "reopen": "reopened",
    "delete_duplicate": "deleted",
    "attach": "document_attached",
    "correct_child": "child_corrected",
    "restrict": "restricted",
    "lift_restriction": "restriction_lifted",
    "open_restricted": "opened",
    "unmask": "unmasked",
}
"""Each command and the kind of entry that it writes in the journal."""

DETAILED: Final = frozenset(
    {"answer", "check", "record", "notify", "share", "feed_back", "draft_letter", "waive", "link"}
)
"""Commands that name what they are about: `notify police`, `record summary`."""

ENTRY_KINDS: Final = frozenset(VERBS.values())

LOOKS: Final = frozenset({"opened", "unmasked"})
"""Kinds of entry that say who looked at what is held back; they change nothing on a contact."""

LINKS: Final = ("same_call", "same_household", "same_incident", "copy_of", "duplicate_of")
"""Kinds of link between contacts."""

READERS: Final = (
    "professional_referrer",
    "other_referrer",
    "child",
    "parents",
    "agencies",
)
"""Whom information may reach outside the authority."""

HELD_BACK: Final = ("referrer_identity", "child_details", "contact")
"""What is held back from some of them."""

PURPOSES: Final = (
    "decision",
    "acknowledgement",
    "feedback",
    "tell_family",
    "tell_police",
    "tell_worker",
    "allocation",
    "assessment",
    "strategy_discussion",
    "enquiry",
    "meeting",
    "information",
    "checks",
    "record",
    "support",
    "review",
    "other",
)
"""What a task is for, so that timescales compare across authorities."""

CIRCUMSTANCES: Final = (
    "homeless",
    "disabled",
    "young_carer",
    "parent_carer",
    "unaccompanied",
    "relinquished",
    "remanded",
    "mother_and_baby_unit",
)
"""Facts of every procedure for which sources have arrangements of their own."""

ALL_ELSE: Final = "all_else"
"""A topic: every one on which the procedure says nothing of its own."""

TOPICS: Final = (
    ALL_ELSE,
    "entry_point",
    "hours",
    "contact_details",
    "record_system",
    "offer",
    "guidance_for_referrers",
    "threshold_document",
    "consent",
    "asking_raises_risk",
    "siblings",
    "meeting",
    "co_operation",
    "allocation",
    "deciders_away",
    "second_person",
    "flowchart",
    "edition",
    "related",
    "unborn",
    *CIRCUMSTANCES,
    *(f"disclosure_of_{held}" for held in HELD_BACK),
    *(f"feedback_to_{reader}" for reader in READERS),
    *(f"time_for_{purpose}" for purpose in PURPOSES),
)
"""What a statement is about: what it says, or that its source says nothing on it."""
