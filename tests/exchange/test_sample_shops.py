"""The shops that come with the program: whole, priced sensibly, marked as samples."""

from __future__ import annotations

import csv
import importlib.util
import json
from datetime import datetime
from functools import cache
from itertools import product
from types import ModuleType

import pytest

from pos_assist.domain.deals import SetAmount, SetPercent, SetPrice, Slot
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.orders import Order
from pos_assist.exchange.catalog.shop_folder import ShopFiles, read_shop
from pos_assist.exchange.receipts.receipts_file import check_receipts
from pos_assist.pricing import Pricer
from pos_assist.pricing.checks import check_deals
from tests.exchange.conftest import SAMPLES

SHOPS = ("burger", "bakery", "camera")
everywhere = pytest.mark.parametrize("name", SHOPS)


@cache
def shop(name: str) -> ShopFiles:
    return read_shop(SAMPLES / name)


@cache
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_receipts", SAMPLES / "generate_receipts.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@everywhere
def test_it_loads(name: str) -> None:
    files = shop(name)
    assert len(files.items) >= 60
    assert len(files.deals) >= 8
    assert files.upgrades
    assert files.pairings
    assert files.perks


@everywhere
def test_it_says_that_it_is_sample_data(name: str) -> None:
    settings = shop(name).settings
    assert settings["sample"] == "1"
    assert "サンプルデータ" in settings["note.ja"]
    assert "SAMPLE DATA" in settings["note.en"]
    assert settings["registration_number"] == "T0000000000000"
    assert "SAMPLE DATA" in json.loads((SAMPLES / name / "habits.json").read_text(encoding="utf-8"))["note"]
    assert "sample data" in (SAMPLES / "README.md").read_text(encoding="utf-8")


@everywhere
def test_every_item_has_its_own_ean_13_of_the_in_store_range(name: str) -> None:
    barcodes = [barcode for item in shop(name).items for barcode in item.barcodes]
    assert len(barcodes) == len(set(barcodes)) == len(shop(name).items)
    assert all(len(barcode) == 13 and 20 <= int(barcode[:2]) <= 29 for barcode in barcodes)


@everywhere
def test_every_item_has_a_reading_in_hiragana(name: str) -> None:
    for item in shop(name).items:
        assert all("ぁ" <= x <= "ん" or x in "ーゔ" or x.isdigit() for x in item.reading), item
        assert item.reading


@everywhere
def test_nothing_is_sold_below_its_cost(name: str) -> None:
    assert all(item.cost is not None and 0 < item.cost < item.price for item in shop(name).items)


@everywhere
def test_short_names_fit_two_lines_of_a_narrow_key(name: str) -> None:
    for item in shop(name).items:
        parts = [sum(0.55 if x.isascii() else 1 for x in part) for part in item.label_in("ja").split(" ")]
        assert max(parts) <= 7.5, item.label_in("ja")
        assert sum(parts) <= 15, item.label_in("ja")


@everywhere
def test_a_page_of_keys_fits_a_small_screen_and_has_no_two_keys_in_one_place(name: str) -> None:
    places = [(item.department, item.page, item.rank) for item in shop(name).items]
    assert len(places) == len(set(places))
    assert all(item.rank < 15 for item in shop(name).items)


def test_food_is_taxed_at_the_reduced_rate_and_goods_and_alcohol_at_the_standard_one() -> None:
    for item in (*shop("burger").items, *shop("bakery").items):
        goods = item.age_restricted or item.role in ("toy", "bag")
        assert (item.tax is TaxClass.STANDARD) == goods, item
    assert all(item.tax is TaxClass.STANDARD for item in shop("camera").items)


@everywhere
def test_an_upgrade_costs_more_and_stays_in_its_department(name: str) -> None:
    by_code = {item.code: item for item in shop(name).items}
    for upgrade in shop(name).upgrades:
        before, after = by_code[upgrade.from_item], by_code[upgrade.to_item]
        assert after.price > before.price
        assert after.department == before.department


@everywhere
def test_a_pairing_does_not_suggest_the_same_part_again(name: str) -> None:
    by_code = {item.code: item for item in shop(name).items}
    for pairing in shop(name).pairings:
        if pairing.state == "pinned":
            assert by_code[pairing.trigger].part != by_code[pairing.addon].part, pairing
            assert not by_code[pairing.addon].age_restricted


def test_a_filter_is_suggested_only_for_a_lens_of_its_diameter() -> None:
    by_code = {item.code: item for item in shop("camera").items}
    for pairing in shop("camera").pairings:
        trigger, addon = by_code[pairing.trigger], by_code[pairing.addon]
        if trigger.department == "lens" and addon.department == "filter":
            assert trigger.size == addon.size


