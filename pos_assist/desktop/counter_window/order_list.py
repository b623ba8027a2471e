"""The order as a list: one view, one model of ready rows, one delegate that paints a row in one call."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScroller,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pos_assist.desktop.shared.painting import (
    CENTER,
    RIGHT,
    box,
    draw_text,
    fit,
    hline,
    money,
    price_words,
    width,
    wrap,
)
from pos_assist.desktop.shared.theme import RADIUS, TOUCH, Colors, colors
from pos_assist.domain.orders import ServiceMode
from pos_assist.i18n.line_texts import below_line
from pos_assist.i18n.translate import title_of, tr
from pos_assist.services.till.till_view import DealHead, DiscountRow, LineRow, Row

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
NAME_SIZES = (16, 15, 14, 13, 12)
TWO = 16  # px a line where a name takes two
_ROOT = QModelIndex()


class OrderModel(QAbstractListModel):
    """The rows of the view, as they are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show those rows; the view repaints once."""
        if len(rows) == len(self.rows):
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 — Qt's name
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The row itself for the delegate; its words for whoever reads the screen aloud."""
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row_words(row)
        return None


def row_words(row: Row) -> str:
    """Return the text of a row as a screen reader says it."""
    if isinstance(row, DealHead):
        return f"{title_of(row.use)} {money(-row.use.saving * row.count)}"
    if isinstance(row, DiscountRow):
        return f"{title_of(row.use)} {money(-row.use.saving)}"
    below = below_line(row.line.options, row.line.hand, money)
    return " ".join(filter(None, (str(row.qty), title_of(row.line), below, price_words(row.price))))


@lru_cache(maxsize=256)
def name_lines(name: str, space: int) -> tuple[int, list[str]]:
    """Type size and lines of a line's name: one where it fits, else two small ones."""
    px = fit(name, space, NAME_SIZES)
    if width(name, px) <= space:
        return px, [name]
    ways = ((px, kindly) for kindly in (True, False) for px in (13, 12, 11))
    return next(((px, lines) for px, kindly in ways if (lines := wrap(name, space, px, kindly=kindly))), (px, [name]))


