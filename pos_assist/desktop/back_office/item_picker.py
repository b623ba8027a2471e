"""Which items fill one place of a set: ticked in a table of all items, with a surcharge for the dearer ones."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.money_field import money_value
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import button, choice, column, label, line_edit, row, widen
from pos_assist.desktop.shared.painting import box, draw_text, fit, money, plus_money, price_title, without_tax
from pos_assist.desktop.shared.theme import Colors
from pos_assist.domain.items import Item
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import tr, trn

EVERY, CHOSEN = "*", "+"


class ItemPicker(QWidget):
    """`changed` carries place, codes and surcharges after every tick; `done` when the manager is through."""

    changed = Signal(int, object, object)
    done = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.place = 0
        self.items: frozenset[str] = frozenset()
        self.extra: dict[str, int] = {}
        self.head = label("", "head")
        self.message = label("", "dim")
        self.search = line_edit(tr("Name, reading, code or barcode"))
        self.search.setAccessibleName(tr("Search"))
        self.department = choice((), lambda _: self._reload())
        self.department.setAccessibleName(tr("Department"))
        self.table = RecordTable(
            (
                TableColumn(tr("Item"), lambda x: x.title, paint=self._tick),
                TableColumn(price_title(narrow=True), lambda x: money(x.price), 84, right=True),
                TableColumn(
                    without_tax(tr("Surcharge")),
                    self._extra,
                    104,
                    right=True,
                    ink=lambda _: "upgrade_ink",
                    edit=self._set_extra,
                ),
            ),
            tr("Items to choose from"),
            tr("No item is like that."),
        )
        self.all = button(tr("Tick all shown"), lambda: self._tick_all(on=True))
        self.none = button(tr("Untick all shown"), lambda: self._tick_all(on=False))
        self.ready = button(tr("Done"), self.done.emit, "primary")
        filters = row(self.search, self.department)
        filters.setStretch(0, 1)
        self.setLayout(
            column(row(self.head, self.message, None), filters, self.table, row(self.all, self.none, None, self.ready))
        )
        self.table.clicked.connect(self._click)
        self.table.opened.connect(self._toggle)
        self._timer = QTimer(self, singleShot=True, interval=90)
        self._timer.timeout.connect(self._reload)
        self.search.textEdited.connect(lambda _text: self._timer.start())

    def begin(self, place: int, items: frozenset[str], extra: Mapping[str, int], *, surcharges: bool) -> None:
        """Start choosing the items of a place, numbered from 0; with `surcharges` each may get one."""
        self.place, self.items, self.extra = place, items, dict(extra)
        self.head.setText(tr("Items of place {n}", n=place + 1))
        self.table.setColumnHidden(2, not surcharges)
        self.search.clear()
        self.department.clear()
        self.department.addItem(tr("Every department"), EVERY)
        if items:
            self.department.addItem(tr("Only the ticked ones"), CHOSEN)
            self.department.setCurrentIndex(1)
        for x in self.context.shop.catalog.departments():
            self.department.addItem(x.name, x.code)
        widen(self.department)
        self._reload()
        self.search.setFocus()

    def _reload(self) -> None:
        chosen = self.department.currentData()
        found = self.context.manager.list_items(self.search.text(), None if chosen in (EVERY, CHOSEN) else chosen)
        codes = [x for x in found.codes if chosen != CHOSEN or x in self.items]
        self._codes = codes
        fetch = self.context.manager.items
        self.table.show_lazily(len(codes), lambda start, count: fetch(codes[start : start + count]))
        self.table.choose(0)
        self._say()

    def _say(self) -> None:
        self.message.setText(trn("{n} ticked", "{n} ticked", len(self.items)))
        self.table.viewport().update()

    def _click(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._toggle(self.table.rows.row(index.row()))

    def _toggle(self, item: Item | None) -> None:
        if item is not None:
            self.items = self.items ^ {item.code}
            self._tell()

    def _tick_all(self, *, on: bool) -> None:
        self.items = self.items | set(self._codes) if on else self.items - set(self._codes)
        self._tell()

    def _tell(self) -> None:
        self._say()
        self.changed.emit(self.place, self.items, {k: v for k, v in self.extra.items() if k in self.items})

    def _extra(self, item: Item) -> str:
        yen = self.extra.get(item.code, 0)
        return plus_money(yen) if yen and item.code in self.items else ""

    def _set_extra(self, item: Item, text: str) -> None:
        try:
            yen = money_value(text.lstrip("+"), tr("Surcharge")) or 0
        except Problem as problem:
            self.context.messages.refuse(problem)
            return
        self.extra = {**self.extra, item.code: yen}
        self.items = self.items | {item.code}
        self._tell()

    def _tick(self, p: QPainter, rect: QRect, item: Item, c: Colors) -> None:
        """A box, ticked or not, and the title."""
        on = item.code in self.items
        square = QRect(rect.left() + 10, rect.center().y() - 9, 18, 18)
        box(p, square, c.accent if on else c.surface, None if on else c.faint, radius=4)
        if on:
            p.setPen(QPen(c.on_accent, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            x, y = square.left(), square.top()
            p.drawPolyline([QPointF(x + 4, y + 9.5), QPointF(x + 7.5, y + 13), QPointF(x + 14, y + 5.5)])
        area = rect.adjusted(38, 0, -8, -1)
        draw_text(p, area, item.title, fit(item.title, area.width(), (14, 13, 12)), c.ink, bold=on)
