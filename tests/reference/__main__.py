"""Writes the reference anew: `python -m tests.reference`, which is `make reference`."""

from __future__ import annotations

from .pages import FOLDER, PAGES


def main() -> None:
    """Write every page of the reference into docs/reference."""
    texts = {name: made() for name, made in PAGES.items()}
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.md"):
        old.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
