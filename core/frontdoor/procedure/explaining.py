"""What pydantic found wrong, in words for whoever wrote the file."""

from __future__ import annotations

from typing import Any

from frontdoor.procedure.mistakes import did_you_mean


def explain(problem: Any, model: Any) -> tuple[str, str, str]:
    """What pydantic found, what was expected and what to do, in words for the file's writer."""
    loc, kind = problem["loc"], problem["type"]
    last = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        known = [f.alias or name for name, f in model.model_fields.items()]
        return (
            f"an unknown key '{last}'",
            f"a key of {model.__name__.lower()}",
            did_you_mean(last, known) or "Known: " + ", ".join(known),
        )
    if kind == "missing":
        return f"no `{last}:`", f"`{last}:`, which is needed here", ""
    message = str(problem["msg"]).removeprefix("Value error, ")
    found = short(problem["input"])
    _, expected_word, rest = message.partition("expected ")
    if expected_word:
        return f"'{found}'" if not message.startswith("nothing") else "nothing", rest, ""
    return f"'{found}'", message[:1].lower() + message[1:], ""


def short(value: Any) -> str:
    """A value as it is shown in a message: at most 60 characters."""
    text = str(value) if not isinstance(value, dict) else ", ".join(map(str, value))
    return text if len(text) <= 60 else text[:57] + "…"
