"""What Qt is asked of the machine: one instance, crashes, the scanner's keys."""
