"""One case under several authorities: the four real procedures, side by side and on a time axis."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdoor.compare.one_case.asking import Asked, CannotBeAsked, ask, case_of, known_to
from frontdoor.compare.one_case.comparing import CaseComparison, changes, compare_case
from frontdoor.compare.one_case.timeline import LEFT, RIGHT, WIDTH, timeline
from frontdoor.compare.tables import Row, Table
from frontdoor.composition import practice
from frontdoor.domain.answer import answer
from frontdoor.domain.case import Case, read_case
from frontdoor.domain.clocks import LONDON, clock_time, describe
from frontdoor.domain.practice import Practice
from frontdoor.layers import compose_folder
from frontdoor.procedure.layering import load
from frontdoor.procedure.rulebook import Layer
from frontdoor.procedure.source import read_file, read_text

from ..scenarios.practices import practice_of

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "examples" / "cases").glob("*.yaml"))
FOUR = ("generic", "leicester", "york", "hertfordshire")
FRIDAY = datetime(2026, 3, 6, 18, 0, tzinfo=LONDON)
SVG = "{http://www.w3.org/2000/svg}"


def read(file: Path) -> Case:
    """A case file of the examples."""
    return read_case(read_file(file))


def asked(case: Case, *names: str) -> tuple[Asked, ...]:
    """What authorities answer, the four if none is named."""
    practices = [practice_of(name) for name in names or FOUR]
    return tuple(ask(one, case, known_to(map(practice_of, FOUR))) for one in practices)


def compared(facts: dict[str, str], received: datetime = FRIDAY) -> CaseComparison:
    """The four compared for plain facts."""
    (found,) = compare_case(asked(case_of(facts, received)), received)
    return found


def row(table: Table, heading: str) -> Row:
    """The row with this heading."""
    (found,) = (one for one in table.rows if one.heading == heading)
    return found


def says(table: Table, heading: str, authority: str) -> list[str]:
    """What one authority's cell says."""
    return [str(entry.says) for entry in row(table, heading).cells[FOUR.index(authority)]]


def begun(text: str) -> str:
    """A text as it stands at the beginning."""
    return text[:1].upper() + text[1:]


def is_whole(table: Table) -> bool:
    """Whether every row has a cell for each authority."""
    return all(len(one.cells) == len(table.columns) - 1 for one in table.rows)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_deadlines_of_each_child_are_those_of_its_answer(file: Path) -> None:
    """What must be decided by when, and by whom, is what each authority itself answers."""
    case = read(file)
    given = asked(case)
    children = compare_case(given, case.received)
    assert len(children) == max(1, len(case.call.children))
    for index, child in enumerate(children):
        assert all(is_whole(table) for table in child.tables)
        for name, one in zip(FOUR, given, strict=True):
            alone = answer(one.practice, one.children[index].facts, case.received)
            by = says(child.answers, "To be decided by", name)
            assert by
            if alone.due:
                assert all(begun(describe(alone.due)) in text for text in by)
            for task in alone.tasks:
                heading = next(
                    one.heading
                    for one in child.deadlines.rows
                    if (task.due and one.heading.startswith(begun(describe(task.due))))
                    or (task.due is None and one.heading == "No time is stated")
                )
                due = says(child.deadlines, heading, name)
                assert any(text.startswith(f"{task.name}: ") for text in due)


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_rows_differ_where_the_common_words_do(file: Path) -> None:
    """Meanings, kinds of destination and moments decide whether a row differs, not names."""
    case = read(file)
    given = asked(case)
    for index, child in enumerate(compare_case(given, case.received)):
        answers = [one.children[index].answer for one in given]
        kinds = {
            one.practice.book.destinations[each.destination].kind
            for one, each in zip(given, answers, strict=True)
        }
        assert row(child.answers, "What is advised").differs == (
            len({each.meaning for each in answers}) > 1
        )
        assert row(child.answers, "Where it goes").differs == (len(kinds) > 1)
        assert row(child.answers, "To be decided by").differs == (
            len({each.due for each in answers}) > 1
        )


