"""Comparing procedures: side by side, for one case, for every contact, over a year of contacts."""
