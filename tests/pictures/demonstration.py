"""The demonstration as it is on a working morning: `python -m tests.pictures.demonstration`."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MORNING = datetime(2026, 3, 10, 10, 50, tzinfo=UTC)
"""A Tuesday, so that pictures taken on a Sunday show a day's work all the same."""


def serve(folder: Path, port: int) -> None:
    """Serve the demonstration with its databases in a folder, its clock set to that morning."""
    from frontdoor.services import authority

    started = authority.now()
    clock = authority.now
    # Before anything else takes the clock from there.
    pytest.MonkeyPatch().setattr(authority, "now", lambda: MORNING + (clock() - started))
    from frontdoor.cli import main

    os.chdir(folder)
    cases = str(ROOT / "examples" / "cases")
    main(["--config", str(ROOT / "config"), "demo", "--port", str(port), "--cases", cases])


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
