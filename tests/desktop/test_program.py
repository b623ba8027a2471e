"""The program around the window: language, colours, one window a shop, errors of ours, a shop that does not open."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

import pos_assist.i18n.translate
from pos_assist.desktop import menu, preferences
from pos_assist.desktop.app import Program
from pos_assist.desktop.app import _open as open_at_start
from pos_assist.desktop.dialogs.start_dialog import ask_to_recover
from pos_assist.desktop.picture import save_picture
from pos_assist.desktop.shared import theme
from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.desktop.start_messages import show_start_messages
from pos_assist.desktop.system.crash_reporter import MOST
from pos_assist.desktop.system.single_instance import SingleInstance, _name, raise_other
from pos_assist.domain.problems import EnvironmentProblem
from pos_assist.domain.receipts import TenderKind
from pos_assist.domain.settings import FULL_SCREEN, SCREEN_KEYS, WINDOW_SIZE
from pos_assist.i18n.problem_texts import PROBLEMS
from pos_assist.i18n.translate import set_language, tr
from pos_assist.services.till.commands import BY_ID, Command, Where
from pos_assist.services.till.till_order import at_once
from pos_assist.shop import Shop, open_shop
from pos_assist.storage import ThisPC
from tests.desktop.hands import CHEESEBURGER, Clock, press_item, rung_up, scan, strike

# What the platform without a screen grumbles about when a second window opens.
OFFSCREEN = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, shop: Shop, clock: Clock) -> Iterator[Program]:
    """The program, its window on screen."""
    set_language("ja")
    program = Program(qapp, shop)
    program.window.keyboard._clock = clock
    program.window.resize(1024, 768)
    program.window.show()
    qapp.installEventFilter(program.window.keyboard)
    program.window.activateWindow()
    yield program
    program.close()
    theme.set_scheme("light")


def words_shown(window: QWidget) -> set[str]:
    """Every word on a button or in a name that is read aloud."""
    shown = {b.label for b in window.findChildren(PaintedButton)}
    shown |= {w.accessibleName() for w in window.findChildren(QWidget)}
    return {x for x in shown if x}


def test_a_change_of_language_leaves_no_old_word(program: Program) -> None:
    window = program.window
    press_item(window, "cheeseburger")
    for name in ("why", "receipts", "recall", "member", "qty", "qty", "pay"):
        window.do(BY_ID[name])
    catalog = pos_assist.i18n.translate._catalog._catalog  # type: ignore[attr-defined]
    japanese = {text for key, text in catalog.items() if key and isinstance(key, str) and text != key}
    catalog_view = program.shop.catalog  # what the shop itself is called by stays: its departments and items
    japanese -= {department.name for department in catalog_view.departments()}
    japanese -= {x.title for d in catalog_view.departments() for x in catalog_view.keys(d.code, 0)}
    assert words_shown(window) & japanese
    strike(window, Qt.Key.Key_F10)
    assert words_shown(window) & japanese == set()
    strike(window, Qt.Key.Key_F10)
    assert words_shown(window) & japanese


def test_language_and_colours_are_remembered(program: Program) -> None:
    program.speak("en")
    program.use_scheme("dark")
    assert preferences.language(program.shop, "ja") == "en"
    assert preferences.scheme(program.shop) == "dark"
    assert theme.scheme() == "dark"


def test_changed_keys_are_remembered_and_an_unreadable_setting_means_the_table(program: Program) -> None:
    program.window.keys.bind(Command.HOLD, "Ctrl+H")
    program.shop.remember(SCREEN_KEYS, program.window.keys.changed())
    assert preferences.keys(program.shop).keys[Command.HOLD] == "Ctrl+H"
    ThisPC(program.shop.path.parent).put({"screen_keys": "no json"})
    assert preferences.keys(program.shop).changed() == {}


@OFFSCREEN
def test_the_menu_does_what_it_says_and_closes_for_a_scan(program: Program, qapp: QApplication) -> None:
    program.window.do(Command.MENU)
    popup = qapp.activePopupWidget()
    assert isinstance(popup, QMenu)
    scan(popup, CHEESEBURGER)
    assert qapp.activePopupWidget() is None
    assert rung_up(program.window) == [("cheeseburger", 1)]


def test_a_second_start_raises_the_first_window(program: Program, qtbot: QtBot) -> None:
    rung: list[bool] = []
    bell = SingleInstance(program.shop.path, lambda: rung.append(True), program)
    assert bell.listening
    second = (
        "import pathlib, sys; from pos_assist.desktop.system.single_instance import raise_other; "
        "sys.exit(0 if raise_other(pathlib.Path(sys.argv[1]), 20_000) else 1)"
    )
    asker = subprocess.Popen([sys.executable, "-c", second, str(program.shop.path)])
    qtbot.waitUntil(lambda: asker.poll() is not None, timeout=30_000)
    assert asker.returncode == 0
    assert rung == [True]
    bell.close()


@pytest.mark.parametrize("garbage", [b"?", b"raise", b"RAISE\n", b"raise\nraise\n", b"\0" * 100_000])
def test_garbage_on_the_socket_brings_no_window_forward(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, garbage: bytes
) -> None:
    owner, rung = QObject(), []
    bell = SingleInstance(tmp_path / "x.db", lambda: rung.append(True), owner)
    socket = QLocalSocket()
    for said in (garbage, b"raise\n"):
        socket.connectToServer(_name(tmp_path / "x.db"))
        qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.ConnectedState)
        socket.write(said)
        with qtbot.waitSignal(socket.disconnected):
            qtbot.waitUntil(lambda: socket.bytesToWrite() == 0)
            if said != garbage:
                qtbot.waitUntil(lambda: bool(rung))
            socket.disconnectFromServer()
        assert rung == ([] if said == garbage else [True])
    bell.close()


def test_a_second_start_where_no_window_answers_says_so(qapp: QApplication, tmp_path: Path) -> None:
    assert raise_other(tmp_path / "nobody.db", patience=100) is False


def test_a_shop_that_is_open_elsewhere_is_locked(shop: Shop) -> None:
    with pytest.raises(EnvironmentProblem) as locked:
        open_shop(shop.path)
    assert locked.value.code == "locked"


@OFFSCREEN
def test_a_shop_that_cannot_be_opened_is_told_in_words_and_nothing_is_done_unasked(
    qapp: QApplication, tmp_path: Path
) -> None:
    seen: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        next(b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.RejectRole).click()

    QTimer.singleShot(0, press)
    problem = EnvironmentProblem("newer_database", file="x.db", version=99, known=1)
    assert ask_to_recover(problem, tmp_path / "x.db") is False
    assert "99" in seen[0]


@OFFSCREEN
def test_a_lost_shop_is_brought_back_from_the_dialog_and_opens(qapp: QApplication, shop: Shop, tmp_path: Path) -> None:
    folder = tmp_path / "lost"
    folder.mkdir()
    shop.till.ring("cheeseburger")
    shop.till.pay()
    shop.till.tender(TenderKind.CASH, 240)
    for file in shop.path.parent.glob("*.journal"):
        shutil.copy(file, folder / file.name)
    said: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(box.text())
            next(b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole).click()

    timer = QTimer(interval=20)
    timer.timeout.connect(press)
    timer.start()
    opened = open_at_start(shop.path.stem, folder, at_once)
    timer.stop()
    assert isinstance(opened, Shop)
    assert opened.storage.sales.count() == 1
    opened.close()
    assert tr(PROBLEMS["lost_shop"]) in said[0]


def test_an_error_of_ours_is_reported_and_the_order_goes_on(
    program: Program, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    window = program.window
    press_item(window, "cheeseburger")

    def broken() -> None:
        raise RuntimeError("ours")

    timer = QTimer(window, singleShot=True)
    timer.timeout.connect(broken)
    with qtbot.captureExceptions():  # pytest-qt's own hook stands in for ours
        timer.start(0)
        qtbot.wait(20)
    try:
        broken()
    except RuntimeError as error:
        program.crash._caught(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bool(window.foot.text), timeout=30_000)
    (report,) = (program.shop.path.parent / "crash-reports").iterdir()
    text = report.read_text(encoding="utf-8")
    assert "RuntimeError: ours" in text
    assert "pos-assist" in text
    assert "チーズバーガー" not in text
    assert rung_up(window) == [("cheeseburger", 1)]
    capsys.readouterr()


def test_trouble_behind_the_cashiers_back_is_told_in_the_message_line(program: Program, qtbot: QtBot) -> None:
    trouble = EnvironmentProblem("journal_behind", file="x.journal", cause=EnvironmentProblem("disk_full"))
    worker = threading.Thread(target=lambda: program._trouble.emit(trouble))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: program.window.foot.alarm, timeout=30_000)
    assert tr(PROBLEMS["disk_full"]) in program.window.foot.text


def test_an_error_in_a_thread_reaches_the_same_door(
    program: Program, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise RuntimeError("in a thread")

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    folder = program.shop.path.parent / "crash-reports"
    qtbot.waitUntil(lambda: folder.exists() and any(folder.iterdir()), timeout=30_000)
    capsys.readouterr()


def test_money_taken_before_the_program_ended_is_said_at_the_next_start(
    qapp: QApplication, shop: Shop, shop_file: Path, clock: Clock
) -> None:
    shop.till.ring("cheeseburger")
    shop.till.pay()
    number = shop.till.tender(TenderKind.CARD, 100).order.number
    shop.close()
    again = open_shop(shop_file, ticks=clock)
    program = Program(qapp, again, chosen_language="ja")
    program.window.show()
    show_start_messages(again, program.window)
    assert "カード ¥100" in program.window.foot.text
    assert f"#{number}" in program.window.foot.text
    assert program.window.side.shown == "pay"
    assert program.window.till.view.due == 140
    clock.now += 1
    assert not program.window.actions_.may_close(lambda: None)
    program.window.actions_._try(program.window.till.back)
    program.close()
    again.close()


def test_an_error_with_every_frame_does_not_fill_the_disk(
    program: Program, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(MOST + 10):
        program.crash._caught(RuntimeError, RuntimeError("again"), None)
    QApplication.processEvents()
    assert len(list((program.shop.path.parent / "crash-reports").iterdir())) == MOST
    capsys.readouterr()


def test_the_hooks_are_given_back_at_the_end(qapp: QApplication, shop: Shop) -> None:
    before = sys.excepthook, threading.excepthook
    program = Program(qapp, shop)
    assert sys.excepthook != before[0]
    program.close()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_picture_of_the_real_window_is_saved(qapp: QApplication, shop: Shop, tmp_path: Path) -> None:
    shop.till.ring("cheeseburger")
    save_picture(shop, tmp_path / "counter.png")
    assert (tmp_path / "counter.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "counter.png").stat().st_size > 20_000


def entry(built: QMenu, command: Command) -> QAction:
    """The menu's entry for that command."""
    return next(x for x in built.actions() if x.text().split("\t")[0] == tr(command.words))


