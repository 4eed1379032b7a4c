"""Every part of the procedure language: its keys, what they take, and what each says."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Collection, Iterator
from operator import attrgetter
from typing import Any, Final

from frontdoor.procedure import language as lang
from frontdoor.procedure import letters, phrases, vocabulary

from .markdown import code, link, one_line, page, table, words
from .sentences import of_class, of_module

KINDS: Final = {name: says for name, says in of_module(phrases).items() if not name.isupper()}
"""The kinds of value of the language, each with its name, a colon, and how it is written."""

FEW: Final = 8
"""Words that are listed where they may stand; of more there is a list of their own."""

READINGS: Final[dict[str, type[lang.Part]]] = {
    "Reading of a route": lang.RouteReading,
    "Reading of a step": lang.StepReading,
    "Reading of a task": lang.TaskReading,
    "Reading of a matter": lang.Reading,
}
CLAUSES: Final[dict[str, type[lang.Part]]] = {"sources": lang.ClauseSource, "clauses": lang.Clause}

INTRODUCTION: Final = """
What each part is for, with examples, is told under
[The procedure language](../procedure-language.md). The facts, conditions and slots that every
authority shares are [on a page of their own](facts.md).
"""
FILES: Final = """
Every item may also have `before:`, the id of an item of its section that it is put ahead of.
"""
SOURCED: Final = f"It also says {link('where it comes from')}."


def language() -> str:
    """The page of the language."""
    return page(
        "Reference: the procedure language",
        INTRODUCTION,
        "## The top",
        table(("key", "what it says"), _keyed(lang.HEADER | lang.LAYERING)),
        "## The sections",
        FILES,
        *_parts({section: model for section, (_, model) in lang.SECTIONS.items()}),
        "## Where it comes from",
        inspect.getdoc(lang.Sourced) or "",
        "`readings` that cite stand in for `cites`, and of a statement `as`.",
        _keys(lang.Sourced),
        "## Readings",
        *_parts(READINGS),
        "## clauses.yaml",
        *_parts(CLAUSES),
        "## Kinds of value",
        *_kinds(),
        "## Common words",
        *_common_words(),
    )


def keys_of(model: type[lang.Part]) -> Iterator[tuple[str, str, str, str]]:
    """Each key of an item: its name, what it takes, its default, what it says."""
    said = of_class(model)
    for name, field in model.model_fields.items():
        says = said[name].says
        if not says and said[name].type == "When":
            says = "Where it applies; always without."
        if not says and name == "readings":
            says = "What clauses say differently of it; all are shown."
        assert says, f"{model.__name__}.{name} says nothing of itself"
        default = "required" if field.is_required() else _default(field.default)
        yield field.alias or name, _takes(model, said[name].type), default, one_line(says)


def _parts(models: dict[str, type[lang.Part]]) -> Iterator[str]:
    for title, model in models.items():
        yield f"### {title}"
        yield inspect.getdoc(model) or ""
        shared = lang.Sourced.model_fields if issubclass(model, lang.Sourced) else ()
        yield _keys(model, shared)
        if shared:
            yield SOURCED


def _keys(model: type[lang.Part], shared: Collection[str] = ()) -> str:
    rows = ((code(key), *rest) for key, *rest in keys_of(model) if key not in shared)
    return table(("key", "takes", "default", "what it says"), rows)


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return code("yes" if value else "no")
    return code(value) if isinstance(value, str) else ""


def _takes(model: type[lang.Part], type_: str) -> str:
    """What a key takes, in words, from its type as it stands in the code."""
    if literal := re.search(r"Literal\[(.*?)\]", type_):
        return _one_of(re.findall(r"'(\w+)'", literal[1]))
    if known := re.search(r"one_of\(([\w.]+)\)", type_):
        defined = next(one for one in model.__mro__ if known[1] in inspect.getsource(one))
        named: Collection[str] = attrgetter(known[1])(sys.modules[defined.__module__])
        some = "some" if type_.startswith("Annotated[tuple") else "one"
        if len(named) <= FEW:
            return _one_of(named, some)
        return f"{some} of the {link(known[1].split('.')[-1].lower().replace('_', ' '))}"
    if reading := re.search(r"\w*Reading\b", type_):
        (title,) = (title for title, one in READINGS.items() if one.__name__ == reading[0])
        return f"a list, each a {link(title.lower())}"
    if pattern := re.search(r"pattern='(.*?)'", type_):
        return code(pattern[1])
    kind = next(word for word in re.findall(r"\w+", type_) if word in KINDS)
    return link(_name_of(kind))


def _one_of(known: Collection[str], some: str = "one") -> str:
    if len(known) == 1:
        return words(known)
    return f"{some} of {words(known)}"


def _name_of(kind: str) -> str:
    name = KINDS[kind].partition(":")[0]
    return name[0].lower() + name[1:]


def _kinds() -> Iterator[str]:
    for says in KINDS.values():
        name, _, how = says.partition(": ")
        yield f"### {name}"
        yield how[0].upper() + how[1:]


def _common_words() -> Iterator[str]:
    said = of_module(vocabulary)
    for name in ("MEANINGS", "ROLE_KINDS", "DESTINATION_KINDS", "PURPOSES", "TOPICS"):
        yield f"### {name.capitalize().replace('_', ' ')}"
        yield one_line(said[name])
        yield words(getattr(vocabulary, name))
    yield "### Commands and their entries"
    yield one_line(said["VERBS"])
    verbs = (
        (code(verb), code(entry), "yes" if verb in vocabulary.DETAILED else "")
        for verb, entry in vocabulary.VERBS.items()
    )
    yield table(("command", "entry", "names what it is about"), verbs)
    yield "### What a letter may name"
    yield one_line(of_module(letters)["PLACEHOLDERS"])
    held = (
        (code(f"{{{name}}}"), kind and code(kind)) for name, kind in letters.PLACEHOLDERS.items()
    )
    yield table(("in braces", "left out where this is held back"), held)


def _keyed(said: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((code(key), says) for key, says in said.items())
