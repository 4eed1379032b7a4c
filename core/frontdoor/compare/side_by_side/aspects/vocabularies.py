"""What an authority calls things, by the common words: stages, outcomes, roles, destinations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from frontdoor.compare.side_by_side.voice import Aspect, Found, Voice, words
from frontdoor.procedure.language import Stage
from frontdoor.procedure.vocabulary import DESTINATION_KINDS, MEANINGS, ROLE_KINDS

SETTINGS: Final = {
    "immediately_minutes": "Minutes that 'immediately' takes on the clock",
    "meeting_time": "Time of the meeting",
    "meeting_days": "Days of the meeting",
    "count_to_end_of_day": "Working days count to the end of the day",
    "office_opens": "Office opens",
    "office_closes": "Office closes",
}


def _stages(voice: Voice, wanted: Callable[[Voice, Stage], bool]) -> Iterator[Found]:
    """Stages by name, each with the clauses of what leads to it."""
    book = voice.book
    for id, stage in book.stages.items():
        if wanted(voice, stage):
            leading = (
                step.clauses
                for step in book.steps.values()
                if step.stage == id or (id == book.first_stage and "start" in step.at)
            )
            cites = [cite for clauses in leading for cite in clauses]
            yield voice.found("stages", id, stage.name, stage.name, cites=cites)


def _first(voice: Voice, stage: Stage) -> bool:
    return stage.stage == voice.book.first_stage


def _on_the_way(voice: Voice, stage: Stage) -> bool:
    return not stage.final and not stage.waits and not _first(voice, stage)


def _waits(_: Voice, stage: Stage) -> bool:
    return stage.waits


def _ends(_: Voice, stage: Stage) -> bool:
    return stage.final


def _outcomes(voice: Voice, meaning: str) -> Iterator[Found]:
    for id, outcome in voice.book.outcomes.items():
        if outcome.meaning == meaning:
            loses = f"The common meaning does not carry: {outcome.loses}" if outcome.loses else ""
            yield voice.found("outcomes", id, outcome.name, outcome.loses, loses)


def _roles(voice: Voice, kind: str) -> Iterator[Found]:
    for id, role in voice.book.roles.items():
        if role.kind == kind:
            yield voice.found("roles", id, role.name, kind)


def _destinations(voice: Voice, kind: str) -> Iterator[Found]:
    """Where contacts can go, each with the clauses of what leads there."""
    rules = [*voice.book.routes.values(), *voice.book.steps.values(), *voice.book.tasks.values()]
    for id, destination in voice.book.destinations.items():
        if destination.kind == kind:
            cites = [cite for rule in rules if id in _named_by(rule) for cite in rule.clauses]
            yield voice.found("destinations", id, destination.name, kind, cites=cites)


def _named_by(rule: Any) -> set[str | None]:
    """The destinations that a rule names."""
    told = {event.detail for event in getattr(rule, "until", ()) if event.kind == "notified"}
    return {*told, getattr(rule, "to", None)}


def _settings(voice: Voice, setting: str) -> Iterator[Found]:
    found = voice.book.settings.get(setting)
    if found is not None:
        yield voice.found("settings", setting, found.value, found.value)


def _each(
    kinds: tuple[str, ...], find: Callable[..., Iterator[Found]], key: str, nothing: str
) -> tuple[Aspect, ...]:
    """A row for each word of a common vocabulary."""
    return tuple(
        Aspect(words(kind), partial(find, **{key: kind}), nothing=nothing, whole=True)
        for kind in kinds
    )


STAGES: Final = tuple(
    Aspect(heading, partial(_stages, wanted=wanted), nothing="None", whole=True)
    for heading, wanted in (
        ("Begins", _first),
        ("On the way", _on_the_way),
        ("Waits for a meeting", _waits),
        ("Ends", _ends),
    )
)
OUTCOMES: Final = _each(MEANINGS, _outcomes, "meaning", "No outcome has this meaning")
ROLES: Final = _each(ROLE_KINDS, _roles, "kind", "No such role")
DESTINATIONS: Final = _each(DESTINATION_KINDS, _destinations, "kind", "No such destination")
CHOSEN: Final = tuple(
    Aspect(heading, partial(_settings, setting=setting)) for setting, heading in SETTINGS.items()
)
