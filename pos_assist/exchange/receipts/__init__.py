"""Past receipts out of a file."""
