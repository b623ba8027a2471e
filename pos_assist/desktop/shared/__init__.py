"""What the counter window, the back office and the dialogs share: painting, theme, cards, messages."""
