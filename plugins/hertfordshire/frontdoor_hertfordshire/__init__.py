"""Hertfordshire's procedure for contacts and referrals."""

from pathlib import Path

from frontdoor import hookimpl


@hookimpl
def procedure() -> Path:
    """The folder of the procedure: this one."""
    return Path(__file__).parent
