"""What counts as shown was on screen long enough to be read; a «no» is heard, not answered with the next offer."""

from __future__ import annotations

from contextlib import closing

import pytest

from pos_assist.domain.deals import Cheapest
from pos_assist.domain.offers import Moment, OfferKind, Outcome
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from tests.services.till.conftest import Clock, OpenShop


def pay(till: Till) -> None:
    till.pay()
    till.tender(TenderKind.CASH, till.view.due)


def written(shop: Shop) -> dict[str, tuple[str, str]]:
    with closing(shop.storage.reader()) as db:
        return {x[0]: (x[1], x[2]) for x in db.execute("SELECT id, moment, outcome FROM offers")}


def test_a_card_that_was_gone_within_a_second_was_not_shown(shop: Shop, clock: Clock) -> None:
    till = shop.till
    first = {x.id for x in till.ring("cheeseburger").panel.offers()}
    clock.pass_by(0.9)
    stays = {x.id for x in till.ring("potato-m").panel.offers()}
    assert first - stays
    clock.pass_by(1.0)
    pay(till)
    assert set(written(shop)) == stays


def test_a_card_that_stays_counts_from_when_it_came(shop: Shop, clock: Clock) -> None:
    till = shop.till
    first = {x.id for x in till.ring("cheeseburger").panel.offers()}
    clock.pass_by(0.6)
    stays = first & {x.id for x in till.set_qty(till.view.order.lines[0].id, 2).panel.offers()}
    assert stays
    clock.pass_by(0.6)
    till.cover_offers(True)
    clock.pass_by(5)
    pay(till)
    assert stays <= set(written(shop))


@pytest.mark.parametrize(("seconds", "counts"), [(0.8, False), (1.0, True), (30.0, True)])
def test_the_last_offer_counts_when_it_was_on_screen_for_a_second(
    shop: Shop, clock: Clock, seconds: float, counts: bool
) -> None:
    till = shop.till
    till.ring("cheeseburger")
    clock.pass_by(0.1)
    [last] = till.pay().panel.offers()
    clock.pass_by(seconds)
    till.tender(TenderKind.CASH, till.view.due)
    assert written(shop) == ({last.id: (Moment.PAYING, Outcome.IGNORED)} if counts else {})


def test_what_something_lies_over_is_not_seen(shop: Shop, clock: Clock) -> None:
    till = shop.till
    till.cover_offers(True)
    card = till.ring("cheeseburger").panel.offers()[0]
    clock.pass_by(60)
    assert till.accept(card.id).order.units() == {"cheeseburger": 1}
    pay(till)
    assert written(shop) == {}


def test_what_was_answered_was_seen_however_quickly(shop: Shop, clock: Clock) -> None:
    till = shop.till
    card = till.ring("cheeseburger").panel.offers()[0]
    clock.pass_by(0.4)
    till.decline(card.id)
    pay(till)
    assert written(shop)[card.id] == (Moment.CHOOSING, Outcome.DECLINED)


def test_what_was_seen_before_a_restart_is_kept(open_burger: OpenShop, clock: Clock) -> None:
    till = open_burger().till
    shown = {x.id for x in till.ring("cheeseburger").panel.offers()}
    clock.pass_by(2)
    till.ring("mineral-water")
    shop = open_burger()
    pay(shop.till)
    assert shown <= set(written(shop))


UPGRADABLE = ("cheeseburger", "double-cheeseburger", "vanilla-shake-s", "potato-m", "latte-s")


@pytest.mark.parametrize("code", UPGRADABLE)
def test_after_a_no_no_other_upgrade_jumps_into_its_place(till: Till, clock: Clock, code: str) -> None:
    till.ring("cola-s")
    card = till.ring(code).panel.upgrade
    if card is None:
        pytest.skip("nothing larger to offer")
    clock.pass_by(1)
    assert till.decline(card.id).panel.upgrade is None
    till.settle()
    assert till.view.panel.upgrade is None


def test_with_the_next_item_there_may_be_an_upgrade_again(till: Till, clock: Clock) -> None:
    card = till.ring("cheeseburger").panel.upgrade
    assert card
    clock.pass_by(1)
    till.decline(card.id)
    again = till.ring("vanilla-shake-s").panel.upgrade
    assert again
    assert again.refusal != card.refusal


def test_a_no_that_is_taken_back_was_none(till: Till, clock: Clock) -> None:
    card = till.ring("cheeseburger").panel.upgrade
    assert card
    clock.pass_by(1)
    till.decline(card.id)
    assert till.undo().panel.upgrade == card


def test_a_declined_add_on_silences_no_upgrade(till: Till, clock: Clock) -> None:
    panel = till.ring("cheeseburger").panel
    addon = next(x for x in panel.addons if x)
    clock.pass_by(1)
    assert panel.upgrade
    assert till.decline(addon.id).panel.upgrade == panel.upgrade


@pytest.mark.parametrize("yes", [True, False])
def test_before_payment_there_is_one_last_offer_and_not_one_after_the_other(
    till: Till, clock: Clock, yes: bool
) -> None:
    till.ring("cheeseburger")
    [last] = till.pay().panel.offers()
    assert last.kind is OfferKind.ADDON
    clock.pass_by(1)
    view = till.accept(last.id) if yes else till.decline(last.id)
    assert view.moment is Moment.PAYING
    assert view.panel.offers() == ()
    assert view.priced.total == till.view.due


def test_two_of_two_plus_one_free_hear_that_the_third_costs_nothing(shop: Shop) -> None:
    catalog = shop.storage.catalog
    free = Cheapest(id="free", name="お水2本で1本無料", n=3, free=1, percent=100, items=frozenset({"mineral-water"}))
    catalog.put_deals([*catalog.deals(), free])
    till = shop.till
    before = till.ring("mineral-water", 2).priced.total
    card = till.view.panel.upgrade
    assert card
    assert (card.items, card.adds) == (("mineral-water",), 0)
    assert card.line == "「お水2本で1本無料」で、もう1つは無料になります。いかがですか?"
    assert till.ring("mineral-water").priced.total == before
