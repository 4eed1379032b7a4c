"""York's procedure for contacts and referrals."""

from collections.abc import Sequence
from pathlib import Path

from frontdoor import WorkList, hookimpl


@hookimpl
def procedure() -> Path:
    """The folder of the procedure: this one."""
    return Path(__file__).parent


@hookimpl
def work_lists() -> Sequence[WorkList]:
    """The agenda of the daily meeting: enquiries that came in on an earlier day."""
    return (
        WorkList(
            id="daily_meeting",
            title="Daily meeting",
            stages=("on_agenda",),
            received_before_today=True,
            cites=("YOR-09", "YOR-10"),
        ),
    )