def test_each_entry_names_its_rule_and_its_clauses() -> None:
    """Whatever is said has a rule of that authority, and clauses of its register or a reason."""
    found = compared({"age_band": "16_or_17", "homeless": "yes", "need": "high"})
    for table in found.tables:
        for one in table.rows:
            for name, cell in zip(FOUR, one.cells, strict=True):
                book = practice_of(name).book
                for entry in cell:
                    assert set(entry.cites) <= set(book.clauses)
                    if entry.standing != "not_modelled":
                        assert entry.rule
                        assert entry.cites or entry.standing in ("silent", "safeguard")
                        assert entry.cites or entry.note


def test_a_homeless_sixteen_year_old_on_a_friday_evening() -> None:
    """Hours run on through the week-end, working days do not, and the meeting is on Monday."""
    found = compared(
        {
            "age_band": "16_or_17",
            "homeless": "yes",
            "need": "high",
            "protection_needed_now": "no",
            "crime_suspected": "no",
            "case": "new",
            "in_area": "yes",
        }
    )
    by = {name: says(found.answers, "To be decided by", name)[0] for name in FOUR}
    assert by["leicester"] == "Saturday 7 March 2026 at 6pm (24 hours)"
    assert by["york"] == "Monday 9 March 2026 at 9:30am (next meeting; 2 days later)"
    assert by["hertfordshire"] == "Monday 9 March 2026 at 6pm (1 working day; 3 days later)"
    assert row(found.answers, "To be decided by").differs
    assert "LEI-50" in row(found.answers, "Where it goes").cells[FOUR.index("leicester")][0].cites


def test_an_authority_beside_itself_differs_in_nothing() -> None:
    """Where the answers are the same, no row differs."""
    case = read(ROOT / "examples/cases/case-study-b.yaml")
    (found,) = compare_case(asked(case, "york", "york"), case.received)
    assert found.answers.rows
    assert not any(table.differences().rows for table in found.tables)


def test_what_no_task_is_for_is_not_modelled() -> None:
    """Where a procedure has no task of a purpose that another has, that is said; not silence."""
    found = compared({"need": "high", "protection_needed_now": "no"})
    acknowledging = row(found.answers, "Acknowledgement")
    assert acknowledging.differs
    (none,) = acknowledging.cells[FOUR.index("york")]
    assert (none.standing, none.cites) == ("not_modelled", ())


def test_what_only_another_authority_knows_is_left_out_and_said() -> None:
    """A fact of one plugin's own changes nothing elsewhere, and its absence is noted."""
    facts = {"need": "moderate", "supported_at_tier_2": "yes"}
    generic, _, york, _ = asked(case_of(facts, FRIDAY))
    assert generic.left_out == ("supported_at_tier_2",)
    assert generic.note == "generic does not ask about supported_at_tier_2: left out there."
    assert (york.left_out, york.note) == ((), "")
    (plain, *_) = asked(case_of({"need": "moderate"}, FRIDAY))
    assert generic.children == plain.children


def test_what_nobody_knows_is_a_mistake_with_the_nearest_word() -> None:
    """An unknown fact, an unknown value and facts that cannot be together are all told."""
    known = known_to(map(practice_of, FOUR))
    with pytest.raises(CannotBeAsked) as unknown:
        ask(practice_of("york"), case_of({"neeed": "high", "case": "opened"}, FRIDAY), known)
    assert [(one.path, one.advice) for one in unknown.value.wrong] == [
        (("facts", "neeed"), "Did you mean 'need'?"),
        (("facts", "case"), "Did you mean 'open'?"),
    ]
    with pytest.raises(CannotBeAsked, match="looked after is an open case"):
        ask(practice_of("york"), case_of({"looked_after": "yes", "case": "new"}, FRIDAY), known)
    far = datetime(2090, 3, 6, 18, 0, tzinfo=LONDON)
    with pytest.raises(CannotBeAsked) as beyond:
        ask(practice_of("york"), case_of({}, far), known)
    assert beyond.value.wrong[0].path == ("received",)
    assert "bank holidays" in beyond.value.wrong[0].advice


