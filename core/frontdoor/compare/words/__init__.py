"""Facts, conditions, roles and rules in plain words, and in the words common to all."""
