"""The recovery code, shown once and typed back from the paper before anybody goes on: a code that nobody has is no way in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from pos_assist.i18n.translate import tr
from pos_assist.services.management.staff import same_code


class RecoveryCode:
    """The two steps, on a label and a field of the dialog that asks. `done` once the code was typed, and before one is shown."""

    def __init__(self, told: QLabel, field: QLineEdit) -> None:
        self.message, self.field = told, field
        self.done = True
        self._code = ""
        field.setPlaceholderText(tr("The code from your paper"))
        field.setAccessibleName(tr("Recovery code"))
        field.hide()

    def show(self, code: str) -> None:
        """The code, to be written down."""
        self._code, self.done = code, False
        self.say()

    def say(self, before: str = "") -> None:
        """The code, after the words `before`."""
        self.field.hide()
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = tr(
            "Write this code down and keep it in the safe; with it a forgotten PIN can be replaced: {code}",
            code=f"\n{self._code}",  # on a line of its own: to be read and copied whole
        )
        self.message.setText(f"{before} {words}".strip())

    def press(self) -> None:
        """On: from the code to its field, and from there on where it was typed right; else the code is shown again."""
        if self.field.isHidden():
            self.message.setText(tr("Now type the code from your paper."))
            self.field.clear()
            self.field.show()
            self.field.setFocus()
        elif same_code(self.field.text(), self._code):
            self._code, self.done = "", True
            self.field.hide()
            self.message.setText(tr("The code is right. Keep the paper in the safe."))
        else:
            self.say(tr("That is not the code."))
