"""Replaying: a made-up year of contacts under the four authorities, and files of contacts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdoor.compare.replay.counting import BY_DAY, OUTCOMES
from frontdoor.compare.replay.counting import replay as counted
from frontdoor.compare.replay.deadlines import Ends, decisions
from frontdoor.compare.replay.reading import TOLD, read_contacts
from frontdoor.compare.replay.routing import RECEIVED, routed
from frontdoor.compare.replay.writing import KINDS, write_contacts
from frontdoor.compare.replay.year import SOURCE, figures, year
from frontdoor.compare.tables import Table
from frontdoor.composition import practice
from frontdoor.domain.answer import Answer, answer
from frontdoor.domain.clocks import LONDON
from frontdoor.domain.practice import Practice
from frontdoor.layers import compose_folder
from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.procedure.rulebook import Layer
from frontdoor.procedure.source import read_text

from ..scenarios.practices import practice_of

EXAMPLE = Path(__file__).parents[1] / "authorities" / "example"
MEETING = """\
tasks:
  - rule: tell_the_meeting
    name: Tell the meeting
    purpose: meeting
    on: received
    when:
      - meeting_today: yes
    who: duty_worker
    within: 24 hours
    until: closed
    silent: made up for a test
"""
FOUR = ("generic", "hertfordshire", "leicester", "york")
MANY = 60_000


def books() -> list[Any]:
    """The rulebooks of the four."""
    return [practice_of(name).book for name in FOUR]


@cache
def made_up(contacts: int = MANY, seed: int = 1) -> pl.DataFrame:
    """Some contacts of a made-up year."""
    return year(books(), practice_of("york").calendar, contacts, ending=2025, seed=seed)


def rows(contacts: pl.DataFrame, asked: Practice) -> Iterator[tuple[dict[str, str], datetime]]:
    """What is said of each contact that the authority asks for, and when it was received."""
    for row in contacts.iter_rows(named=True):
        facts = {f: v for f, v in row.items() if v is not None and f in asked.book.facts}
        yield facts, row[RECEIVED]


def one_by_one(contacts: pl.DataFrame, asked: Practice) -> list[Answer]:
    """The answer to each contact, as the service gives it."""
    return [
        answer(asked, asked.facts(facts, received), received)
        for facts, received in rows(contacts, asked)
    ]


def all_but_times(given: Answer) -> tuple[Any, ...]:
    """What must be the same for all contacts of a way."""
    tasks = tuple((task.rule, task.who, task.purpose) for task in given.tasks)
    return (given.rules[0], given.outcome, given.also, given.destination, given.decided_by, tasks)


@pytest.mark.parametrize("name", FOUR)
def test_all_at_once_is_as_one_by_one(name: str) -> None:
    """A file of contacts is routed with the very answers that each gets alone, deadlines too."""
    asked, contacts = practice_of(name), made_up().sample(4_000, seed=3)
    ways = routed(contacts, asked)
    alone = one_by_one(contacts, asked)
    at_once = [ways.ways[way] for way in ways.way]
    assert list(map(all_but_times, at_once)) == list(map(all_but_times, alone))
    due = decisions(contacts[RECEIVED], ways, Ends(contacts[RECEIVED]))
    assert Counter({(row[0], row[1]): row[2] for row in due.iter_rows()}) == Counter(
        (received, given.due) for received, given in zip(contacts[RECEIVED], alone, strict=True)
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(FOUR))
def test_any_contact_is_routed_as_alone(data: st.DataObject, name: str) -> None:
    """Facts that no year would bring together, at any time, are routed as each alone is."""
    one = practice_of(name)
    asked = [fact for fact in one.book.facts.values() if not fact.derived]
    said = data.draw(
        st.lists(
            st.fixed_dictionaries({f.fact: st.sampled_from((None, *f.values)) for f in asked}),
            min_size=1,
            max_size=5,
        )
    )
    moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 1))  # noqa: DTZ001 - local times, as in a file
    contacts = pl.DataFrame(
        [
            pl.Series(
                RECEIVED,
                [data.draw(moments).replace(second=0, microsecond=0) for _ in said],
                pl.Datetime("ms"),
            ).dt.replace_time_zone("UTC"),
            *(
                pl.Series(f.fact, [said_of[f.fact] for said_of in said], pl.Enum(f.values))
                for f in asked
            ),
        ]
    )
    possible = [
        not one.procedure.impossible(one.facts(facts, received))
        for facts, received in rows(contacts, one)
    ]
    contacts = contacts.filter(pl.Series(possible))
    if len(contacts):
        ways = routed(contacts, one)
        found = [all_but_times(ways.ways[way]) for way in ways.way]
        assert found == list(map(all_but_times, one_by_one(contacts, one)))


def test_derived_facts_are_asked_of_the_plugin() -> None:
    """A task that hangs on what a plugin derives begins for just those contacts."""

    def on_wednesdays(_facts: object, received: datetime) -> dict[str, str]:
        return {"meeting_today": "yes" if received.weekday() == 2 else "no"}

    more = Layer("more", read_text(MEETING, "more.yaml"))
    book = load((*compose_folder(EXAMPLE).layers, more))
    contacts = made_up().select(RECEIVED).sample(300, seed=5)
    ways = routed(contacts, replace(practice(book), derive=(on_wednesdays,)))
    told = [
        any(task.rule == "tell_the_meeting" for task in ways.ways[way].tasks) for way in ways.way
    ]
    assert told == [received.weekday() == 2 for received in contacts[RECEIVED]]
    assert any(told)


def numbers(table: Table, column: str) -> dict[str, Any]:
    """A column of a table by its rows' headings."""
    at = table.columns.index(column) - 1
    return {row.heading: row.cells[at][0].says for row in table.rows}


