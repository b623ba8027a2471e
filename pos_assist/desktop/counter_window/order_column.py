"""The middle column: the order's number, its lines, what it costs, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from pos_assist.desktop.counter_window.order_list import OrderList, rule
from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.painting import CENTER, RIGHT, box, draw_text, fit, keycap, keycap_width, money, width
from pos_assist.desktop.shared.receipt_view import tax_words
from pos_assist.desktop.shared.shortcuts import Shortcuts
from pos_assist.desktop.shared.theme import GAP, RADIUS, TOUCH, colors
from pos_assist.domain.discounts import HAND
from pos_assist.domain.offers import Moment
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.till.commands import Command
from pos_assist.services.till.till_view import TillView, rows

HEAD = 60
TOTALS = 132
BUTTONS = (
    Command.HOLD,
    Command.RECALL,
    Command.VOID,
    Command.UNDO,
    Command.QTY,
    Command.SETTLE,
    Command.PAY,
)


class Totals(QWidget):
    """List price, what the sets take off, the total as the largest thing on the screen, the tax in it."""

    asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.view: TillView | None = None
        self.why = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_view(self, view: TillView, why: str) -> None:
        """Show what the order costs; `why` is the key that explains it."""
        self.view, self.why = view, why
        self.setAccessibleName(f"{tr('Total')} {money(view.priced.total)}")
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """Open «Why this price?» when the totals are touched."""
        self.asked.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """From the list price down to the tax."""
        if self.view is None:
            return
        priced, c = self.view.priced, colors()
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        w = self.width()
        rule(p, 0, w, 0)
        added = priced.tax_added is not None
        listed = money(priced.list_total) if priced.saving or (added and self.view.order.lines) else ""
        if listed:
            label = tr("List price") if not added else tr("Without tax")
            draw_text(p, QRect(0, 7, w, 20), label, 14, c.dim)
            draw_text(p, QRect(0, 7, w, 20), listed, 15, c.dim, align=RIGHT)
        if priced.saving:
            by_hand = any(x.deal == HAND for x in priced.spends)
            label = tr("Discounts") if by_hand else tr("Set discount")
            draw_text(p, QRect(0, 28, w, 22), label, 14, c.saving)
            keycap(p, width(label, 14) + 10 + keycap_width(self.why), 39, self.why)
            draw_text(p, QRect(0, 28, w, 22), money(-priced.saving), 17, c.saving, bold=True, align=RIGHT)
        else:
            units = sum(x.qty for x in self.view.order.lines)
            draw_text(p, QRect(0, 28, w, 22), trn("{n} item", "{n} items", units), 14, c.dim)
        self._noted(p, listed)
        total = money(priced.total)
        label_w = width(tr("Total"), 19, True)
        px = fit(total, w - label_w - 16, (46, 42, 38, 34, 30, 26), True)
        draw_text(p, QRect(0, 52, w, 52), tr("Total"), 19, c.ink, bold=True)
        draw_text(p, QRect(label_w, 50, w - label_w, 56), total, px, c.ink, bold=True, align=RIGHT)
        if priced.lowest:
            lines, px = _tax_lines(tax_words(priced.taxes, added=added) if any(x.rate for x in priced.taxes) else [], w)
            for i, line in enumerate(lines):
                top = 116 - 7 * len(lines) + 14 * i
                draw_text(p, QRect(0, top, w, 14), line, px, c.faint, align=RIGHT)
        else:
            saving = money(priced.total - priced.bound)
            if self.view.checking:
                note = tr("still checking: up to {saving} cheaper", saving=saving)
            else:
                note = tr("could be up to {saving} cheaper", saving=saving)
            draw_text(
                p, QRect(0, 106, w, 20), note, fit(note, w, (14, 13, 12), True), c.upgrade_ink, bold=True, align=RIGHT
            )
        p.end()

    def _noted(self, p: QPainter, listed: str) -> None:
        """Table and guests, in the first row that is there: between its label and its amount."""
        assert self.view is not None
        order = self.view.order
        guests = trn("{n} guest", "{n} guests", order.guests) if order.guests else ""
        words = "  ".join(filter(None, (order.table, guests)))
        if words:
            top, right = (7, self.width() - width(listed, 15) - 12) if listed else (28, self.width())
            area = QRect(right - 150, top, 150, 20)
            draw_text(
                p, area, words, fit(words, 150, (15, 14, 13, 12), True), colors().accent_ink, bold=True, align=RIGHT
            )


def _whose(view: TillView) -> list[str]:
    """The note that the order had while it was put aside, and the member: the fullest words first, then shorter ones for a
    narrow head. The coupon goes before the name does; the message line and the member's panel tell of it too."""
    ways = [""]
    if view.member:
        who, short = view.member.label or tr("With a member card"), view.member.label or tr("Member")
        coupon = [tr("Coupon on the card: {member}", member=x) for x in (who, short)] if view.member.coupon else []
        ways = [*coupon, who, short]
    return [" · ".join(filter(None, (view.order.note, member))) for member in ways]


