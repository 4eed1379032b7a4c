"""What each kind of item of a procedure says, as labels with texts or conditions beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from frontdoor.compare.words.conditions import Term, condition_words, listed, value_words
from frontdoor.procedure import language as lang
from frontdoor.procedure.phrases import Act, When, Who
from frontdoor.procedure.rulebook import Rulebook
from frontdoor.procedure.running import chosen
from frontdoor.web.pages.published.procedure_words import COMMANDS, SETTINGS
from frontdoor.web.pages.wording import LINKS, Wording, words


class Line(NamedTuple):
    """A label with what stands beside it: texts, or a condition by its alternatives."""

    label: str
    says: tuple[str, ...] = ()
    when: tuple[tuple[Term, ...], ...] = ()


class Lines:
    """The lines of the items of one procedure."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.w = Wording(book)

    # one item

    def route(self, route: lang.Route) -> Iterable[Line]:
        """What a route advises, and when."""
        yield self._condition(route.when)
        yield from lines_of(
            ("Together with", *map(self.w.outcome, route.also)),
            ("Goes to", self.w.place(route.to)),
            ("Decided by", self._who(route.decided_by)),
        )

    def step(self, step: lang.Step) -> Iterable[Line]:
        """Who may take a step, when, and what it needs and leads to."""
        yield from lines_of(
            ("By", self._who(self._in_force(step).by or step.by)),
            ("When they are away", self._who(step.if_away)),
            ("At", self._stages(step.at)),
        )
        yield from self.when(step)
        yield from lines_of(
            ("Needs", *map(self._need, step.needs)),
            ("Outcomes", *map(self.w.outcome, step.outcomes)),
            ("Beside one of them", *map(self.w.outcome, step.also)),
            ("By two people", "Not by whoever proposed it" if step.second_person else ""),
            ("A reason", "Must be given" if step.needs_reason else ""),
            ("Leads to", self.w.stage(step.stage) if step.stage else ""),
            ("Goes to", self.w.place(step.to) if step.to else ""),
            ("Keep in mind", step.hint or ""),
        )

    def bar(self, bar: lang.Bar) -> Iterable[Line]:
        """What a bar refuses, when, and what to do instead."""
        below = f"Less than {value_words(bar.below)}" if bar.below else ""
        waiting = "A stage that waits for a meeting" if bar.waiting else ""
        overdue = f"Once overdue: {self.w.task(bar.overdue)}" if bar.overdue else ""
        yield from lines_of(
            ("Refuses", listed([self._act(act) for act in bar.refuses], "or")),
            ("To", waiting),
            ("At", self._stages(bar.at)),
            ("Outcomes", below, *map(self.w.outcome, bar.outcomes)),
        )
        yield from self.when(bar)
        yield from lines_of(
            ("Only", overdue, *(f"Linked: {self.w.link(kind)}" for kind in bar.linked)),
            ("By", self._who(bar.by)),
            ("Unless there is", *map(self._need, bar.unless)),
            ("Instead", bar.instead),
        )

    def task(self, task: lang.Task) -> Iterable[Line]:
        """By when a task must be done, by whom, from what until what."""
        if task.within:
            yield from lines_of(("Within", self._time(task)))
        yield from lines_of(
            ("Starts with", *map(self.w.event, map(str, task.on))),
            ("Who", self._who(task.who)),
        )
        yield from self.when(task)
        yield from lines_of(
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

    def question(self, question: lang.Question) -> Iterable[Line]:
        """When something is asked, and of whom."""
        yield from self.when(question)
        yield from lines_of(
            ("Of", "Each child" if question.of == "child" else ""),
            ("Answered by", "The worker" if question.to == "worker" else ""),
            ("Not accepted", *question.refuses),
            ("Held back", "Where the referrer may not be named" if question.names_referrer else ""),
        )

    def notice(self, notice: lang.Notice) -> Iterable[Line]:
        """When and where people are told something."""
        yield from self.when(notice)
        yield from lines_of(
            ("Told to", "The referrer" if notice.to == "referrer" else "Whoever takes the contact"),
            ("At", self._stages(notice.at)),
        )

    def disclosure(self, rule: lang.Disclosure) -> Iterable[Line]:
        """From whom something is held back, when and why."""
        yield from lines_of(("Held back from", *map(words, rule.from_)))
        yield from self.when(rule)
        yield from lines_of(
            ("Unless there is", *map(self._need, rule.unless)), ("Because", rule.because)
        )

    def feedback(self, rule: lang.Feedback) -> Iterable[Line]:
        """When someone is told the outcome, and what."""
        yield from self.when(rule)
        yield from lines_of(
            ("Is told", *rule.tells),
            ("Is not told", *rule.holds_back),
        )

    def letter(self, rule: lang.Letter) -> Iterable[Line]:
        """To whom a paragraph of a letter goes, and when."""
        yield from lines_of(("To", *map(words, rule.to)))
        yield from self.when(rule)
        if rule.decided is not None:
            yield from lines_of(("Decided", "Yes" if rule.decided else "Not yet"))
        yield from lines_of(("Where an outcome means", *map(words, rule.meanings)))

    def reaction(self, rule: lang.Reaction) -> Iterable[Line]:
        """What an entry leads to on the contacts linked to it."""
        yield from self.when(rule)
        yield from lines_of(
            ("On contacts linked as", self.w.link(rule.across)),
            ("Leads to", self._act(rule.command)),
        )

    def outcome(self, outcome: lang.Outcome) -> Iterable[Line]:
        """What an outcome means in the common vocabulary."""
        return lines_of(
            ("In common words", words(outcome.meaning)),
            ("Which loses", outcome.loses or ""),
        )

    def role(self, role: lang.Role) -> Iterable[Line]:
        """What kind of role it is."""
        hidden = "" if role.sees_referrer else "Where the referrer may not be named"
        return lines_of(("Kind", words(role.kind)), ("Does not see the referrer", hidden))

    def fact(self, fact: lang.Fact) -> Iterable[Line]:
        """The values of a fact."""
        return lines_of(
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

    def when(self, item: Any) -> Iterable[Line]:
        """When an item applies; nothing where it always does."""
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

    def title(self, section: str, item: Any) -> str:
        """What an item is called, or says."""
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

    def reading(self, reading: Any) -> Iterable[Line]:
        """What a reading says otherwise than its rule."""
        if isinstance(reading, lang.TaskReading):
            return lines_of(("Within", self._time(reading)))
        if isinstance(reading, lang.RouteReading):
            return lines_of(
                ("Advised", self.w.outcome(reading.outcome) if reading.outcome else ""),
                ("Together with", *map(self.w.outcome, reading.also or ())),
                ("Goes to", self.w.place(reading.to) if reading.to else ""),
                ("Decided by", self._who(reading.decided_by or ())),
            )
        if isinstance(reading, lang.StepReading):
            return lines_of(
                ("By", self._who(reading.by or ())),
                ("Outcomes", *map(self.w.outcome, reading.outcomes or ())),
                ("Needs", *map(self._need, reading.needs or ())),
            )
        return ()


def lines_of(*said: tuple[str, ...]) -> list[Line]:
    """Lines of a label and texts; those without any text are left out."""
    return [
        Line(label, texts) for label, *rest in said if (texts := tuple(one for one in rest if one))
    ]
