"""What happens to a contact: pure functions and values, no I/O."""
