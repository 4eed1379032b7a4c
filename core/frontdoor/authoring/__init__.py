"""What helps to write a procedure: from a published text to clauses, and to rules."""
