"""How people work a page: with a mouse or a finger, or by keyboard alone."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Locator, Page

from ..service import PASSWORD

FARTHEST: Final = 400
"""Presses of Tab from one end of our longest page to the other."""

MOST_CHOICES: Final = 50
"""Presses of an arrow through our longest group."""

HOLDS_FOCUS: Final = "one => one.contains(document.activeElement)"
LOOKS: Final = """
() => {
  const one = document.activeElement;
  const look = (element, part) => {
    const style = getComputedStyle(element, part);
    return [style.outline, style.boxShadow, style.backgroundColor, style.borderColor];
  };
  const looks = () => JSON.stringify(
    [look(one), ...[...(one.labels ?? [])].map(label => look(label, "::before"))]
  );
  const held = looks();
  one.blur();
  const left = looks();
  one.focus();
  const at = one.getClientRects()[0];
  const middle = (Math.max(at.top, 0) + Math.min(at.bottom, innerHeight)) / 2;
  const there = document.elementFromPoint(at.left + at.width / 2, middle);
  const shown = there && (one.contains(there) || there.contains(one)
    || [...(one.labels ?? [])].some(label => label.contains(there)));
  const name = one.outerHTML.slice(0, 200);
  return {unseen: held === left ? name : "", covered: shown ? "" : name};
}
"""
"""Whether one sees where the focus is: it changes how its element looks, and nothing covers it.

Of a field that is higher than what is left of the window, the part that is in the window counts.
"""


class Hand:
    """Works a page with a mouse, or a finger."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, role: str) -> None:
        """Sign in, on the page for it, as whoever has this role alone."""
        self.write("User name", role)
        self.write("Password", PASSWORD)
        self.press("Sign in")

    def write(self, field: str, text: str) -> None:
        """Type into the first field with this label."""
        self._field(field).fill(text)

    def choose(self, group: str, choice: str) -> None:
        """Choose one of a group."""
        # The dot over a button is the label's, so that is what people hit.
        self._choice(group, choice).locator("xpath=following-sibling::label").click()

    def pick(self, field: str, option: str) -> None:
        """Pick an option from the first list with this label."""
        self._field(field).select_option(label=option)

    def press(self, button: str) -> None:
        """Press the last button of this name, and wait for what comes."""
        self._act(self.page.get_by_role("button", name=button, exact=True).last)

    def follow(self, link: str) -> None:
        """Follow the first link of this name."""
        self._act(self.page.get_by_role("link", name=link, exact=True).first)

    def begin_contact(self) -> None:
        """Begin to take a contact, from any page, and come to the list of its parts."""
        self.follow("Take a contact")
        self.press("Take a contact")

    def fill_in(self, part: str) -> None:
        """Go from any part of a contact to another, by way of the list of all of them."""
        if self.page.get_by_role("link", name="All parts of this contact").count():
            self.follow("All parts of this contact")
        self.follow(part)

    def _act(self, there: Locator) -> None:
        with self.page.expect_navigation():
            there.click()

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True).first

    def _choice(self, group: str, choice: str) -> Locator:
        found = self.page.get_by_role("group", name=group, exact=True)
        return found.get_by_role("radio", name=choice, exact=True)


class Keys(Hand):
    """Works a page by keyboard alone, and sees to it that the focus shows at each step."""

    def write(self, field: str, text: str) -> None:
        """Type into the first field with this label."""
        self.reach(self._field(field))
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def choose(self, group: str, choice: str) -> None:
        """Go to a group and through it to the one that is wanted, which chooses it."""
        wanted = self._choice(group, choice).element_handle()
        self.reach(self.page.get_by_role("group", name=group, exact=True))
        for _ in range(MOST_CHOICES):
            if wanted.evaluate(HOLDS_FOCUS):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert wanted.is_checked()

    def pick(self, field: str, option: str) -> None:
        """Type the option's first letters, which picks it from a list."""
        self.reach(self._field(field))
        self.page.keyboard.type(option)
        picked = self._field(field).evaluate("one => one.selectedOptions[0].label")
        assert picked == option

    def skip(self) -> None:
        """Skip to what the page is about, as its first stop offers."""
        self.page.keyboard.press("Tab")
        assert self.is_at(self.page.get_by_role("link", name="Skip to main content"))
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Tab")
        assert self.is_at(self.page.get_by_role("main"))

    def _act(self, there: Locator) -> None:
        self.reach(there)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def reach(self, there: Locator) -> None:
        """Press Tab until the focus is there, or inside; wherever it stops, it has to show."""
        element = there.element_handle()  # looked up once: a page has hundreds of fields
        for _ in range(FARTHEST):
            if element.evaluate(HOLDS_FOCUS):
                looks: dict[str, Any] = self.page.evaluate(LOOKS)
                assert looks == {"unseen": "", "covered": ""}
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{there} cannot be reached by keyboard")

    @staticmethod
    def is_at(there: Locator) -> bool:
        """Whether the focus is on an element, or inside it."""
        found: bool = there.evaluate(HOLDS_FOCUS)
        return found
