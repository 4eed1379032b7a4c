"""The command `dev`: what is wrong with a procedure, in the browser, while it is written."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from frontdoor.cli import end, examples

if TYPE_CHECKING:
    from frontdoor.developing.trying import State


@click.command(
    epilog=examples("frontdoor dev config/authorities/borchester", "frontdoor dev . --port 8080")
)
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--port", type=click.IntRange(1, 65534), default=8000, show_default=True)
@click.pass_obj
def dev(config: Path | None, path: Path, port: int) -> None:
    """Show what is wrong with the procedure in a folder, again each time that a file is saved.

    The page at the port has every mistake at its line, what is not proved, and scenarios that come
    otherwise than expected. The port after it has the workplace on the procedure as it was when all
    was well last, with invented children and an account for each role.
    """
    from frontdoor.developing.page import page_of, serve
    from frontdoor.developing.trying import State, changes, local, tried

    folder = _procedure_in(path)
    name = _name_of(folder)
    written = config or Path("config")
    saves = changes(folder)
    next(saves)  # as it is now: what is saved while it is first tried is tried again
    state = State(0, tried(folder, written), datetime.now(UTC))
    child: subprocess.Popen[bytes] | None = None

    def page() -> str:
        runs = child is not None and child.poll() is None
        return page_of(state, folder, f"http://127.0.0.1:{port + 1}/{name}/" if runs else "")

    try:
        server = serve(port, page, lambda: f"{state.number}")
    except OSError as error:
        end(f"Cannot listen on 127.0.0.1:{port}: {error.strerror}. Choose another with --port.")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    click.echo(f"{folder.name}: http://127.0.0.1:{port}/ (Ctrl+C stops it)")
    try:
        with _deployment(folder, name) as deployed:
            while True:
                _tell(state, local(state.at))
                if state.trial.sound:
                    _stop(child)
                    child = _workplace(deployed, port + 1)
                next(saves)
                state = State(state.number + 1, tried(folder, written), datetime.now(UTC))
    except KeyboardInterrupt:
        click.echo()
    finally:
        _stop(child)
        server.shutdown()


def _procedure_in(path: Path) -> Path:
    """The folder of the one procedure in a folder, or below it."""
    if (path / "procedure.yaml").exists():
        return path.resolve()
    below = sorted(one.parent for one in path.glob("*/procedure.yaml"))
    if len(below) != 1:
        several = ", ".join(map(str, below)) or "none"
        end(f"There is no procedure.yaml in {path}, nor in just one folder in it ({several}).")
    return below[0].resolve()


def _name_of(folder: Path) -> str:
    """The authority's short name, as its file has it; else the folder's name."""
    from frontdoor.procedure.mistakes import MistakesFound
    from frontdoor.procedure.source import read_file

    try:
        data = read_file(folder / "procedure.yaml").data
    except MistakesFound:
        return folder.name
    return str(data.get("procedure", folder.name)) if isinstance(data, dict) else folder.name


@contextmanager
def _deployment(folder: Path, name: str) -> Iterator[Path]:
    """A configuration with this authority alone, for as long as it is developed."""
    from frontdoor.plugins import found

    with TemporaryDirectory(prefix="frontdoor-") as made:
        config = Path(made)
        (config / "frontdoor.yaml").write_text(f"authorities: {name}\n", "utf-8")
        if name not in found():
            (config / "authorities").mkdir()
            (config / "authorities" / name).symlink_to(folder, target_is_directory=True)
            if (folder / "__init__.py").exists():
                click.echo("Its hooks run in the workplace once it is installed: pip install -e .")
        yield config


def _workplace(config: Path, port: int) -> subprocess.Popen[bytes]:
    """The demonstration on the procedure, in a process of its own."""
    words = ["--config", str(config), "demo", "--port", str(port), "--var", "var/dev"]
    start = "from frontdoor.cli import main; main()"
    command = [sys.executable, "-c", start, *words]
    return subprocess.Popen(command)  # noqa: S603 - our own module


def _stop(child: subprocess.Popen[bytes] | None) -> None:
    if child is not None:
        child.terminate()
        child.wait(30)


def _tell(state: State, when: str) -> None:
    broken = state.trial.broken
    kept = f"{len(broken)} not kept" if broken else "all kept"
    click.echo(f"{when} {kept}. {state.trial.progress}".rstrip())
    for one in broken:
        for says in one.found:
            click.echo(f"  {one.name}: {says}")
