"""A new pairing by name: what is bought, and what is offered with it. They need never have sold together."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import button, card, column, even, label, line_edit, row
from pos_assist.desktop.shared.painting import money, price_title
from pos_assist.domain.items import Item
from pos_assist.i18n.translate import tr


class _ItemList(QWidget):
    """Every item on sale, narrowed by a search; one is chosen."""

    chosen = Signal()

    def __init__(self, context: PageContext, title: str) -> None:
        super().__init__()
        self.context = context
        self.search = line_edit(tr("Name, reading, code or barcode"))
        self.search.setAccessibleName(title)
        self.table: RecordTable[Item] = RecordTable(
            (
                TableColumn(tr("Item"), lambda x: x.title, bold=True),
                TableColumn(price_title(narrow=True), lambda x: money(x.price), 92, right=True),
            ),
            title,
            tr("No item is like that."),
        )
        self.setLayout(column(label(title, "head"), self.search, self.table, space=6))
        self.table.chosen.connect(lambda _: self.chosen.emit())
        self._timer = QTimer(self, singleShot=True, interval=90)
        self._timer.timeout.connect(self.reload)
        self.search.textEdited.connect(lambda _text: self._timer.start())

    @property
    def item(self) -> Item | None:
        """The item that is chosen."""
        found: Item | None = self.table.current
        return found

    def reload(self) -> None:
        """What fits the search; the first of it is chosen."""
        self._timer.stop()
        found = self.context.manager.list_items(self.search.text())
        self.table.show_lazily(len(found), found.rows)
        self.table.choose(0)
        self.chosen.emit()

    def begin(self, code: str) -> None:
        """Start over; with that item chosen, if there is one."""
        self.search.clear()
        self.reload()
        if code:
            self.table.choose_where(lambda x: x.code == code, 30_000)


class PairingMaker(QWidget):
    """`made` carries trigger and add-on; `left` when nothing is to be made."""

    made = Signal(str, str)
    left = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.trigger = _ItemList(context, tr("When this is bought"))
        self.addon = _ItemList(context, tr("offer this"))
        self.sentence = label("", "head", wrap=True)
        self.add = button(tr("Add the pairing"), self.finish, "primary", "Ctrl+S")
        self.away = button(tr("Cancel"), self.left.emit, "quiet", "Esc")
        line = row(self.sentence, self.away, self.add)
        line.setStretch(0, 1)
        foot = card(line)
        self.setLayout(column(even(self.trigger, self.addon), foot, space=12))
        self.trigger.chosen.connect(self._say)
        self.addon.chosen.connect(self._say)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def begin(self, trigger: str = "") -> None:
        """Start: with a trigger the add-on is asked for, else both."""
        self.trigger.begin(trigger)
        self.addon.begin("")
        (self.addon if trigger else self.trigger).search.setFocus()

    def finish(self) -> None:
        """Make it, if two different items are chosen."""
        trigger, addon = self.trigger.item, self.addon.item
        if trigger and addon and trigger.code != addon.code:
            self.made.emit(trigger.code, addon.code)

    def _say(self) -> None:
        trigger, addon = self.trigger.item, self.addon.item
        same = bool(trigger and addon and trigger.code == addon.code)
        self.add.setEnabled(bool(trigger and addon) and not same)
        if not trigger or not addon:
            self.sentence.setText("")
        elif same:
            self.sentence.setText(tr("Choose another item to offer."))
        else:
            self.sentence.setText(tr("{trigger} → {addon}", trigger=trigger.title, addon=addon.title))
