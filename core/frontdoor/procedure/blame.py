"""Proves a council's overrides: what does not hold because of them, and which line is at fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from frontdoor.procedure.findings import Finding
from frontdoor.procedure.layering import load
from frontdoor.procedure.mistakes import MistakesFound, Place
from frontdoor.procedure.proofs import prove
from frontdoor.procedure.rulebook import OVERRIDES, Layer
from frontdoor.procedure.source import Keys


def prove_layers(layers: Sequence[Layer]) -> list[Finding]:
    """Everything that does not hold of layers put together. Raises `MistakesFound`.

    Where all holds of the layers below a council's overrides, a finding's place is the entry of the
    overrides without which that would hold too, or their file where several entries do it together.
    """
    findings = prove(load(layers))
    *below, last = layers
    if last.name != OVERRIDES or not findings:
        return findings
    before = _says(below) or set()
    without = [(place, _says([*below, layer])) for place, layer in _without_each(last)]
    return [
        finding if _key(finding) in before else _blamed(finding, last, without)
        for finding in findings
    ]


_Key = tuple[str, str]


def _key(finding: Finding) -> _Key:
    return finding.rule, finding.says


def _says(layers: Sequence[Layer]) -> set[_Key] | None:
    """What is found of layers; None where they cannot be put together."""
    try:
        return set(map(_key, prove(load(layers))))
    except MistakesFound:
        return None


def _without_each(layer: Layer) -> Iterator[tuple[Place, Layer]]:
    """The layer without each of its entries in turn, and where that entry stands."""
    source = layer.procedure
    for path, entries in _lists(source.data):
        for n in range(len(entries)):
            data = _with(source.data, path, [*entries[:n], *entries[n + 1 :]])
            left = replace(layer, procedure=replace(source, data=data))
            yield source.place((*path, n)), left


def _lists(data: dict[str, object]) -> Iterator[tuple[Keys, list[object]]]:
    for key, value in data.items():
        if isinstance(value, list):
            yield (key,), value
        elif isinstance(value, dict):  # routes, by stage
            yield from (((key, *path), entries) for path, entries in _lists(value))


def _with(data: dict[str, object], path: Keys, value: object) -> dict[str, object]:
    key, *rest = path
    inner = data[str(key)]
    if rest and isinstance(inner, dict):
        value = _with(inner, tuple(rest), value)
    return {**data, str(key): value}


def _blamed(
    finding: Finding, last: Layer, without: Sequence[tuple[Place, set[_Key] | None]]
) -> Finding:
    for place, says in without:
        if says is not None and _key(finding) not in says:
            return replace(finding, place=place, says=f"{finding.says} Without this it would hold.")
    says_together = f"{finding.says} What this file changes brings that about together."
    return replace(finding, place=Place(last.procedure.file), says=says_together)
