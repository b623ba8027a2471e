"""Paper, drawer and displays: what a receipt says, the bytes that devices understand, and the ways to send them."""
