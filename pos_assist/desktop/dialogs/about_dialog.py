"""«About»: which version of what runs here, and under which licence each part comes to the shop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.theme import TOUCH, font
from pos_assist.desktop.system.crash_reporter import versions
from pos_assist.i18n.translate import tr
from pos_assist.services.support.licences import QT_NOTE, ProgramPart, components
from pos_assist.system.version import version

_REPORT = 2  # the dialog's answer: a problem is to be reported


class AboutDialog(QDialog):
    """The program's version above, every part of it with its licence below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About pos-assist"))
        self.resize(760, 620)
        name = PlainLabel(f"pos-assist {version()}")
        name.setFont(font(22, True))
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        what = PlainLabel(tr("What to offer at a shop counter, with the exact set price."))
        here = PlainLabel("   ".join(versions()[1:]))
        here.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        note = PlainLabel(tr(QT_NOTE))
        self._parts: tuple[ProgramPart, ...] = components()
        self.list = QListWidget()
        self.list.addItems([f"{part.name} {part.version}" for part in self._parts])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.list.currentRowChanged.connect(self._show)
        self.list.setCurrentRow(0)
        for label in (what, here, note):
            label.setWordWrap(True)
        self.report = QPushButton(tr("Report a problem…"))
        close = QPushButton(tr("Close"))
        for button in (self.report, close):
            button.setMinimumHeight(TOUCH)
            button.setAutoDefault(False)
        close.clicked.connect(self.accept)
        both = QHBoxLayout()
        both.addWidget(self.list, 2)
        both.addWidget(self.text, 3)
        feet = QHBoxLayout()
        feet.addWidget(self.report)
        feet.addStretch()
        feet.addWidget(close)
        self.list.setSpacing(5)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(12)
        for widget in (name, what, here, note):
            whole.addWidget(widget)
        whole.addLayout(both, 1)
        whole.addLayout(feet)

    def _show(self, row: int) -> None:
        part = self._parts[row]
        self.text.setPlainText(f"{part.licence}\n\n{part.text}".strip())


def tell_about(parent: QWidget | None, report: Callable[[], None] | None = None) -> None:
    """Show it; `report` is called when a problem is to be reported."""
    dialog = AboutDialog(parent)
    dialog.report.setVisible(report is not None)
    dialog.report.clicked.connect(lambda: dialog.done(_REPORT))
    answer = dialog.exec()
    dialog.deleteLater()
    if report is not None and answer == _REPORT:
        report()
