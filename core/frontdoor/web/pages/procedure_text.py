"""A whole procedure as people read it: every item of every section in words, with its source.

Pure: from a rulebook to values that a template shows, and that know nothing of addresses but the
anchors of their own page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from frontdoor.compare.common_words import TASKS_FOR
from frontdoor.compare.words import Term, condition_words, listed, value_words
from frontdoor.procedure import language as lang
from frontdoor.procedure.layering import BASE, RULE_SECTIONS
from frontdoor.procedure.phrases import Act, When, Who
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import chosen
from frontdoor.web.pages.procedure_words import COMMANDS, HELD_BACK, SETTINGS
from frontdoor.web.pages.wording import LINKS, Wording, words


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


class Line(NamedTuple):
    """A label with what stands beside it: texts, or a condition by its alternatives."""

    label: str
    says: tuple[str, ...] = ()
    when: tuple[tuple[Term, ...], ...] = ()


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
        own = [layer for layer in book.layers if layer not in (BASE, "overrides")]
        self._own = {own[-1], "overrides"} if own else {"overrides"}

    # the sections

    def routes(self) -> list[Group]:
        """What is advised at each stage, in the order in which it is asked."""
        return self._grouped("routes", lambda route: self.w.stage(route.stage), self._route)

    def steps(self) -> list[Group]:
        """What may be done: the procedure's own steps, then the ordinary ones."""
        return self._own_first("steps", "The steps of this procedure", self._step)

    def bars(self) -> list[Group]:
        """What may not be done."""
        return self._own_first("bars", "The bars of this procedure", self._bar)

    def tasks(self) -> list[Group]:
        """What must be done and by when, by purpose; decisions first."""
        return self._grouped("tasks", lambda task: TASKS_FOR[task.purpose], self._task, TASKS_FOR)

    def questions(self) -> list[Group]:
        """What is asked, by part."""
        return self._grouped("questions", lambda question: question.part, self._question)

    def checks(self) -> list[Group]:
        """What is looked up."""
        return self._all("checks", lambda check: check.look, self._when)

    def notices(self) -> list[Group]:
        """What people are told while a contact is taken."""
        return self._all("notices", lambda notice: notice.says, self._notice)

    def disclosure(self) -> list[Group]:
        """What is held back, and from whom."""
        return self._all("disclosure", lambda rule: HELD_BACK[rule.holds_back], self._disclosure)

    def feedback(self) -> list[Group]:
        """Who is told the outcome."""
        return self._all("feedback", lambda rule: words(rule.to), self._feedback)

    def reactions(self) -> list[Group]:
        """What one contact leads to on those linked to it."""
        return self._all("reactions", lambda rule: self.w.event(str(rule.on)), self._reaction)

    def matters(self) -> list[Group]:
        """Matters on which the clauses differ, without any one rule that shows it."""
        return self._all("matters", lambda rule: rule.matter, self._when)

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
        return self._all("outcomes", lambda one: one.name, self._outcome)

    def roles(self) -> list[Group]:
        """Who works at this front door."""
        return self._all("roles", lambda one: one.name, self._role)

    def records(self) -> list[Group]:
        """What is written down."""
        return self._all("records", lambda one: one.name, lambda one: _lines(("Asks", one.asks)))

    def settings(self) -> list[Group]:
        """What the source leaves open, and is set."""
        return self._all(
            "settings",
            lambda one: SETTINGS[one.setting],
            lambda one: _lines(("Set to", one.value)),
        )

    def conditions(self) -> list[Group]:
        """What the names of conditions stand for."""
        return self._all("conditions", lambda one: one.name, self._when)

    def facts(self) -> list[Group]:
        """What can be known of a contact."""
        return self._all("facts", lambda one: one.name, self._fact)

    def impossible(self) -> list[Group]:
        """What cannot be."""
        return self._all("impossible", lambda one: one.because, self._when)

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
                    title = self._title(section, item)
                    found.append(Silence(anchor(section, id), title, silent, shown))
        return found

    # one item

    def _route(self, route: lang.Route) -> Iterable[Line]:
        yield self._condition(route.when)
        yield from _lines(
            ("Together with", *map(self.w.outcome, route.also)),
            ("Goes to", self.w.place(route.to)),
            ("Decided by", self._who(route.decided_by)),
        )

    def _step(self, step: lang.Step) -> Iterable[Line]:
        yield from _lines(
            ("By", self._who(self._in_force(step).by or step.by)),
            ("When they are away", self._who(step.if_away)),
            ("At", self._stages(step.at)),
        )
        yield from self._when(step)
        yield from _lines(
            ("Needs", *map(self._need, step.needs)),
            ("Outcomes", *map(self.w.outcome, step.outcomes)),
            ("Beside one of them", *map(self.w.outcome, step.also)),
            ("By two people", "Not by whoever proposed it" if step.second_person else ""),
            ("A reason", "Must be given" if step.needs_reason else ""),
            ("Leads to", self.w.stage(step.stage) if step.stage else ""),
            ("Goes to", self.w.place(step.to) if step.to else ""),
            ("Keep in mind", step.hint or ""),
        )

    def _bar(self, bar: lang.Bar) -> Iterable[Line]:
        below = f"Less than {value_words(bar.below)}" if bar.below else ""
        waiting = "A stage that waits for a meeting" if bar.waiting else ""
        overdue = f"Once overdue: {self.w.task(bar.overdue)}" if bar.overdue else ""
        yield from _lines(
            ("Refuses", listed([self._act(act) for act in bar.refuses], "or")),
            ("To", waiting),
            ("At", self._stages(bar.at)),
            ("Outcomes", below, *map(self.w.outcome, bar.outcomes)),
        )
        yield from self._when(bar)
        yield from _lines(
            ("Only", overdue, *(f"Linked: {self.w.link(kind)}" for kind in bar.linked)),
            ("By", self._who(bar.by)),
            ("Unless there is", *map(self._need, bar.unless)),
            ("Instead", bar.instead),
        )

    def _task(self, task: lang.Task) -> Iterable[Line]:
        if task.within:
            yield from _lines(("Within", self._time(task)))
        yield from _lines(
            ("Starts with", *map(self.w.event, map(str, task.on))),
            ("Who", self._who(task.who)),
        )
        yield from self._when(task)
        yield from _lines(
            ("Where advised", *map(self.w.outcome, task.advised)),
            ("Where the outcome is", *map(self.w.outcome, task.outcomes)),
            ("Done with", *map(self.w.event, map(str, task.until))),
            ("After closing", "Still to be done" if task.outlives else ""),
            ("Each time", "Starts anew each time" if task.repeats else ""),
            ("Waived by", self._who(task.waived_by)),
        )

    def _time(self, timed: lang.Task | lang.TaskReading) -> str:
        says = str(timed.within).capitalize() if timed.within else ""
        return f"{says}, from: {self.w.event(str(timed.from_))}" if timed.from_ else says

    def _question(self, question: lang.Question) -> Iterable[Line]:
        yield from self._when(question)
        yield from _lines(
            ("Of", "Each child" if question.of == "child" else ""),
            ("Not accepted", *question.refuses),
        )

    def _notice(self, notice: lang.Notice) -> Iterable[Line]:
        yield from self._when(notice)
        yield from _lines(
            ("Told to", "The referrer" if notice.to == "referrer" else "Whoever takes the contact"),
            ("At", self._stages(notice.at)),
        )

    def _disclosure(self, rule: lang.Disclosure) -> Iterable[Line]:
        yield from _lines(("Held back from", *map(words, rule.from_)))
        yield from self._when(rule)
        yield from _lines(
            ("Unless there is", *map(self._need, rule.unless)), ("Because", rule.because)
        )

    def _feedback(self, rule: lang.Feedback) -> Iterable[Line]:
        yield from self._when(rule)
        yield from _lines(
            ("Is told", *rule.tells),
            ("Is not told", *rule.holds_back),
            ("Unless there is", *map(self._need, rule.unless)),
        )

    def _reaction(self, rule: lang.Reaction) -> Iterable[Line]:
        yield from self._when(rule)
        yield from _lines(
            ("On contacts linked as", self.w.link(rule.across)),
            ("Leads to", self._act(rule.command)),
        )

    def _outcome(self, outcome: lang.Outcome) -> Iterable[Line]:
        return _lines(
            ("In common words", words(outcome.meaning)),
            ("Which loses", outcome.loses or ""),
        )

    def _role(self, role: lang.Role) -> Iterable[Line]:
        hidden = "" if role.sees_referrer else "Where the referrer may not be named"
        return _lines(("Kind", words(role.kind)), ("Does not see the referrer", hidden))

    def _fact(self, fact: lang.Fact) -> Iterable[Line]:
        return _lines(
            ("Values", listed([value_words(value) for value in fact.values], "or")),
            ("Worked out", "From the contact, never asked" if fact.derived else ""),
            ("Keep in mind", fact.hint or ""),
        )

    # small words

    def _condition(self, when: When) -> Line:
        alternatives = tuple(tuple(terms) for terms in condition_words(self.book, when))
        if not all(alternatives):
            return Line("When", ("Otherwise",))
        return Line("When", when=alternatives)

    def _when(self, item: Any) -> Iterable[Line]:
        line = self._condition(item.when)
        return [line] if line.when else []

    def _who(self, whos: Iterable[Who]) -> str:
        return self.w.who(map(str, whos))

    def _stages(self, names: Sequence[str]) -> str:
        if "start" in names:
            return "The beginning"
        groups = {"any": "Any stage", "open": "Any stage until it ends", "final": "The end"}
        return "; ".join(groups.get(name) or self.w.stage(name) for name in names)

    def _need(self, need: str) -> str:
        book = self.book
        if need in book.records:
            return book.records[need].name
        if need in book.checks:
            return f"Checked: {book.checks[need].look}"
        return self.w.event(need)

    def _act(self, act: Act) -> str:
        says = COMMANDS[act.verb]
        if not act.detail:
            return says
        event = {"record": "recorded", "answer": "answered", "check": "checked"}.get(act.verb)
        detail = self.w.event(f"{event} {act.detail}").partition(": ")[2] if event else ""
        return f"{says} ({detail or self._about(act)})"

    def _about(self, act: Act) -> str:
        if act.verb == "waive":
            return self.w.task(act.detail or "")
        return LINKS.get(act.detail or "") or self.w.reader(act.detail or "")

    def _in_force(self, step: lang.Step) -> Any:
        return chosen(self.book, step) or step

    def _title(self, section: str, item: Any) -> str:
        for name in ("name", "ask", "look", "says", "because", "matter"):
            said = getattr(item, name, None)
            if said:
                return str(said)
        if isinstance(item, lang.Statement):
            return listed([words(item.about[0]), *map(value_words, item.about[1:])])
        if isinstance(item, lang.Route):
            return self.w.outcome(item.outcome)
        if isinstance(item, lang.Setting):
            return SETTINGS[item.setting]
        return words(getattr(item, lang.SECTIONS[section][0]))

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
            yield ReadingShown(one.says, tuple(self._reading(one)), one.cites, one is taken)

    def _reading(self, reading: Any) -> Iterable[Line]:
        if isinstance(reading, lang.TaskReading):
            return _lines(("Within", self._time(reading)))
        if isinstance(reading, lang.RouteReading):
            return _lines(
                ("Advised", self.w.outcome(reading.outcome) if reading.outcome else ""),
                ("Together with", *map(self.w.outcome, reading.also or ())),
                ("Goes to", self.w.place(reading.to) if reading.to else ""),
                ("Decided by", self._who(reading.decided_by or ())),
            )
        if isinstance(reading, lang.StepReading):
            return _lines(
                ("By", self._who(reading.by or ())),
                ("Outcomes", *map(self.w.outcome, reading.outcomes or ())),
                ("Needs", *map(self._need, reading.needs or ())),
            )
        return ()

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
            (group(one), self._item(section, id, self._title(section, one), lines(one)))
            for id, one in self.book.section(section).items()
        ]
        return _together(said, (order or {}).values())

    def _own_first(
        self, section: str, title: str, lines: Callable[[Any], Iterable[Line]]
    ) -> list[Group]:
        every = [
            (self.book.origins[section, id].layer, self._item(section, id, name, lines(one)))
            for id, one in self.book.section(section).items()
            for name in (self._title(section, one),)
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


def _lines(*said: tuple[str, ...]) -> list[Line]:
    """Lines of a label and texts; those without any text are left out."""
    return [
        Line(label, texts) for label, *rest in said if (texts := tuple(one for one in rest if one))
    ]
