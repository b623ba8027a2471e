"""Who is there? A manager's name and PIN before the back office; the first manager of a till is made here."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.problems import Problem
from pos_assist.domain.settings import SAMPLE
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.management.staff import Role
from pos_assist.shop import Shop
from pos_assist.system import clock


def ask_manager(shop: Shop, parent: QWidget | None) -> str:
    """The name of the manager who is let in; empty where nobody was."""
    if not shop.managers() and shop.setting(SAMPLE):
        return tr("Manager")
    dialog = PinDialog(shop, parent)
    dialog.exec()
    who = dialog.who
    dialog.deleteLater()
    return who


class PinDialog(QDialog):
    """`who` is the manager who was let in. A wrong PIN, and how long to wait after several, is said under the field."""

    def __init__(self, shop: Shop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shop = shop
        self.who = ""
        names = shop.managers()
        self.founding = not names
        self.setWindowTitle(tr("Back office"))
        self.setMinimumWidth(420)
        self.told = QLabel(
            tr("Nobody has a PIN here yet. Who manages this shop? The PIN: 6 to 12 digits.")
            if self.founding
            else tr("Managers only. Your PIN, please.")
        )
        self.told.setWordWrap(True)
        self.names = QComboBox()
        self.names.setEditable(self.founding)
        self.names.addItems(names)
        self.names.setMinimumHeight(TOUCH)
        self.pin, self.again = QLineEdit(), QLineEdit()
        for edit in (self.pin, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setMaxLength(12)
        form = QFormLayout()
        form.addRow(tr("Name"), self.names)
        form.addRow(tr("PIN"), self.pin)
        if self.founding:
            form.addRow(tr("PIN again"), self.again)
        self.enter, leave = QPushButton(tr("Open the back office")), QPushButton(tr("Cancel"))
        for button in (self.enter, leave):
            button.setMinimumHeight(TOUCH)
        self.enter.setDefault(True)
        self.enter.clicked.connect(self.try_it)
        leave.clicked.connect(self.reject)
        feet = QHBoxLayout()
        feet.addWidget(leave)
        feet.addStretch()
        feet.addWidget(self.enter)
        whole = QVBoxLayout(self)
        whole.setSpacing(14)
        whole.addWidget(self.told)
        whole.addLayout(form)
        whole.addLayout(feet)
        (self.names if self.founding else self.pin).setFocus()

    def try_it(self) -> None:
        """Check the PIN, or make the first manager; a second press after that goes on."""
        if self.who:
            self.accept()
            return
        name, pin = self.names.currentText().strip(), self.pin.text()
        if self.founding and pin != self.again.text():
            self.told.setText(tr("The two PINs differ. Type them again."))
            self.again.clear()
            return
        staff = self.shop.storage.staff
        try:
            if self.founding:
                code = staff.found(name, pin)
                self.who = name
                self.told.setText(
                    tr(
                        "Write this down and keep it in the safe; it opens the back office if the PIN is lost: {code}",
                        code=code,
                    )
                )
                self.enter.setText(tr("Written down: go on"))
                for widget in (self.names, self.pin, self.again):
                    widget.setEnabled(False)
                return
            self.who = staff.enter(name, pin, clock.now(), Role.MANAGER).name
        except Problem as problem:
            self.told.setText(sentence(problem))
            self.pin.clear()
            self.pin.setFocus()
            return
        self.accept()
