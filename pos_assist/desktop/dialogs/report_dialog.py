"""«問題を報告»: shows every word of the report before it is written, and writes it where the person says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QStandardPaths, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pos_assist.desktop.shared.file_dialogs import file_to_write
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.theme import TOUCH
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.support import problem_report as support_report
from pos_assist.system import clock


class ReportDialog(QDialog):
    """Left the parts with their sizes, right the words of the one that is chosen."""

    def __init__(self, shop: Path, settings: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Report a problem"))
        self.resize(860, 620)
        self.parts = support_report.collect(shop.parent, shop, settings, {"Qt": qVersion()})
        self.told = PlainLabel(
            tr(
                "This would be written into one file for whoever helps you. It holds no receipts, no items, no names and no"
                " PINs, and it is sent nowhere by itself. Please look it through."
            )
        )
        self.told.setWordWrap(True)
        self.list = QListWidget()
        self.list.addItems([f"{part.name}   {part.size / 1000:,.1f} kB" for part in self.parts])
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.list.currentRowChanged.connect(lambda row: self.text.setPlainText(self.parts[row].text))
        self.list.setCurrentRow(0)
        self.save, close = QPushButton(tr("Write the file…")), QPushButton(tr("Close"))
        for button in (self.save, close):
            button.setMinimumHeight(TOUCH)
            button.setAutoDefault(False)
        self.save.clicked.connect(self._ask_where)
        close.clicked.connect(self.reject)
        both = QHBoxLayout()
        both.addWidget(self.list, 2)
        both.addWidget(self.text, 3)
        feet = QHBoxLayout()
        feet.addWidget(self.save)
        feet.addStretch()
        feet.addWidget(close)
        self.list.setSpacing(5)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.setSpacing(12)
        whole.addWidget(self.told)
        whole.addLayout(both, 1)
        whole.addLayout(feet)

    def write(self, path: Path) -> None:
        """Write the file; where that cannot be, say so and stay."""
        try:
            support_report.write(self.parts, path)
        except Problem as problem:
            self.told.setText(sentence(problem))
            return
        self.told.setText(tr("Written: {path}", path=path))

    def _ask_where(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DesktopLocation)
        suggested = str(Path(folder) / support_report.file_name(clock.now()))
        if path := file_to_write(self, tr("Write the file…"), suggested, "ZIP (*.zip)"):
            self.write(path)


def report_problem(shop: Path, settings: Mapping[str, str], parent: QWidget | None) -> None:
    """Show the dialog for a problem report."""
    dialog = ReportDialog(shop, settings, parent)
    dialog.exec()
    dialog.deleteLater()
