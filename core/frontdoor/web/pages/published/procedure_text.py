"""A whole procedure as people read it: every item of every section in words, with its source.

Pure: from a rulebook to values that a template shows, and that know nothing of addresses but the
anchors of their own page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from frontdoor.compare.words.kinds import TASKS_FOR
from frontdoor.procedure import language as lang
from frontdoor.procedure.language import RULE_SECTIONS
from frontdoor.procedure.rulebook import BASE, Rulebook
from frontdoor.procedure.running import chosen
from frontdoor.web.pages.published.procedure_lines import Line, Lines, lines_of
from frontdoor.web.pages.published.procedure_words import HELD_BACK, SETTINGS
from frontdoor.web.pages.wording import Wording, words


class Source(NamedTuple):
    """Where an item comes from.

    `cites` are clauses; `silent` and `safeguard` say why there are none; `layer` is the layer
    that said it, empty for the authority's own; `changed` has each layer that changed it, and why.
    """

    cites: tuple[str, ...] = ()
    silent: str = ""
    safeguard: str = ""
    note: str = ""
    layer: str = ""
    changed: tuple[tuple[str, str], ...] = ()


class ReadingShown(NamedTuple):
    """One way to read what clauses say differently; `followed` where it is the one in force."""

    says: str
    lines: tuple[Line, ...]
    cites: tuple[str, ...]
    followed: bool


class Item(NamedTuple):
    """One thing that a procedure says; `anchor` is unique on its page, `rule` its id."""

    anchor: str
    title: str
    lines: tuple[Line, ...]
    source: Source
    rule: str
    readings: tuple[ReadingShown, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """Every clause that it or one of its readings cites."""
        every = (*self.source.cites, *(id for one in self.readings for id in one.cites))
        return tuple(dict.fromkeys(every))


class Group(NamedTuple):
    """Items that belong together under a heading, which may be empty."""

    title: str
    items: tuple[Item, ...]


class Silence(NamedTuple):
    """What the source says nothing on; `shown` where an item of the page rests on it."""

    anchor: str
    title: str
    says: str
    shown: bool


class Text:
    """The words of one procedure, item by item."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.w = Wording(book)
        self.lines = Lines(book)
        own = [layer for layer in book.layers if layer not in (BASE, "overrides")]
        self._own = {own[-1], "overrides"} if own else {"overrides"}

    # the sections

    def routes(self) -> list[Group]:
        """What is advised at each stage, in the order in which it is asked."""
        return self._grouped("routes", lambda route: self.w.stage(route.stage), self.lines.route)

    def steps(self) -> list[Group]:
        """What may be done: the procedure's own steps, then the ordinary ones."""
        return self._own_first("steps", "The steps of this procedure", self.lines.step)

    def bars(self) -> list[Group]:
        """What may not be done."""
        return self._own_first("bars", "The bars of this procedure", self.lines.bar)

    def tasks(self) -> list[Group]:
        """What must be done and by when, by purpose; decisions first."""
        return self._grouped(
            "tasks", lambda task: TASKS_FOR[task.purpose], self.lines.task, TASKS_FOR
        )

    def questions(self) -> list[Group]:
        """What is asked, by part."""
        return self._grouped("questions", lambda question: question.part, self.lines.question)

    def checks(self) -> list[Group]:
        """What is looked up."""
        return self._all("checks", lambda check: check.look, self.lines.when)

    def notices(self) -> list[Group]:
        """What people are told while a contact is taken."""
        return self._all("notices", lambda notice: notice.says, self.lines.notice)

    def disclosure(self) -> list[Group]:
        """What is held back, and from whom."""
        return self._all(
            "disclosure", lambda rule: HELD_BACK[rule.holds_back], self.lines.disclosure
        )

    def feedback(self) -> list[Group]:
        """Who is told the outcome."""
        return self._all("feedback", lambda rule: words(rule.to), self.lines.feedback)

    def letters(self) -> list[Group]:
        """What letters say, by part."""
        return self._grouped("letters", lambda rule: words(rule.part), self.lines.letter)

    def reactions(self) -> list[Group]:
        """What one contact leads to on those linked to it."""
        return self._all("reactions", lambda rule: self.w.event(str(rule.on)), self.lines.reaction)

    def matters(self) -> list[Group]:
        """Matters on which the clauses differ, without any one rule that shows it."""
        return self._all("matters", lambda rule: rule.matter, self.lines.when)

    def statements(self) -> list[Group]:
        """What is said of the service, by topic."""
        said = [
            (words(one.about[0]), self._item("statements", id, one.says, ()))
            for id, one in self.book.statements.items()
            if one.says
        ]
        return _together(said)

    def outcomes(self) -> list[Group]:
        """What may come of a contact."""
        return self._all("outcomes", lambda one: one.name, self.lines.outcome)

    def roles(self) -> list[Group]:
        """Who works at this front door."""
        return self._all("roles", lambda one: one.name, self.lines.role)

    def records(self) -> list[Group]:
        """What is written down."""
        return self._all("records", lambda one: one.name, lambda one: lines_of(("Asks", one.asks)))

    def settings(self) -> list[Group]:
        """What the source leaves open, and is set."""
        return self._all(
            "settings",
            lambda one: SETTINGS[one.setting],
            lambda one: lines_of(("Set to", one.value)),
        )

    def conditions(self) -> list[Group]:
        """What the names of conditions stand for."""
        return self._all("conditions", lambda one: one.name, self.lines.when)

    def facts(self) -> list[Group]:
        """What can be known of a contact."""
        return self._all("facts", lambda one: one.name, self.lines.fact)

    def impossible(self) -> list[Group]:
        """What cannot be."""
        return self._all("impossible", lambda one: one.because, self.lines.when)

    def differing(self) -> list[Item]:
        """Every rule of which the clauses have several readings."""
        return [
            item
            for groups in (self.routes(), self.steps(), self.tasks())
            for group in groups
            for item in group.items
            if item.readings
        ]

    def silences(self) -> list[Silence]:
        """Everything on which the source is silent, in the order of the sections."""
        found = []
        for section in lang.SECTIONS:
            for id, item in self.book.section(section).items():
                silent = getattr(item, "silent", None)
                origin = self.book.origins[section, id]
                said_by = {origin.layer, *(layer for layer, _ in origin.changed)}
                if silent and said_by & self._own:
                    shown = section != "statements" or item.says is not None
                    title = self.lines.title(section, item)
                    found.append(Silence(anchor(section, id), title, silent, shown))
        return found

    # putting together

    def _item(self, section: str, id: str, title: str, lines: Iterable[Line]) -> Item:
        item = self.book.section(section)[id]
        return Item(
            anchor(section, id),
            title,
            tuple(lines),
            self._source(section, id, item),
            id,
            tuple(self._readings(item)),
        )

    def _source(self, section: str, id: str, item: Any) -> Source:
        origin = self.book.origins[section, id]
        if not isinstance(item, lang.Sourced):
            return Source(changed=origin.changed)
        return Source(
            item.cites,
            item.silent or "",
            item.safeguard or "",
            item.note or "",
            "" if origin.layer in self._own else origin.layer,
            origin.changed,
        )

    def _readings(self, item: Any) -> Iterable[ReadingShown]:
        readings = getattr(item, "readings", ())
        if not readings:
            return
        timed = isinstance(item, lang.Task)
        choice = self.book.choices.get(item.rule)
        taken = None if timed and not choice else chosen(self.book, item)
        for one in readings:
            yield ReadingShown(one.says, tuple(self.lines.reading(one)), one.cites, one is taken)

    def _all(
        self, section: str, title: Callable[[Any], str], lines: Callable[[Any], Iterable[Line]]
    ) -> list[Group]:
        items = self.book.section(section).items()
        shown = tuple(self._item(section, id, title(one), lines(one)) for id, one in items)
        return [Group("", shown)] if shown else []

    def _grouped(
        self,
        section: str,
        group: Callable[[Any], str],
        lines: Callable[[Any], Iterable[Line]],
        order: Mapping[str, str] | None = None,
    ) -> list[Group]:
        said = [
            (group(one), self._item(section, id, self.lines.title(section, one), lines(one)))
            for id, one in self.book.section(section).items()
        ]
        return _together(said, (order or {}).values())

    def _own_first(
        self, section: str, title: str, lines: Callable[[Any], Iterable[Line]]
    ) -> list[Group]:
        every = [
            (self.book.origins[section, id].layer, self._item(section, id, name, lines(one)))
            for id, one in self.book.section(section).items()
            for name in (self.lines.title(section, one),)
        ]
        own = tuple(item for layer, item in every if layer != BASE)
        common = tuple(item for layer, item in every if layer == BASE)
        return [
            Group(name, items)
            for name, items in ((title, own), ("Of every authority", common))
            if items
        ]


def anchor(section: str, id: str) -> str:
    """The id of an item on its page."""
    return f"{section}-{id}"


def anchors_of(book: Rulebook) -> dict[str, str]:
    """The anchor of every rule by its id."""
    return {id: anchor(name, id) for name in RULE_SECTIONS for id in book.section(name)}


def citing(book: Rulebook) -> dict[str, list[tuple[str, str]]]:
    """For each clause the items that cite it, as anchor and id, in the procedure's order."""
    found: dict[str, list[tuple[str, str]]] = {}
    for section in lang.SECTIONS:
        for id, item in book.section(section).items():
            for clause in item.clauses if isinstance(item, lang.Sourced) else ():
                found.setdefault(clause, []).append((anchor(section, id), id))
    return found


def _together(said: Iterable[tuple[str, Item]], order: Iterable[str] = ()) -> list[Group]:
    """Items under their headings, in `order`, or in that in which the headings first come."""
    found: dict[str, list[Item]] = {title: [] for title in order}
    for title, item in said:
        found.setdefault(title, []).append(item)
    return [Group(title, tuple(items)) for title, items in found.items() if items]
