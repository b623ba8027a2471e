"""«This needs a PIN»: whose, and the PIN, by touch or keys. One question before what the shop wants asked about."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pos_assist.desktop.shared.buttons import ActionButton
from pos_assist.desktop.shared.keypad import Keypad
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.problems import Problem, Refused
from pos_assist.domain.rights import RIGHTS
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.people import Need, People, Right


def ask_permission(people: People, right: Right, percent: int, parent: QWidget | None) -> str | None:
    """The name of the person whose PIN was typed; None where nobody's was."""
    dialog = PermitDialog(people, right, percent, parent)
    dialog.exec()
    who = dialog.who
    dialog.deleteLater()
    return who


class PinQuestion(QDialog):
    """A name, a PIN and the keys for it; what is wrong is said above. `_enter` tries it."""

    def __init__(self, people: People, title: str, words: str, names: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self.setWindowTitle(title)
        self.setFixedWidth(360)
        self.message = PlainLabel(words)
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(
            3 * self.message.fontMetrics().lineSpacing() + 4
        )  # what is refused may take three lines
        self.names = QComboBox()
        self.names.setAccessibleName(tr("Name"))
        self.names.addItems(names)
        self.pin = QLineEdit()
        self.pin.setAccessibleName(tr("PIN"))
        self.pin.setPlaceholderText(tr("PIN"))
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(12)
        self.pad = Keypad(self)
        self.pad.retranslate()
        self.pad.setFixedHeight(4 * 52)
        self.pad.digit.connect(self.pin.insert)
        self.pad.rubbed.connect(self.pin.backspace)
        self.go, self.leave = ActionButton(None, "primary"), ActionButton(None, "quiet")
        self.go.say(tr("OK"))
        self.leave.say(tr("Cancel"))
        self.pin.returnPressed.connect(self.try_it)
        self.go.clicked.connect(self.try_it)
        self.leave.clicked.connect(self.reject)
        feet = QHBoxLayout()
        whole = QVBoxLayout(self)
        whole.setSpacing(12)
        for button in (self.leave, self.go):
            button.setMinimumHeight(TOUCH)
            feet.addWidget(button, 1)
        for widget in (self.message, self.names, self.pin, self.pad):
            if widget is not self.message and widget is not self.pad:
                widget.setMinimumHeight(TOUCH)
            whole.addWidget(widget)
        whole.addLayout(feet)
        self.pin.setFocus()

    def try_it(self) -> None:
        """Accept the PIN, or say why not and let it be typed again."""
        try:
            self._enter(self.names.currentText(), self.pin.text())
        except Problem as problem:
            self.message.setText(sentence(problem))
            self.pin.clear()
            self.pin.setFocus()
            return
        self.accept()

    def take_scan(self, code: str) -> None:
        """A badge says whose PIN it will be; an item is not sold behind the question, and that is said."""
        person = self._people.with_code(code)
        place = self.names.findText(person.name) if person else -1
        if place >= 0:
            self.names.setCurrentIndex(place)
            self.pin.setFocus()
        else:
            self.message.setText(sentence(Refused("scan_over_page", code=code)))

    def _enter(self, name: str, pin: str) -> None:
        """Try that PIN. Raises Refused."""
        raise NotImplementedError


class PermitDialog(PinQuestion):
    """`who` is the person who answers for it."""

    def __init__(self, people: People, right: Right, percent: int = 100, parent: QWidget | None = None) -> None:
        need = people.need(right, percent)
        what = tr(RIGHTS[right].label)
        words = tr("{what}: a manager’s PIN, please.") if need is Need.MANAGER else tr("{what}: your PIN, please.")
        super().__init__(people, what, words.format(what=what), [x.name for x in people.may(need)], parent)
        self.who: str | None = None
        self._right, self._percent = right, percent

    def _enter(self, name: str, pin: str) -> None:
        self.who = self._people.permit(self._right, name, pin, percent=self._percent)


class SignInDialog(PinQuestion):
    """The PIN of somebody who signs in, where the shop asks for one."""

    def __init__(self, people: People, name: str, parent: QWidget | None = None) -> None:
        super().__init__(people, tr("Who sells?"), tr("{name}: your PIN, please.", name=name), [name], parent)

    def _enter(self, name: str, pin: str) -> None:
        self._people.sign_in(name, pin)
