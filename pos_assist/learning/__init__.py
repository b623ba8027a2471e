"""Receipts -> counts, weights and what goes with what. Pure."""
