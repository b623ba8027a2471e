"""One input for scanner, keypad and hand: pace and length decide what a row of keys was, not Enter alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pos_assist.desktop.system.scan_detection import FAST, Scanner, Target, is_scan
from pos_assist.desktop.system.scanner import Keyboard
from pos_assist.domain.settings import Suffix
from tests.desktop.hands import Clock

JAN, LABEL_5, LABEL_7 = "4901234567894", "23456", "2345678"
Key = Qt.Key
END_KEYS = {"Enter": Key.Key_Return, "Tab": Key.Key_Tab, "none": None}


class Form(QWidget):
    """A field, a field for a PIN and a button; the form itself stands for the counter, and hears every key."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.field, self.pin, self.button = QLineEdit(), QLineEdit(), QPushButton("press")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pressed = 0
        self.button.setDefault(True)
        self.button.clicked.connect(self._press)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(300, 170)
        for y, widget in enumerate((self.field, self.pin, self.button)):
            widget.setParent(self)
            widget.setGeometry(10, 10 + 50 * y, 280, 40)
        self.scans: list[str] = []
        self.torn: list[str] = []
        self.obeyed = ""  # what reached the form as typing
        self.keyboard = Keyboard(self._typed, clock=clock, parent=self)
        self.keyboard.scanned.connect(self.scans.append)
        self.keyboard.torn.connect(self.torn.append)

    def _press(self) -> None:
        self.pressed += 1

    def _typed(self, target: QObject, event: QKeyEvent) -> bool:
        if target is self:
            self.obeyed += event.text().replace("\r", "⏎").replace("\t", "⇥")
            return True
        return False

    def type(self, text: str, gap: float, target: QWidget | None = None) -> None:
        """Each sign `gap` seconds after the last."""
        for sign in text:
            self.clock.now += gap
            QTest.keyClicks(target or self, sign)

    def end(self, key: Qt.Key | None, gap: float, target: QWidget | None = None) -> None:
        """The suffix, `gap` seconds after the last sign; or the silence of a scanner that sends none."""
        self.clock.now += gap
        if key is not None:
            QTest.keyClick(target or self, key)
        else:
            self.keyboard.hand_on()


@pytest.fixture
def form(qtbot: QtBot, qapp: QApplication, clock: Clock) -> Iterator[Form]:
    form = Form(clock)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    form.field.setFocus()
    qapp.installEventFilter(form.keyboard)
    yield form
    form.keyboard.hand_on()
    qapp.removeEventFilter(form.keyboard)


@pytest.mark.parametrize("end", END_KEYS)
@pytest.mark.parametrize("gap", [0.004, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12])
@pytest.mark.parametrize(
    "code",
    [JAN, "49012347", LABEL_5, LABEL_7, "012345678905", "*12345678*", "12.34.5678", "+12345678", "AB-12cd34", "]E0" + JAN,
     "(01)04901234567894", "0104901234567894"],
)  # fmt: skip
def test_a_scan_at_any_pace_and_with_any_ending_is_a_scan_and_nothing_else(
    form: Form, code: str, gap: float, end: str
) -> None:
    form.type(code, gap)
    form.end(END_KEYS[end], gap)
    assert form.scans == [code]
    assert (form.obeyed, form.torn) == ("", [])


@pytest.mark.parametrize("end", END_KEYS)
@pytest.mark.parametrize("gap", [0.004, 0.03, 0.06, 0.12])
@pytest.mark.parametrize("code", [JAN, LABEL_5, LABEL_7])
def test_a_scan_into_a_field_leaves_the_field_as_it_was(form: Form, code: str, gap: float, end: str) -> None:
    form.field.setText("ham")
    form.type(code, gap, form.field)
    form.end(END_KEYS[end], gap, form.field)
    assert form.scans == [code]
    assert form.field.text() == "ham"
    assert form.pressed == 0
    assert form.field.hasFocus()


def test_a_slow_scan_is_taken_out_of_the_field_that_showed_it(form: Form, qtbot: QtBot) -> None:
    form.field.setText("ham")
    form.type("490123", 0.08, form.field)
    qtbot.waitUntil(lambda: form.field.text() == "ham490123", timeout=1000)  # a hand would want to see this
    form.type("4567894", 0.08, form.field)
    form.end(Key.Key_Return, 0.08, form.field)
    assert form.scans == [JAN]
    assert form.field.text() == "ham"


@pytest.mark.parametrize("word", ["cheese", "po", "coffee large", "tea-2", "iPhone16"])
def test_words_typed_quickly_into_a_field_are_words(form: Form, word: str) -> None:
    form.type(word, 0.09, form.field)
    form.end(Key.Key_Return, 0.09, form.field)
    assert form.scans == []
    assert form.field.text() == word


