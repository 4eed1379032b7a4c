"""What every authority shares: the base that every procedure stands on, and the slots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeVar

from frontdoor.compare.side_by_side.slots import every_slot
from frontdoor.layers import BASE
from frontdoor.procedure import language as lang
from frontdoor.procedure.phrases import Condition
from frontdoor.procedure.source import read_file

from .markdown import code, page, table, words

GIVEN: Final = read_file(BASE).data
Item = TypeVar("Item", bound=lang.Part)

INTRODUCTION: Final = """
Every procedure stands on `base.yaml` of the core, and has what is there without saying so. It adds
facts of its own under `facts:`, and may change what is ours under `changes:`.
"""
SAFEGUARDS: Final = """
Bars that stand in every procedure. What is proved besides, over all steps of a procedure, is told
under [What is proved](../procedure-language.md#what-is-proved).
"""
STEPS: Final = """
Ordinary acts of keeping a record. A step of a procedure's own that names what its command is about
takes that away from the general one.
"""
SLOTS: Final = """
Every procedure answers each of these before it is put to work: by rules of its own, by a statement
about the topic, by `silent:`, or by `as:` another procedure. They are rows of the
[tables side by side](../comparing.md).
"""


def facts() -> str:
    """The page of what every authority shares."""
    return page(
        "Reference: what every authority shares",
        INTRODUCTION,
        "## Facts",
        *_facts(),
        "## Named conditions",
        table(("condition", "name", "holds where"), _conditions()),
        "## What cannot be",
        table(("rule", "cannot be", "because"), _impossible()),
        "## Safeguards",
        SAFEGUARDS,
        table(("rule", "refuses", "where", "unless", "because", "instead", "from"), _bars()),
        "## Steps",
        STEPS,
        table(("step", "name", "command", "at", "when", "needs", "by", "from"), _steps()),
        "## Records",
        table(("record", "name", "asks", "from"), _records()),
        "## Settings",
        table(("setting", "value", "why it is open"), _settings()),
        "## Slots",
        SLOTS,
        table(("topic", "asks about", "table"), _slots()),
    )


def _all(section: str, model: type[Item]) -> Iterator[Item]:
    yield from map(model.model_validate, GIVEN[section])


def _facts() -> Iterator[str]:
    by_group: dict[str, list[lang.Fact]] = {}
    for fact in _all("facts", lang.Fact):
        by_group.setdefault(fact.group, []).append(fact)
    for group, facts in by_group.items():
        yield f"### Group {code(group)}"
        yield table(("fact", "name", "values", "default", "hint"), map(_fact, facts))


def _fact(fact: lang.Fact) -> tuple[str, ...]:
    derived = "Worked out by the service, never asked." if fact.derived else ""
    says = " ".join(filter(None, (derived, fact.hint)))
    return code(fact.fact), fact.name, words(fact.values), code(fact.default), says


def _conditions() -> Iterator[tuple[str, ...]]:
    for one in _all("conditions", lang.NamedCondition):
        yield code(one.condition), one.name, _when(one.when)


def _impossible() -> Iterator[tuple[str, ...]]:
    for one in _all("impossible", lang.Impossible):
        yield code(one.rule), _when(one.when), one.because


def _bars() -> Iterator[tuple[str, ...]]:
    for bar in _all("bars", lang.Bar):
        only = [_when(bar.when)]
        only += [f"the outcome means less than {code(bar.below)}"] if bar.below else []
        only += ["it leads to a stage that waits for a meeting"] if bar.waiting else []
        refused = words(map(str, bar.refuses))
        why = (bar.because, bar.instead, bar.safeguard or "")
        yield code(bar.rule), refused, ", and ".join(only), words(bar.unless), *why


def _steps() -> Iterator[tuple[str, ...]]:
    for one in _all("steps", lang.Step):
        does = (code(one.rule), one.name, code(str(one.command)), words(one.at))
        by = words(map(str, one.by))
        yield *does, _when(one.when), words(one.needs), by, _source(one)


def _records() -> Iterator[tuple[str, ...]]:
    for one in _all("records", lang.RecordKind):
        yield code(one.record), one.name, one.asks, _source(one)


def _settings() -> Iterator[tuple[str, ...]]:
    for one in _all("settings", lang.Setting):
        yield code(one.setting), code(one.value), one.silent or ""


def _slots() -> Iterator[tuple[str, ...]]:
    for topic, title, heading in every_slot():
        yield code(topic), heading, title


def _source(one: lang.Sourced) -> str:
    return one.safeguard or f"Silent: {one.silent}"


def _when(when: tuple[tuple[Condition, ...], ...]) -> str:
    return "; or ".join(" and ".join(map(_line, box)) for box in when)


def _line(line: Condition) -> str:
    denied: Any = "not " if line.negated else ""
    return code(f"{line.fact}: {denied}{', '.join(line.values)}")
