"""Who looked at a record, and whether the journal is as it was written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from frontdoor.services.administering.verify_journal import anchor_now
from frontdoor.services.authority import Authority, now
from frontdoor.services.oversight import Fault, Verification
from frontdoor.services.ports import Query, Unavailable, Visit

from .conftest import Browser

ACCESS = "/generic/administration/access"
LATEST = {"aria-labelledby": "latest"}
JOURNAL = "/generic/administration/journal"
Visits = Callable[..., Browser]
Find = Callable[[str], Authority]


@pytest.fixture
def generic(authority: Find) -> Authority:
    """Generic."""
    return authority("generic")


@pytest.fixture(scope="module")
def contact(authorities: dict[str, Authority]) -> tuple[str, str]:
    """The id and the reference of a contact at Generic."""
    from frontdoor.domain.commands import Receive
    from frontdoor.services.receipts import Receipt
    from frontdoor.services.take_contact import take_contact

    generic = authorities["generic"]
    call = Receive.model_validate(
        {
            "channel": "telephone",
            "referrer": {"kind": "professional", "name": "Priya Example"},
            "children": [{"name": "Hidden Example"}],
            "what_happened": "An invented story.",
            "facts": {"purpose": "concern", "need": "high", "protection_needed_now": "no"},
        }
    )
    with generic.store.visit(Visit("", "test", now())) as records:
        worker = records.user("duty_worker")
    assert worker is not None
    taken = take_contact(generic, worker, call)
    assert isinstance(taken, Receipt)
    return taken.written[0].id, taken.written[0].reference


def rows(browser: Browser) -> list[str]:
    """The lines of the table on a page."""
    return [row.text for body in browser.page.find("tbody") for row in body.find("tr")]


def test_who_looked_at_a_contact_is_told(
    admin: Browser, visit: Visits, contact: tuple[str, str]
) -> None:
    """Whoever took, listed or opened it stands there, refusals too, and nothing of the child."""
    id, reference = contact
    visit("generic", "manager").get(f"/generic/contacts/{id}")
    admin.get(ACCESS)
    admin.press("Show", reference=reference.lower())
    assert admin.page.find("h1")[0].text == f"Who looked at {reference}"
    told = rows(admin)
    assert any("manager" in row and "Opened a contact" in row for row in told)
    assert any("duty_worker" in row and "Took a contact" in row for row in told)
    assert not [row for row in told if "session" in row]
    assert "Hidden Example" not in admin.html
    admin.press("Show", reference=reference)
    assert any("Looked into the access log" in row for row in rows(admin)), "the look itself"


def test_what_someone_asked_for_is_told(admin: Browser, visit: Visits) -> None:
    """By user name, and by day: today's is there, another day's is not."""
    visit("generic", "manager").get("/generic/contacts/none")
    admin.get(ACCESS)
    admin.press("Show", user="manager")
    told = rows(admin)
    assert told
    assert all("manager" in row for row in told)
    past = {"since__day": "1", "since__month": "2", "since__year": "2020"}
    until = {"until__day": "3", "until__month": "2", "until__year": "2020"}
    admin.press("Show", **past, **until)
    assert rows(admin) == []
    assert "There is nothing here." in admin.page.text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"reference": "NO-SUCH"}, "No contact here has this reference"),
        ({"reference": "x" * 81}, "This must be 80 characters or fewer"),
        ({"since__day": "31", "since__month": "2", "since__year": "2026"}, "Since must be a real"),
        ({"since__day": "3"}, "Since must include a month and a year"),
    ],
)
def test_what_cannot_be_looked_for_is_told(
    admin: Browser, typed: dict[str, str], says: str
) -> None:
    """A reference or a date that cannot be used is named, and what was typed stays."""
    admin.get(ACCESS)
    admin.press("Show", **typed)
    assert admin.status == 422
    assert admin.mistakes[0].startswith(says)
    name, value = next(iter(typed.items()))
    assert admin.form("Show")[name.replace("__", ".")] == value


def test_the_log_goes_on_from_page_to_page(admin: Browser, generic: Authority) -> None:
    """Pages follow each other without a line twice or left out."""
    for number in range(120):
        with generic.store.visit(Visit("paged", "test", now(), f"reason {number}")):
            pass
    admin.get(f"{ACCESS}?user=paged")
    told: list[str] = []
    for _ in range(3):
        told += [row.partition("reason ")[2].split()[0] for row in rows(admin)]
        following = [link for link in admin.page.find("a") if link.text == "Next page"]
        if following:
            admin.get(f"{ACCESS}{following[0].attributes['href']}")
    assert told == [str(number) for number in reversed(range(120))]
    assert not following


def test_a_long_log_is_looked_through_in_stretches(
    admin: Browser,
    generic: Authority,
    contact: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a contact's lines lie far back, the page says how far it looked and leads on."""
    monkeypatch.setattr("frontdoor.adapters.oversight.LOOKED_THROUGH", 2)
    monkeypatch.setattr("frontdoor.services.administering.access_log.STRETCHES", 3)
    for _ in range(7):
        with generic.store.visit(Visit("far", "test", now())):
            pass
    admin.get(f"{ACCESS}?reference={contact[1]}&user=far")
    assert rows(admin) == []
    assert "Nothing among the lines looked through so far." in admin.page.text
    (further,) = [a for a in admin.page.find("a") if a.text.startswith("Look further back")]
    admin.get(f"{ACCESS}{further.attributes['href']}")
    assert "There is nothing here." in admin.page.text


