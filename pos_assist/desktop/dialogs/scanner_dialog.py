"""How this computer's scanner types: found out from one scan, of the label shown here or of any other."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from pos_assist.desktop.shared.painting import CENTER, draw_text
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.theme import TOUCH, font
from pos_assist.desktop.system.scan_detection import RawKey, Scanner, learned
from pos_assist.desktop.system.scanner import Keyboard
from pos_assist.domain.settings import Suffix
from pos_assist.i18n.translate import tr

LABEL = "4901234567894"
QUIET_MS = 700  # without a key: the scan is over
_LEFT_ODD = [
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
]
_PARITY = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"]


def ean13_modules(digits: str) -> str:
    """Return the bars (1) and spaces (0) of an EAN-13, 95 modules (GS1 General Specifications 5.2.1)."""
    right = [code.translate(str.maketrans("01", "10")) for code in _LEFT_ODD]
    left = {"L": _LEFT_ODD, "G": [code[::-1] for code in right]}
    halves = (
        "".join(left[kind][int(digit)] for kind, digit in zip(_PARITY[int(digits[0])], digits[1:7], strict=True)),
        "".join(right[int(digit)] for digit in digits[7:]),
    )
    return f"101{halves[0]}01010{halves[1]}101"


class LabelPicture(QWidget):
    """The label, black on white in every colour scheme, large enough for a camera scanner."""

    MODULE, QUIET, HIGH = 3, 33, 120  # px

    def sizeHint(self) -> QSize:  # noqa: N802 — Qt's name
        """Return the size that bars, quiet zones and digits need."""
        return QSize(95 * self.MODULE + 2 * self.QUIET, self.HIGH + 40)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Bars and the digits below them."""
        p = QPainter(self)
        p.fillRect(self.rect(), QColor("white"))
        x = (self.width() - 95 * self.MODULE) // 2
        for i, module in enumerate(ean13_modules(LABEL)):
            if module == "1":
                p.fillRect(x + i * self.MODULE, 10, self.MODULE, self.HIGH - 10, QColor("black"))
        draw_text(p, QRect(0, self.HIGH + 4, self.width(), 30), LABEL, 18, QColor("black"), align=CENTER)
        p.end()


class ScannerDialog(QDialog):
    """`found` is how the scanner types, once one scan was understood; accepted, it is to be kept."""

    def __init__(self, keyboard: Keyboard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keyboard = keyboard
        self._keys: list[RawKey] = []
        self.found: Scanner | None = None
        self.setWindowTitle(tr("Scanner"))
        asked = PlainLabel(tr("Scan this label, or any label that you have at hand."))
        self.message = PlainLabel("")
        for words in (asked, self.message):
            words.setWordWrap(True)
            words.setFont(font(16))
        self.message.setMinimumHeight(96)
        self.use, leave = QPushButton(tr("Use this")), QPushButton(tr("Leave as it is"))
        for button in (self.use, leave):
            button.setMinimumHeight(TOUCH)
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.use.setEnabled(False)
        self.use.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        feet = QHBoxLayout()
        feet.addWidget(leave)
        feet.addStretch()
        feet.addWidget(self.use)
        whole = QVBoxLayout(self)
        whole.addWidget(asked)
        whole.addWidget(LabelPicture(), alignment=Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self.message)
        whole.addLayout(feet)
        self.setMinimumWidth(520)
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._timer.timeout.connect(self.scan_is_over)
        keyboard.hand_on()
        keyboard.learner = self._hear

    def _hear(self, key: RawKey) -> None:
        self._keys.append(key)
        self._timer.start()

    def scan_is_over(self) -> None:
        """Say what the scanner does."""
        self._timer.stop()
        keys, self._keys = self._keys, []
        found = learned(keys, LABEL, self._keyboard.scanner)
        if found is None:
            self.message.setText(tr("That was too slow or too short for a scanner. Scan once more."))
            return
        self.found = found
        self.use.setEnabled(True)
        ends = {Suffix.ENTER: "Enter", Suffix.TAB: "Tab", Suffix.NONE: tr("none")}
        lines = [
            tr("Read: {code}", code="".join(key.sign for key in keys).removeprefix(found.prefix)),
            tr("Key behind the code: {key}", key=ends[found.suffix]),
            tr("Time between keys: up to {n} ms", n=round(found.gap * 1000)),
        ]
        if found.prefix:
            lines.append(tr("Signs before the code: {signs}", signs=found.prefix))
        self.message.setText("\n".join(lines))

    def done(self, result: int) -> None:
        """Close the dialog and give the keyboard back to the counter."""
        self._keyboard.learner = None
        super().done(result)
