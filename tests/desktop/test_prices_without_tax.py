"""Three at ¥99 and 8 % are ¥320: on the key's foot, the order, the card, the slip and the Z report of a shop with prices without tax."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

from pos_assist.desktop.customer_window import CustomerWindow
from pos_assist.desktop.shared import painting
from pos_assist.domain.items import Item, TaxClass
from pos_assist.domain.orders import ServiceMode
from pos_assist.domain.settings import PRICES
from pos_assist.domain.tax import Prices
from pos_assist.services.customer_display import customer_view
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import a_moment_later, click, item_key, press_item, strike, type_slowly

Key = Qt.Key


@pytest.fixture
def net(shop: Shop) -> Iterator[Shop]:
    """The sample with prices without tax, and onigiri at ¥99."""
    department = shop.till.departments()[0].code
    shop.storage.catalog.put_items([Item("onigiri", "おにぎり", 99, department, TaxClass.REDUCED, page=1)])
    shop.manage("店長").set_settings({PRICES.name: Prices.ADDED})
    painting.set_currency(shop.currency, shop.taxing)
    yield shop
    painting.set_currency("JPY")
    painting.set_served(ServiceMode.TAKEOUT)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is painted on the order, the keys and the customer's screen."""
    texts: list[str] = []
    for name in ("counter_window.item_keys", "counter_window.order_column", "customer_window"):
        module = __import__(f"pos_assist.desktop.{name}", fromlist=["draw_text"])
        draw = module.draw_text

        def seen(p: object, rect: object, text: str, *how: object, _draw: object = draw, **more: object) -> None:
            texts.append(text)
            _draw(p, rect, text, *how, **more)  # type: ignore[operator]

        monkeypatch.setattr(module, "draw_text", seen)
    return texts


def test_three_at_99_yen_are_320_yen_everywhere(
    open_window: OpenWindow, net: Shop, painted: list[str], tmp_path: Path
) -> None:
    window = open_window(net)
    press_item(window, "onigiri", "onigiri", "onigiri")
    key = item_key(window, "onigiri")
    window.render(QPixmap(window.size()))
    assert "¥99 税込¥106" in key.accessibleName()
    assert {"¥99", "税込¥106", "税抜", "¥297", "¥320", "外税 8%対象 ¥297(¥23)"} <= {
        x.replace("（", "(").replace("）", ")") for x in painted
    }
    assert "¥320" in window.order.totals.accessibleName()
    screen = CustomerWindow(net.name, tmp_path)
    screen.resize(1024, 768)
    painted.clear()
    screen.show_view(customer_view(window.till.view, "ja", net.taxing))
    screen.render(QPixmap(screen.size()))
    assert {"¥297", "税込¥320", "¥320"} <= set(painted)
    screen.allow_close()
    screen.deleteLater()
    strike(window, Key.Key_F12)
    a_moment_later(window)
    strike(window, Key.Key_Return)
    receipt = window.till.view.last_receipt
    assert receipt is not None
    assert (receipt.total, receipt.tax_added, receipt.change) == (320, 23, 0)
    slip, _ = window.till.past.paper_of(receipt)
    said = [(x.text.strip(), x.right) for x in slip.blocks if x.right.startswith("¥")]
    assert said[:5] == [
        ("3 × ¥99", "¥297"), ("小計（税抜）", "¥297"), ("8%対象※（税抜）", "¥297"), ("外税 8%", "¥23"), ("合計", "¥320"),
    ]  # fmt: skip
    close = net.day.close(counted=320)
    assert close.figures
    assert (close.figures.gross, close.figures.tax_added, close.figures.sold) == (297, 23, 320)
    assert "外税" in close.slip
    assert "¥320" in close.slip


def test_eaten_in_the_keys_say_ten_percent(open_window: OpenWindow, net: Shop) -> None:
    window = open_window(net)
    window.do(Command.MODE)
    key = item_key(window, "onigiri")
    assert "税込¥108" in key.accessibleName()


def test_an_option_of_a_line_that_is_eaten_in_says_ten_percent(net: Shop) -> None:
    item = net.till.item("onigiri")
    assert item is not None
    assert painting.plus_price_words(50, item) == "+¥50  税込+¥54"
    assert painting.plus_price_words(50, item, ServiceMode.EAT_IN) == "+¥50  税込+¥55"


def test_a_card_that_is_touched_changes_the_total_by_what_it_says(open_window: OpenWindow, net: Shop) -> None:
    window = open_window(net)
    press_item(window, "cheeseburger")
    card = next(x for x in window.offers.cards if x.offer)
    assert card.offer
    promised, before = card.offer.to_pay, window.till.view.priced.total
    assert f"+¥{promised:,}" in card.accessibleName()
    a_moment_later(window, 2)
    click(card)
    assert window.till.view.priced.total - before == promised


def test_search_shows_both_prices(open_window: OpenWindow, net: Shop) -> None:
    window = open_window(net)
    window.search.setFocus()
    type_slowly(window.search, "おにぎり")
    window.search.look_up()
    assert "¥99 税込¥106" in window.results.rows[0].accessibleName()
