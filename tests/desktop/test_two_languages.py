"""Who reads English reads the items' English names: the cashier on the screen, the guest on the cards, the display and the receipt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.discount_panel import DiscountPanel
from pos_assist.desktop.counter_window.offer_panel import threshold_words
from pos_assist.desktop.counter_window.options_panel import OptionsPanel
from pos_assist.desktop.counter_window.order_list import row_words
from pos_assist.desktop.customer_window import CustomerWindow
from pos_assist.devices.receipt_slip import ShopSign, kitchen_slip, receipt_slip
from pos_assist.domain.options import parse_groups
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.translate import set_language
from pos_assist.services.customer_display import customer_view
from pos_assist.services.till.commands import Command
from pos_assist.services.till.till_view import rows
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import click, item_key, press_item, strike, type_slowly


def test_in_english_keys_tabs_order_and_cards_have_english_names(open_window: OpenWindow, shop: Shop) -> None:
    window = open_window(shop, language="en")
    assert window.grid.tabs[0].label == "Burgers"
    assert item_key(window, "cheeseburger").label == "Cheeseburger"
    press_item(window, "cheeseburger")
    assert row_words(rows(window.till.view)[0]).split("¥")[0] == "1 Cheeseburger "
    shown = [card for card in window.offers.cards if card.offer and card.isVisible()]
    assert shown
    for card in shown:
        assert card.accessibleName().split(": ")[1].split(" +")[0].isascii()


def test_a_change_of_language_changes_the_names_at_once(window: CounterWindow) -> None:
    assert window.grid.tabs[0].label == "バーガー"
    set_language("en")
    window.retranslate()
    assert window.grid.tabs[0].label == "Burgers"
    assert window.bar.shop == "Midoribashi"
    assert item_key(window, "potato-m").label == "Fries M"
    set_language("ja")
    window.retranslate()
    assert item_key(window, "potato-m").label == "ポテト M"


def test_the_line_for_a_guest_in_english_has_english_names(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    card = next(card for card in window.offers.cards[1:] if card.offer)
    assert not card.line.isascii()
    strike(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert all(sign.isascii() or sign in "¥“”" for sign in card.line)


def test_the_customer_s_screen_turns_to_the_guest_s_language_for_this_order_only(
    window: CounterWindow, tmp_path: Path
) -> None:
    seen = CustomerWindow("みどり橋店", tmp_path)
    window.viewed.connect(lambda view: seen.show_view(customer_view(view, window.customers_language())))
    press_item(window, "cheeseburger")
    assert [x.title for x in seen.view.lines] == ["チーズバーガー"]
    strike(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert [x.title for x in seen.view.lines] == ["Cheeseburger"]
    assert seen.view.language == "en"
    window.do(Command.HOLD)
    assert seen.view.language == "ja"
    seen.allow_close()
    seen.deleteLater()


def test_search_finds_and_shows_the_english_name(open_window: OpenWindow, shop: Shop) -> None:
    window = open_window(shop, language="en")
    click(window.search)
    type_slowly(window.search, "oolong")
    window.search.look_up()
    assert next(row.label for row in window.results.rows if row.isVisible()).startswith("Oolong Tea")


def test_in_english_sets_perks_options_and_discounts_have_english_names(open_window: OpenWindow, shop: Shop) -> None:
    manager = shop.manage("店長")
    cola = shop.catalog.item("cola-m")
    assert cola
    manager.save_item(replace(cola, options=parse_groups("氷 <Ice>: 氷なし <No ice> | 少なめ <Less ice>")))
    manager.set_settings({"discounts": "半額 <Half price> 50%"})
    window = open_window(shop, language="en")
    press_item(window, "cheeseburger", "potato-m", "cola-m")
    window.do(Command.OPTIONS)
    options = window.side.views["options"]
    assert isinstance(options, OptionsPanel)
    click(next(x for x in options.choices.buttons if x.label == "No ice"))
    assert next(row_words(x).split(" ¥")[0] for x in rows(window.till.view)).startswith("Cheeseburger set")
    press_item(window, "apple-pie")
    window.do(Command.DISCOUNT)
    panel = window.side.views["discount"]
    assert isinstance(panel, DiscountPanel)
    click(next(x for x in panel.quick_buttons if (x.label, x.figure) == ("Half price", "50%")))
    said = " / ".join(row_words(x) for x in rows(window.till.view))
    assert "No ice" in said
    assert "50% off Half price" in said
    assert window.till.view.panel.threshold
    assert "A stamp" in threshold_words(window.till.view.panel.threshold)
    window.do(Command.PAY)
    receipt = window.till.tender(TenderKind.CASH, 1000).last_receipt
    assert receipt
    [kept] = [x for x in shop.receipts() if x.key == receipt.key]
    paper, at_home = (str(receipt_slip(kept, ShopSign("x", language=x))) for x in ("en", "ja"))
    for english, own in (("Cheeseburger set", "チーズバーガーセット"), ("No ice", "氷なし"), ("Half price", "半額")):
        assert (english in paper, own in at_home) == (True, True)
        assert (own in paper, english in at_home) == (False, False)


def test_a_receipt_in_english_has_english_names_and_the_kitchen_reads_the_menu_s_own(window: CounterWindow) -> None:
    press_item(window, "cheeseburger")
    window.do(Command.PAY)
    receipt = window.till.tender(TenderKind.CASH, 1000).last_receipt
    assert receipt
    english = ShopSign("Midoribashi", language="en")

    assert "Cheeseburger" in str(receipt_slip(receipt, english))
    assert "チーズバーガー" in str(receipt_slip(receipt, ShopSign("みどり橋店")))
    assert "チーズバーガー" in str(kitchen_slip(receipt, english))
