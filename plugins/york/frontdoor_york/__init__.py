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
    """The agenda of the daily meeting, and a sample of Level 1 contacts for the manager's audit.

    How many are audited the source does not say: one in ten is ours.
    """
    return (
        WorkList(
            id="daily_meeting",
            title="Daily meeting",
            stages=("on_agenda",),
            received_before_today=True,
            sheet="Front sheet for the daily meeting",
            attend=("advice_worker", "duty_social_worker", "advice_team_manager"),
            cites=("YOR-09", "YOR-10"),
        ),
        WorkList(
            id="level_1_audit",
            title="Level 1 contacts to audit",
            stages=("closed",),
            outcomes=(
                "information_and_advice",
                "index_enquiry_answered",
                "early_help_assessment_logged",
            ),
            one_in=10,
            audit="audit",
            cites=("YOR-30",),
        ),
    )
