"""The aspects on which procedures are compared: each table by name, and what its rows look for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from frontdoor.compare.side_by_side.aspects import advising, deciding, telling, vocabularies
from frontdoor.compare.side_by_side.aspects.telling import statement
from frontdoor.compare.side_by_side.voice import Aspect

TABLES: Final[Mapping[str, tuple[str, tuple[Aspect, ...]]]] = {
    "entry": (
        "How contacts come in",
        (
            statement("Entry point", "entry_point"),
            statement("Hours", "hours"),
            statement("How to get in touch", "contact_details"),
            statement("What is offered", "offer"),
            statement("Guidance for referrers", "guidance_for_referrers"),
            statement("Threshold document", "threshold_document"),
        ),
    ),
    "timescales": ("Timescales", deciding.TIMESCALES),
    "stages": ("Stages", vocabularies.STAGES),
    "outcomes": ("Outcomes, by their common meaning", vocabularies.OUTCOMES),
    "need": ("What is advised for a concern about a new child", advising.NEED),
    "deciders": ("Who decides at first", deciding.DECIDERS),
    "authorisers": ("Who may authorise an outcome", deciding.AUTHORISERS),
    "lesser": ("Who may authorise a lesser outcome", deciding.LESSER),
    "harm": ("Danger, harm, abuse and crime", advising.HARMED),
    "open_cases": ("Open cases", advising.OPEN_CASES),
    "circumstances": ("Special circumstances", advising.CIRCUMSTANCE),
    "purposes": ("What is advised by what a contact is for, no more known", advising.BY_PURPOSE),
    "questions": ("Information asked", telling.QUESTIONS),
    "checks": ("Checks", telling.CHECKS),
    "consent": ("Consent and sharing", (*telling.SHARING, *advising.ASKING)),
    "disclosure": ("What is held back", telling.DISCLOSURE),
    "feedback": ("Who is told what came of it", telling.FEEDBACK),
    "siblings": ("Siblings and linked contacts", telling.SIBLINGS),
    "meetings": ("Meetings", telling.MEETINGS),
    "roles": ("Who works at the front door, by kind of role", vocabularies.ROLES),
    "destinations": ("Where contacts go, by kind of destination", vocabularies.DESTINATIONS),
    "records": ("Record systems", (statement("Record systems", "record_system"),)),
    "working_together": (
        "Working together",
        (
            statement("Allocation", "allocation"),
            statement("Other agencies", "co_operation"),
            statement("Related procedures", "related"),
        ),
    ),
    "source": ("The source", telling.SOURCE),
    "settings": ("Settings", vocabularies.CHOSEN),
}
"""Each table by its name: its title, and the aspects that are its rows."""
