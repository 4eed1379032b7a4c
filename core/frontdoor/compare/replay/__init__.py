"""A year of past contacts, routed under each of several procedures, and what would change."""
