"""Forms as people fill them in: what was typed, what is wrong with it, and where.

Names of fields are the keys of a command joined by dots (`children.0.name`), so that a pydantic
location or a JSON Pointer leads to its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import uuid4

from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from pydantic import ValidationError

from frontdoor.domain.clocks import LONDON
from frontdoor.domain.permission import Reason, Refused
from frontdoor.web.authentication import MOST_FIELDS
from frontdoor.web.problems import AnyRequest, Problem
from frontdoor.web.uploads import MULTIPART, Unreadable, Upload, parts_of

LABELS: Final = {
    "happened": "When it happened",
    "received": "Time of receipt",
    "name": "Name",
    "role": "Role or job",
    "organisation": "Organisation",
    "relationship": "Relationship to the child",
    "telephone": "Telephone number",
    "email": "Email address",
    "address": "Address",
    "date_of_birth": "Date of birth",
    "expected": "Expected date of birth",
    "gender": "Gender",
    "ethnicity": "Ethnicity",
    "nationality": "Nationality",
    "first_language": "First language",
    "needs": "Disability, interpreter or other needs",
    "school": "School, nursery or college",
    "nhs_number": "NHS number",
    "what_happened": "What happened",
    "text": "What there is to say",
    "result": "What was found",
    "reason": "Reason",
    "rationale": "Rationale",
    "away": "Why they are away",
    "outcome": "Outcome",
    "also": "Also",
    "to": "Who it goes to",
    "whom": "Who was told",
    "with": "Who it was shared with",
    "user": "User name",
    "note": "Note",
    "digest": "Digest of its bytes",
    "was_child": "Stood before on",
    "first": "First day away",
    "last": "Last day away",
    "password": "Password",
    "question": "Question",
    "check": "Check",
    "record": "Record",
    "task": "Task",
    "kind": "Kind",
    "other": "Reference of the other contact",
    "source": "Contact the outcome comes from",
    "survivor": "Contact that stays",
    "channel": "How",
    "subject": "Subject",
    "addressee": "Name and address",
    "letter": "Letter",
}
"""The label of each field, by the last word of its name."""

_KEY: Final = re.compile(r"[!#-~]{1,64}")

_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?", re.ASCII | re.IGNORECASE)
_CODED: Final = {"needs", "barred", "stage", "role", "condition", "conflict"}


def id_of(name: str) -> str:
    """The id of a field's first element."""
    return name.replace(".", "-")


def label_of(name: str) -> str:
    """The label of a field."""
    return LABELS.get(_last(name), _last(name).replace("_", " ").capitalize())


def _last(name: str) -> str:
    return next((part for part in reversed(name.split(".")) if not part.isdigit()), name)


@dataclass(frozen=True)
class Wrong:
    """Something that is wrong with a field, or with the whole where `name` is empty."""

    name: str
    says: str


