"""The dark bar: whose till this is, the search box, eat-in or take-out, rush, the time, the menu."""

from __future__ import annotations

from PySide6.QtCore import QRect, QTime, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.shared.buttons import PaintedButton, Segmented, Switch
from pos_assist.desktop.shared.painting import RIGHT, box, draw_text, fit
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import TOUCH, Colors, colors
from pos_assist.i18n.translate import tr
from pos_assist.services.till.commands import Command
from pos_assist.system import clock

HEIGHT = 52


class MenuButton(PaintedButton):
    """The button of the main menu."""

    def paint(self, p: QPainter, c: Colors) -> None:
        """Paint three strokes, the usual sign of a menu."""
        if self.isDown():
            box(p, self.rect(), c.frame_field)
        p.setPen(QPen(c.on_frame, 2.2))
        middle = self.rect().center()
        for dy in (-6, 0, 6):
            p.drawLine(middle.x() - 9, middle.y() + dy, middle.x() + 9, middle.y() + dy)


class TopBar(QWidget):
    """The bar. The search box is laid out by the window above the keys it covers. `named`: the names were touched, who sells
    is to be chosen."""

    named = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shop = ""
        self.practice = False
        self.till = self._till = self.cashier = ""
        self.mode = Segmented(self)
        self.rush = Switch(self)
        self.menu = MenuButton(self)
        self._name = QRect()
        self._clock = QRect()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._tick)
        self._tick()

    def show_shop(self, shop: str, till: str, *, practice: bool) -> None:
        """Whose till this is, and whether it is only practice."""
        self.shop, self._till, self.practice = shop, till, practice

    def retranslate(self, keys: Shortcuts) -> None:
        """All words and keys again."""
        self.mode.say_both(tr("Take out"), tr("Eat in"), keys.cap(Command.MODE))
        self.rush.say(tr("Rush"), keys.cap(Command.RUSH))
        till = tr("Till {till}", till=self._till) if self._till.isdigit() else self._till
        self.till = " · ".join(x for x in (till, self.cashier) if x)
        self.menu.say(tr("Menu"))
        self.update()

    def show_cashier(self, name: str, keys: Shortcuts) -> None:
        """Who sells now; empty: nobody has signed in."""
        if name != self.cashier:
            self.cashier = name
            self.retranslate(keys)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """A touch on the names asks who sells."""
        if self._name.contains(event.position().toPoint()):
            self.named.emit()

    def place(self, name: QRect, order: QRect, panel: QRect) -> None:
        """Line the parts up with the columns below."""
        self._name = QRect(name.left() + 4, 0, name.width() - 4, HEIGHT)
        y = (HEIGHT - TOUCH) // 2
        self.mode.setGeometry(order.left(), y, min(order.width(), 320), TOUCH)
        self.menu.setGeometry(panel.right() - TOUCH + 8, y, TOUCH, TOUCH)
        self._clock = QRect(self.menu.x() - 70, 0, 62, HEIGHT)
        left = self.mode.geometry().right() + 16
        self.rush.setGeometry(max(left, self._clock.left() - 186), y, min(174, self._clock.left() - 16 - left), TOUCH)

    def _tick(self) -> None:
        self.update(self._clock)
        now = QTime.currentTime()
        self._timer.start(60_000 - (now.second() * 1000 + now.msec()) + 5)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the background, the names of shop and till, and the time."""
        p, c = QPainter(self), colors()
        p.fillRect(self.rect(), c.frame)
        r, ink, dim = self._name, c.on_frame, c.frame_dim
        name = self.shop
        if self.practice:
            p.fillRect(QRect(0, 0, r.right() + 1, HEIGHT), c.upgrade_edge)
            name, ink, dim = tr("Practice"), c.frame, c.frame
        upper = QRect(r.left(), 6, r.width(), 23) if self.till else r
        draw_text(p, upper, name, fit(name, r.width(), (17, 16, 15, 14, 13, 12), True), ink, bold=True)
        if self.till:
            draw_text(p, QRect(r.left(), 28, r.width(), 18), self.till, fit(self.till, r.width(), (13, 12, 11)), dim)
        draw_text(p, self._clock, clock.now().strftime("%H:%M"), 18, c.on_frame, bold=True, align=RIGHT)
        p.end()
