"""What a procedure is: facts, rules and diagrams; reading, layering, checking, running them."""
