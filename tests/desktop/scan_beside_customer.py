"""Run under Xvfb by test_customer_display: a till's window, then a second window beside it; what is typed afterwards is printed
when Enter comes. `plain`: the second one is a usual window, as a proof that the two settings are what it takes."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_assist.desktop.customer_window import CustomerWindow


class TillWindow(QWidget):
    """It notes every key."""

    typed = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """One key."""
        self.typed += event.text()


app = QApplication([])
till = TillWindow()
till.setGeometry(0, 0, 1000, 700)
till.show()
till.activateWindow()
other: QWidget = QWidget() if sys.argv[1:] == ["plain"] else CustomerWindow("shop", Path())


def open_other() -> None:
    """The second window appears, and the hands may type."""
    other.setGeometry(1024, 0, 1000, 700)
    other.show()
    if sys.argv[1:] == ["plain"]:
        other.activateWindow()
    QTimer.singleShot(500, lambda: print("ready", flush=True))
    QTimer.singleShot(4000, done)


def done() -> None:
    """What reached the till."""
    print(till.typed.strip(), flush=True)
    app.exit()


QTimer.singleShot(700, open_other)
app.exec()
