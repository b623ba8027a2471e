"""Units of past sales given back, exactly for what was paid for them."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Mapping
from datetime import datetime

from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, Refunded
from pos_assist.pricing import Rounding
from pos_assist.pricing.refund import Refund, refunded
from pos_assist.storage import Storage


class RefundDesk:
    """Looks into finished sales and gives back parts of them. A whole sale is taken back by `Counter.void_receipt`, which
    also un-learns it."""

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now

    def what_is_left(self, receipt: Receipt) -> Receipt:
        """The receipt less the units that were given back already."""
        given: Tally[int] = Tally()
        for past in self._storage.sales.refunds(receipt.key):
            given.update(dict(past.units))
        return refunded(receipt, given, self._rounding()).rest if given else receipt

    def refund(self, key: str, units: Mapping[int, int], reason: str) -> Refund:
        """Give back units, by line. What is paid back is exactly what was paid for them; what is kept keeps its price
        (`pricing.refund`). Refused: no_such_receipt, already_voided, no_such_line, refund_too_many, nothing_to_refund."""
        receipt = self._storage.sales.receipt(key)
        if receipt is None:
            raise Refused("no_such_receipt")
        if not any(units.values()):
            raise Refused("nothing_to_refund")
        refund = refunded(self.what_is_left(receipt), units, self._rounding())
        given = tuple((line, n) for line, n in sorted(units.items()) if n)
        self._storage.sales.refund(key, Refunded(self._now(), reason, given, refund.amount))
        return refund

    def _rounding(self) -> Rounding:
        return Rounding(self._storage.catalog.setting("tax_rounding", Rounding.FLOOR))