class OrderDelegate(QStyledItemDelegate):
    """Paints a row: a bracket's head, a line inside a bracket, a line by itself, a discount."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.order_mode = ServiceMode.TAKEOUT

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 — Qt's name
        """One height for all rows."""
        return QSize(100, TOUCH)

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The whole row in one call."""
        view = self.parent()
        assert isinstance(view, OrderList)
        row = view.order_model.rows[index.row()]
        rect: QRect = option.rect
        c = colors()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, DealHead):
            self._head(p, rect, row, c)
        elif isinstance(row, DiscountRow):
            self._discount(p, rect, row, c)
        else:
            self._line(p, rect, row, c)

    def _head(self, p: QPainter, rect: QRect, row: DealHead, c: Colors) -> None:
        frame = rect.adjusted(0, 7, 0, RADIUS * 2)  # its foot is painted over by the rows below
        p.save()
        p.setClipRect(rect)
        box(p, frame, c.sunken, c.line)
        p.restore()
        inner = QRect(rect.left() + 12, rect.top() + 10, rect.width() - 24, rect.height() - 10)
        name = title_of(row.use) if row.count == 1 else f"{title_of(row.use)} ×{row.count}"
        self._saving(p, inner, name, -row.use.saving * row.count, c)

    def _discount(self, p: QPainter, rect: QRect, row: DiscountRow, c: Colors) -> None:
        box(p, rect.adjusted(0, 4, 0, -4), c.sunken, c.line)
        self._saving(p, rect.adjusted(12, 0, -12, 0), title_of(row.use), -row.use.saving, c)

    def _saving(self, p: QPainter, inner: QRect, name: str, amount: int, c: Colors) -> None:
        saving = money(amount)
        space = inner.width() - width(saving, 16, True) - 12
        draw_text(
            p,
            QRect(inner.left(), inner.top(), space, inner.height()),
            name,
            fit(name, space, (14, 13, 12)),
            c.upgrade_ink,
        )
        draw_text(p, inner, saving, 16, c.saving, bold=True, align=RIGHT)

    def _line(self, p: QPainter, rect: QRect, row: LineRow, c: Colors) -> None:
        if row.in_deal:
            p.save()
            p.setClipRect(rect)
            frame = rect.adjusted(0, -RADIUS * 2, 0, -2 if row.last_of_deal else RADIUS * 2)
            box(p, frame, c.sunken, c.line)
            p.restore()
        if row.selected:
            chosen = rect.adjusted(3, 2, -3, -5 if row.last_of_deal else -2)
            box(p, chosen, c.accent_soft, c.accent_ink if row.line.id else None, radius=RADIUS - 3)
            box(p, QRect(chosen.left() + 4, chosen.top() + 9, 3, chosen.height() - 18), c.accent_ink, radius=1.5)
        middle = rect.adjusted(0, 0, 0, -3 if row.last_of_deal else 0)
        ink = c.accent_ink if row.selected else c.ink
        qty = str(row.qty)
        draw_text(
            p,
            QRect(middle.left() + 8, middle.top(), 34, middle.height()),
            qty,
            fit(qty, 34, (18, 16, 14, 12), True),
            ink,
            bold=True,
            align=CENTER,
        )
        price = price_words(row.price)
        inner = QRect(middle.left() + 46, middle.top(), middle.width() - 46 - 12, middle.height())
        draw_text(p, inner, price, 17, c.ink, align=RIGHT)
        space = inner.width() - width(price, 17) - 10
        space -= self._mode(p, inner.left() + space, inner, row, c)
        below = below_line(row.line.options, row.line.hand, money)
        if below:
            name, top = title_of(row.line), inner.top() + (inner.height() - 38) // 2
            draw_text(p, QRect(inner.left(), top, space, 21), name, fit(name, space, NAME_SIZES), c.ink)
            words = fit(below, space, (12, 11))
            draw_text(p, QRect(inner.left(), top + 21, space, 17), below, words, c.saving if row.line.hand else c.dim)
            return
        px, lines = name_lines(title_of(row.line), space)
        y = inner.top() + (inner.height() - len(lines) * TWO) // 2 if len(lines) > 1 else inner.top()
        for line in lines:
            draw_text(p, QRect(inner.left(), y, space, TWO if len(lines) > 1 else inner.height()), line, px, c.ink)
            y += TWO

    def _mode(self, p: QPainter, right: int, inner: QRect, row: LineRow, c: Colors) -> int:
        """«店内» or «持帰» beside a line that differs from the order; returns the room it took."""
        mode = row.line.mode
        if mode is None or mode is self.order_mode:
            return 0
        word = tr("eat in") if mode is ServiceMode.EAT_IN else tr("to go")
        w = width(word, 12) + 12
        chip = QRect(right - w, inner.center().y() - 9, w, 20)
        box(p, chip, c.surface, c.dim, radius=5)
        draw_text(p, chip, word, 12, c.dim, align=CENTER)
        return w + 8


class OrderList(QListView):
    """The list. `chosen` carries a line's id, `asked` a deal head that was touched."""

    chosen = Signal(int)
    asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.order_model = OrderModel(self)
        self.delegate = OrderDelegate(self)
        self.setModel(self.order_model)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        clear = self.palette()
        clear.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        self.setPalette(clear)

    def grab_touch(self) -> None:
        """Scrolling by finger; asked for after the first frame, because the first look at a viewport makes PySide load every
        class of widgets there is (20 ms)."""
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def show_rows(self, rows: tuple[Row, ...], mode: ServiceMode, *, follow: bool) -> None:
        """Show the rows; where `follow`, the selected one is brought into sight."""
        self.delegate.order_mode = mode
        self.order_model.show_rows(rows)
        if (
            follow
            and (at := max((i for i, x in enumerate(rows) if isinstance(x, LineRow) and x.selected), default=None))
            is not None
        ):
            self.scrollTo(self.order_model.index(at))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 — Qt's name
        """A touched line is chosen; a touched bracket head or discount tells why."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            row = self.order_model.rows[index.row()]
            if isinstance(row, LineRow):
                self.chosen.emit(row.line.id)
            else:
                self.asked.emit()


def rule(p: QPainter, left: int, right: int, y: int) -> None:
    """Paint a thin horizontal line."""
    hline(p, left, right, y, colors().line)
