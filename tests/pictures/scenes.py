"""What is in each picture: a page of the demonstration, and how one comes to it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from playwright.sync_api import Browser, Locator, Page

from ..browser.hands import Hand
from ..browser.window import DESK, Window
from ..service import Service, Worker
from .demonstration import MORNING

WIDTH: Final = 1200
HEIGHT: Final = 1000
"""Pixels of a page that are shown, unless it is cropped elsewhere."""

MARGIN: Final = 20
"""Pixels above the element at which a picture begins."""

QUALITY: Final = 80
"""Of WebP, at half the size of PNG: text is still sharp."""

READY_CASE: Final = "A child tells at school of sexual abuse by a carer, on a Tuesday morning"
STORIES: Final = (
    ("low", "The school asks which club there is for a shy child."),
    ("moderate", "The family has moved into one room, and the children are tired."),
    ("high", "Nobody is at home until late, and the youngest is six."),
)
REFERRERS: Final = ("professional", "professional", "family", "professional", "public")


class Studio:
    """The running demonstration, the browser before it, and the pictures taken so far."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self.taken: dict[str, bytes] = {}
        self._browser = browser
        self._service = service

    def worker(self, authority: str, name: str) -> Worker:
        """One of the demonstration's people."""
        return self._service.worker(authority, name)

    def page(self, path: str, authority: str = "", name: str = "") -> Page:
        """A page as one of the demonstration's people sees it, or as anyone does."""
        window = Window(self._browser, self._service.address, **DESK)
        if name:
            window.enter(authority, self.worker(authority, name))
        window.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        window.page.goto(path)
        return window.page

    def take(
        self,
        name: str,
        page: Page,
        *,
        top: Locator | None = None,
        width: int = WIDTH,
        height: int = HEIGHT,
    ) -> None:
        """Take a picture of so much of a page, from its top or from an element on."""
        box = top.bounding_box() if top else None
        scrolled: float = page.evaluate("scrollY")
        y = box["y"] + scrolled - MARGIN if box else 0
        shot: dict[str, Any] = page.context.new_cdp_session(page).send(
            "Page.captureScreenshot",
            {
                "format": "webp",
                "quality": QUALITY,
                "clip": {"x": 0, "y": y, "width": width, "height": height, "scale": 1},
                "captureBeyondViewport": True,
            },
        )
        self.taken[f"{name}.webp"] = base64.b64decode(shot["data"])
        page.context.close()


def of(worker: Worker, child: str) -> str:
    """The id of the contact about a child."""
    listed = worker.client.get("contacts").json()["contacts"]
    return next(str(line["id"]) for line in listed if line["child"] == child)


def lists_and_taking(studio: Studio) -> None:
    """The work list, and a contact that is being taken."""
    studio.take("work-list", studio.page("/york/", "york", "advice-worker"))
    page = studio.page("/york/contacts/new", "york", "advice-worker")
    hand = Hand(page)
    hand.press("Take a contact")
    hand.fill_in("Which child it is about")
    hand.write("Child’s name", "Ada Example")
    hand.write("Day", "2")
    hand.write("Month", "5")
    hand.write("Year", "2017")
    hand.press("Save and continue")
    hand.fill_in("What happened")
    hand.write(
        "What happened, in the caller’s words",
        "Ada has come to school without breakfast all week, and says that her father is not well.",
    )
    hand.press("Save and continue")
    hand.fill_in("Need and protection")
    hand.choose("The child needs protection now", "No")
    hand.choose("Level of need", "Moderate")
    hand.press("Save and continue")
    hand.fill_in("Need and protection")
    hand.choose("Level of need", "Significant harm")
    hand.press("Save and continue")
    begun = page.url.rpartition("/")[0]
    studio.take("taking-a-step", page)
    studio.take("taking-a-contact", studio.page(begun, "york", "advice-worker"), height=1200)


def meeting(studio: Studio) -> None:
    """The agenda of a meeting, and one of its front sheets."""
    meeting = "/york/meetings/daily_meeting"
    manager = studio.worker("york", "advice-team-manager")
    studio.take("meeting", studio.page(meeting, "york", "advice-team-manager"))
    sheet = f"{meeting}/sheets/{of(manager, 'Robin Example')}"
    studio.take("front-sheet", studio.page(sheet, "york", "advice-team-manager"))


