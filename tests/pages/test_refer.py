"""The form for referrers: anyone tells an authority about a child, and nobody signs in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frontdoor.composition import Unusable
from frontdoor.domain.referring import keeps_unnamed
from frontdoor.services.authority import Authority

from .referring import AUTHORITIES, NEIGHBOUR, TEACHER, at_step, fill, read, references

Visiting = Callable[..., Any]
Authorities = dict[str, Authority | Unusable]


@pytest.fixture(params=AUTHORITIES)
def name(request: pytest.FixtureRequest) -> str:
    """Each authority's name."""
    found: str = request.param
    return found


def test_the_start_says_what_comes_first(
    visit: Visiting, authority: Callable[[str], Authority], name: str
) -> None:
    """999, the parents, and what the procedure says of reaching it come before the form."""
    page = visit().get(f"/refer/{name}")
    assert page.text.index("call 999 now") < page.text.index("Talk to the parents first")
    said = [
        one
        for one in authority(name).book.statements.values()
        if {"contact_details", "guidance_for_referrers", "consent"} & {*one.about}
    ]
    assert said
    for one in said:
        assert (one.says or one.silent or "") in page.text
        assert all(clause in page.text for clause in one.clauses)


@pytest.mark.parametrize("said", [NEIGHBOUR, TEACHER], ids=["neighbour", "teacher"])
def test_anyone_sends_a_form_and_the_front_door_has_it(
    visit: Visiting,
    authority: Callable[[str], Authority],
    name: str,
    said: dict[str, dict[str, Any]],
) -> None:
    """A neighbour and a teacher each get a reference; the contact is on the work list."""
    browser = visit()
    fill(browser, name, said)
    browser.press("Send")
    assert browser.status == 200, browser.mistakes
    (reference,) = references(browser)
    contact = read(authority(name), reference)
    assert contact.child.name == "Ada Example"
    assert contact.facts["channel"] == "form"
    assert contact.facts["referrer"] == said["who"]["referrer__kind"]
    assert contact.received_by == "public form"
    step = next(s for s in authority(name).book.steps.values() if s.command.verb == "receive")
    assert contact.holding_team == step.to
    role = min(authority(name).practice.procedure.roles(step.by))
    worker = visit(name, role)
    assert "Ada Example" in worker.page.text
    worker.get(f"/{name}/contacts/{contact.id}")
    assert "by public form, Referrer" in worker.page.text


def test_the_last_page_says_by_when_the_procedure_acts(
    visit: Visiting, authority: Callable[[str], Authority], name: str
) -> None:
    """Each task of deciding or telling that has begun is there with the time it is due."""
    browser = visit()
    fill(browser, name, TEACHER)
    browser.press("Send")
    contact = read(authority(name), references(browser)[0])
    due = [
        task
        for task in contact.tasks.values()
        if task.purpose in ("acknowledgement", "decision", "feedback")
    ]
    assert due
    for task in due:
        assert task.name in browser.page.text
        assert all(clause in browser.page.text for clause in task.cites)
    told = [
        rule
        for rule in authority(name).book.feedback.values()
        if rule.to == "professional_referrer"
    ]
    assert told[0].tells[0] in browser.page.text


def test_only_those_may_stay_unnamed_whom_the_procedure_keeps_so(
    visit: Visiting, authority: Callable[[str], Authority], name: str
) -> None:
    """Whoever else asks for it is told, is asked for a name, and is not asked about it."""
    kinds = ("professional", "family", "child", "public")
    kept = {kind for kind in kinds if keeps_unnamed(authority(name).practice, kind)}
    assert kept == ({"public"} if name == "leicester" else {"family", "child", "public"})
    for kind in kinds:
        browser = visit()
        fill(browser, name, {**NEIGHBOUR, "who": {"referrer__kind": kind}}, until="you")
        asked = browser.page.find("input", name="referrer.wants_anonymity", type="radio")
        assert bool(asked) == (kind in kept)
        browser.press("Continue", referrer__wants_anonymity="yes")
        if kind in kept:
            assert at_step(browser) == "children"
            continue
        assert browser.status == 422
        assert at_step(browser) == "you"
        assert "does not keep your name" in browser.mistakes[0]
        assert ("Enter your name" in browser.mistakes) == (kind != "child")


def test_what_a_worker_judges_is_left_to_them(
    visit: Visiting, authority: Callable[[str], Authority], name: str
) -> None:
    """No danger, said by a referrer, is not taken as known, nor is any fact that we never ask."""
    browser = visit()
    fill(browser, name, {**TEACHER, "parents": {"asking": "no", "facts__need": "low"}})
    browser.press("Send", facts__protection_needed_now="no", facts__case="new", checks__x="y")
    contact = read(authority(name), references(browser)[0])
    judged = {"need", "protection_needed_now", "crime_suspected", "asking_raises_risk", "case"}
    assert judged.isdisjoint(contact.facts)
    assert "Is a child in immediate danger now? No." in contact.what_happened
    assert "put the child at more risk? No." in contact.what_happened


def test_danger_is_taken_as_said_and_999_comes_before_the_rest(
    visit: Visiting, authority: Callable[[str], Authority], name: str
) -> None:
    """Whoever says that a child is in danger is told to call, and so is the front door."""
    browser = visit()
    fill(browser, name, {**NEIGHBOUR, "danger": {"danger": "yes"}}, until="emergency")
    assert "Call 999 now" in browser.page.text
    browser.press("Continue")
    assert at_step(browser) == "purpose"
    fill(browser, name, {**NEIGHBOUR, "danger": {"danger": "yes"}, "parents": {"asking": "yes"}})
    browser.press("Send")
    assert "If you have not called 999 yet, call now." in browser.page.text
    facts = read(authority(name), references(browser)[0]).facts
    assert facts["protection_needed_now"] == "yes"
    assert facts["asking_raises_risk"] == "yes"


