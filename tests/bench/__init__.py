"""How fast it is, side by side with others in one run: `make bench`."""
