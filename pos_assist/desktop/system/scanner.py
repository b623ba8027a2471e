"""A barcode scanner is a keyboard that types very fast and ends with Enter, wherever the focus happens to be.

The keyboard is listened to before any widget gets a key. A sign that could be part of a barcode is kept back until it is
clear what it is: with at least `LENGTH` signs less than `GAP` apart and Enter behind them it was a scan, and no field, list
or focused button ever hears of it; otherwise the signs are handed on, a few hundredths of a second late, to where they were
going.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

GAP = 0.035  # seconds between two keys of a scanner, at most
LENGTH = 8  # signs of the shortest barcode (EAN-8)

_SIGNS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-")
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_KEYS = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_TOUCHES = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin})
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def event_time(event: QKeyEvent) -> float:
    """When the key was struck, in seconds: by the event's own stamp, so that a busy moment here tears no scan apart."""
    return event.timestamp() / 1000 or time.monotonic()


class Keyboard(QObject):
    """All keys of the program: tells scans from typing, and offers every typed key to `on_key` before any widget."""

    scanned = Signal(str)

    def __init__(
        self,
        on_key: Callable[[QObject, QKeyEvent], bool],
        *,
        clock: Callable[[QKeyEvent], float] = event_time,
        gap: float = GAP,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_key = on_key
        self._clock = clock
        self._gap = gap
        self._kept: list[QKeyEvent] = []
        self._text = ""
        self._last = 0.0
        self._target: QObject | None = None
        self._handing_on = False
        self._grace = False
        self._timer = QTimer(self, singleShot=True, interval=round(gap * 1000))
        self._timer.timeout.connect(self._timeout)

    def eventFilter(self, target: QObject, event: QEvent) -> bool:  # noqa: N802 — Qt's name
        """Qt's door; True keeps the event from its target."""
        kind = event.type()
        if kind in _KEYS:
            if isinstance(event, QKeyEvent) and isinstance(target, QWidget):
                return self._key(target, event)
        elif kind in _TOUCHES and self._kept:
            self.hand_on()
        return False

    def _key(self, target: QWidget, event: QKeyEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress
        if self._handing_on:
            return pressed and self._on_key(target, event)
        if not pressed:  # goes with its press, if that is kept
            kept = any(x.key() == event.key() for x in self._kept)
            if kept:
                self._kept.append(event.clone())
            return kept
        now = self._clock(event)
        if self._kept and now - self._last > self._gap:
            self.hand_on()
        if event.text() in _SIGNS and not event.modifiers() & _HELD and not event.isAutoRepeat():
            self._kept.append(event.clone())
            self._text += event.text()
            self._last, self._target, self._grace = now, target, False
            self._timer.start(round(self._gap * 1000))
            return True
        if event.key() in _ENTER and len(self._text) >= LENGTH:
            code = self._text
            self._forget()
            self.scanned.emit(code)
            return True
        if event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock):
            self.hand_on()
        return self._on_key(target, event)

    def _timeout(self) -> None:
        if not self._grace:  # keys that waited in the queue while this thread was busy come before this
            self._grace = True
            self._timer.start(0)
            return
        self.hand_on()

    def hand_on(self) -> None:
        """What was kept was typing: give it to where it was going."""
        kept, target = self._kept, self._target
        self._forget()
        if target is None or not shiboken6.isValid(target):
            target = QApplication.focusWidget()
        self._handing_on = True
        try:
            for event in kept:
                if target is not None and shiboken6.isValid(target):
                    QCoreApplication.sendEvent(target, event)
        finally:
            self._handing_on = False

    def _forget(self) -> None:
        self._kept, self._text, self._target = [], "", None
        self._timer.stop()
