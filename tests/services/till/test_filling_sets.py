"""A set's parts by a list: after «make it a set» every part may be filled otherwise, at the exact price of the order with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_assist.domain.offers import OfferKind
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.problems import Refused
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from tests.services.till.conftest import Clock


def set_taken(till: Till, clock: Clock) -> None:
    """«Make it a set» is accepted, whatever the panel fills it with."""
    for code in ("cheeseburger", "hamburger", "teriyaki-burger", "fish-burger"):
        till.ring(code)
        offer = till.view.panel.upgrade
        if offer is not None and offer.kind is OfferKind.MAKE_SET:
            clock.pass_by(2)
            till.accept(offer.id)
            return
        till.void(till.view.order.lines[-1].id)
    raise AssertionError("no set is offered")


def void_all(till: Till) -> None:
    for line in till.view.order.lines:
        till.void(line.id)


def test_every_part_shows_what_could_fill_it_at_what_the_order_then_costs(till: Till, clock: Clock) -> None:
    set_taken(till, clock)
    parts = till.set_parts()
    assert parts
    for part in parts:
        assert part.line.item.code in [x.item.code for x in part.choices]
        for choice in part.choices:
            total = till.view.priced.total
            line = next(x for x in till.set_parts() if x.line.offer == part.line.offer and choice in x.choices).line
            view = till.fill_part(line.id, choice.item.code)
            if choice.adds is not None:
                assert view.priced.total == total + choice.adds
            if view.order.line(line.id) is None:
                till.undo()


def test_the_part_stays_in_its_place_and_may_be_chosen_once_more(till: Till, clock: Clock) -> None:
    set_taken(till, clock)
    part = till.set_parts()[0]
    other = next(x for x in part.choices if x.item.code != part.line.item.code)
    place = [x.id for x in till.view.order.lines].index(part.line.id)
    view = till.fill_part(part.line.id, other.item.code)
    assert view.order.lines[place].item.code == other.item.code
    assert view.order.lines[place].offer == part.line.offer  # it still came by that card
    assert till.set_parts()[0].line.id == view.order.lines[place].id


def test_only_what_the_slot_takes_fills_it(till: Till, clock: Clock) -> None:
    set_taken(till, clock)
    part = till.set_parts()[0]
    with pytest.raises(Refused, match="no_such_item"):
        till.fill_part(part.line.id, "cheeseburger")


def test_the_next_order_has_no_parts_to_fill(till: Till, clock: Clock) -> None:
    set_taken(till, clock)
    till.hold()
    assert till.set_parts() == ()


def test_a_line_served_its_own_way_is_exchanged_at_the_price_of_that_way(shop: Shop, clock: Clock) -> None:
    """Taken out of an order that is eaten in, or the other way round: what a list or a card says is what the total then changes."""
    catalog = shop.storage.catalog
    catalog.put_items(
        [
            replace(x, eat_in_price=x.price + 37)
            for code in ("potato-m", "potato-l", "cola-m", "cola-l")
            if (x := catalog.item(code))
        ]
    )
    till = shop.till
    for mode in ServiceMode:
        for own in (None, *ServiceMode):
            till.set_mode(mode)
            set_taken(till, clock)
            for line in till.view.order.lines:
                till.set_line_mode(line.id, own)
            asked = 0
            for part in till.set_parts():
                for choice in part.choices:
                    total, line_id = till.view.priced.total, part.line.id
                    if choice.adds is None or choice.item.code == part.line.item.code:
                        continue
                    asked += 1
                    assert till.fill_part(line_id, choice.item.code).priced.total == total + choice.adds
                    till.undo()
            assert asked
            void_all(till)
            till.ring("potato-m")
            till.set_line_mode(till.view.order.lines[0].id, own)
            offer = till.view.panel.upgrade
            assert offer is not None
            assert offer.replaces is not None
            total = till.view.priced.total
            clock.pass_by(2)
            assert till.accept(offer.id).priced.total == total + offer.adds
            void_all(till)
