"""Every offer that an order has seen, to be written down with its sale: when it was shown, where, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pos_assist.domain.offers import Moment, Offer, OfferRecord, Outcome, Panel
from pos_assist.domain.orders import Order


class OfferLog:
    """The offers of one order. What became of them is read off the order itself, so undo needs nothing here."""

    def __init__(self, ticks: Callable[[], float], records: Sequence[OfferRecord] = ()) -> None:
        """`records`: of an order that is taken up again."""
        self._ticks = ticks
        self._records = {record.offer.id: record for record in records}
        self._opened = ticks() - max((x.shown_ms for x in records), default=0) / 1000
        self._since: dict[
            str, tuple[int, float]
        ] = {}  # offer id -> (place, when it appeared there), of the cards on screen

    def shown(self, panel: Panel, moment: Moment, order: Order) -> bool:
        """Take note of the cards on screen. Returns whether anything is new."""
        now = self._ticks()
        since: dict[str, tuple[int, float]] = {}
        new = False
        for place, offer in enumerate((panel.upgrade, *panel.addons)):
            if offer is None:
                continue
            here = self._since.get(offer.id)
            since[offer.id] = here if here and here[0] == place else (place, now)
            known = self._records.get(offer.id)
            if known is None:
                shown_ms = round((now - self._opened) * 1000)
                self._records[offer.id] = OfferRecord(offer, moment, place, Outcome.IGNORED, shown_ms)
                new = True
            elif known.offer != offer and not _taken(offer, order):  # the price last shown is the one that counts
                self._records[offer.id] = replace(known, offer=offer)
                new = True
        self._since = since
        return new

    def age(self, offer_id: str) -> float:
        """Seconds since the card appeared where it is; 0 for one that is not on screen."""
        here = self._since.get(offer_id)
        return self._ticks() - here[1] if here else 0.0

    def answered(self, offer_id: str) -> None:
        """The customer said yes or no to it just now."""
        record = self._records[offer_id]
        answered_ms = round((self._ticks() - self._opened) * 1000) - record.shown_ms
        self._records[offer_id] = replace(record, answered_ms=answered_ms)

    def records(self, order: Order) -> tuple[OfferRecord, ...]:
        """All of them, with what became of them in this order."""
        return tuple(replace(x, outcome=_outcome(x.offer, order)) for x in self._records.values())


def _taken(offer: Offer, order: Order) -> bool:
    return any(line.offer == offer.id for line in order.lines)


def _outcome(offer: Offer, order: Order) -> Outcome:
    if _taken(offer, order):
        return Outcome.ACCEPTED
    return Outcome.DECLINED if offer.refusal in order.refused else Outcome.IGNORED
