"""The hooks, and what a work list has."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final

from frontdoor import hookspecs
from frontdoor.hookspecs import WorkList

from .markdown import code, one_line, page, table
from .sentences import of_class

HOOKS: Final[dict[str, Callable[..., Any]]] = {
    name: one for name, one in vars(hookspecs).items() if hasattr(one, "frontdoor_spec")
}
"""Each hook by its name."""


def hooks() -> str:
    """The page of the hooks."""
    parts = ["What each is for, with examples, is told under [Hooks](../hooks.md)."]
    for name, hook in HOOKS.items():
        parts += [f"## {name}", f"```python\n{signature(name)}\n```", inspect.getdoc(hook) or ""]
    parts += ["## WorkList", inspect.getdoc(WorkList) or "", _fields()]
    return page("Reference: hooks", *parts)


def signature(hook: str) -> str:
    """A hook as a plugin writes it."""
    return f"def {hook}{inspect.signature(HOOKS[hook])}".replace("'", "")


def _fields() -> str:
    said = of_class(WorkList)
    made = inspect.signature(WorkList).parameters
    rows = []
    for name, one in said.items():
        assert one.says, f"WorkList.{name} says nothing of itself"
        is_needed = made[name].default is inspect.Parameter.empty
        default = "required" if is_needed else code(repr(made[name].default).replace("'", '"'))
        rows.append((code(name), code(one.type.replace("'", '"')), default, one_line(one.says)))
    return table(("field", "type", "default", "what it says"), rows)
