"""Departments: the tabs of the counter's keys, their names, colours and order."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QColorDialog, QWidget

from pos_assist.desktop.back_office.money_field import number_value, offer_hours_text
from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import beside, button, column, field, form_card, label, line_edit, row
from pos_assist.desktop.shared.painting import box, draw_text
from pos_assist.desktop.shared.theme import Colors
from pos_assist.domain.items import Department
from pos_assist.i18n.translate import tr


class DepartmentsTab(QWidget):
    """The table; the chosen one is changed at the right."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.department: Department | None = None
        self.table = RecordTable(
            (
                TableColumn(tr("Name"), lambda x: x.name, paint=_name),
                TableColumn(tr("Code"), lambda x: x.code, 170, ink=lambda _: "dim", wide=420),
                TableColumn(tr("Items"), self._count, 90, right=True),
                TableColumn(tr("Place"), lambda x: str(x.rank + 1), 90, right=True, ink=lambda _: "dim"),
            ),
            tr("Departments"),
            tr("No departments yet."),
        )
        self.head = label("", "head", wrap=True)
        self.name, self.english, self.code, self.color, self.rank = (line_edit() for _ in range(5))
        self.hours = line_edit("07:00-10:30")
        self.color.setPlaceholderText("#E8A33D")
        self.color.setAccessibleName(tr("Colour of its keys"))
        self.pick = button(tr("Choose…"), self._pick_color)
        self.open_key = button(tr("Add a key for typed prices"), self.add_open_key)
        self.remove_button = button(tr("Remove it"), self.remove, "danger")
        self.save_button = button(tr("Save"), self.save, "primary", "Ctrl+S")
        side = form_card(
            column(
                self.head,
                field(tr("Name"), self.name),
                field(tr("Name in English"), self.english),
                field(tr("Code"), self.code),
                column(label(tr("Colour of its keys"), "dim"), row(self.color, self.pick), space=2),
                field(tr("Place among the tabs"), self.rank),
                field(tr("Offered only at (empty: always)"), self.hours),
                self.open_key,
                None,
            ),
            row(button(tr("Another department"), self.begin), self.remove_button),
            self.save_button,
        )
        side.setFixedWidth(300)
        self.setLayout(beside(self.table, side))
        self.table.chosen.connect(self._look)

    def reload(self) -> None:
        """The departments as they are."""
        self.table.show_rows_again(self.context.shop.catalog.departments(), self.department, lambda x: x.code)
        if self.table.current is None:
            self.begin()

    def begin(self) -> None:
        """A new one, after the others."""
        self.table.clearSelection()
        self._show(Department("", "", "", self.table.rows.rowCount()))
        self.head.setText(tr("A new department"))
        self.code.setReadOnly(False)
        self.remove_button.setEnabled(False)
        self.open_key.setEnabled(False)
        self.name.setFocus()

    def save(self) -> None:
        """Check and save the department in the form."""
        department = self.context.ask(self._typed)
        if department:
            self.department = department
            hours = self.hours.text()
            done = tr("“{name}” is saved.", name=department.name)
            self.context.write(lambda: self.context.manager.save_department(department, hours), done)

    def add_open_key(self) -> None:
        """A key of the department at which the cashier types the price (部門打ち)."""
        department = self.department
        if department and department.code:
            done = tr("“{name}” has a key for typed prices now.", name=department.name)
            self.context.write(lambda: self.context.manager.add_open_key(department), done)

    def remove(self) -> None:
        """Take it away, if no item is in it."""
        gone = self.department
        if gone:
            done = tr("“{name}” is removed.", name=gone.name)
            self.context.write(lambda: self.context.manager.remove_department(gone), done)

    def _typed(self) -> Department:
        name = self.name.text().strip()
        rank = number_value(self.rank.text(), tr("Place among the tabs"), 999)
        code, color = self.code.text().strip() or name[:40], self.color.text().strip()
        return Department(code, name, color, max(0, rank - 1), self.english.text().strip())

    def _look(self, department: Department | None) -> None:
        if department is not None:
            self._show(department)
            self.head.setText(department.name)
            self.code.setReadOnly(True)
            self.remove_button.setEnabled(True)
            self.open_key.setEnabled(self.context.shop.catalog.item(f"open-{department.code}"[:40]) is None)

    def _show(self, department: Department) -> None:
        self.department = department
        self.name.setText(department.name)
        self.english.setText(department.title_en)
        self.code.setText(department.code)
        self.color.setText(department.color)
        self.rank.setText(str(department.rank + 1))
        self.hours.setText(offer_hours_text(self.context, department.code))

    def _pick_color(self) -> None:
        chosen = QColorDialog.getColor(QColor(self.color.text() or "#E8A33D"), self, tr("Colour of its keys"))
        if chosen.isValid():
            self.color.setText(chosen.name().upper())

    def _count(self, department: Department) -> str:
        return f"{len(self.context.manager.list_items(department=department.code)):,}"


def _name(p: QPainter, rect: QRect, department: Department, c: Colors) -> None:
    """The colour of its keys, and its name."""
    dot = QRect(rect.left() + 14, rect.center().y() - 9, 18, 18)
    box(p, dot, QColor(department.color) if department.color else c.key, radius=5)
    draw_text(p, rect.adjusted(44, 0, -10, -1), department.name, 15, c.ink, bold=True)
