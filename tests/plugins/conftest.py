"""Plugins as others would write them: small distributions, installed in a folder on the path."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from textwrap import dedent

import pytest

from frontdoor.layers import Composed, compose
from frontdoor.settings import Settings

EXAMPLE = Path(__file__).parents[1] / "authorities" / "example"

SOUND = """
from pathlib import Path
from frontdoor import WorkList, hookimpl

@hookimpl
def procedure():
    return Path(__file__).parent
"""
"""A plugin that says where its procedure is, and nothing else."""

NUMBERS = count()

Install = Callable[..., Path]
Deploy = Callable[..., Settings]
Compose = Callable[[str], Composed]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a distribution with a plugin for an authority, and give the plugin's folder.

    `code` is what its module holds, `text` its procedure (else that of the fictional authority
    under its name), `requires` what its metadata asks for.
    """
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)
    modules: list[str] = []

    def install(
        name: str,
        code: str = SOUND,
        *,
        text: str | None = None,
        distribution: str = "",
        requires: str = "frontdoor-core",
    ) -> Path:
        distribution = distribution or f"frontdoor-{name}"
        # Never the same twice: a plugin that hangs while it is imported keeps its module locked.
        module = f"{distribution.replace('-', '_')}_{next(NUMBERS)}"
        modules.append(module)
        folder = site / module
        folder.mkdir()
        (folder / "__init__.py").write_text(dedent(code), "utf-8")
        if text is None:
            text = (EXAMPLE / "procedure.yaml").read_text("utf-8")
            text = text.replace("procedure: example\n", f"procedure: {name}\n")
        (folder / "procedure.yaml").write_text(text, "utf-8")
        if "extends: base\n" in text:
            (folder / "clauses.yaml").write_bytes((EXAMPLE / "clauses.yaml").read_bytes())
        metadata = site / f"{module}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n"
            f"Requires-Dist: {requires}\n"
        )
        (metadata / "entry_points.txt").write_text(f"[frontdoor.authorities]\n{name} = {module}\n")
        return folder

    yield install
    for module in modules:
        sys.modules.pop(module, None)


@pytest.fixture
def composed(var: Path) -> Compose:
    """Put the procedure of an installed authority together, without overrides."""
    return partial(compose, cache=var / "cache")


@pytest.fixture
def deploy(tmp_path: Path, var: Path) -> Deploy:
    """The settings of a deployment of some authorities, in a folder of its own."""
    config = tmp_path / "config"
    config.mkdir(exist_ok=True)

    def deploy(*authorities: str) -> Settings:
        return Settings(
            authorities=authorities,
            database_url=f"sqlite:///{tmp_path}/{{authority}}.sqlite",
            var=var,
            config=config,
            secure_cookies=False,
        )

    return deploy
