"""Pages for everyone: procedures, side by side, where they differ, one contact. No sign-in."""