def fill(slot: Slot, item: Item) -> int:
    return slot.n * item.price - slot.extra.get(item.code, 0)


@everywhere
def test_no_set_is_dearer_than_its_parts_and_every_slot_can_be_filled(name: str) -> None:
    by_code = {item.code: item for item in shop(name).items}
    for deal in shop(name).deals:
        assert all(code in by_code for code in deal.item_codes)
        if not isinstance(deal, SetPrice | SetPercent | SetAmount):
            continue
        on_sale = [[by_code[x] for x in slot.items if not by_code[x].sold_out] for slot in deal.slots]
        assert all(on_sale), deal.id
        cheapest = sum(min(fill(slot, item) for item in items) for slot, items in zip(deal.slots, on_sale, strict=True))
        if isinstance(deal, SetPrice):
            assert deal.price < cheapest, deal.id
        if isinstance(deal, SetAmount):
            assert deal.amount < cheapest, deal.id


@everywhere
def test_a_manager_would_find_nothing_wrong_with_its_deals(name: str) -> None:
    assert check_deals(shop(name).deals, shop(name).items) == []


def test_the_order_of_the_counters_picture() -> None:
    """Cheeseburger and cola M are a drink pair (−¥60); with potato M they become a set, and the potato adds ¥150."""
    items, at = {item.code: item for item in shop("burger").items}, datetime(2026, 11, 22, 12, 4)
    order = Order("picture", 128, at)
    for code, qty in (("cheeseburger", 1), ("cola-m", 1), ("nuggets-5", 2), ("apple-pie", 1)):
        order = order.ring(items[code], qty)
    pricer = Pricer(shop("burger").deals)
    before, after = pricer.price(order, at), pricer.price(order.ring(items["potato-m"]), at)
    assert (before.list_total, before.total, [use.name for use in before.uses]) == (1230, 1170, ["ドリンクペア"])
    assert (after.total - before.total, [use.name for use in after.uses]) == (150, ["チーズバーガーセット"])


@everywhere
def test_the_receipts_name_items_of_the_shop_at_its_prices(name: str) -> None:
    price = {item.code: item.price for item in shop(name).items}
    path = shop(name).receipts
    assert path
    with check_receipts(path, currency="JPY", known={code: code for code in price}) as history:
        lines = list(history.history())
    assert 3_000 <= len({line.receipt for line in lines}) <= 4_000
    assert all(line.price == price[line.item] for line in lines)
    assert lines[-1].at < datetime(2026, 12, 1)


@everywhere
def test_the_generator_makes_the_same_receipts_again(name: str) -> None:
    made = generator().Shop(SAMPLES / name).receipts()
    with (SAMPLES / name / "receipts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    again = [(str(n + 1), str(at), code, str(qty)) for n, (at, _, basket) in enumerate(made) for code, qty in basket]
    assert [(row["receipt_id"], row["timestamp"], row["item"], row["qty"]) for row in rows] == again


def test_there_is_something_to_learn_in_the_receipts() -> None:
    """Sauce is bought with nuggets, filters with lenses: far more often than by chance."""
    for name, trigger, addons in (
        ("burger", "nuggets-5", ("mustard-sauce", "bbq-sauce", "honey-mustard")),
        ("camera", "lens-70300", ("protect-67",)),
    ):
        path = shop(name).receipts
        assert path
        with check_receipts(path, currency="JPY", known={x.code: x.code for x in shop(name).items}) as history:
            baskets = [set(codes) for codes, _ in history.baskets()]
        wanted = [basket for basket in baskets if trigger in basket]
        share = sum(any(x in basket for x in addons) for basket in wanted) / len(wanted)
        chance = sum(any(x in basket for x in addons) for basket in baskets) / len(baskets)
        assert share > 3 * chance


def test_every_set_is_formed_by_some_basket_of_the_receipts() -> None:
    """A deal that no sample receipt could ever form shows nothing on a first day."""
    for name in SHOPS:
        path = shop(name).receipts
        assert path
        with check_receipts(path, currency="JPY", known={x.code: x.code for x in shop(name).items}) as history:
            baskets = [frozenset(codes) for codes, _ in history.baskets()]
        for deal in shop(name).deals:
            if isinstance(deal, SetPercent | SetAmount) and all(slot.n == 1 for slot in deal.slots):
                assert any(_forms(basket, deal.slots) for basket in baskets), deal.id


def _forms(basket: frozenset[str], slots: tuple[Slot, ...]) -> bool:
    choices = [sorted(basket & slot.items) for slot in slots]
    return any(len(set(pick)) == len(slots) for pick in product(*choices))
