"""The screen that a cashier works at."""
