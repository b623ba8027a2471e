"""Settings, Devices: every device is set up and tried out here, and each trial says in words what came of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pos_assist.desktop.back_office.devices_tab import DevicesTab
from pos_assist.desktop.back_office.settings_page import DEVICES, SettingsPage
from pos_assist.devices import raster
from pos_assist.domain.device_settings import PRINTER
from pos_assist.services.printing.device_trial import DISPLAY, trial_slip
from pos_assist.shop import Shop
from tests.desktop.back_office.conftest import OpenOffice
from tests.desktop.back_office.manager import click, segment, turn
from tests.devices.fake_printer import FakePrinter


@pytest.fixture
def tab(open_office: OpenOffice, qtbot: QtBot) -> DevicesTab:
    page = turn(open_office(), SettingsPage, "settings")
    segment(page.tab, DEVICES)
    assert isinstance(page.current, DevicesTab)
    return page.current


def setup(shop: Shop, **settings: str) -> None:
    shop.manage("店長").set_settings({name.replace("__", "."): value for name, value in settings.items()})


def said(tab: DevicesTab, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: not tab.context.work.busy, timeout=20_000)
    qtbot.waitUntil(lambda: tab.context.messages.text != "お待ちください…", timeout=20_000)
    return tab.context.messages.text


def test_the_test_print_has_ruler_kanji_and_both_codes(
    tab: DevicesTab, shop: Shop, printer: FakePrinter, qtbot: QtBot
) -> None:
    setup(shop, printer=printer.address)
    click(tab.print_button)
    assert said(tab, qtbot) == "印刷済み"
    [paper] = printer.printed
    assert paper.bitmap == raster.bitmap_of(trial_slip(shop.printing.sign, printer.address))


@pytest.mark.parametrize(("fault", "words"), [("no_paper", "用紙切れ"), ("cover", "カバー"), ("mute", "応答")])
def test_a_printer_that_cannot_says_why(
    tab: DevicesTab, shop: Shop, printer: FakePrinter, qtbot: QtBot, fault: str, words: str
) -> None:
    setup(shop, printer=printer.address)
    setattr(printer, fault, True)
    click(tab.print_button)
    assert words in said(tab, qtbot)
    click(tab.state_button)
    assert words in said(tab, qtbot)


def test_the_drawer_opens_and_its_line_is_told(tab: DevicesTab, shop: Shop, printer: FakePrinter, qtbot: QtBot) -> None:
    setup(shop, printer=printer.address, drawer="2")
    click(tab.drawer_button)
    assert "センサーの信号: Low → Low" in said(tab, qtbot)
    assert printer.drawer_pulses == [b"\x1bp\x00\x19\xfa"]


@pytest.mark.parametrize(("sensor", "words"), [("high", "閉じています"), ("low", "開いています")])
def test_a_drawer_whose_sensor_is_known_is_told_of_as_open_or_shut(
    tab: DevicesTab, shop: Shop, printer: FakePrinter, qtbot: QtBot, sensor: str, words: str
) -> None:
    """The fake printer's line is always low."""
    setup(shop, printer=printer.address, drawer="2", drawer__sensor=sensor)
    click(tab.drawer_button)
    assert words in said(tab, qtbot)


def test_the_display_gets_its_two_lines(tab: DevicesTab, shop: Shop, qtbot: QtBot, tmp_path: Path) -> None:
    setup(shop, pole=f"file:{tmp_path / 'display'}")
    click(tab.display_button)
    assert "2行送りました" in said(tab, qtbot)
    assert DISPLAY[0].encode("cp932") in (tmp_path / "display").read_bytes()


@pytest.mark.parametrize("name", ["print_button", "state_button", "drawer_button", "display_button"])
def test_without_a_device_each_says_so(tab: DevicesTab, qtbot: QtBot, name: str) -> None:
    click(getattr(tab, name))
    assert "設定されていません" in said(tab, qtbot)


@pytest.mark.parametrize("written", ["192.168.1.5", "usb:1", "tcp:"])
def test_an_address_that_is_none_is_refused_with_an_example(tab: DevicesTab, qtbot: QtBot, written: str) -> None:
    assert tab.settings.table.choose_where(lambda x: x is PRINTER)
    tab.settings.text.setText(written)
    tab.save()
    assert "tcp:192.168.1.50:9100" in tab.context.messages.text
