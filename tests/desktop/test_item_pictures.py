"""Pictures of items: a file of the shop's own, on keys, cards and the customer's display, and nothing waits for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.customer_window import CustomerWindow
from pos_assist.desktop.shared import item_pictures
from pos_assist.desktop.shared.item_pictures import (
    LARGE,
    SMALL,
    ItemPictures,
    drop_picture,
    keep_picture,
    keep_pictures,
    picture_of,
    read_picture,
)
from pos_assist.domain.items import Item
from pos_assist.domain.problems import BadInput
from pos_assist.services.customer_display import CustomerView, ShownLine, ShownOffer
from pos_assist.shop import Shop
from pos_assist.system.picture_files import pictures_beside
from tests.desktop.conftest import OpenWindow
from tests.desktop.hands import CHEESEBURGER, press_item

BLUE, SIZE = QColor(10, 20, 230), QSize(800, 600)


def photograph(file: Path, size: QSize = SIZE, colour: QColor = BLUE) -> Path:
    """A picture file of one colour."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(colour)
    file.parent.mkdir(parents=True, exist_ok=True)
    assert image.save(str(file))
    return file


def blue(widget: QWidget) -> int:
    """How many pixels of it have the photograph's colour."""
    image = widget.grab().toImage()
    return sum(image.pixelColor(x, y) == BLUE for x in range(image.width()) for y in range(image.height()))


def test_a_key_and_the_cards_show_the_items_picture(
    qtbot: QtBot, shop: Shop, open_window: OpenWindow, tmp_path: Path
) -> None:
    folder = pictures_beside(shop.path)
    source = photograph(tmp_path / "photo.jpg")
    window = open_window(shop, (1366, 768))
    window.show_pictures(folder)
    key = window.grid.keys[0]
    assert key.item
    assert blue(key) == 0
    keep_picture(folder, key.item.code, photograph(source.with_suffix(".png")))
    window.grid.reload_all()
    qtbot.waitUntil(lambda: blue(key) > 500)
    press_item(window, key.item.code)
    card = next(card for card in window.offers.cards if card.offer)
    assert card.offer
    assert blue(card) == 0
    keep_picture(folder, card.offer.items[0], source.with_suffix(".png"))
    window.grid.reload_all()
    card.update()
    qtbot.waitUntil(lambda: blue(card) > 1_000)


