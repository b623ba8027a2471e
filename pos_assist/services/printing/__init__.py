"""Printing: what a sale leaves behind on paper, the queue, one worker a device."""
