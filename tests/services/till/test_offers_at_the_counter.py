"""The panel as a cashier meets it: what is offered, what a yes and a no do, and what stays where it is."""

from __future__ import annotations

from contextlib import closing

import pytest

from pos_assist.domain.offers import OfferKind, Outcome
from pos_assist.domain.orders import Order
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.settings import CONTROL_SHARE
from pos_assist.services.till.till import Till
from pos_assist.shop import Shop
from pos_assist.storage.learned import baskets
from tests.services.till.conftest import Clock, OpenShop


def test_potato_is_offered_with_a_cheeseburger_and_its_price_is_exact(till: Till, clock: Clock) -> None:
    view = till.ring("cheeseburger")
    potato = next(x for x in view.panel.offers() if x.items == ("potato-m",))
    assert potato.line == "ご一緒にポテトはいかがですか?"
    assert (potato.list_price, potato.adds, potato.saving) == (290, 250, 40)
    clock.pass_by(1)
    after = till.accept(potato.id)
    assert after.priced.total - view.priced.total == potato.adds
    assert after.order.lines[-1].offer == potato.id


def test_every_card_adds_exactly_what_it_says(till: Till, clock: Clock) -> None:
    taken = 0
    for code in ("cheeseburger", "nuggets-5", "cola-m", "imo-pie"):
        view = till.ring(code)
        for offer in view.panel.offers():
            clock.pass_by(1)
            if till.view.panel.find(offer.id) is None:  # another card has taken its place meanwhile
                continue
            accepted = till.accept(offer.id)
            assert accepted.priced.total - view.priced.total == offer.adds, offer
            taken += 1
            till.undo()
    assert taken > 4


def test_an_upgrade_replaces_one_unit_of_its_line(till: Till, clock: Clock) -> None:
    till.ring("potato-s", 2)
    clock.pass_by(1)
    upgrade = till.view.panel.upgrade
    assert upgrade is not None
    assert upgrade.kind is OfferKind.SIZE
    order = till.accept(upgrade.id).order
    assert order.units() == {"potato-s": 1, "potato-m": 1}


def test_a_refused_item_is_not_offered_again_in_this_order(till: Till, clock: Clock) -> None:
    view = till.ring("cheeseburger")
    clock.pass_by(1)
    refused = view.panel.addons[0]
    assert refused is not None
    till.decline(refused.id)
    for code in ("hamburger", "fish-burger", "cola-m"):
        shown = till.ring(code).panel.offers()
        assert refused.refusal not in {offer.refusal for offer in shown}


def test_a_refusal_survives_hold_recall_and_a_restart(open_burger: OpenShop, clock: Clock) -> None:
    till = open_burger().till
    view = till.ring("cheeseburger")
    clock.pass_by(1)
    refused = view.panel.addons[0]
    assert refused is not None
    till.decline(refused.id)
    key = till.view.order.key
    till.hold()
    till = open_burger().till
    assert [held.key for held in till.view.held] == [key]
    view = till.recall(key)
    assert refused.refusal in view.order.refused
    assert refused.refusal not in {offer.refusal for offer in view.panel.offers()}


def test_a_tap_within_300_ms_of_a_cards_appearing_does_not_count(till: Till, clock: Clock) -> None:
    view = till.ring("cheeseburger")
    card = view.panel.offers()[0]
    clock.pass_by(0.29)
    assert till.accept(card.id) == view
    assert till.decline(card.id) == view
    clock.pass_by(0.02)
    assert till.accept(card.id) != view


def test_a_card_that_stays_valid_keeps_its_place(till: Till) -> None:
    before = till.ring("cheeseburger").panel.addons
    after = till.ring("apple-pie").panel.addons
    for place, card in enumerate(before):
        if card and card.refusal in {x.refusal for x in after if x}:
            kept = after[place]
            assert kept is not None
            assert kept.id == card.id


def test_no_more_offers_empties_the_panel_until_the_next_order(till: Till) -> None:
    till.ring("cheeseburger")
    assert till.no_more_offers().panel.offers() == ()
    assert till.ring("nuggets-5").panel.offers() == ()
    pay(till)
    assert till.ring("cheeseburger").panel.offers() != ()


def test_what_the_order_has_already_is_not_offered(till: Till) -> None:
    view = till.ring("cheeseburger")
    assert any(x.items == ("potato-m",) for x in view.panel.offers())
    for code in ("potato-s", "cola-m"):
        parts = {line.item.part for line in till.ring(code).order.lines}
        for offer in till.view.panel.addons:
            item = till.item(offer.items[0]) if offer else None
            assert item is None or item.part not in parts


def test_a_sold_out_item_is_not_offered(till: Till) -> None:
    till.ring("cheeseburger")
    till.set_sold_out("potato-m", True)
    assert "potato-m" not in {code for offer in till.view.panel.offers() for code in offer.items}


def test_a_blocked_pairing_is_never_shown(till: Till) -> None:
    till.ring("veggie-burger")
    assert not {"chicken-strip", "nuggets-5"} & {
        code for offer in till.view.panel.addons if offer for code in offer.items
    }


def test_every_learned_card_gives_counts_that_are_true(shop: Shop) -> None:
    till = shop.till
    seen = 0
    for code in ("cheeseburger", "cola-m", "nuggets-5", "apple-pie", "latte-s"):
        for offer in till.ring(code).panel.offers():
            if offer.reason.code != "together":
                continue
            of = [r for r in all_receipts(shop) if offer.trigger in r]
            assert offer.reason.of == len(of)
            assert offer.reason.n == sum(offer.items[0] in r for r in of)
            seen += 1
        till.undo()
    assert seen


def all_receipts(shop: Shop) -> list[set[str]]:
    with closing(shop.storage.reader()) as db:
        return [set(codes) for codes, _ in baskets(db)]


def test_what_was_offered_is_written_down_with_the_sale(shop: Shop, clock: Clock) -> None:
    till = shop.till
    view = till.ring("cheeseburger")
    clock.pass_by(2)
    first, second, *rest = view.panel.offers()
    till.accept(first.id)
    clock.pass_by(1)
    if second.id in {x.id for x in till.view.panel.offers()}:
        till.decline(second.id)
    pay(till)
    with closing(shop.storage.reader()) as db:
        written = dict(db.execute("SELECT id, outcome FROM offers"))
        answered = db.execute("SELECT answered_ms FROM offers WHERE id = ?", [first.id]).fetchone()[0]
    assert written[first.id] == Outcome.ACCEPTED
    assert answered == 2000
    assert set(written) >= {x.id for x in (first, second, *rest)}


def test_an_accepted_offer_that_is_undone_was_not_accepted(shop: Shop, clock: Clock) -> None:
    till = shop.till
    view = till.ring("cheeseburger")
    clock.pass_by(1)
    card = view.panel.offers()[0]
    till.accept(card.id)
    till.undo()
    pay(till)
    with closing(shop.storage.reader()) as db:
        assert db.execute("SELECT outcome FROM offers WHERE id = ?", [card.id]).fetchone()[0] == Outcome.IGNORED


def pay(till: Till) -> Order:
    order = till.pay().order
    till.tender(TenderKind.CASH, till.view.due)
    return order


@pytest.fixture(autouse=True)
def everyone_sees_offers(shop: Shop) -> None:
    """No control share in these tests."""
    assert shop.storage.catalog.setting(CONTROL_SHARE) == 0
