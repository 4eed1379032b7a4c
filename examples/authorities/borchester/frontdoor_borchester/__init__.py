"""The procedure of Borchester, a city that does not exist, for contacts and referrals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from frontdoor import WorkList, hookimpl

LONDON = ZoneInfo("Europe/London")
HOLIDAYS = (((7, 22), (9, 2)), ((12, 20), (12, 31)), ((1, 1), (1, 3)))
"""The days on which the city's schools are closed, from and to (month, day)."""


@hookimpl
def procedure() -> Path:
    """The folder of the procedure: this one."""
    return Path(__file__).parent


@hookimpl
def derived_facts(received: datetime) -> Mapping[str, str]:
    """Whether schools are closed on the local day of receipt, which no data can say.

    A hook takes those of its parameters that it needs.
    """
    local = received.astimezone(LONDON)
    day = (local.month, local.day)
    closed = any(first <= day <= last for first, last in HOLIDAYS)
    return {"school_holidays": "yes" if closed else "no"}


@hookimpl
def work_lists() -> Sequence[WorkList]:
    """What the supervisor goes through each morning."""
    return (
        WorkList(
            id="morning_round",
            title="Morning round",
            stages=("referral",),
            cites=("BOR-04",),
        ),
    )
