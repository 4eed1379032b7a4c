"""What there is to work on: mine, my teams' or everyone's, with how much of it there is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec.structs import replace

from frontdoor.domain.contact import Note
from frontdoor.services.authority import Authority, now
from frontdoor.services.colleagues import Colleague, away_now, stood_in_for
from frontdoor.services.draft_records import Draft
from frontdoor.services.filed import Absence
from frontdoor.services.hand_over import notes_for
from frontdoor.services.ports import Line, Query, User, Visit, Workload
from frontdoor.services.read_contact import of_work_list

Whose = Literal["mine", "team", "all"]


class WorkPage(msgspec.Struct, frozen=True):
    """Lines of a list, one more than its limit where there are more, and what is open by stage.

    `away` has who is away today, by user; `stands_in_for` are those whose work the user looks
    after meanwhile, `notes` what was said when a contact was handed over to them, by its id;
    `begun` is what the user has begun to take.
    """

    lines: list[Line]
    load: list[Workload]
    away: dict[str, Absence]
    stands_in_for: list[Colleague]
    notes: Mapping[str, Note]
    begun: list[Draft] = []


def work_page(
    authority: Authority,
    user: User,
    query: Query,
    whose: Whose = "all",
    work_list: str | None = None,
) -> WorkPage:
    """A page of a list, or of one of the plugin's, narrowed to a user's own or their teams'."""
    authority.actor(user)
    query = of_work_list(authority, query, work_list)
    if whose == "mine":
        query = replace(query, assigned_to=user.name)
    elif whose == "team":
        query = replace(query, holding_teams=user.teams)
    moment = now()
    with authority.store.visit(Visit(user.name, "contact.list", moment)) as records:
        lines = records.lines(query)
        away = away_now(records, moment)
        return WorkPage(
            lines,
            records.workload(user.name, user.teams, moment),
            away,
            stood_in_for(authority, records, user, away),
            notes_for(authority, records, user, lines[: query.limit]),
            # Blank ones and old ones are erased where they are gone on with, not by every list.
            [
                one
                for one in records.drafts(user.name)
                if one.fields and moment - one.saved < authority.drafts_kept
            ]
            if work_list is None
            else [],
        )
