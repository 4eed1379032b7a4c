"""A contact that was begun: left and taken up again, in two windows, recorded once, erased."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frontdoor.composition import open_authority
from frontdoor.domain.commands import Receive
from frontdoor.services import drafts as drafts_service
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import User
from frontdoor.settings import Settings
from frontdoor.web.pages.taking.steps import STEPS

from .taking import aside, begin, files_with, fill_in, number_of

Visiting = Callable[..., Any]
At = Callable[[str], Authority]


def test_it_is_left_and_taken_up_again_by_its_author_alone(visit: Visiting, authority: At) -> None:
    """Saved for later it is on the start page of whoever began it; nobody else finds it."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    browser.get(f"{address}/child")
    browser.press("Save and come back later", children__0__name="Later Example")
    assert browser.path == "/york/contacts/new"
    assert "Saved. Go on with it" in browser.page.text
    link = next(a for a in browser.page.find("a") if a.text == "Later Example")
    assert link.attributes["href"] == address
    browser.get("/york/")
    link = next(a for a in browser.page.find("a") if a.text == "Later Example")
    assert link.attributes["href"] == address
    other = visit("york", "advice_team_manager")
    for path in ("/york/contacts/new", "/york/"):
        other.get(path)
        assert "Later Example" not in other.html
    csrf = other.form("Sign out")
    for path in ("", "/child", "/check", "/discard"):
        other.get(f"{address}{path}")
        assert other.status == 404
        assert "no longer here" in other.page.text
        for go in ("on", "record", "later"):
            other.post(f"{address}{path}", {**csrf, "go": go, "version": "2"})
            assert other.status == 404
    unknown = other.ask("GET", f"/york/contacts/begun/{'0' * 32}/child")
    foreign = other.ask("GET", f"{address}/child")
    assert (unknown.status_code, unknown.text) == (foreign.status_code, foreign.text)
    browser.get(address)
    assert browser.page.find("h1")[0].text == "Later Example"


def test_a_saved_step_survives_a_killed_server(
    visit: Visiting, authority: At, settings: Settings
) -> None:
    """What was saved is in the database at once: another process that opens it finds it."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    fill_in(browser, authority("york"), address, what_happened="Survives, invented.")
    again = open_authority(settings, "york")
    assert isinstance(again, Authority)
    try:
        user = User(name="advice_worker", full_name="", roles=frozenset({"advice_worker"}))
        draft = drafts_service.read_draft(again, user, address.rpartition("/")[2])
        assert draft.fields["what_happened"] == ["Survives, invented."]
    finally:
        again.store.close()


def test_two_windows_do_not_overwrite_each_other(visit: Visiting, authority: At) -> None:
    """The same page saved twice shows what the other saved, and keeps what was typed here."""
    browser, other = visit("york", "advice_worker"), visit("york", "advice_worker")
    address = begin(browser, "york")
    for one in (browser, other):
        one.get(f"{address}/happened")
    browser.press("Save and continue", what_happened="From the first window.")
    other.press("Save and continue", what_happened="From the second window.")
    assert other.status == 409
    assert "in another window meanwhile" in other.page.text
    assert "From the first window." in other.page.text
    assert other.form("Save and continue")["what_happened"] == "From the second window."
    browser.get(f"{address}/happened")
    assert browser.form("Save and continue")["what_happened"] == "From the first window."
    other.press("Save and continue")
    assert other.status == 200
    browser.get(f"{address}/happened")
    assert browser.form("Save and continue")["what_happened"] == "From the second window."


def test_two_windows_on_different_pages_do_not_get_in_each_others_way(
    visit: Visiting, authority: At
) -> None:
    """Another part saved meanwhile is no conflict; but what is recorded is what was seen."""
    browser, other = visit("york", "advice_worker"), visit("york", "advice_worker")
    address = begin(browser, "york")
    browser.get(f"{address}/happened")
    other.get(f"{address}/check")
    seen = other.form("Record this contact")
    browser.press("Save and continue", what_happened="Invented.")
    browser.get(f"{address}/need")
    fill_in(other, authority("york"), address, facts__parents_informed="yes")
    browser.press("Save and continue", facts__need="low")
    assert browser.status == 200
    other.post(address, {**seen, "go": "record"})
    assert other.status == 409
    assert "in another window meanwhile" in other.mistakes[0]
    other.press("Record this contact")
    assert "Done. Contact taken" in other.page.text


def test_a_row_removed_elsewhere_puts_nothing_on_the_wrong_child(
    visit: Visiting, authority: At
) -> None:
    """Details typed for the second child are not saved for another when the first is gone."""
    browser, other = visit("york", "advice_worker"), visit("york", "advice_worker")
    address = begin(browser, "york")
    two = {"children__0__name": "Ada Example", "children__1__name": "Bo Example"}
    fill_in(browser, authority("york"), address, **two)
    other.get(f"{address}/details")
    browser.get(f"{address}/child")
    form = browser.form("Save and continue")
    browser.post(f"{address}/child", {**form, "go": "remove children.0"})
    other.press("Save and continue", children__1__school="Bo's invented school")
    assert other.status == 409
    browser.get(f"{address}/details")
    assert browser.form("Save and continue")["children.0.school"] == ""


def test_recording_twice_makes_one_contact(visit: Visiting, authority: At) -> None:
    """A double submit leads to the same contact; so does going back and recording once more."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    fill_in(browser, authority("york"), address, children__0__name="Once Example")
    form = {**browser.form("Record this contact"), "go": "record"}
    before = number_of(authority("york"))
    browser.post(address, form)
    first = browser.path
    browser.post(address, form)
    assert browser.path == first
    browser.post(address, {**form, "version": "1"})
    assert browser.path == first
    assert number_of(authority("york")) == before + 1
    browser.get(address)
    assert browser.status == 404


