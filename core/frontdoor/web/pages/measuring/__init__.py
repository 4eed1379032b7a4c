"""What managers and inspectors look for: numbers, and audits of samples."""
