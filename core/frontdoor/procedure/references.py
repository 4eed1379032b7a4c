"""Checks that what a procedure's items refer to is there: facts, stages, roles, clauses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from frontdoor.procedure import language as lang
from frontdoor.procedure import vocabulary
from frontdoor.procedure.letters import READERS
from frontdoor.procedure.mistakes import Mistake, Mistakes, Place, did_you_mean
from frontdoor.procedure.phrases import ORIGINAL, Act, Event

if TYPE_CHECKING:
    from frontdoor.procedure.rulebook import Rulebook

Where = Callable[..., tuple[Place, str]]
At = str | tuple[str | int, ...]
"""A key of an item, or the way from it to what stands inside."""

STAGE_GROUPS = ("open", "final", "any")
WELL_KNOWN = ("police",)
"""Who may be notified in every authority, whether it names them as a destination or not."""


def check_references(
    book: Rulebook, where: Where, mistakes: Mistakes, ids: Mapping[str, set[str]]
) -> None:
    """Add a mistake for each reference to something that is not in the rulebook.

    `where` gives place and key of an item's field; `ids` the ids of every section, unreadable
    items included, so that one broken item does not make others look wrong.
    """
    _Checker(book, where, mistakes, ids).check()


class _Checker:
    def __init__(
        self, book: Rulebook, where: Where, mistakes: Mistakes, ids: Mapping[str, set[str]]
    ) -> None:
        self.book, self.where, self.mistakes, self.ids = book, where, mistakes, ids
        self.known_roles = (
            ids["roles"] | {"anyone"} | {f"every {kind}" for kind in vocabulary.ROLE_KINDS}
        )
        self.details: dict[str, Iterable[str]] = {
            "answer": ids["questions"],
            "check": ids["checks"],
            "record": ids["records"],
            "waive": ids["tasks"],
            "link": vocabulary.LINKS,
            "feed_back": vocabulary.READERS,
            "draft_letter": READERS,
            "notify": ids["destinations"] | ids["roles"] | set(WELL_KNOWN),
            "share": ids["destinations"] | ids["roles"] | set(WELL_KNOWN),
        }
        self.kind_details = {vocabulary.VERBS[verb]: known for verb, known in self.details.items()}

    def check(self) -> None:
        for section in lang.SECTIONS:
            for id, item in self.book.section(section).items():
                self._item(section, id, item)
        if not self.ids["stages"]:
            return
        if not any(stage.final for stage in self.book.stages.values()):
            first = next(iter(self.book.stages))
            self._wrong("stages", first, "final", "no final stage", "a stage with `final: yes`")

    def _wrong(
        self, section: str, id: str, at: At, found: str, expected: str, known: Iterable[str] = ()
    ) -> None:
        place, path = self.where(section, id, *([at] if isinstance(at, str) else at))
        self.mistakes.add(
            Mistake(place, path, found, expected, did_you_mean(found.strip("'"), known))
        )

    def _known(
        self, section: str, id: str, at: At, used: Iterable[str], known: Iterable[str], what: str
    ) -> None:
        known = set(known)
        for one in used:
            if one not in known:
                self._wrong(section, id, at, f"'{one}'", what, known)

    def _item(self, section: str, id: str, item: Any) -> None:
        said = vars(item)  # not getattr: a model takes long to find that it lacks an attribute
        if isinstance(item, lang.Sourced):
            self._cites(section, id, "cites", item.cites)
        if "when" in said:
            self._when(section, id, item.when, itself=id if section == "conditions" else None)
        for key in ("outcome", "also", "outcomes", "advised"):
            self._outcomes(section, id, key, said.get(key))
        for key in ("by", "if_away", "who", "decided_by", "waived_by"):
            used = [who.role for who in said.get(key, ())]
            self._known(section, id, key, used, self.known_roles, _WHO)
        if said.get("to") and section in ("routes", "steps"):
            self._known(section, id, "to", [item.to], self.ids["destinations"], "a destination")
        if section in ("steps", "bars", "notices"):
            groups = {*STAGE_GROUPS, "start"}
            self._known(
                section,
                id,
                "at",
                item.at,
                self.ids["stages"] | groups,
                "a stage, or one of open, final, any, start",
            )
        if section == "bars" and item.overdue:
            self._known(section, id, "overdue", [item.overdue], self.ids["tasks"], "a task")
        if section == "statements" and item.as_:
            layers = self.book.layers
            below = layers[1 : layers.index(self.book.origins[section, id].layer)]
            self._known(section, id, "as", [item.as_], below, "a procedure that this one extends")
        if section == "routes":
            self._known(section, id, "stage", [item.stage], self.ids["stages"] | {"any"}, "a stage")
            self._known(section, id, "hides", item.hides, self.ids["routes"], "a later route")
        for key in ("needs", "unless"):
            self._needs(section, id, key, said.get(key, ()))
        for key in ("on", "until", "from_"):
            self._events(section, id, key.rstrip("_"), said.get(key, ()))
        self._acts(section, id, item)
        self._readings(section, id, item)

    def _cites(self, section: str, id: str, at: At, used: Iterable[str]) -> None:
        what = "the id of a clause in clauses.yaml"
        self._known(section, id, at, used, self.book.clauses, what)

    def _outcomes(self, section: str, id: str, at: At, used: Any) -> None:
        if used and section not in ("outcomes",):
            listed = [used] if isinstance(used, str) else used
            self._known(section, id, at, listed, self.ids["outcomes"], "an outcome")

    def _when(self, section: str, id: str, when: Any, itself: str | None) -> None:
        facts, conditions = self.book.facts, self.book.conditions
        if itself in facts:
            self._wrong(section, id, "condition", f"'{id}'", "a name that no fact has")
        elif itself and (way := self._way_back(itself)):
            found = f"'{id}', which rests on itself ({' → '.join(way)})"
            self._wrong(section, id, "when", found, "conditions that do not go round in a circle")
        for index, box in enumerate(when):
            for fact, values, _ in box:
                at = ("when", index, fact)
                if fact in facts:
                    known = facts[fact].values
                    self._known(section, id, at, values, known, f"a value of {fact}")
                elif fact in conditions:
                    for value in values:
                        if value not in ("yes", "no"):
                            self._wrong(section, id, at, f"'{value}'", "yes or no")
                elif fact not in self.ids["facts"] | self.ids["conditions"]:
                    names = [*facts, *conditions]
                    self._wrong(section, id, at, f"'{fact}'", "a fact or a named condition", names)

    def _way_back(self, name: str) -> list[str]:
        """A way from a condition over those that it uses back to itself, or nothing."""
        conditions = self.book.conditions
        ways, seen = [[name]], {name}
        for way in ways:
            for box in conditions[way[-1]].when:
                for used, _, _ in box:
                    if used == name:
                        return [*way, name]
                    if used in conditions and used not in seen:
                        seen.add(used)
                        ways.append([*way, used])
        return []

    def _needs(self, section: str, id: str, at: At, needs: Iterable[str]) -> None:
        for need in needs:
            kind, _, detail = need.partition(" ")
            if kind in vocabulary.ENTRY_KINDS:
                self._detail(section, id, at, kind, detail)
            elif need not in self.ids["records"] | self.ids["checks"]:
                self._wrong(
                    section,
                    id,
                    at,
                    f"'{need}'",
                    "a record, a check, or an entry such as `notified police`",
                    self.ids["records"] | self.ids["checks"],
                )

    def _detail(self, section: str, id: str, at: At, kind: str, detail: str | None) -> None:
        if not detail:
            return
        known = self.ids["stages"] if kind == "stage" else self.kind_details.get(kind)
        if known is None:
            self._wrong(section, id, at, f"'{kind} {detail}'", f"`{kind}` alone")
        elif detail not in set(known):
            self._wrong(section, id, at, f"'{detail}'", _ABOUT[kind], known)

    def _events(self, section: str, id: str, at: At, events: Any) -> None:
        if section == "disclosure" or events is None:
            return
        for event in [events] if isinstance(events, Event) else events:
            kind, detail = event
            if kind == ORIGINAL:
                kind, _, detail = (detail or "").partition(" ")
            self._detail(section, id, at, kind, detail)

    def _acts(self, section: str, id: str, item: Any) -> None:
        acts = [("refuses", act) for act in vars(item).get("refuses", ()) if isinstance(act, Act)]
        if isinstance(vars(item).get("command"), Act):
            acts.append(("command", item.command))
        for key, act in acts:
            if act.detail and act.detail not in set(self.details[act.verb]):
                known = self.details[act.verb]
                about = _ABOUT[vocabulary.VERBS[act.verb]]
                self._wrong(section, id, key, f"'{act.detail}'", about, known)
        if section == "steps" and item.stage:
            self._known(section, id, "stage", [item.stage], self.ids["stages"], "a stage")

    def _readings(self, section: str, id: str, item: Any) -> None:
        for index, reading in enumerate(vars(item).get("readings", ())):

            def at(key: str, index: int = index) -> At:
                return ("readings", index, key)

            self._cites(section, id, at("cites"), reading.cites)
            for key in ("outcome", "outcomes", "also"):
                self._outcomes(section, id, at(key), vars(reading).get(key))
            if vars(reading).get("to"):
                destinations = self.ids["destinations"]
                self._known(section, id, at("to"), [reading.to], destinations, "a destination")
            for key in ("by", "decided_by"):
                used = [who.role for who in vars(reading).get(key) or ()]
                self._known(section, id, at(key), used, self.known_roles, _WHO)
            self._needs(section, id, at("needs"), vars(reading).get("needs") or ())
            self._events(section, id, at("from"), vars(reading).get("from_"))


_WHO = "a role, `every <kind of role>` or `anyone`"
_ABOUT = {
    "stage": "a stage",
    "answered": "a question",
    "checked": "a check",
    "recorded": "a record",
    "waived": "a task",
    "linked": "a kind of link",
    "fed_back": "a reader",
    "letter_drafted": "a reader",
    "notified": "a destination, a role or police",
    "shared": "a destination, a role or police",
}
"""What an entry, or the command that writes it, can be about."""
