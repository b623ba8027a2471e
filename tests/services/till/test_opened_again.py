"""A receipt that is opened again is the order that was sold."""

from __future__ import annotations

from datetime import datetime

from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.orders import Order, ServiceMode
from pos_assist.pricing import Pricer
from pos_assist.services.till.close_sale import close_sale, opened_again

AT = datetime(2026, 11, 25, 12)


def test_one_item_eaten_in_and_taken_out_stays_two_lines_with_their_tax() -> None:
    bun, tea = (Item(code, code, 108, tax=TaxClass.REDUCED) for code in ("bun", "tea"))
    order = Order("o", 1, AT).ring(bun, 2).ring(tea).ring(bun)
    order = order.set_line_mode(1, ServiceMode.EAT_IN).void(2)
    again = opened_again(close_sale(order, Pricer([]).price(order, AT), (), AT, "1"), Order("p", 2, AT))
    assert [(x.item.code, x.qty) for x in again.lines] == [("bun", 2), ("bun", 1)]
    assert Pricer([]).price(again, AT).taxes == Pricer([]).price(order, AT).taxes


def test_what_is_rung_up_after_it_has_a_line_of_its_own() -> None:
    bun, tea, pie = (Item(code, code, 108) for code in ("bun", "tea", "pie"))
    order = Order("o", 1, AT).ring(bun).ring(tea)
    again = opened_again(close_sale(order, Pricer([]).price(order, AT), (), AT, "1"), Order("p", 2, AT).ring(pie))
    more = again.ring(pie, 2).ring(Item("jam", "jam", 50))
    assert [(x.item.code, x.qty) for x in more.lines] == [("pie", 1), ("bun", 1), ("tea", 1), ("pie", 2), ("jam", 1)]
    assert len({x.id for x in more.lines}) == 5


def test_one_item_taken_out_of_an_order_eaten_in_stays_so_with_its_tax() -> None:
    bun, tea = (Item(code, code, 110, tax=TaxClass.REDUCED) for code in ("bun", "tea"))
    order = Order("o", 1, AT, mode=ServiceMode.EAT_IN).ring(bun).ring(tea)
    order = order.set_line_mode(1, ServiceMode.TAKEOUT)
    again = opened_again(close_sale(order, Pricer([]).price(order, AT), (), AT, "1"), Order("p", 2, AT))
    assert [x.mode for x in again.lines] == [ServiceMode.TAKEOUT, None]
    assert Pricer([]).price(again, AT).taxes == Pricer([]).price(order, AT).taxes


def test_a_price_of_its_own_is_kept_and_that_of_an_item_stays_the_items() -> None:
    """What was weighed or typed costs what it cost; what has its item's price follows it where that is eaten."""
    ham, tea = Item("ham", "ham", 0), Item("tea", "tea", 108, eat_in_price=110)
    order = Order("o", 1, AT).ring(ham, own_price=345, grams=120).ring(tea)
    again = opened_again(close_sale(order, Pricer([]).price(order, AT), (), AT, "1"), Order("p", 2, AT))
    assert [(x.own_price, x.grams, x.price) for x in again.lines] == [(345, 120, 345), (None, None, 108)]
    assert [x.price for x in again.set_line_mode(2, ServiceMode.EAT_IN).lines] == [345, 110]
