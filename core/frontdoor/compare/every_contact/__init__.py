"""For which contacts procedures differ, over every possible contact, exactly."""
