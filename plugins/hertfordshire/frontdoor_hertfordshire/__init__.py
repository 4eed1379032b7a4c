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
    """The queue of the Customer Service Centre, the TAS's board, and referrers still to hear.

    The acknowledgement is the duty of whichever team holds the contact, and moves with it.
    """
    return (
        WorkList(
            id="csc_queue",
            title="Customer Service Centre",
            stages=("received",),
            shows=(
                *("advice", "support", "tell_police", "tell_worker", "decision"),
                *("acknowledgement", "worker"),
            ),
            most_urgent_first=True,
            cites=("HER-02", "HER-03", "HER-05", "HER-06", "HER-08"),
        ),
        WorkList(
            id="tas_board",
            title="Targeted Advice Service",
            stages=("with_tas", "support"),
            shows=(
                *("worker", "waiting", "decision", "enquiry", "support", "feedback"),
                *("acknowledgement", "tell_police", "tell_worker", "advice"),
            ),
            group_by="stage",
            most_urgent_first=True,
            cites=("HER-06", "HER-07", "HER-21"),
        ),
        WorkList(
            id="acknowledgements",
            title="Referrers still to hear",
            stages=(),
            owes=("acknowledgement", "feedback"),
            shows=("acknowledgement", "feedback", "redirected", "worker", "waiting"),
            group_by="holding_team",
            cites=("HER-02", "HER-25", "HER-26", "HER-27"),
        ),
    )
