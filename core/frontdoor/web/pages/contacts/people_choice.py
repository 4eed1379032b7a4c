"""Choosing someone who works here: names, roles, who is away and who looks after their work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from frontdoor.domain.clocks import describe_day
from frontdoor.services.colleagues import Colleague
from frontdoor.services.ports import User
from frontdoor.web.pages.forms import Form
from frontdoor.web.pages.wording import Wording

TEAM: Final = "=team"
"""Chosen for whoever is there in the team that holds a contact; no user is named so."""


class Chosen(NamedTuple):
    """Who was chosen: a user, or nobody in particular of the team that holds the contact."""

    user: str
    to_team: bool


def choices(w: Wording, people: Sequence[Colleague], me: User | None) -> list[tuple[str, str]]:
    """Whom a contact can be given to, whoever asks first; then the team, then all others."""
    own = [one for one in people if me is not None and one.name == me.name]
    others = [one for one in people if one not in own]
    return [
        ("", "Choose"),
        *((one.name, f"Me ({one.full_name})") for one in own),
        (TEAM, "Whoever is there in the team that holds it"),
        *((one.name, described(w, one, people)) for one in others),
    ]


def described(w: Wording, one: Colleague, people: Sequence[Colleague]) -> str:
    """Someone's name and roles, and if they are away until when and who stands in."""
    roles = ", ".join(w.role(role) for role in sorted(one.roles))
    named = one.full_name if one.full_name == roles else f"{one.full_name} ({roles})"
    absent = absence_of(one, people)
    return f"{named}: {absent}" if absent else named


def absence_of(one: Colleague, people: Sequence[Colleague]) -> str:
    """Until when someone is away and who stands in for them; empty where they are there."""
    if one.away is None:
        return ""
    stand_in = next((other for other in people if other.name == one.away.stand_in), None)
    who = f"; {stand_in.full_name} stands in" if stand_in else ""
    return f"away until {describe_day(one.away.last)}{who}"


def absences(people: Sequence[Colleague]) -> dict[str, str]:
    """For each user who is away: their name, until when, and who stands in."""
    return {one.name: f"{one.full_name}, {absence_of(one, people)}" for one in people if one.away}


def chosen(form: Form) -> Chosen | None:
    """Who was chosen, or None where `form` now says that nobody was."""
    user = form.text("user")
    if not user:
        form.add("user", "Choose who it goes to")
        return None
    return Chosen("" if user == TEAM else user, user == TEAM)
