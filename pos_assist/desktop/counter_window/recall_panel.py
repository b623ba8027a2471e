"""The orders put aside, to be taken up again."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QApplication, QWidget

from pos_assist.desktop.counter_window.side_panel import RowList, Scroll, SidePanel
from pos_assist.desktop.shared.painting import money
from pos_assist.i18n.translate import title_of, tr, trn
from pos_assist.services.till.till_view import HeldOrder, TillView


class RecallPanel(SidePanel):
    """`chosen` carries an order's key."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.list = RowList()
        self.scroller = Scroll(self.list, self)
        self.list.chosen.connect(self._choose)

    def show_view(self, view: TillView) -> None:
        """Show the orders put aside."""
        self.title = tr("Orders on hold")
        self.empty_text = "" if view.held else tr("No order is on hold.")
        self.list.at = min(self.list.at or 0, max(0, len(view.held) - 1))
        self.list.show_entries([_entry(held) for held in view.held])
        self.scroller.setVisible(bool(view.held))
        self.update()

    def take_key(self, key: str) -> bool:
        """Arrows and Enter choose an order, unless Tab has led to a row."""
        if QApplication.focusWidget() in self.list.rows:
            return False
        taken = self.list.take_key(key)
        if taken and self.list.at is not None and self.list.at < len(self.list.rows):
            self.scroller.ensureWidgetVisible(self.list.rows[self.list.at])
        return taken

    def _choose(self, key: str) -> None:
        self.list.at = 0
        self.closed.emit()
        self.chosen.emit(key)

    def place(self, area: QRect) -> None:
        """Give the list the whole area."""
        self.scroller.setGeometry(area)
        self.list.resize(area.width() - 14, self.list.height())


def _entry(held: HeldOrder) -> tuple[str, str, str, str, str]:
    units = trn("{n} item", "{n} items", held.units)
    return (
        held.key,
        f"#{held.number}  {held.opened_at:%H:%M}  {held.note}".rstrip(),
        "、".join(map(title_of, held.first_items)),
        money(held.total),
        units,
    )
