"""Receipts that were read from files: which files there were, and one taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pos_assist.storage import Storage
from pos_assist.storage.import_batches import ImportBatch

__all__ = ["ImportBatch", "ImportedReceipts"]


class ImportedReceipts:
    """The imports of one shop."""

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now

    def batches(self) -> list[ImportBatch]:
        """One for each file that was read, the newest first."""
        return self._storage.imports.every()

    def take_back(self, number: int, who: str) -> int:
        """Void all receipts of a batch; how many. Learn anew afterwards. Refused: no_such_batch, already_taken_back."""
        count = self._storage.imports.take_back(number, who, self._now())
        self._storage.changes.note(who, self._now(), "receipts_back", str(count))
        return count