@pytest.mark.parametrize(
    "after", ["x", "_", "2026-01-01_1", "2026-01-01T00:00:00+00:00_-1", "9" * 40]
)
def test_an_address_that_was_altered_begins_anew(admin: Browser, after: str) -> None:
    """What is no place in the log is taken for its beginning."""
    admin.get(f"{ACCESS}?after={after}")
    assert admin.status == 200
    assert rows(admin)


def test_the_export_is_safe_and_is_logged_itself(admin: Browser, generic: Authority) -> None:
    """A formula that someone gave for a reason stays text, and who exported stands in the log."""
    with generic.store.visit(Visit("exporter", "contact.read", now(), "=HYPERLINK(1)")):
        pass
    answer = admin.ask("GET", f"{ACCESS}.csv?user=exporter")
    assert answer.headers["content-disposition"] == 'attachment; filename="generic-access.csv"'
    header, line = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert header[:3] == ["When", "User name", "Name"]
    assert line[4] == "'=HYPERLINK(1)"
    admin.get(f"{ACCESS}?user=administrator")
    assert "Exported the access log" in rows(admin)[0] + rows(admin)[1]


def test_the_journal_is_verified_and_the_run_stays_on_record(
    admin: Browser, contact: tuple[str, str]
) -> None:
    """A sound journal is told to be, with how many contacts were verified, by whom and when."""
    assert contact
    admin.get(JOURNAL)
    admin.press("Verify")
    assert admin.path == JOURNAL
    assert "are as they were written." in admin.page.text
    admin.get("/generic/administration/health")
    assert "all as it was written" in admin.page.text


def test_an_anchor_that_was_taken_out_is_compared_with(
    admin: Browser, contact: tuple[str, str]
) -> None:
    """The file that the page gives is one that it takes, and holds what was anchored."""
    answer = admin.ask("GET", f"{JOURNAL}/anchor")
    assert contact[0] in json.loads(answer.content)["heads"]
    compare(admin, answer.content)
    assert admin.status == 200, admin.mistakes
    assert "and with the anchor of" in admin.page.text
    admin.get("/generic/administration/health")
    assert "the anchor is of" in admin.page.text