def test_a_pin_typed_quickly_is_no_scan(form: Form) -> None:
    form.pin.setFocus()
    form.type("273946", 0.07, form.pin)
    form.end(Key.Key_Return, 0.07, form.pin)
    assert form.scans == []
    assert form.pin.text() == "273946"


@pytest.mark.parametrize("typed", ["3", "12", "100", "1000", "12*", "30*", "+", "++", "+++++", "-", "/"])
def test_a_hand_at_a_quick_hands_pace_is_obeyed(form: Form, typed: str) -> None:
    form.type(typed, 0.18)
    form.end(Key.Key_Return, 0.25)
    assert (form.scans, form.torn) == ([], [])
    assert form.obeyed == typed + "⏎"


def test_a_quick_hand_that_rolls_two_keys_is_obeyed(form: Form) -> None:
    form.type("1", 0.3)
    form.type("2", 0.03)
    form.end(Key.Key_Return, 0.2)
    assert (form.scans, form.obeyed) == ([], "12⏎")


@pytest.mark.parametrize(("head", "zeros"), [("1", "000"), ("5", "00"), ("12", "000"), ("", "000"), ("25", "00")])
def test_a_key_with_two_or_three_zeros_on_it_is_a_hands(form: Form, head: str, zeros: str) -> None:
    form.type(head, 0.15)
    form.type(zeros[0], 0.15)
    form.type(zeros[1:], 0.004)
    form.end(Key.Key_Return, 0.2)
    assert (form.scans, form.obeyed) == ([], head + zeros + "⏎")


def test_a_label_full_of_zeros_from_a_scanner_is_a_scan(form: Form) -> None:
    form.type("50000", 0.004)
    form.end(Key.Key_Return, 0.004)
    assert (form.scans, form.obeyed) == (["50000"], "")


@pytest.mark.parametrize("at", range(1, len(JAN)))
def test_keys_that_waited_while_the_program_was_busy_come_before_the_silence(form: Form, at: int) -> None:
    """The timer's time was over while the thread was busy, and Qt hands it on before the keys that lie in the queue; they were
    struck in time by their own stamps."""
    form.type(JAN[:at], 0.02)
    form.keyboard._timeout()
    form.type(JAN[at:], 0.02)
    form.end(Key.Key_Return, 0.02)
    assert (form.scans, form.obeyed, form.torn) == ([JAN], "", [])


@pytest.mark.parametrize("key", [Key.Key_Shift, Key.Key_CapsLock, Key.Key_Control])
@pytest.mark.parametrize("at", [0, 1, 4, 8])
def test_a_scanner_may_press_shift_within_a_code(form: Form, key: Qt.Key, at: int) -> None:
    code = "AB-12cd34"
    form.type(code[:at], 0.01)
    QTest.keyClick(form, key)
    form.type(code[at:], 0.01)
    form.end(Key.Key_Return, 0.01)
    assert (form.scans, form.torn) == ([code], [])
    assert code[0] not in form.obeyed


def test_two_scans_back_to_back_are_two(form: Form) -> None:
    for _ in range(2):
        form.type(JAN, 0.004)
        form.end(Key.Key_Return, 0.004)
    assert form.scans == [JAN, JAN]


def test_two_scans_without_a_suffix_are_two_where_there_is_a_pause(form: Form) -> None:
    form.type(JAN, 0.01)
    form.clock.now += 0.35
    form.type("49012347", 0.01)
    form.end(None, 0.2)
    assert form.scans == [JAN, "49012347"]


@pytest.mark.parametrize("at", range(1, 13))
@pytest.mark.parametrize("end", END_KEYS)
def test_a_scan_that_a_busy_machine_tears_is_put_together_or_refused_and_never_obeyed(
    form: Form, at: int, end: str
) -> None:
    form.type(JAN[:at], 0.01)
    form.clock.now += 0.3
    form.type(JAN[at:], 0.01)
    form.end(END_KEYS[end], 0.01)
    typed = form.obeyed.rstrip("⇥")
    assert JAN not in form.scans or form.scans == [JAN]
    assert form.scans
    assert JAN.startswith(typed)
    assert len(typed) < 3  # and those are forgotten with the scan: see the counter's tests
    assert "⏎" not in form.obeyed


def test_a_suffix_that_comes_late_or_twice_does_nothing(form: Form) -> None:
    form.type(JAN, 0.01)
    form.clock.now += 0.6
    QTest.keyClick(form, Key.Key_Return)
    form.clock.now += 2
    form.type(JAN, 0.01)
    form.end(Key.Key_Return, 0.01)
    form.end(Key.Key_Return, 0.01)
    assert form.scans == [JAN, JAN]
    assert form.obeyed == ""
    form.clock.now += 1
    QTest.keyClick(form, Key.Key_Return)
    assert form.obeyed == "⏎"


