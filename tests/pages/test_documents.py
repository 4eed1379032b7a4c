"""Documents on a contact: attached once, opened without harm, held back with the referrer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from frontdoor.services.authority import Authority

Visiting = Callable[..., Any]

PDF = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n%%EOF\n"
LETTER = {"kind": "letter", "source": "other"}


@pytest.fixture
def attach() -> Callable[..., Any]:
    """Attaches a file to the contact whose page a browser is on, as its form would."""

    def attached(
        browser: Any, content: bytes, name: str = "letter.pdf", contact: str = "", **said: str
    ) -> None:
        path = contact or browser.path
        browser.get(f"{path}/documents/new")
        fields = {**browser.form("Attach the document"), **LETTER, **said, "go": "attach"}
        fields.pop("file")
        to = f"{path}/documents/new"
        file = (name, content, "text/html") if name else ("", b"", "application/octet-stream")
        browser.sent = (to, {"data": fields, "files": {"file": file}})
        browser.show(browser.ask("POST", to, follow_redirects=True, **browser.sent[1]))

    return attached


def documents(browser: Any) -> list[Any]:
    """The links to the documents of the contact whose page is open."""
    (section,) = browser.page.find("section", **{"aria-labelledby": "documents"})
    return [a for a in section.find("a") if "download" in a.attributes]


def test_a_document_is_attached_and_opened_so_that_it_can_do_no_harm(
    taken: Visiting, attach: Visiting
) -> None:
    """It stands on the record and in the journal; a browser keeps it, and shows it nowhere."""
    browser = taken()
    contact = browser.path
    attach(browser, PDF, "Brief über <Ada>.exe")
    assert browser.path == contact, browser.mistakes
    assert "Done. Document attached" in browser.page.text
    (link,) = documents(browser)
    assert link.text == "Brief über Ada.pdf"
    answer = browser.ask("GET", link.attributes["href"])
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="Brief ?ber Ada.pdf"')
    assert "filename*=UTF-8''Brief%20%C3%BCber%20Ada.pdf" in disposition
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cache-control"] == "no-store"


def test_opening_a_document_is_an_access_of_its_contact(
    taken: Visiting, attach: Visiting, authority: Callable[[str], Authority]
) -> None:
    """The access log says who opened a document, and of which contact."""
    browser = taken()
    contact = browser.path
    attach(browser, PDF)
    browser.ask("GET", documents(browser)[0].attributes["href"])
    store: Any = authority("york").store
    with store._engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT user, operation, seen, result FROM access ORDER BY id DESC LIMIT 1"
        ).one()
    assert (row.user, row.operation, row.result) == ("advice_worker", "document.read", "ok")
    assert contact.rpartition("/")[2] in row.seen


def test_sent_twice_it_is_attached_once(taken: Visiting, attach: Visiting) -> None:
    """The same form again leads to the same record; the same file in a new form is refused."""
    browser = taken()
    contact = browser.path
    attach(browser, PDF)
    to, sent = browser.sent
    browser.show(browser.ask("POST", to, follow_redirects=True, **sent))
    assert browser.path == contact
    assert len(documents(browser)) == 1
    attach(browser, PDF, "again.pdf")
    assert browser.status == 409
    assert "This document is here already" in browser.mistakes[0]


@pytest.mark.parametrize(
    ("content", "name", "said", "mistake"),
    [
        (b"<html><body>hello", "page.pdf", {}, "It is a web page"),
        (b"", "", {}, "Choose the document"),
        (PDF, "x.pdf", {"kind": ""}, "Choose what it is"),
        (PDF, "x.pdf", {"source": "nobody"}, "Choose whom it comes from"),
        (PDF + bytes(10_000_000), "x.pdf", {}, "The file must be smaller than 10 MB"),
    ],
)
def test_what_cannot_be_attached_is_told(
    taken: Visiting,
    attach: Visiting,
    content: bytes,
    name: str,
    said: dict[str, str],
    mistake: str,
) -> None:
    """Nothing is kept, the form stays filled in, and its summary says why."""
    browser = taken()
    contact = browser.path
    attach(browser, content, name, **{"happened.day": "40", **said} if not name else said)
    assert browser.status == 422
    assert any(mistake in one for one in browser.mistakes), browser.mistakes
    assert browser.form("Attach the document").get("source") in (None, "other")
    browser.get(contact)
    assert documents(browser) == []


def test_only_documents_may_be_large(taken: Visiting, client: Any) -> None:
    """More than a document can be is refused unread; elsewhere the limit is as it was."""
    browser = taken()
    for path, size in (
        (f"{browser.path}/documents/new", 10_200_000),
        (f"{browser.path}/do/add_information", 300_000),
    ):
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        answer = browser.ask("POST", path, content=b"x" * size, headers=kind)
        assert answer.status_code == 413, path


def test_a_form_that_is_not_ours_attaches_nothing(taken: Visiting) -> None:
    """Without the hidden field of our own page a file is refused."""
    browser = taken()
    contact = browser.path
    sent = {"data": {**LETTER, "go": "attach"}, "files": {"file": ("x.pdf", PDF)}}
    assert browser.ask("POST", f"{contact}/documents/new", **sent).status_code == 403
    browser.get(contact)
    assert documents(browser) == []


def test_a_document_is_found_on_its_own_contact_alone(taken: Visiting, attach: Visiting) -> None:
    """Under another contact, or by another id, there is nothing."""
    browser = taken()
    attach(browser, PDF)
    id = documents(browser)[0].attributes["href"].rpartition("/")[2]
    other = taken().path
    for path in (f"{other}/documents/{id}", f"{browser.path}/documents/{'0' * 32}"):
        assert browser.ask("GET", path).status_code == 404


def test_what_names_the_referrer_is_held_back_with_them(
    visit: Visiting, taken: Visiting, attach: Visiting
) -> None:
    """Who may not know the referrer neither opens their documents nor reads their names."""
    manager = taken(
        referrer__kind="public", referrer__name="Quentin Canary", referrer__wants_anonymity="yes"
    )
    contact = manager.path
    attach(manager, PDF, "From Quentin.pdf", source="referrer")
    manager.get(contact)
    attach(manager, PDF + b"\n", "School report.pdf", contact=contact)
    manager.get(contact)
    paths = [a.attributes["href"] for a in documents(manager)]
    assert [manager.ask("GET", path).status_code for path in paths] == [200, 200]
    other = visit("york", "lead_practitioner")
    other.get(contact)
    assert "Quentin" not in other.html
    assert [link.text for link in documents(other)] == ["School report.pdf"]
    assert [other.ask("GET", path).status_code for path in paths] == [200, 403]


def test_bytes_that_were_changed_are_not_given_out(
    taken: Visiting, attach: Visiting, authority: Callable[[str], Authority]
) -> None:
    """A document that is no longer as it was attached is refused, and verification names it."""
    browser = taken()
    attach(browser, PDF)
    path = documents(browser)[0].attributes["href"]
    store: Any = authority("york").store
    id = path.rpartition("/")[2]
    with store._engine.begin() as connection:
        trigger = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'document_is_not_changed'"
        ).scalar_one()
        connection.exec_driver_sql("DROP TRIGGER document_is_not_changed")
        connection.exec_driver_sql("UPDATE document SET content = x'00' WHERE id = ?", (id,))
    try:
        answer = browser.ask("GET", path)
        assert answer.status_code == 409
        assert "no longer as it was attached" in answer.text
        assert f"the document {id} was changed" in [fault.says for fault in store.verify()]
    finally:
        with store._engine.begin() as connection:
            connection.exec_driver_sql("UPDATE document SET content = ? WHERE id = ?", (PDF, id))
            connection.exec_driver_sql(trigger)
    assert store.verify() == []