def test_tables_count_what_each_contact_gets() -> None:
    """Outcomes, teams, days, deadlines, tasks and moves are those of the contacts one by one."""
    contacts = made_up().sample(3_000, seed=9)
    practices = {practice_of(name).book.name: practice_of(name) for name in ("generic", "york")}
    first, second = practices
    steps: list[None] = []
    tables = {one.name: one for one in counted(contacts, practices, lambda: steps.append(None))}
    assert len(steps) == 4
    alone = {name: one_by_one(contacts, one) for name, one in practices.items()}
    for name, answers in alone.items():
        outcomes = numbers(tables[OUTCOMES], f"{name}: contacts")
        meant = Counter(given.meaning.replace("_", " ") for given in answers)
        assert {meaning: n for meaning, n in outcomes.items() if n} == meant
        slug = name.lower().replace(" (", "_").replace(")", "").replace(" ", "_")
        teams = Counter(given.destination for given in answers)
        by_team = numbers(tables[f"workload_{slug}"], "Contacts")
        named = practices[name].book.destinations
        assert by_team == {named[team].name: n for team, n in teams.items()}
        days = [one.astimezone(LONDON).date().isoformat() for one in contacts[RECEIVED]]
        team, _ = teams.most_common(1)[0]
        by_day = numbers(tables[f"{BY_DAY}{slug}"], named[team].name)
        assert {day: n for day, n in by_day.items() if n} == Counter(
            day for day, given in zip(days, answers, strict=True) if given.destination == team
        )
        no_time = sum(given.due is None for given in answers)
        time = numbers(tables["time_to_decide"], f"{name}: contacts")
        assert (time["No time stated"], sum(time.values())) == (no_time, len(contacts))
        for table in ("decisions_due_by_day", "decisions_due_by_hour"):
            due = numbers(tables[table], name)
            free = due.pop("Week-ends and bank holidays", 0)
            assert free <= sum(due.values()) == len(contacts)
        tasks = numbers(tables["tasks"], name)
        assert sum(tasks.values()) == sum(len(given.tasks) for given in answers)
    moves = tables["moves_to_city_of_york"]
    to_referral = numbers(moves, f"{second}: referral")
    assert {one: n for one, n in to_referral.items() if n} == Counter(
        a.meaning.replace("_", " ")
        for a, b in zip(alone[first], alone[second], strict=True)
        if b.meaning == "referral"
    )


def test_a_deadline_at_midnight_is_the_end_of_its_day() -> None:
    """Received at a week-end, a decision within a working day is due with the end of Monday."""
    saturday = datetime(2025, 1, 11, 12, tzinfo=LONDON)
    contacts = pl.DataFrame({RECEIVED: [saturday]}).with_columns(
        pl.col(RECEIVED).dt.convert_time_zone("UTC").dt.cast_time_unit("ms")
    )
    tables = {one.name: one for one in counted(contacts, {"Herts": practice_of("hertfordshire")})}
    assert numbers(tables["decisions_due_by_day"], "Herts")["Monday"] == 1
    assert numbers(tables["decisions_due_by_hour"], "Herts")["23:00 to 00:00"] == 1


