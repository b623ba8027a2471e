"""No dialog asks for more than a low screen has, and none of what it asks lies out of sight there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.counter_window.day_window import DayWindow
from pos_assist.desktop.counter_window.host import Host
from pos_assist.desktop.dialogs.about_dialog import AboutDialog
from pos_assist.desktop.dialogs.first_start_dialog import FirstStart
from pos_assist.desktop.dialogs.keys_dialog import KeysDialog
from pos_assist.desktop.dialogs.made_out_dialog import MadeOutDialog
from pos_assist.desktop.dialogs.permit_dialog import PermitDialog
from pos_assist.desktop.dialogs.pin_dialog import PinDialog, PinStep
from pos_assist.desktop.dialogs.receipts_dialog import ReceiptsDialog
from pos_assist.desktop.dialogs.report_dialog import ReportDialog
from pos_assist.desktop.dialogs.scanner_dialog import ScannerDialog
from pos_assist.first_start import Source
from pos_assist.services.people import Right
from pos_assist.shop import Shop
from tests.desktop.conftest import OpenWindow
from tests.desktop.reach import faults

LOW = QSize(1024, 520)  # logical px inside the frame: 600 lines less title bar (31) and taskbar (48)
UNKNOWN = "A1,A2,A3,A4\n7,2026/11/1 9:30,パン,200\n7,2026/11/1 9:30,茶,150\n8,2026/11/1 9:40,水,90\n"


class Opened:
    """What dialogs need."""

    def __init__(self, window: CounterWindow, shop: Shop, folder: Path) -> None:
        self.window, self.shop, self.folder = window, shop, folder


def _first_start(o: Opened, source: Source) -> QDialog:
    dialog = FirstStart(o.folder)
    dialog.sources[source].click()
    return dialog


def _found(o: Opened) -> QDialog:
    """The first start, when the manager's recovery code is shown."""
    dialog = FirstStart(o.folder)
    dialog.recovery.show("ABCD-EFGH-JKLM-NPQR")
    dialog.recovery.say()
    return dialog


def _pin(o: Opened, step: PinStep) -> QDialog:
    dialog = PinDialog(o.shop, o.window)
    dialog.show_step(step)
    return dialog


def _receipts(o: Opened) -> QDialog:
    file = o.folder / "receipts.csv"
    file.write_text(UNKNOWN, encoding="utf-8")
    return ReceiptsDialog(file, None)


def _day(o: Opened, page: str) -> QDialog:
    dialog = DayWindow(o.shop, Host(), o.window)
    dialog.show_page(page)
    return dialog


DIALOGS: dict[str, Callable[[Opened], QDialog]] = {
    **{f"first start, {x}": partial(_first_start, source=x) for x in (Source.EMPTY, Source.BURGER)},
    "first start, the recovery code": _found,
    **{f"pin, {x.value}": partial(_pin, step=x) for x in PinStep},
    "permit": lambda o: PermitDialog(o.shop.people, Right.DISCOUNT, 50, o.window),
    "keys": lambda o: KeysDialog(o.window.keys, o.window),
    "about": lambda o: AboutDialog(o.window),
    "report": lambda o: ReportDialog(o.shop.path, {}, o.window),
    "made out": lambda o: MadeOutDialog(o.window),
    "scanner": lambda o: ScannerDialog(o.window.keyboard, o.window),
    "receipts": _receipts,
    **{f"day, {x}": partial(_day, page=x) for x in ("open", "in", "out", "x", "close", "closes", "journal")},
}  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_dialog_has_all_it_asks_in_sight_on_a_low_screen(
    open_window: OpenWindow, shop: Shop, tmp_path: Path, language: str
) -> None:
    window = open_window(shop, (LOW.width(), LOW.height()), language)
    staff = shop.manage("佐藤").staff
    staff.found("佐藤 花子", "402917", "402917")
    wrong = []
    for name, make in DIALOGS.items():
        dialog = make(Opened(window, shop, tmp_path))
        dialog.resize(dialog.size().expandedTo(dialog.sizeHint()).boundedTo(LOW))
        dialog.show()
        QApplication.processEvents()
        if dialog.width() > LOW.width() or dialog.height() > LOW.height():
            wrong.append(f"{name}: asks for {dialog.size()}")
        wrong.extend(f"{name}: {x}" for x in faults(dialog))
        dialog.reject()
        dialog.deleteLater()
        QApplication.processEvents()
    assert "\n".join(wrong) == ""
