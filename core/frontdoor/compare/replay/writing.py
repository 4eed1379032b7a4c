"""Writes contacts to a file as `reading` reads them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from frontdoor.compare.replay.routing import RECEIVED
from frontdoor.domain.clocks import LONDON

if TYPE_CHECKING:
    import polars as pl

KINDS = (".csv", ".parquet")
"""What files may be, by the end of their names."""


def write_contacts(contacts: pl.DataFrame, path: Path, kind: str) -> None:
    """Write contacts as CSV or Parquet (`kind` is one of `KINDS`); what is not known is empty.

    Times are local; in CSV with their offset. Raises `OSError`.
    """
    import polars as pl

    local = pl.col(RECEIVED).dt.convert_time_zone(str(LONDON))
    facts = pl.exclude(RECEIVED)
    rows = contacts.lazy()
    if kind == ".csv":
        text = local.dt.to_string("%Y-%m-%dT%H:%M%:z").alias(RECEIVED)
        rows.select(text, facts).sink_csv(path)
    else:
        rows.select(local, facts).sink_parquet(path)
