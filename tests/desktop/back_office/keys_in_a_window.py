"""Run under Xvfb by test_keys_by_hand: a shop's back office with the keys of a department. Prints where its keys and the button Save are on the
screen, by JSON, and stays open."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QApplication

from pos_assist.desktop.back_office.back_office_window import BackOffice
from pos_assist.desktop.back_office.items_page import KEYS, ItemsPage
from pos_assist.desktop.shared import theme
from pos_assist.i18n.translate import set_language
from pos_assist.shop import open_shop
from tests.desktop.back_office.manager import segment, turn

app = QApplication([])
theme.apply(app, "light")
set_language("en")
shop = open_shop(Path(sys.argv[1]))
office = BackOffice(shop, "佐藤")
office.setGeometry(0, 0, 1366, 768)
office.show()
office.activateWindow()


def ready() -> None:
    """The keys are to be seen."""
    page = turn(office, ItemsPage, "items")
    segment(page.tabs, KEYS)
    app.processEvents()
    keys, save = page.keys.keys, page.keys.save_button
    places = [
        keys.viewport().mapToGlobal(keys.visualItemRect(keys.item(i)).center()).toTuple() for i in range(keys.count())
    ]
    middle = save.mapToGlobal(QPoint(save.width() // 2, save.height() // 2)).toTuple()
    print(json.dumps({"department": page.keys.department.currentData(), "keys": places, "save": middle}), flush=True)


QTimer.singleShot(700, ready)
app.exec()
