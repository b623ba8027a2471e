"""Texts: what the program says, in every language it speaks."""
