"""Use cases: each in one transaction on one authority's records, with a line in its access log."""
