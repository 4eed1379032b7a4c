"""The dashboard: its numbers are those of the contacts, and nobody is named in them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from statistics import median
from typing import Any

import pytest

from frontdoor.compare.exports import FORMATS
from frontdoor.domain import commands as cmd
from frontdoor.domain.clocks import LONDON
from frontdoor.domain.contact import Contact, Task
from frontdoor.procedure.vocabulary import RANK
from frontdoor.services.act_on_contact import act_on_contact
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Query, User, Visit
from frontdoor.services.read_contact import read_contact
from frontdoor.services.receipts import Receipt
from frontdoor.services.take_contact import take_contact

Visiting = Callable[..., Any]
Shown = dict[str, dict[str, list[Any]]]

FIRST, LAST = datetime(2019, 3, 18, tzinfo=LONDON), datetime(2019, 4, 15, tzinfo=LONDON)
"""Four weeks from Monday to Sunday; the clocks go forward on the third Sunday, 31 March."""

PERIOD = (
    "first_day.day=18&first_day.month=3&first_day.year=2019"
    "&last_day.day=14&last_day.month=4&last_day.year=2019"
)
TIMELESS = {"not stated", "None"}
EDGES = (
    datetime(2019, 3, 17, 23, 59, tzinfo=LONDON),
    datetime(2019, 3, 18, 0, 0, tzinfo=LONDON),
    datetime(2019, 3, 31, 23, 59, tzinfo=LONDON),
    datetime(2019, 4, 1, 0, 30, tzinfo=LONDON),
    datetime(2019, 4, 14, 23, 59, tzinfo=LONDON),
    datetime(2019, 4, 15, 0, 0, tzinfo=LONDON),
)
"""Times on either side of the beginning of a week, one of them still Sunday in UTC."""


def people(at: Authority) -> tuple[User, User]:
    """Two who have every role, so that one may authorise what the other proposed."""
    roles, teams = frozenset(at.book.roles), frozenset(at.book.destinations)
    one, other = (User(name=n, full_name=n, roles=roles, teams=teams) for n in ("ann", "ben"))
    return one, other


def call(happened: datetime, **changed: Any) -> dict[str, Any]:
    """A call about an invented child."""
    return {
        "happened": happened,
        "channel": "telephone",
        "referrer": {"kind": "professional", "name": "Quentin Unnamed"},
        "children": [{"name": "Zephyrine Example", "date_of_birth": "2012-01-01"}],
        "what_happened": "An invented story of a scarf.",
        "facts": {"purpose": "concern", "need": "moderate", "protection_needed_now": "no"},
        **changed,
    }


def take(at: Authority, user: User, said: dict[str, Any]) -> Contact:
    """Take a call; the contact that was made."""
    taken = take_contact(at, user, cmd.Receive.model_validate(said))
    assert isinstance(taken, Receipt), taken
    return read_contact(at, user, taken.written[0].id).contact


def act(at: Authority, user: User, contact: str, command: Any) -> None:
    """Do something that is permitted."""
    version = read_contact(at, user, contact).contact.version
    done = act_on_contact(at, user, contact, command, version)
    assert isinstance(done, Receipt), done


def live(at: Authority, random: Random, happened: datetime, **changed: Any) -> Contact:
    """A contact at York of which some things were done, in time, late, or never."""
    ann, ben = people(at)
    facts = {
        "purpose": random.choice(("concern", "concern", "advice", "assessment_requested")),
        "need": random.choice(("low", "moderate", "high", "significant_harm")),
        "protection_needed_now": random.choice(("no", "no", "yes")),
        "crime_suspected": random.choice(("no", "yes")),
    }
    contact = take(
        at,
        ann,
        call(
            happened,
            channel=random.choice(("telephone", "email", "form")),
            referrer={"kind": random.choice(("professional", "family", "public"))},
            facts=facts,
            **changed,
        ),
    )
    later = happened + timedelta(minutes=random.choice((5, 14, 16, 300, 6_000)))
    if "police" in contact.tasks and random.random() < 0.6:
        act(at, ann, contact.id, cmd.Notify(whom="police", text="Told.", happened=later))
    if contact.running and random.random() < 0.3:
        task = contact.running[0].id
        waived = cmd.Waive(task=task, reason="Invented.", happened=later)
        version = read_contact(at, ann, contact.id).contact.version
        act_on_contact(at, ann, contact.id, waived, version)  # some may not be
    for user in (ann, ben):
        view = read_contact(at, user, contact.id)
        may = [a for a in view.actions if a.may and a.verb == "authorise" and a.outcomes]
        if may and random.random() < 0.7:
            chosen = random.choice(may)
            outcome = random.choice(chosen.outcomes)[0]
            decided = cmd.Authorise(
                step=chosen.step, outcome=outcome, rationale="Invented.", happened=later
            )
            act_on_contact(at, user, contact.id, decided, view.contact.version)
    return contact


@pytest.fixture(scope="module")
def york(authorities: dict[str, Any]) -> Authority:
    """York with contacts of four weeks, of the days around them, and some about one child."""
    at: Authority = authorities["york"]
    random = Random(5)
    for happened in EDGES:
        live(at, random, happened)
    known = live(at, random, FIRST - timedelta(days=400))
    person = {"name": "Zephyrine Example", "date_of_birth": "2012-01-01", "person": known.person}
    for days in (10, 14, 20):  # the first of them has one before, but more than a year ago
        live(at, random, FIRST + timedelta(days=days), children=[person])
    for _ in range(18):
        live(at, random, FIRST + timedelta(minutes=random.randrange(28 * 1440)))
    return at


def shown(browser: Any, authority: str, query: str = PERIOD) -> Shown:
    """The tables of the dashboard: what stands in each row, by table and heading."""
    answer = browser.ask("GET", f"/{authority}/dashboard/all.json?{query}")
    assert answer.status_code == 200, answer.text
    return {
        table["name"]: {
            row["heading"]: [cell[0]["says"] if cell else None for cell in row["cells"]]
            for row in table["rows"]
        }
        for table in answer.json()
    }


def every(at: Authority, **narrowed: Any) -> list[Contact]:
    """Contacts as they are on record, read one by one."""
    with at.store.visit(Visit("", "test.read", now(), logged=False)) as records:
        lines = records.lines(Query(state="all", limit=100_000, **narrowed))
        found = [records.contact(line.id) for line in lines]
    return [one for one in found if one is not None]


def of_period(at: Authority) -> list[Contact]:
    """Those received in the four weeks."""
    return every(at, received_from=FIRST, received_to=LAST)


def began(contacts: list[Contact]) -> list[Task]:
    """Tasks with a deadline that began in the four weeks."""
    tasks = (task for one in contacts for task in one.tasks.values())
    return [task for task in tasks if task.due and FIRST <= task.started < LAST]


def sums(table: dict[str, list[Any]]) -> list[int]:
    """How many tasks of a table stand in each state."""
    return [sum(column) for column in list(zip(*table.values(), strict=True))[:5]]


def week(moment: datetime) -> str:
    """The Monday of a local week, as the dashboard writes it."""
    local = moment.astimezone(LONDON).date()
    monday = local - timedelta(days=local.weekday())
    return f"{monday.day} {monday:%b %Y}"


def test_contacts_are_counted_by_local_week_and_by_the_facts_of_the_call(
    york: Authority, visit: Visiting
) -> None:
    """Weeks run from Monday to Sunday in London, whatever the clocks do."""
    tables, contacts = shown(visit("york", "advice_worker"), "york"), of_period(york)
    received = Counter(week(one.received) for one in contacts)
    found = {name: row[0] for name, row in tables["weeks"].items()}
    assert found.pop("All") == len(contacts) > 20
    assert found == received
    for fact in ("referrer", "channel", "purpose"):
        counted = Counter(one.facts[fact].replace("_", " ") for one in contacts)
        assert {name.lower(): row[0] for name, row in tables[fact].items()} == counted
    assert tables["weeks_referrer"].keys() == received.keys()
    assert [sum(row) for row in tables["weeks_referrer"].values()] == list(found.values())


def test_what_was_decided_is_counted_by_the_most_that_it_means(
    york: Authority, visit: Visiting
) -> None:
    """Outcomes are those in force; conversion counts whatever was ever decided on a contact."""
    tables, contacts = shown(visit("york", "advice_worker"), "york"), of_period(york)
    outcomes = york.book.outcomes
    in_force = Counter(
        outcomes[one.decision.outcome].name if one.decision else "Not decided yet"
        for one in contacts
    )
    assert {name: row[1] for name, row in tables["outcomes"].items()} == in_force
    most = [
        max(RANK[outcomes[id].meaning] for d in one.decisions for id in (d.outcome, *d.also))
        for one in contacts
        if one.decisions
    ]
    assert len(set(most)) > 2
    for heading, begins in (
        ("Referral or more", "referral"),
        ("Assessment or more", "specialist_assessment"),
        ("Section 47 enquiry or immediate protection", "section_47_enquiry"),
    ):
        reached = sum(rank >= RANK[begins] for rank in most)
        assert tables["conversion"][heading][0] == reached
        assert tables["conversion"][heading][2] == round(100 * reached / len(most), 1)
    assert tables["weeks"]["All"][2] == len(most)


def test_a_contact_is_repeated_within_twelve_months_of_one_about_the_same_child(
    york: Authority, visit: Visiting
) -> None:
    """Of four contacts about a child, the first long ago, two are repeat contacts."""
    tables = shown(visit("york", "advice_worker"), "york")
    repeated = {name: row[1] for name, row in tables["weeks"].items() if row[1]}
    assert repeated == {"1 Apr 2019": 2, "All": 2}


def test_each_timescale_says_how_many_tasks_kept_it(york: Authority, visit: Visiting) -> None:
    """In time, late, let go, running and overdue, with the median, for each rule with a time."""
    tables, tasks = shown(visit("york", "advice_worker"), "york"), began(every(york))
    rules = {task.rule for task in tasks}
    assert len(rules) > 3
    states: Counter[str] = Counter()
    for rule in rules:
        name = york.book.tasks[rule].name
        own = [task for task in tasks if task.rule == rule]
        results: Counter[str] = Counter(task.result or "overdue" for task in own)
        states += results
        done = [t for t in own if t.result in ("in_time", "late")]
        took = [(t.ended - t.started).total_seconds() for t in done if t.ended]
        kept, missed = results["in_time"], results["late"] + results["overdue"]
        assert tables["timescales"][name][1:] == [
            *(results[state] for state in ("in_time", "late", "let_go", "running", "overdue")),
            round(100 * kept / (kept + missed), 1) if kept + missed else None,
            round(median(took) / 3600, 1) if took else None,
        ], rule
    assert all(states[state] for state in ("in_time", "late", "let_go", "overdue")), states
    for by in ("timeliness_weeks", "timeliness_teams"):
        assert sums(tables[by]) == [
            states[s] for s in ("in_time", "late", "let_go", "running", "overdue")
        ]


def test_every_timescale_of_the_procedure_is_there_with_its_clauses(
    york: Authority, visit: Visiting
) -> None:
    """One that no task was under is shown too; where a source is silent it says so."""
    answer = visit("york", "advice_worker").ask("GET", f"/york/dashboard/timescales.json?{PERIOD}")
    rows = answer.json()[0]["rows"]
    said = {cell[0]["rule"]: cell[0] for row in rows for cell in row["cells"][:1]}
    timed = {
        id
        for id, task in york.book.tasks.items()
        if {str(t) for t in (task.within, *(r.within for r in task.readings))} - TIMELESS
    }
    assert said.keys() == timed
    assert {id: tuple(one["cites"]) for id, one in said.items()} == {
        id: york.book.tasks[id].clauses for id in timed
    }


def test_work_in_hand_is_of_now_whatever_the_period(york: Authority, visit: Visiting) -> None:
    """What is open, nobody's, overdue, and how long the oldest has waited, by team and stage."""
    browser = visit("york", "advice_worker")
    rows = browser.ask("GET", f"/york/dashboard/in_hand.json?{PERIOD}").json()[0]["rows"]
    at, contacts = (
        now(),
        [one for one in every(york) if not york.practice.procedure.is_final(one.stage)],
    )
    expected: dict[tuple[str, str], list[Contact]] = {}
    for one in contacts:
        team = york.book.destinations[one.holding_team].name if one.holding_team else "No team yet"
        expected.setdefault((team, york.book.stages[one.stage].name), []).append(one)
    found = {
        (row["heading"], row["cells"][0][0]["says"]): [
            cell[0]["says"] for cell in row["cells"][1:4]
        ]
        for row in rows
    }
    assert found == {
        key: [
            len(those),
            sum(one.assigned_to is None for one in those),
            sum(one.next_due is not None and one.next_due < at for one in those),
        ]
        for key, those in expected.items()
    }