def test_no_picture_is_decoded_while_an_item_is_rung_up(
    qtbot: QtBot, shop: Shop, open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = pictures_beside(shop.path)
    for item in (item for d in shop.till.departments() for item in shop.till.keys(d.code, 0)):
        keep_picture(folder, item.code, photograph(tmp_path / "photo.png", QSize(60, 40)))
    window = open_window(shop)
    window.show_pictures(folder)
    decoded: list[Path] = []
    inside: list[bool] = []

    def watched(file: Path, side: int) -> QImage | None:
        decoded.append(file)
        assert not inside
        return read_picture(file, side)

    monkeypatch.setattr(item_pictures, "read_picture", watched)
    inside.append(True)
    window.till.scan(CHEESEBURGER)
    window.show_view(window.till.view)
    window.grab()
    assert decoded == []
    inside.clear()
    qtbot.waitUntil(lambda: len(decoded) > 3)


def test_a_picture_is_stored_small_and_upright_under_any_code(tmp_path: Path) -> None:
    source = photograph(tmp_path / "from" / "camera.jpg", QSize(4_000, 3_000))
    folder = tmp_path / "shop-pictures"
    for code in ("4901234567894", "ﾗﾃ/S", "a:b?", "%2F", "最後."):
        keep_picture(folder, code, source)
        file = picture_of(folder, code)
        assert file
        image = QImage(str(file))
        assert (image.width(), image.height()) == (LARGE, LARGE * 3 // 4)
        assert not set('<>:"\\|?*/') & set(file.name)
    assert len(list(folder.iterdir())) == 5


def test_a_new_picture_takes_the_place_of_the_old_one_whatever_its_kind(tmp_path: Path) -> None:
    photograph(tmp_path / "shop" / "A1.jpg")
    keep_picture(tmp_path / "shop", "A1", photograph(tmp_path / "red.png", colour=QColor("red")))
    assert [x.name for x in (tmp_path / "shop").iterdir()] == ["A1.png"]
    assert drop_picture(tmp_path / "shop", "A1")
    assert not drop_picture(tmp_path / "shop", "A1")
    assert picture_of(tmp_path / "shop", "A1") is None


def test_what_is_no_picture_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    keep_picture(tmp_path / "shop", "A1", photograph(tmp_path / "blue.png"))
    before = (tmp_path / "shop" / "A1.png").read_bytes()
    for data in (b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, before[:60]):
        (tmp_path / "bad.png").write_bytes(data)
        with pytest.raises(BadInput, match="not_a_picture"):
            keep_picture(tmp_path / "shop", "A1", tmp_path / "bad.png")
    assert (tmp_path / "shop" / "A1.png").read_bytes() == before


def test_a_folder_goes_in_by_code_barcode_or_name_and_says_what_did_not(tmp_path: Path) -> None:
    items = (
        Item("A1", "ラテ", 400, ""),
        Item("B2", "紅茶", 400, "", barcodes=("4901234567894",)),
        Item("c/3", "ココア", 400, ""),
    )
    for name in ("a1.JPG", "4901234567894.png", "ココア.png", "unknown.png", "c%2F3.bmp"):
        photograph(tmp_path / "from" / name, QSize(20, 20))
    (tmp_path / "from" / "紅茶.jpg").write_bytes(b"no picture")
    (tmp_path / "from" / "readme.txt").write_text("not counted")
    kept, left = keep_pictures(tmp_path / "shop", tmp_path / "from", items)
    assert kept == 4
    assert left == ("unknown.png", "紅茶.jpg")
    assert sorted(x.name for x in (tmp_path / "shop").iterdir()) == ["A1.png", "B2.png", "c%2F3.png"]


def test_pictures_of_a_large_shop_are_kept_within_bounds(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    for n in range(270):
        photograph(tmp_path / f"i{n}.bmp", QSize(4, 4))
    pictures = ItemPictures(tmp_path)
    pictures.refresh()
    seen: list[str] = []
    pictures.arrived.connect(seen.append)
    for n in range(270):
        assert pictures.of(f"i{n}") is None
    qtbot.waitUntil(lambda: len(seen) == 270)
    assert len(pictures._decoded[SMALL]) == 256
    assert pictures.of("i269")
    assert pictures.of("nowhere") is None


def test_the_customers_display_shows_what_is_offered_in_its_own_proportions(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    keep_picture(tmp_path, "cola", photograph(tmp_path / "from" / "wide.png", QSize(400, 100)))
    window = CustomerWindow("みどり橋店", tmp_path)
    qtbot.addWidget(window)
    window.resize(1024, 768)
    window.show_view(CustomerView())
    line = ShownLine("ポテト", 1, 300)
    window.show_view(CustomerView(lines=(line,), total=300, offer=ShownOffer("コーラ", 200, 0, "cola")))
    qtbot.waitUntil(lambda: blue(window) > 1_000)
    image = window.grab().toImage()
    columns = {x for x in range(image.width()) for y in range(0, image.height(), 3) if image.pixelColor(x, y) == BLUE}
    rows = {y for y in range(image.height()) for x in range(0, image.width(), 3) if image.pixelColor(x, y) == BLUE}
    assert len(columns) / len(rows) == pytest.approx(4, abs=0.3)


def test_a_picture_put_there_by_hand_is_seen_when_a_page_is_turned(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    pictures = ItemPictures(tmp_path / "not-there-yet")
    pictures.refresh()
    assert pictures.of("A1") is None
    photograph(tmp_path / "not-there-yet" / "A1.png")
    os.utime(tmp_path / "not-there-yet")
    pictures.refresh()
    qtbot.waitUntil(lambda: pictures.of("A1") is not None)
