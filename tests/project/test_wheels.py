"""The distributions as they are released: wheels that work without their source."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PARTS = ("core", *(f"plugins/{one.name}" for one in sorted((ROOT / "plugins").iterdir())))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every wheel installed, built from sources that are gone by now."""
    sources, wheels, target = map(tmp_path_factory.mktemp, ("sources", "wheels", "target"))
    offline = ["--quiet", "--offline"]
    environment = os.environ | {"VIRTUAL_ENV": str(BIN.parent)}
    for part in PARTS:
        shutil.copytree(ROOT / part, sources / part, ignore=shutil.ignore_patterns("tests"))
        build = ["build", *offline, "--wheel", "--no-build-isolation", "-o", str(wheels)]
        subprocess.run([BIN / "uv", *build, str(sources / part)], check=True, env=environment)
    shutil.rmtree(sources)
    install = ["pip", "install", *offline, "--no-deps", "--target", str(target)]
    built = map(str, wheels.glob("*.whl"))
    subprocess.run([BIN / "uv", *install, *built], check=True, env=environment)
    return target


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(installed: Path, tmp_path: Path, var: Path) -> Run:
    """Runs Python in a folder of its own, where the wheels go before all else that is installed."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "cache").symlink_to(var / "cache")  # what is parsed, by its digest
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return lambda *words: subprocess.run(
        [sys.executable, "-P", *words],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


COMMAND = "import sys; from frontdoor.cli import main; main(sys.argv[1:])"


def test_every_procedure_holds_as_it_is_released(run: Run, installed: Path) -> None:
    """Each plugin's procedure, clauses and scenarios come with its wheel, and are read there."""
    where = run("-c", "import frontdoor; print(frontdoor.__file__)")
    assert where.stdout.startswith(str(installed)), where.stderr
    checked = run("-c", COMMAND, "check")
    assert checked.stdout.count("holds for every possible contact") == len(PARTS) - 1, checked
    listed = run("-c", COMMAND, "clauses", "york", "--format", "json")
    assert str(installed) in listed.stdout  # the files of its scenarios
    assert str(ROOT) not in listed.stdout


SERVED = """
from litestar.testing import TestClient
from frontdoor.settings import read_settings
from frontdoor.web.app import create_app

with TestClient(create_app(read_settings())) as client:
    for path in ("/", "/compare", "/york/sign-in", "/static/frontdoor.css"):
        print(path, client.get(path).status_code)
"""


def test_pages_and_styles_come_with_the_wheel(run: Run) -> None:
    """The service answers from the wheels alone: templates, styles and migrations are in them."""
    served = run("-W", "error", "-c", SERVED)
    assert served.stdout.split() == [
        word
        for path in ("/", "/compare", "/york/sign-in", "/static/frontdoor.css")
        for word in (path, "200")
    ], served.stderr


def test_a_new_plugin_can_be_made_from_the_wheel(run: Run, tmp_path: Path) -> None:
    """The template of a plugin comes with the core."""
    made = run("-c", COMMAND, "new-authority", "borchester")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "frontdoor-borchester" / "frontdoor_borchester" / "procedure.yaml").exists()
