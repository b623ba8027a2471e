"""One screen of a recorded customer display: what it shows, what it was taken for, and what a person says that it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import button, card, column, even, form_card, label, line_edit
from pos_assist.desktop.shared.painting import money, price_title
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.items import Item
from pos_assist.i18n.feed_texts import screen_kind_words
from pos_assist.i18n.translate import tr
from pos_assist.services.feeds.display.calibration import MARKS, ScreenRow

SIDE = 316  # px
_FOUND = 20  # items that a search shows


class ScreenCard(QWidget):
    """`marked`: a person says that the screen is of that kind; `named`: that its item is the one with that code."""

    marked = Signal(str)
    named = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.setFixedWidth(SIDE)
        self.upper_line, self.lower_line = label("", "figure"), label("", "figure")
        self.means = label("", "dim", wrap=True)
        self.marks = {kind: button(screen_kind_words(kind), partial(self.marked.emit, str(kind))) for kind in MARKS}
        presses = list(self.marks.values())
        for press in presses:
            press.setCheckable(True)
        grid = column(*(even(*presses[i : i + 3]) for i in range(0, len(presses), 3)), space=6)
        self.search = line_edit(tr("Which item is that? Name or code"))
        self.search.setAccessibleName(tr("Which item is that?"))
        self.search.textChanged.connect(lambda _: self._find())
        self.found: RecordTable[Item] = RecordTable(
            (TableColumn(tr("Item"), lambda x: x.title), TableColumn(price_title(narrow=True), lambda x: money(x.price), 84, right=True)),
            tr("Items with that name"),
        )  # fmt: skip
        self.found.setMinimumHeight(3 * TOUCH)
        self.found.opened.connect(lambda _: self._name())
        self.name = button(tr("It is this item"), self._name)
        screen = card(column(self.upper_line, self.lower_line, space=0), "sunken", 8)
        inside = column(screen, self.means, label(tr("This screen is…"), "head"), grid, self.search, self.found, self.name, space=6)  # fmt: skip
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(form_card(inside, margin=10))

    def show_screen(self, shown: ScreenRow | None, *, may_mark: bool) -> None:
        """Show that screen; None: none."""
        self.upper_line.setText(shown.upper if shown else "")
        self.lower_line.setText(shown.lower if shown else "")
        self.means.setText(meaning(shown) if shown else "")
        for kind, press in self.marks.items():
            press.setEnabled(may_mark and shown is not None)
            press.setChecked(shown is not None and shown.marked is kind)
        names = shown is not None and bool(shown.name)
        for widget in (self.search, self.found, self.name):
            widget.setEnabled(names)
        self._find()

    def _find(self) -> None:
        text = self.search.text().strip()
        self.found.show_rows(self.context.shop.till.search(text, _FOUND) if text else [])
        self.found.choose(0)
        self.name.setEnabled(self.found.isEnabled() and self.found.current is not None)

    def _name(self) -> None:
        if self.found.current is not None:
            self.named.emit(self.found.current.code)


def understood(shown: ScreenRow) -> str:
    """What the screen is taken for, in a few words."""
    words = screen_kind_words(shown.reading.kind)
    if shown.item and shown.units:
        many = f" ×{shown.units.qty}" if shown.units.qty > 1 else ""
        return f"{words}: {shown.item.title}{many}"
    if shown.name:
        return f"{words}: {shown.name.strip()}?"
    return f"{words} {money(shown.reading.amount)}" if shown.reading.amount is not None else words


def meaning(shown: ScreenRow) -> str:
    """The same with prices, or why it is no item."""
    if shown.item and shown.units:
        return f"{shown.item.title} ×{shown.units.qty}, {money(shown.units.unit)}"
    return tr("No item is called “{name}” at that price.", name=shown.name) if shown.name else understood(shown)