@dataclass
class Form:
    """A form with what was typed into it; `reasons` are those of a refusal.

    `files` are those sent with it, by field: a page cannot give them back to be sent again.
    """

    values: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    reasons: tuple[Reason, ...] = ()
    files: dict[str, Upload] = field(default_factory=dict)
    _elements: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, default: str = "") -> str:
        """What stands in a field."""
        return self.values.get(name, [default])[-1]

    def text(self, name: str) -> str:
        """What stands in a field, without blanks around it."""
        return self.value(name).strip()

    def every(self, name: str) -> list[str]:
        """Every box of a name that is ticked."""
        return self.values.get(name, [])

    def put(self, name: str, *values: str) -> None:
        """Fill a field in."""
        self.values[name] = list(values)

    def number(self, name: str) -> int | None:
        """The whole number in a field, of nine digits at most; None where there is none."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

    def keyed(self) -> str:
        """The form's idempotency key; a form without one is given one."""
        if not _KEY.fullmatch(self.value("key")):
            self.put("key", uuid4().hex)
        return self.value("key")

    def under(self, name: str) -> dict[str, str]:
        """The fields whose name begins with `name.` and which are not blank, by the rest of it."""
        start = f"{name}."
        return {
            key.removeprefix(start): values[-1].strip()
            for key, values in self.values.items()
            if key.startswith(start) and values[-1].strip()
        }

    def filled(self, at: str, parts: Sequence[str]) -> bool:
        """Whether anything stands in, or is wrong with, one of the fields `at.part`."""
        names = {f"{at}.{part}" for part in parts}
        return any(self.text(name) for name in names) or any(w.name in names for w in self.wrong)

    def add(self, name: str, says: str) -> None:
        """Say what is wrong with a field, once."""
        if Wrong(name, says) not in self.wrong:
            self.wrong.append(Wrong(name, says))

    def shows(self, name: str, element: str = "") -> str:
        """Note that a field is on the page, with the id of its first element, which is given."""
        self._elements[name] = element or id_of(name)
        return self._elements[name]

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return next((w.says for w in self.wrong if self._field_of(w.name) == name), "")

    def summary(self) -> list[tuple[str, str]]:
        """Everything that is wrong, each with the id of its field, if that is on the page."""
        return [(w.says, self._elements.get(self._field_of(w.name), "")) for w in self.wrong]

    def _field_of(self, name: str) -> str:
        while name and name not in self._elements:
            name = name.rpartition(".")[0]
        return name

    def add_invalid(self, error: ValidationError) -> None:
        """Say what a command found wrong with what was typed."""
        for problem in error.errors(include_url=False):
            loc = [str(part) for part in problem["loc"] if part != "[key]"]
            name = ".".join(loc)
            if not any(w.name == name for w in self.wrong):
                self.add(name, _in_words(label_of(name), problem))

    def add_refusal(self, refused: Refused) -> None:
        """Say why the procedure, or the shape of things, does not let it happen."""
        self.reasons = tuple(reason for reason in refused.reasons if reason.code in _CODED)
        for reason in refused.reasons:
            name = reason.pointer.strip("/").replace("/", ".")
            self.add(name, f"{reason.says} {reason.instead}".strip())

    # dates

    def day(self, name: str) -> date | None:
        """A date from its three fields, or None where they are blank or wrong."""
        parts = [self.text(f"{name}.{part}") for part in ("day", "month", "year")]
        if not any(parts):
            return None
        label = label_of(name)
        missing = [w for w, part in zip(("day", "month", "year"), parts, strict=True) if not part]
        if missing:
            self.add(name, f"{label} must include a {' and a '.join(missing)}")
            return None
        if len(parts[2]) != 4:
            self.add(name, f"{label} must have a year of 4 numbers")
            return None
        try:
            day, month, year = (int(part) for part in parts)
            found = date(year, month, day)
        except ValueError:
            self.add(name, f"{label} must be a real date")
            return None
        if not 1900 <= found.year < 2200:
            self.add(name, f"{label} must be between 1900 and 2199")
            return None
        return found

    def moment(self, name: str) -> datetime | None:
        """A local date and time, or None where they are blank or wrong."""
        day = self.day(name)
        clock = self.text(f"{name}.time")
        wrong = any(w.name == name for w in self.wrong)
        if day is None or wrong:
            if clock and not wrong:
                self.add(name, f"{label_of(name)} must include a date as well as a time")
            return None
        if not clock:
            self.add(name, f"{label_of(name)} must include a time, as near as you know it")
            return None
        at = clock_time(clock)
        if at is None:
            self.add(name, f"{label_of(name)} must have a time such as 15:30 or 3:30pm")
            return None
        return datetime.combine(day, at, LONDON)

    def put_moment(self, name: str, moment: datetime) -> None:
        """Fill in a date and time."""
        local = moment.astimezone(LONDON)
        self.put_day(name, local.date())
        self.put(f"{name}.time", f"{local:%H:%M}")

    def put_day(self, name: str, day: date) -> None:
        """Fill in a date."""
        for part in ("day", "month", "year"):
            self.put(f"{name}.{part}", str(getattr(day, part)))

    # rows

    def rows(self, name: str) -> list[int]:
        """The numbers of a list's rows that are on the form, blank ones among them."""
        found = set()
        for key in self.values:
            match = re.match(rf"{name}\.(\d{{1,3}})\.", key)
            if match:
                found.add(int(match[1]))
        return sorted(found)

    def leave_out(self, name: str, rows: Iterable[int]) -> None:
        """Take rows out of a list, and number the rest anew."""
        stay = [row for row in self.rows(name) if row not in set(rows)]
        number = {str(old): str(new) for new, old in enumerate(stay)}
        kept: dict[str, list[str]] = {}
        for key, values in self.values.items():
            first, _, rest = key.removeprefix(f"{name}.").partition(".")
            if not key.startswith(f"{name}.") or not rest:
                kept[key] = values
            elif first in number:
                kept[f"{name}.{number[first]}.{rest}"] = values
        self.values = kept

    def drop_blank_rows(self, name: str) -> None:
        """Take out the rows into which nothing was typed."""
        self.leave_out(name, [row for row in self.rows(name) if not self.under(f"{name}.{row}")])


def _in_words(label: str, problem: Mapping[str, Any]) -> str:
    context = problem.get("ctx", {})
    match problem["type"]:
        case "string_too_long":
            return f"{label} must be {context['max_length']:,} characters or fewer"
        case "string_too_short" | "missing":
            return f"{label} is needed"
        case "too_long":
            return f"There can be at most {context['max_length']} of these"
        case "value_error":
            return f"{label} {str(problem['msg']).removeprefix('Value error, ')}"
    return f"{label} holds something that cannot be used here"


def clock_time(text: str) -> time | None:
    """A time of day as people write it (15:30, 3.30pm, 9am), or None."""
    match = _TIME.fullmatch(text.replace("a.m.", "am").replace("p.m.", "pm").strip())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif match[2] is None:
        return None  # a bare number may be anything
    return time(hour, minute) if hour < 24 and minute < 60 else None


def form_of(pairs: Sequence[tuple[str, str]]) -> Form:
    """A form from the pairs that a browser sent."""
    form = Form()
    for name, value in pairs:
        form.values.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return form


async def provide_form(request: AnyRequest) -> Form:
    """The form of a request; a body that is no form is an empty one. Raises `Problem` 413.

    Litestar's own reader keeps the last thousand bodies in a cache, passwords among them.
    """
    kind, options = request.content_type
    if kind == MULTIPART:
        try:
            fields, files = parts_of(await request.body(), options.get("boundary", ""))
        except Unreadable:
            raise Problem(400, "malformed", "This form cannot be read. Send it again.") from None
        form = form_of(fields)
        form.files = files
        return form
    if kind != "application/x-www-form-urlencoded":
        return Form()
    body = (await request.body()).decode("latin-1")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Problem(413, "too-large", f"Send at most {MOST_FIELDS:,} fields.") from None
    return form_of(pairs)


Filled = NamedDependency[SkipValidation[Form]]
"""The type of a handler's parameter `form`: what was typed."""

FORM: Final = {"form": Provide(provide_form)}