def test_recording_at_the_same_moment_makes_one_contact(authority: At) -> None:
    """Whoever sends it, from however many windows at once, is led to the one contact."""
    at = authority("york")
    user = User(name="advice_worker", full_name="", roles=frozenset({"advice_worker"}))
    draft = drafts_service.begin_draft(at, user)
    call = Receive(what_happened="Invented.", happened=draft.begun)
    before = number_of(at)

    def record(_: int) -> object:
        return drafts_service.record_draft(at, user, draft.id, draft.version, call)

    with ThreadPoolExecutor(8) as threads:
        receipts = set(threads.map(record, range(24)))
    assert len(receipts) == 1
    assert receipts == {drafts_service.recorded_before(at, user, draft.id)}
    assert number_of(at) == before + 1
    with pytest.raises(drafts_service.NoSuchDraft):
        drafts_service.read_draft(at, user, draft.id)


def test_what_is_thrown_away_leaves_no_byte(visit: Visiting, authority: At, folder: Path) -> None:
    """Discarded, every text of a draft is gone from every file, earlier ones as well."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    fill_in(browser, authority("york"), address, what_happened="Quokka-Canary one")
    fill_in(browser, authority("york"), address, what_happened="Quokka-Canary two")
    assert files_with(folder, "Quokka-Canary")
    browser.get(f"{address}/discard")
    assert "not a word" in browser.page.text
    browser.press("Throw it away")
    assert "Nothing of it is left" in browser.page.text
    assert not files_with(folder, "Quokka-Canary")


def test_old_drafts_are_erased_when_lists_are_shown_and_when_the_service_starts(
    visit: Visiting, authority: At, folder: Path, settings: Settings
) -> None:
    """A month after it was last saved nothing of a draft is left, whoever looks at a list."""
    user = User(name="advice_worker", full_name="", roles=frozenset({"advice_worker"}))
    long_ago = now() - timedelta(days=31)

    def left_behind(text: str) -> None:
        with pytest.MonkeyPatch.context() as then:
            then.setattr(drafts_service, "now", lambda: long_ago)
            draft = drafts_service.begin_draft(authority("york"), user)
            fields = {"what_happened": [text]}
            drafts_service.save_draft(authority("york"), user, draft.id, lambda _: fields)
        assert files_with(folder, text)

    left_behind("Aye-aye-Canary")
    visit("york", "advice_team_manager").get("/york/contacts/new")
    assert not files_with(folder, "Aye-aye-Canary")
    left_behind("Numbat-Canary")
    again = open_authority(settings, "york")
    assert isinstance(again, Authority)
    again.store.close()
    assert not files_with(folder, "Numbat-Canary")


def test_what_the_procedure_does_not_record_leaves_nothing(
    visit: Visiting, authority: At, folder: Path
) -> None:
    """Where a call turns out hypothetical, ending it erases every word that was saved of it."""
    browser = visit("leicester", "das_social_worker")
    address = begin(browser, "leicester")
    fill_in(
        browser,
        authority("leicester"),
        address,
        what_happened="The story of Wombat-Canary.",
        referrer__kind="professional",
        facts__purpose="consultation",
        facts__need="low",
        facts__protection_needed_now="no",
    )
    assert "records nothing of it as it is" in browser.page.text
    assert "records nothing of this" in aside(browser)
    before = number_of(authority("leicester"))
    browser.press("End it without recording")
    assert browser.page.find("h1")[0].text == "Nothing has been recorded"
    assert "Hypothetical advice, not recorded" in browser.page.text
    assert number_of(authority("leicester")) == before
    assert not files_with(folder, "Wombat-Canary")
    browser.get(address)
    assert browser.status == 404


HOSTILE = "\"><script>alert(1)</script>{{ 7*7 }}</textarea>\u2028' OR 1=1 --"


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ("missing", "check")])
def test_hostile_text_stays_text_in_every_field(step: str, visit: Visiting, authority: At) -> None:
    """Whatever is sent to a step comes back as text on every page that shows it, and is no 5xx."""
    browser = visit("york", "advice_worker")
    address = begin(browser, "york")
    browser.get(f"{address}/{step}")
    form = browser.form("Save and continue")
    texts = dict.fromkeys(form, HOSTILE)
    forged = {
        "children.0.name": HOSTILE,
        "children.7.facts.need": HOSTILE,
        f"children.{'9' * 40}.name": "x",
        "adults.3.name": HOSTILE,
        "facts.no_such": HOSTILE,
        "concerns": [HOSTILE, "neglect"],
        "answers.x": "\0",
        "steps": HOSTILE,
        "__proto__": "x",
    }
    own = {"csrf": form["csrf"], "was": form["was"]}
    for go in ("remove children.0", "remove x.\u00b2", f"add {HOSTILE}", HOSTILE, "on"):
        browser.post(f"{address}/{step}", {**texts, **forged, **own, "go": go})
        assert browser.status in (200, 409, 422)
        assert "<script>alert" not in browser.html
        browser.get(f"{address}/{step}")
        assert "<script>alert" not in browser.html
        own["was"] = browser.form("Save and continue")["was"]
    for page in (f"{address}/check", f"{address}/missing", address, "/york/contacts/new"):
        browser.get(page)
        assert browser.status == 200
        assert "<script>alert" not in browser.html
        assert "49" not in browser.page.find("h1")[0].text
    browser.get(address)
    browser.post(address, {"csrf": form["csrf"], "go": "record", "version": HOSTILE})
    assert browser.status == 409


@pytest.mark.parametrize("path", ["x", "0" * 32, "%00", f"{'0' * 32}/need", f"{'0' * 32}/nowhere"])
def test_what_is_not_there_is_answered_as_such(visit: Visiting, path: str) -> None:
    """An unknown draft or part is a page that says so."""
    browser = visit("york", "advice_worker")
    assert browser.ask("GET", f"/york/contacts/begun/{path}").status_code == 404
