"""Upgrades: ladders from the smaller to the larger, from the good to the better; steps are dragged into their order."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Page,
    beside,
    button,
    choice,
    column,
    even,
    field,
    form_card,
    label,
    line_edit,
    pick,
    row,
)  # fmt: skip
from pos_assist.desktop.shared.painting import money, plus_money, price_title, without_tax
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.items import Item, Upgrade
from pos_assist.i18n.translate import tr, trn

CODE = Qt.ItemDataRole.UserRole
Ladder = tuple[Item, ...]


class UpgradesPage(Page):
    """Every ladder in a table; the chosen one at the right, where its steps are dragged, added and taken out."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Upgrades"))
        self._shown: tuple[str, ...] = ()  # the ladder as it is in the shop, by codes
        self.head.addWidget(button(tr("New ladder"), self.new, "plain", "Ctrl+N"))
        self.table: RecordTable[tuple[Item, ...]] = RecordTable(
            (
                TableColumn(tr("From the smaller to the larger"), _words, bold=True),
                TableColumn(
                    without_tax(tr("Prices")),
                    lambda x: " → ".join(money(i.price) for i in x),
                    210,
                    right=True,
                    ink=lambda _: "dim",
                ),
                TableColumn(tr("Steps"), lambda x: str(len(x) - 1), 66, right=True, wide=560),
            ),
            tr("Upgrades"),
            tr("No upgrades yet. With «New ladder» the first one begins."),
        )
        self.ladder_message = label(tr("Drag the steps into their order: the cheapest first."), "dim", wrap=True)
        self.steps = QListWidget()
        self.steps.setMinimumHeight(3 * TOUCH)
        self.steps.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.steps.setAccessibleName(tr("Steps"))
        self.steps.model().rowsMoved.connect(lambda *_: self._price_steps())
        self.kind = choice((("size", tr("a larger size")), ("grade", tr("a better model"))))
        self.search = line_edit(tr("Name, reading, code or barcode"))
        self.found: RecordTable[Item] = RecordTable(
            (
                TableColumn(tr("Item"), lambda x: x.title),
                TableColumn(price_title(narrow=True), lambda x: money(x.price), 84, right=True),
            ),
            tr("Items to choose from"),
            tr("No item is like that."),
        )
        self.found.horizontalHeader().hide()
        self.found.setFixedHeight(168)
        self.out = button(tr("Take step out"), self.take_out)
        self.up, self.down = button("▲", lambda: self.shift(-1)), button("▼", lambda: self.shift(1))
        for arrow, words in ((self.up, tr("One step down the ladder")), (self.down, tr("One step up the ladder"))):
            arrow.setFixedWidth(44)
            arrow.setAccessibleName(words)
            arrow.setToolTip(words)
        self.save_button = button(tr("Save the ladder"), self.save, "primary", "Ctrl+S")
        self.remove_button = button(tr("Remove it"), self.remove, "danger")
        side = form_card(
            column(
                self.ladder_message,
                self.steps,
                row(self.up, self.down, self.out, None),
                even(field(tr("Each step is"), self.kind)),
                field(tr("Add a step (Enter or double click)"), self.search),
                self.found,
            ),
            row(self.remove_button, None, self.save_button),
        )
        side.setFixedWidth(380)
        self.body.addLayout(beside(self.table, side), 1)
        self.table.chosen.connect(self._look)
        self.found.opened.connect(self.add_step)
        self.search.returnPressed.connect(lambda: self.add_step(self.found.current))
        self._timer = QTimer(self, singleShot=True, interval=90)
        self._timer.timeout.connect(self._find)
        self.search.textEdited.connect(lambda _text: self._timer.start())

    def reload(self) -> None:
        """The ladders as they are."""
        ladders = self.context.manager.ladders()
        self.message.setText(trn("{n} ladder", "{n} ladders", len(ladders)))
        self.table.show_rows(ladders)
        self._find()
        if not self.table.choose_where(lambda x: _codes(x) == self._shown):
            self.table.choose(0)

    def new(self) -> None:
        """Begin an empty ladder."""
        self.table.clearSelection()
        self._shown = ()
        self.steps.clear()
        self.search.setFocus()

    def save(self) -> None:
        """Make the steps one ladder in this order; what was taken out of it is no step any more."""
        codes, gone = self._typed(), [x for x in self._shown if x not in self._typed()]
        if len(codes) < 2:
            self.context.messages.tell(tr("A ladder needs two steps at least."))
            return
        kind = self.kind.currentData()
        done = tr("{ladder} is saved.", ladder=" → ".join(self._titles()))
        if gone and not self._unlink(self._shown):
            return
        self._shown = codes
        self.context.write(lambda: self.context.manager.save_ladder(codes, kind), done)

    def remove(self) -> None:
        """No upgrades between these steps any more; the items stay."""
        if self._shown and self._unlink(self._shown):
            self._shown = ()
            self.steps.clear()
            self.reload()

    def take_out(self) -> None:
        """The chosen step out of the list, not yet out of the shop."""
        self.steps.takeItem(self.steps.currentRow())
        self._price_steps()

    def shift(self, by: int) -> None:
        """The chosen step, by key: what dragging does by hand."""
        here = self.steps.currentRow()
        there = min(max(0, here + by), self.steps.count() - 1)
        if here >= 0 and there != here:
            self.steps.insertItem(there, self.steps.takeItem(here))
            self.steps.setCurrentRow(there)
            self._price_steps()

    def add_step(self, item: Item | None) -> None:
        """One more at the end, unless it is there already."""
        if item is not None and item.code not in self._typed():
            self._put(item)
            self._price_steps()

    def search_for(self) -> None:
        """Into the search for a step."""
        self.search.setFocus()
        self.search.selectAll()

    def _unlink(self, codes: tuple[str, ...]) -> bool:
        pairs = set(pairwise(codes))
        steps = [x for x in self.context.manager.upgrades() if (x.from_item, x.to_item) in pairs]
        return all(self._drop(x) for x in steps)

    def _drop(self, upgrade: Upgrade) -> bool:
        done = tr("{step} is no upgrade any more.", step=f"{upgrade.from_item} → {upgrade.to_item}")
        return self.context.write(lambda: self.context.manager.remove_upgrade(upgrade), done)

    def _look(self, ladder: Ladder | None) -> None:
        if ladder is None:
            return
        self._shown = _codes(ladder)
        self.steps.clear()
        for item in ladder:
            self._put(item)
        self._price_steps()
        kinds = {x.from_item: x.kind for x in self.context.shop.catalog.upgrades_from(ladder[0].code)}
        pick(self.kind, kinds.get(ladder[0].code, "size"))

    def _put(self, item: Item) -> None:
        entry = QListWidgetItem(item.title)
        entry.setData(CODE, item.code)
        entry.setSizeHint(QSize(0, 40))
        self.steps.addItem(entry)
        self.steps.setCurrentItem(entry)

    def _price_steps(self) -> None:
        """Each step with what it adds to the one below it."""
        below: Item | None = None
        for i, code in enumerate(self._typed()):
            item = self.context.shop.catalog.item(code)
            if item:
                adds = plus_money(item.price - below.price) if below else money(item.price)
                self.steps.item(i).setText(f"{item.title}   {adds}")
                below = item

    def _typed(self) -> tuple[str, ...]:
        return tuple(self.steps.item(i).data(CODE) for i in range(self.steps.count()))

    def _titles(self) -> list[str]:
        items = (self.context.shop.catalog.item(code) for code in self._typed())
        return [x.title for x in items if x]

    def _find(self) -> None:
        found = self.context.manager.list_items(self.search.text())
        self.found.show_lazily(len(found), found.rows)
        self.found.choose(0)


def _codes(ladder: Ladder) -> tuple[str, ...]:
    return tuple(x.code for x in ladder)


def _words(ladder: Ladder) -> str:
    return "  →  ".join(x.title for x in ladder)
