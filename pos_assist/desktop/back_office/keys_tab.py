"""Keys: a department's keys as the counter has them, dragged into their places and coloured."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.picture_field import take_folder
from pos_assist.desktop.back_office.widgets import button, choice, column, form_card, label, pick, row
from pos_assist.desktop.shared.buttons import PaintedButton
from pos_assist.desktop.shared.painting import box, draw_note, draw_text, fit, money
from pos_assist.desktop.shared.theme import TOUCH, Colors, colors
from pos_assist.domain.items import TINTS, Department, Item
from pos_assist.exchange.catalog.catalog_files import KEYS_ON_A_PAGE
from pos_assist.i18n.translate import language, tr

CODE, TINT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
COLUMNS, KEY = 3, QSize(150, 72)  # as many side by side as on a small counter, and px of one


class _Tint(PaintedButton):
    """One colour to choose."""

    def __init__(self, tint: str, act: Callable[[str], None]) -> None:
        super().__init__()
        self.tint = QColor(tint)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(36, TOUCH)
        self.setAccessibleName(tr("Colour {n}", n=TINTS.index(tint) + 1))
        self.clicked.connect(lambda _=False: act(tint))

    def paint(self, p: QPainter, c: Colors) -> None:
        """A field of that colour."""
        box(p, self.rect().adjusted(1, 4, -1, -4), self.tint, c.ink if self.isDown() else None)


class _Keys(QStyledItemDelegate):
    """Paints a key as the counter does: its colour at the left edge, words and price."""

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Body, colour, words."""
        c = colors()
        rect: QRect = option.rect.adjusted(3, 3, -3, -3)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        p.save()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(p, rect, c.accent_soft if chosen else c.surface, c.accent_ink if chosen else c.line)
        box(p, QRect(rect.left() + 4, rect.top() + 8, 5, rect.height() - 16), QColor(index.data(TINT)), radius=2)
        name, below = index.data(Qt.ItemDataRole.DisplayRole).split("\n")
        area = rect.adjusted(16, 8, -8, -8)
        half = area.height() // 2
        draw_text(
            p,
            QRect(area.left(), area.top(), area.width(), half),
            name,
            fit(name, area.width(), (14, 13, 12, 11), True),
            c.ink,
            bold=True,
        )
        draw_text(
            p,
            QRect(area.left(), area.top() + half, area.width(), half),
            below,
            fit(below, area.width(), (13, 12, 11)),
            c.dim,
        )
        p.restore()


class _KeyList(QListWidget):
    """The keys of a department, or what is said where it has none."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the keys, or the note."""
        super().paintEvent(event)
        if not self.count():
            p = QPainter(self.viewport())
            area = self.viewport().rect().adjusted(24, 40, -24, 0)
            draw_note(p, area, tr("This department has no items yet: its keys come with them."), colors().dim)
            p.end()


class KeysTab(QWidget):
    """The keys of one department; nothing is changed at the counter before it is saved."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self._colors: dict[str, str] = {}  # own colours that were chosen here
        self._departments: dict[str, Department] = {}
        self.department = choice(())
        self.department.setAccessibleName(tr("Department"))
        self.department.activated.connect(lambda _: self._show())
        self.keys = _KeyList()
        self.keys.setAccessibleName(tr("Keys"))
        self.keys.setFlow(QListView.Flow.LeftToRight)
        self.keys.setWrapping(True)
        self.keys.setResizeMode(QListView.ResizeMode.Adjust)
        self.keys.setGridSize(KEY)
        self.keys.setSpacing(0)
        self.keys.setItemDelegate(_Keys(self.keys))
        self.keys.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.keys.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.keys.setFixedWidth(COLUMNS * KEY.width() + 32)
        self.keys.model().rowsMoved.connect(lambda *_: self._paint())
        self.earlier, self.later = button("◀", lambda: self.shift(-1)), button("▶", lambda: self.shift(1))
        for arrow, words in ((self.earlier, tr("One place earlier")), (self.later, tr("One place later"))):
            arrow.setFixedWidth(TOUCH)
            arrow.setAccessibleName(words)
            arrow.setToolTip(words)
        self.tints = [_Tint(tint, self.colour) for tint in TINTS]
        self.plain = button(tr("The department's colour"), lambda: self.colour(""))
        self.folder = button(tr("Pictures from a folder…"), lambda: take_folder(self.context, self))
        self.save_button = button(tr("Save"), self.save, "primary", "Ctrl+S")
        self.save_button.setFixedHeight(TOUCH)
        side = form_card(
            column(
                label(tr("Department"), "dim"),
                row(self.department, self.earlier, self.later),
                label(tr("Drag the keys into their places. {n} stand on a page.", n=KEYS_ON_A_PAGE), "dim", wrap=True),
                label(tr("Colour of the chosen key"), "dim"),
                row(*self.tints, None, space=4),
                self.plain,
                self.folder,
                None,
            ),
            self.save_button,
        )
        self.setLayout(row(self.keys, side, space=12))

    def reload(self) -> None:
        """The departments and the keys as they are."""
        departments = self.context.shop.catalog.departments()
        self._departments = {x.code: x for x in departments}
        before = self.department.currentData()
        self.department.clear()
        for x in departments:
            self.department.addItem(x.name, x.code)
        if before is not None:
            pick(self.department, before)
        self._show()

    def shift(self, by: int) -> None:
        """The chosen key one place on, for keys and fingers that do not drag."""
        here = self.keys.currentRow()
        there = min(max(0, here + by), self.keys.count() - 1)
        if here >= 0 and here != there:
            self.keys.insertItem(there, self.keys.takeItem(here))
            self.keys.setCurrentRow(there)
            self._paint()

    def colour(self, tint: str) -> None:
        """A colour of its own for the chosen key; "": the department's."""
        entry = self.keys.currentItem()
        if entry:
            self._colors[entry.data(CODE).code] = tint
            self._paint()

    def save(self) -> None:
        """Places and colours as they are shown."""
        code = self.department.currentData()
        codes = [self._item(i).code for i in range(self.keys.count())]
        done = tr("The keys of {name} are saved.", name=self.department.currentText())
        self.context.write(lambda: self.context.manager.order_keys(code, codes, dict(self._colors)), done)

    def _show(self) -> None:
        self._colors.clear()
        self.keys.clear()
        code = self.department.currentData()
        for item in self.context.manager.department_keys(code) if code is not None else ():
            entry = QListWidgetItem()
            entry.setData(CODE, item)
            entry.setSizeHint(KEY)
            self.keys.addItem(entry)
        self._paint()

    def _item(self, place: int) -> Item:
        item: Item = self.keys.item(place).data(CODE)
        return item

    def _paint(self) -> None:
        """Each key with its words and colour; the first of a page says which."""
        department = self._departments.get(self.department.currentData() or "")
        for place in range(self.keys.count()):
            entry, item = self.keys.item(place), self._item(place)
            page = tr("Page {n}", n=place // KEYS_ON_A_PAGE + 1) + " · " if place % KEYS_ON_A_PAGE == 0 else ""
            entry.setText(f"{item.label_in(language())}\n{page}{money(item.price)}")
            own = self._colors.get(item.code, item.color)
            entry.setData(TINT, own or (department.color if department else "") or "#8A8F98")
