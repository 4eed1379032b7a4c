"""Times things side by side: turn by turn and by processor time, for machines are seldom quiet."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from time import process_time
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
    """Seconds of processor time for one call of each work: the median of rounds.

    A round has for each work the inputs that it is called with, its own; in every round all works
    take their turn. The first `warm_up` rounds do not count.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number, inputs in enumerate(rounds):
        gc.collect()
        for name, work in works.items():
            given = inputs[name]
            began = process_time()
            for one in given:
                work(one)
            ended = process_time()
            if number >= warm_up:
                taken[name].append((ended - began) / len(given))
    return {name: median(times) for name, times in taken.items()}
