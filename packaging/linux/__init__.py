"""What a Linux desktop and its package managers want around the program."""
