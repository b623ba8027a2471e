"""To whom a receipt is made out, and for what (領収書: 宛名, 但し書き)."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.devices.receipt_slip import MadeOut
from pos_assist.i18n.translate import tr


def ask_made_out(parent: QWidget) -> MadeOut | None:
    """Return the name and purpose typed in, or None if cancelled. Fields left empty are printed as lines to write
    on."""
    dialog = MadeOutDialog(parent)
    done = dialog.exec()
    out = dialog.made_out if done else None
    dialog.deleteLater()
    return out


class MadeOutDialog(QDialog):
    """Asks for the name and the purpose of a 領収書."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Official receipt"))
        self.setMinimumWidth(420)
        self.to, self.purpose = QLineEdit(), QLineEdit(tr("for goods"))
        self.to.setPlaceholderText(tr("Empty: a line to write on"))
        self.purpose.setPlaceholderText(tr("Empty: a line to write on"))
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        for words, field in ((tr("Made out to"), self.to), (tr("For what"), self.purpose)):
            named = PlainLabel(words)
            named.setBuddy(field)
            field.setAccessibleName(words)
            field.setMaxLength(60)
            layout.addWidget(named)
            layout.addWidget(field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton(tr("Print"), QDialogButtonBox.ButtonRole.AcceptRole)
        go.setDefault(True)
        for button in buttons.buttons():
            button.setMinimumHeight(44)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    @property
    def made_out(self) -> MadeOut:
        """Return the contents of the two fields."""
        return MadeOut(self.to.text().strip(), self.purpose.text().strip())
