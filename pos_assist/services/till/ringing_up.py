"""Ringing up: what a key, a scan, a weight or a coupon adds to the order, and what is done to its lines."""

from __future__ import annotations

from dataclasses import replace

from pos_assist.domain.business_day import business_date
from pos_assist.domain.codes import patterns_of, price_of_weight, read_scan
from pos_assist.domain.items import Item
from pos_assist.domain.members import DIGITS, Member, card_form, check_card
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.domain.settings import CURRENCY, DAY_END, LABEL_PATTERNS, MEMBER_CARDS, MEMBER_SHOWN, QUANTITY_ASKED
from pos_assist.services.till.by_hand import MOST_PRICE, ByHand
from pos_assist.services.till.piece import price_of_piece
from pos_assist.services.till.till_order import MOST_OF_ONE
from pos_assist.services.till.till_view import TillView
from pos_assist.suggest.next_visit import MARK

LIGHTEST, HEAVIEST = 2, 99_999  # grams of one piece; 1 is what a key says that was pressed without a weight
PASSING = "#000000000000000"  # a member in practice and trials, where nobody is written down


class RingingUp(ByHand):
    """The use cases that fill an order and change its lines."""

    def ring(self, code: str, qty: int = 1, *, sold_out: bool = False) -> TillView:
        """Add units of an item; of one sold by weight `qty` is the grams of one piece. `sold_out`: even if it is marked so,
        since the customer holds it. Refused: no_such_item, sold_out,
        too_many, needs_weight. Environment: no_room for another sale."""
        item = self._sold(code)
        if item.by_weight:
            return self.weigh(code, qty, sold_out=sold_out)
        if item.open_price and not item.price:
            raise Refused("needs_price", name=item.title)
        return self._add(item, qty, sold_out=sold_out)

    def ring_at(self, code: str, price: int, *, sold_out: bool = False) -> TillView:
        """Add one unit of an item whose price is typed (部門打ち), in minor units. `sold_out` as in `ring`. Refused: no_such_item,
        needs_price, sold_out."""
        item = self._sold(code)
        if not item.open_price or not 0 < price <= MOST_PRICE:
            raise Refused("needs_price", name=item.title)
        return self._add(item, 1, price, sold_out=sold_out)

    def weigh(self, code: str, grams: int, *, sold_out: bool = False) -> TillView:
        """Add one piece of an item sold by weight. Refused: no_such_item, needs_weight, sold_out."""
        item = self._sold(code)
        if not item.by_weight or not LIGHTEST <= grams <= HEAVIEST:
            raise Refused("needs_weight", name=item)
        return self._add(item, 1, price_of_weight(grams, item.price), grams, sold_out=sold_out)

    def scan(self, barcode: str, qty: int = 1, *, sold_out: bool = False) -> TillView:
        """Add what a scanned code names, at the price or weight that its label says, or what a next-visit offer is for.
        Refused: unknown_barcode, unknown_label, needs_weight, no_price_by_weight, sold_out, too_many, and as `redeem`."""
        self._get_ready()
        if (stuck := self.stick(barcode)) is not None:
            return stuck
        scan = read_scan(barcode, patterns_of(self._catalog.setting(LABEL_PATTERNS)))
        item = self._catalog.item_by_scan(scan)
        item = self._clock.item(item.code, self.view.order) if item else None
        if item is None and scan.forms and scan.forms[-1].startswith(MARK):
            return self.redeem(scan.forms[-1], sold_out=sold_out)
        if item is None and (view := self._card_scanned(barcode)):
            return view
        if item is None or item.retired:
            raise Refused("unknown_label" if scan.misread else "unknown_barcode", code=barcode)
        own_price, grams = price_of_piece(item, scan, self._catalog.setting(CURRENCY))
        return self._add(item, qty, own_price, grams, sold_out=sold_out)

    def redeem(self, code: str, *, sold_out: bool = False) -> TillView:
        """A customer has brought back a receipt's offer for the next visit: its item is rung up, if it was not yet, and costs
        less. Refused: unknown_barcode, coupon_used, coupon_over, sold_out."""
        self._get_ready()
        found = self._storage.results.next_visit(code)
        if found is None:
            raise Refused("unknown_barcode", code=code)
        visit, used = found
        order = self.view.order
        orders = (order, *self._held)
        if used or any(code == x.code for other in orders for x in other.coupons):
            raise Refused("coupon_used", code=code)
        if business_date(self._now(), self._catalog.setting(DAY_END)) > visit.until:
            raise Refused("coupon_over", until=visit.until.isoformat())
        item = self._clock.item(visit.item, order)
        if item is None or item.retired:
            raise Refused("no_such_item", code=visit.item)
        if item.code not in order.units():
            if not sold_out:
                self._refuse_sold_out(item)
            order = order.ring(item)
        return self._change(replace(order, coupons=(*order.coupons, visit)), order.lines[-1].id)

    def select(self, line_id: int) -> TillView:
        """Point at a line; quantity and void act on it."""
        if self.view.order.line(line_id):
            self.view = replace(self.view, selected=line_id)
        return self.view

    def void(self, line_id: int) -> TillView:
        """Take a line out. Refused: no_such_line."""
        self._line(line_id)
        return self._change(self.view.order.void(line_id), self._neighbour(line_id))

    def set_qty(self, line_id: int, qty: int) -> TillView:
        """Change a line's quantity; 0 voids it. Refused: no_such_line, too_many."""
        self._line(line_id)
        return self._change(self.view.order.set_qty(line_id, qty), line_id if qty > 0 else self._neighbour(line_id))

    def set_mode(self, mode: ServiceMode) -> TillView:
        """Eat in or take out, for the order. Refused: not_eaten_here."""
        self._refuse_eating_in(mode)
        return self._change(self.view.order.set_mode(mode), self.view.selected)

    def set_line_mode(self, line_id: int, mode: ServiceMode | None) -> TillView:
        """Eat in or take out for one line; None: as the order. Refused: no_such_line, not_eaten_here."""
        self._line(line_id)
        self._refuse_eating_in(mode)
        return self._change(self.view.order.set_line_mode(line_id, mode), line_id)

    def _refuse_eating_in(self, mode: ServiceMode | None) -> None:
        if mode is ServiceMode.EAT_IN and not self.eaten_here():
            raise Refused("not_eaten_here")

    def set_member(self, card: str, *, new: bool = False) -> TillView:
        """Note the customer's card, by its number or the member's id; empty: none. `new`: somebody unknown becomes a member with
        it, whose consent is dated today. Refused: bad_member for what no card bears, unknown_member."""
        if not card_form(card):
            return self._change(replace(self.view.order, member=""), self.view.selected)
        found = self._storage.members.find(card)
        if found is None:
            check_card(card)
        if found is None and not new:
            raise Refused("unknown_member")
        if found:
            member = found.id
        elif self._practice:
            member = PASSING
        else:
            shown = card_form(card)[-DIGITS:] if self._catalog.setting(MEMBER_SHOWN) else ""
            member = self._storage.members.add(card, self._now().date(), shown=shown).id
        return self._change(replace(self.view.order, member=member), self.view.selected)

    def is_item(self, barcode: str) -> bool:
        """Whether a scanned code is an item's."""
        scan = read_scan(barcode, patterns_of(self._catalog.setting(LABEL_PATTERNS)))
        return self._catalog.item_by_scan(scan) is not None

    def members_meant(self, text: str) -> list[Member]:
        """The member with that card; else, for four digits, those whose card's or telephone's number ends in them."""
        found = self._storage.members.find(text)
        if found or len(card_form(text)) != DIGITS:
            return [found] if found else []
        return self._storage.members.by_digits(text)

    def _card_scanned(self, code: str) -> TillView | None:
        """A scanned code that is no item's: a member's card, if it is one that is known or begins as the shop's cards do."""
        if self._storage.members.find(code):
            return self.set_member(code)
        begins = tuple(
            card_form(x) for x in self._catalog.setting(MEMBER_CARDS).replace("、", ",").split(",") if card_form(x)
        )
        return self.set_member(code, new=True) if begins and card_form(code).startswith(begins) else None

    def is_unusual_quantity(self, qty: int) -> bool:
        """Whether so many of one item are likelier a slip (setting `quantity_asked`)."""
        return qty > self._catalog.setting(QUANTITY_ASKED)

    def _add(
        self, item: Item, qty: int, own_price: int | None = None, grams: int | None = None, *, sold_out: bool
    ) -> TillView:
        if not sold_out:
            self._refuse_sold_out(item)
        if qty < 1:
            raise Refused("too_many", most=MOST_OF_ONE)
        self._refuse_while_paid()
        order = self.view.order
        order = order.ring(item, qty, own_price=own_price, grams=grams)
        return self._change(order, order.lines[-1].id)

    def _sold(self, code: str) -> Item:
        """The item as it is sold in this order, which may be about to begin. Refused: no_such_item."""
        self._get_ready()
        item = self._clock.item(code, self.view.order)
        if item is None or item.retired:
            raise Refused("no_such_item", code=code)
        return item

    def _get_ready(self) -> None:
        """Before anything is rung up in an empty order: another day may have come since the last one."""
        if not self.view.order.lines and not self._practice:
            self._before_order()

    def _line(self, line_id: int) -> None:
        if self.view.order.line(line_id) is None:
            raise Refused("no_such_line")

    def _neighbour(self, line_id: int) -> int | None:
        ids = [line.id for line in self.view.order.lines]
        i = ids.index(line_id)
        rest = ids[:i] + ids[i + 1 :]
        return rest[min(i, len(rest) - 1)] if rest else None
