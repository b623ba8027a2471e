"""What was chosen in the back office is installed when the last window has closed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from pos_assist.desktop.shared.plain_label import PlainMessageBox
from pos_assist.domain.problems import Problem
from pos_assist.i18n.translate import sentence, tr
from pos_assist.services.support import updates
from pos_assist.system import clock, log
from pos_assist.system.paths import shops


def install_what_waits(folder: Path) -> None:
    """Open the installer where a version of the program waits in that data folder; every shop there is closed. Says why, where that fails."""
    try:
        updates.carry_out(folder, shops(folder), clock.now())
    except Problem as problem:
        log.trouble_of(folder, problem)
        PlainMessageBox(QMessageBox.Icon.Warning, tr("The program was not changed"), sentence(problem)).exec()
