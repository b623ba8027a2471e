"""A register's receipts, read off its printer's line or its journal files: bytes → rows → lines → a sale that adds up, or none."""
