"""Every offer that an order has seen, to be written down with its sale: when it was shown, where, and what became of it.

A card that was gone within a second is not «shown, ignored»: nobody can have read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pos_assist.domain.offers import Moment, Offer, OfferRecord, Outcome, Panel
from pos_assist.domain.orders import Order

SEEN = 1.0  # seconds on screen from which a card counts as shown, answered or not


class OfferLog:
    """The offers of one order. What became of them is read off the order itself, so undo needs nothing here."""

    def __init__(self, ticks: Callable[[], float], records: Sequence[OfferRecord] = ()) -> None:
        """`records`: of an order that is taken up again."""
        self._ticks = ticks
        self._records = {record.offer.id: record for record in records}
        self._opened = ticks() - max((x.shown_ms for x in records), default=0) / 1000
        self._since: dict[
            str, tuple[tuple[int, bool], float]
        ] = {}  # offer id -> (place, paying or not; when it appeared there), of the cards on screen
        self._new: dict[str, float] = {}  # offer id -> when it appeared, of those on screen that were not seen yet

    def shown(self, panel: Panel, moment: Moment, order: Order) -> bool:
        """Take note of the cards on screen; `EMPTY_PANEL` where something lies over them. Returns whether anything is new."""
        now = self._ticks()
        here_now = {offer.id for offer in panel.offers()}
        for offer_id in list(self._new):
            if self._is_seen(offer_id):
                del self._new[offer_id]
            elif offer_id not in here_now:
                del self._new[offer_id], self._records[offer_id]
        since: dict[str, tuple[tuple[int, bool], float]] = {}
        new = False
        for place, offer in enumerate((panel.upgrade, *panel.addons)):
            if offer is None:
                continue
            here = self._since.get(offer.id)
            there = (place, moment is Moment.PAYING)
            since[offer.id] = here if here and here[0] == there else (there, now)
            known = self._records.get(offer.id)
            if known is None:
                shown_ms = round((now - self._opened) * 1000)
                self._records[offer.id] = OfferRecord(offer, moment, place, Outcome.IGNORED, shown_ms)
                self._new[offer.id] = now
                new = True
            elif offer.id in self._new:
                self._records[offer.id] = replace(known, offer=offer, moment=moment, position=place)
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
        self._new.pop(offer_id, None)

    def records(self, order: Order) -> tuple[OfferRecord, ...]:
        """All that were seen, with what became of them in this order."""
        seen = (x for x in self._records.values() if self._is_seen(x.offer.id))
        return tuple(replace(x, outcome=_outcome(x.offer, order)) for x in seen)

    def _is_seen(self, offer_id: str) -> bool:
        appeared = self._new.get(offer_id)
        return appeared is None or self._ticks() - appeared >= SEEN


def _taken(offer: Offer, order: Order) -> bool:
    return any(line.offer == offer.id for line in order.lines)


def _outcome(offer: Offer, order: Order) -> Outcome:
    if _taken(offer, order):
        return Outcome.ACCEPTED
    return Outcome.DECLINED if offer.refusal in order.refused else Outcome.IGNORED