def test_a_team_s_numbers_are_those_of_what_it_holds(york: Authority, visit: Visiting) -> None:
    """With a team chosen, everything is of the contacts that it holds now."""
    browser, contacts = visit("york", "advice_worker"), of_period(york)
    teams = Counter(one.holding_team for one in contacts)
    assert len(teams) > 1
    for team, many in teams.items():
        if team is None:
            continue
        tables = shown(browser, "york", f"{PERIOD}&team={team}")
        assert tables["weeks"]["All"][0] == many
        due = len(began([one for one in every(york) if one.holding_team == team]))
        assert sum(sum(row[1:6]) for row in tables["timescales"].values()) == due


def test_deadlines_missed_on_a_deleted_duplicate_still_count(
    authority: Callable[[str], Authority], visit: Visiting
) -> None:
    """The duplicate is no contact any more; what was missed on it stays in the timescales."""
    at, browser = authority("leicester"), visit("leicester", "duty_team_manager")
    ann, ben = people(at)
    facts = {"purpose": "concern", "need": "high", "crime_suspected": "yes"}
    said = call(now() - timedelta(minutes=50), facts={**facts, "protection_needed_now": "no"})
    first, second = take(at, ann, said), take(at, ann, said)
    act(at, ann, second.id, cmd.LinkTo(kind="duplicate_of", other=first.id))
    act(at, ann, second.id, cmd.Propose(outcome="referral", rationale="Invented."))
    act(at, ben, second.id, cmd.Authorise())
    act(at, ann, first.id, cmd.CarryOutcome(source=second.id))
    before = shown(browser, "leicester", "weeks=4")
    act(at, ann, second.id, cmd.DeleteDuplicate(survivor=first.id))
    after = shown(browser, "leicester", "weeks=4")
    gone = read_contact(at, ann, second.id).contact
    missed = [task for task in gone.tasks.values() if task.was_late]
    assert len(missed) == 1
    assert after["weeks"]["All"][0] == before["weeks"]["All"][0] - 1
    was, has = sums(before["timeliness_weeks"]), sums(after["timeliness_weeks"])
    assert (has[1], has[4]) == (was[1] + 1, was[4] - 1)
    assert sum(was) - sum(has) == sum(bool(task.due) for task in gone.tasks.values()) - 1 > 0


