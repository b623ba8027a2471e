"""Printing as the cashier sees it: the sale is done at once, a fault is one calm line, a doubt is a question with two answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_assist.desktop.app import Program
from pos_assist.desktop.dialogs.made_out_dialog import MadeOutDialog
from pos_assist.devices import raster
from pos_assist.devices.pole import fitted
from pos_assist.domain.device_settings import PoleKind
from pos_assist.domain.print_jobs import JobKind
from pos_assist.domain.receipts import TenderKind
from pos_assist.i18n.translate import set_language
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop, open_shop
from tests.desktop.hands import click
from tests.desktop.printed import texts
from tests.devices.fake_printer import FakePrinter
from tests.devices.test_pole import Glass
from tests.print_jobs import every_job

pytestmark = pytest.mark.usefixtures("short_waits")


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, shop_file: Path, printer: FakePrinter, same_keys: Callable[[], str]
) -> Iterator[Program]:
    shop = open_shop(shop_file, new_key=same_keys, ticks=count(100.0).__next__)  # a second passes at every look
    shop.manage("店長").set_settings({"printer": printer.address, "drawer": "2"})
    opened = Program(qapp, shop, chosen_language="ja")
    opened._devices.begin()
    opened.window.resize(1024, 768)
    opened.window.show()
    qtbot.waitExposed(opened.window)
    yield opened
    opened.close()
    shop.close()
    opened.deleteLater()


def sell(program: Program) -> None:
    window = program.window
    window.actions_.press_item("cheeseburger")
    window.do(Command.PAY)
    window.actions_.tender(TenderKind.CASH, program.shop.till.view.due)
    assert program.shop.till.view.last_receipt


def printed(printer: FakePrinter, qtbot: QtBot, n: int) -> None:
    qtbot.waitUntil(lambda: len(printer.printed) == n, timeout=20_000)


def test_a_sale_prints_and_nothing_is_said(program: Program, printer: FakePrinter, qtbot: QtBot) -> None:
    sell(program)
    printed(printer, qtbot, 1)
    qtbot.waitUntil(lambda: not program.shop.printing.open_jobs())
    assert "最後の会計" in program.window.foot.hint or "#" in program.window.foot.hint
    assert len(printer.drawer_pulses) == 1


def test_out_of_paper_is_one_calm_line_until_there_is_some(
    program: Program, printer: FakePrinter, qtbot: QtBot
) -> None:
    printer.no_paper = True
    sell(program)
    qtbot.waitUntil(lambda: "用紙切れ" in program.window.foot.hint, timeout=20_000)
    assert not program.window.foot.alarm
    sell(program)  # selling goes on
    printer.ready_again()
    printed(printer, qtbot, 2)
    qtbot.waitUntil(lambda: "用紙切れ" not in program.window.foot.hint, timeout=20_000)


def test_a_doubt_is_asked_and_answered_with_one_touch(program: Program, printer: FakePrinter, qtbot: QtBot) -> None:
    printer.hang_up_after = 20_000
    sell(program)
    qtbot.waitUntil(lambda: "印刷できましたか" in program.window.foot.hint, timeout=20_000)
    program.window.do(Command.PRINTERS)
    panel = program.window.side.views["printers"]
    click(panel.again)
    printed(printer, qtbot, 1)
    qtbot.waitUntil(lambda: not program.shop.printing.open_jobs(), timeout=20_000)
    qtbot.waitUntil(lambda: "印刷できましたか" not in program.window.foot.hint)
    assert panel.yes.isHidden()


def test_the_key_prints_the_last_receipt_again_marked(program: Program, printer: FakePrinter, qtbot: QtBot) -> None:
    sell(program)
    printed(printer, qtbot, 1)
    program.window.do(Command.PRINT)
    printed(printer, qtbot, 2)
    [receipt] = [program.shop.till.view.last_receipt]
    assert receipt
    assert printer.printed[1].bitmap == raster.bitmap_of(program.shop.printing.slip_of(receipt, reprint=True))
    assert "再発行" in program.window.foot.text


def test_the_button_after_the_sale_prints_it_too(program: Program, printer: FakePrinter, qtbot: QtBot) -> None:
    program.shop.manage("店長").set_settings({"print_receipt": "asked"})
    sell(program)
    click(program.window.side.views["done"].print_button)
    printed(printer, qtbot, 1)


def test_the_drawer_without_a_sale_wants_a_reason_and_keeps_it(
    program: Program, printer: FakePrinter, qtbot: QtBot
) -> None:
    program.window.do(Command.DRAWER)
    panel = program.window.side.views["drawer"]
    click(panel.reasons[0])
    qtbot.waitUntil(lambda: len(printer.drawer_pulses) == 1, timeout=20_000)

    [job] = every_job(program.shop)
    assert (job.job.kind, job.job.reason) == (JobKind.DRAWER, "両替")
    assert program.window.side.shown is None


def test_the_receipt_on_screen_is_the_one_on_paper(program: Program, printer: FakePrinter, qtbot: QtBot) -> None:
    sell(program)
    printed(printer, qtbot, 1)
    program.window.do(Command.RECEIPTS)
    panel = program.window.side.views["receipts"]
    panel.open_receipt(program.shop.till.past.find("", 1)[0].key)
    assert panel.paper.bitmap == printer.printed[0].bitmap


def test_practice_prints_nothing(program: Program, printer: FakePrinter) -> None:
    program.practise()
    program.window.do(Command.PRINT)
    assert program.printing() is None
    assert program.window.foot.alarm
    program.practise()
    assert printer.printed == []


def test_a_ryoshusho_asks_for_name_and_purpose(qtbot: QtBot, qapp: QApplication, shop: Shop) -> None:
    set_language("ja")
    dialog = MadeOutDialog(None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    fields = dialog.findChildren(QLineEdit)
    assert [x.accessibleName() for x in fields] == ["宛名", "但し書き"]
    fields[0].setText(" 髙﨑㈱ ")
    assert (dialog.made_out.to, dialog.made_out.purpose) == ("髙﨑㈱", "お品代として")


def test_the_two_line_display_follows_the_order(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    program.shop.manage("店長").set_settings({"pole": f"file:{tmp_path / 'display'}"})

    def shown() -> tuple[str, str]:
        glass = Glass(PoleKind.EPSON)
        glass.take((tmp_path / "display").read_bytes() if (tmp_path / "display").exists() else b"")
        return glass.lines

    program.window.actions_.press_item("cheeseburger")
    qtbot.waitUntil(lambda: shown() == (fitted("ﾁｰｽﾞﾊﾞｰｶﾞｰ"), "¥240".rjust(20)), timeout=20_000)
    program.window.do(Command.PAY)
    qtbot.waitUntil(lambda: shown()[1] == "ｺﾞｳｹｲ" + "¥240".rjust(15), timeout=20_000)
    program.window.actions_.tender(TenderKind.CASH, 1000)
    qtbot.waitUntil(lambda: shown()[1] == "ｵﾂﾘ" + "¥760".rjust(17), timeout=20_000)


def test_what_comes_back_in_cash_opens_the_drawer_and_is_printed(
    program: Program, printer: FakePrinter, qtbot: QtBot
) -> None:
    sell(program)
    printed(printer, qtbot, 1)
    program.shop.manage("店長").set_settings({"printer.mode": "text"})  # so that the paper can be read
    program.window.do(Command.RECEIPTS)
    panel = program.window.side.views["receipts"]
    panel.open_receipt(program.shop.till.past.find("", 1)[0].key)
    program.window.do(Command.RETURN)
    panel.give_back.take_all()
    click(panel.give_back.reasons[1])
    printed(printer, qtbot, 2)
    assert len(printer.drawer_pulses) == 2
    slip = texts(printer)[1]
    for said in ("返品", "お客様からの返品", "現金", "-¥240"):
        assert said in slip
