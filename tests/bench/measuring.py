"""Times things side by side: turn by turn, so that a noisy machine slows all of them alike."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

Work = Callable[[Any], object]


class Measure(NamedTuple):
    """What was measured: seconds of ours and of a peer, and how many times the peer takes ours."""

    what: str
    ours: float
    peer: float
    against: str
    wanted: str

    @property
    def ratio(self) -> float:
        """How many times as long the peer takes."""
        return self.peer / self.ours


def side_by_side(
    works: Mapping[str, Work], rounds: Iterator[Mapping[str, Sequence[Any]]], warm_up: int = 3
) -> dict[str, float]:
    """Seconds for one call of each work: the median of rounds, each with inputs of its own.

    A round has for each work the inputs that it is called with; in every round all works take
    their turn. The first `warm_up` rounds do not count.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number, inputs in enumerate(rounds):
        for name, work in works.items():
            given = inputs[name]
            gc.collect()
            began = perf_counter()
            for one in given:
                work(one)
            ended = perf_counter()
            if number >= warm_up:
                taken[name].append((ended - began) / len(given))
    return {name: median(times) for name, times in taken.items()}
