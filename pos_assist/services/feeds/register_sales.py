"""Sales of a register beside us as they are kept: which are there already, one of which only its receipt is known, one taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.domain.receipts import FOLLOWED, Receipt, Voided
from pos_assist.domain.tax import Taxing
from pos_assist.services.feeds.followed_lines import Part
from pos_assist.services.feeds.followed_order import Closed, Paper, Result
from pos_assist.services.feeds.their_total import as_listed
from pos_assist.services.till.close_sale import close_sale
from pos_assist.services.till.suggestions import SuggestionService
from pos_assist.storage import Storage
from pos_assist.storage.followed import followed_key


class RegisterSales:
    """The sales of one register beside us."""

    def __init__(self, storage: Storage, panels: SuggestionService, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._panels = panels
        self._now = now

    def is_known(self, day: date, register: str, number: str, *, here: bool = False) -> bool:
        """Whether that sale counts already: it came out of the register's export, or another till follows that register, too;
        `here`: or it was followed here."""
        browse = self._storage.browse
        if here and browse.followed_keys(day, register, number):
            return True
        return browse.imported_already(day, register, number) or browse.followed_by_others(day, register, number)

    def write_alone(self, paper: Paper, parts: Iterable[Part], mode: ServiceMode, taxing: Taxing) -> Closed:
        """Write down a sale of which nothing is known but its receipt: nobody was offered anything, so it is on no side of a trial."""
        lines = tuple(part.as_line(i) for i, part in enumerate(parts, 1))
        order = Order(followed_key(paper.day, paper.register, paper.number), 0, paper.at, mode, lines=lines)
        priced = as_listed(order, paper.total, taxing)
        receipt = replace(close_sale(order, priced, (), paper.at, FOLLOWED), told_time=True)
        self._storage.sales.finish(receipt, (), lambda then: self._panels.to_learn(receipt, (), then))
        self._panels.learned(self._panels.to_learn(receipt, (), receipt.sold_at))
        return Closed(Result.PAID, paper.total, paper.total, order.key, written=True)

    def void(self, key: str) -> bool:
        """The register took that sale back as a whole; whether it stood until now."""
        receipt = self._storage.sales.receipt(key) if key else None
        if receipt is None or receipt.voided:
            return False

        def decide(stored: Receipt, _before: object) -> Voided:
            return Voided(self._now(), FOLLOWED, stored.total, "", FOLLOWED)

        self._storage.sales.void(receipt.key, decide, self._panels.to_unlearn(receipt))
        self._panels.voided()
        return True
