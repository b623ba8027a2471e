"""A set's parts by a list: once «make it a set» is accepted, each part shows what else could fill it, at the exact price of
the order with it."""

from __future__ import annotations

from typing import NamedTuple

from pos_assist.domain.items import Item
from pos_assist.domain.offers import Offer, OfferKind
from pos_assist.domain.orders import Order, OrderLine
from pos_assist.domain.problems import Refused
from pos_assist.services.till.ringing_up import RingingUp
from pos_assist.services.till.till_view import TillView

MOST_CHOICES = 24  # of one part; a longer list is a search


class PartChoice(NamedTuple):
    """An item that could fill a part, and what the order's total changes with it (minor units); None: not known in time."""

    item: Item
    adds: int | None


class SetPart(NamedTuple):
    """A part of a set that was accepted: its line as it is filled now, and everything that could fill it, that among them."""

    line: OrderLine
    choices: tuple[PartChoice, ...]


class FillingSets(RingingUp):
    """The use cases between accepting a set and going on."""

    _parts: tuple[str, dict[int, frozenset[str]]] = ("", {})  # of which order; line -> what its slot takes

    def set_parts(self) -> tuple[SetPart, ...]:
        """The parts of the set that was accepted last, while its lines are there; empty: nothing to choose."""
        key, parts = self._parts
        order = self.view.order
        if key != order.key:
            return ()
        lines = ((line, parts[line.id]) for line in order.lines if line.id in parts)
        found = (SetPart(line, self._choices(order, line, slot)) for line, slot in lines)
        return tuple(part for part in found if len(part.choices) > 1)

    def fill_part(self, line_id: int, code: str) -> TillView:
        """Fill that part with another item; the line stays in its place. Refused: no_such_line, no_such_item, sold_out."""
        order = self.view.order
        line, slot = order.line(line_id), self._parts[1].get(line_id, frozenset())
        if line is None or self._parts[0] != order.key:
            raise Refused("no_such_line")
        if code == line.item.code:
            return self.view
        item = self._clock.item(code, order)
        if item is None or item.retired or code not in slot:
            raise Refused("no_such_item", code=code)
        self._refuse_sold_out(item)
        changed = order.exchange(line_id, item, line.offer)
        view = self._change(changed, order.next_line, self.view.moment)
        self._parts[1][order.next_line] = slot
        return view

    def _open_parts(self, offer: Offer, before: Order) -> None:
        """An offer was taken: of a set, its new lines are parts that may be filled otherwise."""
        self._parts = ("", {})
        deal = next((x for x in self._clock.deals(before) if x.id == offer.deal), None)
        if offer.kind is not OfferKind.MAKE_SET or deal is None:
            return
        new = [line for line in self.view.order.lines if line.id >= before.next_line and line.offer == offer.id]
        slots = {
            line.id: next((x.items for x in deal.places if line.item.code in x.items), frozenset()) for line in new
        }
        self._parts = (before.key, slots)

    def _choices(self, order: Order, line: OrderLine, slot: frozenset[str]) -> tuple[PartChoice, ...]:
        items = [x for code in slot if (x := self._clock.served(code, order, line))]
        offered = [x for x in items if x.code == line.item.code or (x.may_be_offered and not x.age_restricted)]
        offered.sort(key=lambda x: (x.department, x.page, x.rank, x.name, x.price, x.code))
        here = next((i for i, x in enumerate(offered) if x.code == line.item.code), 0)
        first = max(0, min(here - MOST_CHOICES // 2, len(offered) - MOST_CHOICES))
        shown = offered[first : first + MOST_CHOICES]
        adds = self._pricing.exchanges(order, line.id, [x for x in shown if x.code != line.item.code])
        return tuple(PartChoice(x, 0 if x.code == line.item.code else adds[x.code]) for x in shown)
