"""Looking after an authority: its people, its logs, whether its record is as it was written."""