def test_a_digit_that_is_left_of_a_torn_scan_is_refused_with_its_suffix(form: Form) -> None:
    form.type(JAN[:12], 0.01)
    form.clock.now += 0.4
    form.type(JAN[12:], 0.01)
    form.end(Key.Key_Return, 0.01)
    assert form.torn == ["4"]
    assert form.obeyed == ""


def test_signs_that_are_left_of_a_torn_scan_are_refused_too(form: Form) -> None:
    form.type("*1872063", 0.12)
    form.clock.now += 0.1
    form.type("8*", 0.12)
    form.end(None, 0.3)
    assert form.torn == ["8*"]
    assert form.obeyed == ""


def test_the_first_signs_of_a_torn_scan_go_from_the_field_too(form: Form) -> None:
    form.field.setText("ham")
    form.type("]C", 0.12, form.field)
    form.clock.now += 0.1
    form.type("10104869762899532", 0.12, form.field)
    form.end(None, 0.3)
    assert form.scans == ["]C10104869762899532"]
    assert form.field.text() == "ham"


def test_a_quantity_right_after_a_scan_that_ended_well_counts(form: Form) -> None:
    form.type(JAN, 0.01)
    form.end(Key.Key_Return, 0.01)
    form.type("3", 0.5)
    form.end(Key.Key_Return, 0.4)
    assert (form.scans, form.torn, form.obeyed) == ([JAN], [], "3⏎")


def test_a_prefix_is_no_part_of_the_code_and_makes_it_one_at_any_length(form: Form) -> None:
    form.keyboard.scanner = Scanner(prefix="~")
    form.type("~12", 0.05)
    form.end(Key.Key_Return, 0.05)
    assert (form.scans, form.obeyed) == (["12"], "")


def test_fnc1_and_spaces_within_a_code_belong_to_it(form: Form) -> None:
    form.type("010490123456789410A B", 0.004)
    form.clock.now += 0.004
    QApplication.sendEvent(
        form, QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_BracketRight, Qt.KeyboardModifier.ControlModifier, "\x1d")
    )
    form.type("17261231", 0.004)
    form.end(Key.Key_Return, 0.004)
    assert form.scans == ["010490123456789410A B\x1d17261231"]


def test_a_key_held_down_is_no_scanner(form: Form) -> None:
    for _ in range(12):
        form.clock.now += 0.033
        QApplication.sendEvent(
            form, QKeyEvent(QKeyEvent.Type.KeyPress, Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True, 1)
        )
    form.end(Key.Key_Return, 0.2)
    assert form.scans == []
    assert form.obeyed == "1" * 12 + "⏎"


def test_two_equal_signs_within_a_millisecond_are_no_key_held_down(form: Form) -> None:
    for i, sign in enumerate("49333311"):
        form.clock.now += 0.001
        repeats = i > 0 and sign == "49333311"[i - 1]
        key = QKeyEvent(
            QKeyEvent.Type.KeyPress, Key.Key_0 + int(sign), Qt.KeyboardModifier.NoModifier, sign, repeats, 1
        )
        QApplication.sendEvent(form, key)
    form.end(Key.Key_Return, 0.001)
    assert (form.scans, form.obeyed) == (["49333311"], "")


TWICE = "2901000000015"


@pytest.mark.parametrize("late", [0.012, 0.06, 0.14])
def test_a_sign_that_a_busy_display_stamps_as_a_repeat_is_one_of_the_scan(form: Form, late: float) -> None:
    for i, sign in enumerate(TWICE):
        repeats = i > 0 and sign == TWICE[i - 1]
        form.clock.now += late if repeats else 0.012
        text = QKeyEvent(
            QKeyEvent.Type.KeyPress, Key.Key_0 + int(sign), Qt.KeyboardModifier.NoModifier, sign, repeats, 1
        )
        QApplication.sendEvent(form, text)
    form.end(Key.Key_Return, 0.012)
    assert (form.scans, form.obeyed) == ([TWICE], "")


def test_a_timer_that_is_late_waits_for_keys_that_may_be_late_too(form: Form) -> None:
    form.type(JAN[:3], 0.02)
    form.keyboard._due -= form.keyboard.scanner.pause + 0.1  # as on a machine that had no time for it
    form.keyboard._timeout()
    assert 150 < form.keyboard._timer.interval() <= 400
    form.type(JAN[3:], 0.02)
    form.end(Key.Key_Return, 0.02)
    assert (form.scans, form.obeyed, form.torn) == ([JAN], "", [])


