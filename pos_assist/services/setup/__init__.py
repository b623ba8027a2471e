"""Making a shop: from a folder of files, from receipts, from a pack."""
