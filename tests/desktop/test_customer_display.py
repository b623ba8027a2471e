"""The customer's screen: it follows the order, tells nothing that is meant for staff, takes no focus, and comes and goes with
its screen. Two screens come from a file of the offscreen platform, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.counter_window.counter_window import CounterWindow
from pos_assist.desktop.customer_window import CustomerWindow
from pos_assist.desktop.shared import painting
from pos_assist.domain.receipts import TenderKind
from pos_assist.services.customer_display import CustomerView, ShownLine, ShownOffer, customer_view, pole_lines
from pos_assist.services.till.commands import Command
from pos_assist.shop import Shop
from tests.x_server import need_x_server, x_server


class Ticks(Protocol):
    """The test's clock."""

    now: float


@pytest.fixture
def customer(qtbot: QtBot, qapp: QApplication, window: CounterWindow, tmp_path: Path) -> CustomerWindow:
    made = CustomerWindow("みどり橋店", tmp_path)
    qtbot.addWidget(made)
    made.resize(1024, 768)
    window.viewed.connect(lambda view: made.show_view(customer_view(view)))
    return made


def painted(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is painted now."""
    from pos_assist.desktop import customer_window  # noqa: PLC0415 — for this helper alone

    texts: list[str] = []

    def note(p: object, rect: object, text: str, *rest: object, **more: object) -> None:
        texts.append(text)
        painting.draw_text(p, rect, text, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(customer_window, "draw_text", note)
    window.render(QPixmap(window.size()))
    return texts


def test_it_follows_the_order_to_its_change_and_back_to_the_welcome(
    customer: CustomerWindow, window: CounterWindow, shop: Shop, clock: Ticks, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "いらっしゃいませ" in painted(customer, monkeypatch)
    window.actions_.press_item("cheeseburger")
    said = painted(customer, monkeypatch)
    assert "チーズバーガー" in said
    assert said.count("¥240") == 2  # its line and the total
    offer = shop.till.view.panel.offers()[0]
    assert offer.title in "".join(said)
    assert painting.plus_money(offer.adds) in said  # the exact price of the offer
    window.do(Command.PAY)
    assert customer.view.offer is None  # nothing is offered while money is taken
    clock.now += 1
    window.actions_.tender(TenderKind.CASH, 1000)
    said = painted(customer, monkeypatch)
    assert {"¥1,000", "¥760"} <= set(said)
    customer._thanks.timeout.emit()
    assert customer.view.idle
    customer._thanks.stop()


def test_nothing_in_its_tree_is_meant_for_staff(
    customer: CustomerWindow, window: CounterWindow, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One painted sheet, without widgets of its own; and none of the cards' lines, reasons or keys on it."""
    window.actions_.press_item("cheeseburger")
    said = " ".join(painted(customer, monkeypatch))
    assert customer.findChildren(QWidget) == []
    for offer in shop.till.view.panel.offers():
        assert offer.line not in said
        assert offer.reason.code != "own" or offer.reason.text not in said
    for word in ("F1", "F12", "レジ", "粗利", "原価"):
        assert word not in said


def test_a_long_order_shows_its_end_and_says_how_much_stands_above(
    customer: CustomerWindow, window: CounterWindow, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [item.code for item in shop.till.keys("burgers")[:8]] or [x.code for x in shop.till.search("バーガー", 8)]
    for code in codes:
        if not (item := shop.till.item(code)) or not item.sold_out:
            shop.till.ring(code)
    view = customer_view(shop.till.view)
    assert len(view.lines) == 6
    assert view.more == len(shop.till.view.order.lines) - 6


def test_it_takes_no_focus_and_nobody_but_the_till_closes_it(customer: CustomerWindow) -> None:
    flags = customer.windowFlags()
    assert flags & Qt.WindowType.WindowDoesNotAcceptFocus
    assert flags & Qt.WindowType.FramelessWindowHint
    assert customer.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    customer.show()
    assert not customer.close()
    assert customer.isVisible()
    customer.allow_close()
    assert not customer.isVisible()


def test_in_practice_the_customer_sees_the_welcome(shop: Shop) -> None:
    from dataclasses import replace  # noqa: PLC0415 — for this test alone

    shop.till.ring("cheeseburger")
    assert customer_view(replace(shop.till.view, practice=True)).idle


@pytest.mark.parametrize(
    ("view", "lines"),
    [
        (CustomerView(), ("MIDORI", "ｲﾗｯｼｬｲﾏｾ")),
        (CustomerView(lines=(ShownLine("x", 2, 480),), total=480, last=("ﾁｰｽﾞﾊﾞｰｶﾞｰ", 2, 480)), ("ﾁｰｽﾞﾊﾞｰｶﾞｰ", "2 ﾃﾝ            ¥480")),
        (CustomerView(lines=(ShownLine("x", 1, 1),), total=1420, saving=320, last=("A", 1, 1), paying=True), ("ﾜﾘﾋﾞｷ          -¥320", "ｺﾞｳｹｲ         ¥1,420")),
        (CustomerView(total=240, paid=(1000, 760)), ("ｵｱｽﾞｶﾘ        ¥1,000", "ｵﾂﾘ             ¥760")),
    ],
    ids=["idle", "rung", "total", "paid"],
)  # fmt: skip
def test_on_two_lines_it_says_the_same(view: CustomerView, lines: tuple[str, str]) -> None:
    said = pole_lines(view, "MIDORI", "いらっしゃいませ")
    assert tuple(x.rstrip() for x in said) == lines
    assert [len(x) for x in said] == [20, 20]


def test_no_text_is_cut_at_usual_sizes(qtbot: QtBot, qapp: QApplication, tmp_path: Path, cut_texts: list[str]) -> None:
    made = CustomerWindow("みどり橋店", tmp_path)
    qtbot.addWidget(made)
    lines = tuple(ShownLine("ダブルチーズバーガー", 3, 1_170) for _ in range(6))
    for view in (
        CustomerView(
            lines=lines,
            more=4,
            saving=1_320,
            total=123_450,
            offer=ShownOffer("チーズバーガーセット ドリンクM", 340, 200),
        ),
        CustomerView(lines=lines, saving=1_320, total=1_123_450),
        CustomerView(total=123_450, paid=(200_000, 76_550)),
        CustomerView(),
    ):
        for size in ((1024, 768), (1366, 768), (1920, 1080), (800, 480)):
            made.resize(*size)
            made.show_view(view)
            made.render(QPixmap(made.size()))
    made._thanks.stop()
    assert cut_texts == []


_TWO_SCREENS = """
import sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from pos_assist.desktop.customer_window import CustomerScreen, find_screen, screen_text
till = QWidget()
first, second = QGuiApplication.screens()
names = sorted((first.name(), second.name()))
assert names == ["customer", "till"], names
mine = next(x for x in (first, second) if x.name() == "till")
other = next(x for x in (first, second) if x.name() == "customer")
till.setScreen(mine); till.setGeometry(mine.geometry()); till.show(); app.processEvents()
assert till.screen() is mine
assert find_screen(screen_text(other), mine) is other
assert find_screen("customer|lost|0,0,1,1", mine) is other  # by its name alone
assert find_screen(screen_text(mine), mine) is None  # never onto the till's own
assert find_screen("nowhere||", mine) is None
shown = CustomerScreen(till, "shop", Path("."))
shown.use(screen_text(other)); app.processEvents()
assert shown.window.isVisible() and shown.window.geometry() == other.geometry()
app.screenRemoved.emit(other); app.processEvents()
assert shown.window is None  # its screen is going
app.screenAdded.emit(other); app.processEvents()
assert shown.window.isVisible()
shown.close(); app.processEvents()
assert shown.window is None
print("ok")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="two screens come from a file of the offscreen platform")
def test_it_stands_on_its_own_screen_and_never_on_the_tills(tmp_path: Path) -> None:
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "till", "x": 0, "y": 0, "width": 1024, "height": 768, **dots},
        {"name": "customer", "x": 1024, "y": 0, "width": 1280, "height": 800, **dots},
    ]
    (tmp_path / "screens.json").write_text(json.dumps({"screens": screens}))
    env = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"}
    run = subprocess.run(
        [sys.executable, "-c", _TWO_SCREENS], env=env, capture_output=True, text=True, timeout=100, check=False
    )
    assert run.stdout.strip() == "ok", run.stderr


@pytest.mark.xvfb
@pytest.mark.parametrize(("kind", "reached"), [("ours", "4901234567894"), ("plain", "")])
def test_a_scan_right_after_it_appeared_reaches_the_till(kind: str, reached: str) -> None:
    """Real keys on one wide screen. A plain window, to show what the two settings are for, takes them all."""
    need_x_server()
    with x_server("2048x768") as env:
        program = [sys.executable, str(Path(__file__).with_name("scan_beside_customer.py")), kind]
        root = str(Path(__file__).parents[2])
        with subprocess.Popen(program, env={**env, "PYTHONPATH": root}, stdout=subprocess.PIPE, text=True) as till:
            assert till.stdout
            assert till.stdout.readline().strip() == "ready"
            subprocess.run(["xdotool", "type", "--delay", "5", "4901234567894"], env=env, check=True, timeout=60)
            said = till.stdout.readline().strip()
    assert said == reached
