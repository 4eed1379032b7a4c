"""A picture of what is due by when under several authorities: one SVG, a row for each deadline.

Minutes and weeks do not go on one scale, so the axis has up to three parts, each with its own: the
first hour or two, the days after it, and what comes later. All times are local London time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from frontdoor.compare.one_case.asking import Asked
from frontdoor.domain.clocks import (
    LONDON,
    BeyondCalendar,
    Calendar,
    clock_time,
    describe,
    describe_day,
    in_utc,
)
from frontdoor.domain.practice import Practice

if TYPE_CHECKING:
    from jinja2 import Template

WIDTH: Final = 1100
LEFT: Final = 340
RIGHT: Final = 960
"""Where the axis begins and ends; beyond it there is room for the last label."""

_HEAD, _FOOT, _ROW, _LINE = 44, 40, 26, 15
_MOST_LETTERS = 48
_DAY = timedelta(days=1)
_SHORT, _LONG = timedelta(hours=2), timedelta(days=7)
_LETTER = 6.6
"""Units that a letter of a label takes, at most, on average."""


class Deadline(NamedTuple):
    """Something that is due: the decision, another task, or either as other clauses have it."""

    says: str
    due: datetime
    kind: Literal["decision", "task", "reading"]


class _Part(NamedTuple):
    """A stretch of the axis with a scale of its own; times in UTC."""

    kind: Literal["minutes", "days", "later"]
    begins: datetime
    ends: datetime
    x: float
    until: float

    def at(self, moment: datetime) -> float:
        share = (moment - self.begins) / (self.ends - self.begins)
        return round(self.x + share * (self.until - self.x), 1)


def timeline(asked: Sequence[Asked], received: datetime, child: int = 0, id: str = "time") -> str:
    """The deadlines of one child's case as SVG text; `id` is what its ids on a page begin with.

    A row for each authority and each of its tasks that has a deadline, from `received` (aware) on.
    The picture has a title and a description with every deadline in words.
    """
    received = in_utc(received)
    deadlines = [tuple(_deadlines(one, child)) for one in asked]
    parts = _parts(received, [each.due for one in deadlines for each in one])
    top, lanes = _HEAD, []
    for one, own in zip(asked, deadlines, strict=True):
        lane = _lane(one, own, parts, top)
        lanes.append(lane)
        top += lane["height"]
    several = len(asked[0].children) > 1 if asked else False
    of_child = f" for {asked[0].children[child].child}" if several else ""
    svg: str = _template().render(
        id=id,
        title=f"What is due by when{of_child}, from receipt on {describe(received)}",
        description=_description(asked, deadlines, parts),
        width=WIDTH,
        height=top + _FOOT,
        left=LEFT,
        bottom=top,
        lanes=lanes,
        parts=[{"x": part.x + 8, "says": _says(part)} for part in parts],
        breaks=[part.x for part in parts[1:]],
        ticks=[tick for part in parts for tick in _ticks(part)],
    )
    return svg


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("frontdoor.compare.one_case"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    return environment.get_template("timeline.svg")


def _deadlines(one: Asked, child: int) -> Iterator[Deadline]:
    """All that is due at a time, soonest first; readings not followed come after their task."""
    tasks = [task for task in one.children[child].answer.tasks if task.due]
    for task in sorted(tasks, key=lambda task: (str(task.due), task.purpose != "decision")):
        kind: Literal["decision", "task"] = "decision" if task.purpose == "decision" else "task"
        if task.due:
            yield Deadline(task.name, task.due, kind)
        for reading in task.readings:
            if reading.due and reading.due != task.due:
                says = f"otherwise, under {', '.join(reading.cites)}"
                yield Deadline(says, reading.due, "reading")


def _parts(received: datetime, dues: Sequence[datetime]) -> list[_Part]:
    """The parts of the axis that these deadlines need."""
    spans = [due - received for due in dues]
    soon = [span for span in spans if span <= _SHORT]
    days = [span for span in spans if _SHORT < span <= _LONG]
    later = [span for span in spans if span > _LONG]
    ends: list[tuple[Literal["minutes", "days", "later"], datetime, float]] = []
    if soon:
        hours = 1 if max(soon) <= timedelta(hours=1) else 2
        ends.append(("minutes", received + timedelta(hours=hours), 0.3))
    if days or later or not soon:
        ends.append(("days", _end_of_day(received + max(days, default=_DAY)), 0.6))
    if later:
        ends.append(("later", _end_of_day(received + max(later)), 0.35))
    whole = sum(share for _, _, share in ends)
    parts, begins, x = [], received, float(LEFT)
    for kind, until, share in ends:
        to = x + (RIGHT - LEFT) * share / whole
        parts.append(_Part(kind, begins, until, round(x, 1), round(to, 1)))
        begins, x = until, to
    return parts


def _end_of_day(moment: datetime) -> datetime:
    """The midnight with which the local day of a moment ends, in UTC."""
    local = moment.astimezone(LONDON)
    day = local.date() if local.time() == time() else local.date() + _DAY
    return _midnight(day)


def _midnight(day: date) -> datetime:
    return in_utc(datetime.combine(day, time(), LONDON))


def _says(part: _Part) -> str:
    if part.kind == "minutes":
        hours = (part.ends - part.begins) // timedelta(hours=1)
        return "the first hour" if hours == 1 else f"the first {hours} hours"
    return "day by day" if part.kind == "days" else "later"


def _ticks(part: _Part) -> Iterator[dict[str, Any]]:
    """Lines of the axis, with words where there is room for them."""
    if part.kind == "minutes":
        step = (part.ends - part.begins) / 4
        narrow = (part.until - part.x) / 4 < len("00 min") * _LETTER + 6
        for number in range(1, 4):
            x = part.at(part.begins + number * step)
            says = f"{number * step // timedelta(minutes=1)} min"
            says = "" if narrow and number != 2 else says
            yield {"line": x, "x": x, "says": says, "anchor": "middle"}
        return
    free = part.x
    for day in _dates(part.begins, part.ends):
        begins, ends = max(_midnight(day), part.begins), min(_midnight(day + _DAY), part.ends)
        x, until = part.at(begins), part.at(ends)
        line = x if begins > part.begins and (part.kind == "days" or day.weekday() == 0) else None
        if part.kind == "days":
            fits = [text for text in _names(day) if len(text) * _LETTER < until - x]
            middle = round((x + until) / 2, 1)
            yield {"line": line, "x": middle, "says": fits[0] if fits else "", "anchor": "middle"}
        elif line is not None:
            text = f"{day:%a} {day.day} {day:%b}"
            room = x >= free and x + len(text) * _LETTER < RIGHT + 40
            yield {"line": line, "x": x + 3, "says": text if room else "", "anchor": "start"}
            free = x + len(text) * _LETTER + 6 if room else free


def _names(day: date) -> tuple[str, ...]:
    """A date as a label, the longest first."""
    return (f"{day:%a} {day.day} {day:%b}", f"{day:%a} {day.day}", str(day.day))


def _dates(begins: datetime, ends: datetime) -> Iterator[date]:
    day = begins.astimezone(LONDON).date()
    while _midnight(day) < ends:
        yield day
        day += _DAY


def _lane(one: Asked, own: Sequence[Deadline], parts: Sequence[_Part], top: int) -> dict[str, Any]:
    """The band of one authority, with a row for each of its deadlines."""
    rows, y = [], top + _ROW
    for each in own:
        lines = wrap(each.says, _MOST_LETTERS)
        part = next(part for part in parts if each.due <= part.ends)
        rows.append(
            {
                "lines": lines,
                "y": y + _ROW // 2,
                "x": part.at(each.due),
                "kind": each.kind,
                "due": _short(each.due),
                "room": round(len(_short(each.due)) * _LETTER + 8),
            }
        )
        y += _ROW + _LINE * (len(lines) - 1)
    return {
        "name": one.name,
        "top": top,
        "height": y + 6 - top,
        "rows": rows,
        "shades": [shade for part in parts for shade in _shades(one.practice, part)],
    }


def _shades(practice: Practice, part: _Part) -> Iterator[dict[str, Any]]:
    """When nobody is at work: days off, and nights where a day is wide enough to show them."""
    for day in _dates(part.begins, part.ends):
        closed = _day_off(practice.calendar, day) is not None
        spans: Iterable[tuple[datetime, datetime]] = ()
        if closed:
            spans = ((_midnight(day), _midnight(day + _DAY)),)
        elif part.kind != "later":
            opens, closes = (
                in_utc(datetime.combine(day, at, LONDON))
                for at in (practice.opens, practice.closes)
            )
            spans = ((_midnight(day), opens), (closes, _midnight(day + _DAY)))
        for begins, ends in spans:
            x, until = part.at(max(begins, part.begins)), part.at(min(ends, part.ends))
            if until > x:
                yield {"x": x, "width": round(until - x, 1), "closed": closed}


def _day_off(calendar: Calendar, day: date) -> str | None:
    """Why nobody works on a day; a day whose bank holidays are not known is drawn as any other."""
    try:
        return calendar.why_not(day)
    except BeyondCalendar:
        return None


def _short(moment: datetime) -> str:
    """A moment as a label: `Mon 9 Mar, 6:20pm`, `end of Mon 9 Mar`."""
    local = moment.astimezone(LONDON)
    if local.time() == time():
        return f"end of {_names(local.date() - _DAY)[0]}"
    clock, _, _ = clock_time(local).partition(" (")  # which hour, where one comes twice
    return f"{_names(local.date())[0]}, {clock}"


def _description(
    asked: Sequence[Asked], deadlines: Sequence[Sequence[Deadline]], parts: Sequence[_Part]
) -> str:
    """The picture in words."""
    says = []
    for one, own in zip(asked, deadlines, strict=True):
        due = "; ".join(f"{each.says}, {describe(each.due)}" for each in own)
        says.append(f"{one.name}: {due or 'nothing is due by a stated time'}.")
    if asked:
        calendar = asked[0].practice.calendar
        days = _dates(parts[0].begins, parts[-1].ends)
        off = [
            describe_day(day) if why in describe_day(day) else f"{describe_day(day)} ({why})"
            for day in days
            if (why := _day_off(calendar, day))
        ]
        says.append(f"Not working days: {', '.join(off)}." if off else "All are working days.")
    return " ".join(says)