def record(studio: Studio) -> None:
    """A record, the decision on it, and how it looks back on it all; a letter that follows."""
    worker = studio.worker("york", "advice-worker")
    manager = studio.worker("york", "advice-team-manager")
    contact = of(worker, "Isla Example")
    address = f"/york/contacts/{contact}"
    worker.does(
        contact,
        "propose",
        step="ask_for_step_up",
        outcome="immediate_step_up",
        rationale="Isla is in school until a quarter past three, and goes home to her carer then.",
    )
    worker.does(contact, "notify", whom="police", text="Told by telephone; they call back by noon.")
    studio.take("record", studio.page(address, "york", "advice-team-manager"))
    page = studio.page(address, "york", "advice-team-manager")
    Hand(page).follow("Step up immediately")
    studio.take("deciding", page)
    manager.does(
        contact,
        "authorise",
        step="step_up_at_once",
        outcome="immediate_step_up",
        rationale="A strategy discussion is needed before Isla goes home.",
    )
    page = studio.page(address, "york", "advice-team-manager")
    studio.take("timeline", page, top=page.get_by_role("heading", name="Timeline"))
    page = studio.page(f"{address}/letters/new", "york", "advice-team-manager")
    Hand(page).follow("Professional referrer")
    studio.take("letter", page)


def boards(studio: Studio) -> None:
    """A board of an authority that has them."""
    page = studio.page("/hertfordshire/boards/csc_queue", "hertfordshire", "csc-adviser")
    studio.take("board", page, height=1200)


def dashboard(studio: Studio) -> None:
    """The numbers of a quarter, of which most contacts were decided."""
    worker = studio.worker("generic", "duty-worker")
    supervisor = studio.worker("generic", "practice-supervisor")
    for number in range(60):
        need, story = STORIES[number % 7 % 3]
        received = MORNING - timedelta(days=2 + number * number // 45, hours=number % 5)
        contact = worker.take(
            happened=received.isoformat(),
            channel="telephone",
            referrer={"kind": REFERRERS[number % 5], "name": "Pat Example"},
            children=[{"name": f"Kim Example {number + 1}", "date_of_birth": "2019-05-02"}],
            what_happened=story,
            facts={"purpose": "concern", "need": need, "protection_needed_now": "no"},
        )
        if number % 9 == 0:
            continue
        who, step, outcome = {
            "low": (worker, "give_advice", "information_and_advice"),
            "moderate": (worker, "give_advice", "early_help"),
            "high": (supervisor, "accept_referral", "referral"),
        }[need]
        decided = received + timedelta(hours=30 if number % 6 == 0 else 2)
        who.does(
            contact,
            "authorise",
            step=step,
            outcome=outcome,
            rationale="Invented.",
            happened=decided.isoformat(),
        )
    page = studio.page("/generic/dashboard", "generic", "manager")
    studio.take("dashboard", page, top=page.locator(".frontdoor-headlines"))


def administration(studio: Studio) -> None:
    """The procedure that is in force, value by value."""
    page = studio.page("/york/administration/procedure?section=tasks", "york", "administrator")
    studio.take("effective-procedure", page)


def public(studio: Studio) -> None:
    """What anyone may read and fill in: the form, comparisons, a flowchart."""
    studio.take("public-form", studio.page("/refer/york"))
    page = studio.page("/compare?differences=yes")
    studio.take("compare", page, top=page.locator("#timescales"))
    page = studio.page("/diff/york/hertfordshire")
    studio.take("differences", page, top=page.locator("#meaning"))
    page = studio.page("/compare/case")
    Hand(page).follow(READY_CASE)
    studio.take("one-contact", page, top=page.locator("#deadlines"), height=700)
    page = studio.page("/procedures/york/flowcharts")
    chart = page.locator("#response-york-received ~ * svg, #response-york-received ~ svg").first
    studio.take("flowchart", page, top=chart, width=820)


SCENES: Final[tuple[Callable[[Studio], None], ...]] = (
    lists_and_taking,
    meeting,
    record,
    boards,
    dashboard,
    administration,
    public,
)
