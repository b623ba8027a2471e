"""Which deals are in force and can save something on an order; looked up by item, so that nothing grows with the catalog."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from pos_assist.domain.deals import Cheapest, Deal, Spend
from pos_assist.domain.orders import ServiceMode
from pos_assist.pricing.uses import Fill, Kind, SetDeal, drawn, firing, too_much_off


class Moment(NamedTuple):
    """What the conditions of a deal are read on."""

    at: datetime
    mode: ServiceMode
    member: bool


class DealIndex:
    """The deals of one catalog version. A deal's rank is its place in the written order: priority descending, then id."""

    def __init__(self, deals: Iterable[Deal]) -> None:
        ranked = sorted(deals, key=lambda deal: (-deal.priority, deal.id))
        self.sets: list[SetDeal] = [deal for deal in ranked if not isinstance(deal, Spend)]
        self.spends: list[Spend] = [deal for deal in ranked if isinstance(deal, Spend)]
        self.slots_of: list[int] = []
        self._fitting: dict[str, list[tuple[int, int]]] = {}  # item code -> (rank, slot)
        for rank, deal in enumerate(self.sets):
            slots = [deal.items] if isinstance(deal, Cheapest) else [slot.items for slot in deal.slots]
            self.slots_of.append(len(slots))
            for number, items in enumerate(slots):
                for code in items:
                    self._fitting.setdefault(code, []).append((rank, number))
        self._gates = sorted({deal.when.min_spend for deal in self.sets if deal.when.min_spend})
        self._known: tuple[Moment | None, dict[int, bool]] = (None, {})  # rank -> in force then

    def touching(self, code: str) -> Sequence[tuple[int, int]]:
        """(rank, slot) of every set deal that the item fits, in force or not."""
        return self._fitting.get(code, ())

    def fills(self, kinds: Sequence[Kind], have: Sequence[int], list_total: int, moment: Moment) -> list[Fill]:
        """The set deals in force that these units can fill with a saving, by rank."""
        fitting = self.fitting(kinds)
        holding = self._holding_at(moment)
        found = []
        for rank in sorted(rank for rank, slots in fitting.items() if all(slots)):
            deal, slots = self.sets[rank], fitting[rank]
            if rank not in holding:
                holding[rank] = deal.when.holds(*moment)
            if not holding[rank] or deal.when.min_spend > list_total or too_much_off(deal, slots, kinds):
                continue
            if got := firing(drawn(deal, rank, slots, kinds), have):
                found.append(got)
        return found

    def fitting(self, kinds: Sequence[Kind]) -> dict[int, list[list[int]]]:
        """Rank -> per slot the numbers of the kinds that fit it, for every set deal that any of them fits."""
        fitting: dict[int, list[list[int]]] = {}
        for number, kind in enumerate(kinds):
            for rank, slot in self._fitting.get(kind.code, ()):
                slots = fitting.get(rank)
                if slots is None:
                    slots = fitting[rank] = [[] for _ in range(self.slots_of[rank])]
                slots[slot].append(number)
        return fitting

    def in_force(self, rank: int, list_total: int, moment: Moment) -> bool:
        """Whether all conditions of a set deal hold."""
        deal = self.sets[rank]
        return deal.when.min_spend <= list_total and deal.when.holds(*moment)

    def gate_between(self, low: int, high: int) -> bool:
        """Whether a list total above `low`, up to `high`, opens a deal that was closed."""
        return any(low < gate <= high for gate in self._gates)

    def spends_in_force(self, list_total: int, moment: Moment) -> list[Spend]:
        """The discounts on the whole order that are in force, by rank; their own threshold is not looked at."""
        return [s for s in self.spends if s.when.min_spend <= list_total and s.when.holds(*moment)]

    def _holding_at(self, moment: Moment) -> dict[int, bool]:
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
