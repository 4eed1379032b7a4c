"""One case under several authorities, and its deadlines as a picture."""
