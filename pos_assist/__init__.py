"""pos_assist: what to offer at a shop counter, and what it would really cost."""

__version__ = "0.1.0"