def _tax_lines(parts: list[str], space: int) -> tuple[list[str], int]:
    """The tax of every rate in one line, or in two where it is too wide to be read in one; and their size."""
    whole = "  ".join(parts)
    ways = [([whole], px) for px in (13, 12, 11)]
    ways += [(["  ".join(parts[:at]), "  ".join(parts[at:])], px) for px in (12, 11, 10) for at in range(1, len(parts))]
    fitting = (way for way in ways if all(width(line, way[1]) <= space for line in way[0]))
    return next(fitting, ([whole], 10))


class HeadButton(QAbstractButton):
    """The order's number and member, to be touched for the card. The column paints what it says."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Nothing of its own."""


class OrderColumn(QWidget):
    """The whole column. Its buttons are reached by their commands."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = OrderList(self)
        self.totals = Totals(self)
        self.head = HeadButton(self)
        self.buttons = {
            command: ActionButton(self, "primary" if command is Command.PAY else "plain") for command in BUTTONS
        }
        self.view: TillView | None = None
        self.whose = ""  # the order is: its note and its member
        self._whose_ways = [""]  # the same, the fullest words first
        self._why = self._member_cap = ""
        self._words = dict.fromkeys(BUTTONS, "")
        self._caps = dict.fromkeys(BUTTONS, "")

    def retranslate(self, keys: Shortcuts) -> None:
        """All words and keys again."""
        words = {
            Command.HOLD: tr("Hold"),
            Command.RECALL: tr("Recall"),
            Command.VOID: tr("Void"),
            Command.UNDO: tr("Undo"),
            Command.QTY: tr("Qty"),
            Command.SETTLE: tr("Done?"),
            Command.PAY: tr("To payment"),
        }
        self._words, self._caps = words, {command: keys.cap(command) for command in BUTTONS}
        for command, button in self.buttons.items():
            button.say(words[command], self._caps[command])
        self._member_cap = keys.cap(Command.MEMBER)
        self._why = keys.cap(Command.WHY)
        if self.view:
            self.show_view(self.view)

    def show_view(self, view: TillView) -> None:
        """Show the order of the view."""
        before, self.view = self.view, view
        self._whose_ways = _whose(view)
        self.whose = self._whose_ways[0]
        self.head.setAccessibleName(self.whose or tr("Member card"))
        lines = bool(view.order.lines)
        paying = view.moment is Moment.PAYING
        drawn = rows(view)  # where sets regroup, too, the line just rung up stays in sight
        self.list.show_rows(drawn, view.order.mode, follow=before is None or rows(before) != drawn)
        self.totals.show_view(view, self._why)
        enabled = {
            Command.HOLD: lines and not paying,
            Command.RECALL: bool(view.held) and not paying,
            Command.VOID: lines and not paying,
            Command.UNDO: view.can_undo and not paying,
            Command.QTY: not paying,
            Command.SETTLE: lines and not paying,
            Command.PAY: lines and not paying,
        }
        for command, on in enabled.items():
            self.buttons[command].setEnabled(on)
            self.buttons[command].say(
                self._words[command], "" if paying else self._caps[command]
            )  # the keys mean money then
        if view.held:
            self.buttons[Command.RECALL].say(tr("Recall {n}", n=len(view.held)))
        settle = self.buttons[Command.SETTLE]
        settle.setCheckable(True)
        settle.setChecked(view.moment is Moment.CHOSEN)
        if (
            before is None
            or (before.order.number, before.order.note) != (view.order.number, view.order.note)
            or bool(before.order.lines) != lines
            or before.member != view.member
        ):
            self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Fixed heights from both ends; the list takes what is left."""
        w, h, pad = self.width(), self.height(), 16 if self.width() > 340 else 12
        wide, more = (100, 12) if w > 340 else (88, 20)
        b = self.buttons
        b[Command.RECALL].setGeometry(w - pad - wide - more, 8, wide + more, TOUCH)
        b[Command.HOLD].setGeometry(w - pad - 2 * wide - more - 6, 8, wide, TOUCH)
        self.head.setGeometry(0, 4, w - pad - 2 * wide - more - 14, HEAD - 8)
        bottom = h - 8 - 48
        settle_w = (w - 2 * pad) * 2 // 5
        b[Command.SETTLE].setGeometry(pad, bottom, settle_w - GAP, 48)
        b[Command.PAY].setGeometry(pad + settle_w, bottom, w - 2 * pad - settle_w, 48)
        row = bottom - GAP - TOUCH
        undo = 104  # the longest key cap
        void = (w - 2 * pad - 2 * GAP - undo) // 2
        b[Command.VOID].setGeometry(pad, row, void, TOUCH)
        b[Command.UNDO].setGeometry(pad + void + GAP, row, undo, TOUCH)
        b[Command.QTY].setGeometry(w - pad - void, row, void, TOUCH)
        self.totals.setGeometry(pad, row - 4 - TOTALS, w - 2 * pad, TOTALS)
        self.list.setGeometry(6, HEAD + 6, w - 12, row - 4 - TOTALS - HEAD - 10)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the sheet, its head, and a note while the order is empty."""
        p, c = QPainter(self), colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS + 1, RADIUS + 1)
        p.fillPath(path, c.surface)
        p.setPen(c.line)
        p.drawPath(path)
        rule(p, 1, self.width() - 2, HEAD)
        if self.view:
            order = self.view.order
            space = self.buttons[Command.HOLD].x() - 16 - 8
            title = tr("Order #{number}", number=order.number)
            draw_text(
                p, QRect(16, 6, space, 26), title, fit(title, space, (19, 17, 16, 15, 14), True), c.ink, bold=True
            )
            self._paint_whose(p, QRect(8, 33, space + 12, 22))
            if not order.lines:
                middle = self.list.geometry().center().y()
                area = QRect(16, middle - 30, self.width() - 32, 28)
                draw_text(
                    p,
                    area,
                    tr("The next customer, please"),
                    fit(tr("The next customer, please"), area.width(), (17, 16, 15, 14)),
                    c.dim,
                    align=CENTER,
                )
                hint = tr("Press a key, scan, or search")
                draw_text(p, area.translated(0, 28), hint, fit(hint, area.width(), (14, 13, 12)), c.faint, align=CENTER)
        p.end()

    def _paint_whose(self, p: QPainter, area: QRect) -> None:
        """Whose the order is, or where to touch for a member's card: a button small enough to stand under the number."""
        whose = next((x for x in self._whose_ways if width(x, 12, True) <= area.width() - 12), self._whose_ways[-1])
        c, words, cap = colors(), whose or tr("Member card"), "" if whose else self._member_cap
        px = fit(words, area.width() - 12, (13, 12, 11, 10), bool(whose))
        needed = width(words, px, bool(whose)) + 12
        cap_width = keycap_width(cap) + 8 if cap else 0
        if needed + cap_width > area.width():
            cap_width = 0
        area.setWidth(min(area.width(), needed + cap_width))
        box(p, area, c.accent_soft if whose else c.surface, c.line, radius=11)
        ink = c.accent_ink if whose else c.dim
        draw_text(p, area.adjusted(6, 0, -5 - cap_width, 0), words, px, ink, bold=bool(whose))
        if cap_width:
            keycap(p, area.right() - 5, area.center().y() + 1, cap)
