"""Several tills and one folder between them: sales given and taken in, packs, who is where. No till ever waits for another."""