@OFFSCREEN
def test_the_menu_ticks_practice_while_practising(program: Program, qapp: QApplication) -> None:
    assert not entry(menu.build(program.window), Command.PRACTICE).isChecked()
    program.window.do(Command.PRACTICE)
    assert entry(menu.build(program.window), Command.PRACTICE).isChecked()
    program.window.do(Command.PRACTICE)
    assert not entry(menu.build(program.window), Command.PRACTICE).isChecked()


def test_the_menu_offers_redo_only_where_something_was_taken_back(program: Program) -> None:
    window = program.window
    press_item(window, "cheeseburger", "cola-m")
    assert not entry(menu.build(window), Command.REDO).isEnabled()
    window.do(Command.UNDO)
    redo = entry(menu.build(window), Command.REDO)
    assert redo.isEnabled()
    redo.trigger()
    assert rung_up(window) == [("cheeseburger", 1), ("cola-m", 1)]
    assert not entry(menu.build(window), Command.REDO).isEnabled()


def test_what_counts_only_while_ringing_up_is_grey_and_does_nothing_while_paying(program: Program) -> None:
    window = program.window
    press_item(window, "cheeseburger")
    window.do(Command.PAY)
    before = window.till.view
    for command in (c for c in Command if c.where is Where.ORDER):
        window.do(command)
        assert window.till.view is before, command
    assert not entry(menu.build(window), Command.SOLD_OUT).isEnabled()
    assert entry(menu.build(window), Command.RECEIPTS).isEnabled()


