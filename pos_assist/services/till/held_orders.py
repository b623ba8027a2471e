"""Orders that were put aside, to be taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from pos_assist.domain.orders import Order
from pos_assist.domain.problems import Refused
from pos_assist.services.till.till_view import HeldOrder
from pos_assist.storage import SavedOrder


class HeldOrders:
    """In the order in which they were put aside. `total` prices one as it was then."""

    def __init__(self, saved: Iterable[SavedOrder], total: Callable[[SavedOrder], int]) -> None:
        self._total = total
        self._saved: dict[str, SavedOrder] = {}
        self.shown: tuple[HeldOrder, ...] = ()  # as the recall list names them
        for one in saved:
            self.put(one)

    def __iter__(self) -> Iterator[Order]:
        return (saved.order for saved in self._saved.values())

    def put(self, saved: SavedOrder) -> None:
        """Add an order to the held ones, or put it in the place of the one with its key."""
        order = saved.order
        units = sum(line.qty for line in order.lines)
        held = HeldOrder(
            order.key, order.number, order.opened_at, units, self._total(saved), order.lines[:3], order.note
        )
        if order.key in self._saved:
            self.shown = tuple(held if x.key == order.key else x for x in self.shown)
        else:
            self.shown = (*self.shown, held)
        self._saved[order.key] = saved

    def find(self, key: str) -> SavedOrder:
        """Return the held order with that key. Refused: no_such_order."""
        if key not in self._saved:
            raise Refused("no_such_order")
        return self._saved[key]

    def drop(self, key: str) -> None:
        """Remove an order that is taken up again."""
        del self._saved[key]
        self.shown = tuple(held for held in self.shown if held.key != key)
