"""Sales of the past at the till: found, taken back as a whole, or units of them given back for exactly what was paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pos_assist.domain.device_settings import DOTS, PAPER
from pos_assist.domain.problems import Refused
from pos_assist.domain.receipts import FOLLOWED, Receipt, Refunded, Voided
from pos_assist.domain.settings import TAX_ROUNDING, TILL
from pos_assist.pricing import Rounding
from pos_assist.pricing.refund import Refund, left_of, refunded, void
from pos_assist.services.till.suggestions import SuggestionService
from pos_assist.storage import Storage

if TYPE_CHECKING:
    from pos_assist.devices.receipt_slip import GivenBack
    from pos_assist.devices.slip import Slip


class ReturnPrinting(Protocol):
    """What prints return slips."""

    def print_given_back(self, receipt: Receipt, back: GivenBack) -> None:
        """Print its slip, where there is a printer."""

    def wake(self) -> None:
        """What was put in the queue is on disk now."""


class PastSales:
    """The use cases of finished sales: find, refund, void. With `practice` they can only be read."""

    def __init__(
        self,
        storage: Storage,
        panels: SuggestionService,
        now: Callable[[], datetime],
        printing: ReturnPrinting | None = None,
        *,
        practice: bool,
    ) -> None:
        """`printing`: prints a return slip of whatever goes back, from whatever screen or command."""
        self._storage = storage
        self._panels = panels
        self._now = now
        self._printing = printing
        self._practice = practice

    def find(self, text: str = "", limit: int = 50) -> list[Receipt]:
        """The newest first; `text` finds by number, by day or by item."""
        return self._storage.sales.receipts(text=text, limit=limit)

    def paper_of(self, receipt: Receipt) -> tuple[Slip, int]:
        """A receipt as it is printed, and how many dots wide its paper is."""
        from pos_assist.devices.receipt_slip import receipt_slip, shop_sign  # noqa: PLC0415 — lazy: not needed to sell

        sign = shop_sign(self._storage.catalog.settings(), self._storage.path.stem)
        return receipt_slip(receipt, sign), DOTS[self._storage.catalog.setting(PAPER)]

    def void(self, key: str, reason: str, who: str = "") -> Voided:
        """Take a sale back as a whole: what the customer still has of it is paid back, and what was learned from it is
        un-learned. Written down with `who` did it and this till. Refused: no_such_receipt, already_voided, all_given_back,
        only_practice."""
        receipt = self._open_to_change(key)
        made: list[Refund] = []

        def decide(stored: Receipt, before: Sequence[Refunded]) -> Voided:
            back = void(stored, self._rounding(), before)
            if not back.lines:
                raise Refused("all_given_back", number=stored.number)
            made[:] = [back]
            return Voided(self._now(), reason, back.amount, who, self._till(), back.tenders)

        def write() -> Voided:
            voided = self._storage.sales.void(key, decide, self._panels.to_unlearn(receipt))
            self._print(receipt, made[0], voided)
            return voided

        voided = self._storage.together(write)
        self._wake()
        self._panels.voided()
        return voided

    def refund(self, key: str, units: Mapping[int, int], reason: str, who: str = "") -> Refund:
        """Give back units, by line. What is paid back is exactly what was paid for them; what is kept keeps its price
        (`pricing.refund`); it stays learned, since it was bought together. Written down with `who` and this till.
        Refused: no_such_receipt, already_voided, no_such_line, refund_too_many, nothing_to_refund, only_practice."""
        receipt = self._open_to_change(key)
        if not any(units.values()):
            raise Refused("nothing_to_refund")
        given = tuple((line, n) for line, n in sorted(units.items()) if n)
        made: list[Refund] = []

        def decide(stored: Receipt, before: Sequence[Refunded]) -> Refunded:
            refund = refunded(stored, units, self._rounding(), before)
            made[:] = [refund]
            return Refunded(self._now(), reason, given, refund.amount, who, self._till(), refund.tenders)

        def write() -> None:
            kept = self._storage.sales.refund(key, decide)
            self._print(receipt, made[0], kept)

        self._storage.together(write)
        self._wake()
        return made[0]

    def would_give_back(self, receipt: Receipt, units: Mapping[int, int]) -> Refund:
        """Return the refund these units would come to now; nothing is written. `receipt` is the whole sale as it was stored.
        Refused: as `refund`."""
        return refunded(receipt, units, self._rounding(), self._storage.sales.refunds(receipt.key))

    def would_void(self, receipt: Receipt) -> Refund:
        """Return the refund a void would pay now; nothing is written. Refused: already_voided."""
        return void(receipt, self._rounding(), self._storage.sales.refunds(receipt.key))

    def what_is_left(self, receipt: Receipt) -> Receipt:
        """The receipt less the units that were given back already."""
        return left_of(receipt, self._rounding(), self._storage.sales.refunds(receipt.key))

    def paid_back(self, receipt: Receipt) -> int:
        """Return the money given back for a receipt until now, by refunds and by a void, in minor units."""
        voided = self._storage.sales.voided(receipt.key)
        refunds = sum(x.amount for x in self._storage.sales.refunds(receipt.key))
        return refunds + (voided.amount if voided else 0)

    def _print(self, receipt: Receipt, back: Refund, kept: Voided | Refunded) -> None:
        """Put its slip in the queue, in the transaction that writes it down: no cut of power comes between them."""
        if self._printing is not None:
            from pos_assist.devices.receipt_slip import GivenBack  # noqa: PLC0415 — lazy: not needed to sell

            tenders = back.tenders
            slip = GivenBack(back.lines, back.amount, back.taxes, kept.at, kept.reason, kept.who, kept.till, tenders)
            self._printing.print_given_back(receipt, slip)

    def _wake(self) -> None:
        if self._printing is not None:
            self._printing.wake()

    def _till(self) -> str:
        return self._storage.catalog.setting(TILL)

    def _open_to_change(self, key: str) -> Receipt:
        if self._practice:
            raise Refused("only_practice")
        receipt = self._storage.sales.receipt(key)
        if receipt is None:
            raise Refused("no_such_receipt")
        if receipt.till == FOLLOWED:
            raise Refused("sold_elsewhere")
        return receipt

    def _rounding(self) -> Rounding:
        return self._storage.catalog.setting(TAX_ROUNDING)
