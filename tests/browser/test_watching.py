"""The watch that every test of this folder keeps sees what it is there for."""

from __future__ import annotations

import pytest

from .conftest import Open

WRONGS = {
    "<script>alert('ran')</script>": "opened a dialog: ran",
    "<script>throw new Error('broke')</script>": "went wrong in a script: broke",
    "<script>console.warn('look')</script>": "on the console: look",
    "<img alt='' src='/static/none.svg'>": "answered with 404: ",
    "<img alt='' src='http://elsewhere.invalid/x.svg'>": "asked another origin: ",
}


@pytest.mark.parametrize("wrong", WRONGS)
def test_whatever_no_page_may_do_is_seen(visit: Open, wrong: str) -> None:
    """A page that does one of these things has it noted."""
    window = visit()
    window.page.route("**/wrong", lambda route: route.fulfill(body=wrong, content_type="text/html"))
    window.page.goto("/wrong")
    seen, window.watch.seen = window.watch.seen, []
    assert seen
    assert seen[0].startswith(WRONGS[wrong])


def test_axe_and_the_narrow_window_see_faults(visit: Open) -> None:
    """A picture without words, and a line that does not fit, are found on a phone."""
    window = visit(phone=True)
    window.page.set_content("<img src='data:,'><p style='width: 100em'>A long line.</p>")
    found = " ".join(window.faults())
    assert "image-alt at img" in found
    assert "reflow: the page is" in found
