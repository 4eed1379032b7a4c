"""What a procedure is: facts, rules and boxes; reading, layering, checking and running them."""
