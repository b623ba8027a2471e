"""Which key does what: a table of every function; a press on a key's button waits for the new key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.scrolling import Scrolled, resize_within_screen
from pos_assist.desktop.shared.shortcuts import Shortcuts, key_of
from pos_assist.desktop.shared.theme import TOUCH, font
from pos_assist.domain.problems import Refused
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.till.commands import Command, Where


class KeysDialog(QDialog):
    """Changes `keys` as they are pressed; a key that is taken is refused in words."""

    def __init__(self, keys: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys = keys
        self.waiting: Command | None = None
        self.setWindowTitle(tr("Keys"))
        resize_within_screen(self, QSize(680, 620))
        self.buttons: dict[Command, QPushButton] = {}
        self.message = PlainLabel(tr("Press a button, then the new key. Backspace takes a key away."))
        self.message.setWordWrap(True)
        self.message.setMinimumHeight(TOUCH)
        table, grid = QWidget(), QGridLayout()
        places = {Where.ANYWHERE: "", Where.ORDER: tr("while ringing up"), Where.PAYING: tr("while paying")}
        for row, command in enumerate(Command):
            grid.addWidget(PlainLabel(tr(command.words)), row, 0)
            grid.addWidget(PlainLabel(places[command.where]), row, 1)
            button = self.buttons[command] = QPushButton()
            button.setMinimumSize(120, TOUCH)
            button.setAutoDefault(False)
            button.setFont(font(15, True))
            button.clicked.connect(lambda _=False, command=command: self.wait_for(command))
            grid.addWidget(button, row, 2)
        grid.setColumnStretch(0, 1)
        table.setLayout(grid)
        scroller = Scrolled(table)
        reset, close = QPushButton(tr("All keys as they were")), QPushButton(tr("Done"))
        for button in (reset, close):
            button.setMinimumHeight(TOUCH)
            button.setAutoDefault(False)
        reset.clicked.connect(self.reset)
        close.clicked.connect(self.accept)
        feet = QHBoxLayout()
        feet.addWidget(reset)
        feet.addStretch()
        feet.addWidget(close)
        whole = QVBoxLayout(self)
        whole.addWidget(self.message)
        whole.addWidget(scroller)
        whole.addLayout(feet)
        self._show()

    def wait_for(self, command: Command) -> None:
        """The next key is for this function."""
        self.waiting = command
        self._show()
        self.message.setText(tr("Now press the new key. Esc leaves it as it is."))

    def reset(self) -> None:
        """Set all keys back to their defaults."""
        self.keys.keys = Shortcuts().keys
        self.waiting = None
        self._show()

    def event(self, event: QEvent) -> bool:
        """Tab and friends are keys too while one is waited for."""
        if self.waiting is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 — Qt's name
        """The key that was waited for."""
        key = key_of(event)
        if self.waiting is None or not key:
            super().keyPressEvent(event)
            return
        command, self.waiting = self.waiting, None
        try:
            if event.key() != Qt.Key.Key_Escape:
                self.keys.bind(command, "" if event.key() == Qt.Key.Key_Backspace else key)
            self.message.setText("")
        except Refused as refused:
            if "function" in refused.data:
                refused.data["function"] = tr(str(refused.data["function"]))
            self.message.setText(sentence(refused))
        self._show()

    def _show(self) -> None:
        for command, button in self.buttons.items():
            button.setText("…" if command is self.waiting else self.keys.keys[command] or "–")
