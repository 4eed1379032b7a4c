"""Reads the clauses of a procedure: what its published source says, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from frontdoor.procedure import language as lang
from frontdoor.procedure.explaining import explain
from frontdoor.procedure.mistakes import Mistakes, did_you_mean, nearest, quoted
from frontdoor.procedure.rulebook import Layer, Origin
from frontdoor.procedure.source import Keys, Source, entries_of


def read_clauses(
    layers: Iterable[Layer], mistakes: Mistakes
) -> tuple[dict[str, lang.Clause], dict[str, lang.ClauseSource], dict[tuple[str, str], Origin]]:
    """The clauses and their sources by id, of all layers, and where each stands.

    Adds a mistake for each that is wrong.
    """
    clauses: dict[str, lang.Clause] = {}
    sources: dict[str, lang.ClauseSource] = {}
    said: dict[lang.Part, tuple[Source, Keys]] = {}
    origins: dict[tuple[str, str], Origin] = {}
    for layer in layers:
        file = layer.clauses
        if file is None:
            continue
        if not isinstance(file.data, dict):
            found = quoted(file.data) if file.data else "an empty file"
            mistakes.add(file.mistake((), found, "`sources:` and `clauses:`"))
            continue
        for key in file.data.keys() - {"sources", "clauses"}:
            near = nearest(key, ("sources", "clauses"))
            mistakes.add(
                file.mistake((key,), f"an unknown key '{key}'", "`sources:` and `clauses:`", near)
            )
        tables: tuple[tuple[str, str, type[lang.Part], dict[str, Any]], ...] = (
            ("sources", "source", lang.ClauseSource, sources),
            ("clauses", "clause", lang.Clause, clauses),
        )
        for section, name, model, into in tables:
            for path, entry in entries_of(file, (section,), file.data.get(section, ""), mistakes):
                try:
                    part = model.model_validate(entry)
                except ValidationError as error:
                    for problem in error.errors():
                        found, expected, advice = explain(problem, model)
                        mistakes.add(
                            file.mistake((*path, *problem["loc"]), found, expected, advice)
                        )
                    continue
                id = getattr(part, name)
                if id in into:
                    mistakes.add(
                        file.mistake((*path, name), f"'{id}' a second time", "an id used once")
                    )
                into[id] = part
                said[part] = (file, path)
                origins[section, id] = Origin(layer.name, file.place(path))
    for clause in clauses.values():
        if clause.source not in sources:
            file, path = said[clause]
            mistakes.add(
                file.mistake(
                    (*path, "source"),
                    f"'{clause.source}'",
                    "a source named under `sources:`",
                    did_you_mean(clause.source, sources),
                )
            )
    return clauses, sources, origins
