"""«About»: which version of what runs here."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from pos_assist.desktop.crash import versions
from pos_assist.words import tr


def tell_about(parent: QWidget) -> None:
    """Show the versions."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, tr("About pos-assist"), "\n".join(versions()), parent=parent)
    box.setInformativeText(tr("What to offer at a shop counter, with the exact set price."))
    box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    box.deleteLater()
