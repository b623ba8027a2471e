"""Receipt printer, cash drawer, customer display text."""
