"""The procedure by its layers, what other overrides would do, and how the service is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from frontdoor.composition import practice_of_texts
from frontdoor.plugins import Plugins
from frontdoor.previewing import Asked, preview, worked_out
from frontdoor.procedure.rulebook import OVERRIDES
from frontdoor.services.authority import Authority
from frontdoor.services.ports import LayerText
from frontdoor.settings import Settings

from .conftest import ADMINISTRATOR, PASSWORD, Browser

PROCEDURE = "/generic/administration/procedure"
PREVIEW = "/generic/administration/preview"
Find = Callable[[str], Authority]


def test_each_value_is_shown_with_the_layer_that_set_it(admin: Browser) -> None:
    """Layers, sections and editions are told; an item has its values, its layer and its source."""
    admin.get(PROCEDURE)
    assert "base of every procedure" in admin.page.text
    assert "in force since" in admin.page.text
    admin.press("Show", section="steps")
    assert "base of every procedure" in admin.page.text
    assert "procedure “generic”" in admin.page.text
    assert "Cites GEN-" in admin.page.text
    assert ". frontdoor_generic/procedure.yaml:" in admin.page.text
    admin.press("Show", section="", words="section 47")
    items = [item.text for item in admin.page.find("li") if item.find("h3")]
    assert items
    assert all("section" in item.casefold() and "47" in item for item in items)
    admin.press("Show", section="tasks", words="no such word at all")
    assert "0 found" in admin.page.text


@pytest.mark.parametrize(
    ("query", "says"),
    [("section=king", "Choose a section from the list"), ("words=" + "x" * 101, "Words must be")],
)
def test_a_search_that_cannot_be_made_is_told(admin: Browser, query: str, says: str) -> None:
    """A section that there is not, or too many words, are named."""
    admin.get(f"{PROCEDURE}?{query}")
    assert admin.status == 422
    assert admin.mistakes[0].startswith(says)


def rule(authority: Authority) -> str:
    """A task of a procedure with one time, which can be changed."""
    return next(
        id
        for id, task in authority.book.tasks.items()
        if str(task.within) == "1 working day" and not task.readings
    )


def test_a_preview_shows_what_would_change_and_keeps_nothing(
    admin: Browser, authority: Find
) -> None:
    """What a good file changes is told, with its reason, and the text stays to be worked on."""
    generic = authority("generic")
    id = rule(generic)
    text = f"changes:\n  - rule: {id}\n    within: 1 hour\n    because: An invented reason.\n"
    digest = generic.book.digest
    admin.get(PREVIEW)
    admin.press("See what it would do", overrides=text)
    assert admin.status == 200, admin.mistakes
    assert "It holds for every possible contact" in admin.page.text, admin.page.text[:3000]
    assert "An invented reason." in admin.page.text
    assert "1 working day" in admin.page.text
    assert admin.form("See what it would do")["overrides"].strip() == text.strip()
    assert generic.book.digest == digest


def test_every_mistake_is_named_by_line_and_key(admin: Browser) -> None:
    """Mistakes come all at once, each with its line, its key, and what was expected."""
    text = "changes:\n  - rule: no_such_rule\n    because: x\nking: yes\n"
    admin.get(PREVIEW)
    admin.press("See what it would do", overrides=text)
    table = [row.text for row in admin.page.find("tr")][1:]
    assert len(table) == 2
    assert table[0].startswith("Line 2 changes[1].rule 'no_such_rule'")
    assert table[1].startswith("Line 4 king an unknown key 'king'")


def test_what_would_not_hold_is_shown_with_a_contact(admin: Browser) -> None:
    """A file that does without telling the police is told so, with its line and a contact."""
    text = "removes:\n  - rule: police\n    because: An invented reason.\n"
    admin.get(PREVIEW)
    admin.press("See what it would do", overrides=text)
    assert "It would not hold for every contact" in admin.page.text, admin.page.text[:2000]
    assert "(generic.yaml:2:5) For example: A crime is suspected: yes" in admin.page.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &a [x, x]\nb: *a\n", "an anchor (&)"),
        ("\n".join("  " * n + "- a:" for n in range(40)), "nesting too deep to be meant"),
        ("[" * 200_000, "nesting too deep to be meant"),
        ("a:\x07 b", "a character that cannot be seen (U+0007)"),
        ("just words", "'just words'"),
    ],
    ids=["anchor", "deep", "brackets", "bell", "words"],
)
def test_a_hostile_text_is_refused_by_the_reader(
    authority: Find, settings: Settings, text: str, says: str
) -> None:
    """Anchors, deep nesting and unseen characters are mistakes with a place; nothing hangs."""
    layers = tuple(authority("generic").layers)
    asked = Asked("generic", layers, text, "generic.yaml", str(settings.var / "cache"))
    (found,) = worked_out(asked)
    assert says in found.mistakes[0].found
    assert found.mistakes[0].place.file == "generic.yaml"


def test_too_much_is_refused_unread(admin: Browser) -> None:
    """A body larger than the service takes is refused, and nothing of it is worked on."""
    admin.get(PREVIEW)
    fields = {**admin.form("See what it would do"), "overrides": "x" * 300_000, "go": "try"}
    answer = admin.ask("POST", PREVIEW, data=fields)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("file", "says"),
    [(b"", "Paste the text of the file"), (b"a: \xff", "The file must be text in UTF-8; line 1")],
)
def test_a_file_that_cannot_be_read_is_told(admin: Browser, file: bytes, says: str) -> None:
    """A file that is not text, and no file at all, are told beside their field."""
    admin.get(PREVIEW)
    fields = {**admin.form("See what it would do"), "go": "try"}
    fields.pop("file", None)
    files = {"file": ("generic.yaml", file, "text/yaml")} if file else {"x": b""}
    admin.show(admin.ask("POST", PREVIEW, data=fields, files=files))
    assert admin.status == 422
    assert admin.mistakes[0].startswith(says)


def test_a_preview_ends_when_its_time_is_over(authority: Find) -> None:
    """What was not worked out by then is left out, and the process is gone."""
    generic = authority("generic")
    asked = Asked("generic", tuple(generic.layers), "choices:\n", "generic.yaml", "/nonexistent")
    assert preview(asked, seconds=0.05).steps == ()


def test_the_state_names_plugin_database_and_calendar(admin: Browser) -> None:
    """Of this authority what keeps it going; of others their names and whether they are ready."""
    admin.get("/generic/administration/health")
    told = admin.page.text
    for words in (
        "frontdoor-generic",
        "procedure",
        "synchronous 2",
        "31 December",
        "out-of-order Out of service",
        "york Ready",
    ):
        assert words in told, words
    assert "the secret reason" not in admin.html


def test_what_a_plugin_did_is_told_when_it_has_failed(
    admin: Browser, authority: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An authority that is out of service still tells its administrator why; all else is closed."""
    monkeypatch.setattr(authority("generic"), "fault", "The plugin 'generic' did something odd.")
    admin.get("/generic/administration/health")
    assert admin.status == 200
    assert "did something odd" in admin.page.text
    admin.get("/generic/administration/people")
    assert admin.status == 503
    assert "did something odd" not in admin.page.text


