"""People: who sells, who manages, and their PINs. A PIN is never shown; a forgotten one is replaced."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QLineEdit, QWidget

from pos_assist.desktop.back_office.page_context import PageContext
from pos_assist.desktop.back_office.table import RecordTable, TableColumn
from pos_assist.desktop.back_office.widgets import (
    Words,
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
from pos_assist.desktop.dialogs.recovery_code import RecoveryCode
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import tr
from pos_assist.services.management.staff import Person, Role


def roles() -> tuple[tuple[str, str], ...]:
    """Return (code, words) of each role."""
    return ((Role.CASHIER, tr("Cashier: sells")), (Role.MANAGER, tr("Manager: sells, back office")))


class StaffTab(QWidget):
    """The table; the chosen one is changed at the right. The first one here is a manager."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.person: Person | None = None
        words = dict(roles())
        self.table: RecordTable[Person] = RecordTable(
            (
                TableColumn(tr("Name"), lambda x: x.name, bold=True),
                TableColumn(tr("May"), lambda x: words[x.role], ink=lambda _: "dim"),
                TableColumn(tr("Code"), lambda x: x.code, 84, ink=lambda _: "dim"),
                TableColumn(tr("PIN"), lambda x: tr("yes") if x.has_pin else tr("none"), 84, ink=lambda _: "dim"),
                TableColumn("", lambda x: "" if x.active else tr("has left"), 64, ink=lambda _: "saving"),
            ),
            tr("People"),
            tr("Nobody has a PIN here yet. The first one is a manager."),
        )
        self.uses: RecordTable[tuple[datetime, str, bool]] = RecordTable(
            (
                TableColumn(tr("When"), lambda x: f"{x[0]:%m/%d %H:%M}", 130, ink=lambda _: "dim"),
                TableColumn(tr("Who"), lambda x: x[1]),
                TableColumn(
                    tr("PIN"),
                    lambda x: tr("right") if x[2] else tr("wrong"),
                    100,
                    ink=lambda x: "dim" if x[2] else "saving",
                ),
            ),
            tr("When PINs were used"),
            tr("No PIN was used yet."),
        )
        self.head = label("", "head", wrap=True)
        self.name = line_edit()
        self.role = choice(roles())
        self.pin = line_edit(tr("6 to 12 digits; cashiers from 4"))
        self.again = line_edit()
        self.badge = line_edit(tr("typed or scanned; empty: none"))
        for edit in (self.pin, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(12)
        self.typed_code = line_edit()
        self.message: Words = label("", "good", wrap=True)
        self.code = RecoveryCode(self.message, self.typed_code)
        self.leave = button(tr("Has left"), self._leave, "danger")
        self.save_button = button(tr("Save"), self.save, "primary", "Ctrl+S")
        side = form_card(
            column(
                self.head,
                field(tr("Name"), self.name),
                field(tr("May"), self.role),
                field(tr("Code or badge"), self.badge),
                field(tr("New PIN"), self.pin),
                field(tr("PIN again"), self.again),
                self.message,
                self.typed_code,
                None,
            ),
            row(button(tr("Another person"), self.begin), self.leave),
            self.save_button,
        )
        side.setFixedWidth(336)
        left = QWidget()
        left.setLayout(column(self.table, label(tr("When PINs were used"), "head"), self.uses))
        self.setLayout(beside(left, side))
        self.table.chosen.connect(self._look)

    def reload(self) -> None:
        """Read the list of people again."""
        staff = self.context.manager.staff
        self.uses.show_rows(staff.uses())
        self.table.show_rows_again(staff.people(), self.person, lambda x: x.name)
        if self.table.current is None:
            self.begin()

    def begin(self) -> None:
        """Show an empty form for a new person."""
        self.table.clearSelection()
        self.person = None
        self.head.setText(tr("Somebody new"))
        self.name.setText("")
        self.name.setReadOnly(False)
        for edit in (self.pin, self.again, self.badge):
            edit.setText("")
        pick(self.role, Role.CASHIER if self.table.rows.rowCount() else Role.MANAGER)
        self.role.setEnabled(bool(self.table.rows.rowCount()))
        self.leave.setEnabled(False)

    def save(self) -> None:
        """Add, or change role and PIN."""
        if not self.code.done:
            self.code.press()
            self.save_button.say(tr("Save") if self.code.done else tr("Written down: go on"))
            return
        name = self.name.text().strip()
        if self.context.do(self._write, tr("{name} is saved.", name=name)):
            self.pin.setText("")
            self.again.setText("")
            self.person = Person(name, Role(self.role.currentData()))
            self.reload()  # shows them as they are kept
            if not self.code.done:
                self.code.say()
                self.save_button.say(tr("Written down: go on"))

    def _write(self) -> None:
        staff, name, role = self.context.manager.staff, self.name.text().strip(), Role(self.role.currentData())
        pin, again, badge = self.pin.text(), self.again.text(), self.badge.text().strip()
        if self.person is None and not staff.people():
            self.code.show(staff.found(name, pin, again))
        elif self.person is None:
            staff.add(name, role, pin, again, badge)
            return
        elif pin or again:
            staff.give_pin(name, role, pin, again)
        elif role is not self.person.role or not self.person.active:
            staff.set_role(name, role)
        elif badge == self.person.code:
            raise Refused("pin_length")
        if badge != (self.person.code if self.person else ""):
            staff.set_code(name, badge)

    def _leave(self) -> None:
        person, staff = self.person, self.context.manager.staff
        if person and self.context.do(
            lambda: staff.set_role(person.name, person.role, active=False), tr("{name} has left.", name=person.name)
        ):
            self.reload()

    def _look(self, person: Person | None) -> None:
        if person is not None:
            self.person = person
            self.head.setText(person.name)
            self.name.setText(person.name)
            self.name.setReadOnly(True)
            self.pin.setText("")
            self.again.setText("")
            self.badge.setText(person.code)
            self.message.setText("")
            self.role.setEnabled(True)
            pick(self.role, person.role)
            self.leave.setEnabled(person.active)
