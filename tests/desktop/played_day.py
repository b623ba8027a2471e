"""A day played by a cashier's hands on the real window: `play` for the suite and the benchmark; as a program the first part of
one, which ends as a cut of power ends it.

    python -m tests.desktop.played_day SHOP SALES SEED
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_assist.desktop.app import Program
from pos_assist.desktop.counter_window.day_count import ClosePage, CountBox, OpenPage
from pos_assist.desktop.counter_window.day_window import DayWindow
from pos_assist.desktop.counter_window.discount_panel import DiscountPanel
from pos_assist.desktop.counter_window.options_panel import OptionsPanel
from pos_assist.desktop.counter_window.printers_panel import PrintersPanel
from pos_assist.desktop.counter_window.receipts_panel import ReceiptsPanel
from pos_assist.desktop.counter_window.staff_panel import StaffPanel
from pos_assist.devices import printer as protocol
from pos_assist.devices import raster
from pos_assist.domain.discounts import By
from pos_assist.domain.offers import Moment
from pos_assist.domain.options import parse_groups
from pos_assist.domain.print_jobs import JobState
from pos_assist.services.people import Role
from pos_assist.services.printing import print_worker
from pos_assist.shop import open_shop
from pos_assist.system import clock as machine
from tests.desktop import printed
from tests.desktop.hands import Clock, a_moment_later, click, press_item, scan, strike
from tests.devices.fake_printer import FakePrinter

Key, Shift, Control = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
MORNING = datetime(2026, 11, 21, 9, 0)
WITH_OPTIONS = ("cheeseburger", "hamburger", "teriyaki-burger")
QUICK = {"STATUS_SECONDS": 0.6, "WRITE_SECONDS": 1.0, "CONFIRM_SECONDS": 1.0, "LOOK_AGAIN": 0.05}


class Cashier:
    """One person's hands at one counter, with dice."""

    def __init__(self, app: QApplication, shop: Path, seed: int, after: float = 0.0) -> None:
        """`after`: seconds since the morning."""
        self.app = app
        self.dice = random.Random(seed)
        self.clock = Clock()
        self.clock.now += after
        start = self.clock.now - after
        self.shop = open_shop(
            shop, now=lambda: MORNING + timedelta(seconds=self.clock.now - start), ticks=self.clock, new_key=self._key
        )
        self.program = Program(app, self.shop, chosen_language="ja")
        self.window = self.program.window
        self.window.keyboard._clock = self.clock
        app.installEventFilter(self.window.keyboard)
        self.program._devices.begin()
        self.window.resize(1024, 768)
        self.window.show()
        self.window.activateWindow()
        app.processEvents()
        self.codes = [
            item.code
            for department in self.shop.till.departments()
            for page in range(self.shop.till.pages(department.code))
            for item in self.shop.till.keys(department.code, page)
            if not item.sold_out and not item.by_weight
        ]

    def _key(self) -> str:
        return f"{self.dice.getrandbits(128):032x}"

    def leave(self) -> None:
        self.program.close()
        self.shop.close()
        self.program.deleteLater()

    # -- the people --------------------------------------------------------------------------------------------------------

    def sign_in_by_touch(self, name: str) -> None:
        strike(self.window, Key.Key_U, Control)
        panel = self.window.side.views["staff"]
        assert isinstance(panel, StaffPanel)
        click(next(x for x in panel.list.rows if x.label == name))

    def sign_in_by_badge(self, code: str) -> None:
        scan(self.window, code)
        self.window.keyboard.hand_on()
        self.app.processEvents()

    # -- the day -----------------------------------------------------------------------------------------------------------

    def day_window(self) -> DayWindow:
        strike(self.window, Key.Key_K, Control)
        found = self.window.findChildren(DayWindow)
        return found[-1]

    def open_the_day(self, count: dict[int, int]) -> None:
        day = self.day_window()
        page = day.page
        assert isinstance(page, OpenPage)
        self._count(page.box, count)
        click(page.go)
        self._leave_day(day)

    def move_cash(self, name: str, amount: int) -> None:
        day = self.day_window()
        click(day.buttons[name])
        page = day.pages[name]
        self._type(page.amount, str(amount))  # type: ignore[attr-defined]  # a CashPage
        click(page.reasons[0])  # type: ignore[attr-defined]
        click(page.go)  # type: ignore[attr-defined]
        self._leave_day(day)

    def look_at_x(self) -> None:
        day = self.day_window()
        click(day.buttons["x"])
        click(day.pages["x"].print_it)  # type: ignore[attr-defined]
        self._leave_day(day)

    def close_the_day(self, over: int) -> None:
        """Count what should be there, and so much more, as notes and coins; keep 30,000 for tomorrow."""
        day = self.day_window()
        click(day.buttons["close"])
        page = day.pages["close"]
        assert isinstance(page, ClosePage)
        amount = self.shop.day.figures().expected + over
        self._count(page.box, _as_money(amount, self.shop.day.denominations))
        click(page.counted)
        if over:
            self._type(page.reason, "wrong change")
        page.stays.setFocus()
        page.stays.selectAll()
        self._type(page.stays, "30000")
        click(page.close_day)
        self._leave_day(day)

    def _count(self, box: CountBox, count: dict[int, int]) -> None:
        for one, pieces in count.items():
            if pieces:
                box.pieces[one].setFocus()
                self._type(box.pieces[one], str(pieces))

    def _type(self, field: QLineEdit, text: str) -> None:
        """At a person's pace: quick keys are a scan."""
        for sign in text:
            a_moment_later(self.window)
            QTest.keyClicks(field, sign)
            self.window.keyboard.hand_on()

    def _leave_day(self, day: DayWindow) -> None:
        QTest.keyClick(day, Key.Key_Escape)
        self.app.processEvents()

    # -- sales -------------------------------------------------------------------------------------------------------------

    def sell(self) -> int:
        """One customer; the number of the receipt."""
        self.ring()
        strike(self.window, Key.Key_F12)
        self._pay()
        receipt = self.shop.till.view.last_receipt
        assert receipt is not None, self.window.foot.text
        return receipt.number

    def ring(self) -> None:
        """Some items; now and then a card that was looked at is accepted or declined, and some customers eat in."""
        dice, window = self.dice, self.window
        for _ in range(dice.choice((1, 1, 2, 3))):
            code = dice.choice((dice.choice(self.codes), "cheeseburger"))
            press_item(window, code)
            if code in WITH_OPTIONS and dice.random() < 0.5:
                self._choose_options()
            a_moment_later(window, 1.5)
            panel = self.shop.till.view.panel
            if panel.upgrade and dice.random() < 0.35:
                strike(window, Key.Key_F1)
            elif panel.addons and dice.random() < 0.35:
                strike(window, Key.Key_F2)
            elif panel.addons and dice.random() < 0.2:
                strike(window, Key.Key_F2, Shift)
        if dice.random() < 0.3:
            strike(window, Key.Key_F9)
        if dice.random() < 0.25:
            self._take_off()

    def _choose_options(self) -> None:
        """Cheese on it, sometimes no pickles either."""
        if self.window.side.shown != "options":
            strike(self.window, Key.Key_I, Control)
        panel = self.window.side.views["options"]
        assert isinstance(panel, OptionsPanel)
        for button in panel.choices.buttons[: self.dice.choice((1, 2))]:
            click(button)
        click(panel.done)

    def _take_off(self) -> None:
        """A fifth off the line rung up last, or 30 yen off all of it."""
        strike(self.window, Key.Key_J, Control)
        panel = self.window.side.views["discount"]
        assert isinstance(panel, DiscountPanel)
        whole = self.dice.random() < 0.4
        if whole:
            click(panel.for_order)
        for digit in "30" if whole else "20":
            click(next(x for x in panel.pad.keys if x.label == digit))
        click(panel.ways[By.AMOUNT if whole else By.PERCENT])
        while self.window.side.shown == "discount":
            strike(self.window, Key.Key_Escape)

    def _pay(self) -> None:
        window, way = self.window, self.dice.random()
        assert self.shop.till.view.moment is Moment.PAYING, window.foot.text
        if way < 0.4:
            strike(window, self.dice.choice((Key.Key_F5, Key.Key_F6, Key.Key_F7)), Shift, after=1.0)
        elif way < 0.5:
            strike(window, Key.Key_F12, Shift, after=1.0)
        elif way < 0.7:
            strike(window, Key.Key_F10, Shift, after=1.0)
        elif way < 0.78:
            strike(window, Key.Key_F11, Shift, after=1.0)
        elif way < 0.9:  # e-money, a voucher, points: out of the list
            strike(window, Key.Key_F12, Control, after=1.0)
            for _ in range(self.dice.choice((0, 1, 2))):
                strike(window, Key.Key_Down)
            strike(window, Key.Key_Return, after=1.0)
        else:  # some by card, the rest in cash
            for digit in (Key.Key_1, Key.Key_0, Key.Key_0):
                strike(window, digit, after=1.0)
            strike(window, Key.Key_F10, Shift, after=1.0)
            if self.shop.till.view.moment is Moment.PAYING and self.shop.till.view.order.lines:
                strike(window, Key.Key_F12, Shift, after=1.0)

    def give_one_back(self) -> None:
        """One unit of the last receipt."""
        panel = self._last_receipt()
        click(panel.return_button)
        click(panel.give_back.rows[0].more)
        click(panel.give_back.reasons[1])
        self._leave_receipts()

    def void_last(self) -> None:
        """All of the last receipt."""
        panel = self._last_receipt()
        click(panel.void_button)
        click(panel.reasons[0])
        self._leave_receipts()

    def _last_receipt(self) -> ReceiptsPanel:
        strike(self.window, Key.Key_R, Control)
        panel = self.window.side.views["receipts"]
        assert isinstance(panel, ReceiptsPanel)
        click(panel.list.rows[0])
        return panel

    def _leave_receipts(self) -> None:
        while self.window.side.shown == "receipts":
            strike(self.window, Key.Key_Escape)

    # -- the printer -------------------------------------------------------------------------------------------------------

    def settle(self, seconds: float = 30.0) -> None:
        """Wait until everything that can be printed is."""
        self.shop.printing.wait_until_idle(seconds)
        self.app.processEvents()

    def answer_doubts(self, on_paper: set[int]) -> int:
        """Look at the paper and say of each slip in doubt whether it is there; how many there were."""
        answered = 0
        while unknown := self.shop.printing.state().unknown:
            strike(self.window, Key.Key_T, Control)
            panel = self.window.side.views["printers"]
            assert isinstance(panel, PrintersPanel)
            number = int(unknown[0].job.title.removeprefix("#"))
            click(panel.yes if number in on_paper else panel.again)
            strike(self.window, Key.Key_Escape)
            answered += 1
        return answered