def test_changes_show_what_is_new_and_what_is_gone() -> None:
    """Between two tables each cell has what is said now and what was said before, or nothing."""
    was = compared({"need": "high", "protection_needed_now": "no"})
    now = compared({"need": "high", "protection_needed_now": "yes"})
    changed = changes(was.answers, now.answers)
    advised = [str(entry.says) for entry in row(changed, "What is advised").cells[2]]
    assert advised[0].startswith("Now: Referral")
    assert advised[1].startswith("Before: Enquiry")
    assert changes(now.answers, now.answers).rows == ()
    assert is_whole(changed)
    assert {one.heading for one in changed.rows} <= {
        one.heading for table in (was.answers, now.answers) for one in table.rows
    }


def picture(given: Sequence[Asked], received: datetime, child: int = 0) -> ET.Element:
    """The timeline, read as XML."""
    return ET.fromstring(timeline(given, received, child))


def nothing_overlaps(svg: ET.Element) -> None:
    """No text of the picture lies on another, or beyond its edges."""
    boxes = []
    for text in svg.iter(f"{SVG}text"):
        assert text.text
        x, y = float(text.attrib["x"]), float(text.attrib["y"])
        long = len(text.text) * 6.6
        x -= long / 2 if text.attrib.get("text-anchor") == "middle" else 0
        boxes.append((x, y, x + long, text.text))
    for number, (x, y, until, says) in enumerate(boxes):
        assert x >= 0
        assert until <= WIDTH, says
        for other_x, other_y, other_until, other in boxes[number + 1 :]:
            apart = until <= other_x or other_until <= x or abs(y - other_y) >= 13
            assert apart, (says, other)


def with_tasks(*times: str) -> Practice:
    """The fictional authority with a further task for each of these times."""
    tasks = "".join(
        f"""
  - rule: more_{number}
    name: A task whose name is so long that it takes more than one line ({within})
    purpose: support
    on: received
    who: team_manager
    within: {within}
    until: closed
    silent: invented
"""
        for number, within in enumerate(times)
    )
    more = Layer("more", read_text(f"tasks:{tasks}", "more.yaml"))
    layers = compose_folder(ROOT / "tests" / "authorities" / "example").layers
    return practice(load((*layers, more)))


def label(due: datetime) -> str:
    """A deadline as it is written beside its marker."""
    local = due.astimezone(LONDON)
    clock, _, _ = clock_time(local).partition(" (")
    if (local.hour, local.minute) == (0, 0):
        day = local - timedelta(days=1)
        return f"end of {day:%a} {day.day} {day:%b}"
    return f"{local:%a} {local.day} {local:%b}, {clock}"


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_every_deadline_stands_in_the_picture_and_in_its_description(file: Path) -> None:
    """Each task with a time has its name and its moment in the drawing and in words."""
    case = read(file)
    given = asked(case)
    for child in range(len(given[0].children)):
        svg = picture(given, case.received, child)
        texts = [text.text for text in svg.iter(f"{SVG}text")]
        description = svg.findtext(f"{SVG}desc") or ""
        joined = " ".join(text or "" for text in texts)
        for one in given:
            assert one.name in texts
            for task in one.children[child].answer.tasks:
                if task.due:
                    assert label(task.due) in texts
                    assert task.name in joined
                    assert f"{task.name}, {describe(task.due)}" in description
                for reading in task.readings:
                    assert reading.due is None or label(reading.due) in texts


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_nothing_in_the_picture_lies_over_anything_else(file: Path) -> None:
    """Markers stay on the axis, and no label lies on another or beyond the edge."""
    case = read(file)
    given = asked(case)
    for child in range(len(given[0].children)):
        svg = picture(given, case.received, child)
        nothing_overlaps(svg)
        for circle in svg.iter(f"{SVG}circle"):
            x = float(circle.attrib["cx"])
            assert (
                LEFT <= x <= RIGHT or float(circle.attrib["cy"]) > float(svg.attrib["height"]) - 40
            )