# the made-up year


def test_a_made_up_year_has_the_published_shares() -> None:
    """Referrals, section 47 enquiries and who they come from are as published, within a little."""
    contacts = made_up()
    england = 3_000_000 / len(contacts)
    in_need = pl.col("need").is_in(["high", "significant_harm"])
    referrals = contacts.filter(in_need, pl.col("case") != "open")
    assert len(referrals) * england == pytest.approx(632_830, rel=0.03)
    harm = contacts.filter(pl.col("need") == "significant_harm")
    assert len(harm) * england == pytest.approx(230_590, rel=0.05)
    assert (referrals["case"] == "closed").mean() == pytest.approx(142_900 / 632_830, abs=0.012)
    assert (referrals[SOURCE] == "police").mean() == pytest.approx(0.28, abs=0.012)
    assert (referrals[SOURCE] == "school").mean() == pytest.approx(0.21, abs=0.012)


def test_a_made_up_year_is_possible_and_of_that_year() -> None:
    """No contact of it is impossible anywhere, and all were received in the year, by time."""
    contacts = made_up()
    assert len(contacts) == MANY
    local = contacts[RECEIVED].dt.convert_time_zone("Europe/London").dt.date()
    assert (str(local.min()), str(local.max())) == ("2024-04-01", "2025-03-31")
    assert contacts[RECEIVED].is_sorted()
    for name in FOUR:
        one = practice_of(name)
        for facts, received in rows(contacts.sample(2_000, seed=1), one):
            assert not one.procedure.impossible(one.facts(facts, received))


def test_the_same_seed_makes_the_same_year() -> None:
    """A made-up year can be made again; another seed makes another."""
    again = year(books(), practice_of("york").calendar, 500, ending=2025, seed=1)
    assert again.equals(made_up(500, 1))
    assert not again.equals(made_up(500, 2))


def test_figures_say_where_they_come_from() -> None:
    """Each figure has a reason, those published their source; weights are of facts that are."""
    known = {*books()[0].facts, SOURCE, "contacts", "weekday", "month", "hour"}
    for figure in figures():
        assert figure.fact in known
        assert figure.why
        assert figure.weight > 0
        if figure.basis == "published":
            assert "year ending 31 March" in figure.why
    assert {figure.basis for figure in figures()} == {"published", "assumed"}


# files


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_read(kind: str, tmp_path: Path) -> None:
    """A file of contacts is read as it was written, and what only some authorities ask is told."""
    contacts = made_up(500).drop(SOURCE)
    file = tmp_path / f"contacts{kind}"
    write_contacts(contacts, file, kind)
    past = read_contacts(file, books(), practice_of("york").calendar)
    assert past.contacts.equals(contacts)
    assert past.left_out == ((), (), (), ())


def read(text: str | bytes, tmp_path: Path, ignore: tuple[str, ...] = ()) -> pl.DataFrame:
    """A CSV file as it is read for the four."""
    file = tmp_path / "contacts.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_contacts(file, books(), practice_of("york").calendar, ignore).contacts


