"""The pages that a manager works at."""
