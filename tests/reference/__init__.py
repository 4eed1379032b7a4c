"""The reference of the documentation, made from the code: `make reference`."""
