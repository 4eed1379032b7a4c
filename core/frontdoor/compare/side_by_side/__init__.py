"""Procedures side by side, aspect by aspect."""
