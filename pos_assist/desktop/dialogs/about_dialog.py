"""«About»: which version of what runs here, and under which licence each part comes to the shop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_assist.desktop.dialogs.parts_dialog import PartsDialog
from pos_assist.desktop.shared.plain_label import PlainLabel
from pos_assist.desktop.shared.theme import font
from pos_assist.desktop.system.crash_reporter import versions
from pos_assist.i18n.translate import tr
from pos_assist.services.support.licences import QT_NOTE, components
from pos_assist.system.version import version

_REPORT = 2  # the dialog's answer: a problem is to be reported


class AboutDialog(PartsDialog):
    """The program's version above, every part of it with its licence below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("About pos-assist"), 760, tr("Report a problem…"), parent)
        name = PlainLabel(f"pos-assist {version()}")
        name.setFont(font(22, True))
        what = PlainLabel(tr("What to offer at a shop counter, with the exact set price."))
        here = PlainLabel("   ".join(versions()[1:]))
        note = PlainLabel(tr(QT_NOTE))
        for label in (name, here):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (what, here, note):
            label.setWordWrap(True)
        parts = components()
        self.fill(
            (name, what, here, note),
            [f"{part.name} {part.version}" for part in parts],
            lambda place: f"{parts[place].licence}\n\n{parts[place].text}".strip(),
        )


def show_about(parent: QWidget | None, report: Callable[[], None] | None = None) -> None:
    """Show it; `report` is called when a problem is to be reported."""
    dialog = AboutDialog(parent)
    dialog.action.setVisible(report is not None)
    dialog.action.clicked.connect(lambda: dialog.done(_REPORT))
    answer = dialog.exec()
    dialog.deleteLater()
    if report is not None and answer == _REPORT:
        report()
