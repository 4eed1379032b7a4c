"""What becomes of a contact: commands, refusals, deadlines, links."""
