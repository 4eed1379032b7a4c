"""Reads what comes from outside, strictly: JSON bodies and query strings into typed values.

Everything that is wrong is told at once, each with where it stands. Python's own reader takes more
than we may: a key twice, numbers without end, half a character.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from frontdoor.procedure.mistakes import did_you_mean
from frontdoor.web.problems import Detail, Problem

T = TypeVar("T")


class _Twice(ValueError):
    pass


def said(kind: TypeAdapter[T], raw: bytes) -> T:
    """A body of `kind` from raw JSON.

    Raises `Problem`: 400 where it is no JSON, 422 with a pointer to each field that is wrong.
    """
    data = _parsed(raw)
    try:
        return kind.validate_json(raw, strict=True)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        if problems[0]["type"] == "json_invalid":
            says = problems[0]["msg"].removeprefix("Invalid JSON: ")
            raise _malformed(f"It breaks off: {says}.") from None
        raise _invalid([_wrong(kind, problem, data) for problem in problems]) from None


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode(), object_pairs_hook=_each_key_once, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise _malformed(f"Byte {error.start} is not UTF-8.") from None
    except _Twice as error:
        raise _malformed(f"The key {json.dumps(str(error))} stands twice in one object.") from None
    except json.JSONDecodeError as error:
        raise _malformed(f"{error.msg}, at line {error.lineno}, column {error.colno}.") from None
    except ValueError:
        raise _malformed("It holds a number that is none, or too long.") from None
    except RecursionError:
        raise _malformed("It is nested too deep.") from None


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Twice(next(key for key in found if keys.count(key) > 1))
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def _malformed(detail: str) -> Problem:
    return Problem(400, "malformed", f"The body is not JSON as we take it. {detail}")


def _invalid(errors: list[Detail]) -> Problem:
    first = errors[0].detail if len(errors) == 1 else f"{len(errors)} things are wrong."
    return Problem(422, "invalid", first, errors)


def pointer(parts: Iterable[str | int]) -> str:
    """A JSON Pointer (RFC 6901) from keys and indices."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _wrong(kind: TypeAdapter[Any], problem: ErrorDetails, data: Any) -> Detail:
    loc = [part for part in problem["loc"] if part != "[key]"]
    if loc and isinstance(data, dict) and data.get("command") == loc[0] and loc[0] not in data:
        loc = loc[1:]  # pydantic names the kind of command first
    at = pointer(loc)
    match problem["type"]:
        case "extra_forbidden":
            near = did_you_mean(str(loc[-1]), _fields(kind, data, loc[:-1]))
            return Detail(f"There is no field {loc[-1]!r} here.", at, None, near, "invalid")
        case "missing":
            return Detail("This is needed.", at, code="invalid")
        case "union_tag_not_found":
            return Detail("Say which command: `command` is needed.", "/command", code="invalid")
        case "union_tag_invalid":
            known = str(problem.get("ctx", {}).get("expected_tags", "")).replace("'", "")
            near = did_you_mean(str(data["command"]), known.split(", ")) or f"Known: {known}."
            return Detail("There is no such command.", "/command", None, near, "invalid")
    return Detail(_sentence(str(problem["msg"])), at, code="invalid")


def _sentence(message: str) -> str:
    words = message.removeprefix("Value error, ").replace("Input should", "This must")
    words = words.replace("String should", "This must")
    words = f"This {words}" if words.startswith("must") else words
    return words if words.endswith(".") else f"{words}."


def _fields(kind: TypeAdapter[Any], data: Any, loc: list[str | int]) -> list[str]:
    """The fields that could stand where an unknown one was found."""
    found: Any = kind.core_schema
    command = data.get("command") if isinstance(data, dict) else None
    if found.get("type") == "definitions":
        found = found["schema"]
    if found.get("type") == "tagged-union":
        found = found["choices"].get(command, {})
    model: Any = found.get("cls")
    for part in loc:
        if isinstance(part, str) and model is not None:
            field = model.model_fields.get(part)
            model = _model_in(field.annotation) if field else None
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(one) for one in get_args(annotation))
    return next((model for model in inner if model is not None), None)


def asked(kind: type[T], query: Mapping[str, list[str]], lists: frozenset[str]) -> T:
    """A query string as `kind`, a pydantic model; `lists` may stand more than once.

    Raises `Problem` 422 with each parameter that is wrong.
    """
    errors = [
        Detail("This may stand only once.", parameter=name)
        for name, values in query.items()
        if len(values) > 1 and name not in lists
    ]
    values = {name: tuple(v) if name in lists else v[-1] for name, v in query.items()}
    try:
        found = TypeAdapter(kind).validate_python(values)
    except ValidationError as error:
        known = list(getattr(kind, "model_fields", {}))
        for problem in error.errors(include_url=False):
            name = str(problem["loc"][0]) if problem["loc"] else ""
            if problem["type"] == "extra_forbidden":
                near = did_you_mean(name, known)
                errors.append(Detail("There is no such parameter.", None, name, near))
            else:
                errors.append(Detail(_sentence(str(problem["msg"])), parameter=name))
    if errors:
        raise Problem(422, "invalid", "The query string cannot be used.", errors)
    return found
