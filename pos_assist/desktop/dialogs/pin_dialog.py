"""Who is there? A manager's name and PIN before the back office; the first manager of a till is made here, a forgotten PIN is
replaced by the recovery code, and anybody changes his or her own PIN."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pos_assist.desktop.dialogs.recovery_code import RecoveryCode
from pos_assist.desktop.shared.choice_box import ChoiceBox
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.problems import Problem
from pos_assist.domain.settings import SAMPLE
from pos_assist.i18n.translate import sentence, tr
from pos_assist.shop import Shop


class PinStep(Enum):
    """The question that the dialog shows."""

    ENTER = "enter"
    FOUND = "found"  # the first manager
    FORGOTTEN = "forgotten"
    CHANGE = "change"  # one's own PIN
    AGAIN = "again"  # the first manager of a shop whose people were lost, with the recovery code


def ask_manager(shop: Shop, parent: QWidget | None) -> str:
    """The name of the manager who is let in; empty where nobody was."""
    if not shop.managers() and shop.setting(SAMPLE) and not shop.staff.locked_out():
        return tr("Manager")
    dialog = PinDialog(shop, parent)
    dialog.exec()
    who = dialog.who
    dialog.deleteLater()
    return who


def change_own_pin(shop: Shop, name: str, parent: QWidget | None) -> None:
    """Let anybody change his or her own PIN; `name` is proposed. Nobody is let in anywhere by it."""
    dialog = PinDialog(shop, parent)
    dialog.setWindowTitle(tr("Change my PIN"))
    dialog.show_step(PinStep.CHANGE)
    dialog.names.setCurrentText(name)
    dialog.changed.connect(dialog.accept)
    dialog.leave.clicked.disconnect()
    dialog.leave.clicked.connect(lambda: dialog.done(QDialog.DialogCode.Rejected))
    dialog.exec()
    dialog.deleteLater()


class PinDialog(QDialog):
    """`who` is the manager who was let in. A wrong PIN, and how long to wait after several, is said under the field."""

    changed = Signal()  # a PIN was

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.staff = shop.staff
        self.who = ""
        self._managers = shop.managers()
        self._people = [x.name for x in self.staff.people() if x.active]
        self.setWindowTitle(tr("Back office"))
        self.setMinimumWidth(460)
        self.message = PlainLabel()
        self.message.setWordWrap(True)
        self.message.setTextFormat(Qt.TextFormat.PlainText)
        self.names = ChoiceBox()
        self.names.setMinimumHeight(TOUCH)
        self.code, self.old, self.pin, self.again, self.typed_code = (QLineEdit() for _ in range(5))
        for edit in (self.old, self.pin, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(12)
        for edit in (self.code, self.old, self.pin, self.again, self.typed_code):
            edit.setMinimumHeight(TOUCH)
        self.recovery = RecoveryCode(self.message, self.typed_code)
        self.form = QFormLayout()
        self.form.addRow(tr("Name"), self.names)
        self.form.addRow(tr("Recovery code"), self.code)
        self.form.addRow(tr("PIN now"), self.old)
        self.form.addRow(tr("PIN"), self.pin)
        self.form.addRow(tr("PIN again"), self.again)
        for field in (self.names, self.code, self.old, self.pin, self.again):
            self.form.labelForField(field).setMinimumHeight(TOUCH)  # in the middle beside its field
        self.enter, self.leave = QPushButton(), QPushButton(tr("Cancel"))
        self.forgotten, self.change = QPushButton(tr("PIN forgotten?")), QPushButton(tr("Change my PIN"))
        for button in (self.enter, self.leave, self.forgotten, self.change):
            button.setMinimumHeight(TOUCH)
            button.setAutoDefault(False)
        self.enter.setDefault(True)
        self.enter.clicked.connect(self.try_it)
        self.leave.clicked.connect(self.reject)
        self.forgotten.clicked.connect(lambda: self.show_step(PinStep.FORGOTTEN))
        self.change.clicked.connect(lambda: self.show_step(PinStep.CHANGE))
        self._lay_out()
        self.step = PinStep.ENTER
        locked = self.staff.locked_out()
        self.show_step(PinStep.ENTER if self._managers else PinStep.AGAIN if locked else PinStep.FOUND)

    def show_step(self, step: PinStep) -> None:
        """Show the question of that step."""
        name = self.names.currentText()
        self.step = step
        words, go = {
            PinStep.ENTER: (tr("Managers only. Your PIN, please."), tr("Open the back office")),
            PinStep.FOUND: (
                tr("Nobody has a PIN here yet. Who manages this shop? The PIN: 6 to 12 digits."), tr("Open the back office"),
            ),
            PinStep.FORGOTTEN: (
                tr("The recovery code from the paper in the safe, and a new PIN of 6 to 12 digits."), tr("Replace the PIN"),
            ),
            PinStep.AGAIN: (
                tr(
                    "Who works here was lost with the shop's file. The recovery code that was told when the shop was brought"
                    " back, the manager's name and a new PIN of 6 to 12 digits."
                ),
                tr("Open the back office"),
            ),
            PinStep.CHANGE: (
                tr("Your PIN as it is, and a new one: 6 to 12 digits; cashiers from 4."), tr("Change the PIN"),
            ),
        }[step]  # fmt: skip
        self.message.setText(words)
        self.enter.setText(go)
        self.names.setEditable(step in (PinStep.FOUND, PinStep.AGAIN))
        self.names.clear()
        self.names.addItems(self._people if step is PinStep.CHANGE else self._managers)
        if name and not self.names.isEditable():
            self.names.setCurrentText(name)
        for edit in (self.code, self.old, self.pin, self.again):
            edit.clear()
        self.form.setRowVisible(self.code, step in (PinStep.FORGOTTEN, PinStep.AGAIN))
        self.form.setRowVisible(self.old, step is PinStep.CHANGE)
        self.form.setRowVisible(self.again, step is not PinStep.ENTER)
        pin_label = tr("PIN") if step in (PinStep.ENTER, PinStep.FOUND) else tr("New PIN")
        self.form.labelForField(self.pin).setText(pin_label)  # type: ignore[attr-defined]  # a QLabel: its row was added with words
        self.forgotten.setVisible(step is PinStep.ENTER)
        self.change.setVisible(step is PinStep.ENTER)
        first = {PinStep.ENTER: self.pin, PinStep.FOUND: self.names, PinStep.CHANGE: self.old}.get(step, self.code)
        first.setFocus()

    def try_it(self) -> None:
        """Do what was asked for; after a PIN was replaced or changed it is asked for, as anybody else is asked."""
        if not self.recovery.done:
            self.recovery.press()
            self.enter.setText(tr("Written down: go on") if self.typed_code.isHidden() else tr("Go on"))
            if self.recovery.done:
                self.accept()
            return
        name, pin, again = self.names.currentText().strip(), self.pin.text(), self.again.text()
        try:
            if self.step is PinStep.FOUND:
                self.recovery.show(self.staff.found(name, pin, again))
                self.who = name
                self._managers = [name]
                self.enter.setText(tr("Written down: go on"))
                for widget in (self.names, self.pin, self.again):
                    widget.setEnabled(False)
            elif self.step is PinStep.ENTER:
                self.who = self.staff.enter(name, pin)
                self.accept()
            elif self.step is PinStep.AGAIN:
                self.staff.begin_again(self.code.text(), name, pin, again)
                self._managers = self._people = [name]
                self._changed(name)
            elif self.step is PinStep.FORGOTTEN:
                self.staff.recover(self.code.text(), name, pin, again)
                self._changed(name)
            else:
                self.staff.change_pin(name, self.old.text(), pin, again)
                self._changed(name)
        except Problem as problem:
            self.message.setText(sentence(problem))
            for edit in (self.pin, self.again, self.old):
                edit.clear()
            (self.old if self.step is PinStep.CHANGE else self.pin).setFocus()

    def reject(self) -> None:
        """Back to the PIN from the other steps; from there, out. Nobody is let in before the recovery code was typed."""
        if self.step in (PinStep.FORGOTTEN, PinStep.CHANGE):
            self.show_step(PinStep.ENTER)
            return
        if not self.recovery.done:
            self.recovery.say()
            return
        super().reject()

    def _changed(self, name: str) -> None:
        self.show_step(PinStep.ENTER)
        self.names.setCurrentText(name)
        self.message.setText(tr("The PIN of {name} is changed. Enter with the new one.", name=name))
        self.changed.emit()

    def _lay_out(self) -> None:
        feet = QHBoxLayout()
        feet.addWidget(self.leave)
        feet.addStretch()
        feet.addWidget(self.enter)
        more = QHBoxLayout()
        more.addWidget(self.forgotten)
        more.addStretch()
        more.addWidget(self.change)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 18)
        whole.setSpacing(14)
        whole.addWidget(self.message)
        whole.addWidget(self.typed_code)
        whole.addLayout(self.form)
        whole.addLayout(more)
        whole.addLayout(feet)