def test_nobody_is_named_on_it(york: Authority, visit: Visiting) -> None:
    """Neither the page nor a download has a name, a reference or a word of what was said."""
    browser = visit("york", "advice_worker")
    browser.get(f"/york/dashboard?{PERIOD}")
    everything = browser.html + json.dumps(shown(browser, "york"))
    said = {"Zephyrine", "Quentin", "scarf", *(one.reference for one in of_period(york))}
    assert not [word for word in said if word in everything]
    assert "do not publish these figures as they are" in browser.page.text


def test_each_chart_has_its_table_and_each_table_its_downloads(
    york: Authority, visit: Visiting
) -> None:
    """A chart is named for those who cannot see it; every table leaves in every form."""
    browser = visit("york", "advice_worker")
    page = browser.get(f"/york/dashboard?{PERIOD}")
    charts = page.find("svg", role="img")
    assert len(charts) >= 4
    assert all(chart.find("title")[0].text and chart.find("desc")[0].text for chart in charts)
    titles = {caption.text for caption in page.find("caption")}
    assert {chart.find("title")[0].text for chart in charts} <= titles
    links = [a.attributes["href"] for a in page.find("a") if "/dashboard/" in a.attributes["href"]]
    suffixes = [form.suffix for form in FORMATS.values()]
    names = {link.partition("?")[0].rpartition("/")[2].partition(".")[0] for link in links}
    assert names == {"all", *shown(browser, "york")}
    assert len(links) == len(names) * len(suffixes)
    for suffix in suffixes:
        answer = browser.ask("GET", next(x for x in links if f"/weeks{suffix}?" in x))
        assert answer.status_code == 200
        called = answer.headers["Content-Disposition"]
        assert called == f'attachment; filename="york-2019-03-18-2019-04-14-weeks{suffix}"'
        assert answer.headers["Cache-Control"] == "no-store"
    csv = browser.ask("GET", f"/york/dashboard/weeks.csv?{PERIOD}").content.decode("utf-8-sig")
    assert csv.splitlines()[1].startswith("18 Mar 2019,")


