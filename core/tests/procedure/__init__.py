"""What a procedure may say, what is refused, and what is proved of it."""
