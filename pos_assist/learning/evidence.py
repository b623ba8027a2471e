"""Why two items are offered together, in counts that a shop can check against its own receipts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """`together` of the `of` receipts with the trigger had the add-on too. True counts, no recency, no smoothing."""

    together: int
    of: int
    addon_in: int  # receipts with the add-on
    receipts: int  # receipts in all

    @property
    def share(self) -> float:
        """Of the receipts with the trigger, the part that had the add-on too; 0 where there is none."""
        return self.together / self.of if self.of else 0.0

    @property
    def times(self) -> float:
        """How many times more often together than by chance (lift); 1 where nothing is known."""
        expected = self.of * self.addon_in / self.receipts if self.receipts else 0.0
        return self.together / expected if expected else 1.0
