"""What pydantic found wrong, in words for whoever wrote the file."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel

from frontdoor.procedure.mistakes import Expected, did_you_mean, nearest, quoted

Words = tuple[str, str, str]
"""What was found, what was expected, and what to do (may be empty)."""

_DATE = "a date such as 2019-11-02"
_BY_KIND = {
    "string_type": "one line of text",
    "tuple_type": "a list: words with commas between, or each on its own line after a dash",
    "list_type": "a list: words with commas between, or each on its own line after a dash",
    "dict_type": "keys, each with its value",
    "model_type": "keys, each with its value",
    "model_attributes_type": "keys, each with its value",
    "bool_type": "yes or no",
    "bool_parsing": "yes or no",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "path_type": "the path of a file or folder",
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": f"{_DATE}, without a time",
    "timezone_aware": "a time with its offset, such as 2026-03-06T15:30+00:00",
    "datetime_type": "a date and time such as 2026-03-06 15:30",
    "datetime_parsing": "a date and time such as 2026-03-06 15:30",
    "datetime_from_date_parsing": "a date and time such as 2026-03-06 15:30",
}
_BOUNDS = {
    "less_than_equal": ("le", "a number of at most"),
    "greater_than_equal": ("ge", "a number of at least"),
}
PATTERNS = {
    r"^[a-z][a-z0-9_]*$": (
        "an id: small letters, digits and underscores, beginning with a letter, "
        "such as team_manager"
    ),
    r"^[a-z0-9][a-z0-9_]*$": "a word of small letters, digits and underscores",
    r"^[A-Z]{2,6}$": "the short name of a source: two to six capital letters, such as EXA",
    r"^[A-Z]{2,6}-[0-9]{2,3}$": "the id of a clause, such as EXA-03",
    r"^[0-9a-z-]{1,64}$": "the id of a contact or a person",
    r"^[a-z][a-z0-9_-]{0,39}$": "an authority's short name in small letters, such as example",
    r"^[a-z][a-z0-9_]*(\.[0-9]+)?$": "the id of a task, such as decision or decision.2",
    r"^[a-z0-9.+-]+/[a-z0-9.+-]+$": "a media type, such as application/pdf",
    r"^[0-9a-f]{64}$": "a SHA-256 digest in hex",
}
"""What each pattern of the language and of the commands asks for."""


def explain(problem: Any, model: type[BaseModel]) -> Words:
    """What pydantic found, what was expected and what to do, in words for the file's writer.

    `problem` is one of pydantic's errors, `model` what was being read.
    """
    loc, kind, context = problem["loc"], problem["type"], problem.get("ctx", {})
    last = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        inner = _model_at(model, loc[:-1])
        known = _keys(inner)
        return (
            f"an unknown key '{last}'",
            f"a key of {_noun(inner)}",
            did_you_mean(last, known) or f"Known: {', '.join(known)}.",
        )
    if kind == "missing":
        noun = _noun(_model_at(model, loc[:-1]))
        need = "need" if noun.startswith("the ") else "needs"
        return f"no `{last}:`", f"`{last}:`, which {noun} {need}", ""
    found = quoted(problem["input"])
    if kind == "value_error":
        return _of_ours(context["error"], found)
    if kind == "string_pattern_mismatch":
        return found, PATTERNS.get(context["pattern"], "other characters"), _tidied(problem)
    if kind == "string_too_short":
        return "nothing", "some text", ""
    if kind == "string_too_long":
        return (
            f"{len(problem['input'])} characters",
            f"at most {context['max_length']} characters",
            "",
        )
    if kind == "too_long":
        return f"a list of {context['actual_length']}", f"at most {context['max_length']}", ""
    if kind == "too_short":
        return found, f"at least {context['min_length']} in the list", ""
    if kind in _BOUNDS:
        key, says = _BOUNDS[kind]
        return found, f"{says} {context[key]}", ""
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", context["expected"])
        near = nearest(str(problem["input"]), known)
        return found, " or ".join(known) if len(known) < 3 else f"one of {', '.join(known)}", near
    message = str(problem["msg"]).removeprefix("Input should be ")
    return found, _BY_KIND.get(kind, message[:1].lower() + message[1:]), ""


def _of_ours(error: ValueError, found: str) -> Words:
    """Our own validators' words: `Expected`, or `[found …; ]expected …[. Did you mean …]`."""
    if isinstance(error, Expected):
        return error.found or found, error.expected, error.advice
    said, marked, rest = str(error).partition("expected ")
    if not marked:
        return found, str(error).removeprefix("must be "), ""
    expected, did, near = rest.partition(". Did you mean ")
    said = said.removeprefix("found ").rstrip("; ")
    return said or found, expected, f"Did you mean {near}" if did else ""


def _tidied(problem: Any) -> str:
    """What an id was to be, where capitals, spaces or dashes alone are in the way."""
    text = str(problem["input"]).strip()
    near = text.upper() if "A-Z" in problem["ctx"]["pattern"] else text.lower()
    near = near if "A-Z" in problem["ctx"]["pattern"] else re.sub(r"[\s-]+", "_", near)
    fits = near != text and re.match(problem["ctx"]["pattern"], near)
    return f"Did you mean '{near}'?" if fits else ""


def _model_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> type[BaseModel]:
    """The model that stands at `loc` inside `model`: that of a reading, of a child."""
    for part in loc:
        for name, field in model.model_fields.items():
            if part in (name, field.alias):
                model = _models_in(field.annotation) or model
    return model


def _models_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, (_models_in(one) for one in get_args(annotation))), None)


def _keys(model: type[BaseModel]) -> list[str]:
    """The keys that a file may have; a field that is left out of them is given by other means."""
    return [field.alias or name for name, field in model.model_fields.items() if not field.exclude]


def _noun(model: type[BaseModel]) -> str:
    """A model's name in words: `a task reading`, `a child` (`ChildSaid`), `the settings`."""
    words = re.findall("[A-Z][a-z]*", model.__name__.removesuffix("Said"))
    noun = " ".join(words).lower()
    if noun.endswith("s"):
        return f"the {noun}"
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
