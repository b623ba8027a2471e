"""«Scan this label»: from one scan the program knows how this computer's scanner types."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_assist.desktop import preferences
from pos_assist.desktop.app import Program
from pos_assist.desktop.dialogs.scanner_dialog import LABEL, ScannerDialog, ean13_modules
from pos_assist.desktop.system.scan_detection import Scanner
from pos_assist.domain.settings import Suffix
from pos_assist.services.till.commands import Command
from tests.desktop.hands import CHEESEBURGER, Clock, rung_up, scan
from tests.desktop.test_program import program

__all__ = ["program"]  # a fixture
# As printed on a packet: 5901234123457 in GS1's own drawing of an EAN-13.
DRAWN = "10100010110100111011001100100110111101001110101010110011011011001000010101110010011101000100101"


def dialog_of(program: Program) -> ScannerDialog:
    """The dialog as the menu opens it, without its own event loop."""
    return ScannerDialog(program.window.keyboard, program.window)


def send(dialog: ScannerDialog, clock: Clock, text: str, gap: float, end: Qt.Key | None) -> None:
    for sign in text:
        clock.now += gap
        QTest.keyClicks(dialog, sign)
    if end:
        clock.now += gap
        QTest.keyClick(dialog, end)
    dialog.scan_is_over()


def test_the_label_on_the_screen_has_the_bars_of_its_number() -> None:
    assert ean13_modules("5901234123457") == DRAWN
    assert len(ean13_modules(LABEL)) == 95


@pytest.mark.parametrize(
    ("end", "suffix"), [(Qt.Key.Key_Return, Suffix.ENTER), (Qt.Key.Key_Tab, Suffix.TAB), (None, Suffix.NONE)]
)
@pytest.mark.parametrize("gap", [0.004, 0.05, 0.12])
@pytest.mark.parametrize("code", [LABEL, "12345"])
def test_one_scan_tells_pace_and_ending(
    program: Program, clock: Clock, code: str, gap: float, end: Qt.Key | None, suffix: Suffix
) -> None:
    dialog = dialog_of(program)
    send(dialog, clock, code, gap, end)
    assert dialog.found is not None
    assert dialog.found.suffix is suffix
    assert gap < dialog.found.gap <= 0.25
    assert dialog.found.prefix == ""
    assert dialog.use.isEnabled()
    assert code in dialog.message.text()
    dialog.reject()


def test_what_stands_before_the_label_is_a_prefix(program: Program, clock: Clock) -> None:
    dialog = dialog_of(program)
    send(dialog, clock, "~" + LABEL, 0.01, Qt.Key.Key_Return)
    assert dialog.found is not None
    assert dialog.found.prefix == "~"
    dialog.reject()


@pytest.mark.parametrize("gap", [0.3, 0.6])
def test_a_hand_is_told_that_it_is_no_scanner(program: Program, clock: Clock, gap: float) -> None:
    dialog = dialog_of(program)
    send(dialog, clock, LABEL, gap, Qt.Key.Key_Return)
    assert dialog.found is None
    assert not dialog.use.isEnabled()
    assert dialog.message.text()
    dialog.reject()


def test_what_was_learned_is_kept_on_this_computer_and_holds_at_once(program: Program, clock: Clock) -> None:
    def scan_and_use() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ScannerDialog)
        send(dialog, clock, LABEL, 0.06, Qt.Key.Key_Tab)
        dialog.use.click()

    QTimer.singleShot(0, scan_and_use)
    program.window.do(Command.SCANNER)
    assert program.window.keyboard.scanner == Scanner(Suffix.TAB, "", 0.12, 4)
    assert preferences.scanner(program.shop) == program.window.keyboard.scanner
    assert rung_up(program.window) == []
    scan(program.window, CHEESEBURGER, Qt.Key.Key_Tab)
    assert rung_up(program.window) == [("cheeseburger", 1)]
