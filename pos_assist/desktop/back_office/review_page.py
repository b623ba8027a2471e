"""What the items seem to be: one list to look through and confirm by touch."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtWidgets import QCheckBox

from pos_assist.desktop.back_office.item_form import tax_words
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Page,
    beside,
    button,
    card,
    choice,
    column,
    even,
    field,
    label,
    line_edit,
    pick,
)
from pos_assist.desktop.back_office.widgets import (
    row as side_by_side,
)
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.items import Item, ItemRole, Upgrade
from pos_assist.i18n.record_texts import role_text
from pos_assist.i18n.translate import tr, trn
from pos_assist.services.management.catalog_review import CatalogReview

SIDE, SIZE_WIDTH = 376, 96  # px: the longest tax words are whole
Row = tuple[Item, Item]  # as it stands, as it is proposed


class ReviewPage(Page):
    """Every item nobody has confirmed: what it is taken for in a table, the chosen one at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, tr("Look through the items"))
        self._ladders: tuple[Upgrade, ...] = ()
        self._proposed: dict[str, Item] = {}
        self._typing = True
        self.all_button = button(tr("All are right"), self.confirm_all, "plain")
        self.head.addWidget(self.all_button)
        self.table: RecordTable[tuple[Item, Item]] = RecordTable(
            (
                TableColumn(tr("Item"), lambda x: self._now(x).title, bold=True),
                TableColumn(tr("Size"), lambda x: self._now(x).size, 76),
                TableColumn(tr("Role"), lambda x: role_text(self._now(x).role), 136),
                TableColumn(tr("Marks"), lambda x: _marks(self._now(x)), 190, ink=lambda _: "dim", wide=640),
                TableColumn(tr("New"), lambda x: "●" if self._now(x) != x[0] else "", 64, ink=lambda _: "accent_ink"),
            ),
            tr("Look through the items"),
            tr("Every item has been looked at."),
        )
        self.title = label("", "head", wrap=True)
        self.size_ = line_edit("S, M, L")
        self.role = choice([("", "–"), *((x, role_text(x)) for x in ItemRole.ALL)])
        self.tax = choice(tax_words())
        self.never_offer, self.alcohol = QCheckBox(tr("Never offered")), QCheckBox(tr("Alcohol"))
        self.age, self.kids = QCheckBox(tr("Only for adults")), QCheckBox(tr("For children"))
        self.ladder = label("", "dim", wrap=True)
        self.one_button = button(tr("This is right"), self.confirm, "primary", "^S")
        self.size_.setFixedWidth(SIZE_WIDTH)
        side = card(
            column(
                self.title,
                side_by_side(field(tr("Size"), self.size_), field(tr("Role"), self.role)),
                field(tr("Tax"), self.tax),
                even(self.never_offer, self.alcohol),
                even(self.kids, self.age),
                self.ladder,
                None,
                self.one_button,
            )
        )
        side.setFixedWidth(SIDE)
        self.one_button.setFixedHeight(TOUCH)
        self.body.addLayout(beside(self.table, side), 1)
        self.table.chosen.connect(self._look)
        self.size_.textEdited.connect(lambda _: self._changed())
        self.role.currentIndexChanged.connect(lambda _: self._changed())
        self.tax.currentIndexChanged.connect(lambda _: self._changed())
        for box in (self.never_offer, self.alcohol, self.age, self.kids):
            box.toggled.connect(lambda _: self._changed())

    def reload(self) -> None:
        """Read the catalog again, on the worker."""
        manager = self.context.manager
        self.context.work.start(lambda _progress, _cancelled: manager.review_catalog(), self._show, self._refused)

    def confirm(self) -> None:
        """The chosen item is what the form says; on to the next."""
        row = self.table.current
        if row:
            item = self._now(row)
            self._write([item], tr("{name} is looked at.", name=item.title))

    def confirm_all(self) -> None:
        """Everything in the list is what it is taken for."""
        items = [self._now(row) for i in range(self.table.rows.rowCount()) if (row := self.table.rows.row(i))]
        self._write(items, trn("{n} item is looked at.", "{n} items are looked at.", len(items)))

    def _write(self, items: list[Item], done: str) -> None:
        codes = {item.code for item in items}
        steps = [x for x in self._ladders if {x.from_item, x.to_item} & codes]
        for item in items:
            self._proposed.pop(item.code, None)
        self.context.write(lambda: self.context.manager.confirm(items, steps), done)

    def _show(self, found: CatalogReview) -> None:
        place = self.table.currentIndex().row()
        items, self._ladders = found.items, found.ladders
        new = sum(before != after for before, after in items)
        waiting = trn("{n} item to look at", "{n} items to look at", len(items))
        changes = trn("{n} would change", "{n} would change", new)
        self.message.setText(f"{waiting} · {changes}" if items else "")
        self.all_button.setEnabled(bool(items))
        self.all_button.say(trn("All {n} are right", "All {n} are right", len(items)))
        self.table.show_rows(items)
        self.table.choose(min(max(place, 0), len(items) - 1))
        if not items:
            self._look(None)

    def _refused(self, problem: Exception) -> None:
        raise problem

    def _now(self, row: Row) -> Item:
        """The item as it would be stored."""
        return self._proposed.get(row[0].code, row[1])

    def _look(self, row: Row | None) -> None:
        fields = (self.size_, self.role, self.tax, self.never_offer, self.alcohol, self.age, self.kids, self.one_button)
        for part in fields:
            part.setEnabled(row is not None)
        if row is None:
            self.title.setText("")
            return
        item, self._typing = self._now(row), False
        self.title.setText(item.title)
        self.size_.setText(item.size)
        if item.role and item.role not in ItemRole.ALL and self.role.findData(item.role) < 0:
            self.role.addItem(item.role, item.role)
        pick(self.role, item.role)
        pick(self.tax, item.tax)
        for box, on in (
            (self.never_offer, item.never_offer),
            (self.alcohol, item.alcohol),
            (self.age, item.age_restricted),
            (self.kids, item.kids),
        ):
            box.setChecked(on)
        self.ladder.setText(self._ladder_of(item.code))
        self._typing = True

    def _changed(self) -> None:
        """Keep what was chosen in the form until it is confirmed."""
        row = self.table.current
        if row and self._typing:
            self._proposed[row[0].code] = replace(
                self._now(row),
                size=self.size_.text().strip(),
                role=self.role.currentData() or "",
                tax=self.tax.currentData(),
                never_offer=self.never_offer.isChecked(),
                alcohol=self.alcohol.isChecked(),
                age_restricted=self.age.isChecked(),
                kids=self.kids.isChecked(),
            )
            self.table.viewport().update()

    def _ladder_of(self, code: str) -> str:
        """The ladder that confirming this item makes, its steps from the smallest on."""
        next_of = {x.from_item: x.to_item for x in self._ladders}
        before = {large: small for small, large in next_of.items()}
        while code in before:
            code = before[code]
        steps = [code]
        while steps[-1] in next_of:
            steps.append(next_of[steps[-1]])
        if not list(pairwise(steps)):
            return ""
        titles = [x.title for x in self.context.manager.items(steps)]
        return tr("Becomes an upgrade ladder: {steps}", steps=" → ".join(titles))


def _marks(item: Item) -> str:
    marks = (
        (item.never_offer, tr("Never offered")),
        (item.alcohol, tr("Alcohol")),
        (item.age_restricted and not item.alcohol, tr("Only for adults")),
        (item.kids, tr("For children")),
    )
    return ", ".join(words for is_so, words in marks if is_so)
