"""A dialog that lists the parts of something and shows the text of the chosen one: what «About» and a problem report share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from pos_assist.desktop.shared.scrolling import resize_within_screen
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.i18n.translate import tr


class PartsDialog(QDialog):
    """Introduction above, the parts left, the chosen one's text right; below, one thing to do and «Close»."""

    def __init__(self, title: str, width: int, action: str, parent: QWidget | None) -> None:
        """`width` in px; `action`: the label of `self.action`, the button left of «Close»."""
        super().__init__(parent)
        self.setWindowTitle(title)
        resize_within_screen(self, QSize(width, 620))
        self.list = QListWidget()
        self.list.setSpacing(5)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.action, close = QPushButton(action), QPushButton(tr("Close"))
        for button in (self.action, close):
            button.setMinimumHeight(TOUCH)
            button.setAutoDefault(False)
        close.clicked.connect(self.reject)
        both = QHBoxLayout()
        both.addWidget(self.list, 2)
        both.addWidget(self.text, 3)
        foot = QHBoxLayout()
        foot.addWidget(self.action)
        foot.addStretch()
        foot.addWidget(close)
        self._introduction = QVBoxLayout()
        self._introduction.setSpacing(12)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(12)
        whole.addLayout(self._introduction)
        whole.addLayout(both, 1)
        whole.addLayout(foot)

    def fill(self, introduction: Sequence[QWidget], names: Sequence[str], text_of: Callable[[int], str]) -> None:
        """Show these parts, the first one chosen; `text_of`: the text of the part at a place."""
        for widget in introduction:
            self._introduction.addWidget(widget)
        self.list.addItems(names)
        self.list.currentRowChanged.connect(lambda place: self.text.setPlainText(text_of(place)))
        self.list.setCurrentRow(0)
