"""Letters on their pages: drafted, changed, approved, sent, and on paper."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final

import pypdf
import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine
from sqlalchemy import text as select_text

from frontdoor.composition import Unusable
from frontdoor.domain.contact import Contact, Decision
from frontdoor.domain.entries import Actor
from frontdoor.domain.letter_wording import readers_of, wording
from frontdoor.domain.letters import kept_from, names_referrer
from frontdoor.domain.referring import keeps_unnamed
from frontdoor.services.authority import Authority, now
from frontdoor.services.ports import Visit
from frontdoor.settings import Settings

from .referring import AUTHORITIES, NEIGHBOUR, TEACHER, fill, read, references

Visiting = Callable[..., Any]
Authorities = dict[str, Authority | Unusable]
Step = tuple[str, str, dict[str, Any]]

LOW: Final = {"facts__need": "low", "facts__protection_needed_now": "no"}
MODERATE: Final = {**LOW, "facts__need": "moderate"}
ADVICE: Final = {"outcome": "information_and_advice", "rationale": "Advice is enough."}

TO_THE_LETTER: Final[dict[str, list[Step]]] = {
    "york": [
        ("advice_worker", "amend", MODERATE),
        ("advice_worker", "take_to_meeting", {}),
        ("advice_team_manager", "record_plan", {"text": "The school offers a mentor."}),
        (
            "advice_team_manager",
            "meeting_ends_it",
            {"outcome": "enquiry_advice", "rationale": "The school supports the family."},
        ),
    ],
    "leicester": [
        ("das_social_worker", "amend", LOW),
        ("das_social_worker", "check", {"check": "history", "result": "Nothing is held."}),
        ("das_social_worker", "write_record", {"record": "rationale", "text": "Advice will do."}),
        (
            "das_social_worker",
            "propose_below_threshold",
            {"outcome": "advice_and_guidance", "rationale": "Advice is enough."},
        ),
        (
            "duty_team_manager",
            "authorise_below_threshold",
            {"outcome": "advice_and_guidance", "rationale": "Advice is enough."},
        ),
    ],
    "hertfordshire": [
        ("csc_adviser", "amend", {**LOW, "facts__threshold": "not_met"}),
        ("csc_adviser", "send_to_tas", {"outcome": "to_tas"}),
        (
            "tas_practitioner",
            "record_tas_discussion",
            {"text": "The school will follow it up."},
        ),
        ("tas_practitioner", "give_advice", ADVICE),
    ],
    "generic": [
        ("duty_worker", "amend", LOW),
        ("duty_worker", "give_advice", ADVICE),
    ],
}
"""What is done about an ordinary contact on its pages until its closing letter is due."""

AFTER: Final[dict[str, list[Step]]] = {
    "york": [
        ("advice_worker", "write_record", {"record": "summary", "text": "A short summary."}),
        ("advice_worker", "close_decided", {}),
    ],
    "leicester": [("das_social_worker", "close_decided", {})],
    "hertfordshire": [("tas_practitioner", "close_below_threshold", {})],
    "generic": [],
}
"""And after it; the generic procedure closes with its answer."""


def take(visit: Visiting, name: str, contact: str, steps: list[Step]) -> None:
    """Take steps on their pages, each as someone of its role."""
    as_role: dict[str, Any] = {}
    for role, step, typed in steps:
        if role not in as_role:
            as_role[role] = visit(name, role)
        browser = as_role[role]
        browser.get(f"{contact}/do/{step}")
        browser.press(browser.page.find("h1")[0].text, **typed)
        assert browser.path == contact, (step, browser.status, browser.mistakes)


def sent_in(browser: Any, authority: Authority, said: dict[str, dict[str, Any]]) -> str:
    """Fill in the public form; the path of the contact that it makes."""
    fill(browser, authority.name, said)
    browser.press("Send")
    (reference,) = references(browser)
    return f"/{authority.name}/contacts/{read(authority, reference).id}"


def at(authorities: Authorities, name: str) -> Authority:
    """An authority that runs."""
    found = authorities[name]
    assert isinstance(found, Authority)
    return found


@pytest.mark.parametrize("name", AUTHORITIES)
def test_from_the_public_form_to_the_closing_letter(
    name: str, visit: Visiting, authorities: Authorities
) -> None:
    """A teacher's contact is taken, decided, answered by letter and closed, all on the pages."""
    contact = sent_in(visit(), at(authorities, name), TEACHER)
    take(visit, name, contact, TO_THE_LETTER[name])
    writer = visit(name, TO_THE_LETTER[name][-1][0])
    writer.get(contact)
    writer.get(
        next(a.attributes["href"] for a in writer.page.find("a") if a.text == "Write a letter")
    )
    link = next(a for a in writer.page.find("a") if a.text == "Professional referrer")
    writer.get(link.attributes["href"])
    draft = writer.form("Keep this letter")
    decided = next(
        iter(step[2]["outcome"] for step in TO_THE_LETTER[name][::-1] if "outcome" in step[2])
    )
    outcome = at(authorities, name).book.outcomes[decided].name
    assert f"this was decided: {outcome}." in draft["text"]
    assert draft["text"].startswith("Dear Priya Example,")
    assert at(authorities, name).book.name in draft["text"]
    text = re.sub(r"\[to fill in: [^]]*\]", "01632 960 000", draft["text"])
    writer.press("Keep this letter", text=text)
    assert "The letter is kept." in writer.page.text
    letter = writer.path
    writer.press("Record as sent", channel="email")
    assert "Recorded as sent." in writer.page.text
    writer.get(contact)
    assert "Feedback given to: Professional referrer" in writer.page.text
    running = read_contact(at(authorities, name), contact).running
    assert not [task for task in running if "fed_back professional_referrer" in task.until]
    take(visit, name, contact, AFTER[name])
    found = read_contact(at(authorities, name), contact)
    assert at(authorities, name).practice.procedure.is_final(found.stage)
    pdf = writer.ask("GET", f"{letter}.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert squeezed(text) in squeezed(words_of(pdf.content))


def read_contact(authority: Authority, path: str) -> Contact:
    """A contact by the path of its page."""
    with authority.store.visit(Visit("", "test.read", now())) as records:
        contact = records.contact(path.rpartition("/")[2])
    assert contact is not None
    return contact


def words_of(pdf: bytes) -> str:
    """The text of a PDF, without the foot of each page."""
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    return "\n".join(re.sub(r"\S+, page \d+ of \d+\s*$", "", page) for page in pages)


def squeezed(text: str) -> str:
    """A text without blanks and break opportunities, its ligatures taken apart."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


@pytest.fixture
def letter(taken: Visiting) -> Callable[..., Any]:
    """Write a letter to the professional who referred at York, and be on its page."""

    def write(**typed: Any) -> Any:
        browser = taken()
        browser.get(f"{browser.path}/letters/new?to=professional_referrer")
        browser.press("Keep this letter", **typed)
        return browser

    return write


HOSTILE = (
    """#read("/etc/passwd") #include "letter.typ" #sys.inputs

$ x^2 @reference <label> *bold* _it_ `raw` \\ // comment = heading
- list /* and */ #import "@preview/a:0.1.0": * #panic("x")

"""
    + "averylongword" * 40
)


def test_what_is_typed_is_set_as_it_stands(letter: Callable[..., Any]) -> None:
    """The paper is tagged, titled and in English; markup in a text is text, and nothing is read."""
    browser = letter(text=HOSTILE, subject='#read("/etc/passwd")', addressee="$a$\n#b <c>")
    answer = browser.ask("GET", f"{browser.path}.pdf")
    assert answer.status_code == 200
    pdf = pypdf.PdfReader(io.BytesIO(answer.content))
    root: Any = pdf.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert pdf.metadata
    assert pdf.metadata.title == '#read("/etc/passwd")'
    assert squeezed(HOSTILE) in squeezed(words_of(answer.content))
    assert "root:" not in words_of(answer.content)
    resources: Any = [page["/Resources"] for page in pdf.pages]
    fonts = {str(f.get_object()["/BaseFont"]) for one in resources for f in one["/Font"].values()}
    assert all("Libertinus" in font for font in fonts), fonts


def test_a_letter_with_no_type_for_it_says_so(letter: Callable[..., Any]) -> None:
    """A character that no font here has is named; the text can still be copied."""
    browser = letter(text="Dear 李,")
    answer = browser.ask("GET", f"{browser.path}.pdf")
    assert answer.status_code == 422
    assert "李" in answer.text


def test_the_paper_is_logged_as_an_access(letter: Callable[..., Any], settings: Settings) -> None:
    """Who put a letter on paper stands in the access log, with the contact, in one line."""
    browser = letter()
    engine = create_engine(settings.database_url.format(authority="york"))
    with engine.connect() as reading:
        before = reading.execute(select_text("SELECT max(id) FROM access")).scalar()
    browser.ask("GET", f"{browser.path}.pdf")
    with engine.connect() as reading:
        asked = 'SELECT "user", operation, seen FROM access WHERE id > :id'
        ((user, did, seen),) = reading.execute(select_text(asked), {"id": before}).all()
    engine.dispose()
    assert (user, did) == ("advice_worker", "letter.print")
    assert browser.path.split("/")[3] in seen


def test_sent_twice_it_is_written_once(taken: Visiting) -> None:
    """The same form sent again makes no second letter, and leads to the one there is."""
    browser = taken()
    contact = browser.path
    browser.get(f"{contact}/letters/new?to=parents")
    form = browser.form("Keep this letter")
    browser.post(f"{contact}/letters/new", {**form, "go": "keep"})
    first = browser.path
    browser.post(f"{contact}/letters/new", {**form, "go": "keep"})
    assert browser.path == first
    browser.get(contact)
    assert browser.page.text.count("Letter written to: Parents") == 1


def test_what_was_typed_stays_where_it_cannot_be_kept(taken: Visiting, visit: Visiting) -> None:
    """A blank subject, or someone else's change meanwhile, is said; nothing typed is lost."""
    browser = taken()
    contact = browser.path
    browser.get(f"{contact}/letters/new?to=parents")
    browser.press("Keep this letter", subject="", text="Typed at length.")
    assert (browser.status, browser.mistakes) == (422, ["Subject is needed"])
    assert browser.form("Keep this letter")["text"] == "Typed at length."
    take(visit, "york", contact, [("duty_social_worker", "add_information", {"text": "More."})])
    browser.press("Keep this letter", subject="A letter", text="Typed at length.")
    assert browser.status == 409
    assert "Someone else changed this contact." in browser.mistakes[0]
    assert browser.form("Keep this letter")["text"] == "Typed at length."
    browser.press("Keep this letter")
    assert "The letter is kept." in browser.page.text


def test_a_letter_is_changed_and_approved_by_someone_else(
    letter: Callable[..., Any], visit: Visiting
) -> None:
    """Its writer is not offered to approve it; whoever else has seen it may, until it changes."""
    browser = letter()
    path = browser.path
    assert "Approve this letter" not in browser.page.text
    manager = visit("york", "advice_team_manager")
    manager.get(path)
    manager.press("Approve this letter")
    assert "Approved by advice_team_manager" in manager.page.text
    browser.get(f"{path}/change")
    browser.press("Keep this letter", text="Dear Priya,\n\nOtherwise.")
    assert "Draft" in browser.page.text
    assert "Approved by" not in browser.page.text
    manager.get(path)
    manager.press("Record as sent")
    assert manager.mistakes == ["Choose how the letter was sent"]


def test_what_is_held_back_stands_beside_the_draft(
    visit: Visiting, authorities: Authorities
) -> None:
    """A neighbour who wants no name: a letter home lacks it, says why, and refuses it typed in."""
    york = at(authorities, "york")
    said = {**NEIGHBOUR, "you": {**NEIGHBOUR["you"], "referrer__name": "Nora Canarybird"}}
    contact = sent_in(visit(), york, said)
    worker = visit("york", "advice_worker")
    worker.get(f"{contact}/letters/new?to=parents")
    assert "Nora" not in worker.html
    assert "Who the referrer is" in worker.page.text
    assert "YOR-24" in worker.page.text
    worker.press("Keep this letter", text="It was nora CANARYBIRD.")
    assert worker.status == 409
    assert "This tells who the referrer is" in worker.mistakes[0]
    assert "YOR-24" in worker.page.text


def test_whoever_may_not_see_the_referrer_reads_no_letter_to_them(
    visit: Visiting, authorities: Authorities
) -> None:
    """Neither the record, the letter, its paper nor the journal has a word of who they are."""
    york = at(authorities, "york")
    you = {"referrer__name": "Nora Canarybird", "referrer__telephone": "01632 960 777"}
    contact = sent_in(visit(), york, {**NEIGHBOUR, "you": {**NEIGHBOUR["you"], **you}})
    worker = visit("york", "advice_worker")
    worker.get(f"{contact}/letters/new?to=other_referrer")
    worker.press("Keep this letter")
    letter = worker.path
    assert "Nora Canarybird" in worker.page.text
    practitioner = visit("york", "lead_practitioner")
    for path in (contact, letter, f"{letter}/change", f"{contact}/letters/new?to=other_referrer"):
        practitioner.get(path)
        assert "Canarybird" not in practitioner.html, path
        assert "01632 960 777" not in practitioner.html
    assert practitioner.status == 403
    paper = practitioner.ask("GET", f"{letter}.pdf")
    assert "Canarybird" not in words_of(paper.content)
    told = practitioner.ask("GET", f"/api{contact}")
    assert told.status_code == 200
    assert "Canarybird" not in told.text


def test_a_letter_of_a_restricted_record_is_not_shown_before_it_is_opened(
    letter: Callable[..., Any], visit: Visiting
) -> None:
    """Neither it nor its paper is given to someone who has not said why."""
    browser = letter(text="Dear Priya,\n\nA canary sings.")
    path = browser.path
    contact = path.partition("/letters")[0]
    take(
        visit, "york", contact, [("advice_worker", "restrict", {"reason": "A colleague's child."})]
    )
    other = visit("york", "duty_social_worker")
    for page in (path, f"{path}.pdf", f"{path}/change", f"{contact}/letters/new"):
        answer = other.ask("GET", page)
        assert answer.status_code == 403, page
        assert "canary" not in answer.text


def test_what_cannot_leave_yet_says_so_on_paper(letter: Callable[..., Any]) -> None:
    """A letter with something to fill in is marked as a draft; filled in, it is not."""
    browser = letter(text="Dear Priya,\n\n[to fill in: how to reach us]")
    assert "Draft, not to be sent" in words_of(browser.ask("GET", f"{browser.path}.pdf").content)
    browser.get(f"{browser.path}/change")
    browser.press("Keep this letter", text="Dear Priya,\n\nRing us.")
    assert "Draft" not in words_of(browser.ask("GET", f"{browser.path}.pdf").content)


CANARIES: Final = {
    "name": "Nora Canarybird",
    "telephone": "01632 960 777",
    "email": "nora@canarybird.example",
    "address": "77 Canary Wharf Lane, Exampleton, EX7 7CB",
    "organisation": "Canarybird and Daughters",
}
WRITER = Actor(user="writer", roles=frozenset(), name="Wanda Writer")


@pytest.mark.parametrize("name", AUTHORITIES)
@pytest.mark.parametrize("kind", ["public", "family", "child"])
def test_no_letter_tells_what_its_reader_may_not_know(
    name: str, kind: str, visit: Visiting, authorities: Authorities
) -> None:
    """Whatever was decided and said, what is held back from a reader stands in no draft to them.

    And typed by hand, no letter to them with it is accepted.
    """
    authority = at(authorities, name)
    practice = authority.practice
    path = sent_in(visit(), authority, NEIGHBOUR)
    contact = read_contact(authority, path)
    child = replace(
        contact.child, name="Kanari Example", address="1 Childs Way", school="Kanari School"
    )
    told = ", ".join(CANARIES.values())
    tried = 0
    for outcome, known in practice.book.outcomes.items():
        decision = Decision(outcome, (), known.meaning, told, "m", "manager", contact.received)
        decided = replace(
            contact,
            child=child,
            referrer=replace(contact.referrer, kind=kind, **CANARIES),
            facts={**contact.facts, "referrer": kind, "anonymity": "yes"},
            what_happened=told,
            answers=dict.fromkeys(practice.book.questions, told),
            decisions=(decision,),
            holding_team=next(iter(practice.book.destinations)),
        )
        for to in readers_of(practice, decided):
            draft = wording(practice, decided, to, WRITER, now())
            letter = "\n".join((draft.subject, draft.addressee, draft.text))
            held = {rule.holds_back for rule in kept_from(practice, decided, to)}
            if "referrer_identity" in held:
                tried += 1
                for canary in CANARIES.values():
                    assert canary not in letter, (to, outcome)
                for part in ("name", "telephone", "email", "address"):
                    typed = f"{draft.text} {CANARIES[part]}."
                    assert names_referrer(practice, decided, to, (typed,)), (to, part)
            if "child_details" in held:
                assert "Kanari" not in letter, (to, outcome)
                assert "Childs Way" not in letter
    assert bool(tried) == bool(keeps_unnamed(practice, kind))