def test_every_entry_of_the_menu_has_the_words_and_the_key_of_the_table(program: Program) -> None:
    window = program.window
    window.keys.bind(Command.PRACTICE, "Ctrl+F9")
    words = {tr(c.words): window.keys.keys[c] for c in Command}
    entries = [x for x in menu.build(window).actions() if not x.isSeparator() and x.menu() is None]
    assert len(entries) > 10
    for shown in entries:
        text, _, key = shown.text().partition("\t")
        assert words[text] == key


def test_a_setting_that_cannot_be_is_told_at_the_start_and_stands_in_the_diary(program: Program) -> None:
    program.speak("en")
    program.shop.storage.catalog.put_setting("service_mode", "mars")
    program._after_first_frame()
    assert "“mars”, which it cannot be" in program.window.foot.text
    press_item(program.window, "cheeseburger")
    assert len(program.shop.till.view.order.lines) == 1
    diary = (program.shop.path.parent / "logs" / "pos-assist.log").read_text(encoding="utf-8")
    assert "setting_unusable" in diary


def test_full_screen_is_one_key_and_is_kept_for_the_next_start(program: Program) -> None:
    window = program.window
    assert not window.isFullScreen()
    strike(window, Qt.Key.Key_F11, Qt.KeyboardModifier.ControlModifier)
    assert window.isFullScreen()
    assert program.shop.setting(FULL_SCREEN)
    strike(window, Qt.Key.Key_F11, Qt.KeyboardModifier.ControlModifier)
    assert not window.isFullScreen()
    assert not program.shop.setting(FULL_SCREEN)


def test_a_screen_that_is_too_small_is_told_with_what_to_do(program: Program) -> None:
    screen = program.app.primaryScreen().availableGeometry().size()
    program.window.setMinimumSize(screen)
    program._show_window()
    assert not program.window.foot.alarm
    program.window.setMinimumSize(screen + QSize(1, 0))  # such as 1366×768 at 150 %
    program._show_window()
    assert program.window.foot.alarm
    assert "拡大率" in program.window.foot.text


def test_the_window_opens_as_large_as_it_was_left(program: Program) -> None:
    program._show_window()
    program.window.showNormal()
    program.window.resize(1200, 700)
    program._remember_size()
    assert program.shop.setting(WINDOW_SIZE) == "1200x700"
    program.window.resize(1024, 640)
    program._show_window()
    screen = program.app.primaryScreen().availableGeometry().size()
    assert program.window.size() == QSize(1200, 700).boundedTo(screen).expandedTo(program.window.minimumSize())
