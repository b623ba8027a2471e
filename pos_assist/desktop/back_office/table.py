"""One table for every page: rows are fetched in blocks as they come into view, cells are painted in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QItemSelection, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QScroller,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from pos_assist.desktop.shared.painting import LEFT, RIGHT, draw_note, draw_text, fit, hline
from pos_assist.desktop.shared.theme import Colors, colors
from pos_assist.i18n.translate import tr

Index = QModelIndex | QPersistentModelIndex
ROW = 40  # px
_BLOCK = 64  # rows fetched at once
R = TypeVar("R")  # what a row is


@dataclass(frozen=True, slots=True)
class TableColumn(Generic[R]):
    """One column: how a row's cell reads. `width` 0 takes the room that is left."""

    title: str
    text: Callable[[R], str]
    width: int = 0
    right: bool = False
    bold: bool = False
    ink: Callable[[R], str] = lambda _: "ink"  # a token
    paint: Callable[[QPainter, QRect, R, Colors], None] | None = None  # instead of the text
    sort: str = ""  # what the page calls this order
    edit: Callable[[R, str], object] | None = None  # takes what was typed over the cell
    wide: int = 0  # shown only where the table is at least so wide


class Rows(QAbstractTableModel, Generic[R]):
    """So many rows, read through `fetch(start, count)`."""

    def __init__(self, columns: Sequence[TableColumn[R]]) -> None:
        super().__init__()
        self.columns = columns
        self._count = 0
        self._fetch: Callable[[int, int], Sequence[R]] = lambda _start, _count: ()
        self._blocks: dict[int, Sequence[R]] = {}

    def show(self, count: int, fetch: Callable[[int, int], Sequence[R]]) -> None:
        """Show `count` rows, read through `fetch` as they come into view."""
        self.beginResetModel()
        self._count, self._fetch = count, fetch
        self._blocks.clear()
        self.endResetModel()

    def row(self, i: int) -> R | None:
        """Return the record of that row; None if the row does not exist (any more)."""
        if not 0 <= i < self._count:
            return None
        block, place = divmod(i, _BLOCK)
        if block not in self._blocks:
            if len(self._blocks) > 64:
                self._blocks.clear()
            self._blocks[block] = self._fetch(block * _BLOCK, min(_BLOCK, self._count - block * _BLOCK))
        rows = self._blocks[block]
        return rows[place] if place < len(rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 — Qt's name and default
        """Return the number of rows."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 — Qt's name and default
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell's text, for the painter, the editor and screen readers."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            text = "" if row is None else self.columns[index.column()].text(row)
            return text.lstrip("¥") if role == Qt.ItemDataRole.EditRole else text
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802 — Qt's name
        """Return the title of a column."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Chosen by row; edited where the column can be."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.columns[index.column()].edit else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 — Qt's name
        """Take over a cell's edited text; return whether it was accepted."""
        column, row = self.columns[index.column()], self.row(index.row())
        if (
            role != Qt.ItemDataRole.EditRole
            or column.edit is None
            or row is None
            or str(value) == self.data(index, role)
        ):
            return False
        column.edit(row, str(value))
        return True


class _Cells(QStyledItemDelegate):
    """Paints a cell in one call."""

    def __init__(self, table: RecordTable[Any]) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, hairline, text or the column's own picture."""
        model = self._table.rows
        row, column, c = model.row(index.row()), model.columns[index.column()], colors()
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            p.fillRect(rect, c.accent_soft)
            if index.column() == self._table.first_shown():
                p.fillRect(QRect(rect.left(), rect.top(), 4, rect.height()), c.accent_ink)
        hline(p, rect.left(), rect.right(), rect.bottom(), c.line)
        if row is None:
            return
        area = rect.adjusted(10, 0, -10, -1)
        if column.paint:
            p.save()
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            column.paint(p, area, row, c)
            p.restore()
            return
        text = column.text(row)
        px = fit(text, area.width(), (14, 13, 12), column.bold)
        draw_text(
            p, area, text, px, getattr(c, column.ink(row)), bold=column.bold, align=RIGHT if column.right else LEFT
        )


class RecordTable(QTableView, Generic[R]):
    """`chosen` carries the selected row (None: no row), `opened` the one that was double-clicked or entered."""

    chosen = Signal(object)
    opened = Signal(object)
    sorted = Signal(str, bool)  # the order's name, downwards

    def __init__(self, columns: Sequence[TableColumn[R]], name: str, empty_text: str = "") -> None:
        super().__init__()
        self.rows = Rows(columns)
        self.rows.setParent(self)
        self.empty_text = empty_text or tr("Nothing here.")
        self._sort, self._down = "", False
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        sides = self.verticalHeader()
        sides.hide()
        sides.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        sides.setDefaultSectionSize(ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setFixedHeight(34)
        head.setMinimumSectionSize(20)
        head.setSectionsClickable(any(x.sort for x in columns))
        head.sectionClicked.connect(self._sort_by)
        self.clicked.connect(lambda _index: None)
        self.doubleClicked.connect(self._open)
        self._lay_out()

    def show_rows(self, rows: Sequence[R]) -> None:
        """Rows that are all there."""
        self.show_lazily(len(rows), lambda start, count: rows[start : start + count])

    def show_rows_again(self, rows: Sequence[R], before: R | None, key: Callable[[R], object]) -> None:
        """Show rows that were read anew: the one with the key of `before` is chosen, or the first where there is none."""
        self.show_rows(rows)
        if before is None or not self.choose_where(lambda x: key(x) == key(before)):
            self.choose(0)

    def show_lazily(self, count: int, fetch: Callable[[int, int], Sequence[R]]) -> None:
        """Show rows that are read as they come into view."""
        self.rows.show(count, fetch)
        self.viewport().update()

    @property
    def current(self) -> R | None:
        """The row that is chosen, or None."""
        found = self.selectionModel().selectedRows() if self.selectionModel() else []
        return self.rows.row(found[0].row()) if found else None

    def choose(self, place: int) -> None:
        """Choose a row by its place."""
        if 0 <= place < self.rows.rowCount():
            self.selectRow(place)
            self.scrollTo(self.rows.index(place, 0))

    def choose_where(self, holds: Callable[[R], bool], most: int = 2_000) -> bool:
        """Choose the first row of which it holds, among so many; whether there was one."""
        for i in range(min(self.rows.rowCount(), most)):
            row = self.rows.row(i)
            if row is not None and holds(row):
                self.choose(i)
                return True
        return False

    def first_shown(self) -> int:
        """The first column that is not hidden."""
        return next(i for i in range(self.rows.columnCount()) if not self.isColumnHidden(i))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 — Qt's name
        """Emit `chosen` with the selected row."""
        super().selectionChanged(selected, deselected)
        self.chosen.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """Open the chosen row on Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.current is not None and self.state() != QAbstractItemView.State.EditingState:
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 — Qt's name
        """Columns that ask for room come and go."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 — Qt's name
        """Paint the cells, or the note for an empty table."""
        super().paintEvent(event)
        if not self.rows.rowCount():
            p = QPainter(self.viewport())
            draw_note(p, self.viewport().rect().adjusted(16, 32, -16, 0), self.empty_text, colors().dim)
            p.end()

    def _open(self, index: QModelIndex) -> None:
        if not self.rows.columns[index.column()].edit:
            self.opened.emit(self.rows.row(index.row()))

    def _sort_by(self, section: int) -> None:
        sort = self.rows.columns[section].sort
        if sort:
            self._down = not self._down if sort == self._sort else False
            self._sort = sort
            order = Qt.SortOrder.DescendingOrder if self._down else Qt.SortOrder.AscendingOrder
            self.horizontalHeader().setSortIndicatorShown(True)
            self.horizontalHeader().setSortIndicator(section, order)
            self.sorted.emit(sort, self._down)

    def _lay_out(self) -> None:
        space = self.width()
        head = self.horizontalHeader()
        for i, column in enumerate(self.rows.columns):
            self.setColumnHidden(i, space < column.wide)
            if column.width:
                head.setSectionResizeMode(i, QHeaderView.ResizeMode.Fixed)
                titled = 0 if head.isHidden() else head.sectionSizeHint(i)  # no title is cut
                head.resizeSection(i, max(column.width, titled))
            else:
                head.setSectionResizeMode(i, QHeaderView.ResizeMode.Stretch)
