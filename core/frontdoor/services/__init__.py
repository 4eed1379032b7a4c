"""Use cases: each in one transaction, on one authority's records, leaving one line in its access log."""
