"""Taking a contact, its record, and what is done about it."""
