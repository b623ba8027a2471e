"""A manager gives items their pictures: one in the form, a folder of them beside the keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QScrollArea

from pos_assist.desktop.back_office import picture_field
from pos_assist.desktop.back_office.items_page import KEYS, ItemsPage
from pos_assist.desktop.shared.item_pictures import picture_of
from pos_assist.system.picture_files import pictures_beside
from tests.desktop.back_office import manager
from tests.desktop.back_office.conftest import OpenOffice


def photograph(file: Path) -> Path:
    """A picture file."""
    image = QImage(QSize(40, 30), QImage.Format.Format_RGB32)
    image.fill(QColor("blue"))
    file.parent.mkdir(exist_ok=True)
    assert image.save(str(file))
    return file


def test_a_picture_is_chosen_in_the_items_form_and_taken_away(
    open_office: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office()
    page = manager.turn(office, ItemsPage, "items")
    item = page.form.item
    assert item
    folder = pictures_beside(office.context.shop.path)
    field = page.form.picture
    area = page.form.findChild(QScrollArea)
    assert area
    area.ensureWidgetVisible(field)
    assert not field.drop.isEnabled()
    photo = photograph(tmp_path / "photos" / "x.png")
    monkeypatch.setattr(picture_field, "file_to_open", lambda *_: photo)
    changed: list[bool] = []
    office.context.changed.connect(lambda: changed.append(True))
    manager.click(field.choose)
    assert picture_of(folder, item.code)
    assert changed
    assert not field.shown.pixmap().isNull()
    manager.click(field.drop)
    assert picture_of(folder, item.code) is None
    manager.click(office.navigation.take_back)  # the finger's Ctrl+Z: the picture is there again
    assert picture_of(folder, item.code)
    assert not field.shown.pixmap().isNull()
    manager.click(office.navigation.take_back)
    assert picture_of(folder, item.code) is None
    bad = tmp_path / "photos" / "bad.png"
    bad.write_bytes(b"none")
    monkeypatch.setattr(picture_field, "file_to_open", lambda *_: bad)
    manager.click(field.choose)
    assert picture_of(folder, item.code) is None
    assert "bad.png" in office.foot.text
    manager.click(page.add)
    assert not field.choose.isEnabled()  # what has no code yet


def test_a_folder_of_pictures_goes_in_and_the_message_names_what_is_no_items(
    open_office: OpenOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = open_office()
    page = manager.turn(office, ItemsPage, "items")
    assert page.form.item
    code = page.form.item.code
    for name in (code, "誰のものでもない"):
        photograph(tmp_path / "photos" / f"{name}.png")
    manager.segment(page.tabs, KEYS)
    monkeypatch.setattr(picture_field, "folder_to_open", lambda *_: tmp_path / "photos")
    manager.click(page.keys.folder)
    assert picture_of(pictures_beside(office.context.shop.path), code)
    assert "誰のものでもない" in office.foot.text
