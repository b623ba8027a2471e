"""What a cashier changes by hand: a price or a discount, the options of an item, who sits where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pos_assist.domain.counter_settings import DISCOUNTS, HAND_IN_SETS, ORDER_FIELD, OrderField, QuickDiscount
from pos_assist.domain.discounts import HAND, By, Discount
from pos_assist.domain.options import Chosen, turned
from pos_assist.domain.orders import Order, OrderLine
from pos_assist.domain.problems import Refused
from pos_assist.domain.texts import FORBIDDEN
from pos_assist.services.till.till_order import TillOrder
from pos_assist.services.till.till_view import TillView

MOST_GUESTS, MOST_OF_A_TABLE = 999, 12
MOST_OF_A_REASON = 40  # signs
MOST_PRICE = 9_999_999  # minor units


class ByHand(TillOrder):
    """The use cases that change what is in the order already, beside its quantities."""

    def quick_discounts(self) -> tuple[QuickDiscount, ...]:
        """The discounts that have a key or a sticker."""
        return self._catalog.setting(DISCOUNTS)

    def percent_off(self, discount: Discount, line_id: int | None) -> int:
        """How many percent that takes off the line, or off the whole order (None), rounded up."""
        before, after = self._before_and_after(discount, line_id)
        return -(-(before - after) * 100 // before) if before else 0

    def discount(self, discount: Discount | None, line_id: int | None = None, *, units: int | None = None) -> TillView:
        """Set the price of a line by hand, or take something off the whole order (no line); None takes that back. Of `units`
        fewer than the line has, the others keep their price. Refused: no_such_line, bad_discount, being_paid."""
        order = self.view.order
        if discount is not None:
            discount = replace(discount, in_sets=self._catalog.setting(HAND_IN_SETS))
            self._check(discount, line_id)
        if line_id is None:
            self._payable("nothing_to_pay")
            return self._change(replace(order, discount=discount), self.view.selected)
        line = self._known(line_id)
        if units is not None and 0 < units < line.qty:
            order = order.part(line_id, units)
            line_id = order.next_line - 1
        return self._change(order.change(line_id, hand=discount), line_id)

    def stick(self, code: str) -> TillView | None:
        """A scanned discount sticker (値引シール): it is for one unit of the selected line, the one scanned last. None: the code
        is no sticker's. Refused: nothing_to_discount, bad_discount."""
        found = next((x for x in self.quick_discounts() if x.barcode == code), None)
        if found is None:
            return None
        selected = self.view.order.line(self.view.selected) if self.view.selected is not None else None
        if selected is None or selected.hand is not None:
            raise Refused("nothing_to_discount")
        return self.discount(
            Discount(found.by, found.value, found.name, reason_en=found.title_en), selected.id, units=1
        )

    def choose(self, line_id: int, group: str, name: str) -> TillView:
        """One option of a line touched: taken, or given up. Refused: no_such_line, no_such_option, too_many_options."""
        line = self._known(line_id)
        return self.set_options(line_id, turned(line.item.options, line.options, group, name))

    def set_options(self, line_id: int, chosen: Iterable[Chosen]) -> TillView:
        """These options for the line. Refused: no_such_line."""
        self._known(line_id)
        return self._change(self.view.order.change(line_id, options=tuple(chosen)), line_id, self.view.moment)

    def order_field(self) -> OrderField:
        """What is noted of an order beside its items."""
        return self._catalog.setting(ORDER_FIELD)

    def note(self, *, guests: int | None = None, table: str | None = None) -> TillView:
        """Note the number of guests (0: not counted) or the table or call number (empty: none); None leaves it. Refused:
        bad_guests, bad_table."""
        order: Order = self.view.order
        if guests is not None:
            if not 0 <= guests <= MOST_GUESTS:
                raise Refused("bad_guests", most=MOST_GUESTS)
            order = replace(order, guests=guests)
        if table is not None:
            table = table.strip()
            if len(table) > MOST_OF_A_TABLE or not (table.isprintable() or not table) or FORBIDDEN.search(table):
                raise Refused("bad_table", most=MOST_OF_A_TABLE)
            order = replace(order, table=table)
        return self._change(order, self.view.selected, self.view.moment)

    def _check(self, discount: Discount, line_id: int | None) -> None:
        """Judged on what it is taken off: nothing becomes dearer by a discount, and an order has no price of its own."""
        before, _ = self._before_and_after(discount, line_id)
        most = {By.AMOUNT: before, By.PERCENT: 100, By.PRICE: MOST_PRICE}[discount.by]
        least = 0 if discount.by is By.PRICE else 1
        if not least <= discount.value <= most or (line_id is None and discount.by is By.PRICE):
            raise Refused("bad_discount", most=most)
        for reason in (discount.reason, discount.reason_en):
            if len(reason) > MOST_OF_A_REASON or FORBIDDEN.search(reason):
                raise Refused("bad_discount", most=most)

    def _before_and_after(self, discount: Discount, line_id: int | None) -> tuple[int, int]:
        if line_id is None:
            taken = sum(x.saving for x in self.view.priced.spends if x.deal == HAND)
            before = self.view.priced.net_total + taken
        else:
            before = self._known(line_id).full_price
        return before, discount.price(before)

    def _known(self, line_id: int) -> OrderLine:
        line = self.view.order.line(line_id)
        if line is None:
            raise Refused("no_such_line")
        return line
