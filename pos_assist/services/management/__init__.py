"""The back office without its screens: look, change, try on past receipts, take back, in and out of files."""
