"""What runs while a procedure is being written."""
