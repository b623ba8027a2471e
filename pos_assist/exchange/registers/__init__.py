"""Other registers' exports: recognised by their titles, read as our rows."""
