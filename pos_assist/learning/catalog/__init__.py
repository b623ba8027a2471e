"""What a shop's own list of items and its receipts say about each item: sizes, role, what must not be offered. Proposals, until
a manager has looked at them."""
