"""The form by which people outside make a contact. No sign-in."""
