"""A register's customer display, read and followed: bytes → frames → screens → steps of an order, with the doubts that each leaves."""
