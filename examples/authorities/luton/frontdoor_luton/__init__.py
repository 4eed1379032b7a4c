"""The procedure of Luton Borough Council for contacts and referrals."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from govuk_bank_holidays.bank_holidays import BankHolidays

from frontdoor import WorkList, hookimpl

LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = time(9), time(17)
"""Luton's text names hours and does not give them: those that Front Door has for want of others."""
HOLIDAYS = BankHolidays(use_cached_holidays=True)


def works_on(day: date) -> bool:
    """Whether the MASH has working hours on a day."""
    return bool(HOLIDAYS.is_work_day(day, division=BankHolidays.ENGLAND_AND_WALES))


def working_time(begin: datetime, end: datetime) -> timedelta:
    """How much of the time between two moments lies within the hours of the MASH."""
    total = timedelta()
    day = begin.astimezone(LONDON).date()
    while day <= end.astimezone(LONDON).date():
        if works_on(day):
            opens = max(begin, datetime.combine(day, OPENS, LONDON))
            closes = min(end, datetime.combine(day, CLOSES, LONDON))
            total += max(closes - opens, timedelta())
        day += timedelta(days=1)
    return total


@hookimpl
def procedure() -> Path:
    """The folder of the procedure: this one."""
    return Path(__file__).parent


@hookimpl
def derived_facts(received: datetime) -> Mapping[str, str]:
    """Whether the MASH works at all within the 24 hours in which a contact is decided on.

    Two clauses count differently: 24 hours from the contact (LUT-05), and only hours in which the
    MASH works (LUM-11). On Friday evening the first is over before the second has begun.
    """
    worked = working_time(received, received + timedelta(hours=24))
    return {"mash_works_within_24_hours": "yes" if worked else "no"}


@hookimpl
def work_lists() -> Sequence[WorkList]:
    """What the Early Help Duty worker and the MASH work from."""
    return (
        WorkList(
            id="front_door",
            title="Early Help Duty and MASH: contacts",
            stages=("received",),
            shows=("advice", "decision", "tell_worker", "worker"),
            group_by="holding_team",
            most_urgent_first=True,
            cites=("LUT-02", "LUT-09"),
        ),
        WorkList(
            id="mash_referrals",
            title="MASH: referrals to rate and complete",
            stages=("referral",),
            shows=("advice", "waiting", "checks", "review", "decision", "worker"),
            most_urgent_first=True,
            cites=("LUM-03", "LUM-05", "LUM-12"),
        ),
    )
