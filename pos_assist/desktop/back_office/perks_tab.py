"""Perks: what customers get from a total on, shown at the counter as «¥120 more for …»."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QWidget

from pos_assist.desktop.back_office.money_field import money_text, money_value
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    beside,
    button,
    choice,
    column,
    field,
    form_card,
    label,
    line_edit,
    pick,
    row,
)
from pos_assist.desktop.shared.painting import money, without_tax
from pos_assist.domain.items import Perk
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import tr


def modes() -> tuple[tuple[str, str], ...]:
    """Which orders a perk is for."""
    return (("", tr("every order")), ("eat_in", tr("eaten in")), ("takeout", tr("taken out")))


class PerksTab(QWidget):
    """The table; the chosen one is changed at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.perk: Perk | None = None
        self.table: RecordTable[Perk] = RecordTable(
            (
                TableColumn(tr("What they get"), lambda x: x.name, bold=True),
                TableColumn(without_tax(tr("From total")), lambda x: money(x.threshold), 150, right=True),
                TableColumn(tr("For"), lambda x: dict(modes())[x.mode], 150, ink=lambda _: "dim"),
            ),
            tr("Perks"),
            tr("No perks yet."),
        )
        self.head = label("", "head", wrap=True)
        self.name, self.english, self.threshold = (
            line_edit(tr("such as: delivery without charge")),
            line_edit(),
            line_edit(),
        )
        self.mode = choice(modes())
        self.remove_button = button(tr("Remove it"), self.remove, "danger")
        self.save_button = button(tr("Save"), self.save, "primary", "Ctrl+S")
        side = form_card(
            column(
                self.head,
                field(tr("What they get"), self.name),
                field(tr("Name in English"), self.english),
                field(without_tax(tr("From total")), self.threshold),
                field(tr("For"), self.mode),
                None,
            ),
            row(button(tr("Another perk"), self.begin), self.remove_button),
            self.save_button,
        )
        side.setFixedWidth(300)
        self.setLayout(beside(self.table, side))
        self.table.chosen.connect(self._look)

    def reload(self) -> None:
        """The perks as they are."""
        self.table.show_rows_again(self.context.shop.catalog.perks(), self.perk, lambda x: x.id)
        if self.table.current is None:
            self.begin()

    def begin(self) -> None:
        """Show an empty form for a new perk."""
        self.table.clearSelection()
        self._show(Perk(f"perk-{uuid.uuid4().hex[:8]}", "", 0))
        self.head.setText(tr("A new perk"))
        self.remove_button.setEnabled(False)
        self.name.setFocus()

    def save(self) -> None:
        """Check and save the perk in the form."""
        perk = self.context.ask(self._typed)
        if perk:
            self.perk = perk
            self.context.write(lambda: self.context.manager.save_perk(perk), tr("“{name}” is saved.", name=perk.name))

    def remove(self) -> None:
        """Remove the chosen perk."""
        perk = self.perk
        if perk:
            self.context.write(
                lambda: self.context.manager.remove_perk(perk), tr("“{name}” is removed.", name=perk.name)
            )

    def _typed(self) -> Perk:
        assert self.perk is not None
        threshold = money_value(self.threshold.text(), tr("From total"))
        if threshold is None:
            raise Refused("empty_cell", column=tr("From total"))
        return Perk(
            self.perk.id, self.name.text().strip(), threshold, self.mode.currentData(), self.english.text().strip()
        )

    def _look(self, perk: Perk | None) -> None:
        if perk is not None:
            self._show(perk)
            self.head.setText(perk.name)
            self.remove_button.setEnabled(True)

    def _show(self, perk: Perk) -> None:
        self.perk = perk
        self.name.setText(perk.name)
        self.english.setText(perk.title_en)
        self.threshold.setText(money_text(perk.threshold) if perk.threshold else "")
        pick(self.mode, perk.mode)
