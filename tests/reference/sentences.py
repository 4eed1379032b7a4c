"""What the code says of itself: the sentence below each name that it assigns, and its type."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import NamedTuple


class Said(NamedTuple):
    """The type of a name as it stands in the code, and the sentences below it (or nothing)."""

    type: str
    says: str


def of_class(one: type) -> dict[str, Said]:
    """What is said of each field of a class, in order; those of what it builds on come first."""
    found: dict[str, Said] = {}
    for part in reversed(one.__mro__):
        if part.__module__.startswith("frontdoor."):
            (defined,) = ast.parse(dedent(inspect.getsource(part))).body
            assert isinstance(defined, ast.ClassDef)
            found |= _said(defined.body)
    return found


def of_module(module: ModuleType) -> dict[str, str]:
    """The sentences below each name that a module assigns, where there are any."""
    assert module.__file__
    body = ast.parse(Path(module.__file__).read_text("utf-8")).body
    return {name: said.says for name, said in _said(body).items() if said.says}


def _said(body: list[ast.stmt]) -> dict[str, Said]:
    found = {}
    for statement, below in zip(body, [*body[1:], None], strict=True):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                type_ = ast.unparse(statement.annotation)
            case ast.Assign(targets=[ast.Name(id=name)]):
                type_ = ""
            case _:
                continue
        match below:
            case ast.Expr(value=ast.Constant(value=str(says))):
                found[name] = Said(type_, inspect.cleandoc(says))
            case _:
                found[name] = Said(type_, "")
    return found