def test_a_contact_that_is_gone_since_the_anchor_is_found(
    admin: Browser, generic: Authority
) -> None:
    """A journal of which an anchor knows, and the database no more, is named."""
    anchor = json.loads(admin.ask("GET", f"{JOURNAL}/anchor").content)
    anchor["heads"]["gone-contact"] = {"sequence": 3, "link": "0" * 64}
    compare(admin, json.dumps(anchor).encode())
    assert "1 found in the journals of" in admin.page.text
    assert any("gone-contact" in row and "is gone" in row for row in rows(admin))
    assert anchor_now(generic, "").heads.keys() < anchor["heads"].keys()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Choose the file of an anchor"),
        (b"not json", "This file is no anchor that can be read"),
        (b'{"authority": "york", "at": "2026-01-01T00:00:00Z", "heads": {}}', "an anchor of york"),
        (b"\xff\xfe", "This file is no anchor that can be read"),
        (b"[" * 5_000, "This file is no anchor that can be read"),
    ],
)
def test_a_file_that_is_no_anchor_is_told(admin: Browser, content: bytes, says: str) -> None:
    """What was sent in the place of an anchor is refused in words, and no run is begun."""
    compare(admin, content)
    assert admin.status == 422
    assert says in admin.mistakes[0]


def compare(admin: Browser, content: bytes) -> None:
    """Send a file as an anchor."""
    admin.get(JOURNAL)
    fields = {**admin.form("Verify and compare"), "go": "compare"}
    fields.pop("anchor", None)
    files = {"anchor": ("anchor.json", content, "application/json")} if content else {"x": b""}
    admin.show(admin.ask("POST", JOURNAL, data=fields, files=files, follow_redirects=True))


def test_what_was_tampered_with_is_named_by_its_reference(
    admin: Browser, folder: Path, generic: Authority, contact: tuple[str, str]
) -> None:
    """An entry that was altered past the service is found, and named as people know the contact."""
    engine = create_engine(f"sqlite:///{folder}/generic.sqlite")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER entry_is_not_changed"))
        where = {"id": contact[0]}
        was = connection.scalar(text("SELECT said FROM entry WHERE contact = :id"), where)
        put = text("UPDATE entry SET said = :said WHERE contact = :id AND sequence = 1")
        connection.execute(put, {**where, "said": str(was).replace("invented", "altered")})
    admin.get(JOURNAL)
    admin.press("Verify")
    with engine.begin() as connection:
        connection.execute(put, {**where, "said": was})
    engine.dispose()
    assert any(contact[1] in row and "What was said was changed" in row for row in rows(admin))
    admin.press("Verify")
    assert "are as they were written." in admin.page.text
    with generic.store.visit(Visit("", "test", now())) as records:
        assert records.lines(Query(state="all"))


def test_a_run_that_takes_long_tells_how_far_it_is(
    admin: Browser, generic: Authority, contact: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page comes back before the end; until then no second run begins; then it is told."""
    assert contact
    goes_on, verify = Event(), generic.store.verify

    def slow(*given: Any) -> list[Fault]:
        goes_on.wait(20)
        return verify(*given)

    monkeypatch.setattr(generic.store, "verify", slow)
    monkeypatch.setattr("frontdoor.services.administering.verify_journal.QUICK", 0.01)
    admin.get(JOURNAL)
    admin.press("Verify")
    assert "Under way: 0 of" in admin.page.text
    admin.press("Verify")
    assert admin.mistakes == ["A run is under way already. Wait for its end"]
    goes_on.set()
    for _ in range(200):
        admin.get(JOURNAL)
        if "Under way" not in admin.page.text:
            break
    assert "are as they were written." in admin.page.text


def test_a_run_that_breaks_off_is_told(
    admin: Browser, generic: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that could not come to its end is no proof of anything, and says so."""

    def broken(*given: Any) -> list[Fault]:
        raise Unavailable("the disk is gone")

    monkeypatch.setattr(generic.store, "verify", broken)
    admin.get(JOURNAL)
    admin.press("Verify")
    assert "Broken off: Unavailable" in admin.page.text
    assert "are as they were written." not in admin.page.find("section", **LATEST)[0].text


def test_a_run_whose_process_ended_is_told(admin: Browser, generic: Authority) -> None:
    """A run of which nothing was heard for minutes does not seem to go on for ever."""
    long_ago = now() - timedelta(minutes=5)
    run = Verification(id="lost", by="someone", started=long_ago, of=9, contacts=4)
    with generic.store.visit(Visit("", "test", now())) as records:
        records.save_verification(run)
    admin.get(JOURNAL)
    assert "Broken off: the service was started again" in admin.page.text