def test_minutes_and_days_have_room_on_one_axis() -> None:
    """What is due within minutes stands well apart from receipt and from what is due in a day."""
    case = read(ROOT / "examples/cases/case-study-b.yaml")
    svg = picture(asked(case), case.received)
    circles = [float(circle.attrib["cx"]) for circle in svg.iter(f"{SVG}circle")]
    first, *_, last = sorted(x for x in circles if x >= LEFT)
    assert first >= LEFT + 40
    assert last >= first + 200


def test_minutes_days_and_weeks_each_have_their_part() -> None:
    """From a quarter of an hour to 45 working days all stands in order, and nothing overlaps."""
    times = ("immediately", "90 minutes", "2 working days", "5 days", "10 working days")
    given = (with_tasks(*times, "45 working days"),)
    received = datetime(2026, 12, 23, 16, 30, tzinfo=LONDON)
    drawn = picture([ask(given[0], case_of({}, received), known_to(given))], received)
    texts = {text.text: float(text.attrib["x"]) for text in drawn.iter(f"{SVG}text")}
    assert {"the first 2 hours", "day by day", "later"} <= texts.keys()
    due = ("Wed 23 Dec, 4:45pm", "Wed 23 Dec, 6pm", "Thu 24 Dec, 4:30pm", "Mon 28 Dec, 4:30pm")
    later = ("Tue 29 Dec, 4:30pm", "Mon 11 Jan, 4:30pm", "Mon 1 Mar, 4:30pm")
    at = [texts[one] for one in (*due, *later)]
    assert at == sorted(at)
    assert all(other - one > 8 for one, other in pairwise(at))
    nothing_overlaps(drawn)


def test_the_picture_is_plain_enough_for_a_strict_page() -> None:
    """It is an image with a title, without styles, scripts, events or anything from elsewhere."""
    case = read(ROOT / "examples/cases/case-study-b.yaml")
    text = timeline(asked(case), case.received, id="mine")
    svg = ET.fromstring(text)
    assert svg.attrib["role"] == "img"
    ids = [one.attrib["id"] for one in svg.iter() if "id" in one.attrib]
    assert svg.attrib["aria-labelledby"].split() == ids[:2]
    assert all(id.startswith("mine-") for id in ids)
    assert not [
        name for one in svg.iter() for name in one.attrib if name.startswith(("on", "style"))
    ]
    assert {one.tag for one in svg.iter()}.isdisjoint(
        {f"{SVG}style", f"{SVG}script", f"{SVG}image"}
    )
    assert not re.search(r"(?<!xmlns=\")https?://", text)


def test_names_are_escaped_in_the_picture() -> None:
    """What a case file calls a child cannot become part of the drawing's own text."""
    case = read(ROOT / "examples/cases/hertfordshire-high-need.yaml")
    first, second = case.call.children
    call = case.call.model_copy(
        update={"children": (first.model_copy(update={"name": "<b>&Ada"}), second)}
    )
    given = asked(Case(case.title, call, case.received))
    title = picture(given, case.received).findtext(f"{SVG}title")
    assert title
    assert "<b>&Ada" in title


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 1_060 * 24 * 60),
    st.fixed_dictionaries(
        {
            "need": st.sampled_from(["not_known", "low", "high", "significant_harm"]),
            "protection_needed_now": st.sampled_from(["not_known", "yes", "no"]),
            "purpose": st.sampled_from(["concern", "index_enquiry", "information_request"]),
        }
    ),
)
def test_any_moment_can_be_drawn(minutes: int, facts: dict[str, str]) -> None:
    """Over clock changes, nights and holidays what is due sooner stands further to the left."""
    received = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    given = asked(case_of(facts, received))
    every = [task.due for one in given for task in one.children[0].answer.tasks if task.due]
    labels = [text for text in picture(given, received).iter(f"{SVG}text") if text.text]
    at = []
    for due in sorted(set(every)):
        found = {float(one.attrib["x"]) - 12 for one in labels if one.text == label(due)}
        assert found
        assert all(LEFT <= x <= RIGHT for x in found)
        at.append(min(found))
    assert at == sorted(at)
