"""Use cases: what a till, a manager and a new shop can do. Each changes the shop through storage."""
