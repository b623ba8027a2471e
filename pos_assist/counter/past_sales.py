"""Sales of the past at the till: found, taken back as a whole, or units of them given back for exactly what was paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from pos_assist.counter.panel_desk import PanelDesk
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import Receipt, Refunded
from pos_assist.pricing import Rounding
from pos_assist.pricing.refund import Refund, left_of, refunded
from pos_assist.storage import Storage


class PastSales:
    """What may be done to a finished sale. `practice`: nothing but looking."""

    def __init__(self, storage: Storage, panels: PanelDesk, now: Callable[[], datetime], *, practice: bool) -> None:
        self._storage = storage
        self._panels = panels
        self._now = now
        self._practice = practice

    def find(self, text: str = "", limit: int = 50) -> list[Receipt]:
        """The newest first; `text` finds by number, by day or by item."""
        return self._storage.sales.receipts(text=text, limit=limit)

    def void(self, key: str, reason: str) -> None:
        """Take a sale back as a whole; what was learned from it is un-learned. Refused: no_such_receipt,
        already_voided, only_practice."""
        receipt = self._open_to_change(key)
        self._storage.sales.void(key, self._now(), reason, self._panels.to_unlearn(receipt))
        self._panels.voided()

    def refund(self, key: str, units: Mapping[int, int], reason: str) -> Refund:
        """Give back units, by line. What is paid back is exactly what was paid for them; what is kept keeps its price
        (`pricing.refund`); it stays learned, since it was bought together. Refused: no_such_receipt, already_voided,
        no_such_line, refund_too_many, nothing_to_refund, only_practice."""
        receipt = self._open_to_change(key)
        if not any(units.values()):
            raise Refused("nothing_to_refund")
        refund = self.would_give_back(receipt, units)
        given = tuple((line, n) for line, n in sorted(units.items()) if n)
        self._storage.sales.refund(key, Refunded(self._now(), reason, given, refund.amount))
        return refund

    def would_give_back(self, receipt: Receipt, units: Mapping[int, int]) -> Refund:
        """What giving back these units now comes to; nothing is written. `receipt` is the whole sale as it was stored.
        Refused: as `refund`."""
        return refunded(receipt, units, self._rounding(), self._storage.sales.refunds(receipt.key))

    def what_is_left(self, receipt: Receipt) -> Receipt:
        """The receipt less the units that were given back already."""
        return left_of(receipt, self._rounding(), self._storage.sales.refunds(receipt.key))

    def _open_to_change(self, key: str) -> Receipt:
        if self._practice:
            raise Refused("only_practice")
        receipt = self._storage.sales.receipt(key)
        if receipt is None:
            raise Refused("no_such_receipt")
        if receipt.voided:
            raise Refused("already_voided", number=receipt.number)
        return receipt

    def _rounding(self) -> Rounding:
        return Rounding(self._storage.catalog.setting("tax_rounding", Rounding.FLOOR))
