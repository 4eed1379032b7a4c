"""The files that a page of the documentation gives: each a block below its path in bold.

    **`scenarios/a_mentor.yaml`**

    ```yaml
    scenario: ...
    ```

A file may be given in several blocks, on one page or on several. Of YAML each block is whole
sections, and what stands in a section joins what is there already; anything else follows it.
"""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"

_BLOCK = re.compile(r"^\*\*`([^`\n]+)`\*\*\n\n?```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^(?=[a-z_]+:)", re.MULTILINE)


def files_of(*pages: Path) -> dict[str, str]:
    """The text of each file that these pages give, by its path."""
    texts: dict[str, str] = {}
    for page in pages:
        for path, text in _BLOCK.findall(page.read_text("utf-8")):
            together = _joined if path.endswith((".yaml", ".yml")) else _after
            texts[path] = together(texts.get(path, ""), text)
    return texts


def write_files(folder: Path, texts: dict[str, str]) -> None:
    """Write each file below a folder."""
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def _after(text: str, more: str) -> str:
    return f"{text}\n{more}" if text else more


def _joined(text: str, more: str) -> str:
    """YAML with the sections of more YAML: those that it has already go on, others follow."""
    sections: dict[str, str] = {}
    for part in (*_SECTION.split(text), *_SECTION.split(more)):
        key, _, items = part.partition("\n")
        if key:
            sections[key] = sections.get(key, "") + items.rstrip("\n") + "\n"
    return "\n".join(
        f"{key}\n{items}" if items.strip() else f"{key}" for key, items in sections.items()
    )
