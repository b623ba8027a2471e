"""The window beside another register: what to offer with its orders, and nothing else."""
