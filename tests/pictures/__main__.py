"""Takes the documentation's pictures anew: `python -m tests.pictures`, which is `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from frontdoor.contract.chromium import NONE_INSTALLED, installed, launched
from frontdoor.demo import PASSWORD

from ..service import ROOT, free_port, started
from .scenes import SCENES, Studio

PICTURES = ROOT / "docs" / "pictures"


def main() -> None:
    """Write every picture into docs/pictures, and say how large each is."""
    program = installed()
    if program is None:
        sys.exit(f"No pictures were taken: {NONE_INSTALLED}.")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, launched(program) as browser:
        command = [sys.executable, "-m", "tests.pictures.demonstration", folder, str(port)]
        with started(command, port, Path(folder, "output.txt"), PASSWORD) as service:
            studio = Studio(browser, service)
            for scene in SCENES:
                scene(studio)
    for old in PICTURES.glob("*"):
        old.unlink()
    PICTURES.mkdir(exist_ok=True)
    for name, picture in studio.taken.items():
        Path(PICTURES, name).write_bytes(picture)
        click.echo(f"{len(picture) // 1000:5d} kB  {name}")
    click.echo(f"{sum(map(len, studio.taken.values())) // 1000:5d} kB  in all, in docs/pictures")


if __name__ == "__main__":
    main()
