"""What an author starts from: clauses in draft, and a worksheet of what each may need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from strictyaml import as_document

from frontdoor.authoring.clauses import Drafted, draft_clauses
from frontdoor.authoring.hints import hints
from frontdoor.compare.side_by_side.slots import every_slot

WHY: Final = "Taken from the text as it stands. Say it in your own words, then what became of it."


class Start(NamedTuple):
    """What an author starts from: how many clauses, clauses.yaml, and worksheet.md."""

    many: int
    clauses: str
    worksheet: str


def start_from(text: str, source: str, title: str, edition: str) -> Start:
    """The files to start from, of a published text; `source` is what ids of clauses begin with."""
    found = draft_clauses(text, source)
    return Start(len(found), clauses_yaml(found, source, title, edition), worksheet(found, title))


def clauses_yaml(clauses: Sequence[Drafted], source: str, title: str, edition: str) -> str:
    """The file clauses.yaml with every clause as a draft, under one source."""
    document = as_document(
        {
            "sources": [{"source": source, "title": title, "edition": edition}],
            "clauses": [
                {
                    "clause": one.id,
                    "source": source,
                    "where": one.where or "at the beginning",
                    "says": one.text,
                    "status": "draft",
                    "why": WHY,
                }
                for one in clauses
            ],
        }
    )
    yaml: str = document.as_yaml()
    return yaml


def worksheet(clauses: Sequence[Drafted], title: str) -> str:
    """Markdown: each clause with what its words hint at, and each slot with clauses on it."""
    about: dict[str, list[str]] = {}
    lines = [
        f"# {title}: what each clause may need",
        "",
        "Found by words alone: it proposes, you decide. Tick what you have seen to.",
        "",
    ]
    heading = None
    for one in clauses:
        if one.where != heading:
            heading = one.where
            lines += ["", f"## {heading or 'At the beginning'}", ""]
        lines += [f"- [ ] **{one.id}** {one.text}"]
        for hint in hints(one.text):
            lines.append(f"    - “{hint.words}”: `{hint.section}:` {hint.write}")
            for topic in hint.topics:
                about.setdefault(topic, []).append(one.id)
    lines += [
        "",
        "## Slots",
        "",
        "Each must be said, taken as in another procedure, or known to be silent.",
        "",
    ]
    for topic, table, heading in every_slot():
        found = ", ".join(dict.fromkeys(about.get(topic, ())))
        see = f"see {found}" if found else "no word found; if there is nothing, `silent:`"
        lines.append(f"- [ ] `{topic}` ({table}: {heading}): {see}")
    return "\n".join(lines) + "\n"
