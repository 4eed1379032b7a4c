"""A day's work on the pages: giving contacts away, being away, late entries, the right child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from frontdoor.domain.clocks import LONDON
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User, Visit

Visiting = Callable[..., Any]


@pytest.fixture
def colleague(authority: Callable[[str], Authority]) -> Callable[[str, str], str]:
    """Adds someone with a role of their own to York, who signs in like all others."""

    def added(name: str, role: str) -> str:
        york = authority("york")
        with york.store.visit(Visit("", "test.user", now())) as records:
            known = records.user(role)
            assert known is not None
            full_name = name.replace(".", " ").title()
            if records.user(name) is None:
                records.save_user(
                    User(
                        name=name,
                        full_name=full_name,
                        roles=known.roles,
                        teams=known.teams,
                        password=known.password,
                    )
                )
        return name

    return added


def reference(browser: Any) -> str:
    """The reference of the contact whose page is open."""
    caption = browser.page.find("span", **{"class": "govuk-caption-l"})[0].text
    return str(caption.split()[-1])


def options(browser: Any, field: str) -> dict[str, str]:
    """The choices of a field, text by value."""
    (select,) = browser.page.find("select", name=field)
    return {one.attributes["value"]: one.text for one in select.find("option")}


def mine(taken: Visiting, worker: Any, colleague_name: str, *names: str) -> list[str]:
    """Contacts taken and given to someone; their paths."""
    paths = []
    for name in names:
        browser = taken(children__0__name=name)
        paths.append(browser.path)
        browser.get(f"{browser.path}/do/assign")
        browser.press("Assign to a worker", user=colleague_name)
        assert browser.path == paths[-1], browser.mistakes
    return paths


def test_a_contact_is_given_to_someone_by_their_name(
    taken: Visiting, visit: Visiting, colleague: Callable[[str, str], str]
) -> None:
    """Names and roles to choose from, oneself first; the note stands at the top of the record."""
    ben = colleague("ben.example", "advice_worker")
    browser = taken()
    contact = browser.path
    browser.get(f"{contact}/do/assign")
    offered = options(browser, "user")
    assert list(offered)[:3] == ["", "advice_worker", "=team"]
    assert offered[ben] == "Ben Example (Advice Worker)"
    browser.press("Assign to a worker", user="")
    assert browser.mistakes == ["Choose who it goes to"]
    browser.press("Assign to a worker", user=ben, note="Ring the school before three.")
    assert browser.path == contact
    assert "Handed over by advice_worker" in browser.page.text
    browser.get(f"{contact}/do/assign")
    browser.press("Assign to a worker", user="=team")
    assert "assigned to nobody" in browser.page.text
    assert "Ring the school" in browser.page.text  # in the journal
    assert "Handed over by" not in browser.page.text


def test_a_shift_is_handed_over_in_one_go(
    taken: Visiting, visit: Visiting, colleague: Callable[[str, str], str]
) -> None:
    """All that is mine is listed; what is ticked goes, each with its note; the rest stays."""
    anna, ben = (colleague(name, "advice_worker") for name in ("anna.shift", "ben.shift"))
    paths = mine(taken, None, anna, "One Example", "Two Example", "Three Example")
    ids = [path.rpartition("/")[2] for path in paths]
    worker = visit("york", anna)
    worker.get("/york/hand-over")
    assert sorted(worker.form("Hand over")["contact"]) == sorted(ids)
    worker.press("Hand over", contact=[], note="Quiet so far.")
    assert "Tick the contacts that you give away" in worker.mistakes
    assert "Choose who it goes to" in worker.mistakes
    sent = {"contact": ids[:2], "user": ben, "note": "Quiet so far."}
    before = worker.form("Hand over")
    worker.press("Hand over", **sent, **{f"note__{ids[0]}": "The aunt calls back."})
    assert "2 contacts were given away." in worker.page.text
    assert worker.form("Hand over")["contact"] == ids[2:]
    receiver = visit("york", ben)
    for path, note in zip(paths, ("The aunt calls back.", "Quiet so far."), strict=False):
        receiver.get(path)
        assert "Handed over by anna.shift" in receiver.page.text
        assert note in receiver.page.text
    # The same form again changes nothing more.
    worker.post(
        "/york/hand-over",
        {**before, **sent, f"note.{ids[0]}": "The aunt calls back.", "go": "give"},
    )
    receiver.get(paths[0])
    assert receiver.html.count("The aunt calls back.") == 2  # at the top, and in the journal


def test_what_cannot_be_handed_over_is_told_and_the_rest_goes(
    taken: Visiting, visit: Visiting, colleague: Callable[[str, str], str]
) -> None:
    """What someone changed meanwhile is left and named, ready to be sent again."""
    anna, ben = (colleague(name, "advice_worker") for name in ("anna.left", "ben.left"))
    paths = mine(taken, None, anna, "Four Example", "Five Example")
    ids = [path.rpartition("/")[2] for path in paths]
    worker = visit("york", anna)
    worker.get("/york/hand-over")
    other = visit("york", "advice_team_manager")
    other.get(f"{paths[0]}/do/add_information")
    other.press("Add information", text="The school rang.")
    changed = reference(other)
    worker.press("Hand over", user=ben, note="All of it.")
    assert worker.status == 409
    assert worker.mistakes == [
        f"{changed} was left as it is. Someone changed it meanwhile. Look at it, then give it away."
    ]
    assert worker.form("Hand over")["contact"] == [ids[0]]
    worker.press("Hand over")
    assert "1 contact was given away." in worker.page.text
    assert "You have no open contacts" in worker.page.text


def test_several_are_assigned_from_a_list(taken: Visiting, visit: Visiting) -> None:
    """What was ticked in a list is shown to be given to someone; a restricted one is left."""
    manager = visit("york", "advice_team_manager")
    paths = [taken(children__0__name=f"{name} Example").path for name in ("Six", "Seven")]
    ids = [path.rpartition("/")[2] for path in paths]
    worker = visit("york", "advice_worker")
    worker.get(f"{paths[1]}/do/restrict")
    worker.press(worker.page.find("h1")[0].text, reason="A colleague's child.")
    manager.get(f"/york/hand-over?contact={ids[0]}&contact={ids[1]}")
    assert manager.page.find("h1")[0].text == "Assign several contacts"
    assert "Seven Example" not in manager.html
    manager.press("Assign", user="advice_worker")
    assert manager.status == 409
    assert "It is restricted. Open it first" in manager.mistakes[0]
    worker.get(paths[0])
    assert "assigned to advice_worker" in worker.page.text


def test_someone_is_away_and_their_work_is_taken_over(
    taken: Visiting, visit: Visiting, colleague: Callable[[str, str], str]
) -> None:
    """Their record says so, whoever assigns is told, the stand-in finds and takes what is due."""
    anna, ben = (colleague(name, "advice_worker") for name in ("anna.away", "ben.stands"))
    (path,) = mine(taken, None, anna, "Eight Example")
    worker = visit("york", anna)
    worker.get("/york/away")
    worker.press("Note the absence")
    assert worker.mistakes == ["Enter the first day", "Enter the last day"]
    today = now().astimezone(LONDON).date()
    days = {
        f"{name}__{part}": str(getattr(day, part))
        for name, day in (("first", today), ("last", today + timedelta(days=7)))
        for part in ("day", "month", "year")
    }
    worker.press("Note the absence", **{**days, "last__year": "2020"})
    assert "The last day is before the first." in worker.mistakes[0]
    worker.press("Note the absence", **days, stand_in=anna)
    assert "Nobody stands in for themselves." in worker.mistakes[0]
    worker.press("Note the absence", **days, stand_in=ben)
    assert "Anna Away" in worker.page.text
    assert "Ben Stands stands in" in worker.page.text
    worker.press("Note the absence", **days)
    assert "noted as away already" in worker.mistakes[0]
    stand_in = visit("york", ben)
    stand_in.get(path)
    assert "Anna Away, away until" in stand_in.page.text
    stand_in.get(f"{path}/do/assign")
    assert "away until" in options(stand_in, "user")[anna]
    stand_in.get(f"/york/hand-over?of={anna}")
    assert stand_in.page.find("h1")[0].text == "Contacts of Anna Away"
    stand_in.press("Assign", user=ben)
    stand_in.get(path)
    assert "assigned to ben.stands" in stand_in.page.text
    stand_in.get("/york/away")
    assert "Back already, or not going: Anna Away" not in stand_in.page.text
    stand_in.post(
        "/york/away",
        {
            "csrf": stand_in.form("Sign out")["csrf"],
            "user": anna,
            **{key.replace("__", "."): value for key, value in days.items()},
            "go": "note",
        },
    )
    assert stand_in.status == 403
    manager = visit("york", "advice_team_manager")
    manager.get("/york/away")
    manager.press("Back already, or not going : Anna Away")
    assert "Noted: they are here again." in manager.page.text
    assert "Anna Away" not in manager.page.find("ul", **{"class": "govuk-list frontdoor-tasks"})


def test_whoever_stands_in_for_a_decider_sees_who_is_away(taken: Visiting, visit: Visiting) -> None:
    """Where the procedure lets others decide for those away, it is shown who is noted as away."""
    browser = taken(facts__need="significant_harm", facts__protection_needed_now="yes")
    manager = visit("york", "service_manager")
    manager.get(browser.path)
    links = [a.attributes["href"] for a in manager.page.find("a") if "/do/" in a.attributes["href"]]
    for link in links:
        manager.get(link)
        if "Whose decision it is" in manager.page.text:
            assert "not noted as away" in manager.page.text
            return
    pytest.fail("no step for those who are away")


def test_a_late_entry_shows_what_it_does_to_the_deadlines(taken: Visiting) -> None:
    """Before it is sent: what would be done, in time or late, and what would begin."""
    hour = now().astimezone(LONDON) - timedelta(hours=1)
    typed = {"day": hour.day, "month": hour.month, "year": hour.year, "time": f"{hour:%H:%M}"}
    at = {f"happened__{part}": str(value) for part, value in typed.items()}
    browser = taken(facts__crime_suspected="yes", **at)
    contact = browser.path
    journal = browser.page.text.count("Entry ")
    browser.get(f"{contact}/do/notify")
    browser.press("See what it does to the deadlines", whom="police", **at)
    assert browser.status == 200, browser.mistakes
    assert "Done: Tell the police, in time" in browser.page.text
    assert browser.form("Record that someone was told")["happened.time"] == f"{hour:%H:%M}"
    browser.press(
        "See what it does to the deadlines", **{f"happened__{part}": "" for part in typed}
    )
    assert "Done: Tell the police, late" in browser.page.text
    early = {**at, "happened__year": str(hour.year - 1)}
    browser.press("See what it does to the deadlines", **early)
    assert browser.status == 422
    assert "This contact was received" in browser.mistakes[0]
    browser.get(contact)
    assert browser.page.text.count("Entry ") == journal


def test_a_contact_that_is_opened_again_says_why(taken: Visiting, visit: Visiting) -> None:
    """Who opened it and why stands at the top of the record, until something is decided anew."""
    worker = taken(facts__purpose="advice", facts__need="low")
    contact = worker.path
    worker.get(f"{contact}/do/give_advice")
    worker.press("Answer and close", outcome="information_and_advice", rationale="Advised.")
    assert worker.path == contact, worker.mistakes
    manager = visit("york", "advice_team_manager")
    manager.get(contact)
    assert "Opened again" not in manager.page.text
    manager.get(f"{contact}/do/reopen")
    manager.press(manager.page.find("h1")[0].text)
    assert manager.mistakes
    manager.press(manager.page.find("h1")[0].text, reason="The aunt rang once more.")
    assert manager.path == contact, manager.mistakes
    assert "Opened again by advice_team_manager" in manager.page.text
    assert "What was decided before stands" in manager.page.text


def test_a_contact_is_put_on_the_right_child(taken: Visiting) -> None:
    """Both side by side, a reason, and a trace on the record and with both children."""
    wrong = taken(children__0__name="Wrenna Mistaken")
    browser = taken(children__0__name="Rightful Example", children__0__date_of_birth__year="2012")
    other = reference(browser)
    browser.get(f"{wrong.path}/do/correct_child")
    assert browser.path == f"{wrong.path}/right-child"
    browser.press("Search", text="Rightful Example")
    link = next(a for a in browser.page.find("a") if a.text.startswith("Rightful Example, born"))
    browser.get(link.attributes["href"])
    cells = [cell.text for cell in browser.page.find("td")]
    assert "Wrenna Mistaken" in cells
    assert "Rightful Example" in cells
    browser.press("Put on this child")
    assert browser.mistakes == ["Enter how it came to be on the wrong child"]
    browser.press("Put on this child", reason="The names are alike.", facts__case="closed")
    assert browser.path == wrong.path, browser.mistakes
    assert browser.page.find("h1")[0].text == "Rightful Example"
    assert "stood on Wrenna Mistaken by mistake" in browser.page.text
    assert "The names are alike." in browser.page.text
    people = [
        a.attributes["href"] for a in browser.page.find("a") if "/people/" in a.attributes["href"]
    ]
    browser.get(people[0])
    assert "stood here by mistake" in browser.page.text
    assert other not in browser.page.text


def test_a_contact_is_put_on_a_child_who_is_not_on_record(taken: Visiting) -> None:
    """The right child is typed in; a child of no name at all is refused."""
    browser = taken(children__0__name="Nobody Inparticular")
    contact = browser.path
    browser.get(f"{contact}/right-child?new=1")
    browser.press("Put on this child", reason="Mixed up.")
    assert "Enter the child’s name" in browser.mistakes[0]
    browser.press("Put on this child", child__name="Newly Example")
    assert browser.path == contact, browser.mistakes
    assert browser.page.find("h1")[0].text == "Newly Example"


def test_children_of_one_call_are_swapped(taken: Visiting, visit: Visiting) -> None:
    """Each contact is on the other's child afterwards, or neither; the journal says so on both."""
    browser = taken(
        children__0__name="Swapped One",
        children__1__name="Swapped Two",
        children__1__facts__case="open",
    )
    first = browser.path
    browser.get(f"{first}/right-child")
    link = next(a for a in browser.page.find("a") if a.text.startswith("Swap with Swapped Two"))
    browser.get(link.attributes["href"])
    second = first.rpartition("/")[0] + "/" + link.attributes["href"].rpartition("=")[2]
    other = visit("york", "advice_team_manager")
    other.get(f"{second}/do/add_information")
    other.press("Add information", text="The school rang.")
    browser.press("Swap the children", reason="Mixed up on the telephone.")
    assert browser.status == 409
    browser.press("Swap the children")
    assert browser.path == first, browser.mistakes
    assert browser.page.find("h1")[0].text == "Swapped Two"
    other.get(second)
    assert other.page.find("h1")[0].text == "Swapped One"
    assert "Put on the right child" in other.page.text
