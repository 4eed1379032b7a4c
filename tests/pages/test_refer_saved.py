"""A professional saves the form for referrers and comes back to it, without an account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from frontdoor.services import sealed_drafts
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit
from frontdoor.services.sealed_drafts import LENGTH, open_form, save_form

from .referring import NEIGHBOUR, TEACHER, at_step, fill, references
from .taking import files_with

Visiting = Callable[..., Any]

SAVE = "Save and come back later"
CANARY = "Quenya Canary Example"


def saved(browser: Any, name: str = "york", **typed: Any) -> str:
    """Fill the form in as a teacher up to what happened, save it there, and read its reference."""
    fill(browser, name, TEACHER, until="happened")
    browser.press(SAVE, **{"what_happened": CANARY, **typed})
    assert browser.page.find("title")[0].text.startswith("Your form is saved"), browser.page.text
    return reference_on(browser)


def reference_on(browser: Any) -> str:
    """The draft reference that a page shows, if any."""
    found = re.search(r"\b([0-9A-Z]{4}-){4}[0-9A-Z]{4}\b", browser.page.text)
    return found[0] if found else ""


def resume(browser: Any, reference: str, name: str = "york") -> None:
    """Enter a reference on the first page."""
    browser.get(f"/refer/{name}")
    browser.press("Go on with it", draft=reference)


def kept(at: Authority) -> int:
    """How many saved forms an authority has."""
    with at.store.visit(Visit("", "test.read", now())) as records:
        return records.count_sealed()


def test_a_form_is_saved_taken_up_again_and_sent(
    visit: Visiting, authority: Callable[[str], Authority]
) -> None:
    """With the reference alone another browser goes on where it was left; sent, it is gone."""
    before = kept(authority("york"))
    reference = saved(visit())
    assert kept(authority("york")) == before + 1
    other = visit()
    resume(other, f" {reference.lower().replace('-', ' ')} ")
    assert at_step(other) == "happened"
    assert other.form("Continue")["what_happened"] == CANARY
    assert other.form("Continue")["referrer.name"] == "Priya Example"
    while at_step(other) != "check":
        other.press("Continue")
    other.press("Send")
    assert references(other)
    assert kept(authority("york")) == before
    resume(other, reference)
    assert other.status == 422
    assert "No form is saved under this reference" in other.mistakes[0]


def test_the_reference_is_shown_once_and_what_is_saved_again_stays_under_it(
    visit: Visiting, authority: Callable[[str], Authority]
) -> None:
    """Saving once more replaces what was saved, shows no reference, and makes no second form."""
    browser = visit()
    reference = saved(browser)
    before = kept(authority("york"))
    browser.press("Go on with the form")
    assert at_step(browser) == "happened"
    browser.press(SAVE, what_happened="Something else, invented.")
    assert "the same draft reference as before" in browser.page.text
    assert reference_on(browser) == ""
    assert kept(authority("york")) == before
    resume(browser, reference)
    assert browser.form("Continue")["what_happened"] == "Something else, invented."


def test_what_is_saved_can_be_read_by_nobody_without_the_reference(
    visit: Visiting, authority: Callable[[str], Authority], folder: Path
) -> None:
    """No file has the text or the reference; a reference that is almost right opens nothing."""
    reference = saved(visit(), what_happened="Zyzzyva-Sealed, an invented story.")
    for text in ("Zyzzyva-Sealed", reference, reference.replace("-", "")):
        assert not files_with(folder, text)
    one = reference[:-1] + ("0" if reference[-1] != "0" else "1")
    for wrong in (one, reference[:-1], "", "0" * LENGTH, "\0" * LENGTH, "ß" * LENGTH):
        assert open_form(authority("york"), wrong) is None
    assert open_form(authority("leicester"), reference) is None
    assert LENGTH * 5 >= 100


def test_what_is_saved_is_deleted_when_asked(
    visit: Visiting, authority: Callable[[str], Authority]
) -> None:
    """On the first page, or right after saving, whoever has the reference deletes it."""
    browser = visit()
    reference = saved(browser)
    browser.press("Delete what was saved")
    assert browser.page.find("h1")[0].text == "What was saved is deleted"
    resume(browser, reference)
    assert browser.status == 422
    reference = saved(browser)
    other = visit()
    other.get("/refer/york")
    other.press("Delete it", draft=reference)
    assert other.page.find("h1")[0].text == "What was saved is deleted"
    assert open_form(authority("york"), reference) is None
    other.get("/refer/york")
    other.press("Delete it", draft=reference)
    assert other.status == 422


def test_what_is_saved_is_deleted_after_its_time(
    visit: Visiting, authority: Callable[[str], Authority], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says until when it is kept; a week later it is gone."""
    browser = visit()
    reference = saved(browser)
    at = authority("york")
    assert at.referrals_kept == timedelta(days=7)
    until = now() + at.referrals_kept
    assert f"{until:%-d %B %Y}" in browser.page.text
    later = now() + timedelta(days=6, hours=23)
    monkeypatch.setattr(sealed_drafts, "now", lambda: later)
    assert open_form(at, reference) is not None
    monkeypatch.setattr("frontdoor.services.authority.now", lambda: later + timedelta(hours=2))
    assert open_form(at, reference) is None