def mistakes(text: str | bytes, tmp_path: Path, ignore: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with a CSV file, without its folder."""
    with pytest.raises(MistakesFound) as found:
        read(text, tmp_path, ignore)
    return str(found.value).replace(f"{tmp_path}/", "").splitlines()


def test_times_are_local_or_have_an_offset(tmp_path: Path) -> None:
    """A time is London's unless it has an offset; seconds do not count, an hour twice is first."""
    text = (
        "received\n2025-07-01 10:00\n2025-07-01T10:00:59.9Z\n2025-07-01 10:00+02:00\n"
        "2025-10-26 01:30\n2025-10-26T01:30+00:00\n"
    )
    found = [f"{one:%d %H:%M}" for one in read("\ufeff" + text, tmp_path)[RECEIVED]]
    assert found == ["01 09:00", "01 10:00", "01 08:00", "26 00:30", "26 01:30"]


def test_columns_that_are_no_facts_are_refused_by_name(tmp_path: Path) -> None:
    """A column that no authority knows is refused, unless it is to be passed over."""
    text = "received,neeed,child_name,out_of_hours\n2025-03-01 10:00,high,A Child,yes\n"
    first, second, third = mistakes(text, tmp_path)
    assert first.startswith("contacts.csv: child_name: found a column that is no fact")
    assert "--ignore child_name" in first
    assert "Did you mean 'need'?" in second
    assert "a fact that follows from others" in third
    assert "A Child" not in f"{first}{second}{third}"
    contacts = read(text, tmp_path, ("neeed", "child_name", "out_of_hours"))
    assert contacts.columns == [RECEIVED]
    assert mistakes("received\n2025-03-01 10:00\n", tmp_path, ("recieved",)) == [
        (
            "contacts.csv: --ignore: found 'recieved'; expected a column of the file. "
            "Did you mean 'received'?"
        )
    ]


def test_every_bad_value_is_told_with_its_row(tmp_path: Path) -> None:
    """Each value that cannot be is named with its line, what was found and what was expected."""
    text = (
        "received,need,case\n2025-03-01 10:00,hgih,\n,low,new\n01/02/2025 10:00,=1+1,open\n"
        "2025-03-30 01:30,,\n1999-01-01 10:00,,\n2025-03-01,,\n2025-03-01 10:00,high,open\n"
    )
    found = mistakes(text, tmp_path)
    assert [one.split(": found")[0] for one in found] == [
        "contacts.csv:2: need",
        "contacts.csv:3: received",
        "contacts.csv:4: need",
        "contacts.csv:4: received",
        "contacts.csv:5: received",
        "contacts.csv:6: received",
        "contacts.csv:7: received",
    ]
    assert "found 'hgih'; expected one of not_known, low, moderate" in found[0]
    assert found[0].endswith("Did you mean 'high'?")
    assert "found nothing; expected a local time such as" in found[1]
    assert "Bank holidays are known from" in found[5]


def test_of_many_mistakes_the_first_are_told_and_how_many_there_are(tmp_path: Path) -> None:
    """A file that is wrong all over does not fill the screen."""
    found = mistakes("received,need\n" + "2025-03-01 10:00,?\n" * 1_000, tmp_path)
    assert len(found) == TOLD + 1
    assert found[0].startswith("contacts.csv: found mistakes in 1,000 rows")


def test_facts_that_cannot_be_together_are_told(tmp_path: Path) -> None:
    """A contact that the procedures call impossible is refused with the reason and its row."""
    text = (
        "received,age_band,homeless\n2025-03-01 10:00,16_or_17,yes\n2025-03-01 10:00,unborn,yes\n"
    )
    (found,) = mistakes(text, tmp_path)
    assert found.startswith("contacts.csv:3: found facts that cannot be together (A child who is")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "found nothing"),
        (b"received,need\n", "found no contacts"),
        (b"need\nhigh\n", "received: found no such column"),
        ("received,need\n2025-03-01 10:00,high\n".encode("utf-16"), "UTF-16"),
        (b"received,need\n2025-03-01 10:00,caf\xe9\n", "no text in UTF-8"),
        (b"received\n" + b"2025-03-01 10:00\n" * 9_999 + b"\xe9\n", "UTF-8"),
        (b"PK\x03\x04 ...", "found a spreadsheet"),
        (b"received;need\n2025-03-01 10:00;high\n", "parted by semicolons"),
        (b"received,need,need\n2025-03-01 10:00,high,low\n", "the column 'need' twice"),
        (b"received,need\n2025-03-01 10:00,high\n2025-03-01 10:00,high,low\n", ":3: found 3 cells"),
        (b"PAR1 and no more", "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_told_gently(content: bytes, says: str, tmp_path: Path) -> None:
    """Spreadsheets, other encodings and separators, and broken files are told for what they are."""
    (found,) = mistakes(content, tmp_path)
    assert says in found


def test_parquet_of_others_is_read(tmp_path: Path) -> None:
    """Parquet may have texts, categories, or nothing at all in a column; other types are told."""
    file, calendar = tmp_path / "contacts.parquet", practice_of("york").calendar
    moment = datetime(2025, 7, 1, 10)  # noqa: DTZ001 - local times, as in a file
    columns = {"received": [moment], "need": ["high"], "case": [None], "referrer": ["child"]}
    frame = pl.DataFrame(columns).with_columns(pl.col("referrer").cast(pl.Categorical))
    frame.write_parquet(file)
    row = read_contacts(file, books(), calendar).contacts.row(0, named=True)
    assert (row[RECEIVED].hour, row["need"], row["case"], row["referrer"]) == (
        9,
        "high",
        None,
        "child",
    )
    frame.with_columns(homeless=True).write_parquet(file)
    with pytest.raises(MistakesFound, match="homeless: found 'True'; expected one of no, yes"):
        read_contacts(file, books(), calendar)
