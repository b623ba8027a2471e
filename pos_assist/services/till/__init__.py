"""Use cases of one till: ring, void, accept, decline, hold, recall, pay."""