def test_without_a_period_it_shows_the_last_twelve_weeks(visit: Visiting) -> None:
    """This week is the last of them; another number of weeks is one click away."""
    browser = visit("york", "advice_worker")
    for path, weeks in (("/york/dashboard", 12), ("/york/dashboard?weeks=4", 4)):
        browser.get(path)
        found = shown(browser, "york", path.partition("?")[2])["weeks"]
        assert len(found) == weeks + 1
        assert list(found)[-2] == week(now())
    link = next(a for a in browser.page.find("a") if a.text == "26 weeks")
    browser.get(link.attributes["href"])
    assert "Dashboard" in browser.page.find("title")[0].text
    browser.press("Show")
    assert browser.status == 200


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"last_day.year": "19"}, "Last day must have a year of 4 numbers"),
        ({"first_day.day": "31", "first_day.month": "2"}, "First day must be a real date"),
        ({"last_day.day": "1", "last_day.month": "3"}, "Last day must be the same as or after"),
        ({"last_day.year": "2031"}, "Last day must be within 10 years of the first day"),
        ({"last_day.day": "", "last_day.month": "", "last_day.year": ""}, "Enter the last day"),
        ({"team": "nobody"}, "Choose a team of this authority"),
    ],
)
def test_a_period_that_cannot_be_is_said_and_stays_as_typed(
    visit: Visiting, changed: dict[str, str], says: str
) -> None:
    """The page says what is wrong, with the last weeks' numbers; a download is refused."""
    browser = visit("york", "advice_worker")
    typed = dict(pair.split("=") for pair in PERIOD.split("&")) | changed
    query = "&".join(f"{name}={value}" for name, value in typed.items())
    browser.get(f"/york/dashboard?{query}")
    assert browser.status == 422
    assert len(browser.mistakes) == 1
    assert browser.mistakes[0].startswith(says)
    assert browser.form("Show")["last_day.day"] == typed["last_day.day"]
    assert browser.ask("GET", f"/york/dashboard/weeks.csv?{query}").status_code == 422


def test_what_is_no_table_is_not_found(visit: Visiting) -> None:
    """Neither by its name nor by its form."""
    browser = visit("york", "advice_worker")
    for file in ("nothing.csv", "weeks.exe", "weeks"):
        assert browser.ask("GET", f"/york/dashboard/{file}").status_code == 404
