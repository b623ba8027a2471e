"""The business day at the counter: float, cash in and out, X and Z, the day's figures and the electronic journal."""
