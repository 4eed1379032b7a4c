"""Hertfordshire's procedure for contacts and referrals."""

from collections.abc import Sequence
from pathlib import Path

from frontdoor import WorkList, hookimpl


@hookimpl
def procedure() -> Path:
    """The folder of the procedure: this one."""
    return Path(__file__).parent


@hookimpl
def work_lists() -> Sequence[WorkList]:
    """What waits at the Customer Service Centre, and what the Targeted Advice Service works on."""
    return (
        WorkList(
            id="csc_queue",
            title="Customer Service Centre",
            stages=("received",),
            cites=("HER-03",),
        ),
        WorkList(
            id="tas_board",
            title="Targeted Advice Service",
            stages=("with_tas", "support"),
            cites=("HER-06", "HER-07", "HER-21"),
        ),
    )