def test_only_professionals_who_are_named_are_offered_to_save(visit: Visiting) -> None:
    """A neighbour is not; a forged request for it saves nothing, and loses nothing."""
    browser = visit()
    fill(browser, "york", NEIGHBOUR, until="happened")
    assert SAVE not in browser.page.text
    form = browser.form("Continue") | {"go": "save"}
    browser.post("/refer/york", form)
    assert at_step(browser) == "happened"
    fill(browser, "york", TEACHER, until="who")
    assert SAVE not in browser.page.text
    fill(browser, "york", TEACHER, until="happened")
    form = browser.form("Continue") | {"go": "save", "referrer.wants_anonymity": "yes"}
    browser.post("/refer/york", form)
    assert at_step(browser) == "happened"


def test_saving_and_deleting_come_from_our_own_page_alone(
    visit: Visiting, authority: Callable[[str], Authority]
) -> None:
    """Without the cookie of the page nothing is saved or deleted, and nothing typed is lost."""
    browser = visit()
    reference = saved(browser)
    before = kept(authority("york"))
    fill(browser, "york", TEACHER, until="happened")
    form = browser.form("Continue") | {"go": "save", "what_happened": "typed", "csrf": "guessed"}
    browser.post("/refer/york", form)
    assert browser.status == 403
    assert browser.form("Continue")["what_happened"] == "typed"
    browser.post("/refer/york", {"go": "delete", "draft": reference, "csrf": "guessed"})
    assert browser.status == 403
    assert kept(authority("york")) == before


def test_saved_forms_are_limited(
    visit: Visiting, authority: Callable[[str], Authority], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an endless form, or of too many, the page says that it cannot be saved, and shows it."""
    browser = visit()
    fill(browser, "york", TEACHER, until="happened")
    browser.press(SAVE, what_happened="x" * 100_001)
    assert browser.status == 409
    assert "cannot save this form now" in browser.mistakes[0]
    monkeypatch.setattr(sealed_drafts, "MOST", 0)
    with pytest.raises(sealed_drafts.CannotSave):
        save_form(authority("york"), {}, "you")


def test_scripts_in_a_saved_form_stay_text(visit: Visiting) -> None:
    """What comes back is escaped, and fields that are not ours do not come back."""
    script = "</textarea><script>alert(1)</script>"
    browser = visit()
    fill(browser, "york", TEACHER, until="happened")
    browser.press(SAVE, what_happened=script, facts__case="open", nonsense="x")
    other = visit()
    resume(other, reference_on(browser))
    assert "<script>alert" not in other.html
    form = other.form("Continue")
    assert form["what_happened"] == script
    assert not {"facts.case", "nonsense"} & form.keys()
