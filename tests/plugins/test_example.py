"""The fictional authority in examples/, as a distribution of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from frontdoor import hookspecs
from frontdoor.layers import compose_folder

ROOT = Path(__file__).parents[2]
BORCHESTER = ROOT / "examples" / "authorities" / "borchester"
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which it was installed by its path, as a council would."""
    target = tmp_path_factory.mktemp("installed")
    build = ["--no-deps", "--no-build-isolation", "--offline", "--target", str(target)]
    subprocess.run(
        [BIN / "uv", "pip", "install", "--quiet", *build, str(BORCHESTER)],
        check=True,
        env=os.environ | {"VIRTUAL_ENV": str(BIN.parent)},
    )
    return target


def test_it_is_found_where_it_is_installed(installed: Path, tmp_path: Path) -> None:
    """A plugin from outside this tree is found by its entry point, and holds."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "frontdoor.yaml").write_text("authorities: borchester\n")
    done = subprocess.run(
        [BIN / "frontdoor", "authorities", "--format", "json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    [listed] = json.loads(done.stdout)
    assert listed["layers"] == ["base", "generic", "borchester"]
    assert listed["problem"] is None
    assert (installed / "frontdoor_borchester" / "scenarios").is_dir()


def test_it_uses_every_hook_once() -> None:
    """Whoever reads it sees each hook at work."""
    code = (BORCHESTER / "frontdoor_borchester" / "__init__.py").read_text("utf-8")
    hooks = [name for name, one in vars(hookspecs).items() if hasattr(one, "frontdoor_spec")]
    assert {name: code.count(f"def {name}(") for name in hooks} == dict.fromkeys(hooks, 1)


def test_it_can_be_read_in_ten_minutes() -> None:
    """All its files together have fewer than 2,000 words."""
    texts = [one.read_text("utf-8") for one in BORCHESTER.rglob("*") if one.suffix in READ]
    assert sum(len(text.split()) for text in texts) < 2_000
    assert compose_folder(BORCHESTER / "frontdoor_borchester").scenarios


READ = {".py", ".yaml", ".toml", ".md"}