def test_why_the_last_good_edition_is_in_force_is_told(
    admin: Browser, authority: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the council's file cannot be used, the pages say so and what is wrong with it."""
    warnings = ("generic.yaml cannot be used. The last good edition stays.", "generic.yaml:2:5: x")
    monkeypatch.setattr(authority("generic"), "warnings", warnings)
    admin.get("/generic/administration/health")
    for warning in warnings:
        assert warning in admin.page.text
    assert "the last good one" in admin.page.text
    admin.get(PROCEDURE)
    assert warnings[0] in admin.page.text


def test_what_the_council_chose_is_told_with_its_reasons(
    visit: Callable[..., Browser],
    authority: Find,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Changes, removals and chosen readings stand with layer and reason, value by value."""
    york = authority("york")
    text = (
        "changes:\n  - rule: police\n    name: Ring the police\n    because: Invented change.\n"
        "choices:\n  - rule: step_up_at_once\n    reading: in_order\n"
        "    because: Invented choice.\n"
        "removes:\n  - rule: risk_before_meeting\n    because: Invented removal.\n"
    )
    layers = (*york.layers, LayerText(OVERRIDES, "york.yaml", text))
    chosen = practice_of_texts(layers, Plugins(), settings.var / "cache")
    monkeypatch.setattr(york, "layers", layers)
    monkeypatch.setattr(york, "practice", chosen)
    browser = visit()
    browser.get("/york/sign-in")
    browser.press("Sign in", user=ADMINISTRATOR, password=PASSWORD)
    browser.get("/york/administration/procedure")
    for because in ("Invented change.", "Invented choice.", "Invented removal."):
        assert because in browser.page.text
    told = shown(browser, "tasks")["Task: police"]
    assert "name Ring the police set by the council’s own choices" in told
    assert told.count("set by") == 1
    told = shown(browser, "steps")["Step: step_up_at_once"]
    assert "in_order, chosen by the council’s own choices: Invented choice." in told
    assert "set by" not in told


def shown(browser: Browser, section: str) -> dict[str, str]:
    """What the page tells of each item of a section, by its heading."""
    browser.press("Show", section=section)
    items = (item for item in browser.page.find("li") if item.find("h3"))
    return {item.find("h3")[0].text: item.text for item in items}
