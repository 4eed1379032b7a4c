"""The fixed words of the procedure language, as headings and labels."""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "receive": "take a contact",
    "amend": "correct or complete what is known",
    "answer": "answer a question",
    "check": "record a check",
    "record": "write a record",
    "consult": "consult without a record",
    "propose": "propose an outcome",
    "authorise": "authorise an outcome",
    "decline": "send a proposal back",
    "transfer": "hand on",
    "acknowledge": "acknowledge receipt",
    "redirect": "send on to another team",
    "add_information": "add information",
    "notify": "record that someone was told",
    "share": "share with another agency",
    "feed_back": "give feedback",
    "draft_letter": "write a letter",
    "approve_letter": "approve a letter",
    "assign": "assign to a worker",
    "attach": "attach a document",
    "correct_child": "put on the right child",
    "waive": "waive a task",
    "link": "link to another contact",
    "copy": "copy to another child",
    "carry_outcome": "carry an outcome over",
    "close": "close",
    "reopen": "open again",
    "delete_duplicate": "delete a duplicate",
    "restrict": "restrict a child’s records",
    "lift_restriction": "lift a restriction",
    "open_restricted": "open a restricted record",
    "unmask": "see who the referrer is",
}
"""Each command as what someone does."""

HELD_BACK: Final = {
    "referrer_identity": "Who the referrer is",
    "child_details": "Details of the child",
    "contact": "The contact itself",
}
"""What a disclosure rule can hold back."""

SETTINGS: Final = {
    "immediately_minutes": "Minutes that “immediately” is on the clock",
    "meeting_time": "Hour of the meeting",
    "meeting_days": "Days of the meeting",
    "count_to_end_of_day": "Working days count to the end of the day",
    "office_opens": "The office opens",
    "office_closes": "The office closes",
    "letters_seen_by_second_person": "Letters are seen by a second person before they leave",
    "brand_colour": "Colour of pages and letters",
}
"""Each setting as a heading."""

STATUSES: Final = {
    "modelled": "In force here",
    "guidance": "Guidance",
    "silent": "Left open",
    "conflict": "Differs from another clause",
}
"""What became of a clause."""
