"""Axe finds nothing on the pages of a day's work, and they lead where they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import cycle

from playwright.sync_api import FilePayload, expect

from ..service import Service
from .conftest import Open
from .window import DESK, PHONE

CALL = {
    "referrer": {"kind": "professional", "name": "Pat Example"},
    "children": [
        {"name": "Kim Example", "date_of_birth": "2015-01-01"},
        {"name": "Alex Example", "date_of_birth": "2012-01-01"},
    ],
    "what_happened": "Kim comes to school hungry and tired.",
    "facts": {"purpose": "concern", "protection_needed_now": "no", "need": "high"},
}
LETTER = FilePayload(name="letter.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\n%%EOF\n")


def test_axe_finds_nothing_on_the_pages_of_a_day_s_work(visit: Open, service: Service) -> None:
    """Documents, handing over, being away, late entries and the right child are accessible."""
    windows = cycle([visit(**DESK), visit(**PHONE)])
    worker = service.worker("york", "advice_worker")
    contact = worker.take(**CALL)
    worker.does(contact, "assign", user="advice_worker", note="Ring the school before three.")
    person = worker.read(contact)["contact"]["person"]
    address = f"/york/contacts/{contact}"
    faults: list[str] = []

    today = datetime.now(UTC)
    for path in (
        "/york/hand-over",
        f"/york/hand-over?contact={contact}",
        "/york/away",
        f"{address}/do/assign",
        f"{address}/right-child",
        f"{address}/right-child?new=1",
    ):
        window = next(windows)
        window.enter("york", worker)
        window.page.goto(path)
        expect(window.page.get_by_role("heading", level=1)).to_be_visible()
        faults.extend(window.faults())

    window = next(windows)
    window.page.goto("/york/away")
    window.page.get_by_role("button", name="Note the absence").click()
    expect(window.page.get_by_role("heading", name="There is a problem")).to_be_visible()
    faults.extend(window.faults())
    for name, day in (("First", today), ("Last", today + timedelta(days=3))):
        group = window.page.get_by_role("group", name=f"{name} day away")
        for part in ("day", "month", "year"):
            group.get_by_label(part.capitalize()).fill(str(getattr(day, part)))
    window.page.get_by_label("Who looks after").select_option("advice_team_manager")
    window.page.get_by_role("button", name="Note the absence").click()
    expect(window.page.get_by_text("Noted.")).to_be_visible()
    faults.extend(window.faults())

    window.page.goto(f"{address}/documents/new")
    window.page.get_by_role("button", name="Attach the document").click()
    expect(window.page.get_by_role("heading", name="There is a problem")).to_be_visible()
    faults.extend(window.faults())
    window.page.get_by_label("The document").set_input_files(LETTER)
    window.page.get_by_label("Letter").check()
    window.page.get_by_label("From someone else").check()
    window.page.get_by_role("button", name="Attach the document").click()
    expect(window.page.get_by_role("link", name="letter.pdf")).to_be_visible()
    faults.extend(window.faults())
    with window.page.expect_download() as download:
        window.page.get_by_role("link", name="letter.pdf").click()
    assert download.value.suggested_filename == "letter.pdf"

    window.page.goto(f"{address}/do/notify")
    window.page.get_by_label("Who was told").select_option("police")
    window.page.get_by_role("button", name="See what it does to the deadlines").click()
    expect(window.page.get_by_text("Nothing has been recorded yet.")).to_be_visible()
    faults.extend(window.faults())

    window.page.goto(f"{address}/right-child")
    window.page.get_by_role("link", name="Swap with Alex Example").click()
    expect(window.page.get_by_role("table")).to_be_visible()
    faults.extend(window.faults())
    window.page.get_by_label("How did it come").fill("Mixed up on the telephone.")
    window.page.get_by_role("button", name="Swap the children").click()
    expect(window.page.get_by_role("heading", level=1, name="Alex Example")).to_be_visible()
    faults.extend(window.faults())
    window.page.goto(f"/york/people/{person}")
    expect(window.page.get_by_text("stood here by mistake")).to_be_visible()
    faults.extend(window.faults())
    assert faults == []