def test_a_touch_ends_what_was_kept_back(form: Form) -> None:
    form.type("49", 0.004, form.field)
    QTest.mouseClick(form.button, Qt.MouseButton.LeftButton)
    assert form.pressed == 1
    assert form.field.text() == "49"
    form.type("49012345", 0.004)
    QTest.mouseClick(form.button, Qt.MouseButton.LeftButton)
    assert form.scans == ["49012345"]


def test_full_width_digits_of_an_input_method_are_a_scan_too(form: Form) -> None:
    form.field.setText("ham")
    composed = QInputMethodEvent("", [])
    composed.setCommitString("４９０１２３４５６７８９４")
    QApplication.sendEvent(form.field, composed)
    assert form.scans == [JAN]
    assert form.field.text() == "ham"
    words = QInputMethodEvent("", [])
    words.setCommitString("ポテト")
    QApplication.sendEvent(form.field, words)
    assert form.field.text() == "hamポテト"


def test_another_window_of_the_program_keeps_its_keys(form: Form, qtbot: QtBot) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    other.show()
    QTest.keyClicks(other, JAN)
    QTest.keyClick(other, Key.Key_Return)
    assert other.text() == JAN
    assert form.scans == []


def test_a_dialog_of_the_window_is_listened_to(form: Form, qtbot: QtBot) -> None:
    dialog = QWidget(form, Qt.WindowType.Dialog)
    field = QLineEdit(dialog)
    dialog.show()
    QTest.keyClicks(field, JAN)
    QTest.keyClick(field, Key.Key_Return)
    assert form.scans == [JAN]
    assert field.text() == ""


@pytest.mark.parametrize(
    "typed", ["38650", "4000", "20261101", "2026/11/01", "9054746738677838", "9054-7467-3867-7838"]
)
def test_numbers_typed_quickly_into_a_dialogs_field_are_typing(form: Form, qtbot: QtBot, typed: str) -> None:
    dialog = QWidget(form, Qt.WindowType.Dialog)
    field = QLineEdit(dialog)
    dialog.show()
    field.setFocus()
    form.type(typed, 0.12, field)
    form.end(Key.Key_Return, 0.12, field)
    assert (form.scans, form.torn) == ([], [])
    assert field.text() == typed


@pytest.mark.parametrize("gap", [0.004, 0.02, 0.06, 0.12])
def test_a_code_scanned_at_any_pace_over_a_dialogs_field_is_a_scan(form: Form, qtbot: QtBot, gap: float) -> None:
    dialog = QWidget(form, Qt.WindowType.Dialog)
    field = QLineEdit(dialog)
    dialog.show()
    field.setFocus()
    form.type(JAN, gap, field)
    form.end(Key.Key_Return, gap, field)
    assert form.scans == [JAN]
    assert field.text() == ""


# -- laws of the decision ---------------------------------------------------------------------------------------------

scanners = st.builds(
    Scanner, st.sampled_from(Suffix), st.just(""), st.floats(0.035, 0.25), st.integers(3, 12)
)  # fmt: skip


@given(scanners, st.text("0123456789", min_size=8, max_size=20), st.floats(0.001, 0.25), st.data())
def test_eight_digits_within_the_scanners_gap_are_a_scan_even_where_single_keys_are_late(
    scanner: Scanner, code: str, gap: float, data: st.DataObject
) -> None:
    gap = min(gap, scanner.gap)
    gaps = [gap] * (len(code) - 1)
    for late in data.draw(st.sets(st.integers(0, len(gaps) - 1), max_size=(len(gaps) - 1) // 2)):
        gaps[late] = data.draw(st.floats(gap, 5.0))
    assert is_scan(scanner, code, gaps, Target.WINDOW)


@given(scanners, st.text("0123456789*+-/.", min_size=1, max_size=7), st.data())
def test_no_hand_slower_than_the_scanners_gap_is_taken_for_one(
    scanner: Scanner, typed: str, data: st.DataObject
) -> None:
    gaps = [data.draw(st.floats(scanner.gap + 0.001, 3.0)) for _ in range(len(typed))]
    assert not is_scan(scanner, typed, gaps, Target.WINDOW)


@given(scanners, st.text("0123456789", min_size=3, max_size=13), st.floats(0.0, FAST))
def test_no_digits_of_a_scanner_that_is_faster_than_any_hand_are_typing(
    scanner: Scanner, code: str, gap: float
) -> None:
    assert is_scan(scanner, code, [gap] * len(code), Target.WINDOW)  # with its suffix
