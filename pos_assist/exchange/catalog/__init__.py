"""Catalog tables in and out: CSV and XLSX as rows of items, deals, pairings."""