def test_each_child_becomes_a_contact_with_a_reference(
    visit: Visiting, authority: Callable[[str], Authority]
) -> None:
    """Children are added and taken away; those who stay are linked, each with a reference."""
    browser = visit()
    fill(browser, "hertfordshire", TEACHER, until="children")
    browser.press("Add another child", children__0__name="Ada Example")
    browser.press("Add another child", children__1__name="Gone Example")
    form = browser.form("Continue") | {"children.2.name": "Bo Example", "go": "remove children.1"}
    browser.post("/refer/hertfordshire", form)
    form = browser.form("Continue")
    assert [form["children.0.name"], form["children.1.name"]] == ["Ada Example", "Bo Example"]
    while at_step(browser) != "check":
        browser.press("Continue", **TEACHER.get(at_step(browser), {}))
    browser.press("Send")
    found = [read(authority("hertfordshire"), one) for one in references(browser)]
    assert {contact.child.name for contact in found} == {"Ada Example", "Bo Example"}
    assert found[0].linked("same_call") == [found[1].id]


def test_mistakes_are_named_and_what_was_typed_stays(visit: Visiting) -> None:
    """A wrong date and a missing story are named at the top; nothing typed is lost."""
    browser = visit()
    fill(browser, "york", TEACHER, until="children")
    day = {"children__0__date_of_birth__day": "31", "children__0__date_of_birth__month": "2"}
    browser.press("Continue", children__0__name="Ada", **day)
    assert browser.status == 422
    assert browser.mistakes == ["Date of birth must include a year"]
    links = [a for a in browser.page.find("a") if a.text in browser.mistakes]
    assert links[0].attributes["href"] == "#children-0-date_of_birth-day"
    assert browser.page.find("title")[0].text.startswith("Error: ")
    assert browser.form("Continue")["children.0.date_of_birth.day"] == "31"
    assert browser.form("Continue")["referrer.name"] == "Priya Example"
    browser.press("Continue", **dict.fromkeys(day, ""))
    browser.press("Continue")
    browser.press("Continue", what_happened="n" * 15_001)
    assert browser.mistakes == ["What happened must be 15,000 characters or fewer"]
    assert browser.form("Continue")["what_happened"] == "n" * 15_001
    browser.press("Continue", what_happened="")
    assert browser.mistakes == ["Say what happened, or what you would like to ask"]


def test_what_cannot_be_is_told_on_the_page_where_it_was_ticked(visit: Visiting) -> None:
    """An unborn child who is a young carer is refused with the reason."""
    browser = visit()
    fill(browser, "generic", TEACHER, until="children")
    browser.press("Continue", children__0__facts__age_band="unborn")
    browser.press("Continue")
    browser.press("Continue", what_happened="An invented story.")
    browser.press("Continue", circumstances=["young_carer"])
    assert (browser.status, at_step(browser)) == (422, "worries")
    assert "not born" in browser.mistakes[0]
    browser.press("Continue", circumstances=[])
    assert at_step(browser) == "parents"


def test_a_page_can_be_gone_back_to_and_changed(visit: Visiting) -> None:
    """Back and Change keep everything, and after a change one is led to the end again."""
    browser = visit()
    fill(browser, "york", NEIGHBOUR, until="happened")
    browser.press("Back", what_happened="Half a story")
    assert at_step(browser) == "adults"
    browser.press("Continue")
    assert browser.form("Continue")["what_happened"] == "Half a story"
    fill(browser, "york", NEIGHBOUR)
    browser.press("Change : the children")
    browser.press("Continue", children__0__name="Bo Example")
    assert at_step(browser) == "check"
    assert "Bo Example" in browser.page.text
    assert "Ada Example" not in browser.page.text


def test_only_questions_for_the_referrer_are_asked(
    visit: Visiting, authority: Callable[[str], Authority], name: str
) -> None:
    """What only a worker can answer is not asked; an answer that is refused is named there."""
    browser = visit()
    fill(browser, name, TEACHER, until="asked")
    fields = {
        one.attributes["name"].removeprefix("answers.") for one in browser.page.find("textarea")
    }
    questions = authority(name).book.questions
    assert fields
    assert all(questions[id].to == "referrer" for id in fields)
    if name == "leicester":
        browser.press("Continue", answers__ethnicity="unknown", answers__concern="See above")
        browser.press("Send")
        assert (browser.status, at_step(browser), len(browser.mistakes)) == (422, "asked", 1)
        browser.press("Continue", answers__ethnicity="Invented")
        browser.press("Send")
        answers = read(authority(name), references(browser)[0]).answers
        assert answers == {"ethnicity": "Invented", "concern": "See above"}


def test_there_is_no_form_where_there_is_no_authority(visit: Visiting) -> None:
    """An unknown authority is not found, and one out of service says so."""
    assert visit().ask("GET", "/refer/nowhere").status_code == 404
    assert visit().ask("POST", "/refer/out-of-order").status_code == 503
    page = visit().get("/")
    for one in AUTHORITIES:
        assert page.find("a", href=f"/refer/{one}")
