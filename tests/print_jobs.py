"""Everything that was ever to be printed, for tests and benchmarks: the program itself asks only for what is open."""

from __future__ import annotations

from pos_assist.domain.print_jobs import PrintJob
from pos_assist.shop import Shop


def every_job(shop: Shop) -> list[PrintJob]:
    """All jobs of the shop's queue, the oldest first."""
    return shop.storage.print_queue._jobs("id > 0 ORDER BY id")