def _as_money(amount: int, denominations: tuple[int, ...]) -> dict[int, int]:
    count = {}
    for one in denominations:
        count[one], amount = divmod(amount, one)
    return count


def first_part(shop: Path, sales: int, seed: int) -> None:
    """Sign in, count the float, sell, begin another order; then the power is cut, maybe while a receipt is being printed."""
    for name, seconds in QUICK.items():
        setattr(protocol, name, seconds)
    print_worker.BACK_OFF = (0.05, 0.05, 0.05, 0.05)
    machine.machine_time = lambda: MORNING
    app = QApplication([])
    raster.get_ready()
    cashier = Cashier(app, shop, seed)
    cashier.sign_in_by_touch("佐藤")
    cashier.open_the_day({10_000: 2, 1_000: 8, 500: 4})
    cashier.move_cash("in", 5_000)
    for n in range(sales):
        cashier.sell()
        if n % 10 == 4:
            cashier.give_one_back()
    press_item(cashier.window, "cheeseburger")
    cashier.shop.storage.sales.open_orders()  # what a cashier sees is on disk a moment later
    os.kill(os.getpid(), signal.SIGKILL)


def second_part(
    cashier: Cashier, sales: int, out_of_paper: Callable[[], None], paper_again: Callable[[], None]
) -> None:
    """The order that was under way is finished first; then on to the evening, with a paper-out on the way."""
    assert cashier.shop.people.signed_in == "佐藤"
    assert [x.item.code for x in cashier.shop.till.view.order.lines] == ["cheeseburger"]
    cashier.sell()
    cashier.sign_in_by_badge("902")
    for n in range(1, sales):
        if n == sales // 3:
            out_of_paper()
        if n == sales // 3 + 3:
            paper_again()
        cashier.sell()
        if n % 10 == 4:
            cashier.give_one_back()
        if n % 10 == 7:
            cashier.void_last()
    cashier.move_cash("out", 1_200)
    cashier.look_at_x()


