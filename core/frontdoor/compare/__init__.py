"""Comparing procedures: side by side, for one case, for every contact, and over a year's contacts."""
