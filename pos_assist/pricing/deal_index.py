"""Which deals are in force and can save something on an order; looked up by item, so that nothing grows with the catalog."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from pos_assist.domain.deals import Deal, Spend
from pos_assist.domain.orders import ServiceMode
from pos_assist.pricing.deal_uses import Fill, Kind, filled, frame, worth


class DealContext(NamedTuple):
    """The facts that a deal's conditions are checked against."""

    at: datetime
    mode: ServiceMode
    member: bool
    today: date | None = None  # the business date; None: the calendar's


class DealIndex:
    """The deals of one catalog version. A deal's rank is its place in the written order: priority descending, then id."""

    def __init__(self, deals: Iterable[Deal]) -> None:
        ranked = sorted(deals, key=lambda deal: (-deal.priority, deal.id))
        self.sets: list[Deal] = [deal for deal in ranked if not isinstance(deal, Spend)]
        self.spends: list[Spend] = [deal for deal in ranked if isinstance(deal, Spend)]
        self.frames = [frame(deal, rank) for rank, deal in enumerate(self.sets)]
        self._slots: dict[str, list[tuple[int, int]]] = {}  # item code -> (rank, slot)
        for rank, deal in enumerate(self.sets):
            for number, place in enumerate(deal.places):
                for code in place.items:
                    self._slots.setdefault(code, []).append((rank, number))
        self._touching: dict[Kind, tuple[tuple[int, int, int], ...]] = {}
        self._gates = sorted({deal.when.min_spend for deal in self.sets if deal.when.min_spend})
        self._known: tuple[DealContext | None, dict[int, bool]] = (None, {})  # rank -> in force then

    def touching(self, kind: Kind) -> tuple[tuple[int, int, int], ...]:
        """(rank, slot, worth there) of every set deal that the kind fits, in force or not; worked out once."""
        known = self._touching.get(kind)
        if known is None:
            slots = self._slots.get(kind.code, ())
            known = tuple([(rank, slot, worth(self.sets[rank], slot, kind)) for rank, slot in slots])
            self._touching[kind] = known
        return known

    def fitting(self, kinds: Sequence[Kind]) -> dict[int, list[list[tuple[int, int]]]]:
        """Rank -> per slot the (number, worth) of the kinds that fit it, for every set deal that any of them fits."""
        fitting: dict[int, list[list[tuple[int, int]]]] = {}
        for number, kind in enumerate(kinds):
            for rank, slot, worth_there in self.touching(kind):
                slots = fitting.get(rank)
                if slots is None:
                    slots = fitting[rank] = [[] for _ in self.frames[rank].sizes]
                slots[slot].append((number, worth_there))
        return fitting

    def fills(self, kinds: Sequence[Kind], have: Sequence[int], spent: int, moment: DealContext) -> list[Fill]:
        """The set deals in force that these units can fill with a saving, by rank; `spent` is the list total that opens
        them."""
        holding, found = self._holding_at(moment), []
        for rank, slots in sorted(self.fitting(kinds).items()):
            if not all(slots):
                continue
            if rank not in holding:
                holding[rank] = self.sets[rank].when.holds(*moment)
            if holding[rank] and self.sets[rank].when.min_spend <= spent:
                fill = filled(self.frames[rank], slots, have)
                if fill:
                    found.append(fill)
        return found

    def in_force(self, rank: int, spent: int, moment: DealContext) -> bool:
        """Whether all conditions of a set deal hold."""
        when = self.sets[rank].when
        return when.min_spend <= spent and when.holds(*moment)

    def gate(self, list_total: int) -> int:
        """The highest minimum spend that is reached: list totals with the same one open the same set deals."""
        reached = bisect_right(self._gates, list_total)
        return self._gates[reached - 1] if reached else 0

    def spends_in_force(self, list_total: int, moment: DealContext) -> list[Spend]:
        """The discounts on the whole order that are in force, by rank; their own threshold is not checked."""
        return [s for s in self.spends if s.when.min_spend <= list_total and s.when.holds(*moment)]

    def _holding_at(self, moment: DealContext) -> dict[int, bool]:
        """What is known about the deals at that minute (hours are written in minutes)."""
        moment = moment._replace(at=moment.at.replace(second=0, microsecond=0))
        known = self._known  # read and written whole: a worker may be asking too
        if known[0] != moment:
            self._known = known = (moment, {})
        return known[1]


def connected(fills: Sequence[Fill]) -> list[tuple[list[int], list[Fill]]]:
    """(kinds, deals) of each connected part: deals that compete for no unit are priced apart from each other."""
    parent: dict[int, int] = {}

    def root(kind: int) -> int:
        while parent.setdefault(kind, kind) != kind:
            kind = parent[kind]
        return kind

    for deal in fills:
        first = root(deal.places[0].worth[0][0])
        for place in deal.places:
            for kind, _ in place.worth:
                parent[root(kind)] = first
    parts: dict[int, tuple[list[int], list[Fill]]] = {}
    for kind in sorted(parent):
        parts.setdefault(root(kind), ([], []))[0].append(kind)
    for deal in fills:
        parts[root(deal.places[0].worth[0][0])][1].append(deal)
    return list(parts.values())
