"""The command `dev`: what is wrong with a procedure, in the browser, while it is written."""

from __future__ import annotations

import os
import signal
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
    if elsewhere := _installed_elsewhere(folder, name):
        click.echo(f"No workplace: {name} is installed from {elsewhere}, and that would be served.")
        click.echo("Uninstall it, or install this one: pip install -e .")
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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it takes the workplace with it
    try:
        with _deployment(folder, name, written) as deployed:
            while True:
                _tell(state, local(state.at))
                if state.trial.sound and not elsewhere:
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


def _installed_elsewhere(folder: Path, name: str) -> Path | None:
    """The folder from which another package is installed as the plugin of this authority."""
    from importlib.util import find_spec

    from frontdoor.plugins import found

    for entry_point in found().get(name, ()):
        spec = find_spec(entry_point.module)
        if spec and spec.origin and Path(spec.origin).resolve().parent != folder:
            return Path(spec.origin).resolve().parent
    return None


@contextmanager
def _deployment(folder: Path, name: str, written: Path) -> Iterator[Path]:
    """A configuration with this authority alone, for as long as it is developed.

    What it builds on may lie beside it in the configuration `written`.
    """
    from frontdoor.layers import AUTHORITIES
    from frontdoor.plugins import found

    with TemporaryDirectory(prefix="frontdoor-") as made:
        config = Path(made)
        (config / "frontdoor.yaml").write_text(f"authorities: {name}\n", "utf-8")
        authorities = {one.name: one.resolve() for one in written.glob(f"{AUTHORITIES}/*/")}
        authorities.pop(name, None)
        if name not in found():
            if (folder / "__init__.py").exists():
                _as_if_installed(folder, name, config)
            else:
                authorities[name] = folder
        (config / AUTHORITIES).mkdir()
        for each, place in authorities.items():
            (config / AUTHORITIES / each).symlink_to(place, target_is_directory=True)
        yield config


def _as_if_installed(package: Path, name: str, place: Path) -> None:
    """Leave in `place` what an installation leaves, so that the plugin is found from there."""
    information = place / f"{package.name}-0.dist-info"
    information.mkdir()
    said = f"Metadata-Version: 2.1\nName: {package.name}\nVersion: 0\n"
    (information / "METADATA").write_text(said, "utf-8")
    entry_points = f"[frontdoor.authorities]\n{name} = {package.name}\n"
    (information / "entry_points.txt").write_text(entry_points, "utf-8")
    (place / package.name).symlink_to(package, target_is_directory=True)


def _workplace(config: Path, port: int) -> subprocess.Popen[bytes]:
    """The demonstration on the procedure, in a process of its own."""
    words = ["--config", str(config), "demo", "--port", str(port), "--var", "var/dev"]
    start = "from frontdoor.cli import main; main()"
    command = [sys.executable, "-c", start, *words]
    path = os.pathsep.join(filter(None, (str(config), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(  # noqa: S603 - our own module
        command, env=os.environ | {"PYTHONPATH": path}
    )


def _stop(child: subprocess.Popen[bytes] | None) -> None:
    if child is not None:
        child.terminate()
        child.wait(30)


def _tell(state: State, when: str) -> None:
    broken = state.trial.broken
    kept = f"{sum(len(one.found) for one in broken)} found" if broken else "all kept"
    click.echo(f"{when} {kept}. {state.trial.progress or ''}".rstrip())
    for one in broken:
        for says in one.found:
            click.echo(f"  {one.name}: {says}")
