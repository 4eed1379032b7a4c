"""Reads a scenario: a contact, then who does what when, and what is then expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from frontdoor.domain import commands as cmd
from frontdoor.domain.case import plain, read_case
from frontdoor.domain.entries import Actor
from frontdoor.domain.practice import Practice
from frontdoor.domain.scenarios.expectation import Expectation, local_time
from frontdoor.domain.scenarios.form import Scenario, Step
from frontdoor.domain.scenarios.words import check_words
from frontdoor.procedure.explaining import explain
from frontdoor.procedure.mistakes import Expected, Mistakes, MistakesFound, did_you_mean, quoted
from frontdoor.procedure.phrases import Cites, Text, listed
from frontdoor.procedure.source import Keys, Source, entries_of

TOP = ("scenario", "shows", "authority", "choices", "contact", "case", "note", "steps")
STEP = ("who", "at", "does", "on", "as", "contact", "case", "expect")
OpenCase = Callable[[str], Source]
"""Opens the case file at a path that a scenario names. Raises `MistakesFound`."""

CONTACTS = ("other", "source", "survivor")
"""Fields that name another contact."""
_LISTS = ("also",)


def read_scenario(source: Source, practice: Practice | None, open_case: OpenCase) -> Scenario:
    """Read a scenario; raises `MistakesFound` with everything that is wrong in it.

    With the practice of its authority every role, command, outcome, task and record that it names
    is looked for there; without one its form alone is checked.
    """
    mistakes = Mistakes()
    reader = _Reader(source, mistakes, open_case)
    scenario = reader.scenario()
    if practice is not None:
        check_words(scenario, practice, mistakes)
    mistakes.stop_if_any()
    return scenario


class _Reader:
    def __init__(self, source: Source, mistakes: Mistakes, open_case: OpenCase) -> None:
        self.source, self.mistakes, self.open_case = source, mistakes, open_case
        self.who = Actor(user="", roles=frozenset())
        self.at: datetime | None = None

    def wrong(self, path: Keys, found: str, expected: str, advice: str = "") -> None:
        self.mistakes.add(self.source.mistake(path, found, expected, advice))

    def scenario(self) -> Scenario:
        data = self.source.data
        if not isinstance(data, dict):
            found = quoted(data) if data else "an empty file"
            self.wrong((), found, "`scenario:`, `authority:`, `contact:` and `steps:`")
            self.mistakes.stop_if_any()
        self._known_keys((), data, TOP, "a scenario")
        texts = {key: self._read((key,), Text, data.get(key)) for key in ("scenario", "authority")}
        shows = self._read(("shows",), Cites, data.get("shows", ())) or ()
        choices = self._read(("choices",), dict[str, Text], data.get("choices", {})) or {}
        call = self._call((), data)
        steps: list[Step] = []
        written = entries_of(self.source, ("steps",), data.get("steps", ""), self.mistakes)
        for number, (path, entry) in enumerate(written):
            if step := self._step(path, entry, call if number == 0 else None, first=number == 0):
                steps.append(step)
        if not data.get("steps"):
            self.wrong(("steps",), "no steps", "`steps:`, the first of which takes the contact")
        return Scenario(
            title=texts["scenario"] or "",
            authority=texts["authority"] or "",
            shows=shows,
            choices=choices,
            steps=tuple(steps),
            source=self.source,
        )

    def _known_keys(self, path: Keys, entry: dict[str, Any], known: Iterable[str], of: str) -> None:
        known = list(known)
        for key in entry:
            if key not in known:
                near = did_you_mean(key, known) or f"Known: {', '.join(known)}."
                self.wrong((*path, key), f"an unknown key '{key}'", f"a key of {of}", near)

    def _read(self, path: Keys, kind: Any, value: Any) -> Any:
        """A value as one of the small words of the language, or None with a mistake."""
        if value in (None, ""):
            self.wrong(path, f"no `{path[-1]}:`", f"`{path[-1]}:`")
            return None
        try:
            return TypeAdapter(kind).validate_python(value)
        except ValidationError as error:
            for problem in error.errors():
                found, expected, advice = explain(problem, Expectation)
                self.wrong((*path, *problem["loc"]), found, expected, advice)
            return None

    def _call(self, path: Keys, entry: dict[str, Any]) -> tuple[cmd.Receive, datetime] | None:
        """The contact under `contact:`, or in the file that `case:` names."""
        if ("contact" in entry) == ("case" in entry):
            found = "both `contact:` and `case:`" if "case" in entry else "no contact"
            self.wrong(path, found, "`contact:` as in a case file, or `case:` with the file's path")
            return None
        try:
            if "case" in entry:
                case = read_case(self.open_case(str(entry["case"])))
            else:
                case = read_case(self.source.part((*path, "contact")), titled=False)
        except MistakesFound as found_in_case:
            self.mistakes.found += found_in_case.mistakes
            return None
        return case.call, case.received

    def _step(
        self,
        path: Keys,
        entry: dict[str, Any],
        call: tuple[cmd.Receive, datetime] | None,
        *,
        first: bool,
    ) -> Step | None:
        told = len(self.mistakes.found)
        does = entry.get("does", "")
        verb, _, detail = str(does).partition(" ")
        model = cmd.COMMANDS.get(verb)
        begins = model is not None and issubclass(model, cmd.Receive)
        if does and model is None:
            near = did_you_mean(verb, cmd.COMMANDS) or f"Known: {', '.join(cmd.COMMANDS)}."
            self.wrong((*path, "does"), quoted(does), "a command", near)
            return None
        if first and not begins:
            found = quoted(does) if does else "no `does:`"
            self.wrong((*path, "does"), found, "`receive` or `consult`: the contact is taken first")
            return None
        if begins and not first:
            call = self._call(path, entry)
        elif "contact" in entry or "case" in entry:
            key = "contact" if "contact" in entry else "case"
            self.wrong((*path, key), f"`{key}:`", "it above the steps, or in a step that receives")
        self._who_and_when(path, entry, call[1] if call else None)
        command: cmd.CommandSaid | None = None
        names: dict[str, str] = {}
        if model is not None:
            command, names = self._command(path, entry, model, detail, call)
        else:
            self._known_keys(path, entry, STEP, "a step that does nothing")
        called = entry.get("as")
        if called is not None and not begins and verb != "copy":
            self.wrong((*path, "as"), "`as:`", "it only where a contact begins")
        if isinstance(command, cmd.Receive) and called and len(command.children) > 1:
            self.wrong((*path, "as"), "`as:`", "one child; several are called by their own names")
        expects = tuple(self._expects(path, entry.get("expect")))
        if not does and not expects:
            self.wrong(path, "a step without `does:` and `expect:`", "one of them")
        if len(self.mistakes.found) > told or self.at is None:
            return None
        return Step(
            path=path,
            said=f"{entry['who']} does {does}" if does and "who" in entry else does,
            who=self.who,
            at=self.at,
            command=command,
            on=entry.get("on"),
            called=called,
            names=names,
            expects=expects,
        )

    def _who_and_when(self, path: Keys, entry: dict[str, Any], came: datetime | None) -> None:
        """Who acts and when; where a step does not say, those of the step before."""
        if "who" in entry:
            self.who = self._wording((*path, "who"), read_who, entry["who"]) or self.who
        elif not self.who.roles:
            self.wrong(path, "no `who:`", "`who:` with the role that does it")
        before = self.at
        if "at" in entry:
            self.at = self._wording((*path, "at"), local_time, entry["at"]) or self.at
        elif came and (before is None or came > before):
            self.at = came
        if "at" in entry and self.at and before and self.at < before:
            self.wrong((*path, "at"), quoted(entry["at"]), "a time not before the step above")
        if came and self.at and came > self.at:
            said = f"received at {came:%Y-%m-%d %H:%M}"
            self.wrong((*path, "at"), said, "a contact that came before it is taken")

    def _wording(self, path: Keys, read: Callable[[Any], Any], value: Any) -> Any:
        try:
            return read(value)
        except Expected as wanted:
            self.wrong(path, wanted.found or quoted(value), wanted.expected, wanted.advice)
            return None

    def _command(
        self,
        path: Keys,
        entry: dict[str, Any],
        model: type[cmd.CommandSaid],
        detail: str,
        call: tuple[cmd.Receive, datetime] | None,
    ) -> tuple[cmd.CommandSaid | None, dict[str, str]]:
        verb = cmd.verb_of(model)
        about = cmd.ABOUT.get(verb)
        if bool(detail) != bool(about):
            self.wrong(
                (*path, "does"),
                quoted(entry["does"]),
                f"`{verb}` and what it is about, such as `{verb} …`"
                if about
                else f"`{verb}` alone",
            )
            return None, {}
        begins = issubclass(model, cmd.Receive)
        ours = {"step", "reason", "away"} if begins else _fields(model)
        self._known_keys(path, entry, (*STEP, *sorted(ours - {"command", about})), f"`{verb}`")
        said = {key: _in_command(key, value) for key, value in entry.items() if key in ours}
        if about:
            said[about] = detail
        names = {key: str(said[key]) for key in CONTACTS if key in said}
        said |= dict.fromkeys(names, "0")
        if "happened" in said:
            said["happened"] = self._wording((*path, "happened"), local_time, said["happened"])
        if begins:
            if call is None:
                return None, {}
            # As it was read, not checked anew: dates and the like are values by now.
            read = {name: getattr(call[0], name) for name in call[0].model_fields_set}
            return model.model_validate({**read, **said}), {}
        try:
            return model.model_validate(said), names
        except ValidationError as error:
            for problem in error.errors():
                found, expected, advice = explain(problem, model)
                loc: Keys = tuple("does" if part == about else part for part in problem["loc"])
                self.wrong((*path, *loc), found, expected, advice)
        return None, {}

    def _expects(self, path: Keys, value: Any) -> Iterator[tuple[Keys, Expectation]]:
        """One expectation, or a list of them, each on a contact of its own."""
        if value is None:
            return
        path = (*path, "expect")
        every = (
            [(path, value)]
            if isinstance(value, dict)
            else entries_of(self.source, path, value, self.mistakes)
        )
        for at, entry in every:
            try:
                yield at, Expectation.model_validate(entry)
            except ValidationError as error:
                for problem in error.errors():
                    found, expected, advice = explain(problem, Expectation)
                    self.wrong((*at, *problem["loc"]), found, expected, advice)


def _fields(model: type[cmd.CommandSaid]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def _in_command(key: str, value: Any) -> Any:
    return listed(value) if key in _LISTS else plain(key, value)


_WHO = re.compile(
    r"(?P<roles>[a-z][a-z0-9_, ]*?)(?: of (?P<teams>[a-z][a-z0-9_, ]*?))?"
    r"(?: *\((?P<name>[^()]+)\))?"
)


def read_who(value: Any) -> Actor:
    """Who acts, from `role`, `role of team`, `role, role (Name)`.

    Whoever has no name is the one person in those roles. Raises `Expected`.
    """
    text = " ".join(str(value).split())
    said = _WHO.fullmatch(text)
    if said is None or not isinstance(value, str):
        raise Expected(
            "a role, such as team_manager, `team_manager of a_team`, or `team_manager (Sam)`",
            found=quoted(value),
        )
    name = (said["name"] or "").strip()
    return Actor(
        user=(name or text).lower().replace(" ", "_"),
        roles=frozenset(listed(said["roles"])),
        teams=frozenset(listed(said["teams"] or "")),
        name=name or text,
    )
