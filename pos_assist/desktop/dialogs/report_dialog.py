"""«問題を報告»: shows every word of the report before it is written, and writes it where the person says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QStandardPaths, qVersion
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.dialogs.parts_dialog import PartsDialog
from pos_assist.desktop.shared.file_dialogs import file_to_write
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.support import problem_report as support_report
from pos_assist.system import clock


class ReportDialog(PartsDialog):
    """Left the parts with their sizes, right the words of the one that is chosen."""

    def __init__(self, shop: Path, settings: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(tr("Report a problem"), 860, tr("Write the file…"), parent)
        self.parts = support_report.collect(shop.parent, shop, settings, {"Qt": qVersion()})
        self.note = PlainLabel(
            tr(
                "This would be written into one file for whoever helps you. It holds no receipts, no items, no names and no"
                " PINs, and it is sent nowhere by itself. Please look it through."
            )
        )
        self.note.setWordWrap(True)
        names = [f"{part.name}   {part.size / 1000:,.1f} kB" for part in self.parts]
        self.fill((self.note,), names, lambda place: self.parts[place].text)
        self.action.clicked.connect(self._ask_where)

    def write(self, path: Path) -> None:
        """Write the file; where that cannot be, say so and stay."""
        try:
            support_report.write(self.parts, path)
        except Problem as problem:
            self.note.setText(sentence(problem))
            return
        self.note.setText(tr("Written: {path}", path=path))

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
