"""What tests of several kinds share: what is worked out once, and a service that runs for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .service import Service, serving

collect_ignore = [
    "authorities"
]  # of the example no source is whole: it is not held to the contract


@pytest.fixture(scope="session")
def var(pytestconfig: pytest.Config) -> Path:
    """The folder where parsed files are kept by their digests, for later runs of the tests too."""
    assert pytestconfig.cache is not None
    folder = pytestconfig.cache.mkdir("frontdoor")
    (folder / "cache").mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, var: Path) -> Iterator[Service]:
    """`frontdoor serve` with four authorities, each with an account for every role."""
    with serving(tmp_path_factory.mktemp("service"), var) as running:
        yield running
