"""What the product plugs into: calendar, database, messages, keys."""
