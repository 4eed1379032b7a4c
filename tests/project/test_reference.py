"""The reference of the documentation says what the code says."""

from __future__ import annotations

import pytest

from ..reference.pages import FOLDER, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_each_page_of_the_reference_is_what_the_code_gives(name: str) -> None:
    """A page that was written by hand, or before the code changed, is told of."""
    committed = (FOLDER / name).read_text("utf-8")
    assert committed == PAGES[name](), (
        f"docs/reference/{name} is not what the code says; run `make reference`"
    )


def test_the_reference_has_no_other_page() -> None:
    """What the code no longer gives is gone."""
    assert sorted(file.name for file in FOLDER.iterdir()) == sorted(PAGES), "run `make reference`"
