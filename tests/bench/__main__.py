"""Measures, prints a table, and with `--write` keeps it in docs/performance.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import gettempdir

from frontdoor.composition import practice
from frontdoor.domain.practice import Practice
from frontdoor.layers import compose
from frontdoor.procedure.mistakes import MistakesFound
from frontdoor.settings import read_settings
from tests.bench import comparing, dashboard, page, pages, replaying, routing, starting


def main() -> None:
    """Measure all that there is to measure; an authority that cannot be read is left out."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--large", action="store_true", help="lists over 3,000,000 contacts too")
    parser.add_argument("--pages", action="store_true", help="pages alone")
    asked = parser.parse_args()
    if asked.pages:
        print(_pages(large=asked.large))
        return
    settings = read_settings()
    measures = []
    for name in settings.authorities:
        print(f"routing, {name} …", file=sys.stderr)
        routed = _practice(name, settings.config)
        if routed is not None:
            measures += routing.measure(routed)
    print("starting …", file=sys.stderr)
    measures += starting.measure(settings.authorities)
    print("replaying …", file=sys.stderr)
    measures += replaying.measure(settings.authorities)
    results = page.results(measures, starting.help_takes())
    print("comparing …", file=sys.stderr)
    compared = comparing.table()
    listed = _pages(large=asked.large)
    print(results, compared, listed, sep="\n\n")
    if asked.write:
        page.write(results, compared, listed)


def _pages(*, large: bool) -> str:
    print("pages …", file=sys.stderr)
    lists = pages.table([200_000, 3_000_000] if large else [200_000])
    return f"{lists}\n\n{dashboard.table()}"


def _practice(name: str, config: Path) -> Practice | None:
    try:
        composed = compose(name, config, Path(gettempdir()) / "frontdoor-bench")
        return practice(composed.rulebook(), composed.plugins)
    except MistakesFound as found:
        print(f"{name} is left out:\n{found}", file=sys.stderr)
        return None


if __name__ == "__main__":
    main()
