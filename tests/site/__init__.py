"""The published site, as files."""