def prepare(shop_file: Path, printer: FakePrinter) -> None:
    """A shop with people, a printer of text, and every order with its offers."""
    shop = open_shop(shop_file)
    shop.storage.staff.cost = 4
    manager = shop.manage("店長")
    manager.staff.found("店長", "482915", "482915")
    manager.staff.add("佐藤", Role.CASHIER, "", "", "901")
    manager.staff.add("鈴木", Role.CASHIER, "", "", "902")
    manager.set_settings(
        {
            "printer": printer.address,
            "drawer": "2",
            "printer.mode": "text",
            "control_share": "0",
            "cashier_needed": "1",
        }
    )
    for item in [x for x in manager.catalog().items if x.code in WITH_OPTIONS]:
        manager.save_item(replace(item, options=parse_groups("トッピング[0-2]: チーズ +60 | ピクルスなし")))
    shop.close()


def play(app: QApplication, shop_file: Path, printer: FakePrinter, sales: int, seed: int) -> list[str]:
    """Play it, half before and half after a cut of power; return the printed slips."""
    half = sales // 2
    cut = subprocess.run(
        [sys.executable, "-m", "tests.desktop.played_day", str(shop_file), str(half), str(seed)],
        cwd=Path(__file__).parents[2], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert cut.returncode == -9, cut.stderr[-2000:]
    cashier = Cashier(app, shop_file, seed + 1, after=4 * 3600)
    try:
        cashier.answer_doubts(printed.Sums().read(printed.texts(printer)).receipts)

        def out_of_paper() -> None:
            cashier.settle()
            printer.no_paper = True

        second_part(cashier, sales - half, out_of_paper, printer.ready_again)
        cashier.settle()
        cashier.answer_doubts(printed.Sums().read(printed.texts(printer)).receipts)
        cashier.settle()
        cashier.close_the_day(over=-30)
        cashier.settle()
        assert cashier.shop.printing.open_jobs() == []
        assert cashier.shop.people.signed_in == ""
        jobs = [cashier.shop.storage.print_queue.of_receipt(x.key) for x in cashier.shop.receipts()]
        assert all(any(job.state is JobState.CONFIRMED for job in of_one) for of_one in jobs)
        assert {x.cashier for x in cashier.shop.receipts()} == {"佐藤", "鈴木"}
        return printed.texts(printer)
    finally:
        cashier.leave()


if __name__ == "__main__":
    first_part(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
