"""Items: found, sorted, changed in the table or in full at the right; added, taken off the menu, never deleted."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.departments_tab import DepartmentsTab
from pos_assist.desktop.back_office.item_form import ItemForm
from pos_assist.desktop.back_office.keys_tab import KeysTab
from pos_assist.desktop.back_office.money_field import money_value
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Page,
    Segments,
    beside,
    button,
    choice,
    column,
    line_edit,
    pick,
    row,
    widen,
)  # fmt: skip
from pos_assist.desktop.shared.painting import box, draw_text, fit, money, price_title, width
from pos_assist.desktop.shared.theme import Colors, colors
from pos_assist.domain.items import Department, Item
from pos_assist.domain.marking import N_
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import tr, trn

EVERY = "*"  # departments
ITEMS, DEPARTMENTS, KEYS = "items", "departments", "keys"


def item_state(item: Item) -> str:
    """Return the notes about an item beside its price."""
    if item.retired:
        return tr("off the menu")
    if item.sold_out:
        return tr("sold out")
    if item.next_price is not None and item.next_from:
        return tr("{price} from {day}", price=money(item.next_price), day=f"{item.next_from:%m/%d}")
    return tr("per 100 g") if item.by_weight else ""


_NONE_YET = N_("No items yet. “Add an item” makes one; a whole list comes in under Files, from a spreadsheet.")


class ItemsPage(Page):
    """A table of any length; what is chosen is edited beside it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Items"))
        self._sort, self._down = "key", False
        self.search = line_edit(tr("Name, reading, code or barcode"))
        self.search.setAccessibleName(tr("Search"))
        self.department = choice((), lambda _: self.reload())
        self.department.setAccessibleName(tr("Department"))
        self.which = choice((("", tr("On the menu")), ("retired", tr("Off the menu"))), lambda _: self.reload())
        widen(self.which)
        self.which.setAccessibleName(tr("Which items"))
        self.add = button(tr("Add an item"), self.new, "plain", "Ctrl+N")
        self.head.addWidget(self.add)
        self._departments: dict[str, Department] = {}
        self.table = RecordTable(
            (
                TableColumn(tr("Name"), lambda x: x.title, sort="name", paint=self._name, edit=self._rename),
                TableColumn(tr("Department"), self._department_name, 120, ink=lambda _: "dim", sort="department", wide=700),
                TableColumn(price_title(narrow=True), lambda x: money(x.price), 92, right=True, bold=True, sort="price", edit=self._reprice),
                TableColumn(tr("Margin"), _margin, 78, right=True, ink=lambda _: "dim", wide=560),
                TableColumn(
                    "", item_state, 136, wide=440,
                    ink=lambda x: "saving" if x.sold_out or x.retired else "upgrade_ink",
                ),
            ),
            tr("Items"),
            tr("No item is like that."),
        )  # fmt: skip
        self.tabs = Segments(((ITEMS, tr("Items")), (DEPARTMENTS, tr("Departments")), (KEYS, tr("Keys"))))
        self.tabs.chosen.connect(lambda _: self.reload())
        self.head.insertWidget(self.head.count() - 1, self.tabs)
        self.departments, self.keys = DepartmentsTab(context), KeysTab(context)
        self.form = ItemForm(context)
        self.form.saved.connect(self._saved)
        filters = row(self.search, self.department, self.which)
        filters.setStretch(0, 1)
        self.sheet = QWidget()
        found = QWidget()
        found.setLayout(column(filters, self.table))
        self.sheet.setLayout(beside(found, self.form))
        self.body.addWidget(self.sheet, 1)
        self.body.addWidget(self.departments, 1)
        self.body.addWidget(self.keys, 1)
        self.table.chosen.connect(self._look)
        self.table.sorted.connect(self._sorted)
        self._timer = QTimer(self, singleShot=True, interval=90)
        self._timer.timeout.connect(self.reload)
        self.search.textEdited.connect(lambda _text: self._timer.start())

    def reload(self) -> None:
        """Departments and the items that match."""
        self._timer.stop()
        here = self.tabs.value == ITEMS
        tabs: dict[str, DepartmentsTab | KeysTab] = {DEPARTMENTS: self.departments, KEYS: self.keys}
        for widget in (self.sheet, self.add, self.message):
            widget.setVisible(here)
        for value, tab in tabs.items():
            tab.setVisible(self.tabs.value == value)
        if not here:
            tabs[self.tabs.value].reload()
            return
        departments = self.context.shop.catalog.departments()
        if tuple(self._departments.values()) != departments:
            self._departments = {x.code: x for x in departments}
            before = self.department.currentData() or EVERY
            self.department.clear()
            self.department.addItem(tr("Every department"), EVERY)
            for x in departments:
                self.department.addItem(x.name, x.code)
            pick(self.department, before)
            widen(self.department)
            self.form.show_departments(departments)
        chosen = self.department.currentData()
        found = self.context.manager.list_items(
            self.search.text(),
            None if chosen in (EVERY, None) else chosen,
            self._sort,
            down=self._down,
            retired=self.which.currentData() == "retired",
        )
        self.message.setText(trn("{n} item", "{n} items", len(found)))
        asked = bool(self.search.text()) or chosen not in (EVERY, None) or bool(self.which.currentData())
        self.table.empty_text = tr("No item is like that.") if asked else tr(_NONE_YET)
        looked_at = self.form.editing
        scrolled = self.table.verticalScrollBar().value()
        self.table.show_lazily(len(found), found.rows)
        place = found.codes.index(looked_at) if looked_at in set(found.codes) else 0
        if len(found) and not self.form.adding:
            self.table.verticalScrollBar().setValue(scrolled)
            self.table.selectRow(place)
        if self.form.adding and not len(found):
            return
        if not len(found):
            self.form.show_item(None)

    def show_what(self, what: str) -> None:
        """Open the item with that code."""
        self.tabs.choose(ITEMS)
        self.search.setText(what)
        pick(self.department, EVERY)
        self.reload()

    def search_for(self) -> None:
        """Give the focus to the search field."""
        self.search.setFocus()
        self.search.selectAll()

    def new(self) -> None:
        """Open an empty form for a new item."""
        if self.tabs.value == DEPARTMENTS:
            self.departments.begin()
            return
        if self.tabs.value == KEYS:
            return
        chosen = self.department.currentData()
        self.table.clearSelection()
        self.form.begin("" if chosen in (EVERY, None) else chosen)

    def save(self) -> None:
        """Save the item in the form."""
        if self.tabs.value == DEPARTMENTS:
            self.departments.save()
        elif self.tabs.value == KEYS:
            self.keys.save()
        elif self.form.isVisible():
            self.form.save()

    def step_back(self) -> bool:
        """Out of an item that is being added."""
        if not self.form.adding:
            return False
        self.form.show_item(None)
        self.table.choose(0)
        return True

    def _look(self, item: Item | None) -> None:
        if item is not None:
            self.form.show_item(item)

    def _saved(self, code: str) -> None:
        self.table.choose_where(lambda x: x is not None and x.code == code)

    def _sorted(self, sort: str, down: bool) -> None:
        self._sort, self._down = sort, down
        self.reload()

    def _department_name(self, item: Item) -> str:
        found = self._departments.get(item.department)
        return found.name if found else item.department

    def _rename(self, item: Item, text: str) -> None:
        self.context.write(
            lambda: self.context.manager.save_item(replace(item, name=text)), tr("{name} is saved.", name=text)
        )

    def _reprice(self, item: Item, text: str) -> None:
        try:
            price = money_value(text, tr("Price"))
        except Problem as problem:
            self.context.messages.refuse(problem)
            return
        self.context.write(
            lambda: self.context.manager.set_price(item.code, price or 0),
            tr("{name} costs {price} now.", name=item.title, price=money(price or 0)),
        )

    def _name(self, p: QPainter, rect: QRect, item: Item, c: Colors) -> None:
        """A dot in the colour of its key, the title, the code behind it where there is room."""
        department = self._departments.get(item.department)
        tint = item.color or (department.color if department else "")
        area = rect.adjusted(10, 0, -10, -1)
        dot = QRect(area.left(), area.center().y() - 6, 5, 14)
        box(p, dot, _color(tint), radius=2)
        text = area.adjusted(14, 0, 0, 0)
        title = item.title
        px = fit(title, text.width(), (15, 14, 13, 12))
        draw_text(p, text, title, px, c.faint if item.sold_out else c.ink)
        code = text.adjusted(width(title, px) + 10, 0, 0, 0)
        if width(item.code, 12) <= code.width():
            draw_text(p, code, item.code, 12, c.faint)


def _color(tint: str) -> QColor:
    return QColor(tint) if tint else colors().key


def _margin(item: Item) -> str:
    if item.cost is None or not item.price:
        return "–"
    return f"{(item.price - item.cost) / item.price:.0%}"
